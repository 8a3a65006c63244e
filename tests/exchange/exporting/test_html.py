"""What exporters do with rendered HTML: pictures moved, links into the course gone, plain text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from quiz.content.render import Renderer
from quiz.exchange.exporting._html import (
    described,
    fit_for_xml,
    pictures_in,
    placed,
    plain,
    with_pictures,
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
    asked: list[str] = []
    left = placed(html, lambda href: asked.append(href), lambda name: None)
    assert asked == ["reading.md#p2", "#part"]
    assert "P2 <strong>now</strong>, on, " in left
    assert 'href="https://example.org/?a=1&amp;b=2"' in left
    assert left.count("<a ") == left.count("</a>") == 1


def test_links_and_pictures_get_their_new_addresses_in_well_formed_xml(rendered) -> None:
    html = rendered('[P2](reading.md#p2)<br>![a "bee"](pictures/bee.png) \x01 &copy;')
    moved = placed(html, lambda href: f"pages/{href}?a&b", lambda name: f"files/{name}")
    assert '<a href="pages/reading.md#p2?a&amp;b">P2</a><br/>' in moved
    assert 'src="files/bee.png"' in moved
    assert ElementTree.fromstring(f"<div>{moved}</div>").find(".//img").get("alt") == 'a "bee"'
    assert "<img" not in described(moved)
    assert 'a "bee"' in described(moved)


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
