"""Pages of a cartridge: whole XHTML files with one style sheet."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from quiz.exchange.exporting import Html
from quiz.exchange.exporting._grading import grading_notes
from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._item_sets import ItemSet
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item, Lesson, Poll, Quiz

STYLE = """\
body { font: 1.05rem/1.6 system-ui, sans-serif; max-inline-size: 42rem; margin: 1rem auto;
  padding: 0 1rem; overflow-wrap: break-word; color: #1d1d1f; background: #fff; }
h1, h2, h3 { line-height: 1.25; }
img { max-inline-size: 100%; block-size: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid #767676; padding: 0.3rem 0.6rem; text-align: start;
  vertical-align: top; }
.align-center { text-align: center; }
.align-right { text-align: end; }
.admonition, .note { border-inline-start: 0.3rem solid #0b5cad; background: #eef4fb;
  padding: 0.1rem 1rem; margin: 1rem 0; }
.admonition-title { font-weight: bold; }
dt { font-weight: bold; }
blockquote { border-inline-start: 0.2rem solid #767676; margin-inline: 0;
  padding-inline-start: 1rem; }
"""

_PAGE = """\
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"{lang}>
<head>
<meta charset="UTF-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{title}</title>
<link rel="stylesheet" href="style.css"/>
</head>
<body dir="auto">
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(title: str, lang: str, parts: Sequence[str]) -> bytes:
    """A whole file. `title` is plain text, `parts` are HTML."""
    name = html.escape(lang)
    language = f' lang="{name}" xml:lang="{name}"' if lang else ""
    return _PAGE.format(lang=language, title=_text(title), body="\n".join(parts)).encode()


def lesson_page(lesson: Lesson, lang: str, source: Html, texts: Texts) -> bytes:
    """A lesson."""
    parts = [*_head(lesson, texts)]
    for part in source.body(lesson):
        parts.append(texts.placed(part) if isinstance(part, str) else _piece(part, texts))
    return page(lesson.title, lesson.lang or lang, parts)


def index_page(course: str, lang: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """What there is: (page, title)."""
    entries = "".join(f'<li><a href="{file}">{_text(title)}</a></li>' for file, title in rows)
    return page(course, lang, [f"<ul>{entries}</ul>" if entries else ""])


def teacher_page(
    lesson: Lesson, lang: str, groups: Sequence[ItemSet], texts: Texts
) -> bytes | None:
    """What written answers of a lesson are graded by; None where there is nothing."""
    rows = []
    for group in groups:
        for item in group.items:
            notes = grading_notes(item.body, texts)
            if notes:
                rows.append(f"<h2>{texts.inline(item.stem)}</h2>{notes}")
    title = f"For teachers: {lesson.title}"
    return page(title, lesson.lang or lang, rows) if rows else None


def _head(lesson: Lesson, texts: Texts) -> Iterator[str]:
    facts = [f"{lesson.minutes} minutes"] if lesson.minutes else []
    if lesson.reading:
        facts.append(f"Reading: {' '.join(map(texts.paragraph, lesson.reading))}")
    if facts:
        yield f"<p>{'. '.join(facts)}</p>"
    if lesson.objectives:
        entries = "".join(f"<li>{texts.inline(one)}</li>" for one in lesson.objectives)
        yield f"<h2>After this lesson you can</h2><ul>{entries}</ul>"
    if lesson.terms:
        rows = "".join(
            f"<dt>{_text(term)}</dt><dd>{texts.inline(meaning)}</dd>"
            for term, meaning in lesson.terms
        )
        yield f"<h2>Key terms</h2><dl>{rows}</dl>"


def _piece(part: Item | Quiz | Poll, texts: Texts) -> str:
    """What stands for something that is no text: it is elsewhere, or can't be there."""
    if isinstance(part, Quiz):
        inside = f"<p>Quiz: {texts.inline(part.title)}</p>{texts.block(part.intro)}"
    elif isinstance(part, Poll):
        choices = "".join(f"<li>{texts.inline(choice)}</li>" for choice in part.choices)
        intro = texts.block(part.intro)
        inside = f"<h2>{texts.inline(part.title)}</h2>{intro}<ul>{choices}</ul>"
    else:
        inside = f"<p>A question of the practice quiz: {texts.inline(part.stem)}</p>"
    return f'<div class="note" id="{part.id}">{inside}</div>'


def _text(text: str) -> str:
    return html.escape(fit_for_xml(text), quote=False)
