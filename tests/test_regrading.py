from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.content.parser import parse_frozen
from quiz.content.printer import print_item
from quiz.marking import mark_item
from quiz.model import (
    ChangeKind,
    Given,
    Grading,
    Item,
    Lesson,
    Mark,
    Outcome,
    Quiz,
    Regrade,
    RegradeKind,
)
from quiz.questions import types
from quiz.questions.parts.options import Option
from quiz.questions.single_choice import SingleChoice
from quiz.regrading import (
    Marked,
    carried,
    changed_items,
    effect,
    full_marks,
    new_mark,
    regraded_since,
)


def item(body: str, *, settings: str = "points: 1", id: str = "q") -> Item:
    return parse_frozen(f"### A question? {{#{id}}}\n\n{settings}\n\n{body}\n")


def chose(text: str) -> Given:
    return {"choice": choice_id(text)}


def marked(asked: Item, given: Given, attempt: str = "a1") -> Marked:
    return Marked(attempt, asked, given, mark_item(asked, "v1", given), student_name="Student One")


OLD = item("- (x) Mombasa {M1}\n- ( ) Nairobi\n- ( ) Kisumu")
NEW = item("- ( ) Mombasa {M1}\n- (x) Nairobi\n- ( ) Kisumu")


# The preview


def test_a_corrected_key_shows_who_gains_and_who_loses() -> None:
    answers = [chose("Mombasa"), chose("Nairobi"), chose("Nairobi"), chose("Kisumu"), {}]
    responses = [marked(OLD, one, f"a{n}") for n, one in enumerate(answers)]
    found = effect("exit", NEW, "v2", responses, [("v1", OLD)])
    assert (found.kind, found.gains, found.losses, found.same) == ("marks", 2, 1, 2)
    assert [one.attempt_id for one in found.affected] == ["a0", "a1", "a2"]
    assert [one.after.outcome for one in found.everyone] == [
        Outcome.WRONG,
        Outcome.RIGHT,
        Outcome.RIGHT,
        Outcome.WRONG,
        Outcome.UNANSWERED,
    ]
    assert {one.after.version for one in found.everyone} == {"v2"}
    assert found.everyone[0].after.tags == ("M1",)
    assert found.outdated


def test_other_wording_changes_no_result() -> None:
    new = item("- (x) Mombasa, on the coast {M1}\n- ( ) Nairobi\n- ( ) Kisumu\n\nwhy: So it is.")
    responses = [marked(OLD, chose(text), text) for text in ("Mombasa", "Nairobi")]
    found = effect("exit", new, "v2", responses, [("v1", OLD)])
    assert (found.kind, found.affected, found.same) == ("wording", (), 2)


def test_other_points_change_the_result_of_everyone() -> None:
    worth = replace(OLD, points=4.0)
    found = effect(
        "exit", worth, "v2", [marked(OLD, chose("Mombasa")), marked(OLD, {}, "a2")], [("v1", OLD)]
    )
    assert [one.difference for one in found.everyone] == [3.0, 0.0]
    assert len(found.affected) == 2
    assert found.gains == 1
    assert [one.after.out_of for one in found.everyone] == [4.0, 4.0]


def test_the_strand_of_the_new_question_comes_with_the_mark() -> None:
    new = item("- (x) Mombasa\n- ( ) Nairobi", settings="points: 1\nstrand: critical thinking")
    assert new_mark(new, "v2", marked(OLD, chose("Mombasa"))).strand == "critical thinking"


def test_a_question_of_another_type_leaves_the_mark_alone() -> None:
    one = marked(OLD, chose("Mombasa"))
    found = effect("exit", item("= 2015"), "v2", [one], [("v1", OLD)])
    assert found.everyone[0].after == one.mark
    assert (found.misfits, found.kind) == (1, "wording")


def test_what_is_seen_differs_with_every_mark() -> None:
    one, other = marked(OLD, chose("Mombasa")), marked(OLD, chose("Nairobi"))
    seen = {
        effect("exit", NEW, version, responses, [("v1", OLD)]).seen
        for version in ("v2", "v3")
        for responses in ([one], [other], [one, replace(other, attempt_id="a2")], [])
    }
    assert len(seen) == 8
    again = effect("exit", NEW, "v2", [one], [("v1", OLD)])
    assert again.seen == effect("exit", NEW, "v2", [one], [("v1", OLD)], open=3).seen


# Full marks


def test_full_marks_keep_the_points_and_the_version() -> None:
    for one in (marked(OLD, chose("Nairobi")), marked(OLD, {})):
        after = full_marks(one.mark)
        assert (after.outcome, after.fraction, after.tags) == (Outcome.RIGHT, 1.0, ())
        assert (after.out_of, after.version) == (one.mark.out_of, "v1")


def test_full_marks_take_the_place_of_what_a_person_gave() -> None:
    mark = Mark("q", "v1", Outcome.PARTLY_RIGHT, 0.5, 8.0, graded=True)
    assert full_marks(mark) == Mark("q", "v1", Outcome.RIGHT, 1.0, 8.0)
    waiting = Mark("q", "v1", Outcome.NEEDS_GRADING, None, 8.0)
    assert full_marks(waiting) == Mark("q", "v1", Outcome.RIGHT, 1.0, 8.0)


# Responses to an earlier version


@pytest.mark.parametrize("name", sorted(types()))
def test_a_response_to_the_same_question_stays_as_it_is(name: str) -> None:
    example = parse_frozen(types()[name].example)
    key = types()[name].key(example.body) or {"text": "Something."}
    assert carried(example, example, key) == key
    assert carried(example, replace(example, stem="Other words?"), key) == key
    assert carried(example, parse_frozen(print_item(example)), {}) == {}


@pytest.mark.parametrize("name", sorted(set(types()) - {"open response"}))
def test_whoever_had_the_key_has_it_after_a_change_beside_it(name: str) -> None:
    example = parse_frozen(types()[name].example)
    kind = types()[name]
    changed = parse_frozen(print_item(example).replace("points: 1", "points: 2"))
    one = marked(example, kind.key(example.body) or {})
    assert new_mark(changed, "v2", one).points == 2.0


def test_a_mended_option_stands_for_what_it_was() -> None:
    new = item("- (x) Mombassa\n- ( ) Nairobi city\n- ( ) Kisumu")
    assert carried(OLD, new, chose("Mombasa")) == chose("Mombassa")
    assert carried(OLD, new, chose("Nairobi")) == chose("Nairobi city")
    assert new_mark(new, "v2", marked(OLD, chose("Mombasa"))).fraction == 1


def test_an_option_in_whose_place_another_came_is_not_taken_for_it() -> None:
    new = item("- (x) Nairobi\n- ( ) Mombasa\n- ( ) Dar es Salaam")
    mark = new_mark(new, "v2", marked(OLD, chose("Kisumu")))
    assert (mark.outcome, mark.fraction) == (Outcome.WRONG, 0.0)


def test_an_option_that_is_gone_earns_nothing_yet_was_an_answer() -> None:
    new = item("- ( ) Nairobi\n- (x) Kisumu")
    mark = new_mark(new, "v2", marked(OLD, chose("Mombasa")))
    assert (mark.outcome, mark.fraction) == (Outcome.WRONG, 0.0)
    assert new_mark(new, "v2", marked(OLD, {})).outcome is Outcome.UNANSWERED


def test_several_choices_are_carried_one_by_one() -> None:
    old = item("- [x] alpha one\n- [x] beta two\n- [ ] gamma three")
    new = item("- [x] alpha ones\n- [ ] gamma three\n- [x] delta four")
    given = {choice_id(text): "ticked" for text in ("alpha one", "beta two", "gamma three")}
    expected = {choice_id(text): "ticked" for text in ("alpha ones", "gamma three")}
    assert carried(old, new, given) == expected


def test_both_sides_of_pairs_are_carried() -> None:
    old = item("- a cat -> an animal\n- a rose -> a plant\n- _ -> a stone")
    new = item("- a kat -> an animal\n- a rose -> a plants\n- a dog -> a pet")
    given = {choice_id("a cat"): choice_id("an animal"), choice_id("a rose"): choice_id("a plant")}
    assert carried(old, new, given) == {
        choice_id("a kat"): choice_id("an animal"),
        choice_id("a rose"): choice_id("a plants"),
    }


def test_the_steps_of_an_order_are_carried() -> None:
    old = item("order:\n1. the egg\n2. the caterpillar\n3. the adult")
    new = item("order:\n1. the caterpillar\n2. the eggs\n3. the adult")
    given = {
        choice_id("the egg"): "2",
        choice_id("the caterpillar"): "1",
        choice_id("the adult"): "3",
    }
    assert new_mark(new, "v2", marked(old, given)).fraction == 1


def test_a_menu_is_known_by_its_gap() -> None:
    old = item("Ice is [[(lighter)|heavier]] and steam [[(lighter)|wet]] here.")
    new = item("Ice is [[(lighter)|heavier]] and steam [[lighters|(wet)]] here.")
    given = {"1": choice_id("lighter"), "2": choice_id("lighter")}
    assert carried(old, new, given) == {"1": choice_id("lighter"), "2": choice_id("lighters")}
    assert new_mark(new, "v2", marked(old, given)).fraction == 0.5


texts = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    min_size=2,
    max_size=5,
    unique=True,
)


@given_(texts, texts, st.data())
def test_whatever_is_carried_can_be_an_answer_to_the_new_question(
    old_texts: list[str], new_texts: list[str], data: st.DataObject
) -> None:
    def made(words: list[str]) -> Item:
        options = tuple(Option(text, n == 0) for n, text in enumerate(words))
        return replace(OLD, body=SingleChoice(options))

    old, new = made(old_texts), made(new_texts)
    given = chose(data.draw(st.sampled_from(old_texts)))
    result = carried(old, new, given)
    form = {slot: [value] for slot, value in result.items()}
    assert types()["single choice"].read(new.body, form) == result
    if given["choice"] in {choice_id(text) for text in new_texts}:
        assert result == given


# Open responses

OPEN = (
    "____\n\nrubric:\n| criterion | 2 | 1 | 0 |\n|---|---|---|---|\n"
    "| Reason | a good one | one | none |"
)


def graded(levels: dict[str, int]) -> Marked:
    old = item(OPEN)
    mark = Mark("q", "v1", Outcome.PARTLY_RIGHT, 0.5, 1.0, graded=True)
    grading = Grading(1, "a1", "q", "v1", levels, 0.5, "Well said.", "2026-11-22T09:30:00.000Z")
    return Marked("a1", old, {"text": "Because."}, mark, grading=grading, graded_by=old)


def test_a_graded_response_is_graded_by_the_new_rubric() -> None:
    new = item(OPEN.replace("| 2 | 1 | 0 |", "| 4 | 3 | 0 |"), settings="points: 4")
    mark = new_mark(new, "v2", graded({"Reason": 1}))
    assert (mark.fraction, mark.out_of, mark.graded, mark.version) == (0.75, 4.0, True, "v2")


def test_what_a_new_rubric_asks_besides_must_be_graded_again() -> None:
    new = item(OPEN + "\n| Example | a good one | one | none |")
    found = effect("exit", new, "v2", [graded({"Reason": 1})], [("v1", item(OPEN))])
    [one] = found.everyone
    assert (one.after.outcome, one.after.fraction) == (Outcome.NEEDS_GRADING, None)
    assert (found.to_grade, found.gains, found.losses, found.kind) == (1, 0, 0, "marks")


def test_a_blank_open_response_stays_without_points() -> None:
    old = item(OPEN)
    mark = new_mark(replace(old, points=3.0), "v2", marked(old, {}))
    assert (mark.outcome, mark.points, mark.out_of) == (Outcome.UNANSWERED, 0.0, 3.0)


# What holds for those who hand in later


def regrade(id: int, kind: RegradeKind, version: str) -> Regrade:
    return Regrade(id, "l", "exit", "q", kind, version, "Why.", "2026-11-22T09:30:00.000Z")


def test_later_marks_go_through_every_regrade_in_turn() -> None:
    one = marked(OLD, chose("Nairobi"))
    full, key = regrade(1, RegradeKind.FULL_MARKS, "v1"), regrade(2, RegradeKind.NEW_KEY, "v2")
    first, second = regraded_since(one, [(full, OLD), (key, NEW)], "now")
    assert (first.before, first.after, first.regrade_id) == (one.mark, full_marks(one.mark), 1)
    assert (second.before, second.regrade_id) == (first.after, 2)
    assert second.after == new_mark(NEW, "v2", one)
    assert {first.kind, second.kind} == {ChangeKind.REGRADED}
    assert regraded_since(one, [], "now") == []


def test_a_mark_that_is_by_the_new_version_already_is_not_changed() -> None:
    one = replace(marked(NEW, chose("Nairobi")), mark=mark_item(NEW, "v2", chose("Nairobi")))
    assert regraded_since(one, [(regrade(1, RegradeKind.NEW_KEY, "v2"), NEW)], "now") == []


# Which questions changed


def test_the_changed_questions_of_a_lesson_are_those_in_both_that_differ() -> None:
    same, gone, fresh = (item("= 1", id=name) for name in ("same", "gone", "fresh"))

    def lesson(*items: Item) -> Lesson:
        return Lesson("l", "l.md", "L", (Quiz("exit", "Exit", items),))

    assert changed_items(lesson(OLD, same, gone), lesson(fresh, same, NEW)) == [("exit", NEW)]
    moved = replace(OLD, path="elsewhere.md", line=99)
    assert changed_items(lesson(OLD), lesson(moved)) == []
