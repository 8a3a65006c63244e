"""Reading responses out of what a form sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from quiz.errors import InvalidResponse
from quiz.model import Attempt, Given, Item, Response
from quiz.questions import types
from quiz.storage.responses import Save
from quiz.web.pages import asks_confidence
from quiz.web.sent import Fields, Sent, read_sent


@dataclass(frozen=True)
class WholeForm:
    """A page of answers as it was sent: by item id what was said, and what could not be read."""

    sent: dict[str, Sent]
    problems: dict[str, str]
    saves: list[Save]


def whole_form(
    attempt: Attempt, items: Sequence[tuple[Item, str]], stored: Mapping[str, Response]
) -> WholeForm:
    """Read all that the form holds for these items; items it has no fields for are left alone."""
    form = WholeForm({}, {}, [])
    for item, _ in items:
        if f"{item.id}.seq" not in request.form:
            continue
        try:
            form.sent[item.id] = sent_for(attempt, item)
            form.saves.append(save_of(item, form.sent[item.id], stored))
        except InvalidResponse as error:
            form.problems[item.id] = error.message
    return form


def sent_for(attempt: Attempt, item: Item) -> Sent:
    """What the form says about one item of an attempt. Raises `InvalidResponse`."""
    return read_sent(item, sent_fields(item), confidence=asks_confidence(attempt, item))


def save_of(item: Item, sent: Sent, stored: Mapping[str, Response]) -> Save:
    """What is to be kept of it. Raises `InvalidResponse`."""
    number = sequence_for(item, stored)
    return Save(item.id, sent.given, number, sent.evidence, sent.confidence)


def given_for(item: Item) -> Given:
    """What the form holds for a practice item. Raises `InvalidResponse`."""
    try:
        return types()[item.type].read(item.body, sent_fields(item))
    except ValueError as error:
        raise InvalidResponse(item.id, str(error)) from error


def sent_fields(item: Item) -> Fields:
    """All that the form holds for an item."""
    prefix = f"{item.id}."
    return {
        name.removeprefix(prefix): request.form.getlist(name)
        for name in request.form
        if name.startswith(prefix) and name != f"{prefix}seq"
    }


def sequence_for(item: Item, stored: Mapping[str, Response]) -> int:
    """The number of this save: one more than the last that the page knew of.

    Raises `InvalidResponse` where the page claims to know of one that never was.
    """
    known = request.form.get(f"{item.id}.seq", "")
    last = stored[item.id].sequence if item.id in stored else 0
    if not re.fullmatch(r"[0-9]{1,16}", known) or int(known) > last:
        raise InvalidResponse(item.id, "Reload the page, then answer this question again.")
    return int(known) + 1
