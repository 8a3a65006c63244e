"""Random interleavings of saves, checks, hand-ins, gradings, regrades and undos.

Whoever acts has looked some time before, and goes by what was there then. Whatever comes in
between, in the end every mark must be the one that the gradings and regrades which hold make of
it, as if all had been handed in before the first of them.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from quiz.choices import choice_id
from quiz.content.parser import parse_frozen
from quiz.content.printer import print_item, version
from quiz.errors import AttemptClosed, GradedMeanwhile, MarksChanged, NotFound, RegradeStands
from quiz.marking import mark_item
from quiz.model import Attempt, AttemptState, Given, Mark, Outcome, Regrade, RegradeKind
from quiz.regrading import Effect, Marked, effect, full_marks, new_mark, regraded_since
from quiz.storage import attempts, gradings, marks, regrades, responses
from quiz.storage.database import Database
from quiz.storage.gradings import NewGrading
from quiz.storage.regrades import InForce, NewRegrade, Regraded
from quiz.storage.responses import Save
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


@dataclass(frozen=True)
class Graded:
    """A grading that was kept, and the mark that it gave."""

    id: int
    mark: Mark


@dataclass(frozen=True)
class Shown:
    """What somebody who grades has before them: a mark, and the grading that it is from."""

    attempt_id: str
    mark: Mark
    newest: int | None


@dataclass
class Kept:
    """What should be stored for one attempt.

    `since` are the regrades made while it was there and its gradings, each the mark that it gave.
    """

    asked: str
    given: Given = field(default_factory=dict)
    sequence: int = 0
    checked: bool = False
    submitted: bool = False
    since: list[Regrade | Graded] = field(default_factory=list)

    @property
    def marked(self) -> bool:
        return self.checked or self.submitted


class Desk(RuleBasedStateMachine):
    looks, previews, desks = Bundle("looks"), Bundle("previews"), Bundle("desks")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.db = Database(self.folder / "data", now=self.clock)
        self.kept: dict[str, Kept] = {}
        self.made: dict[int, Regrade] = {}
        self.undone: set[Regrade | Graded] = set()

    def teardown(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)

    def steps(self, attempt_id: str) -> list[tuple[Regrade | Graded | None, Mark]]:
        """The first mark, then what each that holds made of it in turn, where it made another."""
        kept = self.kept[attempt_id]
        mark = mark_item(ITEMS[kept.asked], kept.asked, kept.given)
        steps: list[tuple[Regrade | Graded | None, Mark]] = [(None, mark)]
        for one in kept.since:
            if one in self.undone:
                continue
            if isinstance(one, Graded):
                after = one.mark
            elif one.kind is RegradeKind.NEW_KEY:
                response = Marked(attempt_id, ITEMS[kept.asked], kept.given, steps[-1][1])
                after = new_mark(ITEMS[one.version], one.version, response)
            else:
                after = full_marks(steps[-1][1])
            # A grading is kept even where it leaves the mark as it is.
            if after != steps[-1][1] or isinstance(one, Graded):
                steps.append((one, after))
        return steps

    @rule(asked=st.sampled_from(VERSIONS))
    def start(self, asked: str) -> None:
        if len(self.kept) < 4:
            attempt = begin(self.db, items=[("q", asked, print_item(ITEMS[asked]))])
            self.kept[attempt.id] = Kept(asked)

    @rule(asked=st.sampled_from(VERSIONS))
    def start_and_submit(self, asked: str) -> None:
        if len(self.kept) < 4:
            attempt = begin(self.db, items=[("q", asked, print_item(ITEMS[asked]))])
            self.kept[attempt.id] = Kept(asked)
            self.submit(Look(attempt, {}, 0, False, regrades.in_force(self.db, attempt)))

    def pick(self, data: st.DataObject) -> str:
        # In the order they were begun: the ids are others each time.
        return data.draw(st.sampled_from(list(self.kept)))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), given=answers)
    def save(self, data: st.DataObject, given: Given) -> None:
        attempt_id = self.pick(data)
        kept = self.kept[attempt_id]
        try:
            saved = responses.save(self.db, attempt_id, [Save("q", given, kept.sequence + 1)])["q"]
        except AttemptClosed:
            assert kept.submitted
            return
        if not kept.checked:
            kept.given, kept.sequence = saved.response.given, saved.response.sequence

    @precondition(lambda self: self.kept)
    @rule(target=looks, data=st.data())
    def look(self, data: st.DataObject) -> Look:
        found = attempts.get(self.db, self.pick(data))
        stored = responses.of_attempt(self.db, found.id).get("q")
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
        return len(self.made) + sum(isinstance(one, Regrade) for one in self.undone)

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
        if not look.sequence:
            return  # There was nothing to check yet.
        kept, asked = self.kept[look.attempt.id], look.attempt.items[0][1]
        mark = mark_item(ITEMS[asked], asked, look.given)
        known = self.known(look, mark)
        if kept.submitted:
            with pytest.raises(AttemptClosed):
                responses.check(self.db, look.attempt.id, "q", mark, known, sequence=1)
            return
        due = (
            not kept.checked
            and kept.sequence == look.sequence
            and look.holding.events == self.events()
        )
        accepted = responses.check(
            self.db, look.attempt.id, "q", mark, known, sequence=look.sequence
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
            kept.since.append(made)

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        regrade_id = data.draw(st.sampled_from(sorted(self.made)))
        made = self.made[regrade_id]
        holding = [one for one in self.made.values() if one not in self.undone]
        due = holding[-1:] == [made] and not any(
            any(one is made for one, _ in steps) and steps[-1][0] is not made
            for steps in map(self.steps, self.kept)
        )
        try:
            regrades.undo(self.db, regrade_id)
        except RegradeStands:
            assert not due
            return
        assert due
        self.undone.add(made)

    @precondition(lambda self: any(kept.marked for kept in self.kept.values()))
    @rule(target=desks, data=st.data())
    def open_desk(self, data: st.DataObject) -> Shown:
        return self.shown(data)

    def shown(self, data: st.DataObject) -> Shown:
        marked = [attempt_id for attempt_id, kept in self.kept.items() if kept.marked]
        attempt_id = data.draw(st.sampled_from(marked))
        [mark] = marks.of_attempt(self.db, attempt_id)
        newest = gradings.of_attempt(self.db, attempt_id).get("q")
        return Shown(attempt_id, mark, newest.id if newest else None)

    @precondition(lambda self: any(kept.marked for kept in self.kept.values()))
    @rule(data=st.data(), fraction=st.sampled_from([0.0, 1.0]))
    def open_desk_and_grade(self, data: st.DataObject, fraction: float) -> None:
        self.grade(self.shown(data), fraction)

    @rule(shown=desks, fraction=st.sampled_from([0.0, 1.0]))
    def grade(self, shown: Shown, fraction: float) -> None:
        outcome = Outcome.RIGHT if fraction else Outcome.WRONG
        after = replace(shown.mark, outcome=outcome, fraction=fraction, tags=(), graded=True)
        kept, (_, mark) = self.kept[shown.attempt_id], self.steps(shown.attempt_id)[-1]
        newest = [one.id for one in self.graded(shown.attempt_id) if one not in self.undone][-1:]
        seen = [shown.newest] if shown.newest else []
        due = kept.submitted and mark == shown.mark and newest == seen
        new = NewGrading(shown.attempt_id, {}, "", shown.mark, after, shown.newest)
        try:
            gradings.grade(self.db, [new])
        except (GradedMeanwhile, MarksChanged, NotFound):
            assert not due
            return
        assert due
        stored = gradings.of_attempt(self.db, shown.attempt_id)["q"]
        kept.since.append(Graded(stored.id, after))

    def graded(self, attempt_id: str) -> list[Graded]:
        return [one for one in self.kept[attempt_id].since if isinstance(one, Graded)]

    @precondition(lambda self: any(map(self.graded, self.kept)))
    @rule(data=st.data())
    def ungrade(self, data: st.DataObject) -> None:
        attempt_id = data.draw(st.sampled_from(list(filter(self.graded, self.kept))))
        grading = data.draw(st.sampled_from(self.graded(attempt_id)))
        due = self.steps(attempt_id)[-1][0] is grading
        try:
            gradings.undo(self.db, [grading.id])
        except (GradedMeanwhile, MarksChanged):
            assert not due
            return
        assert due
        self.undone.add(grading)

    @rule()
    def reopen(self) -> None:
        self.db.close()
        self.db.open()

    @invariant()
    def every_mark_is_what_all_that_holds_makes_of_it(self) -> None:
        stored = marks.in_class(self.db, 1)
        assert stored == {
            attempt_id: (self.steps(attempt_id)[-1][1],)
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
