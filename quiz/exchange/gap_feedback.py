"""What is said to gaps that are filled wrongly, as a list for people that can be read back: for
programs that have feedback for a whole question only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_LIST = re.compile(r'<ul class="gaps">(.*)</ul>', re.DOTALL)
_ENTRY = re.compile(r'<li class="gap">Gap ([0-9]{1,3}): ')


def gap_list(rows: Iterable[tuple[int, str]]) -> str:
    """HTML for students; '' for no rows. A row is the number of a gap and feedback as HTML."""
    entries = [f'<li class="gap">Gap {number}: {feedback}</li>' for number, feedback in rows]
    return f'<ul class="gaps">{"".join(entries)}</ul>' if entries else ""


def gaps_told(rendered: str) -> Mapping[int, str]:
    """The feedback by the numbers of the gaps, where the HTML holds such a list."""
    found = _LIST.search(rendered)
    _, *parts = _ENTRY.split(found[1]) if found else [""]
    texts = (text.strip().removesuffix("</li>") for text in parts[1::2])
    return dict(zip(map(int, parts[::2]), texts, strict=True))


def without_gap_list(rendered: str) -> str:
    """The HTML without such a list."""
    return _LIST.sub("", rendered)
