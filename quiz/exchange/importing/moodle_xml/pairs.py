"""What belongs together, and what comes after what: `matching`, `ddmatch`, `ordering`.

Source: Moodle 4.5, question/format/xml/format.php (`import_match`),
question/type/match/questiontype.php (a side without text makes a choice that belongs to nothing)
and question/type/ordering/questiontype.php (`import_from_xml`: the fraction is the place).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quiz.exchange.importing._markup import Kind, as_line
from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft, fraction_of
from quiz.exchange.importing.moodle_xml._tree import Node
from quiz.exchange.part_feedback import before
from quiz.model import Item
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.ordering import Ordering, Swap
from quiz.questions.parts.pairs import Decoy, Pair

_GROUPS = (
    "Several of its left sides belong to the same right side, so it is about sorting into groups "
    "here, and guessing is taken off."
)
_ORDERS = (
    "An order that is partly right earns another share here: for every two steps in the right "
    "order, less those in the wrong one."
)
_LOST = "One of its texts holds nothing but what can't be kept, such as a missing picture."


def matching(draft: Draft) -> Item:
    pairs, decoys = list[Pair](), dict[str, Decoy]()
    nodes = draft.node.nodes("subquestion")
    by_key = {str(number): node for number, node in enumerate(nodes, start=1)}
    told = draft.part_feedback(lambda key: _name(draft, by_key.get(key)))
    for number, node in enumerate(nodes, start=1):
        left, right = draft.line(node), _right(draft, node.node("answer"))
        feedback = told.get(str(number), "")
        if not right:
            if left:
                draft.say(f"“{left}” had nothing that belongs to it and is left out.")
        elif left:
            pairs.append(Pair(left, right, "", feedback))
        else:
            decoys.setdefault(right, Decoy(right, "", feedback))
    if len(pairs) < 2:
        raise CannotHold("It has fewer than two pairs.")
    rights = {pair.right for pair in pairs}
    left_over = tuple(decoy for decoy in decoys.values() if decoy.text not in rights)
    if len(rights) == len(pairs):
        return draft.finish(Matching(tuple(pairs), left_over), "matching")
    if not draft.came_from("categorise"):
        draft.say(_GROUPS)
    return draft.finish(Categorise(tuple(pairs), left_over), "categorise")


def _name(draft: Draft, node: Node | None) -> str:
    """What a pair is called there, as HTML: its left side, or its right one alone."""
    return draft.raw_of(node) or draft.raw_of(node.node("answer") if node else None)


def _right(draft: Draft, answer: Node | None) -> str:
    """Plain text in Moodle, in which tags and entities are still read as such."""
    if answer is None:
        return ""
    inner = answer.node("text") or answer
    made = as_line(inner.markup(), Kind.HTML)
    for reason in made.reasons:
        draft.say(reason)
    return made.text


def ordering(draft: Draft) -> Item:
    nodes = draft.node.nodes("answer")
    places = [fraction_of(node) for node in nodes]
    if len(set(places)) == len(places):
        nodes = [
            node for _, node in sorted(zip(places, nodes, strict=True), key=lambda one: one[0])
        ]
    steps = [draft.line(node) for node in nodes]
    if not all(steps):
        raise CannotHold(_LOST)
    if len(steps) < 2:
        raise CannotHold("It has fewer than two steps to put in order.")
    if draft.node.value("selecttype", "ALL").upper() not in ("ALL", "0"):
        draft.say("Moodle showed some of its steps only. Here all of them are shown.")
    if not draft.came_from("ordering"):
        draft.say(_ORDERS)
    return draft.finish(Ordering(tuple(steps), _swaps(draft, nodes)), "ordering")


def _swaps(draft: Draft, nodes: Sequence[Node]) -> tuple[Swap, ...]:
    """What is said to wrong orders. The steps stand in their right order."""
    told = draft.part_feedback(lambda key: _swap_name(draft, nodes, key))
    return tuple(Swap(*_swapped(key), "", feedback) for key, feedback in told.items())


def _swap_name(draft: Draft, nodes: Sequence[Node], key: str) -> str:
    later, earlier = _swapped(key)
    if not 0 < earlier < later <= len(nodes):
        return ""
    return before(draft.raw_of(nodes[later - 1]), draft.raw_of(nodes[earlier - 1]))


def _swapped(key: str) -> tuple[int, int]:
    """(later step, earlier step) of `4-3`; two noughts where it isn't such a key."""
    found = re.fullmatch("([1-9][0-9]{0,2})-([1-9][0-9]{0,2})", key)
    return (int(found[1]), int(found[2])) if found else (0, 0)


READS = {"matching": matching, "match": matching, "ddmatch": matching, "ordering": ordering}
