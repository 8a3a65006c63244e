"""What the page of a sitting shows, in parts that are drawn anew only when they change."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from flask import get_template_attribute
from flask_wtf.csrf import generate_csrf

from quiz.live_board import Column, Row, Where, in_words
from quiz.model import Allowance, Attempt, AttemptState, Claim, Sitting, Student
from quiz.sitting_time import elapsed, is_over, left
from quiz.sitting_time import in_words as time_in_words
from quiz.storage import claims
from quiz.storage.releases import released
from quiz.storage.served_time import Outage, outages_since
from quiz.web.board_memory import BoardMemory
from quiz.web.instructor.sittings.work import SittingWork, sitting_work
from quiz.web.page_versions import Changes
from quiz.web.services import services

ROW = "row-"
"""What the keys of the students' rows begin with; the others name a macro after `board-`."""
_TOKEN = secrets.token_hex(16)
"""Stands in what is drawn for the token of the request that sends it."""


@dataclass(frozen=True)
class State:
    """Where the sitting stands. `closes_in` is in words, '' where it closes by hand."""

    sitting: Sitting
    is_over: bool
    closes_in: str


@dataclass(frozen=True)
class Controls:
    """What can be done about the sitting. `is_released`: students see what they had to wait for."""

    sitting: Sitting
    is_released: bool


@dataclass(frozen=True)
class Attention:
    """What needs the instructor first: outages, and students as (key of the row, label)."""

    outages: tuple[Outage, ...]
    stuck: tuple[tuple[str, str], ...]
    offline: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Claims:
    """Devices that wait to be let in. Whose they are said to be isn't told with names `hidden`."""

    sitting_id: int
    waiting: tuple[Claim, ...]
    hidden: bool


@dataclass(frozen=True)
class Summary:
    """The board in words, and how sure the class is. `size` is that of the class."""

    sitting: Sitting
    words: str
    calibration: str
    size: int


@dataclass(frozen=True)
class Asked:
    """One column: how its item stands, its text, and the language of that."""

    column: Column
    stem: str
    lang: str


@dataclass(frozen=True)
class StudentRow:
    """One student on the board. `student` is None where names are hidden: then `label` is a number,
    and nothing tells who it is. `attempt_id` is '' before they began; `left` is in words."""

    sitting: Sitting
    label: str
    student: Student | None
    row: Row
    attempt_id: str
    left: str
    allowance: Allowance
    extra_time: float


def look(found: Sitting, since: str = "", *, hidden: bool) -> Changes:
    """What of the page of a sitting has changed since a version; all of it with ''.

    `hidden`: without names. The rows of students have keys that begin with `ROW`.
    """
    memory = services().boards.of(found.id)
    with memory.lock:
        reading = services().db.clock.now()
        work = sitting_work(found, reading, memory)
        memory.pages[hidden].update(_contents(found, reading, work, memory, hidden), _draw)
        changes = memory.pages[hidden].since(since)
    token = generate_csrf()
    parts = {key: html.replace(_TOKEN, token) for key, html in changes.parts.items()}
    return replace(changes, parts=parts)


def _draw(key: str, content: object) -> str:
    macro = "row" if key.startswith(ROW) else key.removeprefix("board-")
    return str(get_template_attribute("instructor/_board.html", macro)(key, content, _TOKEN))


def _contents(
    found: Sitting, reading: float, work: SittingWork, memory: BoardMemory, hidden: bool
) -> dict[str, object]:
    """The parts of the page in their order, by the ids that they have on it."""
    rows = _rows(found, reading, work, memory, hidden)
    columns = tuple(
        Asked(column, work.items[column.item_id].stem, work.lang) for column in work.board.columns
    )
    still = _still(found)
    return {
        "board-state": State(still, is_over(found, reading), _closes_in(found, reading)),
        "board-controls": Controls(still, _is_released(found)),
        "board-attention": _attention(found, rows),
        "board-claims": Claims(
            found.id, tuple(claims.of_class(services().db, found.class_id)), hidden
        ),
        "board-summary": Summary(
            still, in_words(work.board), work.board.calibration, len(work.students)
        ),
        "board-head": tuple((one.column.number, one.stem) for one in columns),
        **rows,
        "board-foot": columns,
        "board-questions": columns,
    }


def _still(found: Sitting) -> Sitting:
    """The sitting without what moves all the time and isn't shown."""
    return replace(found, ran=0.0, running_since=None)


def _is_released(found: Sitting) -> bool:
    return (found.lesson, found.quiz) in released(services().db, found.class_id)


def _closes_in(found: Sitting, reading: float) -> str:
    if found.closes_after is None:
        return ""
    return time_in_words(found.closes_after - elapsed(found, reading))


def _attention(found: Sitting, rows: dict[str, StudentRow]) -> Attention:
    outages = outages_since(services().db, found.opened_at) if found.opened_at else []
    stuck, offline = (
        tuple((key, row.label) for key, row in rows.items() if row.row.where is where)
        for where in (Where.STUCK, Where.OFFLINE)
    )
    return Attention(tuple(outages), stuck, offline)


def _rows(
    found: Sitting, reading: float, work: SittingWork, memory: BoardMemory, hidden: bool
) -> dict[str, StudentRow]:
    """The students by name or, where names are `hidden`, by the numbers that stand for them."""
    people = {one.id: one for one in work.students}
    numbers = memory.number(people, services().db.secret_key)
    still, shown = _still(found), work.board.rows
    if hidden:
        shown = tuple(sorted(shown, key=lambda row: numbers[row.student_id]))
    rows = {}
    for row in shown:
        student, attempt = people[row.student_id], work.newest.get(row.student_id)
        number = numbers[student.id]
        rows[f"{ROW}{number if hidden else student.id}"] = StudentRow(
            still,
            f"Student {number}" if hidden else student.name,
            None if hidden else student,
            row,
            attempt.id if attempt else "",
            _left(found, attempt, reading),
            work.allowances.get(student.id, Allowance()),
            student.extra_time,
        )
    return rows


def _left(found: Sitting, attempt: Attempt | None, reading: float) -> str:
    if attempt is None or attempt.state is AttemptState.SUBMITTED:
        return ""
    seconds = left(found, attempt, reading)
    if seconds is None:
        return ""
    minutes = int(seconds // 60)
    # In fives while it is long, so that the board isn't drawn anew each minute.
    shown = minutes if minutes <= 10 else 5 * round(minutes / 5)
    return f"{shown} min left" if minutes else "less than 1 min"
