"""Settings of an item that Moodle has no place for, as tags of the question, and back.

Each tag is a short line for people, and none is longer than Moodle keeps (50 characters, capital
letters make no difference):

- `bloom: understand`, `strand: comprehension`, `needs: article`
- `see: P1`, `evidence: P4`, `not with: other-item`: one tag for each anchor or id
- `type: categorise`, only for types that Moodle marks in another way
- `points: 1.5`, only where the question is worth something else there
- `M3: answer 2`: the misconception that an answer shows. Counted is all in the item's body that can
  carry a tag, in its order: options; right answers, then foreseen wrong ones, then what stands for
  all others; pairs, then what belongs to nothing; gaps.
- `M3: step 4 before 3`: the misconception that a wrong order shows

Tags are for teachers. What `see` says stands for students below the explanation as well, in a
paragraph of its own (`see_line`), which is taken away on the way back. Sources (`outside`) are too
long for a tag, and stand there alone (`source_lines`).
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import Any

from quiz.content.values import outside
from quiz.model import Bloom, Item, Needs, Outside, Strand
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.ordering import Ordering, Swap

MOST = 50
"""Characters of a tag that Moodle keeps."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_MISCONCEPTION = re.compile(r"[A-Z]+[0-9]*")
_ANSWER = re.compile(r"answer ([0-9]{1,3})")
_SWAP = re.compile(r"step ([0-9]{1,3}) before ([0-9]{1,3})")
_HOLDERS = ("tag", "wrong_tag")
_SOURCE_LINE = re.compile(r'<p class="outside">Source: ([^<]{1,1000})</p>')
_SEE_LINE = re.compile(r'<p class="see">[^<]*</p>')

_KINDS = {"bloom": Bloom, "strand": Strand, "needs": Needs}
_MARKED_OTHERWISE = ("categorise", "ordering")
_LISTS = {"see": "see", "evidence": "evidence", "not with": "not_with"}
"""What a tag starts with -> the item's field, which holds several."""


def tags_of(item: Item, points: float | None = None) -> tuple[tuple[str, ...], frozenset[str]]:
    """The tags of an item, and the fields that they carry whole; `tags` are the misconceptions.

    `points` are what the question is worth there, or None where it is worth the item's own.
    """
    groups = {key: _said(key, [getattr(item, key)]) for key in _KINDS}
    groups |= {field: _said(key, getattr(item, field), field) for key, field in _LISTS.items()}
    groups["type"] = [type_tag(item.type)] if item.type in _MARKED_OTHERWISE else []
    groups["tags"] = list(_misconception_tags(item.body))
    if points is not None and points != item.points:
        groups["points"] = [f"points: {item.points:g}"]
    kept = {field: tags for field, tags in groups.items() if all(len(t) <= MOST for t in tags)}
    return tuple(tag for tags in kept.values() for tag in tags), frozenset(kept)


def type_tag(name: str) -> str:
    """The tag that says of which type of ours a question is."""
    return f"type: {name}"


def _misconception_tags(body: Any) -> Iterator[str]:
    if isinstance(body, Ordering):
        for swap in body.swaps:
            if swap.tag:
                yield f"{swap.tag}: step {swap.later} before {swap.earlier}"
    else:
        for place, tag in misconceptions(body):
            yield f"{tag}: answer {place}"


def _said(key: str, values: Iterable[Any], field: str = "") -> list[str]:
    shown = (str(value) for value in values if value)
    return [f"{key}: {one.upper() if field in ('see', 'evidence') else one}" for one in shown]


def see_line(item: Item) -> str:
    """HTML for students: where in the reading the answer stands; '' where the item doesn't say."""
    anchors = ", ".join(anchor.upper() for anchor in item.see)
    return f'<p class="see">Where to look in the reading: {anchors}</p>' if anchors else ""


def without_see_line(rendered: str) -> str:
    """An explanation's HTML without the line that `see_line` gave."""
    return _SEE_LINE.sub("", rendered).rstrip()


def source_lines(item: Item) -> str:
    """HTML for students: the sources from outside the article, each in a paragraph; '' for none."""
    shown = (f"{one.source} ({one.when}), checked {one.checked}" for one in item.outside)
    return "".join(f'<p class="outside">Source: {html.escape(text)}</p>' for text in shown)


def without_source_lines(rendered: str) -> tuple[str, tuple[Outside, ...]]:
    """An explanation's HTML without the paragraphs that `source_lines` gave, and their sources."""
    found = list[Outside]()

    def taken(line: re.Match[str]) -> str:
        try:
            found.append(outside(html.unescape(line[1])))
        except ValueError:
            return line[0]
        return ""

    return _SOURCE_LINE.sub(taken, rendered).rstrip(), tuple(found)


def with_tags(item: Item, tags: Iterable[str]) -> tuple[Item, tuple[str, ...]]:
    """The item with what its tags say, and the tags that say nothing about it."""
    left = []
    for tag in tags:
        key, _, value = (part.strip() for part in tag.partition(":"))
        changed = _with(item, key.lower(), value.lower())
        if changed is None:
            left.append(tag)
        else:
            item = changed
    return item, tuple(left)


def _with(item: Item, key: str, value: str) -> Item | None:
    if key in _KINDS:
        known = next((kind for kind in _KINDS[key] if kind.value == value), None)
        changes: dict[str, Any] = {key: known}
        return replace(item, **changes) if known else None
    if key in _LISTS and _ID.fullmatch(value):
        field = _LISTS[key]
        changes = {field: tuple(dict.fromkeys((*getattr(item, field), value)))}
        return replace(item, **changes)
    if key == "type":
        return _with_type(item, value)
    if key == "points":
        return _with_points(item, value)
    return _with_misconception(item, key.upper(), value)


def _with_type(item: Item, value: str) -> Item | None:
    if value == item.type:
        return item
    if value == "categorise" and isinstance(item.body, Matching):
        body = Categorise(item.body.pairs, item.body.decoys)
        return replace(item, type=value, body=body)
    return None


def _with_points(item: Item, value: str) -> Item | None:
    try:
        points = float(value)
    except ValueError:
        return None
    return replace(item, points=points) if math.isfinite(points) and points > 0 else None


def _with_misconception(item: Item, tag: str, value: str) -> Item | None:
    answer, swap = _ANSWER.fullmatch(value), _SWAP.fullmatch(value)
    body: Any = item.body
    if _MISCONCEPTION.fullmatch(tag) and answer:
        place = int(answer[1])
        body = _changed(body, lambda number, old: tag if number == place else old, count(1))
    elif _MISCONCEPTION.fullmatch(tag) and swap and isinstance(body, Ordering):
        body = _with_swap(body, int(swap[1]), int(swap[2]), tag)
    return None if body == item.body else replace(item, body=body)


def _with_swap(body: Ordering, later: int, earlier: int, tag: str) -> Ordering:
    """The body with this tag at a wrong order, which may be a new one."""
    if not 1 <= earlier < later <= len(body.steps):
        return body
    swaps = {(swap.later, swap.earlier): swap for swap in body.swaps}
    known = swaps.get((later, earlier), Swap(later, earlier))
    swaps[later, earlier] = replace(known, tag=tag)
    return replace(body, swaps=tuple(swaps.values()))


def misconceptions(body: Any) -> list[tuple[int, str]]:
    """(place, tag) of every misconception in a body."""
    found: list[tuple[int, str]] = []

    def note(place: int, tag: str) -> str:
        found.extend([(place, tag)] if tag else [])
        return tag

    _changed(body, note, count(1))
    return found


def _changed(part: Any, change: Callable[[int, str], str], places: Iterator[int]) -> Any:
    """The part of a body with each of its tags as `change` of its place and itself gives it."""
    if isinstance(part, tuple):
        return tuple(_changed(each, change, places) for each in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    values = {}
    for field in fields(part):
        old = getattr(part, field.name)
        if field.name in _HOLDERS:
            values[field.name] = change(next(places), old)
        else:
            values[field.name] = _changed(old, change, places)
    return replace(part, **values)
