"""Texts of banks -> Markdown: the same words for readers, nothing that lessons take for theirs."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quiz.content.markdown_process import Converter
from quiz.exchange.importing._checked import reason_against
from quiz.exchange.importing._markup import Kind, as_blocks, as_line, as_plain, as_question
from quiz.model import Item
from quiz.questions.matching import Matching
from quiz.questions.open_response import OpenResponse
from quiz.questions.ordering import Ordering
from quiz.questions.parts.options import Option
from quiz.questions.parts.pairs import Pair
from quiz.questions.single_choice import SingleChoice

BLOCKS, INLINE = Converter(inline=False), Converter(inline=True)

PIECES = re.findall(
    r"\S+",
    r"""
    a b 1 -> \-> | ]] [[ \[ [ ] { } {M3} {#a} \ \\ - -- --- 1. 2) (x) [x] ( ) [^1] [^1]: > = ===
    not= or= else= why: model: rubric: order: ____ ___ points: see: hint: `  ``` ~~~ * ** _ # ##
    ### !!! ! & &lt; &amp; &copy &#1 &#x41; < <b> </b> <!-- --> <script> href= href=x:y ](
    ](javascript:x) : ![a](b) ::: ??? note $$x$$ \( \) x_y a*b é اردو 😀 |---| :-- <div> onclick= +
    +- .. "q" 'q' http://x.y/?a=b&c=d
    """,
)
SPACES = [" ", "  ", "\n", "\n\n", "\t", "\u00a0", "\u2028", "( ) ", "[ ] ", "\n    "]
CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"))
TEXT = st.lists(
    st.sampled_from([*PIECES, *SPACES]) | st.text(CHARACTERS, max_size=3), min_size=1, max_size=8
).map("".join)


def words(text: str) -> str:
    """What can be read of a text, without any white space, or the mark of a file's beginning."""
    return re.sub(r"[\s\ufeff\ufdd0-\ufdef\ufffe\uffff]|[^\S]", "", text)


def read_back(shown: str) -> str:
    return words(html.unescape(re.sub(r"<[^<>]*>", "", shown)))


def item(text: str, kind: Kind) -> Item:
    """An item with the text everywhere that a text can stand."""
    question, line = as_question(text, kind, "Name"), as_line(text, kind).text or "empty"
    options = (Option(line, True, "", as_blocks(text, kind).text), Option("other"))
    return Item(
        "a",
        "single choice",
        question.stem,
        SingleChoice(options),
        text=question.text,
        hint=line,
        why=as_blocks(text, kind).text,
    )


def bodies(text: str, kind: Kind) -> list[Item]:
    line = as_line(text, kind).text or "empty"
    return [
        Item("a", "ordering", "Order", Ordering((line, "second step"))),
        Item("a", "matching", "Match", Matching((Pair(line, "x1"), Pair("y1", line)))),
        Item("a", "open response", "Write", OpenResponse(model=as_blocks(text, kind).text)),
    ]


pytestmark = pytest.mark.slow
patient = settings(deadline=None, max_examples=100)


@patient
@given(TEXT)
@example("----")
@example("a\n|-|")
@example("!!! note")
@example("5!!!")
@example("a\\< b")
@example("](\\(why:")
@example("____href=x:y")
def test_plain_text_stays_the_same_and_can_stand_everywhere(text: str) -> None:
    made = item(text, Kind.PLAIN)
    assert reason_against(made) == "", made
    for other in bodies(text, Kind.PLAIN):
        assert reason_against(other) == "", other
    shown = INLINE.convert(made.stem, False) + BLOCKS.convert(made.text, False)
    assert read_back(shown).removeprefix("Name").removeprefix("Question") in (
        words(text),
        words(text).removeprefix("Name"),
    )
    assert read_back(INLINE.convert(as_line(text, Kind.PLAIN).text, False)) == words(text)
    assert read_back(BLOCKS.convert(as_blocks(text, Kind.PLAIN).text, False)) == words(text)


TAGS = "p div b i em strong u sub sup code pre ul ol li table tr td th blockquote h2 h4 a span br s"


@st.composite
def markup(draw: st.DrawFn, depth: int = 3) -> str:
    """HTML as editors write it, and as they shouldn't."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        if depth and draw(st.booleans()):
            tag = draw(st.sampled_from(TAGS.split()))
            inner = draw(markup(depth - 1))
            end = f"</{tag}>" if draw(st.integers(0, 9)) else ""
            parts.append(f"<{tag}>{inner}{end}")
        else:
            parts.append(html.escape(draw(TEXT), quote=False))
    return "".join(parts)


@patient
@given(markup())
@example("<p>a<p><div><code>&amp;#&amp;<p>a</div><p>a<blockquote>a")
@example("<b><br>a</br>")
@example("<p>&amp;#1")
@example("<p><table>a<td><p><blockquote>a")
@example("<p>a</p><b>\n    a")
@example("<p>a</p><i>(x)")
@example("<h4>a{#")
@example("<p><ul><b>a</b><li>a")
@example("<p><i><table>a</table>a")
@example("<i>a</i><hr><i>b</i>")
@example("<ul>a<li>a<blockquote>a")
@example("<ul><li>a<h4>b")
@example("<code>a</code><code>b</code>")
@example("<p><b><br>a</br><br>a")
@example("<a href='http://x.y'>a<br><br>b</a>")
@example("<b><p>a</p>]]</b>\\(why:")
@example("<p>a<pre>a](javascript:x)")
@example("\ufeff<p>a")
@example("\\&lt;0")
@example("<ol>a <b>b</b><li>a</li>b<li>a</ol>")
def test_html_keeps_its_words_and_can_stand_everywhere(text: str) -> None:
    made = item(text, Kind.HTML)
    assert reason_against(made) == "", made
    for other in bodies(text, Kind.HTML):
        assert reason_against(other) == "", other
    # Words between the cells of a table move out of it.
    expected = sorted(read_back(text))
    shown = read_back(INLINE.convert(made.stem, False) + BLOCKS.convert(made.text, False))
    named = (shown, shown.removeprefix("Name"), shown.removeprefix("Question"))
    assert expected in map(sorted, named)
    assert expected == sorted(read_back(BLOCKS.convert(as_blocks(text, Kind.HTML).text, False)))


@patient
@given(TEXT)
@example("\\->")
def test_markdown_can_stand_everywhere(text: str) -> None:
    for made in (item(text, Kind.MARKDOWN), *bodies(text, Kind.MARKDOWN)):
        assert reason_against(made) == "", made


@patient
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_whatever_stands_there_never_fails(text: str) -> None:
    for kind in Kind:
        assert as_question(text, kind, "Name").stem
        assert "\n" not in as_line(text, kind).text
        as_blocks(text, kind)
        assert "\n" not in as_plain(text, kind).text
