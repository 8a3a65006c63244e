"""What becomes of a text that is saved, and the pages where the instructor decides about it.

Whatever happens, the text is in the history or in the page that goes back. The outcome is told by
a redirect, or in JSON to the page's own script, which then goes to the same place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.content.differences import fold, word_difference
from quiz.content.files import slug_of
from quiz.errors import LessonFileError, NotFound
from quiz.lesson_desk import OpenLesson, SaveOutcome, SaveResult
from quiz.lesson_texts import Kept, LessonVersion
from quiz.model import Lesson
from quiz.storage import lesson_versions
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.marking import regrading_preview
from quiz.web.instructor.marking.regrading_preview import Choice
from quiz.web.services import services

_SAID = {
    SaveOutcome.SAVED: "Saved at {time}.",
    SaveOutcome.UNCHANGED: "Saved at {time}; nothing had changed.",
    SaveOutcome.DRAFT: (
        "Kept as a draft at {time}, because it has mistakes. What students see has not changed."
    ),
}


def store(slug: str, text: str, based_on: str, how: Kept = Kept.SAVED) -> Response:
    """Save a text, or lead to the page where it is decided what becomes of it."""
    desk = services().desk
    if _touches_marks(slug, text, based_on):
        draft = desk.keep_draft(slug, text)
        to = url_for(
            "instructor.changes", slug=slug, version_id=draft.id, based_on=based_on, how=how.value
        )
        return _answer("changes", "This changes questions that have answers.", to)
    try:
        return told(desk.save(slug, text, based_on, how=how))
    except LessonFileError as error:
        return _answer("failed", _kept(error), url_for("instructor.edit", slug=slug), status=409)


def _kept(error: LessonFileError) -> str:
    return f"{error.message} Your text is kept as a draft."


def told(result: SaveResult, regraded: int | None = None) -> Response:
    """Say what became of a save and how many marks were `regraded`, and go on from there."""
    slug, outcome = result.slug, result.outcome
    if outcome is SaveOutcome.CONFLICT:
        to = url_for("instructor.conflict", slug=slug, version_id=result.version.id)
        return _answer("conflict", "The lesson was changed elsewhere.", to)
    draft = result.version.id if outcome is SaveOutcome.DRAFT else None
    message = _SAID[outcome].format(time=f"{datetime.now():%H:%M}")
    if regraded is not None:
        message += f" {regraded} {'mark was' if regraded == 1 else 'marks were'} regraded."
    to = url_for(
        "instructor.edit",
        slug=slug,
        version=draft,
        based_on=result.hash if draft else None,
        view=request.form.get("view"),
    )
    return _answer(outcome.value, message, to, result.hash)


@instructor.get("/lessons/<slug>/conflict/<int:version_id>")
def conflict(slug: str, version_id: int) -> str:
    """Two texts of one lesson: what the file holds, and what was to be saved over it."""
    theirs = _opened(slug)
    mine = services().desk.version(slug, version_id) if theirs else _of_gone(slug, version_id)
    return render_template(
        "instructor/conflict.html",
        slug=slug,
        mine=mine,
        theirs=theirs,
        difference=fold(word_difference((theirs and theirs.text) or "", mine.text)),
    )


@instructor.route("/lessons/<slug>/changes/<int:version_id>", methods=["GET", "POST"])
def changes(slug: str, version_id: int) -> str | Response:
    """What a text would do to marks already given, and what to do about each changed question."""
    draft, problem = services().desk.version(slug, version_id), ""
    lesson = services().desk.trial(slug, draft.text).lesson
    effects = regrading_preview.effects(slug, lesson) if lesson else []
    if request.method == "POST":
        try:
            choices = regrading_preview.read_choices(request.form, effects)
            return _decided(slug, draft.text, choices)
        except ValueError as error:
            problem = str(error)
        except LessonFileError as error:
            problem = _kept(error)
    return render_template(
        "instructor/changes.html",
        slug=slug,
        draft=draft,
        title=lesson.title if lesson else slug,
        effects=effects,
        based_on=request.values.get("based_on", ""),
        how=_how(),
        problem=problem,
    )


def _decided(slug: str, text: str, choices: Mapping[str, Choice]) -> Response:
    """Save a text, and then regrade as was chosen for the questions that it changes."""
    result = services().desk.save(slug, text, request.form.get("based_on", ""), how=_how())
    if result.outcome in (SaveOutcome.SAVED, SaveOutcome.UNCHANGED):
        return told(result, regrading_preview.apply(slug, choices))
    return told(result)


def _how() -> Kept:
    """How the text of the page about changes is kept: it may be that of an older version."""
    return Kept.RESTORED if request.values.get("how") == Kept.RESTORED.value else Kept.SAVED


def _touches_marks(slug: str, text: str, based_on: str) -> bool:
    """Whether saving would go through and change questions that were answered."""
    opened = _opened(slug)
    if opened is None or opened.hash != based_on or opened.text == text:
        return False
    trial = services().desk.trial(slug, text)
    return (
        trial.accepted
        and isinstance(trial.lesson, Lesson)
        and bool(regrading_preview.effects(slug, trial.lesson))
    )


def _opened(slug: str) -> OpenLesson | None:
    """The lesson's file; None where it was renamed, archived or deleted meanwhile."""
    try:
        return services().desk.open(slug)
    except NotFound:
        return None


def _of_gone(slug: str, version_id: int) -> LessonVersion:
    """A version of a lesson that is gone, of which the desk knows nothing. Raises `NotFound`."""
    found = lesson_versions.get(services().db, version_id)
    if slug_of(found.file) != slug:
        raise NotFound("version", version_id)
    return found


def _answer(outcome: str, message: str, to: str, hash: str = "", *, status: int = 200) -> Response:
    if "X-Autosave" not in request.headers:
        if outcome not in ("changes", "conflict"):  # their pages say so at length
            flash(message)
        return redirect(to, 303)
    reply = jsonify(outcome=outcome, message=message, to=to, hash=hash)
    reply.status_code = status
    return reply
