"""Cloze: gaps that are typed, or menus. Where both stand in a text, all are typed."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import count

from quiz.exchange.exporting._canvas.question import CanvasQuestion, cut, labels, spaced
from quiz.exchange.exporting._gaps import filled
from quiz.exchange.exporting._qti12.idents import FIRST, mixed
from quiz.exchange.exporting._qti12.many_responses import Blank, Blanks, Label
from quiz.exchange.exporting._qti12.typed_answers import forms
from quiz.exchange.exporting._spellings import unfit
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item
from quiz.questions.cloze import Cloze
from quiz.questions.parts.gaps import Gap

_MENUS = (
    "Canvas has gaps to type in or menus, not both in one question: the menus have become gaps to "
    "type in, with their choices behind them."
)
_TOGETHER = (
    "What is said to a wrong gap is shown to everybody with a mistake in the question, whichever "
    "gap it is in."
)


def cloze(item: Item, body: Cloze, texts: Texts) -> CanvasQuestion:
    menus = all(gap.menu for gap in body.gaps)
    stem, marked = f"<p>{texts.inline(item.stem)}</p>", texts.block(body.text)
    names = _names(stem + marked, len(body.gaps))
    blanks = list(_blanks(item, body.gaps, names, menus, texts))
    shown = [
        f"[{name}]" + ("" if menus or not gap.menu else f" ({_choices(item, gap, texts)})")
        for name, gap in zip(names, body.gaps, strict=True)
    ]
    choices = [choice for gap in body.gaps for choice in gap.menu]
    losses = cut(choices, "the choices of menus", texts)
    said = ""
    if not menus:
        typed = [answer for gap in body.gaps if not gap.menu for answer in gap.answers]
        losses += ((_MENUS,) if choices else ()) + unfit(typed) + spaced(typed)
        said = _said(body.gaps, texts)
        losses += (_TOGETHER,) if said and len(body.gaps) > 1 else ()
    kind = "multiple_dropdowns_question" if menus else "fill_in_multiple_blanks_question"
    return CanvasQuestion(
        kind, Blanks(tuple(blanks)), losses, stem + filled(body, marked, shown), said
    )


def _names(marked: str, count: int) -> list[str]:
    """Names for the gaps that stand nowhere in the text in brackets."""
    word = "gap"
    while f"[{word}" in marked:
        word += "x"
    return [f"{word}{number}" for number in range(1, count + 1)]


def _blanks(
    item: Item, gaps: Sequence[Gap], names: Sequence[str], menus: bool, texts: Texts
) -> Iterator[Blank]:
    idents = map(str, count(FIRST))
    for name, gap in zip(names, gaps, strict=True):
        found = list(_labels(item, gap, menus, texts))
        yield Blank(name, tuple(Label(next(idents), *label) for label in found))


def _labels(item: Item, gap: Gap, menus: bool, texts: Texts) -> Iterator[tuple[str, bool, str]]:
    """(text, whether it is right, feedback) of a menu's choices; of the right answers alone where
    the gap is typed."""
    if not gap.menu:
        yield from ((form, True, "") for group in forms(gap.answers) for form in group)
        return
    for source, label in _menu(item, gap, texts):
        right = source in gap.answers
        if menus:
            yield label, right, "" if right else texts.block(gap.feedback)
        elif right:
            yield from ((form, True, "") for group in forms([label]) for form in group)


def _menu(item: Item, gap: Gap, texts: Texts) -> list[tuple[str, str]]:
    """(Markdown, plain text) of the choices, in an order that doesn't tell the key."""
    sources = mixed(gap.menu, item)
    return list(zip(sources, labels(sources, texts), strict=True))


def _choices(item: Item, gap: Gap, texts: Texts) -> str:
    return html.escape(" / ".join(label for _, label in _menu(item, gap, texts)), quote=False)


def _said(gaps: Sequence[Gap], texts: Texts) -> str:
    """What is said to wrong gaps, each by its number where there are several."""
    return "".join(
        (f"<p>Gap {number}:</p>" if len(gaps) > 1 else "") + texts.block(gap.feedback)
        for number, gap in enumerate(gaps, start=1)
        if gap.feedback
    )
