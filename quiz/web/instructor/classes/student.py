"""One student: name, ID and class, all their data as a file, and removing them with all of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from quiz.errors import ExternalIdTaken
from quiz.exchange.student_data import student_zip
from quiz.model import Student
from quiz.storage import attempts, classes, sittings, student_records, students
from quiz.web.forms import StudentForm
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.downloads import download
from quiz.web.instructor.results.class_work import marked_responses_of_student
from quiz.web.services import services

ONE = "/students/<int(max=999999999):student_id>"
"""The address of one student; a longer number is nobody's."""


@instructor.route(ONE, methods=["GET", "POST"])
def student(student_id: int) -> Response | str | tuple[str, int]:
    """What is known of a student, and the form that changes it."""
    found = students.get(services().db, student_id)
    form = _form(found)
    if form.validate_on_submit() and _save(found, form):
        flash("Saved.")
        return redirect(url_for("instructor.student", student_id=found.id), 303)
    page = _page(found, form)
    return (page, 422) if form.is_submitted() else page


def _form(found: Student) -> StudentForm:
    form = StudentForm(
        name=found.name,
        external_id=found.external_id,
        class_id=found.class_id,
        extra_time=f"{found.extra_time:g}",
    )
    form.class_id.choices = [(one.id, one.name) for one in classes.every(services().db)]
    return form


def _save(found: Student, form: StudentForm) -> bool:
    """Keep what was changed; False where the ID is another's."""
    try:
        students.change(
            services().db,
            found.id,
            name=form.name.data or "",
            external_id=form.external_id.data or "",
            class_id=form.class_id.data,
        )
    except ExternalIdTaken as taken:
        form.external_id.errors = [taken.message]
        return False
    sittings.multiply_time(services().db, found.id, form.multiplier)
    return True


def _page(found: Student, form: StudentForm) -> str:
    db = services().db
    return render_template(
        "instructor/student.html",
        found=found,
        form=form,
        attempts=attempts.of_student(db, found.id),
        others=[one for one in students.in_class(db, found.class_id) if one.id != found.id],
    )


@instructor.post(f"{ONE}/code")
def renew_personal_code(student_id: int) -> Response:
    """Give a student a new personal code, and sign all their devices out."""
    students.renew_code(services().db, student_id)
    found = students.get(services().db, student_id)
    flash(f"All devices are signed out. The new personal code is {found.code}.")
    return redirect(url_for("instructor.student", student_id=found.id), 303)


@instructor.get(f"{ONE}/data.zip")
def student_data(student_id: int) -> Response:
    """All that is stored about one student, to hand out."""
    db = services().db
    found = students.get(db, student_id)
    tables = student_records.everything(db, found.id)
    questions = services().frozen.by_version(row["version"] for row in tables["item_versions"])
    responses = marked_responses_of_student(found, classes.get(db, found.class_id))
    data = student_zip(tables, questions, responses)
    # Not the name: a header can't hold every script.
    return download(f"student-{found.id}.zip", data, "application/zip")


@instructor.get(f"{ONE}/remove")
def ask_to_remove(student_id: int) -> str:
    """What removing a student takes away, and the button that does it."""
    found = students.get(services().db, student_id)
    taken = attempts.of_student(services().db, found.id)
    return render_template("instructor/remove_student.html", found=found, attempts=taken)


@instructor.post(f"{ONE}/remove")
def remove_student(student_id: int) -> Response:
    """Remove a student with all their data."""
    found = students.get(services().db, student_id)
    student_records.remove(services().db, found.id)
    flash(f"“{found.name}” was removed with all data.")
    return redirect(url_for("instructor.students"), 303)
