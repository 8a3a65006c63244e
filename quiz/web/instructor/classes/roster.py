"""The list of a class: names that the instructor pastes, and their personal codes on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import ExternalIdTaken
from quiz.look_alikes import spellings
from quiz.storage import classes, students
from quiz.web.forms import (
    EXTERNAL_ID,
    EXTERNAL_ID_RULE,
    LONGEST_LINE,
    MAX_NAME,
    TOO_LONG_A_LINE,
    tidy_name,
)
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.classes.managing import ONE, class_page
from quiz.web.services import services

MOST = 1_000
"""Names that are taken at once."""
_SURELY_AN_ID = re.compile(r"\s*[\t;]\s*")
_MAYBE_AN_ID = re.compile(r"(.*\S)\s*,\s*(\S*[0-9@]\S*)\Z")
"""After a comma may come a given name, too."""


@instructor.post(f"{ONE}/roster")
def add_to_roster(class_id: int) -> Response | tuple[str, int]:
    """Put pasted names on the list of a class; all of them or, where a line is unclear, none."""
    db, text = services().db, request.form.get("roster", "")
    found = classes.get(db, class_id)
    known = [student.name for student in students.in_class(db, found.id)]
    entries, problems = read_roster(text, known)
    if not problems and not entries:
        problems = ["Paste the names first, one a line."]
    if not problems:
        try:
            students.enrol(db, found.id, entries)
        except ExternalIdTaken as taken:
            problems = [taken.message]
    if problems:
        return class_page(found, roster=text, problems=problems), 422
    flash(f"Names put on the list: {len(entries)}.")
    return redirect(url_for("instructor.one_class", class_id=found.id), 303)


@instructor.get("/students/codes")
def personal_codes() -> str:
    """The personal codes of the current class, to print and cut."""
    found = students.in_class(services().db, current_class().id)
    return render_template(
        "instructor/codes.html", students=sorted(found, key=lambda one: one.name.casefold())
    )


def read_roster(text: str, known: Iterable[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Names and IDs ('' for none) from lines of "name, ID", and what is wrong with which line.

    After a tab or a semicolon comes an ID; after a comma only where a digit or an @ is in it.
    `known` are the names of the class so far: no line may have one of them again.
    """
    taken = {spelling: "in the class already" for name in known for spelling in spellings(name)}
    entries: list[tuple[str, str]] = []
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            problems.append(f"Line {number}: {TOO_LONG_A_LINE}")
            continue
        name, external_id = _name_and_id(line.strip())
        where = next((taken[one] for one in spellings(name) if one in taken), "")
        if not any(c.isalnum() for c in name) or len(name) > MAX_NAME:
            problems.append(f"Line {number}: write a name of at most {MAX_NAME} letters.")
        elif external_id and not EXTERNAL_ID.match(external_id):
            problems.append(f"Line {number}: {EXTERNAL_ID_RULE}")
        elif where:
            problems.append(f"Line {number}: “{name}” is {where}. Add what tells them apart.")
        else:
            entries.append((name, external_id))
            taken |= dict.fromkeys(spellings(name), f"in line {number} too")
    if len(entries) > MOST:
        problems.append(f"At most {MOST} names can be taken at once.")
    return entries, problems


def _name_and_id(line: str) -> tuple[str, str]:
    name, *rest = _SURELY_AN_ID.split(line)
    if rest:
        return tidy_name(name), tidy_name(rest[-1])
    parted = _MAYBE_AN_ID.match(line)
    return (tidy_name(parted[1]), tidy_name(parted[2])) if parted else (tidy_name(line), "")
