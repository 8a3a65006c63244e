"""Open response."""

from __future__ import annotations

import pytest

from quiz.questions import types
from quiz.questions.open_response import Criterion, OpenResponse, Rubric, count_words
from tests.questions.bodies import draw_ask, draw_review, parse, problems

KIND = types()["open response"]
TEXT = """\
____ 3-5 words

rubric:
| Criterion | 4 | 2.5 | 0 |
|:----------|---|----:|---|
| Use of the text | Two *paragraphs* | One \\| part | |
| Care | | | None |

model: First line
  second line

  another paragraph
"""
BODY = parse("open response", TEXT)


def test_what_is_read() -> None:
    expected = OpenResponse(
        words=(3, 5),
        rubric=Rubric(
            (4.0, 2.5, 0.0),
            (
                Criterion("Use of the text", ("Two *paragraphs*", "One \\| part", "")),
                Criterion("Care", ("", "", "None")),
            ),
        ),
        model="First line\nsecond line\n\nanother paragraph",
    )
    assert expected == BODY
    assert parse("open response", KIND.print(BODY)) == BODY
    assert parse("open response", "____") == OpenResponse()


def test_a_person_grades_but_not_what_is_blank() -> None:
    assert KIND.mark(BODY, {"text": "Some words"}) is None
    assert KIND.mark(BODY, {}) == KIND.mark(BODY, {"text": " \n\u200b"}) == 0
    assert KIND.key(BODY) is None
    assert KIND.comments(BODY, {"text": "Some words"}) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("one – two ...", 2),
        ("it's well-kept", 2),
        ("یہ تین لفظ", 3),
        ("1 2", 2),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words


def test_remark_outside_the_word_range() -> None:
    remark = KIND.remark(BODY, {"text": "a b"})
    assert remark == "Your text has 2 words; 3 to 5 are asked for."
    assert KIND.remark(BODY, {"text": "a"}).startswith("Your text has 1 word;")
    assert KIND.remark(BODY, {"text": "a b c d e f"}) != ""
    assert KIND.remark(BODY, {"text": "a b c"}) == KIND.remark(BODY, {"text": "a b c d e"}) == ""
    assert KIND.remark(parse("open response", "____"), {"text": "a"}) == ""


def test_line_ends_become_one_kind() -> None:
    assert KIND.read(BODY, {"text": ["a\r\nb\rc\nd"]}) == {"text": "a\nb\nc\nd"}


def test_a_long_text_is_refused_with_its_length() -> None:
    assert KIND.read(BODY, {"text": ["é" * 20_000]}) == {"text": "é" * 20_000}
    with pytest.raises(ValueError, match="20,001 characters; there is room for 20,000"):
        KIND.read(BODY, {"text": ["é" * 20_001]})


def test_pages() -> None:
    asked = draw_ask("open response", BODY, {"text": "\n</textarea><b>"})
    assert "Write 3 to 5 words." in asked
    assert ">\n\n&lt;/textarea&gt;&lt;b&gt;</textarea>" in asked
    assert "Care" not in asked
    review = draw_review("open response", BODY, {"text": "one\n<i>two"})
    assert "one<br>&lt;i&gt;two" in review
    for text in ("Use of the text", "2.5", "another paragraph"):
        assert text in review


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("____ 80-20 words", 1, "runs backwards: 80 is more than 20"),
        ("____ some words", 1, "word range as"),
        ("____\n____", 2, "second `____`"),
        ("model: text", 1, "Write `____`"),
        ("____\nmodel:", 2, "no text after `model:`"),
        ("____\nrubric:", 2, "needs a header row"),
        ("____\nrubric: now\n| criterion | 1 |\n|--|--|\n| a | b |", 2, "Nothing else"),
        ("____\nrubric:\n| criterion | 1 |\n|--|--|", 2, "at least one criterion"),
        ("____\nrubric:\n| what | 1 |\n|--|--|\n| a | b |", 3, "first row as"),
        ("____\nrubric:\n| criterion |\n|--|\n| a |", 3, "first row as"),
        ("____\nrubric:\n| criterion | 1 | 2 |\n|--|--|--|\n| a | b | c |", 3, "falling"),
        ("____\nrubric:\n| criterion | 2 | 2 |\n|--|--|--|\n| a | b | c |", 3, "falling"),
        ("____\nrubric:\n| criterion | good |\n|--|--|\n| a | b |", 3, "first row as"),
        ("____\nrubric:\n| criterion | 1 |\n| a | b |\n| c | d |", 4, "|---|"),
        ("____\nrubric:\n| criterion | 1 |\n|--|--|\n| a | b | c |", 5, "has 2 levels"),
        ("____\nrubric:\n| criterion | 1 |\n|--|--|\n| | b |", 5, "first cell is empty"),
        ("____\nrubric:\n| criterion | 1 |\n|--|--|\n| a | b |\nmodel: x\n| c | d |", 7, "Move"),
        ("____ 2-3 words {M1}", 1, "No tag or feedback"),
        ("____\n= 3", 2, "has no meaning"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("open response", text)
    assert (line, True) in [(at, words in message) for at, message in found]
