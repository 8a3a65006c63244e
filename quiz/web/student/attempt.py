"""An attempt from its first answer to its review."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.calibration import in_words
from quiz.errors import AttemptClosed, NotFound, TimeIsUp
from quiz.marking import mark_evidence, mark_item
from quiz.model import Attempt, AttemptState, ClosedBy, Feedback, Item, Lesson
from quiz.questions import types
from quiz.storage import evidence_marks, marks, releases, responses
from quiz.web import pages, quiz_rows
from quiz.web.attempt_corrections import attempt_corrections
from quiz.web.attempt_gradings import attempt_gradings
from quiz.web.handing_in import hand_in, regraded
from quiz.web.security import current_student
from quiz.web.sent import Sent, as_sent, slots
from quiz.web.services import services
from quiz.web.student.attempt_time import attempt_time
from quiz.web.student.blueprint import student
from quiz.web.student.identity import me
from quiz.web.student.late import after_the_end, keep_form, late_state
from quiz.web.student.own_attempt import own_attempt
from quiz.web.student.own_work import own_work
from quiz.web.student.responses import WholeForm, save_of, sent_for, whole_form


@student.get("/attempts/<attempt_id>")
def attempt(attempt_id: str) -> Response | str:
    """The quiz with everything that was saved so far."""
    found = own_attempt(attempt_id)
    time = attempt_time(found)
    if time.is_up:
        hand_in(found, ClosedBy.TIME)
    if time.is_up or found.state is AttemptState.SUBMITTED:
        return redirect(url_for("student.review", attempt_id=attempt_id), 303)
    if time.is_paused:
        return render_template("student/paused.html", attempt=found)
    return _attempt_page(found)


def _attempt_page(
    found: Attempt,
    sent: Mapping[str, Sent] | None = None,
    problems: Mapping[str, str] | None = None,
    notice: str = "",
) -> str:
    db, at_once = services().db, found.feedback is Feedback.AT_ONCE
    page = pages.attempt_page(
        found,
        services().frozen.of(found),
        responses.of_attempt(db, found.id),
        due=False,
        marks=marks.of_attempt(db, found.id) if at_once else (),
        evidence=evidence_marks.of_attempt(db, found.id) if at_once else {},
        paragraphs=services().paragraphs,
        corrections=attempt_corrections(found, released=False) if at_once else {},
        sent=sent,
        problems=problems,
    )
    return render_template(
        "student/attempt.html",
        page=page,
        lesson_slug=found.lesson,
        notice=notice,
        time=attempt_time(found),
    )


@student.post("/attempts/<attempt_id>/items/<item_id>")
def save_item(attempt_id: str, item_id: str) -> Response:
    """Keep one answer as it is made; the reply is for the page's script."""
    found = own_attempt(attempt_id)
    _require_open(found)
    item, _ = _frozen_item(found, item_id)
    sent = sent_for(found, item)
    save = save_of(item, sent, responses.of_attempt(services().db, found.id))
    saved = responses.save(services().db, found.id, [save])[item.id]
    reply: dict[str, object] = {
        "saved": saved.accepted,
        "sequence": saved.response.sequence,
        "answered": responses.answered_in(services().db, found.id),
        "remark": types()[item.type].remark(item.body, sent.given) if sent.given else "",
    }
    if not saved.accepted:
        reply |= {"given": slots(as_sent(saved.response)), "checked": saved.response.checked}
        reply["message"] = _refusal(saved.response.checked)
    return jsonify(reply)


@student.post("/attempts/<attempt_id>")
def save_attempt(attempt_id: str) -> Response | str | tuple[str, int]:
    """Keep the whole page's answers, without JavaScript; then go where the button says."""
    found = own_attempt(attempt_id)
    if found.state is AttemptState.SUBMITTED:
        flash(f"This attempt was handed in already. {after_the_end(keep_form(found))}")
        return redirect(url_for("student.review", attempt_id=attempt_id), 303)
    try:
        form = _saved_form(found)
    except TimeIsUp as late:
        hand_in(found, ClosedBy.TIME)
        closed = own_attempt(attempt_id)
        flash(f"{late.message} {after_the_end(keep_form(closed))}")
        return redirect(url_for("student.review", attempt_id=attempt_id), 303)
    if form.problems:
        notice = "Some answers are not saved yet. Look at the marked questions."
        shown = {id_: sent for id_, sent in form.sent.items() if id_ in form.problems}
        return _attempt_page(found, shown, form.problems, notice), 409
    go = request.form.get("go", "save")
    if go.startswith("check:"):
        return _check(found, go.removeprefix("check:"))
    if go == "summary":
        return redirect(url_for("student.summary", attempt_id=attempt_id), 303)
    flash("Saved.")
    return redirect(url_for("student.attempt", attempt_id=attempt_id), 303)


def _saved_form(found: Attempt) -> WholeForm:
    """The page's answers, kept where they could be; what could not is among its problems."""
    stored = responses.of_attempt(services().db, found.id)
    form = whole_form(found, services().frozen.of(found), stored)
    for item_id, saved in responses.save(services().db, found.id, form.saves).items():
        # An input that an old page left empty says nothing against a newer answer.
        untouched = form.sent[item_id].is_empty and not saved.response.checked
        if not saved.accepted and not untouched:
            form.problems[item_id] = _refusal(saved.response.checked)
    return form


def _check(found: Attempt, item_id: str) -> Response:
    """Make one answer final and show its feedback, in quizzes that give it at once."""
    if found.feedback is not Feedback.AT_ONCE:
        abort(400)
    db, (item, frozen) = services().db, _frozen_item(found, item_id)
    stored = responses.of_attempt(db, found.id).get(item_id)
    if stored is None or not stored.given:
        flash("Answer the question first; then its feedback can be shown.")
    while stored and stored.given and not stored.checked:
        mark = mark_item(item, frozen, stored.given)
        since = regraded(found, [mark], {item_id: stored.given})
        # False means that a save or a regrade came in between: look again and mark that.
        evidence = mark_evidence([(item, frozen)], {item_id: stored.evidence})
        responses.check(
            db, found.id, item_id, mark, since, sequence=stored.sequence, evidence=evidence
        )
        stored = responses.of_attempt(db, found.id).get(item_id)
    return redirect(url_for("student.attempt", attempt_id=found.id, _anchor=item_id), 303)


@student.get("/attempts/<attempt_id>/summary")
def summary(attempt_id: str) -> Response | str:
    """What is answered and what isn't, before handing in."""
    found = own_attempt(attempt_id)
    time = attempt_time(found)
    if found.state is AttemptState.SUBMITTED or time.is_up or time.is_paused:
        # That page says how things stand; in a pause, no question is shown.
        return redirect(url_for("student.attempt", attempt_id=attempt_id), 303)
    stored = responses.of_attempt(services().db, found.id)
    page = pages.attempt_page(
        found,
        services().frozen.of(found),
        stored,
        due=False,
        paragraphs=services().paragraphs,
    )
    return render_template("student/summary.html", page=page, time=time)


@student.post("/attempts/<attempt_id>/submit")
def submit(attempt_id: str) -> Response:
    """Hand in. Marked once, with whatever was saved by then; handing in twice changes nothing."""
    found = own_attempt(attempt_id)
    # What a phone still holds when time is up can then come late.
    hand_in(found, ClosedBy.TIME if attempt_time(found).is_up else ClosedBy.STUDENT)
    return redirect(url_for("student.review", attempt_id=attempt_id), 303)


@student.get("/attempts/<attempt_id>/review")
def review(attempt_id: str) -> Response | str:
    """The answers given and, once feedback is due, how they turned out and why."""
    found = own_attempt(attempt_id)
    if found.state is AttemptState.IN_PROGRESS:
        return redirect(url_for("student.attempt", attempt_id=attempt_id), 303)
    db = services().db
    released = releases.released(db, me().class_id)
    due = pages.feedback_due(found, released)
    shown = pages.shown_marks(found, marks.of_attempt(db, found.id), released)
    graded = (found.lesson, found.quiz) in released
    page = pages.attempt_page(
        found,
        services().frozen.of(found),
        responses.of_attempt(db, found.id),
        due=due,
        marks=shown,
        evidence=evidence_marks.of_attempt(db, found.id) if due else {},
        paragraphs=services().paragraphs,
        gradings=attempt_gradings(found, shown, due=due, released=graded),
        corrections=attempt_corrections(found, released=graded) if due else {},
    )
    return render_template(
        "student/review.html",
        page=page,
        row=_row_of(found),
        due=due,
        calibration=in_words(page.calibration),
        late=late_state(found),
    )


def _row_of(found: Attempt) -> quiz_rows.QuizRow | None:
    """The quiz as it is now, where the course still has it."""
    now = services().folder.course().lesson(found.lesson)
    current = now.quiz(found.quiz) if isinstance(now, Lesson) else None
    return quiz_rows.quiz_row(found.lesson, current, own_work()) if current else None


def stale_page() -> Response | None:
    """The quiz page with what was just sent in it, where its form had grown too old to accept.

    Whoever has joined by the form already goes into the course.
    """
    if request.endpoint in ("student.join", "student.join_class") and current_student():
        return redirect(url_for("student.course"), 303)
    if request.endpoint != "student.save_attempt" or current_student() is None:
        return None
    found = own_attempt((request.view_args or {})["attempt_id"])
    _require_open(found)
    stored = responses.of_attempt(services().db, found.id)
    form = whole_form(found, services().frozen.of(found), stored)
    notice = "This page had been open for too long. Your answers are still in it: save them again."
    return make_response(_attempt_page(found, form.sent, form.problems, notice), 400)


def _require_open(found: Attempt) -> None:
    if found.state is AttemptState.SUBMITTED:
        raise AttemptClosed(found.id)


def _frozen_item(found: Attempt, item_id: str) -> tuple[Item, str]:
    """An item of the attempt and its version."""
    for item, frozen in services().frozen.of(found):
        if item.id == item_id:
            return item, frozen
    raise NotFound("question", item_id)


def _refusal(checked: bool) -> str:
    if checked:
        return "This answer was checked already, so it can't change any more."
    return (
        "A newer answer to this question was saved from another page or device. "
        "Save again to replace it with what you see here."
    )
