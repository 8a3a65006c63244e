"""The work of the current class, read from storage in a fixed number of queries."""

from __future__ import annotations

from quiz.storage import attempts, marks, releases, students
from quiz.web.instructor.blueprint import current_class
from quiz.web.instructor.overview import Overview, overview
from quiz.web.services import services


def class_overview() -> Overview:
    """The current class at a glance."""
    db, class_id = services().db, current_class().id
    return overview(
        services().folder.course(),
        students.in_class(db, class_id),
        attempts.in_class(db, class_id),
        marks.in_class(db, class_id),
        attempts.answered(db, class_id),
        releases.released(db, class_id),
    )
