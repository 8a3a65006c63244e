"""Is the course balanced, and can't it be guessed? Points 13 and 14."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from quiz.checking import bots
from quiz.checking.material import ItemText, Material
from quiz.checking.registry import WARNING, rule
from quiz.checking.rules.options import MIN_ITEMS, keyed
from quiz.model import Bloom, Problem, Strand

BOT_MARGIN = 0.10
MIN_HIGHER = 0.40
MAX_RECALL = 0.10
MAX_TRUE_FALSE = 0.05
MIN_TYPES = 4
MIN_LESSON_ITEMS = 8
MIN_STRANDS = {Strand.COMPREHENSION: 0.30, Strand.CRITICAL_THINKING: 0.40}
HIGHER = (Bloom.ANALYSE, Bloom.EVALUATE, Bloom.CREATE)


@rule("guessable", WARNING, "the course", worded=True, whole=True)
def guessable(material: Material) -> Iterator[Problem]:
    """No trick of test-takers earns more than ten points over chance on single choice."""
    items = keyed(material)
    if len(items) < MIN_ITEMS:
        return
    limit = float(bots.chance(items)) + BOT_MARGIN
    for name, bot in bots.BOTS.items():
        share = float(bots.share(bot, items))
        if share > limit:
            yield material.problem(
                f"Whoever always picks the option that is {name} gets {share:.0%} of the single "
                f"choices right (at most {limit:.0%}). `check --report` shows where to begin."
            )


@rule("higher-levels", WARNING, "the course", whole=True)
def higher_levels(material: Material) -> Iterator[Problem]:
    """At least four in ten items ask to analyse, evaluate or create."""
    share = _share(material, lambda item: item.item.bloom in HIGHER)
    if share is not None and share < MIN_HIGHER:
        yield material.problem(
            f"Only {share:.0%} of the questions ask to analyse, evaluate or create (at least "
            f"{MIN_HIGHER:.0%}). Replace some that ask for less."
        )


@rule("recall-share", WARNING, "the course", whole=True)
def recall_share(material: Material) -> Iterator[Problem]:
    """At most one in ten items asks to remember."""
    share = _share(material, lambda item: item.item.bloom is Bloom.REMEMBER)
    if share is not None and share > MAX_RECALL:
        yield material.problem(
            f"{share:.0%} of the questions only ask to remember (at most {MAX_RECALL:.0%}). Ask "
            "some of them for understanding."
        )


@rule("true-false-share", WARNING, "the course", whole=True)
def true_false_share(material: Material) -> Iterator[Problem]:
    """At most one in twenty items is true or false, which a coin answers half the time."""
    share = _share(material, lambda item: item.item.type == "true/false")
    if share is not None and share > MAX_TRUE_FALSE:
        yield material.problem(
            f"{share:.0%} of the questions are true or false (at most {MAX_TRUE_FALSE:.0%}). Make "
            "some of them single choices."
        )


@rule("strand-balance", WARNING, "the course", whole=True)
def strand_balance(material: Material) -> Iterator[Problem]:
    """Both strands have enough items to be reported apart."""
    for strand, least in MIN_STRANDS.items():
        share = _share(material, _of(strand))
        if share is not None and share < least:
            yield material.problem(
                f"Only {share:.0%} of the questions are for {strand} (at least {least:.0%}). "
                "Write more of them."
            )


@rule("types-in-lesson", WARNING, "lessons")
def types_in_lesson(material: Material) -> Iterator[Problem]:
    """A lesson with eight items or more has four types of question."""
    for lesson in material.lessons:
        types = Counter(item.item.type for item in lesson.items)
        if len(lesson.items) >= MIN_LESSON_ITEMS and len(types) < MIN_TYPES:
            yield lesson.problem(
                f"This lesson has {len(lesson.items)} questions, but few types of them: "
                f"{', '.join(sorted(types))}. Use {MIN_TYPES} types at least."
            )


def _of(strand: Strand) -> Callable[[ItemText], bool]:
    return lambda item: item.item.strand is strand


def _share(material: Material, counts: Callable[[ItemText], bool]) -> float | None:
    """The share of items that count; None in a course too small to judge."""
    if len(material.items) < MIN_ITEMS:
        return None
    return sum(map(counts, material.items)) / len(material.items)
