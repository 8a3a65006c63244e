"""The work in a sitting, read from storage: only what has changed since it was last read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.live_board import Board, Heard, Seat, Work, board, columns_of, work_of
from quiz.model import Allowance, Attempt, Item, Lesson, Sitting, SittingState, Student
from quiz.storage import attempts, marks, responses, sittings, students
from quiz.web.board_memory import BoardMemory, Fingerprint
from quiz.web.services import services


@dataclass(frozen=True)
class SittingWork:
    """A sitting as it stands: its board, and what that was made of. `newest` and `allowances` are
    by student; `items` are those of the columns, by id; `lang` is the language they are in."""

    board: Board
    students: Sequence[Student]
    newest: Mapping[int, Attempt]
    allowances: Mapping[int, Allowance]
    items: Mapping[str, Item]
    lang: str


def sitting_work(found: Sitting, reading: float, memory: BoardMemory) -> SittingWork:
    """Read a sitting, at a reading of the classroom's clock; students come by name."""
    db = services().db
    people = sorted(
        students.in_class(db, found.class_id), key=lambda one: (one.name.casefold(), one.id)
    )
    newest = {attempt.student_id: attempt for attempt in attempts.in_sitting(db, found.id)}
    allowed = sittings.allowances(db, found.id)
    memory.works = _works(found, list(newest.values()), memory)
    seats = [
        Seat(
            one.id,
            attempt,
            memory.works[attempt.id][1] if attempt else None,
            _heard(one.id, found, reading, begun=attempt is not None),
            allowed.get(one.id, Allowance()).excused,
        )
        for one in people
        for attempt in [newest.get(one.id)]
    ]
    items, lang = _items(found, list(newest.values()))
    paused = found.state is SittingState.PAUSED
    return SittingWork(
        board(list(items), seats, is_paused=paused), people, newest, allowed, items, lang
    )


def _works(
    found: Sitting, taken: Sequence[Attempt], memory: BoardMemory
) -> dict[str, tuple[Fingerprint, Work]]:
    db = services().db
    replaced = marks.changes_in_sitting(db, found.id)
    prints: dict[str, Fingerprint] = {
        one.id: (one.revision, one.state.value, replaced.get(one.id, 0)) for one in taken
    }
    works = {
        attempt_id: known
        for attempt_id, known in memory.works.items()
        if prints.get(attempt_id) == known[0]
    }
    stale = [one for one in taken if one.id not in works]
    if stale:
        ids = [one.id for one in stale]
        given, stored = responses.of_attempts(db, ids), marks.of_attempts(db, ids)
        for one in stale:
            asked = services().frozen.of(one)
            work = work_of(asked, given.get(one.id, {}), stored.get(one.id, ()), memory.marker)
            works[one.id] = prints[one.id], work
    return works


def _heard(student_id: int, found: Sitting, reading: float, *, begun: bool) -> Heard:
    presence = services().presence
    idle = presence.idle_for(student_id)
    if idle is not None and found.running_since is not None:
        # While it was paused, nobody could do anything.
        idle = min(idle, max(0.0, reading - found.running_since))
    is_online = presence.may_be_online if begun else presence.is_online
    return Heard(is_online(student_id), idle)


def _items(found: Sitting, taken: Sequence[Attempt]) -> tuple[dict[str, Item], str]:
    """The items of the columns in order, as they were asked; the language that they are in."""
    lesson = services().folder.course().lesson(found.lesson)
    quiz = lesson.quiz(found.quiz) if isinstance(lesson, Lesson) else None
    lang = lesson.lang if isinstance(lesson, Lesson) else ""
    known = {item.id: item for item in quiz.items} if quiz else {}
    order = columns_of(list(known), taken)
    versions = {item_id: version for attempt in taken for item_id, version in attempt.items}
    frozen = services().frozen.by_version(versions.values())
    asked = {item_id: frozen[version] for item_id, version in versions.items()}
    lang = next((attempt.lang for attempt in taken), lang)
    return {item_id: asked.get(item_id) or known[item_id] for item_id in order}, lang
