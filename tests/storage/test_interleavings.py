"""Random interleavings of save, check and submit against a model that fits on a page."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from quiz.errors import AttemptClosed
from quiz.model import AttemptState, Mark, Outcome
from quiz.storage import attempts, marks, responses
from quiz.storage.database import Database
from quiz.storage.responses import Save
from tests.storage.samples import ITEMS, Clock, begin

pytestmark = pytest.mark.slow

VERSIONS = {item_id: version for item_id, version, _ in ITEMS}
items = st.sampled_from(sorted(VERSIONS))
answers = st.sampled_from([{}, {"text": "a"}, {"text": "b"}, {"text": "c"}])
sequences = st.integers(1, 6)


@dataclass
class Kept:
    """What should be stored for one item."""

    given: dict[str, str]
    sequence: int
    checked: bool = False


def marked(item_id: str, given: dict[str, str]) -> Mark:
    """A mark that tells which answer it was given for."""
    return Mark(item_id, VERSIONS[item_id], Outcome.RIGHT, 1.0, 1.0, given.get("text", "blank"))


class Quiz(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.db = Database(self.folder / "data", now=Clock())
        self.attempt = begin(self.db).id
        self.kept: dict[str, Kept] = {}
        self.marks: dict[str, Mark] = {}
        self.submitted = False

    def teardown(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)

    def given(self, item_id: str) -> dict[str, str]:
        return self.kept[item_id].given if item_id in self.kept else {}

    def expect_save(self, item_id: str, given: dict[str, str], sequence: int) -> bool:
        """Change the model as a save should; whether it should be accepted."""
        old = self.kept.setdefault(item_id, Kept({}, 0))
        if not old.checked and sequence > old.sequence:
            old.given, old.sequence = given, sequence
            return True
        return given == old.given

    @rule(page=st.dictionaries(items, st.tuples(answers, sequences), min_size=1))
    def save(self, page: dict[str, tuple[dict[str, str], int]]) -> None:
        saves = [Save(item_id, given, number) for item_id, (given, number) in page.items()]
        if self.submitted:
            with pytest.raises(AttemptClosed):
                responses.save(self.db, self.attempt, saves)
            return
        for item_id, saved in responses.save(self.db, self.attempt, saves).items():
            assert saved.accepted is self.expect_save(item_id, *page[item_id])
            assert saved.response.given == self.kept[item_id].given

    @rule(item_id=items, sequence=sequences)
    def check(self, item_id: str, sequence: int) -> None:
        mark = marked(item_id, self.given(item_id))
        if self.submitted:
            with pytest.raises(AttemptClosed):
                responses.check(self.db, self.attempt, item_id, mark, sequence=sequence)
            return
        kept = self.kept.get(item_id)
        due = kept is not None and not kept.checked and kept.sequence == sequence
        assert responses.check(self.db, self.attempt, item_id, mark, sequence=sequence) is due
        if kept and due:
            kept.checked = True
            self.marks[item_id] = mark

    @rule(behind=st.integers(0, 2))
    def submit(self, behind: int) -> None:
        revision = attempts.get(self.db, self.attempt).revision - behind
        earned = {item_id: marked(item_id, self.given(item_id)) for item_id in VERSIONS}
        due = not self.submitted and behind == 0
        assert attempts.submit(self.db, self.attempt, revision, list(earned.values())) is due
        if due:
            self.submitted = True
            self.marks = earned | self.marks

    @precondition(lambda self: self.submitted)
    @rule()
    def start_again(self) -> None:
        student = attempts.get(self.db, self.attempt).student_id
        self.attempt = begin(self.db, student).id
        self.kept, self.marks, self.submitted = {}, {}, False

    @rule()
    def reopen(self) -> None:
        self.db.close()
        self.db.open()

    @invariant()
    def what_is_stored_is_what_should_be(self) -> None:
        stored = responses.of_attempt(self.db, self.attempt)
        assert self.kept == {
            item_id: Kept(dict(one.given), one.sequence, one.checked)
            for item_id, one in stored.items()
        }
        assert {
            mark.item_id: mark for mark in marks.of_attempt(self.db, self.attempt)
        } == self.marks
        state = attempts.get(self.db, self.attempt).state
        assert (state is AttemptState.SUBMITTED) is self.submitted


TestInterleavings = Quiz.TestCase
TestInterleavings.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
