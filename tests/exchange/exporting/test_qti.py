"""QTI packages: what is in them, what refers to what, and what must not be in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.exchange.exporting import Carriage, formats
from quiz.model import Bloom, Feedback, Item, Lesson, Poll, Prose, Quiz, Strand
from quiz.questions import types
from quiz.questions.categorise import Categorise
from quiz.questions.cloze import Cloze
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.open_response import OpenResponse
from quiz.questions.ordering import Ordering
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.gaps import Gap
from quiz.questions.parts.options import Option
from quiz.questions.parts.pairs import Decoy, Pair
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse
from tests.exchange.exporting.courses import PNG
from tests.exchange.exporting.qti_files import (
    VERSIONS,
    exported,
    files,
    item_file,
    lesson_of,
    shipment,
)
from tests.exchange.exporting.qti_rules import named
from tests.exchange.exporting.qti_shape import misplaced
from tests.questions.bodies import example, parse
from tests.questions.test_round_trip import RAW, over_types, sound_bodies

COURSE = Path(__file__).parents[3] / "lessons"
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
OPTIONS = (Option("bees", True, "", "Yes."), Option("wasps", False, "M1", "No."), Option("ants"))
CHOICE = Item("which", "single choice", "Which?", SingleChoice(OPTIONS))
ITEMS = [
    Item(kind.module, name, f"Example: {name}?", parse(name, example(kind).strip("\n")), why="So.")
    for name, kind in types().items()
]
"""Each type's example. The names of their modules have underscores, which no id of ours has."""


def parsed(data: bytes) -> Element:
    """A file of a package by the names of QTI 2.2, which says what is wrapped in 3.0 as well."""
    return unwrapped(named(ElementTree.fromstring(data)))


def unwrapped(element: Element) -> Element:
    for child in list(element):
        unwrapped(child)
        if child.tag == "contentBody":
            assert len(element) == 1
            element.remove(child)
            element.extend(child)
    return element


def item_of(data: dict[str, bytes]) -> Element:
    return parsed(next(file for name, file in data.items() if name.startswith("item-")))


def body_text(renderer: Renderer, item: Item) -> str:
    body = item_of(files(exported(renderer, item))).find("itemBody")
    assert body is not None
    return ElementTree.tostring(body, encoding="unicode")


@pytest.fixture(scope="module")
def course(renderer: Renderer) -> tuple[Lesson, ...]:
    lessons = CourseFolder(COURSE, renderer).course().lessons
    return tuple(lesson for lesson in lessons if isinstance(lesson, Lesson))


@pytest.fixture(scope="module", params=VERSIONS)
def package(request: pytest.FixtureRequest, renderer: Renderer, course) -> dict[str, bytes]:
    """The whole course with each type's example, in each version."""
    sent = shipment(renderer, *course, Lesson("types", "types.md", "Types", tuple(ITEMS)))
    return files(formats()[request.param].export(sent))


def test_the_formats_are_found() -> None:
    found = {name: formats()[name] for name in VERSIONS}
    assert [(each.name, each.ending) for each in found.values()] == [
        ("QTI 2.2", ".zip"),
        ("QTI 3.0", ".zip"),
    ]


def test_everything_stands_where_it_may(package: dict[str, bytes]) -> None:
    roots = {name: parsed(data) for name, data in package.items() if name.endswith(".xml")}
    assert len(roots) > 100
    assert {name: found for name, root in roots.items() if (found := list(misplaced(root)))} == {}


def test_the_manifest_names_each_file_once_and_every_name_leads_somewhere(
    package: dict[str, bytes],
) -> None:
    root = parsed(package["imsmanifest.xml"])
    resources = root.findall("resources/resource")
    names = [resource.attrib["identifier"] for resource in resources]
    assert len(set(names)) == len(names)
    assert all(NCNAME.fullmatch(name) for name in names)
    hrefs = [file.attrib["href"] for file in root.iter("file")]
    assert sorted([*hrefs, "imsmanifest.xml"]) == sorted(package)
    assert [resource.attrib["href"] for resource in resources] == hrefs
    needed = {each.attrib["identifierref"] for each in root.iter("dependency")}
    assert needed <= set(names)
    for resource in resources:
        if "test" in resource.attrib["type"]:
            test = parsed(package[resource.attrib["href"]])
            named_there = [ref.attrib for ref in test.iter("assessmentItemRef")]
            needs = {each.attrib["identifierref"] for each in resource.iter("dependency")}
            assert {ref["identifier"] for ref in named_there} == needs
            for ref in named_there:
                assert parsed(package[ref["href"]]).attrib["identifier"] == ref["identifier"]


def test_names_within_items_are_sound_unique_and_declared(package: dict[str, bytes]) -> None:
    for name, data in package.items():
        if not name.startswith("item-"):
            continue
        root = parsed(data)
        responses = [each.attrib["identifier"] for each in root.findall("responseDeclaration")]
        outcomes = [each.attrib["identifier"] for each in root.findall("outcomeDeclaration")]
        declared = [*responses, *outcomes]
        assert len(set(declared)) == len(declared)
        assert all(NCNAME.fullmatch(each) for each in declared)
        assert {e.attrib["responseIdentifier"] for e in asked(root)} == set(responses)
        for each in root.iter():
            if each.tag in ("variable", "setOutcomeValue", "correct", "mapResponse"):
                assert each.attrib["identifier"] in declared
        feedback = [
            (each.attrib["outcomeIdentifier"], each.attrib["identifier"])
            for each in root.findall("modalFeedback")
        ]
        assert len(set(feedback)) == len(feedback)
        assert {variable for variable, _ in feedback} <= set(outcomes)
        for interaction in asked(root):
            offered = [e.attrib["identifier"] for e in interaction.iter() if e.get("identifier")]
            assert len(set(offered)) == len(offered)
            assert all(NCNAME.fullmatch(each) for each in offered)


def asked(root: Element) -> Iterator[Element]:
    return (each for each in root.iter() if each.get("responseIdentifier"))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_lessons_give_the_same_bytes(renderer: Renderer, version: str) -> None:
    first = exported(renderer, *ITEMS, version=version)
    assert exported(renderer, *ITEMS, version=version).data == first.data


def test_version_3_has_names_of_its_own(renderer: Renderer) -> None:
    item = replace(CHOICE, text="Some *words*.", why="So.")
    root = ElementTree.fromstring(item_file(renderer, item, "qti30"))
    space = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
    tags = {element.tag for element in root.iter()}
    assert {tag.removeprefix(space) for tag in tags if "qti-" not in tag} == {"p", "em"}
    choice = root.find(f".//{space}qti-choice-interaction")
    assert choice is not None
    assert choice.attrib == {
        "response-identifier": "RESPONSE",
        "shuffle": "false",
        "max-choices": "1",
    }
    for feedback in root.iter(f"{space}qti-modal-feedback"):
        assert [child.tag for child in feedback] == [f"{space}qti-content-body"]


def test_an_id_that_begins_with_a_digit_becomes_a_name_of_xml(renderer: Renderer) -> None:
    found = files(exported(renderer, replace(CHOICE, id="4th"), replace(CHOICE, id="th")))
    items = [parsed(data) for name, data in found.items() if name.startswith("item-")]
    assert [item.attrib["identifier"] for item in items] == ["_4th", "th"]


def test_a_quiz_is_a_test_with_its_items_in_order(renderer: Renderer) -> None:
    second = replace(CHOICE, id="a-second", points=2.5)
    quiz = Quiz("exit", "*Exit* quiz", (CHOICE, second), intro="Use the **reading**.")
    lesson = Lesson("bees", "bees.md", "Bees", (replace(CHOICE, id="practised"), quiz))
    found = files(formats()["qti22"].export(shipment(renderer, lesson)))
    test, practice = parsed(found["quiz_bees_exit.xml"]), parsed(found["practice_bees.xml"])
    assert list(found)[1:3] == ["quiz_bees_exit.xml", "practice_bees.xml"]
    assert test.attrib["title"] == "Bees: Exit quiz"
    assert [ref.attrib["identifier"] for ref in test.iter("assessmentItemRef")] == [
        "which",
        "a-second",
    ]
    assert "".join(next(test.iter("rubricBlock")).itertext()) == "Use the reading."
    assert [ref.attrib["href"] for ref in practice.iter("assessmentItemRef")] == [
        "item-practised.xml"
    ]
    modes = [next(each.iter("testPart")).attrib["submissionMode"] for each in (test, practice)]
    assert modes == ["simultaneous", "individual"]
    item = parsed(found["item-a-second.xml"])
    score = next(each for each in item if each.get("identifier") == "SCORE")
    assert score.attrib["normalMaximum"] == "2.5"


@pytest.mark.parametrize("feedback", list(Feedback))
def test_feedback_at_once_is_handed_in_question_by_question(
    renderer: Renderer, feedback: Feedback
) -> None:
    lesson = Lesson("bees", "bees.md", "Bees", (Quiz("exit", "Exit", (CHOICE,), "", feedback),))
    found = files(formats()["qti30"].export(shipment(renderer, lesson)))
    mode = next(parsed(found["quiz_bees_exit.xml"]).iter("testPart")).attrib["submissionMode"]
    assert mode == ("individual" if feedback is Feedback.AT_ONCE else "simultaneous")


def moved(body: MultipleChoice | SingleChoice, right: int) -> Any:
    options = (replace(o, right=i == right) for i, o in enumerate(body.options))
    return replace(body, options=tuple(options))


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("single choice", moved(SingleChoice(OPTIONS), 0), moved(SingleChoice(OPTIONS), 2)),
        ("multiple choice", moved(MultipleChoice(OPTIONS), 0), moved(MultipleChoice(OPTIONS), 1)),
        ("true/false", TrueFalse(True), TrueFalse(False)),
        ("ordering", Ordering(("a", "b", "c", "d")), Ordering(("d", "b", "a", "c"))),
        (
            "categorise",
            Categorise((Pair("x", "a"), Pair("y", "b"), Pair("z", "a")), (Decoy("c"),)),
            Categorise((Pair("x", "c"), Pair("y", "b"), Pair("z", "c")), (Decoy("a"),)),
        ),
        (
            "cloze",
            Cloze(("A ", "."), (Gap(("bee",), ("bee", "wasp", "ant")),)),
            Cloze(("A ", "."), (Gap(("ant",), ("ant", "bee", "wasp")),)),
        ),
        ("cloze", Cloze(("A ", "."), (Gap(("bee", "wasp")),)), Cloze(("A ", "."), (Gap(("x",)),))),
    ],
)
def test_what_students_see_says_nothing_of_the_key(
    renderer: Renderer, name: str, one: Any, other: Any
) -> None:
    item = Item("the-id", name, "Which?", one)
    assert body_text(renderer, item) == body_text(renderer, replace(item, body=other))


def test_feedback_and_explanation_stand_outside_the_body(renderer: Renderer) -> None:
    item = replace(CHOICE, why="Because of the *hive*.\n\n- one")
    text = body_text(renderer, item)
    assert "Yes." not in text
    assert "hive" not in text
    feedback = item_of(files(exported(renderer, item))).findall("modalFeedback")
    assert ["".join(each.itertext()).split() for each in feedback] == [
        ["Yes."],
        ["No."],
        ["Because", "of", "the", "hive.one"],
    ]


def test_boxes_for_the_instructor_never_leave(renderer: Renderer) -> None:
    secret = '!!! instructor "Note"\n    The secret.\n\nFor all.'
    item = replace(CHOICE, text=secret)
    quiz = Quiz("exit", "Exit", (item,), intro=secret)
    for version in VERSIONS:
        export = formats()[version].export(
            shipment(renderer, Lesson("bees", "bees.md", "Bees", (quiz,)))
        )
        assert b"For all." in b"".join(files(export).values())
        assert b"secret" not in b"".join(files(export).values())


def test_rubric_and_model_answer_are_for_the_scorer_alone(renderer: Renderer) -> None:
    body = parse("open response", example(types()["open response"]).strip("\n"))
    item = Item("later", "open response", "Should they?", body)
    root = item_of(files(exported(renderer, item)))
    (block,) = root.iter("rubricBlock")
    assert block.attrib["view"] == "scorer"
    words = "".join(block.itertext())
    assert "One that bears on the question" in words
    assert "Asked for: 40 to 80 words." in words
    assert "teenagers fall asleep late" in words
    root.find("itemBody").remove(block)  # type: ignore[union-attr]
    rest = "".join(root.itertext())
    assert "teenagers" not in rest
    assert "Asked for: 40 to 80 words." in rest
    plain = replace(item, body=OpenResponse())
    assert list(item_of(files(exported(renderer, plain))).iter("rubricBlock")) == []


def test_pictures_lie_in_the_package_and_are_named_where_they_are_shown(
    renderer: Renderer,
) -> None:
    item = replace(CHOICE, text='![A "bee" & more](pictures/bee.png) ![An ant](pictures/ant.png)')
    export = exported(renderer, item, pictures=("bee.png",))
    found = files(export)
    assert found["pictures/bee.png"] == PNG
    assert "pictures/ant.png" not in found
    root = item_of(found)
    assert [image.attrib for image in root.iter("img")] == [
        {"src": "pictures/bee.png", "alt": 'A "bee" & more'}
    ]
    assert "An ant" in "".join(root.itertext())
    assert any("ant.png is missing" in loss for loss in export.items[0].losses)
    resource = parsed(found["imsmanifest.xml"]).find("resources/resource[@identifier='which']")
    assert resource is not None
    assert [each.attrib["identifierref"] for each in resource.iter("dependency")] == [
        "picture_bee.png"
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("A <mark>b</mark> c", "<p>A <strong>b</strong> c</p>"),
        ("H<sub>2</sub>O<br>x", "<p>H<sub>2</sub>O<br />x</p>"),
        ('<abbr title="opinion">op</abbr>', "<p><abbr>op</abbr></p>"),
        ("[there](reading.md#p2)", "<p>there</p>"),
        (
            "[out](https://a.example/?x=1&y)",
            '<p><a href="https://a.example/?x=1&amp;y">out</a></p>',
        ),
        ("<div><q>a<div>b</div>c</q></div>", "<div><q>a b c</q></div>"),
        ("<details><summary>More</summary>text</details>", "<div><p>More</p>text</div>"),
        ('<p dir="rtl" lang="ur">x</p>', '<p dir="rtl" lang="ur">x</p>'),
        ('<p lang="not a language" class="c" id="i" title="t">x</p>', "<p>x</p>"),
        ("> quoted", "<blockquote><p>quoted</p></blockquote>"),
        ("<ul>loose<li>one</li></ul>", "<ul><li>loose</li><li>one</li></ul>"),
        ("<bdi>x</bdi> <u>y</u> <s>z</s>", "<p><span>x</span> <span>y</span> <span>z</span></p>"),
        (
            "- a\n\n- b\n\n        c",
            "<ul><li><p>a</p></li><li><p>b</p><pre><code>c</code></pre></li></ul>",
        ),
    ],
)
def test_html_becomes_what_both_versions_take(
    renderer: Renderer, markdown: str, expected: str
) -> None:
    body = item_of(files(exported(renderer, replace(CHOICE, text=markdown)))).find("itemBody")
    assert body is not None
    xml = "".join(ElementTree.tostring(each, encoding="unicode") for each in list(body)[1:-1])
    assert re.sub(r"\s*\n\s*", "", xml) == expected
    assert list(misplaced(body)) == []


def test_a_table_keeps_its_head_and_has_a_body(renderer: Renderer) -> None:
    for markdown, parts in (
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", ["thead", "tbody"]),
        ("<table><thead><tr><th>x</th></tr></thead></table>", ["tbody"]),
        (
            "<table><tbody><tr><td>x</td></tr></tbody><caption>c</caption></table>",
            ["caption", "tbody"],
        ),
    ):
        item = replace(CHOICE, text=markdown)
        table = next(item_of(files(exported(renderer, item))).iter("table"))
        assert [part.tag for part in table] == parts
        assert list(misplaced(table)) == []


def test_the_report_says_what_is_different(renderer: Renderer) -> None:
    item = replace(
        CHOICE,
        text="<mark>x</mark> [y](reading.md)",
        bloom=Bloom.APPLY,
        strand=Strand.COMPREHENSION,
        hint="Look.",
        evidence=("p1",),
    )
    plain = replace(CHOICE, id="plain", body=SingleChoice((Option("a", True), Option("b"))))
    first, second = exported(renderer, item, plain).items
    assert (first.carriage, second.carriage) == (Carriage.DEGRADED, Carriage.EXACT)
    assert second.losses == ()
    assert first.losses == (
        "Its links to other pages of the course are plain text there.",
        "Some of its text looks different there: marked text.",
        "The hint is not in the file.",
        "Students are not asked for the paragraphs that support their answer (P1).",
        "The kind of thinking it asks for (apply) is not in the file.",
        "Whether it is about comprehension or critical thinking (comprehension) is not in the "
        "file.",
        "Which misconceptions the wrong answers show (M1) is not in the file.",
    )


def test_what_concerns_no_question_is_said_once(renderer: Renderer) -> None:
    poll = Poll("poll", "How?", ("good", "bad"))
    lesson = replace(lesson_of(CHOICE), parts=(Prose("Text."), poll, *lesson_of(CHOICE).parts))
    losses = formats()["qti22"].export(shipment(renderer, lesson)).losses
    assert any("Polls are not in" in loss for loss in losses)
    assert any("texts of the lessons" in loss for loss in losses)
    assert not any("Polls" in loss for loss in exported(renderer, CHOICE).losses)


def test_lessons_without_questions_give_a_package_with_nothing_in_it(renderer: Renderer) -> None:
    export = formats()["qti30"].export(shipment(renderer, Lesson("x", "x.md", "X", ())))
    assert export.items == ()
    assert list(files(export)) == ["imsmanifest.xml"]


@pytest.mark.slow
@over_types
def test_whatever_is_written_gives_sound_files(
    renderer: Renderer, data: st.DataObject, name: str
) -> None:
    body = data.draw(sound_bodies(name))
    item = Item("the-id", name, data.draw(RAW), body, data.draw(RAW), why=data.draw(RAW))
    for version in VERSIONS:
        if exported(renderer, item, version=version).count(Carriage.OMITTED):
            assert isinstance(body, ShortText | Cloze), "only what is typed can't be carried"
            continue
        assert list(misplaced(parsed(item_file(renderer, item, version)))) == []


def test_an_answer_that_no_file_can_hold_leaves_the_item_out(renderer: Renderer) -> None:
    item = Item("the-id", "short text", "Which?", ShortText((Answer("\x1b"),)))
    (carried,) = exported(renderer, item).items
    assert carried.carriage is Carriage.OMITTED
    assert "no file of this kind can hold" in carried.losses[0]


_TAGS = """
a bdi bdo blockquote br caption dd details div dl dt em figcaption figure h2 hr li ol p pre q rt
ruby span summary table tbody td th thead tr ul
"""


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.sampled_from(_TAGS.split()), st.booleans()) | st.just("x"), max_size=14)
)
def test_whatever_html_is_nested_stands_where_it_may(renderer: Renderer, pieces: list[Any]) -> None:
    html = "".join(
        piece if isinstance(piece, str) else f"<{'' if piece[1] else '/'}{piece[0]}>"
        for piece in pieces
    )
    item = replace(CHOICE, stem=f"Which? {html}", text=f"<div>{html}</div>", why=f"{html} y")
    assert list(misplaced(parsed(item_file(renderer, item)))) == []
