"""Closing an attempt, whoever does it: its student, the instructor, or the end of its time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from quiz.marking import mark_attempt, mark_evidence
from quiz.model import Attempt, AttemptState, ClosedBy, Given, Mark
from quiz.regrading import Marked, regraded_since
from quiz.storage import attempts, regrades, responses
from quiz.storage.database import Database
from quiz.storage.regrades import Regraded
from quiz.web.services import FrozenItems, services


def hand_in(found: Attempt, by: ClosedBy = ClosedBy.STUDENT) -> None:
    """Mark what is saved by now, once, and close the attempt; nothing happens if it is closed."""
    close(services().db, services().frozen, found, by)


def close(db: Database, frozen: FrozenItems, found: Attempt, by: ClosedBy) -> None:
    """As `hand_in`, in this database."""
    while found.state is AttemptState.IN_PROGRESS:
        stored = responses.of_attempt(db, found.id)
        given = {item_id: response.given for item_id, response in stored.items()}
        items = frozen.of(found)
        earned = mark_attempt(items, given)
        cited = {item_id: response.evidence for item_id, response in stored.items()}
        # What was checked had its mark then, and every regrade since has come to it there.
        fresh = [m for m in earned if m.item_id not in stored or not stored[m.item_id].checked]
        # False means that a save or a regrade came in between: look again and mark that.
        attempts.submit(
            db,
            found.id,
            found.revision,
            earned,
            _regraded(db, frozen, found, fresh, given),
            evidence=mark_evidence(items, cited),
            by=by,
        )
        found = attempts.get(db, found.id)


def regraded(found: Attempt, marks: Iterable[Mark], given: Mapping[str, Given]) -> Regraded:
    """What the regrades that hold for an open attempt make of marks that are about to be given."""
    return _regraded(services().db, services().frozen, found, marks, given)


def _regraded(
    db: Database,
    frozen: FrozenItems,
    found: Attempt,
    marks: Iterable[Mark],
    given: Mapping[str, Given],
) -> Regraded:
    holding = regrades.in_force(db, found)
    if not holding.regrades:
        return Regraded(holding.events)
    now, asked = db.stamp(), {item.id: item for item, _ in frozen.of(found)}
    items = frozen.by_version({regrade.version for regrade in holding.regrades})
    changes = [
        change
        for mark in marks
        for change in regraded_since(
            Marked(found.id, asked[mark.item_id], given.get(mark.item_id, {}), mark),
            [(one, items[one.version]) for one in holding.regrades if one.item_id == mark.item_id],
            now,
        )
    ]
    return Regraded(holding.events, changes)
