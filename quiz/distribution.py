"""How a class's responses to one item are spread, for everybody to look at together. Pure.

Nothing here leads to a person. What an author foresaw and nobody gave is only counted where the
page offered it to choose from: anywhere else its mere presence would give the key away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.model import Given, Item, ResponseClass
from quiz.questions import is_blank, types
from quiz.questions.parts.answers import fold
from quiz.regrading import carried


@dataclass(frozen=True)
class Said:
    """What `count` students said, alike."""

    response: ResponseClass
    count: int


@dataclass(frozen=True)
class Part:
    """One slot of an item: of the `n` who filled it, `right` did so rightly. `key` is Markdown."""

    name: str
    n: int
    right: int
    key: tuple[str, ...]


@dataclass(frozen=True)
class Distribution:
    """What `n` students answered.

    `options`: what they chose from, in the author's order, which is nobody's own where options are
    shuffled. `typed`: what they wrote, most frequent first, equal answers together. `parts`: for
    items of several slots. At most one of the three holds anything; none does where a person marks.
    `key` is what is right, as Markdown, where there are no parts.
    """

    n: int
    options: tuple[Said, ...] = ()
    typed: tuple[Said, ...] = ()
    parts: tuple[Part, ...] = ()
    key: tuple[str, ...] = ()


def distribution(item: Item, given: Iterable[tuple[Item, Given]]) -> Distribution:
    """The distribution of an item; `given` has each student's response with the item as asked."""
    kind = types()[item.type]
    answered = [(asked, one) for asked, one in given if not is_blank(one)]
    foreseen, n = kind.possible(item.body), len(answered)
    key = tuple(one.text for one in foreseen if one.right)
    if is_typed(item):
        return Distribution(n, typed=_typed(item, answered), key=key)
    said = [said_now(item, asked, one) for asked, one in answered]
    if any(one.part for one in foreseen):
        return Distribution(n, parts=_parts(foreseen, said))
    return Distribution(n, options=_options(foreseen, said), key=key)


def is_typed(item: Item) -> bool:
    """Whether students write what can be counted by its words."""
    kind = types()[item.type]
    possible = kind.possible(item.body)
    is_one_text = bool(possible) and not any(one.part for one in possible)
    return is_one_text and not (kind.offers or kind.one_of_several)


def said_now(item: Item, asked: Item, given: Given) -> tuple[ResponseClass, ...]:
    """What a response to an item as it was `asked` says in the words of today, as far as it can."""
    if asked.type == item.type:
        now = carried(asked, item, given)
        if len(now) == len(given):
            return types()[item.type].classify(item.body, now)
    return types()[asked.type].classify(asked.body, given)


_Responses = Sequence[tuple[ResponseClass, ...]]


def _options(foreseen: Sequence[ResponseClass], said: _Responses) -> tuple[Said, ...]:
    """The options of today with their counts, then those of older versions that were chosen."""
    # By their words alone: a key that has moved since doesn't part those who chose alike.
    counts = Counter(text for one in said for text in {each.text for each in one})
    options = {one.text: one for one in foreseen}
    for each in (each for one in said for each in one):
        options.setdefault(each.text, each)
    return tuple(Said(one, counts[text]) for text, one in options.items())


def _typed(item: Item, answered: Sequence[tuple[Item, Given]]) -> tuple[Said, ...]:
    """Equal responses together, each as it was typed but for case, spaces and final signs.

    What the author foresaw is told in no other way than the rest: it would stand out.
    """
    counts, right = Counter[str](), set[str]()
    for asked, given in answered:
        text = fold(types()[asked.type].said(asked.body, given))
        counts[text] += 1
        if any(one.right for one in said_now(item, asked, given)):
            right.add(text)
    order = sorted(counts, key=lambda text: (-counts[text], text))
    return tuple(Said(ResponseClass("", text, text in right, True), counts[text]) for text in order)


def _parts(foreseen: Sequence[ResponseClass], said: _Responses) -> tuple[Part, ...]:
    parts = []
    for name in dict.fromkeys(one.part for one in foreseen):
        there = [[each.right for each in one if each.part == name] for one in said]
        filled = [rights for rights in there if rights]
        key = tuple(one.text for one in foreseen if one.part == name and one.right)
        parts.append(Part(name, len(filled), sum(map(all, filled)), key))
    return tuple(parts)
