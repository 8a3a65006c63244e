"""Is it neutral, safe and fair? Points 16 to 18. What this course has to be careful with stands in
the `check:` block of index.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from quiz.checking.language import any_word
from quiz.checking.material import LessonText, Material, all_passages
from quiz.checking.passages import Kind, Passage
from quiz.checking.registry import ERROR, rule
from quiz.checking.sentences import shown, words
from quiz.model import Problem

NEAR_WORDS = 6

_LINK = re.compile(
    r"\]\(\s*<?(https?://[^)\s>]+)|href\s*=\s*[\"'](https?://[^\"']+)", re.IGNORECASE
)


def _all(material: Material) -> Iterator[Passage]:
    for page in material.pages:
        yield from all_passages(page)


def _misconception(passage: Passage) -> bool:
    """Whether this is an option that stands for a named mistake, and may be worded like one."""
    return passage.kind is Kind.OPTION and bool(passage.entry and passage.entry.tag)


@rule("neutral-words", ERROR, "lessons and questions", needs=("deny",))
def neutral_words(material: Material) -> Iterator[Problem]:
    """Loaded words stand in quotation marks or not at all."""
    denied = any_word(material.settings["deny"])
    for passage in _all(material):
        for match in denied.finditer(passage.own) if not _misconception(passage) else ():
            yield passage.problem(
                match.start(),
                f"“{shown(match[0])}” is a loaded word. Put it in quotation marks if it is the "
                "article's, or choose a neutral one.",
            )


@rule("sweeping-words", ERROR, "lessons and questions", worded=True)
def sweeping_words(material: Material) -> Iterator[Problem]:
    """No word that replaces a reason, such as “obviously”."""
    for language, passage in material.worded(*Kind):
        for match in language.sweeping.finditer(passage.own) if not _misconception(passage) else ():
            yield passage.problem(
                match.start(),
                f"“{shown(match[0])}” stands where a reason should stand. Give the reason, or take "
                "the word out.",
            )


@rule("unsafe-words", ERROR, "lessons and questions", needs=("unsafe",))
def unsafe_words(material: Material) -> Iterator[Problem]:
    """Nothing that has no place in a classroom, in quotation marks or not."""
    unsafe = any_word(material.settings["unsafe"])
    for passage in _all(material):
        for match in unsafe.finditer(passage.text):
            yield passage.problem(
                match.start(),
                "A word in this line is on the course's list of what has no place in a classroom. "
                "Write around it.",
            )


@rule("allowed-links", ERROR, "lessons and questions", needs=("links",))
def allowed_links(material: Material) -> Iterator[Problem]:
    """Links lead to the sites of the course's list only."""
    allowed = [site.lower().removeprefix("www.") for site in material.settings["links"]]
    for page in material.pages:
        for line in page.lines:
            for match in _LINK.finditer(line.text):
                host = _host(match[1] or match[2])
                if not any(host == site or host.endswith(f".{site}") for site in allowed):
                    yield page.problem(
                        f"This link leads to {host}, which isn't in the list of index.md. Take it "
                        "out, or put the site on the list once you have looked at it.",
                        line.number,
                    )


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return address


@rule("no-search-task", ERROR, "lessons and questions", needs=("groups",), worded=True)
def no_search_task(material: Material) -> Iterator[Problem]:
    """No task sends students to search for a group."""
    groups = any_word(material.settings["groups"], case=True)
    for language, passage in material.worded(*Kind):
        for place, sentence in passage.sentences:
            named = groups.search(sentence) and language.search.search(sentence)
            if (
                named
                and language.search_where.search(sentence)
                and not language.never_search.search(sentence)
            ):
                yield passage.problem(
                    place,
                    "This sends students to search for a group. Hand out extracts from independent "
                    "reports instead.",
                )


@rule("fair-words", ERROR, "lessons and questions", needs=("peoples",), worded=True)
def fair_words(material: Material) -> Iterator[Problem]:
    """No people, religion or community stands near a word for violence or its support."""
    peoples = any_word(material.settings["peoples"], plural=True, case=True)
    names = any_word([*material.settings["actors"], *material.settings["names"]], case=True)
    for language, passage in material.worded(*Kind):
        text = names.sub(lambda match: re.sub(r"\w", "_", match[0]), passage.own)
        for match in peoples.finditer(text) if not _misconception(passage) else ():
            after = _near(text[match.end() :], from_end=False)
            before = _near(text[: match.start()], from_end=True)
            near = language.near_peoples.search(after) or language.near_peoples.search(before)
            if near:
                yield passage.problem(
                    match.start(),
                    f"“{match[0]}” stands close to “{near[0]}”. Name the organisation that acts; "
                    "a people, a religion or a community doesn't.",
                )


def _near(text: str, *, from_end: bool) -> str:
    """The nearest words of the same sentence on one side."""
    parts = re.split(r"[.!?;:]\s|[”“]", text)
    near = words(parts[-1] if from_end else parts[0])
    return " ".join(near[-NEAR_WORDS:] if from_end else near[:NEAR_WORDS])


@rule("reply-paired", ERROR, "lessons and questions", needs=("governments",), worded=True)
def reply_paired(material: Material) -> Iterator[Problem]:
    """An accusation against a government has its reply in the same section or question."""
    governments = any_word(material.settings["governments"], case=True)
    for page in material.pages:
        for passages in _together(page):
            text = "\n".join(passage.text for passage in passages)
            if page.language is None or page.language.reply.search(text):
                continue
            for passage in passages:
                for place, sentence in passage.sentences:
                    match = page.language.accusation.search(sentence)
                    if match and governments.search(sentence):
                        yield passage.problem(
                            place,
                            f"Here stands an accusation (“{match[0]}”) without its reply. Say in "
                            "the same section what those accused answer.",
                        )


def _together(page: LessonText) -> Iterator[list[Passage]]:
    """The passages that students see together: one section, or one question with its feedback."""
    for section in sorted({passage.section for passage in page.passages}):
        yield [passage for passage in page.passages if passage.section == section]
    for item in page.items:
        yield list(item.passages)


@rule("groups-apart", ERROR, "lessons and questions", needs=("groups",), worded=True)
def groups_apart(material: Material) -> Iterator[Problem]:
    """Two groups are never one subject, unless the sentence says that the text joins them."""
    groups = material.settings["groups"]
    named = "|".join(map(re.escape, sorted(groups, key=len, reverse=True))) or "(?!)"
    joined = re.compile(
        rf"(?<!\w)(?:{named})(?:,? (?:and|or|&) |/|, )(?:the )?(?:{named})(?!\w)(?! \w+ing\b)"
    )
    for language, passage in material.worded(*Kind):
        if passage.kind is Kind.OPTION or passage.kind is Kind.HEADING:
            continue
        for place, sentence in passage.sentences:
            text = " ".join(sentence.split())
            match = joined.search(text)
            if match is None or language.before_object.search(text[: match.start()]):
                continue
            if not (language.attribution.search(text) or language.instruction.match(text)):
                yield passage.problem(
                    place,
                    f"“{match[0]}” makes one subject of two groups. Say of each what is said about "
                    "it, or whose sentence joins them.",
                )
