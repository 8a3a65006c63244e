"""The regrades that an attempt's marks went through, as far as whoever asks may see them."""

from __future__ import annotations

from dataclasses import replace

from quiz.marking import withheld
from quiz.model import Attempt, ChangeKind, MarkChange
from quiz.storage import marks, regrades, responses
from quiz.web.pages import Correction, correction
from quiz.web.services import services


def attempt_corrections(found: Attempt, *, released: bool) -> dict[str, tuple[Correction, ...]]:
    """Item id -> the regrades of its mark that hold, oldest first.

    What a person graded is in the marks before and after only once it is `released`.
    """
    by_item: dict[str, list[MarkChange]] = {}
    for change in marks.changes_of_attempt(services().db, found.id):
        by_item.setdefault(change.item_id, []).append(change)
    changes = [
        change
        for of_item in by_item.values()
        for change in marks.standing(of_item)
        if change.kind is ChangeKind.REGRADED
    ]
    return _shown(found, changes, released) if changes else {}


def _shown(
    found: Attempt, changes: list[MarkChange], released: bool
) -> dict[str, tuple[Correction, ...]]:
    db, frozen = services().db, services().frozen
    behind = regrades.behind(db, {one.regrade_id for one in changes if one.regrade_id})
    items = frozen.by_version({regrade.version for regrade in behind.values()})
    asked = {item.id: item for item, _ in frozen.of(found)}
    stored = responses.of_attempt(db, found.id)
    shown: dict[str, tuple[Correction, ...]] = {}
    for change in changes:
        regrade = behind[change.regrade_id or 0]
        given = stored[change.item_id].given if change.item_id in stored else {}
        seen = change if released else _withheld(change)
        one = correction(
            asked[change.item_id], given, found.lang, seen, regrade, items[regrade.version]
        )
        shown[change.item_id] = (*shown.get(change.item_id, ()), one)
    return shown


def _withheld(change: MarkChange) -> MarkChange:
    before, after = withheld([change.before, change.after])
    return replace(change, before=before, after=after)
