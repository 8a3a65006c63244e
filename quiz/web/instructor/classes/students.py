"""The students of a class: the list, their IDs in other gradebooks, and who may be one person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import ExternalIdTaken
from quiz.look_alikes import look_alikes
from quiz.model import Student
from quiz.storage import attempts, claims, classes, students
from quiz.web.forms import (
    EXTERNAL_ID,
    EXTERNAL_ID_RULE,
    LONGEST_LINE,
    TOO_LONG_A_LINE,
    ClassForm,
    tidy_name,
)
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.services import services

_BEFORE_THE_ID = re.compile(r"\s*[\t,;]\s*")


@instructor.get("/students", endpoint="students")
def students_page() -> str:
    """Everyone of the current class, and what can be done about them."""
    return _page()


def _page(form: ClassForm | None = None, ids: str = "", problems: Sequence[str] = ()) -> str:
    db, own = services().db, current_class()
    found = students.in_class(db, own.id)
    return render_template(
        "instructor/students.html",
        students=sorted(found, key=lambda student: (student.name.casefold(), student.id)),
        attempts=Counter(attempt.student_id for attempt in attempts.in_class(db, own.id)),
        pairs=look_alikes(found),
        sizes=classes.sizes(db),
        claims=claims.of_class(db, own.id),
        form=form or ClassForm(formdata=None),
        ids=ids,
        problems=problems,
    )


@instructor.post("/students/ids")
def student_ids() -> Response | tuple[str, int]:
    """Take the IDs from a pasted list; all of them or, where a line is unclear, none."""
    db, text = services().db, request.form.get("ids", "")
    ids, problems = read_ids(text, students.in_class(db, current_class().id))
    if not problems:
        try:
            students.give_ids(db, ids)
        except ExternalIdTaken as taken:
            problems = [taken.message]
    if problems or not ids:
        return _page(ids=text, problems=problems or ["Paste the list first."]), 422
    flash(f"IDs saved: {len(ids)}.")
    return redirect(url_for("instructor.students"), 303)


def read_ids(text: str, known: Sequence[Student]) -> tuple[dict[int, str], list[str]]:
    """Student id -> ID from lines of "name or code, ID", and what is wrong with which line.

    Name and ID are parted by a tab, a comma or a semicolon, of which the last counts.
    """
    ids: dict[int, str] = {}
    problems, called = [], _calls(known)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            problems.append(f"Line {number}: {TOO_LONG_A_LINE}")
            continue
        who, _, given = _BEFORE_THE_ID.sub("\t", line.strip()).rpartition("\t")
        external_id, found = tidy_name(given), _called(who.replace("\t", " "), called)
        if not who:
            problems.append(f"Line {number}: put a comma between the name and the ID.")
        elif not EXTERNAL_ID.match(external_id):
            problems.append(f"Line {number}: {EXTERNAL_ID_RULE}")
        elif len(found) != 1:
            problems.append(f"Line {number}: {_unclear(found, who)}")
        elif found[0].id in ids:
            problems.append(f"Line {number}: this student has an ID in a line above.")
        else:
            ids[found[0].id] = external_id
    return ids, problems


def _calls(known: Sequence[Student]) -> dict[tuple[str, str], list[Student]]:
    """("code", a code) or ("name", a name), as `_called` looks it up -> the students with it."""
    calls: dict[tuple[str, str], list[Student]] = {}
    for student in known:
        # In a list "Name, Given name" the comma became a space.
        name = tidy_name(student.name.replace(",", " ")).casefold()
        for call in (("code", student.code.replace(" ", "")), ("name", name)):
            calls.setdefault(call, []).append(student)
    return calls


def _called(who: str, calls: Mapping[tuple[str, str], list[Student]]) -> list[Student]:
    """The students with this code or, where nobody has it, of this name."""
    by_code = calls.get(("code", "".join(who.split())))
    return by_code or calls.get(("name", tidy_name(who).casefold()), [])


def _unclear(found: Sequence[Student], who: str) -> str:
    if found:
        return f"{len(found)} students are called “{who}”. Write the personal code instead."
    return f"nobody in this class is called “{who}” or has this code."
