"""One attempt, as the instructor sees it, with what became of each mark."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from quiz.calibration import in_words
from quiz.model import Attempt, AttemptState, ChangeKind, Mark, MarkChange, Regrade, RegradeKind
from quiz.storage import attempts, evidence_marks, marks, regrades, responses, students
from quiz.web import pages
from quiz.web.attempt_corrections import attempt_corrections
from quiz.web.attempt_gradings import attempt_gradings
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services


@dataclass(frozen=True)
class Entry:
    """One change of a mark in the instructor's words; `reason` is that of a regrade."""

    at: str
    what: str
    reason: str
    before: Mark
    after: Mark


@instructor.get("/attempts/<attempt_id>")
def attempt(attempt_id: str) -> str:
    """One attempt as its student sees the review, with the key, released or not."""
    db = services().db
    found = attempts.get(db, attempt_id)
    due, earned = found.state is AttemptState.SUBMITTED, marks.of_attempt(db, found.id)
    page = pages.attempt_page(
        found,
        services().frozen.of(found),
        responses.of_attempt(db, found.id),
        due=due,
        marks=earned,
        evidence=evidence_marks.of_attempt(db, found.id),
        paragraphs=services().paragraphs,
        gradings=attempt_gradings(found, earned, due=due, released=True),
        corrections=attempt_corrections(found, released=True),
    )
    return render_template(
        "instructor/attempt.html",
        page=page,
        owner=students.get(db, found.student_id),
        siblings=_siblings(found),
        histories=_histories(found),
        calibration=in_words(page.calibration, "The student was"),
    )


def _siblings(found: Attempt) -> list[Attempt]:
    """The student's attempts at the same quiz, this one included."""
    own = attempts.of_student(services().db, found.student_id)
    return [one for one in own if (one.lesson, one.quiz) == (found.lesson, found.quiz)]


def _histories(found: Attempt) -> dict[str, list[Entry]]:
    """Item id -> every change of its mark, oldest first."""
    changes = marks.changes_of_attempt(services().db, found.id)
    ids = {change.regrade_id for change in changes if change.regrade_id}
    behind = regrades.behind(services().db, ids)
    histories: dict[str, list[Entry]] = {}
    for change in changes:
        entry = _entry(change, behind.get(change.regrade_id or 0))
        histories.setdefault(change.item_id, []).append(entry)
    return histories


def _entry(change: MarkChange, regrade: Regrade | None) -> Entry:
    undone = change.kind is ChangeKind.UNDONE
    if regrade is None:
        what = "Marking undone" if undone else "Marked by you"
    elif undone:
        what = "Regrade undone"
    elif regrade.kind is RegradeKind.FULL_MARKS:
        what = "Full marks for everyone"
    else:
        what = "Regraded by the changed question"
    reason = regrade.reason if regrade and not undone else ""
    return Entry(change.changed_at, what, reason, change.before, change.after)
