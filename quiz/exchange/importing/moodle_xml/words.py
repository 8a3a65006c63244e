"""Texts into which given words are put: `gapselect` and `ddwtos`, which become menus.

Source: Moodle 4.5, question/type/gapselect/questiontypebase.php (`import_from_xml`): `[[2]]` in the
text is the gap for the second choice, and all choices of its group are offered there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.exchange.importing.moodle_xml._gapped import finish, mark, menu, without_marks
from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft
from quiz.exchange.part_feedback import gap_name
from quiz.model import Item
from quiz.questions.parts.gaps import Gap

_PLACE = re.compile(r"\[\[([0-9]{1,4})\]\]")
MAX_GAPS = 100


@dataclass(frozen=True)
class _Word:
    text: str
    group: str


def gapselect(draft: Draft) -> Item:
    return _gapped(draft, "selectoption")


def ddwtos(draft: Draft) -> Item:
    item = _gapped(draft, "dragbox")
    boxes = draft.node.nodes("dragbox")
    if len(_PLACE.findall(draft.raw)) > 1 and not all(box.node("infinite") for box in boxes):
        draft.say("In Moodle a word could be dragged into one gap only. Here menus offer it again.")
    return item


def _gapped(draft: Draft, tag: str) -> Item:
    words = [
        _Word(draft.line(node), node.value("group", "1") or "1") for node in draft.node.nodes(tag)
    ]
    gaps: list[Gap] = []
    places = _PLACE.findall(draft.raw)
    names = {str(number): gap_name(number) for number, _ in enumerate(places, start=1)}
    told = draft.part_feedback(lambda key: names.get(key, ""))

    def placed(match: re.Match[str]) -> str:
        number = int(match[1])
        if not 1 <= number <= len(words) or not words[number - 1].text:
            raise CannotHold(f"There is a gap for choice {number}, but no such choice.")
        if len(gaps) >= MAX_GAPS:
            raise CannotHold(f"It has more than {MAX_GAPS} gaps.")
        key = words[number - 1]
        offered = [word.text for word in words if word.group == key.group and word.text]
        if len(set(offered)) < 2:
            raise CannotHold("The menu of a gap has one choice only.")
        gaps.append(menu(offered, key.text, told.get(str(len(gaps) + 1), "")))
        return mark(len(gaps))

    raw = _PLACE.sub(placed, without_marks(draft.raw))
    if not gaps:
        raise CannotHold("No gap can be read in its text.")
    return finish(draft, raw, gaps)


READS = {"gapselect": gapselect, "ddwtos": ddwtos}
