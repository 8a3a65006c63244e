"""Random interleavings of saves, checks, hand-ins, regrades and undos.

Whoever acts has looked some time before, and goes by what was there then. Whatever comes in
between, in the end every mark must be the one that the regrades which hold make of it, as if all
had been handed in before the first of them.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from quiz.choices import choice_id
from quiz.content.parser import parse_frozen
from quiz.content.printer import print_item, version
from quiz.errors import AttemptClosed, MarksChanged, RegradeStands
from quiz.marking import mark_item
from quiz.model import Attempt, AttemptState, Given, Mark, Regrade, RegradeKind
from quiz.regrading import Effect, Marked, effect, full_marks, new_mark, regraded_since
from quiz.storage import attempts, marks, regrades
from quiz.storage.attempts import Save
from quiz.storage.database import Database
from quiz.storage.regrades import InForce, NewRegrade, Regraded
from tests.storage.samples import Clock, begin

pytestmark = pytest.mark.slow

OPTIONS = ("alpha", "beta", "gamma")
ITEMS = {
    version(item): item
    for key in OPTIONS
    for item in [
        parse_frozen(
            "### Which? {#q}\n\npoints: 1\n\n"
            + "\n".join(f"- ({'x' if text == key else ' '}) {text}" for text in OPTIONS)
        )
    ]
}
VERSIONS = sorted(ITEMS)
answers = st.sampled_from([{}, *({"choice": choice_id(text)} for text in OPTIONS)])


@dataclass
class Look:
    """What somebody who marks an attempt has read of it."""

    attempt: Attempt
    given: Given
    sequence: int
    checked: bool
    holding: InForce


@dataclass
class Kept:
    """What should be stored for one attempt. `since` are the regrades made while it was there."""

    asked: str
    given: Given = field(default_factory=dict)
    sequence: int = 0
    checked: bool = False
    submitted: bool = False
    since: list[int] = field(default_factory=list)

    @property
    def marked(self) -> bool:
        return self.checked or self.submitted


class Desk(RuleBasedStateMachine):
    looks, previews = Bundle("looks"), Bundle("previews")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.db = Database(self.folder / "data", now=self.clock)
        self.kept: dict[str, Kept] = {}
        self.made: dict[int, Regrade] = {}
        self.undone: set[int] = set()

    def teardown(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)

    def expected(self, kept: Kept, attempt_id: str) -> Mark:
        """The first mark, then every regrade that holds, in turn."""
        mark = mark_item(ITEMS[kept.asked], kept.asked, kept.given)
        for regrade_id in kept.since:
            made = self.made[regrade_id]
            if regrade_id in self.undone:
                continue
            one = Marked(attempt_id, ITEMS[kept.asked], kept.given, mark)
            key = made.kind is RegradeKind.NEW_KEY
            mark = new_mark(ITEMS[made.version], made.version, one) if key else full_marks(mark)
        return mark

    @rule(asked=st.sampled_from(VERSIONS))
    def start(self, asked: str) -> None:
        if len(self.kept) < 4:
            attempt = begin(self.db, items=[("q", asked, print_item(ITEMS[asked]))])
            self.kept[attempt.id] = Kept(asked)

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.kept)))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), given=answers)
    def save(self, data: st.DataObject, given: Given) -> None:
        attempt_id = self.pick(data)
        kept = self.kept[attempt_id]
        try:
            saved = attempts.save(self.db, attempt_id, [Save("q", given, kept.sequence + 1)])["q"]
        except AttemptClosed:
            assert kept.submitted
            return
        if not kept.checked:
            kept.given, kept.sequence = saved.response.given, saved.response.sequence

    @precondition(lambda self: self.kept)
    @rule(target=looks, data=st.data())
    def look(self, data: st.DataObject) -> Look:
        found = attempts.get(self.db, self.pick(data))
        stored = attempts.responses(self.db, found.id).get("q")
        return Look(
            found,
            stored.given if stored else {},
            stored.sequence if stored else 0,
            bool(stored and stored.checked),
            regrades.in_force(self.db, found),
        )

    def known(self, look: Look, mark: Mark) -> Regraded:
        one = Marked(look.attempt.id, ITEMS[look.attempt.items[0][1]], look.given, mark)
        holding = [(made, ITEMS[made.version]) for made in look.holding.regrades]
        changes = [] if look.checked else regraded_since(one, holding, "now")
        return Regraded(look.holding.events, changes)

    def events(self) -> int:
        return len(self.made) + len(self.undone)

    @rule(look=looks)
    def submit(self, look: Look) -> None:
        kept, asked = self.kept[look.attempt.id], look.attempt.items[0][1]
        mark = mark_item(ITEMS[asked], asked, look.given)
        current = attempts.get(self.db, look.attempt.id)
        due = (
            current.state is AttemptState.IN_PROGRESS
            and current.revision == look.attempt.revision
            and look.holding.events == self.events()
        )
        known = self.known(look, mark)
        assert attempts.submit(self.db, current.id, look.attempt.revision, [mark], known) is due
        kept.submitted = kept.submitted or due

    @rule(look=looks)
    def check(self, look: Look) -> None:
        kept, asked = self.kept[look.attempt.id], look.attempt.items[0][1]
        mark = mark_item(ITEMS[asked], asked, look.given)
        known = self.known(look, mark)
        if kept.submitted:
            with pytest.raises(AttemptClosed):
                attempts.check(self.db, look.attempt.id, "q", mark, known, sequence=1)
            return
        due = (
            not kept.checked
            and kept.sequence == look.sequence > 0
            and look.holding.events == self.events()
        )
        accepted = attempts.check(
            self.db, look.attempt.id, "q", mark, known, sequence=max(1, look.sequence)
        )
        assert accepted is due
        kept.checked = kept.checked or due

    @rule(target=previews, now=st.sampled_from(VERSIONS))
    def preview(self, now: str) -> Effect:
        work = regrades.work(self.db, "history", "exit", "q")
        marked = [
            Marked(one.attempt_id, ITEMS[one.version], one.given, one.mark)
            for one in work
            if one.mark
        ]
        return effect("exit", ITEMS[now], now, marked, [])

    @rule(seen=previews, kind=st.sampled_from(RegradeKind))
    def regrade(self, seen: Effect, kind: RegradeKind) -> None:
        if kind is RegradeKind.FULL_MARKS:
            seen = seen.with_full_marks()
        rows = [(one.attempt_id, one.before, one.after) for one in seen.everyone]
        text = print_item(seen.item)
        new = NewRegrade("history", "exit", "q", kind, seen.version, text, "A reason.", rows)
        now = {a: m[0] for a, m in marks.in_class(self.db, 1).items()}
        same = now == {attempt_id: before for attempt_id, before, _ in rows}
        try:
            [made] = regrades.apply(self.db, [new])
        except MarksChanged:
            assert not same
            return
        assert same
        # The preview is the result.
        assert {a: m[0] for a, m in marks.in_class(self.db, 1).items()} == {
            attempt_id: after for attempt_id, _, after in rows
        }
        self.made[made.id] = made
        for kept in self.kept.values():
            kept.since.append(made.id)

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        regrade_id = data.draw(st.sampled_from(sorted(self.made)))
        holding = [one for one in self.made if one not in self.undone]
        try:
            regrades.undo(self.db, regrade_id)
        except RegradeStands:
            assert not holding or holding[-1] != regrade_id
            return
        assert holding[-1] == regrade_id
        self.undone.add(regrade_id)

    @rule()
    def reopen(self) -> None:
        self.db.close()
        self.db.open()

    @invariant()
    def every_mark_is_what_the_regrades_that_hold_make_of_it(self) -> None:
        stored = marks.in_class(self.db, 1)
        assert stored == {
            attempt_id: (self.expected(kept, attempt_id),)
            for attempt_id, kept in self.kept.items()
            if kept.marked
        }

    @invariant()
    def the_record_leads_from_the_first_mark_to_the_last(self) -> None:
        for attempt_id, found in marks.in_class(self.db, 1).items():
            kept = self.kept[attempt_id]
            mark = mark_item(ITEMS[kept.asked], kept.asked, kept.given)
            for change in marks.changes_of_attempt(self.db, attempt_id):
                assert change.before == mark
                mark = change.after
            assert (mark,) == found


TestInterleavings = Desk.TestCase
TestInterleavings.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
