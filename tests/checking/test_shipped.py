"""The course of this repository keeps all rules, or says why not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from quiz.checking.original import MAX_RUN, compare
from quiz.checking.run import check_folder

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "lessons"


def last_checked() -> date:
    """The day on which the latest fact was checked; from then on facts only grow older."""
    texts = [path.read_text(encoding="utf-8") for path in LESSONS.glob("*.md")]
    days = re.findall(r"checked (\d{4}-\d{2}-\d{2})", "\n".join(texts))
    return max(date.fromisoformat(day) for day in days)


def test_it_has_no_finding_that_is_not_silenced() -> None:
    outcome = check_folder(LESSONS, last_checked())
    assert [str(problem) for problem in outcome.problems] == []
    assert [str(finding) for finding in outcome.findings] == []
    assert outcome.skipped == ()


def test_it_shares_no_run_with_an_unrelated_text() -> None:
    outcome = check_folder(LESSONS, last_checked())
    found = compare(outcome.material, "The tide comes in twice a day, and boats leave with it.\n")
    assert found.problems == ()
    assert found.longest <= MAX_RUN
