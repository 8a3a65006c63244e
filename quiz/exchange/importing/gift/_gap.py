"""A missing word in running text -> a gap of ours.

Moodle shows a blank in the text and the input below it. Where the blank stands in the question's
first sentence, ours does so too, because that is the heading; below it, a gap is nearer.
"""

from __future__ import annotations

from dataclasses import replace

from quiz.exchange.importing.gift._question import Raw
from quiz.exchange.importing.gift._signs import BLANK
from quiz.exchange.importing.gift._texts import Texts
from quiz.model import Body, Item
from quiz.questions.cloze import Cloze
from quiz.questions.parts.gaps import Gap
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice

_MARK = "\uf8f0"
"""Stands for the gap while its text is converted: a private character, no Markdown."""


def in_a_gap(raw: Raw, item: Item, texts: Texts) -> Item | None:
    """The same question with its answers in a gap of its text; None where that can't say it all."""
    gap = _gap(item.body)
    before = raw.before if raw.after else raw.before.removesuffix(BLANK)
    if gap is None or _MARK in raw.text or not (raw.after or before != raw.before):
        return None
    stem, text = texts.question(f"{before}{_MARK}{raw.after}", raw.kind, raw.title)
    pieces = text.split(_MARK)
    if len(pieces) != 2 or _MARK in stem:
        return None
    body = Cloze((pieces[0], pieces[1].rstrip()), (gap,))
    return replace(item, type="cloze", stem=stem, text="", body=body)


def _gap(body: Body) -> Gap | None:
    if isinstance(body, ShortText):
        if body.wrong or any(answer.feedback for answer in body.answers):
            return None
        feedback = body.other.feedback if body.other else ""
        return Gap(tuple(answer.text for answer in body.answers), (), "", feedback)
    if isinstance(body, SingleChoice):
        wrong = {option.feedback for option in body.options if not option.right}
        right = next(option for option in body.options if option.right)
        if right.feedback or len(wrong) > 1:
            return None
        menu = tuple(_inside(option.text) for option in body.options)
        return Gap((_inside(right.text),), menu, "", wrong.pop())
    return None


def _inside(text: str) -> str:
    """A choice without the escape that kept it from being an option at the start of a line."""
    return text[1:] if text.startswith("\\(") else text
