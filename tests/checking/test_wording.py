"""Sentences that rules on words must tell apart, beyond those in the course of planted defects."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from quiz.checking.run import check_folder

INDEX = """---
title: Bicycles
lang: en
check:
  actors: [Wheel Club, Town council]
  groups: [Red Wheel, Blue Wheel]
  governments: [Town council]
  peoples: [Northlander]
  names: [Old Northlander Road]
  deny: [menace]
  unsafe: [lockpick]
  sources: [Bicycle Times]
  links: [example.org]
---

Welcome.
"""

HITS = {
    "attributed": [
        "The Wheel Club has ruined the garden.",
        "Every spring the Town council cuts the trees down.",
        "The Wheel Club, which nobody likes, is growing fast.",
    ],
    "fair-words": ["Northlanders hide the noise.", "This violence, as a Northlander said, is old."],
    "groups-apart": ["Red Wheel and the Blue Wheel are loud.", "Red Wheel or Blue Wheel did it."],
    "neutral-words": ["It is a Menace."],
    "sweeping-words": ["It is obviously so.", "That proves that it is so."],
    "reply-paired": ["Some people suspected the Town council of it, the author says."],
    "no-search-task": ["Google the videos of Red Wheel."],
    "sourced-figures": ["It began in 1987.", "There are 4,500 of them."],
    "allowed-links": ["See [it](http://example.com/).", '<a href="https://evil.example">it</a>'],
}
MISSES = {
    "attributed": [
        "According to P2, the Wheel Club has ruined the garden.",
        "The author says that the club is new. The Wheel Club has a garden.",
        "Has the Wheel Club ruined the garden?",
        "“The Wheel Club has ruined the garden”, says a neighbour.",
        "The Wheel Club has a garden (Bicycle Times, 2024).",
        "Look for the Wheel Club on the map of the school.",
    ],
    "fair-words": [
        "Northlanders have a long history.",
        "The road is called Old Northlander Road, and violence is rare in it.",
        "It supports the roof. Northlanders live there.",
    ],
    "groups-apart": [
        "The author names Red Wheel and Blue Wheel together.",
        "Compare Red Wheel and Blue Wheel.",
        "Red Wheel met. Blue Wheel did not.",
    ],
    "neutral-words": ["The author calls it a “menace”.", "It menaces nobody."],
    "sweeping-words": ["It is clear in the morning."],
    "reply-paired": [
        "The author suspects nothing of the Town council.",
        "The author accuses the Town council, which denies it.",
        "It was suspected that it would rain.",
    ],
    "no-search-task": ["Search the page for the word “bell”.", "Red Wheel has a page."],
    "sourced-figures": ["It began in 1987 (Bicycle Times, 2024).", "There are 45 of them."],
    "allowed-links": ["See [it](https://sub.example.org/a).", "See [the reading](reading.md)."],
}


def rules_hit(folder: Path, sentence: str) -> set[str]:
    (folder / "index.md").write_text(INDEX, encoding="utf-8")
    (folder / "reading.md").write_text("---\ntitle: R\n---\n\n## P1 {#p1}\n\nText.\n", "utf-8")
    (folder / "01-a.md").write_text(
        f"---\ntitle: A\nreading: P1\n---\n\n{sentence}\n", encoding="utf-8"
    )
    outcome = check_folder(folder, date(2026, 6, 1))
    assert outcome.problems == ()
    return {finding.rule for finding in outcome.findings}


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, text) for rule, texts in HITS.items() for text in texts]
)
def test_a_sentence_that_breaks_a_rule(tmp_path: Path, rule: str, sentence: str) -> None:
    assert rule in rules_hit(tmp_path, sentence)


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, text) for rule, texts in MISSES.items() for text in texts]
)
def test_a_sentence_that_keeps_a_rule(tmp_path: Path, rule: str, sentence: str) -> None:
    assert rule not in rules_hit(tmp_path, sentence)
