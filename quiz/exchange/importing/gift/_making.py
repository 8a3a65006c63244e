"""A question of a bank -> an item of ours."""

from __future__ import annotations

from dataclasses import replace

from quiz.exchange.importing import Found
from quiz.exchange.importing._checked import reason_against
from quiz.exchange.importing._names import as_id, first_words
from quiz.exchange.importing.gift import _lists, _typed
from quiz.exchange.importing.gift._choices import choices
from quiz.exchange.importing.gift._gap import in_a_gap
from quiz.exchange.importing.gift._numeric import numeric
from quiz.exchange.importing.gift._pieces import Piece
from quiz.exchange.importing.gift._question import Raw, Unfit, start_of, take_apart
from quiz.exchange.importing.gift._texts import Texts
from quiz.model import Bloom, Body, Item, Strand
from quiz.questions.open_response import OpenResponse

MAX_CHARACTERS = 60_000
"""Of one question; a lesson takes fewer still."""

_TAGS = "Its tags were left out: {}."


def find(piece: Piece, category: tuple[str, ...]) -> Found | None:
    """What becomes of a question; None where the piece holds nothing but comments."""
    line, start = start_of(piece)
    if not line:
        return None
    words = first_words(start)
    if len(piece.text) > MAX_CHARACTERS:
        reason = f"It is over {MAX_CHARACTERS:,} characters long. Shorten it."
        return Found(line, words, None, (reason,), category)
    try:
        raw = take_apart(piece)
        words = first_words(raw.title or raw.text) or words
        item, reasons = make(raw)
    except Unfit as unfit:
        return Found(line, words, None, (str(unfit),), category)
    return Found(line, words, item, reasons, category)


def make(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    """An item that can stand in a lesson, and what had to be changed. Raises `Unfit`."""
    texts = Texts(raw.reasons)
    type_, body = _body(raw, texts)
    stem, text = texts.question(raw.text, raw.kind, raw.title)
    if not stem:
        raise Unfit("It has no text.")
    item = Item(
        id=as_id(raw.id) or as_id(raw.title),
        type=type_,
        stem=stem,
        body=body,
        text=text,
        why=texts.blocks(*raw.general),
    )
    item = _tagged(item, raw.tags, texts)
    gapped = in_a_gap(raw, item)
    if gapped and not reason_against(gapped):
        return gapped, tuple(texts.reasons)
    if reason := reason_against(item):
        raise Unfit(reason)
    return item, tuple(texts.reasons)


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


def _tagged(item: Item, tags: tuple[str, ...], texts: Texts) -> Item:
    """The item with those of Moodle's tags that are settings here."""
    left = []
    for tag in tags:
        word = tag.lower()
        if word in list(Bloom):
            item = replace(item, bloom=Bloom(word))
        elif word in list(Strand):
            item = replace(item, strand=Strand(word))
        else:
            left.append(tag)
    if left:
        texts.say(_TAGS.format(", ".join(left)))
    return item
