"""Whose paper is to be entered next, and which version of a quiz it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.look_alikes import same_name
from quiz.model import AttemptState, Paper, Student
from quiz.papers import tidy_code
from quiz.storage import attempts, papers, students
from quiz.web.forms import NameForm
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.paper.attempts import is_of
from quiz.web.services import services

_LISTED = 12
"""Papers that are named for choosing: those that were shown last."""


@dataclass(frozen=True)
class _Chosen:
    """What was asked for, and by field what is wrong with it."""

    code: str = ""
    student_id: int = 0
    name: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@instructor.get("/papers", endpoint="papers")
def papers_page() -> str:
    """Whose paper to enter, and which."""
    return _page(_Chosen(code=tidy_code(request.args.get("code", ""))))


@instructor.post("/papers")
def choose_paper() -> Response | tuple[str, int]:
    """Go on to the form for one student's paper; a new name is added to the class."""
    sent = request.form.get("student", "")
    chosen = _Chosen(
        tidy_code(request.form.get("code", "")),
        int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0,
        request.form.get("name", "").strip(),
    )
    if _paper(chosen.code) is None:
        chosen.problems["code"] = _no_such(chosen.code)
    student = _student(chosen)
    if student is None:
        return _page(chosen), 422
    return redirect(url_for("instructor.enter_paper", code=chosen.code, student_id=student.id), 303)


def of_class(student_id: int) -> Student:
    """A student of the class that the page is about. Raises `NotFound`."""
    found = students.get(services().db, student_id)
    if found.class_id != current_class().id:
        raise NotFound("student", student_id)
    return found


def _page(chosen: _Chosen) -> str:
    db, own = services().db, current_class()
    paper = _paper(chosen.code)
    everyone = sorted(students.in_class(db, own.id), key=lambda one: (one.name.casefold(), one.id))
    taken = attempts.at_quiz(db, own.id, paper.lesson, paper.quiz) if paper else []
    names = {one.id: one.name for one in everyone}
    return render_template(
        "instructor/papers.html",
        chosen=chosen,
        paper=paper,
        students=everyone,
        handed_in={one.student_id for one in taken if one.state is AttemptState.SUBMITTED},
        recent=papers.newest(db, _LISTED),
        going_on=[
            (one.student_id, names[one.student_id]) for one in taken if paper and is_of(one, paper)
        ],
    )


def _paper(code: str) -> Paper | None:
    try:
        return papers.get(services().db, code)
    except NotFound:
        return None


def _no_such(code: str) -> str:
    if not code:
        return "Type the code that stands on top of the sheet."
    return (
        f"No paper with the code “{code[:12]}” was shown here. Look at the top of the sheet again; "
        "there is no 0, 1, I or O in a code."
    )


def _student(chosen: _Chosen) -> Student | None:
    """The student who was chosen or is new; None where anything is wrong, and then it is said."""
    if chosen.name and chosen.student_id:
        chosen.problems["name"] = "Choose a student or write a new name, one of the two."
    elif chosen.name:
        return _new_student(chosen)
    elif not chosen.student_id:
        chosen.problems["student"] = "Choose whose paper it is, or write a new name."
    return None if chosen.problems else of_class(chosen.student_id)


def _new_student(chosen: _Chosen) -> Student | None:
    form, own = NameForm(), current_class()
    name = form.name.data or ""
    if not form.validate():
        chosen.problems["name"] = " ".join(form.name.errors)
    elif any(same_name(one.name, name) for one in students.in_class(services().db, own.id)):
        chosen.problems["name"] = (
            f"{name} is in this class already. Choose them above; if this is somebody else of the "
            "same name, add what tells them apart."
        )
    return None if chosen.problems else students.add(services().db, name, own.id)
