"""Responses to an item of ours, and the same responses as they are given to its copy in Moodle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from quiz.choices import choice_id
from quiz.model import Given, Item
from quiz.questions import types
from quiz.questions.cloze import Cloze
from tests.exchange.exporting.moodle_rules import Question


class NoSuchResponse(Exception):
    """What can be given here can't be given there: an order that isn't complete."""


def in_moodle(item: Item, question: Question, given: Given) -> Any:
    """The response as it is given in Moodle, where choices are known by their place in the file."""
    body: Any = item.body
    match item.type:
        case "single choice":
            places = {option.id: place for place, option in enumerate(body.options)}
            return places.get(given.get("choice", ""))
        case "multiple choice":
            return {place for place, option in enumerate(body.options) if option.id in given}
        case "true/false":
            return {"true": True, "false": False}.get(given.get("choice", ""))
        case "matching" | "categorise":
            rights = [*(pair.right for pair in body.pairs), *(decoy.text for decoy in body.decoys)]
            # The first of equal ones, as all of them are one choice.
            texts = dict(zip(reversed(rights), reversed(question.answers), strict=True))
            chosen = {choice_id(right): answer.text for right, answer in texts.items()}
            return [chosen.get(given.get(choice_id(pair.left), "")) for pair in body.pairs]
        case "ordering":
            order = [int(given.get(choice_id(step), 0)) for step in body.steps]
            if sorted(order) != list(range(1, len(order) + 1)):
                raise NoSuchResponse
            return [order.index(place) for place in range(1, len(order) + 1)]
        case "cloze":
            return [_gap(gap.menu, given.get(str(n))) for n, gap in enumerate(body.gaps, start=1)]
        case _:
            return given.get("text", "")


def _gap(menu: tuple[str, ...], given: str | None) -> Any:
    return [choice_id(text) for text in menu].index(given) if menu and given else given


def one_wrong(item: Item) -> Iterator[Given]:
    """The key with one part wrong, in every way; and with one part left out."""
    key = types()[item.type].key(item.body)
    assert key is not None
    body: Any = item.body
    match item.type:
        case "single choice":
            yield from ({"choice": option.id} for option in body.options if not option.right)
        case "multiple choice":
            for option in body.options:
                others = {slot: value for slot, value in key.items() if slot != option.id}
                yield others if option.right else {**key, option.id: "ticked"}
        case "true/false":
            yield {"choice": str(not body.answer).lower()}
        case "matching" | "categorise":
            for pair in body.pairs:
                slot = choice_id(pair.left)
                yield {left: right for left, right in key.items() if left != slot}
                for right in body.rights:
                    if right != pair.right:
                        yield {**key, slot: choice_id(right)}
        case "ordering":
            slots = [choice_id(step) for step in body.steps]
            for first, second in pairwise(slots):
                yield {**key, first: key[second], second: key[first]}
        case "cloze":
            yield from _one_gap_wrong(body, key)
        case "numeric":
            yield from ({"text": answer.text.split()[0]} for answer in body.wrong)
            yield {"text": "123456789.5"}
        case _:
            yield from ({"text": answer.text} for answer in body.wrong)
            yield {"text": "something else"}


def _one_gap_wrong(body: Cloze, key: Given) -> Iterator[Given]:
    for number, gap in enumerate(body.gaps, start=1):
        slot = str(number)
        yield {other: value for other, value in key.items() if other != slot}
        wrong = [choice_id(text) for text in gap.menu if text not in gap.answers]
        for text in wrong or ["something else"]:
            yield {**key, slot: text}
