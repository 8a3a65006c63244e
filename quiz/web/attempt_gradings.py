"""The gradings of one attempt, as far as whoever asks may see them."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.model import Attempt, Mark
from quiz.storage import gradings
from quiz.web.grading_views import GradingView, grading_views
from quiz.web.services import services


def attempt_gradings(
    found: Attempt, marks: Sequence[Mark], *, due: bool, released: bool
) -> dict[str, GradingView]:
    """Item id -> grading and own rating, for the open responses of a submitted attempt.

    `marks` are the ones that the same page shows. Without `due` there is nothing, because a rubric
    is part of the feedback; what a person graded is there only once it is `released`.
    """
    if not due:
        return {}
    db, frozen = services().db, services().frozen
    given = gradings.of_attempt(db, found.id) if released else {}
    own = {item_id: one for (_, item_id), one in gradings.self_ratings(db, [found.id]).items()}
    versions = {mark.version for mark in marks}
    versions |= {grading.version for grading in given.values()}
    versions |= {rating.version for rating in own.values()}
    return grading_views(marks, frozen.by_version(versions), given, own)
