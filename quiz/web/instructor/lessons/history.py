"""Every text that a lesson ever had."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from quiz.content.differences import fold, word_difference
from quiz.lesson_texts import Kept
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lessons.saving import store
from quiz.web.services import services


@instructor.get("/lessons/<slug>/history")
def lesson_history(slug: str) -> str:
    """All versions, the newest first."""
    desk = services().desk
    return render_template(
        "instructor/history.html", lesson=desk.open(slug), versions=desk.history(slug)
    )


@instructor.get("/lessons/<slug>/history/<int:version_id>")
def lesson_version(slug: str, version_id: int) -> str:
    """One version: what it changed, how it differs from the file, and its text."""
    desk = services().desk
    lesson, version = desk.open(slug), desk.version(slug, version_id)
    ids = [one.id for one in desk.history(slug)]
    older = ids[ids.index(version.id) + 1 :]
    before = desk.version(slug, older[0]).text if older else None
    return render_template(
        "instructor/version.html",
        lesson=lesson,
        version=version,
        before=before,
        changed=fold(word_difference(before, version.text)) if before is not None else (),
        since=fold(word_difference(version.text, lesson.text or "")),
    )


@instructor.post("/lessons/<slug>/history/<int:version_id>/restore")
def restore_version(slug: str, version_id: int) -> Response:
    """Save the text of a version as the newest one."""
    version = services().desk.version(slug, version_id)
    based_on = request.form.get("based_on") or abort(400)
    return store(slug, version.text, based_on, Kept.RESTORED)
