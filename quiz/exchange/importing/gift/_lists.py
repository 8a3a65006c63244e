"""Pairs and steps: matching, sorting into groups, putting in order.

Source: Moodle 4.5, question/format/gift (`=left -> right`) and question/type/ordering, which reads
`{>3 ALL VERTICAL ...` with one step in each line below.
"""

from __future__ import annotations

import re

from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing.gift._question import Raw, Unfit, at_most
from quiz.exchange.importing.gift._signs import plain, tags_shielded, with_kind
from quiz.exchange.importing.gift._texts import Texts, listed
from quiz.model import Body
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.ordering import Ordering
from quiz.questions.parts.pairs import Decoy, Pair

_ARROW = re.compile("->")
_OTHER_ARROW = re.compile("-&gt;|[–—]>|→")
"""What HTML editors and word processors make of an arrow."""
_LONE_ARROW = re.compile(r"(?<!\\)->")
_NO_ARROW = "The pair {} has no arrow `->` between its sides."
_HALF_PAIR = "A pair with nothing on the right, {}, was left out."
_GROUPS = (
    "Right sides repeat, so it became a question about groups: what guessing earns on average "
    "counts for nothing here."
)
_ORDER_MARKS = (
    "A partly right order is marked another way here: by how many pairs of steps stand in the "
    "right order."
)
_SOME_STEPS = "Students got only some of the steps ({} of {}); here they get all of them."

_WORD = r"(?:[A-Z][A-Z_]*|[01]|none|abc|123|iii)(?!\S)"
"""What stands behind the number: how much is shown, the layout, the marks, the numbering."""
_HEAD = re.compile(rf">[^\S\n]*(?P<count>[0-9]{{1,4}})?(?P<words>(?:[^\S\n]+{_WORD})*+)")
_ALL = re.compile(r"\b(?:ALL|EXACT)\b")


def is_matching(inside: str) -> bool:
    """Whether there is an arrow before the feedback of some answer, or one of another kind before
    that of all."""
    parts = [part.partition("#")[0] for part in inside.split("=")[1:]]
    if any(_ARROW.search(part) for part in parts):
        return True
    return len(parts) > 1 and all(_OTHER_ARROW.search(part) for part in parts)


def matching(raw: Raw, texts: Texts) -> tuple[str, Body]:
    """The type and body of a question with pairs. Raises `Unfit`."""
    pairs, decoys = list[Pair](), list[Decoy]()
    parts = tags_shielded(raw.answers or "").split("=")
    at_most(len(parts))
    for part in parts:
        if not part.strip():
            continue
        arrow = _ARROW.search(part) or _OTHER_ARROW.search(part)
        if arrow is None:
            raise Unfit(_NO_ARROW.format(listed([plain(part).strip()])))
        left = texts.line(*with_kind(part[: arrow.start()], raw.kind))
        right = _right(plain(part[arrow.end() :]).strip(), texts)
        left, right = (_LONE_ARROW.sub(r"\\->", side) for side in (left, right))
        if left and right:
            pairs.append(Pair("\\_" if left == "_" else left, right))
        elif right:
            decoys.append(Decoy(right))
        elif left:
            texts.say(_HALF_PAIR.format(listed([left])))
    rights = [pair.right for pair in pairs]
    loose = dict.fromkeys(decoy for decoy in decoys if decoy.text not in rights)
    if len(pairs) < 2:
        raise Unfit("It has fewer than two whole pairs.")
    if len(set(rights)) < len(rights):
        texts.say(_GROUPS)
        return "categorise", Categorise(tuple(pairs), tuple(loose))
    return "matching", Matching(tuple(pairs), tuple(loose))


def _right(text: str, texts: Texts) -> str:
    """A right side, which Moodle shows as plain text with its entities resolved."""
    return texts.line(text, Kind.HTML if "<" in text or "&" in text else Kind.PLAIN)


def ordering(raw: Raw, texts: Texts) -> tuple[str, Body]:
    """The type and body of a question with steps to be put in order. Raises `Unfit`."""
    inside = raw.answers or ""
    head = _HEAD.match(inside)
    if head is None:
        raise Unfit("Its steps can't be read.")
    lines = [plain(line).strip() for line in inside[head.end() :].split("\n")]
    at_most(len(lines))
    steps = tuple(texts.line(line, Kind.MOODLE) for line in lines if line)
    if len(steps) < 2:
        raise Unfit("It has fewer than two steps. Each stands in a line of its own.")
    texts.say(_ORDER_MARKS)
    count = int(head["count"] or 0)
    if 2 <= count < len(steps) and not _ALL.search(head["words"]):
        texts.say(_SOME_STEPS.format(count, len(steps)))
    return "ordering", Ordering(steps)
