"""What all types of question have in common on their way to Canvas."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.exchange.exporting._qti12.assessment import Body
from quiz.exchange.exporting._texts import Texts

CUT = "Canvas shows {} as plain text, so that their formatting or pictures are lost."
SPACES = "In Canvas a doubled space within an answer is a mistake; here it is none."


@dataclass(frozen=True)
class CanvasQuestion:
    """A question of Canvas's with its type there, and what is lost or different, in sentences.

    `prompt` is the whole text of the question where it isn't the item's own; `incorrect` is what
    is said to whoever didn't get it all right. Both are HTML.
    """

    kind: str
    body: Body
    losses: tuple[str, ...] = ()
    prompt: str = ""
    incorrect: str = ""


def labels(sources: Sequence[str], texts: Texts) -> list[str]:
    """Markdown texts in plain words, all different, as Canvas compares them."""
    plain = [texts.plain(source) for source in sources]
    if _are_told_apart(plain):
        return plain
    # Two that differ in formatting alone stay apart by their marks.
    marked = [" ".join(source.split()) for source in sources]
    if _are_told_apart(marked):
        return marked
    return [f"{i}. {text}" for i, text in enumerate(plain, start=1)]


def _are_told_apart(found: Sequence[str]) -> bool:
    read = {html.unescape(text).strip().casefold() for text in found}
    return "" not in read and len(read) == len(found)


def spaced(answers: Iterable[str]) -> tuple[str, ...]:
    """The difference that spaces make in typed answers, if there are any."""
    return (SPACES,) if any(" " in answer for answer in answers) else ()


def cut(sources: Iterable[str], what: str, texts: Texts) -> tuple[str, ...]:
    """The loss of what is shown as plain text there, if there is any."""
    return () if all(map(texts.is_plain, sources)) else (CUT.format(what),)
