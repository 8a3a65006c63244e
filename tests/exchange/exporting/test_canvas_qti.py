"""Everything arrives in Canvas, or the report says what doesn't; and the marks are ours, or it says
how they differ. `canvas_rules` reads and marks as Canvas does."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.content.render import Renderer
from quiz.exchange.exporting import Carriage, Carried, Exported, formats
from quiz.exchange.exporting._canvas.question import SPACES
from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._spellings import UNFIT
from quiz.grammar import one_line
from quiz.model import Given, Item, Lesson, Outside
from quiz.questions import types
from quiz.questions.parts.numbers import readings
from tests.conftest import COURSES
from tests.exchange.exporting import canvas_rules as canvas
from tests.exchange.exporting.courses import (
    LESSONS,
    PNG,
    course,
    files,
    lesson,
    shipment,
    with_items,
)
from tests.questions.bodies import form, parse
from tests.questions.test_round_trip import RAW, over_types, responses, sound_bodies

Export = Callable[..., Exported]


@pytest.fixture(scope="session")
def export(renderer: Renderer) -> Export:
    """Export some lessons."""
    return lambda *lessons: formats()["canvas-qti"].export(shipment(lessons, renderer))


@pytest.fixture(scope="session")
def arrive(export: Export) -> Callable[[str], tuple[canvas.Question, Carried]]:
    """A question of a lesson as Canvas has it, with the report of it."""

    def one(text: str) -> tuple[canvas.Question, Carried]:
        out = export(lesson(f"## Quiz: Exit quiz {{#exit}}\n\n### What? {{#what}}\n\n{text}\n"))
        [found] = canvas.read(out.data)
        return found.questions[0], out.items[0]

    return one


def mark(item: Item, given: Given, asked: canvas.Question) -> Fraction | None:
    """What Canvas gives for a response of ours; None where a person grades."""
    body = item.body
    match item.type:
        case "single choice":
            ids = [option.id for option in body.options]
            chosen = given.get("choice")
            return canvas.mark_choice(asked, ids.index(chosen) + 1 if chosen else None)
        case "true/false":
            chosen = given.get("choice")
            return canvas.mark_choice(asked, {"true": 1, "false": 2}.get(chosen))
        case "multiple choice":
            rows = enumerate(body.options, start=1)
            return canvas.mark_ticks(asked, [i for i, option in rows if given.get(option.id)])
        case "numeric":
            return canvas.mark_number(asked, given.get("text", ""))
        case "short text":
            return canvas.mark_words(asked, given.get("text", ""))
        case "matching" | "categorise":
            return canvas.mark_matches(asked, _matches(item, given, asked))
        case "ordering":
            return canvas.mark_matches(asked, _places(item, given, asked))
        case "cloze" if asked.type == "multiple_dropdowns_question":
            return canvas.mark_menus(asked, _menus(item, given, asked))
        case "cloze":
            return canvas.mark_blanks(asked, _typed(item, given, asked))
        case "open response":
            return None
    raise AssertionError(f"say how Canvas marks {item.type}")


def _matches(item: Item, given: Given, asked: canvas.Question) -> dict[int, int]:
    """The left sides stand in our order; a right side is known by a left side that it belongs to,
    and one that belongs to nothing by being left over."""
    known = {
        choice_id(pair.right): answer.match
        for pair, answer in zip(item.body.pairs, asked.answers, strict=True)
    }
    left_over = sorted(set(asked.matches) - set(known.values()))
    decoys = [choice_id(decoy.text) for decoy in item.body.decoys]
    known |= dict(zip(decoys, left_over, strict=True))
    rows = zip(item.body.pairs, asked.answers, strict=True)
    chosen = {answer.id: given.get(choice_id(pair.left)) for pair, answer in rows}
    return {answer: known[right] for answer, right in chosen.items() if right}


def _places(item: Item, given: Given, asked: canvas.Question) -> dict[int, int]:
    """A step is known by its right place."""
    by_place = {answer.right: answer for answer in asked.answers}
    matches = {text: number for number, text in asked.matches.items()}
    rows = [(by_place[str(i)], step) for i, step in enumerate(item.body.steps, start=1)]
    chosen = {answer.id: given.get(choice_id(step)) for answer, step in rows}
    return {answer: matches[place] for answer, place in chosen.items() if place}


def _menus(item: Item, given: Given, asked: canvas.Question) -> dict[str, int]:
    """The right choice is known by its weight; which of the wrong ones it was makes no odds."""
    chosen = {}
    for number, (gap, blank) in enumerate(zip(item.body.gaps, asked.blanks, strict=True), 1):
        here = [answer for answer in asked.answers if answer.blank == blank]
        right = given.get(str(number)) == choice_id(gap.answers[0])
        if given.get(str(number)):
            chosen[blank] = next(one.id for one in here if (one.weight == 100) == right)
    return chosen


def _typed(item: Item, given: Given, asked: canvas.Question) -> dict[str, str]:
    """What is chosen from a menu here is typed there, as it stands behind the gap."""
    typed = {}
    for number, (gap, blank) in enumerate(zip(item.body.gaps, asked.blanks, strict=True), 1):
        text = given.get(str(number), "")
        if gap.menu and text:
            right = text == choice_id(gap.answers[0])
            key = next(one.text for one in asked.answers if one.blank == blank)
            text = key if right else f"not {key}"
        typed[blank] = text
    return typed


def is_said(carried: Carried) -> bool:
    """Whether the report says that marks may be others there."""
    return any(
        re.match("(In )?Canvas (only|each|a wrong|reads|has no ordering)", loss)
        or re.match("In Canvas", loss)
        for loss in carried.losses
    )


def by_item(out: Exported) -> list[tuple[Carried, canvas.Question | None]]:
    """What the report says of each item, with the question that Canvas makes of it."""
    asked = {one.name: one for whole in canvas.read(out.data) for one in whole.questions}
    rows = [(carried, asked.pop(carried.item.id, None)) for carried in out.items]
    assert not asked
    for carried, question in rows:
        assert (question is None) == (carried.carriage is Carriage.OMITTED)
        assert bool(carried.losses) == (carried.carriage is not Carriage.EXACT)
    return rows


def test_all_items_of_the_course_arrive_and_the_key_earns_everything(
    renderer: Renderer,
) -> None:
    shipped = course(LESSONS, renderer)
    out = formats()["canvas-qti"].export(shipped)
    items = [
        item
        for one in shipped.lessons
        for item in (*one.practice, *(item for part in one.quizzes for item in part.items))
    ]
    assert len(items) >= 83
    assert sorted(carried.item.id for carried in out.items) == sorted(item.id for item in items)
    assert out.count(Carriage.OMITTED) == 0
    for carried, asked in by_item(out):
        assert asked is not None
        assert asked.points == carried.item.points
        kind = types()[carried.item.type]
        key = kind.key(carried.item.body)
        if key is not None:
            assert mark(carried.item, key, asked) == 1, carried.item.id
            for slot in key:
                part_wrong = {name: value for name, value in key.items() if name != slot}
                ours = kind.mark(carried.item.body, part_wrong)
                theirs = mark(carried.item, part_wrong, asked)
                assert theirs == ours or is_said(carried), carried.item.id


@pytest.mark.slow
@over_types
def test_whatever_is_written_arrives_and_its_key_earns_everything(
    export: Export, data: st.DataObject, name: str
) -> None:
    kind = types()[name]
    body = data.draw(sound_bodies(name))
    stem, text, why = (data.draw(RAW) for _ in range(3))
    item = Item("what", name, stem, body, text=text, why=why, points=2.5)
    out = export(with_items(item))
    assert out.data == export(with_items(item)).data
    [(carried, asked)] = by_item(out)
    if asked is None:
        return
    texts = [asked.text, asked.neutral_comments, asked.incorrect_comments]
    assert all(map(canvas.balanced, [*texts, *(answer.comments for answer in asked.answers)]))
    key = kind.key(body)
    if key is None:
        assert asked.type == "essay_question"
        return
    fit = {slot: one_line(fit_for_xml(value)) for slot, value in key.items()}
    assert fit == key or UNFIT in carried.losses
    assume(all(fit.values()))
    assert mark(item, fit, asked) == 1
    try:
        given = kind.read(body, form(data.draw(responses(kind.ask(body, "seed")))))
    except ValueError:
        assume(name not in ("single choice", "multiple choice", "true/false"))
        raise
    ours, theirs = kind.mark(body, given), mark(item, given, asked)
    # Of the ways to type an answer, the likely ones are among the right answers there.
    typed = name == "short text" or asked.type == "fill_in_multiple_blanks_question"
    assert theirs == ours or is_said(carried) or (typed and theirs < ours)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("- (x) a\n- ( ) b", "multiple_choice_question"),
        ("- [x] a\n- [ ] b", "multiple_answers_question"),
        ("= true", "true_false_question"),
        ("= 12", "numerical_question"),
        ("= bee", "short_answer_question"),
        ("- a -> 1\n- b -> 2", "matching_question"),
        ("- a -> 1\n- b -> 2\n- c -> 1", "matching_question"),
        ("order:\n1. a\n2. b", "matching_question"),
        ("A [[bee]] is an insect.", "fill_in_multiple_blanks_question"),
        ("A [[(bee)|dog]] is an insect.", "multiple_dropdowns_question"),
        ("A [[(bee)|dog]] is an [[insect]].", "fill_in_multiple_blanks_question"),
        ("____", "essay_question"),
    ],
)
def test_each_type_becomes_a_type_of_canvas(arrive, text: str, kind: str) -> None:
    asked, carried = arrive(text)
    assert asked.type == kind
    assert carried.carriage is not Carriage.OMITTED


def test_what_differs_in_nothing_is_exact(arrive) -> None:
    for text in ("- (x) *a*\n- ( ) b", "= true", "A [[(bee)|dog]].", "- a -> 1\n- b -> 2", "____"):
        assert arrive(text)[1].losses == ()
    assert arrive("= bee")[1].losses == ()
    assert arrive("A [[bee]].")[1].losses == ()
    assert arrive("- [x] a\n- [ ] b")[1].losses == ()
    assert arrive("- [x] a\n- [x] b")[1].losses == ()


@pytest.mark.parametrize("text", ["= the farmers' bees", "The [[farmers' bees]]."])
def test_answers_may_be_typed_as_students_type(arrive, text: str) -> None:
    asked, carried = arrive(text)
    for typed in ("the farmers' bees", "The Farmers' Bees", " the farmers’ bees. "):
        one = typed if text.startswith("=") else typed.strip()[4:]
        given = canvas.mark_words(asked, one) if text.startswith("=") else None
        assert given in (1, None)
        assert given or canvas.mark_blanks(asked, {"gap1": one}) == 1
    assert not any("  " in answer.text for answer in asked.answers)
    assert carried.losses == (SPACES,)


def test_a_wrong_tick_that_costs_otherwise_is_told(arrive) -> None:
    asked, carried = arrive("- [x] a\n- [ ] b\n- [ ] c")
    assert canvas.mark_ticks(asked, [1, 2]) == 0
    [loss] = carried.losses
    assert "1/1 of the points; here it takes off 1/2" in loss


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("12", ["12", " 12.0 "], ["11.9", "12.1", "", "twelve", "NaN"]),
        ("2.5 +- 0.1", ["2.4", "2.5", "2.6"], ["2.39", "2.61"]),
        ("-11.7 +- 0.02", ["-11.72", "-11.68"], ["-11.721", "-11.67"]),
        ("2 .. 3", ["2", "2.5", "3"], ["1.99", "3.01"]),
        ("-3 .. -2", ["-3", "-2"], ["-1"]),
        ("100000000000000000000000000000", ["1e29"], ["1e28"]),
    ],
)
def test_numbers_are_right_up_to_the_bounds(
    arrive, key: str, right: list[str], wrong: list[str]
) -> None:
    asked, _ = arrive(f"= {key}")
    assert [canvas.mark_number(asked, text) for text in right] == [1] * len(right)
    assert [canvas.mark_number(asked, text) for text in wrong] == [0] * len(wrong)
    assert all(readings(text) for text in right if "e" not in text)


def test_a_number_with_more_digits_than_canvas_keeps_is_left_out(export: Export) -> None:
    out = export(lesson("## Quiz: Q {#q}\n\n### What? {#what}\n\n= 1234567890.1234567\n"))
    assert out.items[0].carriage is Carriage.OMITTED
    assert out.items[0].losses == ("Canvas keeps 15 digits of a number, and this key has more.",)
    assert canvas.read(out.data) == []


def test_feedback_stands_where_it_is_said(arrive) -> None:
    asked, _ = arrive(
        "see: P2\n\n- (x) a\n    > Well *done*.\n- ( ) b {M1}\n    > No.\n\nwhy: So it is."
    )
    assert [one.comments for one in asked.answers] == [
        "<p>Well <em>done</em>.</p>",
        "<p>No.</p>",
    ]
    assert asked.neutral_comments == "<p>So it is.</p><p>Read again: P2</p>"
    asked, carried = arrive(
        "= bee\n    > Yes.\n\nor= a bee\n\nnot= wasp\n    > No.\n\nelse=\n    > Look."
    )
    assert {one.comments for one in asked.answers} == {"<p>Yes.</p>"}
    assert asked.incorrect_comments == "<p>Look.</p>"
    assert "(wasp)" in carried.losses[0]
    asked, _ = arrive("- a -> 1\n    > One!\n- b -> 2")
    assert [one.comments for one in asked.answers] == ["<p>One!</p>", ""]
    asked, _ = arrive("A [[(bee)|dog|cat]].\n\nnot= gap 1\n    > It flies.")
    said = {one.text: one.comments for one in asked.answers}
    assert said == {"bee": "", "dog": "<p>It flies.</p>", "cat": "<p>It flies.</p>"}
    asked, _ = arrive("= 12\n    > Yes.\n\nelse=\n    > Count.")
    assert asked.answers[0].comments == "<p>Yes.</p>"
    assert asked.incorrect_comments == "<p>Count.</p>"


def test_what_a_text_is_measured_by_is_in_the_comment_and_not_in_the_question(arrive) -> None:
    asked, carried = arrive(
        "____ 5-20 words\n\nrubric:\n| criterion | 2 | 0 |\n|---|---|---|\n| Claim | Clear | None |"
        "\n\nmodel: Bees are kind."
    )
    assert "Write 5 to 20 words." in asked.text
    assert "Claim" not in asked.text
    assert "Bees are kind." not in asked.text
    assert "Claim" in asked.neutral_comments
    assert "Bees are kind." in asked.neutral_comments
    assert "students see" in carried.losses[0]


def test_decoys_are_offered_and_sides_that_look_alike_stay_apart(arrive) -> None:
    asked, carried = arrive("- a -> *one*\n- b -> one\n- _ -> two")
    assert sorted(asked.matches.values()) == ["*one*", "one", "two"]
    assert any("plain text" in loss for loss in carried.losses)
    assert canvas.mark_matches(asked, {1: asked.answers[1].match}) == 0


def test_menus_beside_typed_gaps_are_typed_too(arrive) -> None:
    asked, carried = arrive("A [[(bee)|dog]] is an [[insect|animal]].\n\nnot= gap 2\n    > See P1.")
    assert re.search(r"A \[gap1\] \((bee / dog|dog / bee)\) is an \[gap2\]\.", asked.text)
    typed = {one.text.rstrip(".") for one in asked.answers}
    assert typed == {"bee", "insect", "animal"}
    assert asked.incorrect_comments == "<p>Gap 2:</p><p>See P1.</p>"
    assert any("menus have become gaps" in loss for loss in carried.losses)


def test_brackets_of_the_text_are_not_taken_for_a_gap(arrive) -> None:
    asked, _ = arrive("It says \\[gap1\\] in the [[text]].")
    assert "[gap1] in the [gapx1]" in asked.text


def test_the_order_of_what_is_matched_does_not_tell_the_key(arrive) -> None:
    steps = "\n".join(f"{i}. step {i}" for i in range(1, 7))
    asked, _ = arrive(f"order:\n{steps}")
    assert [one.right for one in asked.answers] != list("123456")
    pairs = "\n".join(f"- left {i} -> right {i}" for i in range(1, 7))
    asked, _ = arrive(pairs)
    assert list(asked.matches) != [one.match for one in asked.answers]


def test_settings_follow_the_quiz(export: Export) -> None:
    out = export(
        lesson(
            "### Practice? {#practice}\n\n= true\n\n---\n\n"
            "## Quiz: At once {#once}\n\nfeedback: at-once\nattempts: unlimited\n\n"
            "Think *well*.\n\n"
            "### Once? {#in-once}\n\npoints: 1.5\n\n= true\n\n---\n\n"
            "## Quiz: Later {#later}\n\nfeedback: after-release\n\n"
            "### Later? {#in-later}\n\n= true\n\n"
            "---\n\n## Quiz: After {#after}\n\nattempts: 3\n\n### After? {#in-after}\n\n= true\n",
            front="title: Bees *in* the city",
        )
    )
    practice, once, later, after = canvas.read(out.data)
    assert practice.settings["quiz_type"] == "practice_quiz"
    assert practice.settings["allowed_attempts"] == "-1"
    assert once.title == "Bees *in* the city: At once"
    assert once.settings["description"] == "<p>Think <em>well</em>.</p>"
    assert once.settings["points_possible"] == "1.5"
    assert (later.settings["hide_results"], later.settings["show_correct_answers"]) == (
        "always",
        "false",
    )
    assert after.settings["hide_results"] == ""
    assert after.settings["allowed_attempts"] == "3"
    assert after.settings["quiz_type"] == "assignment"
    assert {one.settings["available"] for one in (practice, once, later, after)} == {"false"}
    told = " ".join(out.losses)
    assert "not after each answer. This concerns: “Bees *in* the city: At once”." in told
    assert "until you let them in the quiz's settings: “Bees *in* the city: Later”." in told
    assert "practice quiz for each lesson" in told


def test_settings_that_canvas_has_no_place_for_are_told(export: Export) -> None:
    item = Item(
        "what",
        "true/false",
        "What?",
        parse("true/false", "= true"),
        hint="Look.",
        evidence=("p1",),
        outside=(Outside("Council", "2025", "2026-01-01"),),
    )
    [carried] = export(with_items(item)).items
    assert carried.carriage is Carriage.DEGRADED
    assert len(carried.losses) == 3


def test_pictures_come_along_and_those_that_are_missing_are_told(export: Export) -> None:
    one = lesson(
        "## Quiz: Q {#q}\n\n### What is it? {#what}\n\n"
        "![A bee](pictures/bee.png) ![A wasp](pictures/wasp.png)\n\n= bee\n"
    )
    out = export(one)
    assert files(out.data)["pictures/bee.png"] == PNG
    [found] = canvas.read(out.data)
    assert 'src="$IMS-CC-FILEBASE$/pictures/bee.png"' in found.questions[0].text
    assert "A wasp" in found.questions[0].text
    assert "wasp.png" not in found.questions[0].text
    assert any("wasp.png" in loss for loss in out.losses)
    assert b'href="pictures/bee.png"' in files(out.data)["imsmanifest.xml"]


def test_links_into_the_course_become_text_and_are_told(export: Export) -> None:
    out = export(
        lesson(
            "## Quiz: Q {#q}\n\n### What? {#what}\n\n"
            "See [P2](reading.md#p2) and [this](https://example.org/).\n\n= bee\n"
        )
    )
    text = canvas.read(out.data)[0].questions[0].text
    assert "See P2 and <a" in text
    assert any("Links from questions" in loss for loss in out.losses)


def test_what_is_for_the_instructor_stays_here(export: Export) -> None:
    out = export(
        lesson(
            '!!! instructor "Mine"\n    Secret one.\n\n## Quiz: Q {#q}\n\n'
            '!!! instructor "Mine"\n    Secret two.\n\n### What? {#what}\n\n'
            '!!! instructor "Mine"\n    Secret three.\n\n= true\n'
        )
    )
    for data in files(out.data).values():
        assert b"Secret" not in data
        assert b"Mine" not in data


def test_every_file_is_in_the_manifest_and_none_leaves_the_folder(renderer: Renderer) -> None:
    found = files(formats()["canvas-qti"].export(course(COURSES / "all-types", renderer)).data)
    manifest = found.pop("imsmanifest.xml").decode()
    named = re.findall('file href="([^"]*)"', manifest)
    assert sorted(named) == sorted(found)
    assert len(set(named)) == len(named)
    assert all(re.fullmatch(r"[a-z0-9_.-]+(/[a-z0-9_.-]+)*", name) for name in named)
    identifiers = re.findall(' identifier="([^"]*)"', manifest)
    assert len(set(identifiers)) == len(identifiers)
    assert set(re.findall('identifierref="([^"]*)"', manifest)) <= set(identifiers)


def test_lessons_without_questions_make_an_empty_package(export: Export) -> None:
    out = export(Lesson("bees", "01-bees.md", "Bees", ()))
    assert canvas.read(out.data) == []
    assert out.items == ()
