"""Matching, categorise, ordering: all three are matching there."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.exchange.exporting._canvas.question import CanvasQuestion, cut, labels
from quiz.exchange.exporting._qti12.idents import FIRST, mixed, numbered
from quiz.exchange.exporting._qti12.many_responses import Label, Left, Matching
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching as OurMatching
from quiz.questions.ordering import Ordering
from quiz.questions.parts.pairs import Pairs

_KIND = "matching_question"
_CHANCE = (
    "In Canvas each right pair earns its share of the points; here what blind guessing earns on "
    "average counts as nothing."
)
_PLACES = (
    "Canvas has no ordering: each step is matched with its place there, and each right place earns "
    "its share of the points. Here the order of every two steps counts."
)
_DECOYS = "What is said to whoever chooses a right side that belongs nowhere is not in the file."
_SWAPS = "What is said to certain wrong orders is not in the file."


def matching(item: Item, body: OurMatching, texts: Texts) -> CanvasQuestion:
    return _paired(item, body, texts, ())


def categorise(item: Item, body: Categorise, texts: Texts) -> CanvasQuestion:
    return _paired(item, body, texts, (_CHANCE,))


def ordering(item: Item, body: Ordering, texts: Texts) -> CanvasQuestion:
    """The steps stand in an order that tells nothing, as their places do in theirs."""
    places = [str(place) for place in range(1, len(body.steps) + 1)]
    steps = {step: (place, "") for step, place in zip(body.steps, places, strict=True)}
    lefts = mixed(body.steps, item)
    losses = (_PLACES, _SWAPS) if any(swap.feedback for swap in body.swaps) else (_PLACES,)
    return CanvasQuestion(
        _KIND, _matched([(left, *steps[left]) for left in lefts], places, texts), losses
    )


def _paired(item: Item, body: Pairs, texts: Texts, losses: tuple[str, ...]) -> CanvasQuestion:
    rights = mixed(body.rights, item)
    rows = [(pair.left, pair.right, pair.feedback) for pair in body.pairs]
    losses += cut(rights, "what is matched with the left sides", texts)
    if any(decoy.feedback for decoy in body.decoys):
        losses += (_DECOYS,)
    return CanvasQuestion(_KIND, _matched(rows, rights, texts), losses)


def _matched(rows: Sequence[tuple[str, str, str]], rights: Sequence[str], texts: Texts) -> Matching:
    """`rows` are left side, right side and feedback; all Markdown."""
    idents = dict(zip(rights, numbered(len(rights)), strict=True))
    named = zip(idents.values(), labels(rights, texts), strict=True)
    lefts = zip(numbered(len(rows), FIRST + len(rights)), rows, strict=True)
    return Matching(
        tuple(
            Left(ident, texts.inline(left), idents[right], texts.block(said))
            for ident, (left, right, said) in lefts
        ),
        tuple(Label(ident, text) for ident, text in named),
    )
