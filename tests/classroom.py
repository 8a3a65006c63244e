"""An invented class: who answers what, the same in every run."""

from __future__ import annotations

from quiz.model import Given, Item
from quiz.questions import types
from tests.answers import key_of

TYPED = ("2020", "300", "gate", "2020 ", "120", "Elsewhere", "two", "25", "8")
"""What students type where they don't know: some of it foreseen, some not, some the same."""
BLANK: Given = {}


def answer_of(student: int, number: int, item: Item) -> Given:
    """What the student of this number, counted from 0, gives for the item of this number.

    The higher the student's number, the more often it is right; some items are harder than others,
    and now and then one stays blank.
    """
    dice = (student * 37 + number * 53 + student * number * 11) % 100
    if dice % 17 == 3:
        return BLANK
    if dice < 30 + 2 * student - 3 * (number % 5):
        return key_of(item)
    return wrong_answer(item, student + number)


def wrong_answer(item: Item, variant: int) -> Given:
    """A response that can be sent and isn't the key; `variant` chooses among several."""
    key = dict(types()[item.type].key(item.body) or {})
    if not key:
        return {"text": f"I would ask somebody else. ({variant})"}
    if item.type in ("single choice", "multiple choice"):
        options = types()[item.type].ask(item.body, "").choices
        wrong = [option.id for option in options if option.id not in {*key, *key.values()}]
        if "choice" in key:
            return {"choice": wrong[variant % len(wrong)]}
        # Part of the key, with a wrong option beside it.
        return dict([*list(key.items())[:-1], (wrong[variant % len(wrong)], key.popitem()[1])])
    if item.type == "true/false":
        return {"choice": "false" if key["choice"] == "true" else "true"}
    if item.type in ("numeric", "short text"):
        return {"text": TYPED[variant % len(TYPED)]}
    if item.type == "cloze":
        return _turned_menus(item, key, variant)
    slots, values = list(key), list(key.values())
    if variant % 2:
        return dict(zip(slots, reversed(values), strict=True))
    first, second, *rest = values
    return dict(zip(slots, [second, first, *rest], strict=True))


def _turned_menus(item: Item, key: Given, variant: int) -> Given:
    given = {}
    for gap in types()["cloze"].ask(item.body, "").gaps:
        wrong = [choice.id for choice in gap.choices if choice.id != key[gap.slot]]
        given[gap.slot] = wrong[variant % len(wrong)] if wrong else TYPED[variant % len(TYPED)]
    return given
