"""Are the answers built well and evenly? Points 4 to 7."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from quiz.checking.material import ItemText, Material, is_right
from quiz.checking.registry import ERROR, WARNING, rule
from quiz.checking.sentences import plain, words
from quiz.model import Problem
from quiz.questions.categorise import Categorise
from quiz.questions.cloze import Cloze
from quiz.questions.matching import Matching
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Numeric
from quiz.questions.ordering import Ordering
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice

MAX_RATIO = 1.4
KEY_RATIO = (0.83, 1.20)
MIN_ITEMS = 20
"""Shares of the course are judged from this many single choices on."""
MAX_EXTREME = 0.35
RANK_SHARE = (0.15, 0.35)
POSITION_POINTS = 0.07
MAX_RUN = 3
MIN_STEPS = 4
MIN_GAP_CHOICES = 3


@rule("well-formed", ERROR, "questions")
def well_formed(material: Material) -> Iterator[Problem]:
    """The answers fit the type, so that guessing pays little."""
    for item in material.items:
        for message in _malformed(item):
            yield item.problem(message)


def _malformed(item: ItemText) -> Iterator[str]:
    body = item.item.body
    if isinstance(body, SingleChoice) and len(body.options) < 3:
        yield "A single choice needs three options at least. Add one that tempts."
    elif isinstance(body, MultipleChoice):
        right = sum(option.right for option in body.options)
        if right < 2 or len(body.options) - right < 2:
            yield (
                "Where several may be right, two at least have to be right and two wrong. Add "
                "options, or make it a single choice."
            )
    elif isinstance(body, Matching) and not body.decoys:
        yield (
            "The last pair can be found by elimination. Add a right side that belongs nowhere: "
            "`- _ -> text`."
        )
    elif isinstance(body, Ordering) and len(body.steps) < MIN_STEPS:
        yield f"An ordering needs {MIN_STEPS} steps at least. Add one."
    elif isinstance(body, Cloze):
        if any(gap.menu and len(gap.menu) < MIN_GAP_CHOICES for gap in body.gaps):
            yield f"A gap's menu needs {MIN_GAP_CHOICES} choices at least. Add one."
    elif isinstance(body, ShortText) and len(body.answers) < 2:
        yield (
            "Only one wording counts as right here. Add others that a student may write, each as "
            "`or= …`."
        )
    elif isinstance(body, Numeric) and "." in body.answer.text and " " not in body.answer.text:
        yield "A number with decimals needs a tolerance: write `= 2.5 +- 0.1`."


@rule("uneven-groups", WARNING, "questions")
def uneven_groups(material: Material) -> Iterator[Problem]:
    """The groups of a sorting are not all of one size, which would give the last ones away."""
    for item in material.items:
        body = item.item.body
        if isinstance(body, Categorise):
            sizes = set(Counter(pair.right for pair in body.pairs).values())
            if len(sizes) == 1:
                yield item.problem(
                    "All groups of this sorting have the same size, so that the last entries can "
                    "be guessed. Make one group larger."
                )


@rule("key-count", WARNING, "the course", whole=True)
def key_count(material: Material) -> Iterator[Problem]:
    """How many options are right varies from one multiple choice to the next."""
    items = material.of_type("multiple choice")
    counts = {sum(map(is_right, item.options)) for item in items}
    if len(items) >= 3 and len(counts) == 1:
        yield material.problem(
            f"All {len(items)} questions with several right options have {min(counts)} of them. "
            "Let the number vary."
        )


@rule("even-options", ERROR, "options")
def even_options(material: Material) -> Iterator[Problem]:
    """The options of a choice are about equally long, and so is the key."""
    for item in material.of_type("single choice", "multiple choice"):
        lengths = [len(plain(option.text)) for option in item.options]
        longest, shortest = max(lengths), min(lengths)
        if longest > MAX_RATIO * max(shortest, 1):
            yield item.problem(
                f"The longest option has {longest} characters and the shortest {shortest}. Make "
                f"them more alike: at most {MAX_RATIO:g} times as long.",
                item.options[lengths.index(longest)].line,
            )
        if item.key is None:
            continue
        others = [n for n, option in zip(lengths, item.options, strict=True) if option != item.key]
        ratio = len(plain(item.key.text)) * len(others) / max(sum(others), 1)
        if not KEY_RATIO[0] <= ratio <= KEY_RATIO[1]:
            what = "longer" if ratio > 1 else "shorter"
            yield item.problem(
                f"The right option is {what} than the others ({ratio:.2f} times their mean; "
                f"{KEY_RATIO[0]:g} to {KEY_RATIO[1]:g} is even). Change its length or theirs.",
                item.key.line,
            )


@rule("option-form", WARNING, "options", worded=True)
def option_form(material: Material) -> Iterator[Problem]:
    """All options but one at most begin with the same kind of word."""
    for item in material.worded_items:
        kinds = [_form(item, option.text) for option in item.options]
        if item.item.type != "single choice" or not kinds:
            continue
        _, most = Counter(kinds).most_common(1)[0]
        if most < len(kinds) - 1 and item.key and kinds.count(_form(item, item.key.text)) == 1:
            yield item.problem(
                "The right option begins with another kind of word than the others, and these "
                "differ too. Build all options alike.",
                item.key.line,
            )


def _form(item: ItemText, text: str) -> str:
    first = next(iter(words(plain(text))), "")
    for name, pattern in (item.language.first_words if item.language else {}).items():
        if pattern.match(first):
            return name
    return "other"


@rule("key-length", WARNING, "the course", whole=True)
def key_length(material: Material) -> Iterator[Problem]:
    """The key's length tells nothing over the whole course."""
    ranks = key_ranks(material)
    if len(ranks) < MIN_ITEMS:
        return
    for name, wanted in (("longest", 1.0), ("shortest", 0.0)):
        share = ranks.count(wanted) / len(ranks)
        if share > MAX_EXTREME:
            yield material.problem(
                f"In {share:.0%} of the single choices the right option is the {name} (at most "
                f"{MAX_EXTREME:.0%}). Change the lengths in some of them."
            )
    four = [item for item in keyed(material) if len(item.options) == 4]
    for place in range(4) if len(four) >= MIN_ITEMS else ():
        share = rank_share(four, place)
        if not RANK_SHARE[0] <= share <= RANK_SHARE[1]:
            yield material.problem(
                f"By length, the right option is number {place + 1} of four in {share:.1%} of the "
                f"single choices ({RANK_SHARE[0]:.0%} to {RANK_SHARE[1]:.0%} is even)."
            )


def keyed(material: Material) -> list[ItemText]:
    """The single choices of the course."""
    return [item for item in material.items if item.key]


def key_ranks(material: Material) -> list[float]:
    """For each single choice 1 where the key is strictly longest, 0 where strictly shortest, and
    a half elsewhere."""
    return [_rank(item) for item in keyed(material)]


def _lengths(item: ItemText) -> tuple[int, list[int]]:
    key = len(plain(item.key.text)) if item.key else 0
    return key, [len(plain(option.text)) for option in item.options if option != item.key]


def _rank(item: ItemText) -> float:
    key, others = _lengths(item)
    return 1.0 if key > max(others) else 0.0 if key < min(others) else 0.5


def rank_share(items: Sequence[ItemText], place: int) -> float:
    """In what share of items the key has this place by length, counted from 0 for the shortest.
    Where it is as long as others, it counts in part for each of their places."""
    found = 0.0
    for item in items:
        key, others = _lengths(item)
        below, equal = sum(n < key for n in others), others.count(key)
        if below <= place <= below + equal:
            found += 1 / (equal + 1)
    return found / len(items) if items else 0.0


@rule("key-position", ERROR, "the course", whole=True)
def key_position(material: Material) -> Iterator[Problem]:
    """Keys are spread evenly over the places, without long runs."""
    for run in _runs(material):
        yield run[-1].problem(
            f"This is the {_ordinal(len(run))} single choice in a row with the right option in "
            f"place {key_place(run[-1])}. Move some of them.",
        )
    by_count = Counter(len(item.options) for item in keyed(material))
    for count, number in by_count.items():
        if number < MIN_ITEMS:
            continue
        places = positions(material, count)
        for place in range(1, count + 1):
            share = places[place] / number
            if abs(share - 1 / count) > POSITION_POINTS:
                yield material.problem(
                    f"In {share:.0%} of the single choices with {count} options the right one has "
                    f"place {place} (even is {1 / count:.0%} ± 7 points). Move some keys."
                )


def positions(material: Material, count: int) -> Counter[int]:
    """How often each place, counted from 1, holds the key, among items with `count` options."""
    return Counter(key_place(item) for item in keyed(material) if len(item.options) == count)


def key_place(item: ItemText) -> int:
    """The place of the key among the options, counted from 1."""
    return item.options.index(item.key) + 1 if item.key else 0


def _runs(material: Material) -> Iterator[list[ItemText]]:
    """Single choices of one quiz that follow each other with the key in one place, too many."""
    for lesson in material.lessons:
        single = [item for item in lesson.items if item.key and item.quiz]
        for _, group in groupby(
            single, key=lambda item: (item.quiz.id if item.quiz else "", key_place(item))
        ):
            run = list(group)
            if len(run) > MAX_RUN:
                yield run


def _ordinal(number: int) -> str:
    return f"{number}th" if number > 3 else ("first", "second", "third")[number - 1]
