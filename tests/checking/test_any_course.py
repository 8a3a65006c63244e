"""Whatever a teacher does to a lesson, the check ends with findings on lines that exist."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.checking import report
from quiz.checking.run import check_folder
from tests.conftest import COURSES

pytestmark = pytest.mark.slow

BAD = COURSES / "bad"
FILES = sorted(file.name for file in BAD.glob("*.md"))
PIECES = [
    *["", "---", "    > ", "- (x) A", "- ( ) B {M1}", "why: x", "see: P1", "### Q? {#q}", "check:"],
    *["<!-- check off: , -->", "<!-- check off -->", "# check off: a, b", "## Quiz: Q {#z}", "“"],
    *[
        "outside: Bicycle Times (2024), checked 2026-01-01",
        "[[(a)|b|c]]",
        "Red Wheel and Blue Wheel",
    ],
    *[
        '!!! check "A"',
        "    *Checked:* 2026",
        "| a | 4 | 3 |",
        "____ 5-9 words",
        "  groups: []",
        "!",
    ],
]


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_a_course_with_some_lines_changed(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FILES))
    lines = (BAD / name).read_text(encoding="utf-8").split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.lists(st.sampled_from(PIECES), max_size=2)
        )
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(BAD, folder, dirs_exist_ok=True)
        (Path(folder) / name).write_text("\n".join(lines), encoding="utf-8")
        outcome = check_folder(Path(folder), date(2026, 6, 1))
    assert list(report.findings(outcome))
    assert list(report.audit(outcome))
    for finding in outcome.findings:
        if finding.problem.path.endswith(name):
            assert 1 <= finding.problem.line <= len(lines)
