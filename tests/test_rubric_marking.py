"""Levels to marks, edited rubrics, and identical responses: the rules for marking by a person."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.marking import mark_item
from quiz.model import Grading, Item, Mark, Outcome, Strand
from quiz.questions.open_response import Criterion, OpenResponse, Rubric
from quiz.rubric_marking import (
    OpenText,
    carried,
    criteria,
    fraction,
    graded_mark,
    groups,
    normalised,
    regraded,
)

RUBRIC = Rubric(
    (4.0, 2.0, 0.0),
    (
        Criterion("Reason", ("Bears on it", "Named", "None")),
        Criterion("Example", ("A case", "A remark", "")),
    ),
)
ITEM = Item(
    "l1-open", "open response", "Why?", OpenResponse(rubric=RUBRIC), points=6.0,
    strand=Strand.CRITICAL_THINKING,
)  # fmt: skip


def with_rubric(rubric: Rubric | None) -> Item:
    return replace(ITEM, body=OpenResponse(rubric=rubric))


def grading(**levels: int) -> Grading:
    return Grading(1, "a", ITEM.id, "v1", levels, fraction(RUBRIC, levels), "", "2026")


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    points = draw(st.lists(st.integers(0, 999), min_size=1, max_size=5, unique=True))
    names = draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=4))
    cells = st.lists(st.sampled_from(["", "x", "y", "z"]), min_size=len(points))
    return Rubric(
        tuple(float(value) for value in sorted(points, reverse=True)),
        tuple(Criterion(name, tuple(draw(cells)[: len(points)])) for name in names),
    )


@st.composite
def rated(draw: st.DrawFn) -> tuple[Rubric, dict[str, int]]:
    rubric = draw(rubrics())
    place = st.integers(0, len(rubric.points) - 1)
    return rubric, {name: draw(place) for name in criteria(rubric)}


# Levels to marks


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"Reason": 0, "Example": 0}, 1.0),
        ({"Reason": 2, "Example": 2}, 0.0),
        ({"Reason": 1, "Example": 0}, 0.75),
        ({"Reason": 0, "Example": 2}, 0.5),
    ],
)
def test_a_fraction_is_the_points_reached_of_the_most(
    levels: dict[str, int], expected: float
) -> None:
    assert fraction(RUBRIC, levels) == expected


@pytest.mark.parametrize(
    "levels",
    [
        {},
        {"Reason": 0},
        {"Reason": 0, "Example": 0, "Style": 0},
        {"Reason": 0, "Example": 3},
        {"Reason": 0, "Example": -1},
    ],
)
def test_levels_that_do_not_fit_the_rubric_are_refused(levels: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="level"):
        fraction(RUBRIC, levels)


@given(rated())
def test_any_fraction_is_from_0_to_1_and_a_higher_level_never_earns_less(
    case: tuple[Rubric, dict[str, int]],
) -> None:
    rubric, levels = case
    whole = fraction(rubric, levels)
    assert 0 <= whole <= 1
    for name, place in levels.items():
        if place:
            better = fraction(rubric, {**levels, name: place - 1})
            assert better > whole or rubric.points[0] == 0


def test_criteria_of_one_name_are_told_apart() -> None:
    same = Rubric((1.0, 0.0), tuple(Criterion(n, ("", "")) for n in ("A", "A", "A (2)", "A")))
    assert list(criteria(same)) == ["A", "A (2)", "A (2) (2)", "A (3)"]


def test_a_rubric_that_gives_no_points_gives_none() -> None:
    assert fraction(Rubric((0.0,), (Criterion("A", ("",)),)), {"A": 0}) == 0


@pytest.mark.parametrize(
    ("share", "outcome"),
    [(1.0, Outcome.RIGHT), (0.75, Outcome.PARTLY_RIGHT), (0.0, Outcome.WRONG)],
)
def test_the_mark_of_a_person_says_that_it_is_one(share: float, outcome: Outcome) -> None:
    mark = graded_mark(ITEM, "v1", share)
    assert mark == Mark("l1-open", "v1", outcome, share, 6.0, "critical thinking", graded=True)
    assert mark.points == share * 6


# An edited rubric


@given(rated())
def test_an_unchanged_rubric_changes_nothing(case: tuple[Rubric, dict[str, int]]) -> None:
    rubric, levels = case
    told = {c: criterion.levels for c, criterion in criteria(rubric).items()}
    kept = carried(rubric, rubric, levels)
    assert kept == levels
    assert all(told[name][kept[name]] == told[name][levels[name]] for name in levels)


@given(rated(), rubrics())
def test_what_is_carried_over_always_fits_the_new_rubric(
    case: tuple[Rubric, dict[str, int]], new: Rubric
) -> None:
    old, levels = case
    kept = carried(new, old, levels)
    assert kept.keys() <= criteria(new).keys()
    assert all(0 <= place < len(new.points) for place in kept.values())
    before = Grading(1, "a", ITEM.id, "v1", levels, fraction(old, levels), "", "2026")
    share = regraded(with_rubric(new), with_rubric(old), before)
    assert (share is None) == (kept.keys() != criteria(new).keys())
    assert share is None or share == fraction(new, kept)


def test_other_points_for_the_same_levels() -> None:
    new = with_rubric(replace(RUBRIC, points=(4.0, 3.0, 1.0)))
    assert regraded(new, ITEM, grading(Reason=1, Example=0)) == 7 / 8


def test_other_words_for_a_level_keep_its_place() -> None:
    reworded = Rubric(RUBRIC.points, (Criterion("Reason", ("To the point", "Said", "–")),))
    assert carried(reworded, RUBRIC, {"Reason": 1, "Example": 0}) == {"Reason": 1}


def test_a_level_goes_where_its_description_went() -> None:
    wider = Rubric(
        (4.0, 3.0, 2.0, 0.0), (Criterion("Reason", ("Better still", "Bears on it", "Named", "No")),)
    )
    assert carried(wider, RUBRIC, {"Reason": 0}) == {"Reason": 1}
    assert carried(wider, RUBRIC, {"Reason": 2}) == {}


def test_a_criterion_that_went_is_left_out_and_a_new_one_must_be_rated() -> None:
    fewer = Rubric(RUBRIC.points, RUBRIC.criteria[:1])
    more = Rubric(RUBRIC.points, (*RUBRIC.criteria, Criterion("Style", ("", "", ""))))
    done = grading(Reason=1, Example=2)
    assert regraded(with_rubric(fewer), ITEM, done) == 0.5
    assert regraded(with_rubric(more), ITEM, done) is None


def test_without_a_rubric_the_fraction_stays() -> None:
    plain = with_rubric(None)
    done = grading(Reason=1, Example=0)
    assert regraded(plain, plain, done) == regraded(plain, ITEM, done) == 0.75
    assert regraded(ITEM, plain, done) is None


# Identical responses, and their order


def text(n: int, said: str, *, item: Item = ITEM, version: str = "v1") -> OpenText:
    mark = mark_item(item, version, {"text": said})
    return OpenText(f"attempt-{n}", n, item, item, mark, said)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_white_space_and_unicode_form_make_no_difference(said: str) -> None:
    same = normalised(said)
    assert normalised(f" \n{said}\t") == same
    assert normalised(unicodedata.normalize("NFD", said)) == same
    assert normalised(same) == same
    assert "  " not in same


def test_case_punctuation_and_spelling_do() -> None:
    said = ["The shed.", "the shed.", "The shed", "The shedd."]
    assert len(groups("s", [text(n, one) for n, one in enumerate(said)])) == 4


WRITTEN = st.lists(st.sampled_from(["yes", " yes", "no", "No", "é", "e\u0301", "maybe so"]))


@given(WRITTEN, st.randoms())
def test_everybody_is_in_one_group_with_those_who_wrote_the_same(
    said: list[str], chance: random.Random
) -> None:
    responses = [text(n, one) for n, one in enumerate(said)]
    found = groups("q/i", responses)
    assert sorted(r.student_id for group in found for r in group.responses) == list(
        range(len(said))
    )
    assert len(found) == len({normalised(one) for one in said})
    for group in found:
        assert len({normalised(r.text) for r in group.responses}) == 1
    chance.shuffle(responses)
    assert [group.key for group in groups("q/i", responses)] == [group.key for group in found]


@given(WRITTEN, WRITTEN)
def test_newcomers_do_not_move_those_who_are_there(first: list[str], later: list[str]) -> None:
    before = [group.key for group in groups("s", [text(n, one) for n, one in enumerate(first)])]
    everyone = [text(n, one) for n, one in enumerate(first + later)]
    after = [group.key for group in groups("s", everyone)]
    assert [key for key in after if key in before] == before


def test_the_order_is_another_for_another_item_and_not_that_of_joining() -> None:
    responses = [text(n, f"Response {n}") for n in range(40)]
    order = [[g.first.student_id for g in groups(seed, responses)] for seed in ("a/b/1", "a/b/2")]
    assert order[0] != order[1]
    assert all(one != sorted(one) for one in order)


def test_the_same_words_to_another_question_are_another_response() -> None:
    other = replace(ITEM, stem="Why not?")
    found = groups("s", [text(1, "So."), text(2, "So.", item=other), text(3, "So.", version="v2")])
    assert [len(group.responses) for group in found] == [1, 1, 1]
    assert len({group.key for group in found}) == 3
