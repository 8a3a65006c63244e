"""Answers that came late: what they say, and taking them or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import CannotReopen, NotFound
from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    Feedback,
    Item,
    LateAnswer,
    Sitting,
    Student,
)
from quiz.questions import types
from quiz.sitting_time import left
from quiz.storage import attempts, late_answers, responses, students
from quiz.storage.reopening import reopen
from quiz.storage.responses import Save
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.sittings.leading import ONE, own_sitting
from quiz.web.instructor.sittings.students import require_hidden
from quiz.web.sent import Sent, as_sent
from quiz.web.services import services

_TWO_FOR_ONE = "Two late answers to one question were ticked, so none was taken. Tick one of them."


@dataclass(frozen=True)
class LateRow:
    """One late answer beside what is stored. `is_newest`: none of its item came after it."""

    late: LateAnswer
    number: int
    item: Item
    stored: str
    came: str
    is_newest: bool


@dataclass(frozen=True)
class LateGroup:
    """The late answers of one attempt. `key_was_shown`: the student could see the key by then."""

    attempt: Attempt
    student: Student
    rows: Sequence[LateRow]
    key_was_shown: bool

    def those(self, taken: bool | None) -> list[LateRow]:
        """Those that wait (None), were taken, or were not taken."""
        return [row for row in self.rows if row.late.taken is taken]

    @property
    def has_refused(self) -> bool:
        return bool(self.those(taken=False))


@instructor.app_template_global()
def late_groups(found: Sitting) -> list[LateGroup]:
    """All late answers in a sitting, by the name of the student."""
    db = services().db
    by_attempt: dict[str, list[LateAnswer]] = {}
    for late in late_answers.of_sitting(db, found.id):
        by_attempt.setdefault(late.attempt_id, []).append(late)
    groups = [_group(attempts.get(db, id_), came) for id_, came in by_attempt.items()]
    return sorted(groups, key=lambda one: (one.student.name.casefold(), one.attempt.number))


def _group(attempt: Attempt, came: Sequence[LateAnswer]) -> LateGroup:
    db = services().db
    stored = responses.of_attempt(db, attempt.id)
    numbers = {item_id: number for number, (item_id, _) in enumerate(attempt.items, start=1)}
    items = {item.id: item for item, _ in services().frozen.of(attempt)}
    newest = {late.item_id: late.id for late in came if late.taken is None}
    rows = [
        LateRow(
            late,
            numbers[late.item_id],
            items[late.item_id],
            _in_words(items[late.item_id], as_sent(stored.get(late.item_id))),
            _in_words(items[late.item_id], Sent(late.given, late.evidence, late.confidence)),
            newest.get(late.item_id) == late.id,
        )
        for late in came
    ]
    rows.sort(key=lambda row: (row.number, row.late.id))
    shown = attempt.feedback is Feedback.AFTER_SUBMIT and attempt.state is AttemptState.SUBMITTED
    return LateGroup(attempt, students.get(db, attempt.student_id), rows, shown)


def _in_words(item: Item, sent: Sent) -> str:
    said = types()[item.type].said(item.body, sent.given) if sent.given else ""
    beside = [anchor.upper() for anchor in sent.evidence]
    beside += [sent.confidence.value] if sent.confidence else []
    return "\n".join(part for part in (said or "No answer", ", ".join(beside)) if part)


@instructor.post(f"{ONE}/late/<attempt_id>")
def decide_late(sitting_id: int, attempt_id: str) -> Response:
    """Take the ticked late answers of an attempt, or don't."""
    found, attempt = own_sitting(sitting_id), attempts.get(services().db, attempt_id)
    if attempt.sitting_id != found.id:
        raise NotFound("attempt", attempt_id)
    chosen = _ticked(attempt)
    action = request.form.get("action")
    if action not in ("take", "leave"):
        abort(400)
    if not chosen:
        flash("Tick the answers first. Nothing was changed.")
    elif action == "take":
        flash(_take(found, attempt, chosen))
    else:
        number = late_answers.decide(services().db, attempt.id, _ids(chosen), taken=False)
        flash(f"Not taken: {count_answers(number)}. You can still take them below.")
    return redirect(url_for("instructor.sitting", sitting_id=found.id, _anchor="late"), 303)


def _ticked(attempt: Attempt) -> list[LateAnswer]:
    ticked = set(request.form.getlist("late"))
    came = late_answers.of_attempt(services().db, attempt.id)
    return [late for late in came if str(late.id) in ticked and late.taken is not True]


def _take(found: Sitting, attempt: Attempt, chosen: Sequence[LateAnswer]) -> str:
    """Make late answers the responses, and mark the attempt again where it was handed in.

    It is open for that moment with no time at all: were the program to stop in the middle, it would
    be handed in again by itself, and what isn't saved yet would still wait.
    """
    if len({late.item_id for late in chosen}) < len(chosen):
        return _TWO_FOR_ONE
    db = services().db
    if left(found, attempt, db.clock.now()) == 0:
        hand_in(attempt, ClosedBy.TIME)
    before = attempts.get(db, attempt.id)
    was_handed_in = before.state is AttemptState.SUBMITTED
    try:
        require_hidden(before, students.get(db, before.student_id))
        now = reopen(db, before.id, 0) if was_handed_in else before
    except CannotReopen as error:
        return f"Nothing was taken. {error.message}"
    taken = _save(now, chosen)
    late_answers.decide(db, now.id, _ids(taken), taken=True)
    if was_handed_in:
        hand_in(attempts.get(db, now.id), before.closed_by or ClosedBy.INSTRUCTOR)
    kept = len(chosen) - len(taken)
    rest = f" {count_answers(kept)} had been checked or changed, and stayed so." if kept else ""
    again = " The attempt was marked again." if was_handed_in else ""
    return f"Taken: {count_answers(len(taken))}.{again}{rest}"


def _save(attempt: Attempt, chosen: Sequence[LateAnswer]) -> list[LateAnswer]:
    """Save them as newer than what is stored; those that are stored now."""
    stored = responses.of_attempt(services().db, attempt.id)
    saves = [
        Save(
            late.item_id,
            late.given,
            stored[late.item_id].sequence + 1 if late.item_id in stored else 1,
            late.evidence,
            late.confidence,
        )
        for late in chosen
    ]
    saved = responses.save(services().db, attempt.id, saves)
    return [late for late in chosen if saved[late.item_id].accepted]


def _ids(chosen: Sequence[LateAnswer]) -> list[int]:
    return [late.id for late in chosen]


def count_answers(number: int) -> str:
    """How many, in words."""
    return "1 answer" if number == 1 else f"{number} answers"
