"""What a class misunderstood, from its marks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.marking import mark_item
from quiz.misconceptions import (
    FEWEST,
    MOST_PASSAGES,
    Answered,
    Misconception,
    foreseen_tags,
    misconceptions,
)
from quiz.model import Given, Item
from quiz.questions import types
from tests.answers import quizzes
from tests.conftest import ALL_TYPES, COURSES
from tests.questions.bodies import parse


def item(id: str, body: str, *see: str, type: str = "single choice") -> Item:
    return Item(id, type, f"Stem of {id}", parse(type, body), see=see)


ORDER = item("order", "- (x) right\n- ( ) turned {M3}\n- ( ) outside {M1}", "p3", "p4")
AGAIN = item("again", "- (x) right\n- ( ) turned {M3}", "p3")
NUMBER = item("number", "= 7\nnot= 8 {M1}\nelse= {M2}", "p1", type="numeric")


def answer(
    student: int, asked: Item, said: str, lesson: str = "one", at: str = "2026-11-01"
) -> Answered:
    """A response by the text of its option or as typed; '' for a blank."""
    given: Given = {"text": said} if asked is NUMBER else {"choice": choice_id(said)}
    mark = mark_item(asked, "v1", given if said else {})
    return Answered(student, lesson, "exit", at, asked, mark)


def of(tag: str, answered: list[Answered]) -> Misconception:
    [found] = [one for one in misconceptions(answered) if one.tag == tag]
    return found


# Which tags an item can show


@pytest.mark.parametrize(
    ("type", "body", "tags"),
    [
        ("single choice", "- (x) a {M9}\n- ( ) b {M1}\n- ( ) c", {"M1"}),
        ("multiple choice", "- [x] a {M9}\n- [ ] b {M1}\n- [ ] c {M2}", {"M1", "M2"}),
        ("true/false", "= true\nnot= false {M4}", {"M4"}),
        ("numeric", "= 7\nnot= 8 {M1}\nelse= {M2}", {"M1", "M2"}),
        ("short text", "= a\nor= b\nnot= c {M1}\nelse= {M2}", {"M1", "M2"}),
        ("matching", "- a -> b {M1}\n- c -> d\n- _ -> e {M2}", {"M1", "M2"}),
        ("categorise", "- a -> b {M1}\n- c -> b\n- d -> e {M3}", {"M1", "M3"}),
        ("ordering", "order:\n1. a\n2. b\n\nnot= 2 before 1 {M5}", {"M5"}),
        ("cloze", "x [[a]] y [[(b)|c]]\n\nnot= gap 2 {M6}", {"M6"}),
        ("open response", "____", set()),
    ],
)
def test_the_tags_that_an_item_can_show(type: str, body: str, tags: set[str]) -> None:
    assert foreseen_tags(item("x", body, type=type)) == tags


def test_every_type_is_among_these_cases() -> None:
    [cases] = [
        mark.args[1]
        for mark in test_the_tags_that_an_item_can_show.pytestmark  # type: ignore[attr-defined]
    ]
    assert {case[0] for case in cases} == set(types())


@pytest.mark.parametrize("course", [ALL_TYPES, COURSES.parents[1] / "lessons"])
def test_no_response_shows_a_tag_that_was_not_foreseen(course: Any) -> None:
    for quiz in quizzes(course).values():
        for one in quiz.items:
            kind = types()[one.type]
            shown = {
                comment.tag
                for given in _responses(kind, one)
                for comment in kind.comments(one.body, given)
                if comment.tag
            }
            assert shown <= foreseen_tags(one)
            # And no more is foreseen than the author wrote.
            assert all(f"{{{tag}}}" in kind.print(one.body) for tag in foreseen_tags(one))


def _responses(kind: Any, one: Item) -> list[Given]:
    """The key, the key upside down, and something that no author foresees, in every slot."""
    key = kind.key(one.body) or {"text": "words"}
    slots, values = list(key), list(key.values())
    turned = dict(zip(slots, reversed(values), strict=True))
    options = getattr(one.body, "options", ())
    chosen = [{"choice": option.id} for option in options]
    ticked = {option.id: "ticked" for option in options}
    return [key, turned, dict.fromkeys(slots, "999"), ticked, *chosen]


# Counting


def test_nine_of_twenty_four_turned_it_round() -> None:
    answered = [answer(n, ORDER, "turned" if n < 9 else "right") for n in range(24)]
    found = of("M3", answered)
    assert (found.shown, found.met) == (9, 24)
    assert found.students == tuple(range(9))
    assert found.see == ("p3", "p4")
    assert found.is_common
    assert [(p.item_id, p.stem, p.shown, p.met) for p in found.places] == [
        ("order", "Stem of order", 9, 24)
    ]


def test_one_students_slip_is_not_the_classs() -> None:
    answered = [answer(n, ORDER, "turned" if n < FEWEST - 1 else "right") for n in range(24)]
    assert not of("M3", answered).is_common
    answered[FEWEST] = answer(FEWEST, ORDER, "turned")
    assert of("M3", answered).is_common


def test_a_student_who_shows_it_twice_counts_once() -> None:
    answered = [answer(1, ORDER, "turned"), answer(1, AGAIN, "turned"), answer(2, ORDER, "right")]
    found = of("M3", answered)
    assert (found.shown, found.met) == (1, 2)
    assert [(place.item_id, place.shown, place.met) for place in found.places] == [
        ("order", 1, 2),
        ("again", 1, 1),
    ]


def test_who_left_it_blank_has_not_met_it() -> None:
    answered = [answer(1, ORDER, "turned"), answer(2, ORDER, ""), answer(3, ORDER, "right")]
    assert of("M3", answered).met == 2


def test_a_tag_that_nobody_showed_is_listed_as_met() -> None:
    found = of("M1", [answer(1, ORDER, "right"), answer(2, ORDER, "turned")])
    assert (found.shown, found.met, found.see) == (0, 2, ())


def test_a_tag_that_the_question_has_lost_since_still_counts() -> None:
    late = item("order", "- (x) right\n- ( ) turned", "p3")
    mark = answer(1, ORDER, "turned").mark
    found = of("M3", [Answered(1, "one", "exit", "2026-11-01", late, mark)])
    assert (found.shown, found.met) == (1, 1)


def test_worst_comes_first() -> None:
    answered = [
        *(answer(n, NUMBER, "9") for n in range(5)),
        *(answer(n, NUMBER, "8") for n in range(5, 8)),
        *(answer(n, AGAIN, "turned") for n in range(3)),
    ]
    # Three students each: a share of 3 in 3 is worse than one of 3 in 8.
    assert [(m.tag, m.shown, m.met) for m in misconceptions(answered)] == [
        ("M2", 5, 8),
        ("M3", 3, 3),
        ("M1", 3, 8),
    ]


def test_tags_without_anything_else_between_them_come_by_their_numbers() -> None:
    body = "- (x) a\n" + "".join(f"- ( ) {tag} {{{tag}}}\n" for tag in ("M10", "M2", "M1"))
    found = misconceptions([answer(1, item("x", body.strip()), "a")])
    assert [one.tag for one in found] == ["M1", "M2", "M10"]


def test_the_passage_to_read_again_is_the_one_that_most_need() -> None:
    answered = [
        answer(1, AGAIN, "turned"),
        answer(2, AGAIN, "turned"),
        answer(1, ORDER, "turned"),
    ]
    assert of("M3", answered).see == ("p3",)


def test_advice_names_few_passages() -> None:
    wide = item("wide", "- (x) right\n- ( ) turned {M3}", "p1", "p2", "p3", "p4", "p5")
    assert of("M3", [answer(1, wide, "turned")]).see == ("p1", "p2", "p3")
    assert MOST_PASSAGES == 3


def test_what_came_back_is_counted_after_the_lesson_where_it_was_first_met() -> None:
    answered = [
        # Showed it first, and again in the next lesson.
        answer(1, ORDER, "turned", "one", "2026-11-01"),
        answer(1, AGAIN, "turned", "two", "2026-11-08"),
        # Has learned.
        answer(2, ORDER, "turned", "one", "2026-11-01"),
        answer(2, AGAIN, "right", "two", "2026-11-08"),
        # Met it twice in the same lesson only.
        answer(3, ORDER, "turned", "one", "2026-11-01"),
        answer(3, AGAIN, "turned", "one", "2026-11-02"),
        # Took the second lesson first, and nothing after the other one.
        answer(4, AGAIN, "turned", "two", "2026-11-01"),
        answer(4, ORDER, "right", "one", "2026-11-03"),
        # Left it blank the second time.
        answer(5, ORDER, "turned", "one", "2026-11-01"),
        answer(5, AGAIN, "", "two", "2026-11-08"),
    ]
    found = of("M3", answered)
    assert (found.met_again, found.came_back) == (3, 1)


def test_nobody_misunderstood_anything_where_nobody_answered() -> None:
    assert misconceptions([]) == ()


ASKED = st.sampled_from([ORDER, AGAIN, NUMBER])
SAID = st.sampled_from(["right", "turned", "", "8", "9", "7"])


@given(
    st.lists(
        st.builds(
            answer,
            st.integers(1, 6),
            ASKED,
            SAID,
            st.sampled_from(["one", "two", "three"]),
            st.sampled_from(["2026-11-01", "2026-11-02", "2026-11-03"]),
        ),
        max_size=40,
    )
)
def test_the_counts_fit_together(answered: list[Answered]) -> None:
    everyone = {one.student_id for one in answered}
    found = misconceptions(answered)
    assert [one.shown for one in found] == sorted((one.shown for one in found), reverse=True)
    for one in found:
        assert 0 <= one.came_back <= one.met_again <= one.met <= len(everyone)
        assert one.came_back <= one.shown <= one.met
        assert len(set(one.students)) == one.shown
        assert all(0 <= place.shown <= place.met <= one.met for place in one.places)
        assert max(place.shown for place in one.places) <= one.shown
        assert sum(place.shown for place in one.places) >= one.shown
        assert bool(one.see) == bool(one.shown)
    assert misconceptions(iter(answered)) == found
