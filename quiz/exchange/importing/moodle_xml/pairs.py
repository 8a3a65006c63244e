"""What belongs together, and what comes after what: `matching`, `ddmatch`, `ordering`.

Source: Moodle 4.5, question/format/xml/format.php (`import_match`),
question/type/match/questiontype.php (a side without text makes a choice that belongs to nothing)
and question/type/ordering/questiontype.php (`import_from_xml`: the fraction is the place).
"""

from __future__ import annotations

from quiz.exchange.importing._markup import Kind, as_line
from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft, fraction_of
from quiz.exchange.importing.moodle_xml._tree import Node
from quiz.model import Item
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.ordering import Ordering
from quiz.questions.parts.pairs import Decoy, Pair, Pairs

_LOST = "One of its texts holds nothing but what can't be kept, such as a missing picture."


def matching(draft: Draft) -> Item:
    pairs, decoys = list[Pair](), list[str]()
    for node in draft.node.nodes("subquestion"):
        left, right = draft.line(node), _right(draft, node.node("answer"))
        if not right:
            if left:
                draft.say(f"“{left}” had nothing that belongs to it and is left out.")
        elif left:
            pairs.append(Pair(left, right))
        else:
            decoys.append(right)
    if len(pairs) < 2:
        raise CannotHold("It has fewer than two pairs.")
    rights = {pair.right for pair in pairs}
    left_over = tuple(Decoy(text) for text in dict.fromkeys(decoys) if text not in rights)
    repeated = len(rights) < len(pairs)
    if repeated:
        draft.say(
            "Several of its left sides belong to the same right side, so it is about sorting into "
            "groups here, and guessing is taken off."
        )
    kind: type[Pairs] = Categorise if repeated else Matching
    return draft.finish(kind(tuple(pairs), left_over), "categorise" if repeated else "matching")


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
    draft.say(
        "An order that is partly right earns another share here: for every two steps in the right "
        "order, less those in the wrong one."
    )
    return draft.finish(Ordering(tuple(steps)), "ordering")


READS = {"matching": matching, "match": matching, "ddmatch": matching, "ordering": ordering}
