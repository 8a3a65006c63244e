"""A course whose defects are announced by comments: `<!-- planted: rule-id -->` above their line,
`# planted: rule-id` in front matter; `rule-id*3` stands for three findings."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

Place = tuple[str, int, str]
"""(file name, line, rule id)"""

_PLANTED = re.compile(r"\s*(?:<!--|#) planted: (?P<rules>.*?)(?: -->)?$")
_COMMENT = re.compile(r"\s*(?:<!--|# )")


def planted(folder: Path) -> Counter[Place]:
    """Where defects are announced, and how many findings of which rule each place should have."""
    found: Counter[Place] = Counter()
    for file in sorted(folder.glob("*.md")):
        waiting: list[str] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            announced = _PLANTED.match(line)
            # A comment can be a defect too: one that silences a rule, but not rightly.
            if announced:
                waiting += announced["rules"].split(", ")
            elif line.strip() and ("silence" in waiting or not _COMMENT.match(line)):
                for rule in waiting:
                    name, _, count = rule.partition("*")
                    found[file.name, number, name] += int(count or 1)
                waiting = []
    return found
