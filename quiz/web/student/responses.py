"""Reading responses out of what a form sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from quiz.errors import InvalidResponse
from quiz.model import Given, Item, Response
from quiz.questions import types
from quiz.storage.responses import Save


@dataclass(frozen=True)
class WholeForm:
    """A page of answers as it was sent: by item id what was given, and what could not be read."""

    given: dict[str, Given]
    problems: dict[str, str]
    saves: list[Save]


def whole_form(items: Sequence[tuple[Item, str]], stored: Mapping[str, Response]) -> WholeForm:
    """Read all that the form holds for these items; items it has no fields for are left alone."""
    form = WholeForm({}, {}, [])
    for item, _ in items:
        if f"{item.id}.seq" not in request.form:
            continue
        try:
            form.given[item.id] = given_for(item)
            form.saves.append(Save(item.id, form.given[item.id], sequence_for(item, stored)))
        except InvalidResponse as error:
            form.problems[item.id] = error.message
    return form


def given_for(item: Item) -> Given:
    """What the form holds for one item. Raises `InvalidResponse`."""
    prefix = f"{item.id}."
    fields = {
        name.removeprefix(prefix): request.form.getlist(name)
        for name in request.form
        if name.startswith(prefix) and name != f"{prefix}seq"
    }
    try:
        return types()[item.type].read(item.body, fields)
    except ValueError as error:
        raise InvalidResponse(item.id, str(error)) from error


def sequence_for(item: Item, stored: Mapping[str, Response]) -> int:
    """The number of this save: one more than the last that the page knew of.

    Raises `InvalidResponse` where the page claims to know of one that never was.
    """
    known = request.form.get(f"{item.id}.seq", "")
    last = stored[item.id].sequence if item.id in stored else 0
    if not re.fullmatch(r"[0-9]{1,16}", known) or int(known) > last:
        raise InvalidResponse(item.id, "Reload the page, then answer this question again.")
    return int(known) + 1
