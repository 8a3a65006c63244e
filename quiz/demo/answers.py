"""Who answers what. Pure: a student's ability and an item's difficulty decide, and some chance."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from quiz.demo.chance import chance, normal, one_of
from quiz.marking import mark_item
from quiz.model import Given, Item, Outcome
from quiz.questions import types

TYPED = ("2020", "300", "gate", "2020 ", "120", "Elsewhere", "two", "25", "8")
"""What students type where they don't know and the author foresaw nothing."""
BLANK: Given = {}
_STEP = 7
"""Shares no factor with a class of 25, so that the names' order says nothing about ability."""
_MISREAD = 0.11
"""The share of items that have little to do with what a student can do: there is one in each quiz
or two, and the analysis should find it."""
_FAVOURITE = 0.65
"""How often whoever is wrong takes the item's favourite wrong answer."""
_REMEMBERED = 256
"""Items whose wrong answers are kept: a whole class answers the same ones."""


def ability(student: int, students: int) -> float:
    """How much the student of this number knows, counted from 0: mostly from -2 to 2."""
    place = (student * _STEP) % students
    return NormalDist().inv_cdf((place + 0.5) / students)


def knows(skill: float, item: Item) -> float:
    """How likely a student of this ability is to be right, 0 to 1."""
    difficulty = normal(-0.7, 0.8, "difficulty", item.id)
    sharpness = (
        0.15 if chance("misread", item.id) < _MISREAD else normal(1.5, 0.3, "sharp", item.id)
    )
    return 1 / (1 + math.exp(-sharpness * (skill - difficulty)))


def answer_of(student: int, skill: float, item: Item, attempt: int = 1) -> Given:
    """What a student gives for an item that isn't marked by a person."""
    about = (student, item.id, attempt)
    right = knows(skill, item)
    if chance("blank", *about) < 0.08 * (1 - right):
        return BLANK
    if chance("right", *about) < right:
        return dict(types()[item.type].key(item.body) or {})
    wrong = wrong_answers(item)
    if not wrong:
        return BLANK
    if chance("favourite", *about) < _FAVOURITE:
        return favourite(item)
    return one_of(wrong, "which", *about)


@lru_cache(_REMEMBERED)
def favourite(item: Item) -> Given:
    """The wrong answer that most take: one with a misconception, where the author named any."""
    wrong = wrong_answers(item)
    tagged = [given for given in wrong if mark_item(item, "", given).tags]
    return one_of(tagged or wrong, "favourite", item.id)


@lru_cache(_REMEMBERED)
def wrong_answers(item: Item) -> tuple[Given, ...]:
    """Every response of `wrong_answer` that isn't fully right, each once."""
    seen: list[Given] = []
    for variant in range(len(TYPED)):
        given = wrong_answer(item, variant)
        if given not in seen and mark_item(item, "", given).outcome is not Outcome.RIGHT:
            seen.append(given)
    return tuple(seen)


def wrong_answer(item: Item, variant: int) -> Given:
    """A response that can be sent and isn't the key; `variant` chooses among several."""
    key = dict(types()[item.type].key(item.body) or {})
    if not key:
        return {"text": f"I would ask somebody else. ({variant})"}
    if item.type in ("single choice", "multiple choice"):
        return _other_choice(item, key, variant)
    if item.type == "true/false":
        return {"choice": "false" if key["choice"] == "true" else "true"}
    if item.type in ("numeric", "short text"):
        return {"text": _typed(item, variant)}
    if item.type == "cloze":
        return _turned_menus(item, key, variant)
    return _swapped(key, variant)


def _other_choice(item: Item, key: dict[str, str], variant: int) -> Given:
    options = types()[item.type].ask(item.body, "").choices
    wrong = [option.id for option in options if option.id not in {*key, *key.values()}]
    if not wrong:
        return BLANK
    if "choice" in key:
        return {"choice": wrong[variant % len(wrong)]}
    # Part of the key, with a wrong option beside it.
    return dict([*list(key.items())[:-1], (wrong[variant % len(wrong)], key.popitem()[1])])


def _typed(item: Item, variant: int) -> str:
    """What the author foresaw, as far as somebody would type it so; else something else."""
    foreseen = [
        one.text
        for one in types()[item.type].possible(item.body)
        if not one.right and one.text.replace(" ", "").isalnum()
    ]
    offered = [*foreseen, *TYPED]
    return offered[variant % len(offered)]


def _turned_menus(item: Item, key: Given, variant: int) -> Given:
    given = {}
    for gap in types()["cloze"].ask(item.body, "").gaps:
        wrong = [choice.id for choice in gap.choices if choice.id != key[gap.slot]]
        given[gap.slot] = wrong[variant % len(wrong)] if wrong else TYPED[variant % len(TYPED)]
    return given


def _swapped(key: Given, variant: int) -> Given:
    slots, values = list(key), list(key.values())
    if len(values) < 2:
        return BLANK
    if variant % 2:
        return dict(zip(slots, reversed(values), strict=True))
    at = (variant // 2) % (len(values) - 1)
    values[at], values[at + 1] = values[at + 1], values[at]
    return dict(zip(slots, values, strict=True))
