"""Marking open responses, question by question."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import GradedMeanwhile, MarksChanged, NotFound
from quiz.questions.open_response import count_words
from quiz.rubric_marking import Group
from quiz.storage import gradings
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.marking import open_responses
from quiz.web.instructor.marking.grading_form import Choice, form_of, sent_choice, stored_choice
from quiz.web.instructor.marking.open_responses import Work
from quiz.web.services import services


@instructor.get("/marking")
def marking() -> str:
    """What waits to be marked in the current class, and the release of what is."""
    return render_template("instructor/marking.html", quizzes=open_responses.open_quizzes())


@instructor.get("/marking/<lesson>/<quiz>/<item_id>")
def grade(lesson: str, quiz: str, item_id: str) -> str:
    """One response to mark: the one asked for, or an attempt's, or the first that waits."""
    work = open_responses.work_on(lesson, quiz, item_id)
    key, whose = request.args.get("response"), request.args.get("attempt", "")
    group = work.group(key) if key else work.group_of(whose) or work.next_waiting()
    return _page(work, group)


@instructor.post("/marking/<lesson>/<quiz>/<item_id>")
def save_grading(lesson: str, quiz: str, item_id: str) -> Response | tuple[str, int] | str:
    """Keep what was chosen for a response and all that say the same, and go to the next."""
    work = open_responses.work_on(lesson, quiz, item_id)
    group = _group_sent(work)
    sent = sent_choice(group.first.item, request.form)
    if "pick" in request.form:
        return _page(work, group, sent.with_comment(request.form["pick"]))
    if sent.problem:
        return _page(work, group, sent), 422
    try:
        gradings.grade(services().db, sent.gradings(group, work.gradings))
    except (GradedMeanwhile, MarksChanged):
        work = open_responses.work_on(lesson, quiz, item_id)
        return _page(work, _group_sent(work), replace(sent, meanwhile=True)), 409
    return _to(work, work.next_waiting(group), after=group.key)


@instructor.post("/marking/<lesson>/<quiz>/<item_id>/undo")
def undo_grading(lesson: str, quiz: str, item_id: str) -> Response:
    """Take back what was last kept for a response and those that say the same."""
    work = open_responses.work_on(lesson, quiz, item_id)
    group = _group_sent(work)
    kept = [grading.id for grading in work.last_kept(group)]
    try:
        gradings.undo(services().db, kept)
    except (GradedMeanwhile, MarksChanged) as error:
        flash(error.message)
    else:
        flash("Taken back." if kept else "It was taken back already.")
    return _to(work, group)


def _group_sent(work: Work) -> Group:
    try:
        return work.group(request.form.get("response", ""))
    except NotFound:
        abort(
            404,
            "This response can't be marked here any more: its question was regraded, or its "
            "student removed.",
        )


def _to(work: Work, group: Group | None, *, after: str | None = None) -> Response:
    newest = work.newest
    to = url_for(
        "instructor.grade",
        lesson=newest.lesson,
        quiz=newest.quiz,
        item_id=work.item.id,
        response=group.key if group else None,
        after=after,
        names=request.values.get("names") or None,
    )
    return redirect(to, 303)


def _page(work: Work, group: Group | None, sent: Choice | None = None) -> str:
    """The page of one response, or of an item that has none left to mark."""
    stored = Choice()
    if group:
        versions = {grading.version for grading in work.gradings.values()}
        items = services().frozen.by_version(versions)
        stored = stored_choice(group, work.gradings, items)
    where = (work.newest.lesson, work.newest.quiz, work.item.id)
    after = next((g for g in work.groups if g.key == request.args.get("after")), None)
    return render_template(
        "instructor/grade.html",
        work=work,
        group=group,
        criteria=form_of(group.first.item) if group else (),
        chosen=_told(sent, stored) if sent else stored,
        unsaved=sent is not None,
        stored=stored,
        last=after if after and work.last_kept(after) else None,
        bank=gradings.comments(services().db, *where, [item for item, _ in work.newest.items]),
        names=bool(request.values.get("names")),
        words=count_words(group.first.text) if group else 0,
        where=dict(zip(("lesson", "quiz", "item_id"), where, strict=True)),
    )


def _told(sent: Choice, stored: Choice) -> Choice:
    """What was sent, as the page shows it again: it knows of another window's grading only where
    it says what happened there."""
    return replace(sent, seen=stored.seen) if sent.meanwhile else sent
