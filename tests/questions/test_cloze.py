"""Cloze."""

from __future__ import annotations

from fractions import Fraction

import pytest
from markupsafe import Markup

from quiz.choices import choice_id
from quiz.model import Comment, Given, Outcome
from quiz.questions import types
from quiz.questions.cloze import Cloze, Gap
from tests.questions.bodies import block, draw_ask, draw_review, parse, problems, recognised

KIND = types()["cloze"]
TEXT = """\
Water is [[wet|not dry]] and ice is
[[warm|(cold)|soft]]. The [[sea]] is deep.

not= gap 2 {M2}
    > Touch it.
not= gap 3 {M3}
"""
BODY = parse("cloze", TEXT)


def fill(first: str, second: str, third: str) -> Given:
    second = choice_id(second) if second else ""
    slots = {"1": first, "2": second, "3": third}
    return {slot: value for slot, value in slots.items() if value}


@pytest.mark.parametrize(
    ("gaps", "fraction"),
    [
        (("wet", "cold", "sea"), Fraction(1)),
        ((" NOT  dry.", "cold", "Sea!"), Fraction(1)),
        (("dry", "cold", "sea"), Fraction(2, 3)),
        (("wet", "soft", ""), Fraction(1, 3)),
        (("", "warm", "cold"), Fraction(0)),
        (("", "", ""), Fraction(0)),
    ],
)
def test_right_gaps_count(gaps: tuple[str, str, str], fraction: Fraction) -> None:
    assert KIND.mark(BODY, fill(*gaps)) == fraction


def test_wrong_gaps_are_commented_blank_ones_are_not() -> None:
    assert KIND.comments(BODY, fill("dry", "warm", "lake")) == (
        Comment("Touch it.", "M2", "Gap 2"),
        Comment("", "M3", "Gap 3"),
    )
    assert KIND.comments(BODY, fill("dry", "", "")) == ()
    assert KIND.comments(BODY, fill("", "cold", "sea")) == ()


def test_the_text_with_its_key_does_not_stay_behind() -> None:
    read = block(TEXT)
    KIND.parse(read)
    assert read.prose == ""


def test_remark_on_gaps_that_are_still_empty() -> None:
    assert KIND.remark(BODY, fill("dry", "", "lake")) == "1 of 3 gaps is still empty."
    assert KIND.remark(BODY, fill("", "warm", "")) == "2 of 3 gaps are still empty."
    assert KIND.remark(BODY, fill("dry", "warm", "lake")) == ""


def test_what_was_said_goes_gap_by_gap() -> None:
    assert KIND.said(BODY, fill(" D\\ry", "soft", "")) == "1:  D\\ry; 2: soft"
    assert KIND.said(BODY, fill("", "", "lake")) == "3: lake"


def test_review_goes_gap_by_gap() -> None:
    review = KIND.review(BODY, fill("dry", "cold", ""))
    assert [(g.given, g.answers, g.outcome) for g in review.gaps] == [
        ("dry", ("wet", "not dry"), Outcome.WRONG),
        ("cold", ("cold",), Outcome.RIGHT),
        ("", ("sea",), Outcome.UNANSWERED),
    ]
    page = draw_review("cloze", BODY, fill("<b>", "cold", ""))
    assert "&lt;b&gt;" in page
    assert page.index("Water is ") < page.index("&lt;b&gt;") < page.index(" and ice is")


def test_inputs_stand_in_the_running_text() -> None:
    page = draw_ask("cloze", BODY, fill("dry", "soft", ""))
    assert page.index("Water is ") < page.index("Gap 1 of 3") < page.index(" and ice is")
    assert page.index("Gap 2 of 3") < page.index(". The ") < page.index("Gap 3 of 3")
    assert 'value="dry"' in page
    assert page.count("<select") == page.count(" selected") == 1
    assert "\ue000" not in page


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<p>a \ue0001\ue001 b \ue0002\ue001</p>", ["<p>a ", 1, " b ", 2, "</p>"]),
        ("no gap is left", ["no gap is left", 1, 2]),
        ("\ue0002\ue001\ue0001\ue001\ue0002\ue001\ue0009\ue001", ["", 2, "", 1, "", "", ""]),
        ('<a title="\ue0001\ue001>">x</a>\ue0002\ue001', ['<a title="', '>">x</a>', 2, "", 1]),
    ],
)
def test_gaps_that_rendering_lost_are_still_asked(html: str, parts: list[str | int]) -> None:
    view = KIND.ask(parse("cloze", "[[a]] [[b]]"), "seed")
    found = view.parts(Markup(html))
    assert [part if isinstance(part, str) else int(part.slot) for part in found] == parts
    assert all(isinstance(part, Markup) for part in found if isinstance(part, str))


def test_private_characters_of_the_author_are_no_gaps() -> None:
    body = parse("cloze", "\ue0002\ue001 [[a]] [[b]]")
    assert KIND.ask(body, "seed").text == "2 \ue0001\ue001 \ue0002\ue001"


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("[[a\\|b|c]]", Gap(("a|b", "c"))),
        ("[[a\\\\|c]]", Gap(("a\\", "c"))),
        ("[[\\(a)]]", Gap(("(a)",))),
        ("[[(a) and (b)|c]]", Gap(("(a) and (b)", "c"))),
        ("[[x\\]\\]|\\[\\[y]]", Gap(("x]]", "[[y"))),
        ("[[{M3}]]", Gap(("{M3}",))),
        ("[[ a \n  b ]]", Gap(("a b",))),
        ("[[(a (b))|c]]", Gap(("a (b)",), ("a (b)", "c"))),
        ("[[\\(a)|(b\\|c)]]", Gap(("b\\|c",), ("\\(a)", "b\\|c"))),
    ],
)
def test_what_a_gap_may_hold(text: str, gap: Gap) -> None:
    body = parse("cloze", f"x {text} y")
    assert body == Cloze(("x ", " y"), (gap,))
    assert parse("cloze", KIND.print(body)) == body


@pytest.mark.parametrize(
    "text",
    [
        "\\[[a]] [[b]]",
        "> quoted [[b]]",
        "# [[b]]\n\n- list [[c]]",
        "| a | b |\n|--|--|\n| [[c]] | d |",
    ],
)
def test_ordinary_markdown_around_gaps(text: str) -> None:
    body = parse("cloze", text)
    assert parse("cloze", KIND.print(body)) == body
    assert recognised(text) == ["cloze"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\nb [[]] c", 2, "empty answer"),
        ("a [[x|]] c", 1, "empty answer"),
        ("a [[x]]\nb [[y", 2, "not closed"),
        ("\n\u00a0\n  [[y", 3, "not closed"),
        ("a [[x\n\ny]]", 1, "not closed"),
        ("a [[x [[y]]", 1, "not closed"),
        ("a [[(x)]]", 1, "one choice only"),
        ("a [[(x)|(y)|z]]", 1, "Two choices"),
        ("a [[x|x]]", 1, "same"),
        ("a [[x|X.]]", 1, "same"),
        ("a [[(x)|x]]", 1, "same"),
        ("a [[(x)|()]]", 1, "empty answer"),
        ("a [[x]]\nnot= gap 9\n    > a", 2, "no gap 9; the text has 1"),
        ("a [[x]]\nnot= gap 0", 2, "no gap 0"),
        ("a [[x]]\nnot= y", 2, "`not= gap 2`"),
        ("a [[x]]\nnot= gap 1 {M1}\nnot= gap 1 {M2}", 3, "twice"),
        ("a [[x]]\nelse= {M1}", 2, "has no meaning"),
        ("no gap", 1, "no gap"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("cloze", text)
    assert (line, True) in [(at, words in message) for at, message in found]
