"""What the student who asks has done, and what their class may take."""

from __future__ import annotations

from quiz.storage import attempts, classes, marks, releases, sittings
from quiz.web import pages, quiz_rows
from quiz.web.services import services
from quiz.web.student.identity import me


def own_work() -> quiz_rows.OwnWork:
    """This student's work as far as they may see it, and what their class may take."""
    db, mine = services().db, me()
    own, own_class = attempts.of_student(db, mine.id), classes.get(db, mine.class_id)
    released, earned = releases.released(db, mine.class_id), marks.of_student(db, mine.id)
    return quiz_rows.OwnWork(
        own,
        {a.id: pages.shown_marks(a, earned[a.id], released) for a in own if a.id in earned},
        released,
        sittings.governing(db, mine.class_id),
        sittings.allowances_of(db, mine.id),
        own_class.self_paced,
        mine.extra_time,
    )
