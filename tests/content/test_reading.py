"""The paragraphs of the reading."""

from __future__ import annotations

from quiz.content.parser import parse_page
from quiz.content.reading import paragraphs
from quiz.model import Paragraph

READING = """---
title: The reading
---

Some words.

## P1: The *first* one {#p1}

One.

### A part of it

~~~
## No heading {#code}
~~~

## No id

## B {#b}
"""


def test_headings_with_an_id_are_paragraphs() -> None:
    reading, _ = parse_page("reading.md", "reading", READING, "Reading")
    assert reading is not None
    assert paragraphs(reading) == (Paragraph("p1", "P1: The *first* one"), Paragraph("b", "B"))
