"""A course as a cartridge: whole pages, working links, and quizzes that importers understand.
`cartridge_rules` checks what must hold for every cartridge while it reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from quiz.content.render import Renderer
from quiz.exchange.exporting import Carriage, Carried, Exported, formats
from quiz.exchange.exporting._cartridge.assessments import weighted
from quiz.exchange.exporting._html import fit_for_xml, plain
from quiz.exchange.exporting._spellings import UNFIT
from quiz.grammar import one_line
from quiz.model import Item, Lesson, Prose
from quiz.questions.parts.answers import fold
from tests.conftest import COURSES
from tests.exchange.exporting import cartridge_rules as cartridge
from tests.exchange.exporting.courses import (
    LESSONS,
    PNG,
    course,
    lesson,
    shipment,
    with_items,
)
from tests.questions.bodies import parse
from tests.questions.test_round_trip import RAW, over_types, sound_bodies

Export = Callable[..., Exported]
READING = Lesson(
    "reading",
    "reading.md",
    "The reading",
    (Prose("## P1: The start {#p1}\n\nBees.\n\n## P2: More {#p2}\n\n![A bee](pictures/bee.png)"),),
)


@pytest.fixture(scope="session")
def export(renderer: Renderer) -> Export:
    """Export some lessons with a reading."""
    return lambda *lessons: formats()["common-cartridge"].export(
        shipment(lessons, renderer, READING)
    )


@pytest.fixture(scope="session")
def arrive(export: Export) -> Callable[[str], tuple[list[cartridge.Question], Carried]]:
    """The questions that an item becomes, with the report of it."""

    def one(text: str) -> tuple[list[cartridge.Question], Carried]:
        out = export(lesson(f"## Quiz: Exit quiz {{#exit}}\n\n### What? {{#what}}\n\n{text}\n"))
        [found] = cartridge.read(out.data).assessments
        return found.questions, out.items[0]

    return one


def by_item(
    out: Exported, found: cartridge.Cartridge
) -> list[tuple[Carried, list[cartridge.Question]]]:
    """What the report says of each item, with the questions that it has become."""
    asked: dict[str, list[cartridge.Question]] = {}
    for whole in found.assessments:
        for one in whole.questions:
            asked.setdefault(one.title.partition(" ")[0], []).append(one)
    rows = [(carried, asked.pop(carried.item.id, [])) for carried in out.items]
    assert not asked
    for carried, questions in rows:
        assert (not questions) == (carried.carriage is Carriage.OMITTED)
        assert bool(carried.losses) == (carried.carriage is not Carriage.EXACT)
    return rows


def keys_of(item: Item) -> list[str]:
    """The Markdown texts of what is right in each part, '' where it is typed or graded."""
    body = item.body
    match item.type:
        case "single choice":
            return [next(option.text for option in body.options if option.right)]
        case "true/false":
            return [str(body.answer)]
        case "matching" | "categorise":
            return [pair.right for pair in body.pairs]
        case "cloze":
            return [gap.answers[0] if gap.menu else "" for gap in body.gaps]
        case _:
            return [""]


def check_keys(item: Item, asked: list[cartridge.Question], renderer: Renderer) -> None:
    """What is right there is what is right here, part by part."""
    if item.type == "ordering":
        steps = {plain(renderer.inline(step)): i for i, step in enumerate(item.body.steps, 1)}
        for one in asked:
            shown = plain(one.prompt.rpartition("<strong>")[2])
            places = {steps[shown]} if shown in steps else set(steps.values())
            assert int(one.right[0].html) in places
        assert sorted(one.right[0].html for one in asked) == sorted(map(str, steps.values()))
        return
    keys = keys_of(item)
    assert len(asked) == len(keys)
    for one, key in zip(asked, keys, strict=True):
        if key:
            assert plain(one.right[0].html) == plain(fit_for_xml(renderer.inline(key)))
    if item.type == "multiple choice":
        right = [option.right for option in item.body.options]
        assert [option.right for option in asked[0].options] == right


def test_the_whole_course_is_a_sound_cartridge(renderer: Renderer) -> None:
    shipped = course(LESSONS, renderer)
    out = formats()["common-cartridge"].export(shipped)
    items = [
        item.id
        for one in shipped.lessons
        for item in (*one.practice, *(item for part in one.quizzes for item in part.items))
    ]
    assert sorted(carried.item.id for carried in out.items) == sorted(items)
    found = cartridge.read(out.data)
    for carried, asked in by_item(out, found):
        if asked:
            check_keys(carried.item, asked, renderer)
    omitted = [one for one in out.items if one.carriage is Carriage.OMITTED]
    assert all("tolerance or a range" in one.losses[0] for one in omitted)
    assert len(omitted) <= 1
    assert [entry.path for entry in found.entries][:2] == [
        "lessons/index.html",
        "lessons/reading.html",
    ]
    chapters = list(dict.fromkeys(entry.chapter for entry in found.entries))
    assert chapters[1:] == [one.title for one in shipped.lessons]
    for anchor in ("t", *(f"p{i}" for i in range(1, 12))):
        assert f'id="{anchor}"' in found.page("reading.html")
    # The guide is for the instructor alone.
    guide = (LESSONS / "guide.md").read_text(encoding="utf-8")
    words = max(re.findall(r"[A-Z][a-z ,]{40,}", guide), key=len).encode()
    assert not any(words in data for data in found.files.values())


@pytest.mark.parametrize("folder", ["all-types", "right-to-left"])
def test_other_courses_are_sound_too(renderer: Renderer, folder: str) -> None:
    out = formats()["common-cartridge"].export(course(COURSES / folder, renderer))
    assert cartridge.read(out.data).assessments


@pytest.mark.slow
@over_types
def test_whatever_is_written_arrives_or_is_reported(
    export: Export, renderer: Renderer, data: st.DataObject, name: str
) -> None:
    body = data.draw(sound_bodies(name))
    stem, text, why = (data.draw(RAW) for _ in range(3))
    item = Item("what", name, stem, body, text=text, why=why, points=2.5)
    out = export(with_items(item))
    assert out.data == export(with_items(item)).data
    [(carried, asked)] = by_item(out, cartridge.read(out.data))
    assume(asked)
    check_keys(item, asked, renderer)
    if name in ("short text", "cloze"):
        typed = [one.answers for one in asked if one.profile == "cc.fib.v0p1"]
        ours = (
            [[one.text for one in body.answers]]
            if name == "short text"
            else [gap.answers for gap in body.gaps if not gap.menu]
        )
        for answers, keys in zip(typed, ours, strict=True):
            fit = [one_line(fit_for_xml(key)) for key in keys]
            assert {text for text in fit if text} <= set(answers)
            assert set(map(fold, answers)) == {fold(text) for text in fit if text}
            assert fit == list(keys) or UNFIT in carried.losses


@pytest.mark.parametrize(
    ("name", "text"), [("short text", "= a \x1b a"), ("cloze", "It is [[a \x1b a]].")]
)
def test_what_no_file_can_hold_is_left_out_of_a_right_answer_and_told(
    export: Export, name: str, text: str
) -> None:
    out = export(with_items(Item("what", name, "What?", parse(name, text))))
    [(carried, [asked])] = by_item(out, cartridge.read(out.data))
    assert "a a" in asked.answers
    assert UNFIT in carried.losses


@pytest.mark.parametrize(
    ("text", "profiles"),
    [
        ("- (x) a\n- ( ) b", ["multiple_choice"]),
        ("- [x] a\n- [ ] b", ["multiple_response"]),
        ("= true", ["true_false"]),
        ("= 12", ["fib"]),
        ("= bee", ["fib"]),
        ("- a -> 1\n- b -> 2", ["multiple_choice"] * 2),
        ("- a -> 1\n- b -> 2\n- c -> 1", ["multiple_choice"] * 3),
        ("order:\n1. a\n2. b", ["multiple_choice"] * 2),
        ("A [[bee]] is an [[(insect)|bird]].", ["fib", "multiple_choice"]),
        ("____", ["essay"]),
    ],
)
def test_each_type_becomes_what_the_format_knows(arrive, text: str, profiles: list[str]) -> None:
    asked, carried = arrive(text)
    assert [one.profile for one in asked] == [f"cc.{name}.v0p1" for name in profiles]
    assert carried.carriage is not Carriage.OMITTED


@pytest.mark.parametrize("key", ["2.5 +- 0.1", "2 .. 3"])
def test_numbers_with_room_are_left_out_and_told(arrive, export: Export, key: str) -> None:
    out = export(lesson(f"## Quiz: Q {{#q}}\n\n### What? {{#what}}\n\n= {key}\n"))
    [carried] = out.items
    assert carried.carriage is Carriage.OMITTED
    assert "tolerance or a range" in carried.losses[0]
    assert cartridge.read(out.data).assessments == []


def test_an_exact_number_is_right_with_a_point_and_a_comma(arrive) -> None:
    [asked], _ = arrive("= 2.5")
    assert asked.answers == ["2.5", "2,5"]


def test_what_differs_in_nothing_is_exact(arrive) -> None:
    for text in ("- (x) a\n- ( ) b", "= true", "____", "A [[(bee)|dog]]."):
        assert arrive(text)[1].losses == ()


def test_what_is_said_stands_where_it_is_said(arrive) -> None:
    [asked], _ = arrive("- (x) a\n    > Yes.\n- ( ) b\n    > No.\n- ( ) c\n\nwhy: So it is.")
    assert [option.feedback for option in asked.options] == ["<p>Yes.</p>", "<p>No.</p>", ""]
    assert asked.general == "<p>So it is.</p>"
    (first, second), carried = arrive("- a -> 1\n    > One!\n- b -> 2\n- _ -> 3\n    > Not three.")
    said = {option.html: option.feedback for option in first.options}
    assert said == {"1": "", "2": "<p>One!</p>", "3": "<p>One!</p>\n<p>Not three.</p>"}
    said = {option.html: option.feedback for option in second.options}
    assert said == {"1": "", "2": "", "3": "<p>Not three.</p>"}
    assert "2 questions" in carried.losses[0]
    [asked], _ = arrive("A [[(bee)|dog]].\n\nnot= gap 1\n    > It flies.")
    said = {option.html: option.feedback for option in asked.options}
    assert said == {"bee": "", "dog": "<p>It flies.</p>"}


def test_pieces_share_the_points_of_their_item(export: Export) -> None:
    out = export(
        lesson(
            "## Quiz: Q {#q}\n\n### A? {#a}\n\npoints: 2\n\n- a -> 1\n- b -> 2\n- c -> 3\n\n"
            "### B? {#b}\n\npoints: 1\n\n= true\n"
        )
    )
    [whole] = cartridge.read(out.data).assessments
    assert [one.weight for one in whole.questions] == [2, 2, 2, 3]
    assert any("multiplied by 3, because" in loss for loss in out.losses)


@pytest.mark.parametrize(
    ("points", "weights", "said"),
    [
        ([], [], ""),
        ([1, 2, 8], [1, 2, 8], ""),
        ([Fraction(1, 2), 1], [1, 2], "multiplied by 2,"),
        ([99], [99], ""),
        ([200, 100], [99, 99], "rounded"),
        ([Fraction(1, 97), Fraction(1, 89)], [1, 1], "rounded"),
    ],
)
def test_weights_are_whole_numbers_in_proportion(points, weights, said: str) -> None:
    found, told = weighted([Fraction(one) for one in points], "“Q”")
    assert all(1 <= one <= 99 for one in found)
    assert said in "".join(told)
    assert bool(said) == bool(told)
    if "rounded" not in said:
        assert found == weights


def test_settings_and_limits_follow_the_quiz(export: Export) -> None:
    out = export(
        lesson(
            "### Practice? {#practice}\n\n= true\n\n---\n\n"
            "## Quiz: Later {#later}\n\nfeedback: after-release\n\nThink.\n\n"
            "### Later? {#in-later}\n\n= true\n\n---\n\n"
            "## Quiz: Often {#often}\n\nattempts: 7\n\n### Often? {#in-often}\n\n= true\n"
        )
    )
    found = cartridge.read(out.data)
    practice, later, often = (one.settings for one in found.assessments)
    assert practice["cc_maxattempts"] == "unlimited"
    assert later["cc_maxattempts"] == "1"
    assert later["qmd_feedbackpermitted"] == "No"
    assert often["cc_maxattempts"] == "unlimited"
    told = " ".join(out.losses)
    assert "“Bees in the city: Often” can be taken as often as one likes" in told
    assert "until you release the answers: “Bees in the city: Later”" in told
    assert "Quiz: Later</p><p>Think.</p>" in found.page("01-bees.html")
    assert "A question of the practice quiz: Practice?" in found.page("01-bees.html")


FULL = """\
Some towns keep **bees**.[^hives] See [P2](reading.md#p2), [the start](#what) and
[the next](02-more.md#claims), but not [this](99-gone.md).

![A bee](pictures/bee.png)

## What they are {#what}

| a | b |
|:--|--:|
| 1 & 2 | <br> |

!!! check "How many?"
    Forty.

!!! instructor "Mine"
    Secret one.

## Poll: How good? {#good}

Think.

- Bad
- Good

---

## Quiz: Exit {#exit}

### Which? {#which}

see: P2

![A bee](pictures/bee.png) See [P1](reading.md#p1), [here](#what) and [this](99-gone.md).

!!! instructor "Mine"
    Secret two.

- (x) Bées
- ( ) Wasps

### Why? {#why}

____ 5-20 words

rubric:
| criterion | 2 | 0 |
|---|---|---|
| Claim | Clear *claim* | None |

model: Because they dance.

---

[^hives]: Town council.
"""
FRONT = """\
title: Bees in the city
minutes: 45
reading: P1
objectives:
  - Tell *bees* from wasps
terms:
  Hive: Where bees live"""


@pytest.fixture(scope="module")
def full(export: Export) -> tuple[cartridge.Cartridge, Exported]:
    more = lesson("## Claims {#claims}\n\nMore.", "02-more.md", "title: More")
    out = export(lesson(FULL, front=FRONT), more)
    return cartridge.read(out.data), out


def test_a_lesson_is_a_whole_page(full) -> None:
    page = full[0].page("01-bees.html")
    assert '<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">' in page
    assert "<title>Bees in the city</title>" in page
    assert '45 minutes. Reading: <a href="reading.html#p1">P1</a>' in page
    assert "<li>Tell <em>bees</em> from wasps</li>" in page
    assert "<dt>Hive</dt><dd>Where bees live</dd>" in page
    assert 'class="admonition check"' in page
    assert "Town council." in page
    assert "1 &amp; 2" in page
    assert "<h2>How good?</h2><p>Think.</p><ul><li>Bad</li><li>Good</li></ul>" in page


def test_links_lead_within_the_cartridge(full) -> None:
    found, out = full
    page = found.page("01-bees.html")
    assert '<a href="reading.html#p2">P2</a>' in page
    assert '<a href="#what">the start</a>' in page
    assert '<a href="02-more.html#claims">the next</a>' in page
    assert "not this." in page
    assert any("not in the file" in loss for loss in out.losses)
    asked = found.assessments[0].questions[0]
    assert '<a href="$IMS-CC-FILEBASE$lessons/reading.html">P1</a>' in asked.prompt
    assert '<a href="$IMS-CC-FILEBASE$lessons/01-bees.html">here</a>' in asked.prompt
    assert "this." in asked.prompt
    again = 'Read again: <a href="$IMS-CC-FILEBASE$/lessons/reading.html">P2</a>'
    assert again in asked.general


def test_pictures_are_files_of_their_own(full) -> None:
    found, _ = full
    assert found.files["lessons/pictures/bee.png"] == PNG
    assert 'src="pictures/bee.png"' in found.page("reading.html")
    prompt = found.assessments[0].questions[0].prompt
    assert 'src="$IMS-CC-FILEBASE$lessons/pictures/bee.png"' in prompt
    manifest = found.files["imsmanifest.xml"].decode()
    quiz = manifest.partition('<resource identifier="quiz_bees_exit"')[2].partition("</resource>")[
        0
    ]
    assert 'identifierref="picture_1"' in quiz
    assert 'identifierref="page_reading"' in quiz


def test_an_answer_of_0_is_told_as_moodle_leaves_it_out(arrive) -> None:
    for text in ("= 0", "= none\n\nor= 0", "Bees have [[0]] tails."):
        [asked], carried = arrive(text)
        assert "0" in asked.answers
        assert "0" not in asked.in_moodle
        assert any("leaves out" in loss for loss in carried.losses)
    _, carried = arrive("= 10")
    assert not any("leaves out" in loss for loss in carried.losses)


def test_an_option_0_is_seen_in_moodle(arrive) -> None:
    for text in ("- (x) 0\n- ( ) 1", "- [x] 0\n- [ ] 1", "- a -> 0\n- b -> 1"):
        asked, _ = arrive(text)
        assert "0" in [plain(option.html) for option in asked[0].options]


def test_what_is_said_to_a_right_answer_is_told_to_be_seen_by_everybody(arrive) -> None:
    for text in ("= bees\n    > Yes.", "= 25\n    > Yes."):
        [asked], carried = arrive(text)
        assert "Yes." in asked.general
        assert any("shown to everybody" in loss for loss in carried.losses)
    _, carried = arrive("= bees")
    assert not any("shown to everybody" in loss for loss in carried.losses)


def test_letters_of_other_scripts_reach_moodle(full) -> None:
    asked = full[0].assessments[0].questions[0]
    assert asked.options[0].html == "Bées"
    assert asked.prompt.isascii()


def test_what_is_for_the_instructor_reaches_no_student(full) -> None:
    found, _ = full
    teachers = [entry for entry in found.entries if entry.teachers]
    assert [entry.path for entry in teachers] == ["lessons/teacher_01-bees.html"]
    assert "Clear <em>claim</em>" in found.page("teacher_01-bees.html")
    assert "Because they dance." in found.page("teacher_01-bees.html")
    for name, data in found.files.items():
        assert b"Secret" not in data
        assert b"Mine" not in data
        if name != "lessons/teacher_01-bees.html":
            assert b"Because they dance" not in data
            assert b"Clear " not in data


def test_a_course_without_reading_and_questions_is_still_a_cartridge(renderer: Renderer) -> None:
    plain_lesson = lesson("See [P2](reading.md#p2).", front="title: A & B\nreading: P1")
    out = formats()["common-cartridge"].export(shipment([plain_lesson], renderer))
    found = cartridge.read(out.data)
    assert "See P2." in found.page("01-bees.html")
    assert "Reading: P1" in found.page("01-bees.html")
    assert found.assessments == []
