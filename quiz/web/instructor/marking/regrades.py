"""Regrading one question, and what was regraded at a quiz."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.content.printer import version
from quiz.errors import MarksChanged, NotFound, RegradeStands
from quiz.model import Item, Lesson
from quiz.regrading import Effect
from quiz.storage import regrades as stored
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.marking.regrading_preview import effect_of, read_choice, regrade_by
from quiz.web.services import services


@dataclass(frozen=True)
class _Place:
    """A quiz as the pages name it; `items` are those that it has now, or had when it was taken."""

    lesson: str
    quiz: str
    title: str
    lesson_title: str
    items: dict[str, Item]
    now: frozenset[str]


@instructor.get("/regrades")
def regraded() -> str:
    """Questions that changed after students had answered them, and the quizzes with regrades."""
    course, db = services().folder.course(), services().db
    now = {
        (lesson.slug, quiz.id, item.id): (quiz, item)
        for lesson in course.lessons
        if isinstance(lesson, Lesson)
        for quiz in lesson.quizzes
        for item in quiz.items
    }
    outdated = stored.outdated(db, [(*key, version(item)) for key, (_, item) in now.items()])
    return render_template(
        "instructor/regraded.html",
        outdated=[(key, *found) for key, found in now.items() if key in outdated],
        places=[(*key, titles) for key in stored.quizzes(db) if (titles := _titles(*key))],
    )


@instructor.get("/regrades/<lesson>/<quiz>")
def regrades(lesson: str, quiz: str) -> str:
    """Every regrade at a quiz, and its questions, each of which can be regraded."""
    place, found = _place(lesson, quiz), stored.of_quiz(services().db, lesson, quiz)
    # Of each question only the newest can be undone.
    newest = {one.item_id: one.id for one, _ in reversed(found) if not one.undone_at}
    return render_template(
        "instructor/regrades.html", place=place, regrades=found, newest=set(newest.values())
    )


@instructor.post("/regrades/<lesson>/<quiz>")
def undo_regrade(lesson: str, quiz: str) -> Response:
    """Undo a regrade of the quiz."""
    regrade_id = request.form.get("undo", type=int)
    if regrade_id is None or not 0 < regrade_id < 2**63:
        abort(400, "Choose which regrade to undo.")
    if (found := stored.get(services().db, regrade_id)).lesson != lesson or found.quiz != quiz:
        raise NotFound("regrade", regrade_id)
    try:
        stored.undo(services().db, regrade_id)
        flash("The regrade is undone. Every mark is again what it was before.")
    except (RegradeStands, MarksChanged) as error:
        flash(error.message)
    return redirect(url_for("instructor.regrades", lesson=lesson, quiz=quiz), 303)


@instructor.route("/regrades/<lesson>/<quiz>/<item_id>", methods=["GET", "POST"])
def regrade(lesson: str, quiz: str, item_id: str) -> str | tuple[str, int] | Response:
    """What regrading one question would change; a post does what was chosen."""
    place = _place(lesson, quiz)
    if item_id not in place.items:
        raise NotFound("question", item_id)
    effect = effect_of(lesson, quiz, place.items[item_id])
    if request.method == "GET" or effect is None:
        return _page(place, item_id, effect)
    try:
        choice = read_choice(request.form, effect, removed=item_id not in place.now)
        done = regrade_by(lesson, [choice])
    except (ValueError, MarksChanged) as error:
        # Read again, as the marks may be what has changed.
        fresh = effect_of(lesson, quiz, place.items[item_id])
        return _page(place, item_id, fresh, str(error)), 409
    flash("Regraded. It is listed here, and can be undone." if done else "No mark was changed.")
    return redirect(url_for("instructor.regrades", lesson=lesson, quiz=quiz), 303)


def _page(place: _Place, item_id: str, effect: Effect | None, problem: str = "") -> str:
    return render_template(
        "instructor/regrade.html",
        place=place,
        item=place.items[item_id],
        removed=item_id not in place.now,
        effect=effect,
        problem=problem,
    )


def _place(lesson: str, quiz: str) -> _Place:
    """The quiz with its questions, of which the course may have none any more."""
    if not (lesson + quiz).isascii():
        raise NotFound("quiz", quiz)
    titles = _titles(lesson, quiz)
    if titles is None:
        raise NotFound("quiz", quiz)
    current = services().folder.course().lesson(lesson)
    now = current.quiz(quiz) if isinstance(current, Lesson) else None
    here = {item.id: item for item in now.items} if now else {}
    taken = stored.taken(services().db, lesson, quiz)
    frozen = services().frozen.by_version(taken)
    # The newest last, so that it is the one that stays.
    asked = {frozen[version].id: frozen[version] for version in taken}
    return _Place(lesson, quiz, *titles, asked | here, frozenset(here))


def _titles(lesson: str, quiz: str) -> tuple[str, str] | None:
    """A quiz's title and its lesson's, now or when it was taken; None where neither is known."""
    current = services().folder.course().lesson(lesson)
    now = current.quiz(quiz) if isinstance(current, Lesson) else None
    if now and current:
        return now.title, current.title
    return stored.titles(services().db, lesson, quiz)
