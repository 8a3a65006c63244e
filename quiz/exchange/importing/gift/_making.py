"""A question of a bank -> an item of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quiz.exchange.importing import Found
from quiz.exchange.importing._checked import reason_against
from quiz.exchange.importing._html import words_of
from quiz.exchange.importing._markdown import SIGNS_SHOWN
from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing._names import as_id, id_of_name
from quiz.exchange.importing.gift import _lists, _typed
from quiz.exchange.importing.gift._choices import choices
from quiz.exchange.importing.gift._gap import in_a_gap
from quiz.exchange.importing.gift._numeric import numeric
from quiz.exchange.importing.gift._pieces import Piece
from quiz.exchange.importing.gift._question import Raw, Unfit, start_of, take_apart
from quiz.exchange.importing.gift._signs import plain
from quiz.exchange.importing.gift._texts import Texts
from quiz.exchange.item_tags import with_tags, without_see_line
from quiz.model import Body, Item
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.parts.answers import Answer
from quiz.questions.short_text import ShortText
from quiz.report_text import first_words

MAX_CHARACTERS = 60_000
MAX_LINES = 2_000
"""Of one question; a lesson takes fewer still."""

_TOO_LONG = f"It has over {MAX_CHARACTERS:,} characters or {MAX_LINES:,} lines. Shorten it."
_CLOZE = re.compile(r"[0-9]*:(?:SHORTANSWER|SA|MW|NUMERICAL|NM|M(?:ULTI)?C|M(?:ULTI)?R)", re.I)
_NO_CLOZE = (
    "Its gaps are written for Moodle's questions with embedded answers, which are no part of GIFT. "
    "Write a text with gaps here: `[[answer]]`."
)
_TAGS = "Its tags were left out: {}."


def find(piece: Piece, category: tuple[str, ...]) -> Found | None:
    """What becomes of a question; None where the piece holds nothing but comments."""
    line, start = start_of(piece)
    if not line:
        return None
    words = first_words(start)
    if len(piece.text) > MAX_CHARACTERS or plain(piece.text).count("\n") > MAX_LINES:
        return Found(line, words, None, (_TOO_LONG,), category)
    try:
        raw = take_apart(piece)
        words = first_words(raw.title or _words(raw)) or words
        item, reasons = make(raw)
    except Unfit as unfit:
        return Found(line, words, None, (str(unfit),), category)
    return Found(line, words, item, reasons, category)


def _words(raw: Raw) -> str:
    """The text of a question without its tags."""
    return words_of(raw.text) if raw.kind in (Kind.HTML, Kind.MOODLE) else raw.text


def make(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    """An item that can stand in a lesson, and what had to be changed. Raises `Unfit`."""
    reason = ""
    for texts in (Texts(raw.reasons), Texts((*raw.reasons, SIGNS_SHOWN), keep=False)):
        for item, left in _nearest(raw, texts):
            reason = reason_against(item)
            if not reason:
                texts.say(*([_TAGS.format(", ".join(left))] if left else []))
                return _tidy(item), tuple(texts.reasons)
        if not texts.kept:
            break
    raise Unfit(reason)


def _nearest(raw: Raw, texts: Texts) -> Iterator[tuple[Item, tuple[str, ...]]]:
    """The item in the ways in which it may stand in a lesson, the best first, and the tags that
    each leaves out."""
    item = _item(raw, texts)
    gapped = in_a_gap(raw, item, texts)
    if gapped:
        yield with_tags(gapped, raw.tags)
    yield with_tags(item, raw.tags)
    if raw.tags:
        yield item, raw.tags


def _item(raw: Raw, texts: Texts) -> Item:
    if not (raw.text or raw.title):
        raise Unfit("It has no text.")
    type_, body = _body(raw, texts)
    stem, text = texts.question(raw.text, raw.kind, raw.title)
    return Item(
        id=as_id(raw.id) or id_of_name(raw.title, stem, type_, body),
        type=type_,
        stem=stem,
        body=body,
        text=text,
        why=texts.blocks(without_see_line(raw.general[0]), raw.general[1]),
    )


def _tidy(item: Item) -> Item:
    """The item without an `else=` that says nothing: only its tag could have been worth it."""
    body = item.body
    if isinstance(body, ShortText | Numeric) and body.other == Answer(""):
        return replace(item, body=replace(body, other=None))
    return item


def _body(raw: Raw, texts: Texts) -> tuple[str, Body]:
    """The type and body by what stands between the braces, told apart as Moodle does.

    It does so by the signs anywhere between the braces, feedback included; `true` and pairs are
    looked for outside of feedback here.
    """
    inside = raw.answers
    if inside is None:
        raise Unfit("It has no braces, so it is a text that asks nothing.")
    if not inside:
        return "open response", OpenResponse()
    if _CLOZE.match(inside):
        raise Unfit(_NO_CLOZE)
    if inside.startswith(">"):
        return _lists.ordering(raw, texts)
    if inside.startswith("#"):
        return numeric(raw, texts)
    if found := _typed.true_false(raw, texts):
        return found
    if "~" in inside:
        return choices(raw, texts)
    if _lists.is_matching(inside):
        return _lists.matching(raw, texts)
    return _typed.short_text(raw, texts)
