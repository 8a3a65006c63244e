"""A course with defects planted on purpose: every one is found, and nothing else is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from quiz.checking.registry import rules
from quiz.checking.run import Outcome, check_folder
from tests.checking.planted import Place, planted
from tests.conftest import COURSES

BAD = COURSES / "bad"
TODAY = date(2026, 6, 1)
PLANTED = planted(BAD)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return check_folder(BAD, TODAY)


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> Counter[Place]:
    return Counter(
        (Path(finding.problem.path).name, finding.problem.line, finding.rule)
        for finding in outcome.findings
    )


def test_the_course_can_be_read_and_no_rule_is_left_out(outcome: Outcome) -> None:
    assert outcome.problems == ()
    assert outcome.skipped == ()


def test_there_are_many_defects() -> None:
    assert len(PLANTED) >= 60


@pytest.mark.parametrize("rule", rules())
def test_a_rule_hits_what_is_planted_and_nothing_else(rule: str, found: Counter[Place]) -> None:
    expected = Counter({place: n for place, n in PLANTED.items() if place[2] == rule})
    hits = Counter({place: n for place, n in found.items() if place[2] == rule})
    assert expected, "plant a defect for this rule in tests/courses/bad"
    assert {"missed": expected - hits, "false alarms": hits - expected} == {
        "missed": Counter(),
        "false alarms": Counter(),
    }


def test_messages_say_what_to_do(outcome: Outcome) -> None:
    for finding in outcome.findings:
        assert finding.problem.message[0].isupper() or finding.problem.message[0] in "“`0123456789"
        assert finding.problem.message.rstrip("…").endswith((".", "?", ")", "”", "`"))


def test_a_silenced_finding_is_told_with_its_reason(outcome: Outcome) -> None:
    ((finding, silence),) = outcome.silenced
    assert finding.rule == "neutral-words"
    assert silence.reason == "this one is sound and shows that silences work"
    assert finding.problem.line == silence.line + 1
