"""What exporters do with rendered HTML: pictures moved, links into the course gone, plain text."""

from __future__ import annotations

import pytest

from quiz.content.render import Renderer
from quiz.exchange.exporting._html import (
    course_links,
    fit_for_xml,
    pictures_in,
    plain,
    with_pictures,
    without_course_links,
)


def with_file_names(name: str, fragment: str, instructor: bool) -> str:
    return f"{name}#{fragment}" if fragment else name


@pytest.fixture
def rendered(renderer: Renderer):
    return renderer.leading(with_file_names).block


def test_pictures_are_found_and_get_another_address(rendered) -> None:
    html = rendered(
        '![A *bee* & a "fly"](pictures/bee.png) ![x](pictures/b-2.jpg) ![y](pictures/bee.png)'
    )
    assert pictures_in(html) == ("bee.png", "b-2.jpg")
    moved = with_pictures(html, lambda name: f"@@FILES@@/{name}?a&b")
    assert moved.count('src="@@FILES@@/bee.png?a&amp;b"') == 2
    assert pictures_in(moved) == ()
    assert 'alt="A *bee* &amp; a &quot;fly&quot;"' in moved


def test_links_into_the_course_become_their_text(rendered) -> None:
    html = rendered("[P2 **now**](reading.md#p2), [on](#part), [out](https://example.org/?a=1&b=2)")
    assert course_links(html) == ("reading.md#p2", "#part")
    left = without_course_links(html)
    assert "P2 <strong>now</strong>, on, " in left
    assert 'href="https://example.org/?a=1&amp;b=2"' in left
    assert course_links(left) == ()


def test_an_address_in_the_text_is_no_picture(rendered) -> None:
    html = rendered('`<img src="/pictures/bee.png"` is code, and <!-- not --> this')
    assert pictures_in(html) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two *words* & `<b>`", "Two words & <b>"),
        ("- one\n- two", "one two"),
        ("a<br>b  c", "a b c"),
        ("![A bee](pictures/bee.png) flies", "A bee flies"),
        ("H<sub>2</sub>O", "H2O"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
    ],
)
def test_plain_text_reads_as_the_page_did(rendered, text: str, expected: str) -> None:
    assert plain(rendered(text)) == expected


def test_what_no_xml_can_hold_is_taken_out() -> None:
    assert fit_for_xml("a\0\x01\x1f\x7f\t\n\ufffe\uffff\ud800 😀\x85") == "a\t\n 😀\x85"
