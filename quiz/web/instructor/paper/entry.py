"""Entering what a student wrote on paper, by keyboard alone."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.marking import grade
from quiz.model import Attempt, ClosedBy, Paper, Student
from quiz.papers import blanks, entered, tidy_code
from quiz.storage import marks, papers, responses
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.paper import attempts as paper_attempts
from quiz.web.instructor.paper.choosing import of_class
from quiz.web.instructor.paper.form import (
    PaperForm,
    anchors,
    entries,
    entry_of,
    items_of,
    read_form,
    stored_form,
)
from quiz.web.services import services

_ONE = "/papers/<code>/students/<int(max=999999999):student_id>"
_ASK = "Nothing is saved yet: say first whether this is a further attempt."


@instructor.get(_ONE)
def enter_paper(code: str, student_id: int) -> str:
    """The form, with what was entered before."""
    paper, student = _paper(code), of_class(student_id)
    found = paper_attempts.being_entered(student, paper)
    stored = responses.of_attempt(services().db, found.id) if found else {}
    said = {item_id: paper_attempts.as_entered(one) for item_id, one in stored.items()}
    return _page(paper, student, stored_form(paper, said))


@instructor.post(_ONE)
def save_paper(code: str, student_id: int) -> Response | tuple[str, int]:
    """Keep what can be read; then hand it in and go to the next student, or stay."""
    paper, student = _paper(code), of_class(student_id)
    form = read_form(paper)
    attempt = _attempt(paper, student)
    if attempt is None:
        return _page(paper, student, form, _ASK), 409
    paper_attempts.save(attempt, form.said)
    if form.problems:
        return _page(paper, student, form, _unread(form)), 422
    if request.form.get("go") != "next":
        flash("Saved. It isn't handed in yet.")
        return redirect(url_for("instructor.enter_paper", code=code, student_id=student.id), 303)
    hand_in(attempt, ClosedBy.INSTRUCTOR)
    flash(f"{student.name}: {_outcome(attempt)}")
    return redirect(url_for("instructor.papers", code=paper.code), 303)


@instructor.post("/papers/<code>/read/<item_id>")
def read_from_paper(code: str, item_id: str) -> Response:
    """What one item's texts say, for the page's script; nothing is kept."""
    paper = _paper(code)
    item = next((one for one in items_of(paper) if one.id == item_id), None)
    if item is None:
        raise NotFound("question", item_id)
    texts = request.form.getlist("text")
    if len(texts) != len(blanks(item, paper)):
        abort(400)
    try:
        entry = entry_of(item, paper, texts, entered(item, paper, texts, anchors()))
    except ValueError as error:
        return jsonify(problem=str(error), said="", remark="")
    return jsonify(problem="", said=entry.said, remark=entry.remark)


def _paper(code: str) -> Paper:
    return papers.get(services().db, tidy_code(code))


def _page(paper: Paper, student: Student, form: PaperForm, notice: str = "") -> str:
    own = paper_attempts.being_entered(student, paper)
    others = [] if own else paper_attempts.at_the_quiz(student, paper)
    return render_template(
        "instructor/paper_entry.html",
        paper=paper,
        owner=student,
        entries=entries(paper, form),
        others=others,
        beside=_known(others),
        notice=notice,
    )


def _attempt(paper: Paper, student: Student) -> Attempt | None:
    """The attempt to save into; None where it must be asked first whether there may be another."""
    found = paper_attempts.being_entered(student, paper)
    others = paper_attempts.at_the_quiz(student, paper)
    if found is None and request.form.get("beside", "none") == _known(others):
        return paper_attempts.begin(student, paper)
    return found


def _known(others: list[Attempt]) -> str:
    """What a page knew of other attempts. One more, or one handed in since, is asked about anew."""
    return ", ".join(one.state.value for one in others) or "none"


def _unread(form: PaperForm) -> str:
    number = len(form.problems)
    these = "1 answer can't" if number == 1 else f"{number} answers can't"
    return f"{these} be read; see beside it. All the others are saved, and nothing is handed in."


def _outcome(attempt: Attempt) -> str:
    total = grade(marks.of_attempt(services().db, attempt.id))
    waiting = f", {total.needs_grading} to mark by hand" if total.needs_grading else ""
    return f"{total.points:g} of {total.out_of:g} points{waiting}. Handed in."
