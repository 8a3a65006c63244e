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
from quiz.model import AttemptState, Confidence, EvidenceMark, Mark, Outcome, Response
from quiz.storage import attempts, evidence_marks, marks, responses
from quiz.storage.database import Database
from quiz.storage.responses import Save
from tests.storage.samples import ITEMS, Clock, begin

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Said:
    """What a student says about one item, which is one thing."""

    given: dict[str, str]
    evidence: tuple[str, ...] = ()
    confidence: Confidence | None = None


NOTHING = Said({})


@dataclass
class Kept:
    """What should be stored for one item."""

    said: Said
    sequence: int
    checked: bool = False


VERSIONS = {item_id: version for item_id, version, _ in ITEMS}
items = st.sampled_from(sorted(VERSIONS))
answers = st.builds(
    lambda text, evidence, confidence: Said({"text": text} if text else {}, evidence, confidence),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from([(), ("p1",), ("p1", "p2")]),
    st.sampled_from([None, Confidence.SURE]),
)
sequences = st.integers(1, 6)


def marked(item_id: str, said: Said) -> Mark:
    """A mark that tells which answer it was given for."""
    text = said.given.get("text", "blank")
    return Mark(item_id, VERSIONS[item_id], Outcome.RIGHT, 1.0, 1.0, text)


def cited(item_id: str, said: Said) -> EvidenceMark:
    """An evidence mark that tells how much was cited."""
    return EvidenceMark(item_id, VERSIONS[item_id], len(said.evidence) / 2)


def found(stored: Response) -> Said:
    return Said(dict(stored.given), stored.evidence, stored.confidence)


class Quiz(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.db = Database(self.folder / "data", now=Clock())
        self.attempt = begin(self.db).id
        self.kept: dict[str, Kept] = {}
        self.marks: dict[str, Mark] = {}
        self.evidence: dict[str, EvidenceMark] = {}
        self.submitted = False

    def teardown(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)

    def said(self, item_id: str) -> Said:
        return self.kept[item_id].said if item_id in self.kept else NOTHING

    def expect_save(self, item_id: str, said: Said, sequence: int) -> bool:
        """Change the model as a save should; whether it should be accepted."""
        old = self.kept.setdefault(item_id, Kept(NOTHING, 0))
        if not old.checked and sequence > old.sequence:
            old.said, old.sequence = said, sequence
            return True
        return said == old.said

    @rule(page=st.dictionaries(items, st.tuples(answers, sequences), min_size=1))
    def save(self, page: dict[str, tuple[Said, int]]) -> None:
        saves = [
            Save(item_id, said.given, number, said.evidence, said.confidence)
            for item_id, (said, number) in page.items()
        ]
        if self.submitted:
            with pytest.raises(AttemptClosed):
                responses.save(self.db, self.attempt, saves)
            return
        for item_id, saved in responses.save(self.db, self.attempt, saves).items():
            assert saved.accepted is self.expect_save(item_id, *page[item_id])
            assert found(saved.response) == self.kept[item_id].said

    @rule(item_id=items, sequence=sequences)
    def check(self, item_id: str, sequence: int) -> None:
        mark, evidence = marked(item_id, self.said(item_id)), cited(item_id, self.said(item_id))
        if self.submitted:
            with pytest.raises(AttemptClosed):
                responses.check(self.db, self.attempt, item_id, mark, sequence=sequence)
            return
        kept = self.kept.get(item_id)
        due = kept is not None and not kept.checked and kept.sequence == sequence
        done = responses.check(
            self.db, self.attempt, item_id, mark, sequence=sequence, evidence=[evidence]
        )
        assert done is due
        if kept and due:
            kept.checked = True
            self.marks[item_id], self.evidence[item_id] = mark, evidence

    @rule(behind=st.integers(0, 2))
    def submit(self, behind: int) -> None:
        revision = attempts.get(self.db, self.attempt).revision - behind
        earned = {item_id: marked(item_id, self.said(item_id)) for item_id in VERSIONS}
        evidence = {item_id: cited(item_id, self.said(item_id)) for item_id in VERSIONS}
        due = not self.submitted and behind == 0
        done = attempts.submit(
            self.db,
            self.attempt,
            revision,
            list(earned.values()),
            evidence=list(evidence.values()),
        )
        assert done is due
        if due:
            self.submitted = True
            self.marks, self.evidence = earned | self.marks, evidence | self.evidence

    @precondition(lambda self: self.submitted)
    @rule()
    def start_again(self) -> None:
        student = attempts.get(self.db, self.attempt).student_id
        self.attempt = begin(self.db, student).id
        self.kept, self.marks, self.evidence, self.submitted = {}, {}, {}, False

    @rule()
    def reopen(self) -> None:
        self.db.close()
        self.db.open()

    @invariant()
    def what_is_stored_is_what_should_be(self) -> None:
        stored = responses.of_attempt(self.db, self.attempt)
        assert self.kept == {
            item_id: Kept(found(one), one.sequence, one.checked) for item_id, one in stored.items()
        }
        assert {
            mark.item_id: mark for mark in marks.of_attempt(self.db, self.attempt)
        } == self.marks
        assert evidence_marks.of_attempt(self.db, self.attempt) == self.evidence
        state = attempts.get(self.db, self.attempt).state
        assert (state is AttemptState.SUBMITTED) is self.submitted


TestInterleavings = Quiz.TestCase
TestInterleavings.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
