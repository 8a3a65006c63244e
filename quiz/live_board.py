"""The live board of a sitting: where each student is, and which questions go wrong.

Pure: made from stored work, from who was heard of, and from the time of the sitting. What an open
attempt's answers would earn now is worked out anew; what was handed in is told from its marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quiz.calibration import calibration, judged
from quiz.calibration import in_words as calibration_in_words
from quiz.marking import mark_item
from quiz.model import (
    Attempt,
    AttemptState,
    Confidence,
    Given,
    Item,
    Mark,
    Outcome,
    Response,
    Source,
)

STUCK_AFTER = 180.0
"""Seconds without a word from a page that is open. The shipped course plans one to two minutes for
a question, and what is typed is saved as it is typed: three minutes are a question and a half."""
FEWEST = 3
"""Answers to a question from which on it can be called hard: one or two may be anybody's slip."""
HARD_FROM = 1 / 2
"""Share of wrong answers from which on a question is called hard: most of the class needs a word
about it."""
MOST_NAMED = 3
"""How many hard questions are named in words; the board shows the others."""


class Where(StrEnum):
    """Where a student is in a sitting; first what needs the instructor first."""

    STUCK = "stuck"
    OFFLINE = "offline"
    WORKING = "working"
    PAUSED = "paused"
    NOT_STARTED = "not started"
    HANDED_IN = "handed in"
    EXCUSED = "excused"


AT_WORK = frozenset({Where.STUCK, Where.OFFLINE, Where.WORKING, Where.PAUSED})


@dataclass(frozen=True)
class Heard:
    """What is known of a student's device: whether it `is_online`, and for how many seconds its
    student has done nothing; None where they never did anything."""

    is_online: bool = False
    idle: float | None = None


@dataclass(frozen=True)
class Work:
    """One attempt as the board needs it: item id -> how the answer stands, and of those that say
    how sure the student was, that too. Items without an answer are `UNANSWERED`."""

    outcomes: Mapping[str, Outcome]
    sure: tuple[tuple[Confidence, Outcome], ...] = ()

    @property
    def answered(self) -> int:
        return sum(outcome is not Outcome.UNANSWERED for outcome in self.outcomes.values())


class Marker:
    """Marks answers that weren't handed in yet, each different one once.

    What is typed is another answer at each save, so only the last `limit` or fewer are known.
    """

    def __init__(self, limit: int = 4_000) -> None:
        self._limit = limit
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], Mark] = {}

    def mark(self, item: Item, version: str, given: Given) -> Mark:
        """What an answer would earn if it were handed in now."""
        key = (version, tuple(sorted(given.items())))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._limit:
                self._known = {}
            found = self._known[key] = mark_item(item, version, given)
        return found


def work_of(
    items: Sequence[tuple[Item, str]],
    responses: Mapping[str, Response],
    stored: Sequence[Mark],
    marker: Marker,
) -> Work:
    """How the answers of one attempt stand. Both mappings are by item id.

    `stored` are its marks: all of them once it is handed in, before that those of checked answers.
    """
    known = {mark.item_id: mark for mark in stored}
    marks = [
        known.get(item.id) or marker.mark(item, version, responses[item.id].given)
        for item, version in items
        if item.id in known or item.id in responses
    ]
    outcomes = {item.id: Outcome.UNANSWERED for item, _ in items}
    outcomes |= {mark.item_id: mark.outcome for mark in marks}
    return Work(outcomes, tuple(judged(responses, marks)))


@dataclass(frozen=True)
class Seat:
    """One student of the class: the newest attempt in the sitting, with how its answers stand."""

    student_id: int
    attempt: Attempt | None = None
    work: Work | None = None
    heard: Heard = Heard()
    is_excused: bool = False


@dataclass(frozen=True)
class Row:
    """One student on the board. `cells` are in the order of the columns, None where an item wasn't
    asked; `idle` is how many whole minutes somebody who is stuck has done nothing."""

    student_id: int
    where: Where
    cells: tuple[Outcome | None, ...]
    answered: int
    asked: int
    idle: int = 0
    is_online: bool = False


@dataclass(frozen=True)
class Column:
    """One item: of the `asked`, how many `answered`; of the answers that can be marked without a
    person (`judged`), how many are `wrong` and how many only partly right."""

    item_id: str
    number: int
    asked: int
    answered: int
    judged: int
    wrong: int
    partly: int

    @property
    def share_answered(self) -> float:
        return self.answered / self.asked if self.asked else 0.0

    @property
    def share_wrong(self) -> float:
        return self.wrong / self.judged if self.judged else 0.0

    @property
    def is_hard(self) -> bool:
        return self.judged >= FEWEST and self.share_wrong >= HARD_FROM


@dataclass(frozen=True)
class Board:
    """A sitting at one moment. `calibration` says how sure students are, '' where it isn't asked
    or nothing can be said."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    calibration: str = ""

    def count(self, *where: Where) -> int:
        """How many students are at one of these."""
        return sum(row.where in where for row in self.rows)

    @property
    def started(self) -> int:
        return self.count(*AT_WORK, Where.HANDED_IN)

    @property
    def share_answered(self) -> float | None:
        """How much of what was asked of those who began has an answer; None before anybody did."""
        asked = sum(row.asked for row in self.rows)
        return sum(row.answered for row in self.rows) / asked if asked else None

    @property
    def hardest(self) -> tuple[Column, ...]:
        """The questions that go wrong, worst first."""
        hard = (column for column in self.columns if column.is_hard)
        return tuple(sorted(hard, key=lambda one: (-one.share_wrong, -one.judged, one.number)))


def board(items: Sequence[str], seats: Iterable[Seat], *, is_paused: bool) -> Board:
    """The board of a sitting; `items` are the columns, by item id."""
    seats = tuple(seats)
    rows = tuple(_row(seat, items, is_paused=is_paused) for seat in seats)
    columns = tuple(
        _column(item_id, place, [row.cells[place] for row in rows])
        for place, item_id in enumerate(items)
    )
    sure = (pair for seat in seats if seat.work for pair in seat.work.sure)
    return Board(rows, columns, calibration_in_words(calibration(sure), "Students were"))


def columns_of(course: Sequence[str], attempts: Iterable[Attempt]) -> tuple[str, ...]:
    """The items of a sitting's columns: those that anybody was asked, in the lesson's order.

    `course` are the quiz's items as it is now. Items that have left it come last; before anybody
    has begun, it is those of the course.
    """
    asked = dict.fromkeys(item_id for attempt in attempts for item_id, _ in attempt.items)
    if not asked:
        return tuple(course)
    return tuple(
        [item_id for item_id in course if item_id in asked]
        + [item_id for item_id in asked if item_id not in course]
    )


def _row(seat: Seat, items: Sequence[str], *, is_paused: bool) -> Row:
    where = _where(seat, is_paused=is_paused)
    outcomes = seat.work.outcomes if seat.work else {}
    return Row(
        seat.student_id,
        where,
        tuple(outcomes.get(item_id) for item_id in items),
        seat.work.answered if seat.work else 0,
        len(outcomes),
        int((seat.heard.idle or 0) // 60) if where is Where.STUCK else 0,
        seat.heard.is_online,
    )


def _where(seat: Seat, *, is_paused: bool) -> Where:
    attempt, heard = seat.attempt, seat.heard
    if attempt is None:
        return Where.EXCUSED if seat.is_excused else Where.NOT_STARTED
    if attempt.state is AttemptState.SUBMITTED:
        return Where.HANDED_IN
    if is_paused:
        return Where.PAUSED
    if attempt.source is Source.PAPER:
        # Nobody's device is at it: the instructor types it in.
        return Where.WORKING
    if not heard.is_online:
        return Where.OFFLINE
    return Where.STUCK if (heard.idle or 0) >= STUCK_AFTER else Where.WORKING


def _column(item_id: str, place: int, cells: Sequence[Outcome | None]) -> Column:
    asked = [cell for cell in cells if cell is not None]
    right, partly, wrong = (
        asked.count(outcome) for outcome in (Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG)
    )
    return Column(
        item_id,
        place + 1,
        len(asked),
        len(asked) - asked.count(Outcome.UNANSWERED),
        right + partly + wrong,
        wrong,
        partly,
    )


def in_words(found: Board) -> str:
    """The board in a few sentences, without a name."""
    return " ".join(part for part in (_people(found), _answers(found), _hard(found)) if part)


def _people(found: Board) -> str:
    expected = len(found.rows) - found.count(Where.EXCUSED)
    if not expected:
        return ""
    if not found.started:
        return f"Nobody of {expected} has started yet."
    said = [f"{found.started} of {expected} {_has(found.started)} started"]
    if at_work := found.count(*AT_WORK):
        troubles = [
            f"{number} of them {word}"
            for word in (Where.STUCK, Where.OFFLINE)
            if (number := found.count(word))
        ]
        said.append(", ".join([f"{at_work} at work", *troubles]))
    said.append(f"{found.count(Where.HANDED_IN)} handed in")
    return "; ".join(said) + "."


def _answers(found: Board) -> str:
    share = found.share_answered
    # Rounded down: 100 % is said only where nothing is blank.
    return "" if share is None else f"{int(share * 100)} % of their answers are in."


def _hard(found: Board) -> str:
    named = [
        f"question {one.number}, {one.wrong} of {one.judged} wrong"
        for one in found.hardest[:MOST_NAMED]
    ]
    return f"Hardest so far: {'; '.join(named)}." if named else ""


def _has(number: int) -> str:
    return "has" if number == 1 else "have"
