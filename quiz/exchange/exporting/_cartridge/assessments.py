"""Quizzes as assessments of a cartridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.exchange.exporting import Carried
from quiz.exchange.exporting._cartridge.manifest import FILES
from quiz.exchange.exporting._cartridge.questions import TEXT, CartridgeQuestion, CartridgeQuestions
from quiz.exchange.exporting._item_sets import ItemSet
from quiz.exchange.exporting._qti12.assessment import Assessment, Question, quiz_file
from quiz.exchange.exporting._qti12.explanations import explanation
from quiz.exchange.exporting._texts import Texts
from quiz.exchange.exporting._writers import writer_of
from quiz.exchange.lost_settings import lost_settings
from quiz.model import Feedback, Item

_SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_qtiasiv1p2p1_v1p0.xsd"
_MOST_ATTEMPTS = 5
_MOST_POINTS = 99
_MOST_TIMES = 1_000
_NEAR_ENOUGH = Fraction(1, 50)
_TIMES = (
    "All points of {} are multiplied by {}{}, because a cartridge holds whole points alone; the "
    "share of each question stays."
)
_ROUNDED = " and rounded"
_ATTEMPTS = (
    "Common Cartridge knows at most five attempts or any number of them, so that {} can be taken "
    "as often as one likes there."
)


@dataclass(frozen=True)
class AssessmentFile:
    """An assessment's file, the report of its items, and what else is lost of it.

    `data` is None where no item can be carried: an assessment must have a question.
    """

    data: bytes | None
    carried: tuple[Carried, ...]
    losses: tuple[str, ...]


def assessment_file(group: ItemSet, texts: Texts) -> AssessmentFile:
    """A quiz as an assessment."""
    found = [group.written(item, _pieces, texts) for item in group.items]
    title = group.title(texts)
    pieces = [
        (told.item, number, piece)
        for pieces, told in found
        for number, piece in enumerate(pieces or (), start=1)
    ]
    points = [Fraction(str(item.points)) * piece.share for item, _, piece in pieces]
    weights, told = weighted(points, f"“{title}”")
    questions = tuple(
        (_question(item, number, piece, texts), _metadata(piece, weight))
        for (item, number, piece), weight in zip(pieces, weights, strict=True)
    )
    attempts = group.attempts
    if attempts is not None and attempts > _MOST_ATTEMPTS:
        told += (_ATTEMPTS.format(f"“{title}”"),)
    whole = Assessment(group.ident, title, _settings(group), questions, _SCHEMA)
    carried = tuple(told for _, told in found)
    return AssessmentFile(quiz_file(whole, chained=True) if questions else None, carried, told)


def weighted(points: Sequence[Fraction], quiz: str) -> tuple[list[int], tuple[str, ...]]:
    """Whole numbers from 1 to 99 that stand to each other as the points do, and what to say of
    them. Where no multiple of the points fits, it is the smallest that nearly does."""
    if not points:
        return [], ()
    most = min(_MOST_TIMES, max(1, int(_MOST_POINTS / max(points))))
    off = {times: _error(points, times) for times in range(1, most + 1)}
    near = min(off.values()) if min(off.values()) > _NEAR_ENOUGH else _NEAR_ENOUGH
    exact = (times for times, error in off.items() if error == 0)
    times = next(exact, next(times for times, error in off.items() if error <= near))
    rounded = _ROUNDED if off[times] else ""
    told = (_TIMES.format(quiz, times, rounded),) if times > 1 or rounded else ()
    return [_whole(one, times) for one in points], told


def _whole(points: Fraction, times: int) -> int:
    return min(_MOST_POINTS, max(1, round(points * times)))


def _error(points: Sequence[Fraction], times: int) -> Fraction:
    """How far the worst of the whole numbers is off, as a share of what it should be."""
    return max(abs(_whole(one, times) / (one * times) - 1) for one in points)


def _pieces(item: Item, texts: Texts) -> tuple[tuple[CartridgeQuestion, ...], tuple[str, ...]]:
    """The questions that an item becomes, and what is lost of it."""
    pieces: CartridgeQuestions = writer_of(item, __package__)(item, item.body, texts)
    return pieces.questions, (*pieces.losses, *lost_settings(item, carried=("see",)))


def _question(item: Item, number: int, piece: CartridgeQuestion, texts: Texts) -> Question:
    alone = piece.share == 1
    return Question(
        ident=f"item_{item.id}" if alone else f"item_{item.id}_{number}",
        title=item.id if alone else f"{item.id} ({number})",
        prompt=_in_moodle(piece.prompt),
        body=piece.body,
        general=explanation(item, texts),
        incorrect=piece.incorrect,
    )


def _in_moodle(prompt: str) -> str:
    """The text of a question as Moodle takes it: for Latin-1, and with addresses of files that
    begin right after what stands for the cartridge (backup/cc/entities.class.php:
    `update_sources`). Canvas takes it so too, but in this text alone."""
    addressed = prompt.replace(f'"{FILES}/', f'"{FILES}')
    return addressed.encode("ascii", "xmlcharrefreplace").decode()


def _metadata(piece: CartridgeQuestion, weight: int) -> Mapping[str, str]:
    by_hand = {"qmd_computerscored": "No"} if piece.profile == TEXT else {}
    return {"cc_profile": piece.profile, "cc_weighting": str(weight)} | by_hand


def _settings(group: ItemSet) -> Mapping[str, str]:
    few = group.attempts is not None and group.attempts <= _MOST_ATTEMPTS
    permitted = "No" if group.feedback is Feedback.AFTER_RELEASE else "Yes"
    return {
        "cc_profile": "cc.exam.v0p1",
        "qmd_assessmenttype": "Examination",
        "qmd_scoretype": "Percentage",
        "qmd_feedbackpermitted": permitted,
        "qmd_solutionspermitted": permitted,
        "cc_maxattempts": str(group.attempts) if few else "unlimited",
    }
