"""Reading what a student's page sent, the same way for every question type."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from quiz.model import Given, Outcome
from quiz.questions import MAX_TEXT, Form, is_blank

_MISFIT = "This page no longer fits the question. Reload it and answer again."
_UNSTORABLE = "Your text holds a character that can't be stored. Remove it and try again."


def read_slots(
    form: Form, slots: Mapping[str, Collection[str] | None], limit: int = MAX_TEXT
) -> dict[str, str]:
    """The values sent, by slot, without the empty ones; line ends become a plain newline.

    `slots` holds every slot of the item with the values it may take, or None for free text of up
    to `limit` characters. Anything else raises `ValueError` with a message for the student.
    """
    given = {}
    for slot, values in form.items():
        if slot not in slots or len(values) != 1:
            raise ValueError(_MISFIT)
        value, allowed = values[0], slots[slot]
        if allowed is None:
            value = _free_text(value, limit)
        if is_blank({slot: value}):
            continue
        if allowed is not None and value not in allowed:
            raise ValueError(_MISFIT)
        given[slot] = value
    return given


def _free_text(value: str, limit: int) -> str:
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(_UNSTORABLE)
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value) > limit:
        raise ValueError(
            f"Your text has {len(value):,} characters; there is room for {limit:,}. Shorten it."
        )
    return value


def typed(given: Given) -> str:
    """What was written into the one slot `text`, or '' where nothing can be seen in it."""
    return "" if is_blank(given) else given.get("text", "")


def unfilled(given: Given, slots: Collection[str], one: str, more: str) -> str:
    """A remark on the slots that a response leaves empty; '' where all or none are filled.

    `one` and `more` are what is said of them after "1 of 4 " and "2 of 4 ".
    """
    empty = sum(is_blank({slot: given.get(slot, "")}) for slot in slots)
    if empty in (0, len(slots)):
        return ""
    return f"{empty} of {len(slots)} {one if empty == 1 else more}"


def part_outcome(given: str, right: bool) -> Outcome:
    """How one part of a response (a gap, a pair, a step) turned out."""
    if is_blank({"": given}):
        return Outcome.UNANSWERED
    return Outcome.RIGHT if right else Outcome.WRONG
