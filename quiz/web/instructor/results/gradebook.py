"""The gradebook: students x quizzes, sorted, narrowed, or one quiz alone; and due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.gradebook import Gradebook, Show, narrowed, only_quiz, sorted_by
from quiz.model import Strand
from quiz.storage import due_dates
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.results.class_work import class_gradebook, quiz_title
from quiz.web.services import services

_LONGEST_NAME = 200
_YEARS = range(2000, 2200)


@dataclass(frozen=True)
class View:
    """What the address asks to see: one quiz (`lesson/quiz`, '' for all), whom, how sorted."""

    quiz: str = ""
    show: Show = Show.ALL
    name: str = ""
    sort: str = "name"
    falling: bool = False

    @property
    def narrows(self) -> bool:
        return self.show is not Show.ALL or bool(self.name)

    def sorted_by(self, column: str) -> str:
        """The address of the same view sorted by a column; by the one it is sorted by, turned."""
        turned = column == self.sort and not self.falling
        return self._address(sort=column, order="down" if turned else "up")

    def only(self, quiz: str) -> str:
        """The address of the same view of one quiz, or of all with ''."""
        return self._address(quiz=quiz, sort="name", order="up")

    def direction(self, column: str) -> str | None:
        """What `aria-sort` says of a column."""
        if column != self.sort:
            return None
        return "descending" if self.falling else "ascending"

    def _address(self, **changes: str) -> str:
        values = {"quiz": self.quiz, "show": self.show.value, "name": self.name, **changes}
        kept: dict[str, Any] = {
            name: value for name, value in values.items() if value not in ("", Show.ALL.value)
        }
        return url_for("instructor.gradebook", **kept)


def _asked() -> View:
    """The view of the address; what can't be read there is as if it weren't there."""
    asked = request.args
    shows = [show.value for show in Show]
    show = Show(asked["show"]) if asked.get("show") in shows else Show.ALL
    return View(
        quiz=asked.get("quiz", ""),
        show=show,
        name=asked.get("name", "").strip()[:_LONGEST_NAME],
        sort=asked.get("sort", "name"),
        falling=asked.get("order") == "down",
    )


@instructor.get("/gradebook")
def gradebook() -> str:
    """Who did what at which quiz, and what it came to."""
    view, whole = _asked(), class_gradebook()
    lesson, _, quiz = view.quiz.partition("/")
    book = only_quiz(whole, (lesson, quiz))
    strands = [s.value for s in Strand if any(s.value in row.strands for row in book.rows)]
    shown = sorted_by(narrowed(book, view.show, view.name), view.sort, falling=view.falling)
    return render_template(
        "instructor/gradebook.html",
        whole=whole,
        book=shown,
        view=view,
        strands=strands,
        one=book.columns[0] if whole.place((lesson, quiz)) is not None else None,
        now=services().db.stamp(),
        left_out=_left_out(whole),
    )


def _left_out(whole: Gradebook) -> list[str]:
    """The students whom a file for another gradebook can't name."""
    return [row.student.name for row in whole.rows if not row.student.external_id]


@instructor.post("/due-dates")
def due_date() -> Response:
    """Give a quiz of the current class a due date, or take it away."""
    db, class_id = services().db, current_class().id
    key = (request.form.get("lesson", ""), request.form.get("quiz", ""))
    title = quiz_title(*key)
    action = request.form.get("action")
    if action == "clear":
        due_dates.clear(db, class_id, *key)
        flash(f"“{title}” has no due date any more.")
    elif action == "set":
        due_dates.put(db, class_id, *key, _moment(request.form.get("due", "")))
        flash(f"The due date of “{title}” is set. What comes after it is marked as late.")
    else:
        abort(400)
    return redirect(url_for("instructor.gradebook", quiz="/".join(key), _anchor="due"), 303)


def _moment(text: str) -> datetime:
    """A date and time as the laptop's clock shows them. Says what is wrong as a page."""
    words = "Give the due date as a day and a time, such as 2026-11-30T09:00, then save it again."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        abort(400, words)
    if moment.year not in _YEARS or moment.tzinfo is not None:
        abort(400, words)
    return moment.astimezone()
