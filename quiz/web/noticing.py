"""What somebody in the room tries and may not: kept for the instructor to see."""

from __future__ import annotations

from contextlib import suppress

from flask import request

from quiz.errors import StorageError
from quiz.model import Kind, Student
from quiz.storage import class_log
from quiz.web.services import services


def notice(kind: Kind, student: Student | None = None) -> None:
    """Keep that this request tried something, with the student where it is known, and the address.

    An address that tries very often is kept now and then; where nothing can be written, nothing is.
    """
    address = request.remote_addr or ""
    if not services().notices.allows(address):
        return
    with suppress(StorageError):
        class_log.note_tries(
            services().db,
            kind,
            class_id=student.class_id if student else None,
            student_id=student.id if student else None,
            detail=address,
        )
