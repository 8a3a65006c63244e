"""Is the question asked plainly, and does its wording give nothing away? Points 8 to 11."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.checking.bots import content
from quiz.checking.language import Language
from quiz.checking.material import ItemText, Material, is_right
from quiz.checking.passages import Kind
from quiz.checking.registry import ERROR, WARNING, rule
from quiz.checking.sentences import plain, shown, unquoted, words
from quiz.grammar import Entry
from quiz.model import Problem
from quiz.questions.cloze import Cloze

MAX_STEM_WORDS = 55
MAX_NEGATIVE = 0.03
MAX_ECHO = 0.05
MAX_ABSOLUTE = 0.08

FREE = 1
"""How many a small course may have whatever the share."""


@rule("forbidden-option", ERROR, "options", worded=True)
def forbidden_option(material: Material) -> Iterator[Problem]:
    """No “all of the above” and its like."""
    for item in material.worded_items:
        for option in item.options:
            if item.language and item.language.forbidden_options.search(plain(option.text)):
                yield item.problem(
                    f"“{shown(option.text)}” can be chosen by logic alone. Write an option that "
                    "says something by itself.",
                    option.line,
                )


@rule("negative-stem", ERROR, "questions", worded=True)
def negative_stem(material: Material) -> Iterator[Problem]:
    """A question turned round by a word has this word in capitals."""
    for item in material.worded_items:
        word = negative_word(item)
        if word and not word.isupper():
            yield item.problem(
                f"The word “{word}” turns this question round and is easily overread. Ask what is "
                f"the case, or write {word.upper()} in capitals."
            )


@rule("negative-share", ERROR, "the course", worded=True, whole=True)
def negative_share(material: Material) -> Iterator[Problem]:
    """Few questions are turned round."""
    items = material.worded_items
    negative = [item for item in items if negative_word(item)]
    if len(negative) > max(FREE, MAX_NEGATIVE * len(items)):
        yield material.problem(
            f"{len(negative)} of {len(items)} questions ask what is not so (at most 3 %): "
            f"{ids(negative)}. Ask what is so instead."
        )


def negative_word(item: ItemText) -> str:
    """The word that turns the question round, or ''."""
    if item.language is None:
        return ""
    stem = unquoted(plain(item.item.stem))
    for pattern in item.language.negative_stems:
        if match := pattern.search(stem):
            return match["word"]
    return ""


def ids(items: list[ItemText]) -> str:
    """The ids of items for a message; of many, the first."""
    names = [item.item.id for item in items]
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(f"`{name}`" for name in names[:8]) + more


@rule("complete-stem", ERROR, "questions", worded=True)
def complete_stem(material: Material) -> Iterator[Problem]:
    """A single choice asks a whole question, which can be answered with the options covered."""
    for item in material.worded_items:
        if item.item.type != "single choice" or item.language is None:
            continue
        asked = plain(item.item.stem).strip()
        if not asked.rstrip("*_”\")'").endswith(("?", "؟")):
            yield item.problem(
                "A single choice asks a question. Let the heading end with a question mark."
            )
        if item.language.empty_stems.search(asked):
            yield item.problem(
                "This question asks nothing until the options are read. Ask for the fact or the "
                "reason itself."
            )


@rule("short-stem", ERROR, "questions")
def short_stem(material: Material) -> Iterator[Problem]:
    """A stem with its text has 55 words at most; open responses and gap texts may be longer."""
    for item in material.items:
        if item.item.type in ("open response", "cloze"):
            continue
        count = len(words(plain(f"{item.item.stem} {item.item.text}")))
        if count > MAX_STEM_WORDS:
            yield item.problem(
                f"The question has {count} words; {MAX_STEM_WORDS} are the limit. Shorten it, or "
                "move information into the lesson."
            )


@rule("stem-echo", WARNING, "options", worded=True, whole=True)
def stem_echo(material: Material) -> Iterator[Problem]:
    """Few keys alone repeat a word of the stem."""
    keyed = [item for item in material.worded_items if item.key]
    echoes = [(item, word) for item in keyed if (word := echo(item))]
    if len(echoes) > max(FREE, MAX_ECHO * len(keyed)):
        for item, word in echoes:
            yield item.problem(
                f"Of all options only the right one repeats “{word}…” from the question. Use "
                "another word, or put it into a wrong option too.",
                item.key.line if item.key else 0,
            )


def echo(item: ItemText) -> str:
    """The beginning of a word that stem and key share, and no distractor has; or ''."""
    if item.key is None or item.language is None:
        return ""
    stem = content(f"{item.item.stem} {item.item.text}", item.language)
    shared = stem & content(item.key.text, item.language)
    for option in item.options:
        if option is not item.key:
            shared -= content(option.text, item.language)
    return min(shared, default="")


@rule("absolute-distractors", WARNING, "options", worded=True, whole=True)
def absolute_distractors(material: Material) -> Iterator[Problem]:
    """Few distractors leave no exception; students learn to avoid such options."""
    wrong = [
        (item, option)
        for item in material.worded_items
        for option in item.options
        if not is_right(option)
    ]
    found = [(item, option) for item, option in wrong if absolute(item.language, option)]
    if len(found) > max(FREE, MAX_ABSOLUTE * len(wrong)):
        for item, option in found:
            yield item.problem(
                f"“{absolute(item.language, option)}” marks this option as wrong, and too many "
                f"wrong options have such a word ({len(found)} of {len(wrong)}; at most 8 %). "
                "Word it more softly.",
                option.line,
            )


def absolute(words: Language | None, option: Entry) -> str:
    """The first absolute word of an option, outside quotation marks; or ''."""
    match = words.absolutes.search(unquoted(plain(option.text))) if words else None
    return match[0] if match else ""


@rule("lone-hedge", WARNING, "options", worded=True)
def lone_hedge(material: Material) -> Iterator[Problem]:
    """Where distractors are absolute, the key isn't the only measured option."""
    for item in material.worded_items:
        if item.key is None or item.language is None:
            continue
        others = [option for option in item.options if option is not item.key]
        hedges = item.language.hedges
        lone = hedges.search(plain(item.key.text)) and not any(
            hedges.search(plain(option.text)) for option in others
        )
        if lone and sum(bool(absolute(item.language, option)) for option in others) >= 2:
            yield item.problem(
                "The right option is the only careful one among absolute ones. Make at least two "
                "wrong options careful too.",
                item.key.line,
            )


@rule("grammar-cue", ERROR, "options", worded=True)
def grammar_cue(material: Material) -> Iterator[Problem]:
    """No “a” or “an” before a choice that only some options fit."""
    for item in material.worded_items:
        for before, choices, line in _choices(item):
            if item.language is None or not item.language.article_before.search(before):
                continue
            vowels = [bool(item.language.article_an.match(plain(text))) for text in choices]
            if any(vowels) and not all(vowels):
                yield item.problem(
                    "“a” or “an” before the choices fits only some of them. Write “a/an”, or put "
                    "the article into each choice.",
                    line,
                )


def _choices(item: ItemText) -> Iterator[tuple[str, list[str], int]]:
    """(text before, choices, line) of everything that completes a sentence."""
    stem = plain(item.item.stem).rstrip(" :…_.?")
    if item.options:
        yield stem, [option.text for option in item.options], item.item.line
    body = item.item.body
    if isinstance(body, Cloze):
        texts = item.of(Kind.TEXT)
        for piece, gap in zip(body.pieces, body.gaps, strict=False):
            if gap.menu:
                line = next((p for p in texts if gap.menu[0] in p.raw), None)
                yield piece, list(gap.menu), line.lines[0].number if line else item.item.line
