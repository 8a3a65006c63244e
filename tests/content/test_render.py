"""Markdown to HTML: what stays, what goes, who sees it, and that nothing blocks."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from quiz.content.parser import parse_lesson
from quiz.content.render import MAX_TEXT, Renderer, RenderError
from quiz.model import Item, Lesson, Quiz
from tests.content.broken.cases import FRONT, ITEM, QUIZ


def link(file: str, fragment: str, instructor: bool) -> str | None:
    if not file.endswith(".md"):
        return None
    return f"/{'teach' if instructor else 'learn'}/{file}?a=1&b=2#{fragment}"


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(link)
    yield renderer
    renderer.close()


def lesson(text: str) -> Lesson:
    parsed, problems = parse_lesson("x.md", "x", FRONT + text)
    assert not problems
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Bees dance.", "<p>Bees dance.</p>"),
        ("Bees & *wasps*", "<p>Bees &amp; <em>wasps</em></p>"),
        ("Bees\nand wasps", "<p>Bees\nand wasps</p>"),
        ("## P1 {#p1}", '<h2 id="p1">P1</h2>'),
        ("## *P1* {#p1}", '<h2 id="p1"><em>P1</em></h2>'),
        ("Hive\n: A home", "<dl>\n<dt>Hive</dt>\n<dd>A home</dd>\n</dl>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ('<p dir="rtl" lang="ur">شہد</p>', '<p dir="rtl" lang="ur">شہد</p>'),
        ('<p style="color: red" onclick="x()">a</p>', "<p>a</p>"),
        ("a <script>alert(1)</script> b", "<p>a  b</p>"),
        (r"a \<b> c", "<p>a &lt;b&gt; c</p>"),
        (r"`a \<b>`", "<p><code>a \\&lt;b&gt;</code></p>"),
        ("![bee](https://example.org/bee.png)", "<p></p>"),
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        ("[a](#p1)", '<p><a href="#p1">a</a></p>'),
        (
            "[a](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">a</a></p>',
        ),
        (
            "<a href='HTTPS://example.org'>a</a>",
            '<p><a href="HTTPS://example.org" rel="noopener noreferrer">a</a></p>',
        ),
        ("[a](reading.md#p2)", '<p><a href="/learn/reading.md?a=1&amp;b=2#p2">a</a></p>'),
        ("[a](./reading.md)", '<p><a href="/learn/reading.md?a=1&amp;b=2#">a</a></p>'),
        ("[a](photo.png)", "<p><a>a</a></p>"),
        ("[a](../secret.md)", "<p><a>a</a></p>"),
        ("[a](//example.org/x.md)", "<p><a>a</a></p>"),
        ('href="https://example.org"', '<p>href="https://example.org"</p>'),
    ],
)
def test_block(text: str, html: str, renderer: Renderer) -> None:
    assert renderer.block(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("six", "six"),
        ("2015. A *good* year", "2015. A <em>good</em> year"),
        ("# no heading", "# no heading"),
        ("- no `list`", "- no <code>list</code>"),
        ("a\n\nb", "a\n\nb"),
        ("<div>a</div> <b>b</b>", "a <b>b</b>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("    no code", "no code"),
        ("a | b", "a | b"),
    ],
)
def test_inline(text: str, html: str, renderer: Renderer) -> None:
    assert renderer.inline(text).replace("\n\n", "\n").split() == html.split()
    assert "<p>" not in renderer.inline(text)


def test_plain_words_look_the_same_as_through_markdown(renderer: Renderer) -> None:
    """The short cut for texts without signs changes nothing."""
    for text in ("Bees dance", "Don't (ever) say “no”!", "a\nb", "Größe: 5, 6; 7?", "50 % or 3-4"):
        assert renderer.inline(text + " **x**").startswith(renderer.inline(text))
        assert renderer.block(text + " **x**") == (
            renderer.block(text).removesuffix("</p>") + " <strong>x</strong></p>"
        )


def test_table_can_be_scrolled_by_keyboard(renderer: Renderer) -> None:
    html = renderer.block("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert html.startswith(
        '<div class="table" tabindex="0" role="group" aria-label="Table"><table>'
    )
    assert html.endswith("</table></div>")
    assert '<th class="align-right" scope="col">b</th>' in html
    assert "style" not in html


def test_footnotes_of_two_texts_have_different_ids(renderer: Renderer) -> None:
    one = renderer.block("Bees[^1].\n\n[^1]: Seen by us.")
    two = renderer.block("Wasps[^1].\n\n[^1]: Seen by us.")
    ids = [part.split('"')[0] for html in (one, two) for part in html.split('id="')[1:]]
    assert len(ids) == len(set(ids)) == 4


SECRET = """\
Bees.

!!! note "For all"
    Hello.

    - a

        !!! instructor "Not for all"
            Secret one.

> !!! instructor
>     Secret two.

Wasps.[^1]

[^1]: Known.
[^2]: Secret three, by [^3].
[^3]: Secret four.

!!! Instructor
    See[^2] secret five.

    Still secret six.
"""


def test_instructor_boxes_never_reach_students(renderer: Renderer) -> None:
    student, instructor = renderer.block(SECRET), renderer.block(SECRET, instructor=True)
    assert "secret" not in student.lower()
    assert "Not for all" not in student
    assert "Hello." in student
    assert "Known." in student
    for word in ("one", "two", "three", "four", "five", "six"):
        assert f"ecret {word}" in instructor
    assert 'class="admonition instructor"' in instructor


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n!!! instructor\n    Secret\n</div>",
        "    !!! instructor\n        Secret",
        "Bees[^1].\n\n[^1]: Known.\n\n    !!! instructor\n        Secret",
        "<!--\n\n!!! instructor\n    Secret\n\n-->",
        "```\n!!! instructor\n    Secret\n```",
        "<pre>\n\n!!! instructor\n    Secret\n\n</pre>",
    ],
)
def test_a_box_that_is_not_seen_as_one_is_refused(text: str, renderer: Renderer) -> None:
    with pytest.raises(RenderError, match="students would see"):
        renderer.block(text)
    renderer.block(text, instructor=True)


def test_body(renderer: Renderer) -> None:
    parts = renderer.body(
        lesson(
            f"\nBees[^1].\n\n- a\n- b\n\n{ITEM}\n---\n\nMore.\n\n{QUIZ.replace('legs', 'l2')}\n"
            "## End {#end}\n\n[^1]: Known.\n"
        )
    )
    kinds = [type(part) for part in parts]
    assert kinds == [str, Item, str, Quiz, str]
    first, _, more, _, end = parts
    assert isinstance(first, str)
    assert isinstance(end, str)
    assert "fnref" in first
    assert first.endswith("</ul>")
    assert more == "<p>More.</p>"
    assert end.startswith('<h2 id="end">End</h2>')
    assert "Known." in end


def test_body_for_instructor_and_links(renderer: Renderer) -> None:
    page = lesson("\n[a](reading.md#p1)\n\n!!! instructor\n    Secret [b](02-b.md)\n\n" + ITEM)
    student, item = renderer.body(page)
    assert isinstance(item, Item)
    assert student == '<p><a href="/learn/reading.md?a=1&amp;b=2#p1">a</a></p>'
    instructor = renderer.body(page, instructor=True)[0]
    assert isinstance(instructor, str)
    assert 'href="/teach/reading.md?a=1&amp;b=2#p1"' in instructor
    assert "Secret" in instructor
    assert renderer.prepare(page).links == ("reading.md#p1", "02-b.md")


@pytest.mark.parametrize(
    "before", ["<div>", "<table><tr><td>", "<details>\n<summary>More</summary>", "<!--"]
)
def test_question_inside_html(before: str, renderer: Renderer) -> None:
    after = "---\n\n-->\n" if before == "<!--" else ""
    page = lesson(f"\n{before}\n\n{ITEM}{after}")
    with pytest.raises(
        RenderError, match=r"question at line [78] stands inside unclosed HTML"
    ) as error:
        renderer.body(page)
    assert error.value.line == page.practice[0].line
    assert [problem.line for problem in renderer.prepare(page).problems] == [page.practice[0].line]


def test_an_author_cannot_forge_a_place_for_a_question(renderer: Renderer) -> None:
    page = lesson("\npart0n1x\n\n" + ITEM)
    assert [type(part) for part in renderer.body(page)] == [str, Item]


HOSTILE = {
    "brackets": "[" * 20_000,
    "lists": "\n".join("    " * n + "- a" for n in range(300)),
    "quotations": "> " * 3_000 + "a",
    "elements": "<div>" * 30_000,
    "formatting": "<b>" * 100 + "<p>a</p>" * 1_000,
    "definitions": "\n: ".join("a" * 30_000),
    "too long": "a" * (MAX_TEXT + 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_a_message_and_hurts_no_other(name: str, renderer: Renderer) -> None:
    with pytest.raises(RenderError, match="This text"):
        renderer.block(HOSTILE[name])
    assert renderer.block("still *here*") == "<p>still <em>here</em></p>"


def test_wide_table_is_fine(renderer: Renderer) -> None:
    row = "|" + "a|" * 200
    assert "<td>" in renderer.block("\n".join([row, "|" + "-|" * 200, *[row] * 20]))


def test_many_threads(renderer: Renderer) -> None:
    wrong: list[str] = []

    def work(number: int) -> None:
        for i in range(20):
            html = renderer.block(f"*{number}* {i % 7}")
            if html != f"<p><em>{number}</em> {i % 7}</p>":
                wrong.append(html)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_surrogates_and_odd_characters(renderer: Renderer) -> None:
    assert renderer.block("a \ud800 *b*") == "<p>a \ufffd <em>b</em></p>"
    assert renderer.inline("\ud800") == "\ufffd"
    renderer.block("\x00\x02\x03 *a* \u2028")


def test_a_closed_renderer_starts_again() -> None:
    renderer = Renderer(link)
    renderer.close()
    assert renderer.block("*a*") == "<p><em>a</em></p>"
    renderer.close()


def test_a_forgotten_renderer_ends_its_process() -> None:
    """A process left behind would raise a ResourceWarning, which is an error in these tests."""
    Renderer(link).block("*a*")
    gc.collect()
