"""Numeric."""

from __future__ import annotations

import pytest

from quiz.model import Comment, Outcome
from quiz.questions import types
from tests.questions.bodies import parse, problems, recognised

KIND = types()["numeric"]


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("2015", ["2015", " 2015 ", "2015.", "2015,0", "+2015", "02015"], []),
        ("2015", ["2 015", "2,015", "2.015"], []),
        ("2015", ["2'015", "2’015", "2\u00a0015", "2\u202f015", "2\u2009015", "2015.00"], []),
        ("2015", ["٢٠١٥", "۲۰۱۵", "२०१५", "２０１５", "٢٬٠١٥", "\u200f۲۰۱۵"], ["٢٠١٤", "2 0 1 5"]),
        ("2015", [], ["2014", "20 15", "-2015", "201 5", "2,01,5", "2015-", "2015 AD", "2.0150"]),
        ("2.015", ["2.015", "2,015", "2.0150", "2٫015"], ["2.0151", "2 015"]),
        ("1234567", ["1,234,567", "1.234.567", "1 234 567", "12,34,567", "1234567"], ["1,2345,67"]),
        ("1234.5", ["1,234.5", "1.234,5", "1 234,5", "1'234.5", "1234.5"], ["1,234,5", "1.234.5"]),
        ("0.125", ["0.125", "0,125", ".125", ",125", "٠٫١٢٥"], ["125", "0125", "1/8"]),
        ("-5", ["-5", "−5", "– 5", "-5.0", "- 5"], ["5", "+5", "--5", "+-5"]),
        ("0", ["0", "-0", "0.0", "00"], ["", "o"]),
        ("2.5 +- 0.1", ["2.4", "2.5", "2.6", "2,6", "2.60"], ["2.39", "2.61", "2.6000001"]),
        ("0.3 ± 0.1", ["0.2", "0.4"], ["0.1999", "0.4001"]),
        ("2 .. 3", ["2", "3", "2.5", "3.0"], ["1.999", "3.001"]),
        ("-3 .. -2", ["-2", "-3"], ["2", "3", "-1"]),
        ("1", [], ["inf", "nan", "Infinity", "1e0", "1e999999", "1_0", "0x1", "¹", "½", "一"]),
        ("1", ["0" * 59 + "1"], ["0" * 60 + "1"]),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(key: str, right: list[str], wrong: list[str]) -> None:
    body = parse("numeric", f"= {key}")
    assert [text for text in right if KIND.mark(body, {"text": text}) != 1] == []
    assert [text for text in wrong if KIND.mark(body, {"text": text}) != 0] == []


def test_the_remark_says_when_a_number_can_not_be_read_whatever_the_key() -> None:
    remarks = set()
    for key in ("7", "2.5 +- 0.1"):
        body = parse("numeric", f"= {key}")
        for text in ("12", "1,5", "۷"):
            assert KIND.remark(body, {"text": text}) == ""
        remarks |= {KIND.remark(body, {"text": text}) for text in ("twelve", "12 km", "1e5")}
    assert remarks == {"This is not a number yet. Write it in digits, such as 40 or 3.5."}


def test_a_foreseen_number_has_its_comment_and_any_other_the_general_one() -> None:
    body = parse(
        "numeric",
        "else= {M12}\n    > Look again.\nnot= 2014 {M1}\n    > Late.\nnot= 20 .. 30 {M2}\n"
        "= 2015\n    > Yes.",
    )
    assert KIND.comments(body, {"text": "2 015"}) == (Comment("Yes.", "", "2015"),)
    assert KIND.comments(body, {"text": "2,014"}) == (Comment("Late.", "M1", "2014"),)
    assert KIND.comments(body, {"text": "30"}) == (Comment("", "M2", "20 .. 30"),)
    assert KIND.comments(body, {"text": "31"}) == (Comment("Look again.", "M12"),)
    assert KIND.comments(body, {"text": "soon"}) == (Comment("Look again.", "M12"),)
    assert KIND.comments(body, {}) == ()


def test_review_tells_unanswered_from_wrong() -> None:
    body = parse("numeric", "= 2.5+-0.1")
    assert KIND.review(body, {}).outcome is Outcome.UNANSWERED
    assert KIND.review(body, {"text": "9"}).outcome is Outcome.WRONG
    assert KIND.review(body, {"text": "2.5"}).outcome is Outcome.RIGHT
    assert KIND.review(body, {}).answers == ("2.5 ± 0.1",)
    assert KIND.review(parse("numeric", "= 2..3"), {}).answers == ("2 to 3",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("= 2015", "numeric"),
        ("= 2,015", "numeric"),
        ("= 2.5 +- some", "numeric"),
        ("= about 12", "short text"),
        ("= 24 February 2022", "short text"),
        ("= 50%", "short text"),
        ("= TRUE", "true/false"),
    ],
)
def test_what_an_author_means(text: str, name: str) -> None:
    assert recognised(text) == [name]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("= abc", 1, "can't be read as a number"),
        ("= 2,015", 1, "plain digits"),
        ("= 3 .. 2", 1, "runs backwards: 3 is more than 2"),
        ("= 2 +- -1", 1, "can't be negative"),
        ("= 2 +- x", 1, "can't be read as a number"),
        ("= 1e5", 1, "can't be read as a number"),
        ("= 1\n= 2", 2, "second `=`"),
        ("= 1\nor= 2", 2, "`or=` has no meaning"),
        ("= 1\nelse= 2", 2, "nothing but a tag"),
        ("= 1\nelse=\n    > a\nelse=\n    > b", 4, "second `else=`"),
        ("= 1\nnot= x", 2, "can't be read as a number"),
        ("= 1 {M1}", 1, "Take it off"),
        ("not= 1\n= 0 .. 5", 1, "right by `= 0 .. 5`"),
        ("= 1\nnot= 2\nnot= 2", 3, "line 2 already"),
        ("not= 1", 1, "no right answer"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("numeric", text)
    assert (line, True) in [(at, words in message) for at, message in found]
