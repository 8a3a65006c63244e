"""What is said to parts of a question that are wrong, as a list for people that can be read back:
for programs that have feedback for a whole question only.

A part has a key, which stands in the list as a class that nobody sees: the number of a gap, the
place of a pair, `4-3` for step 4 before step 3. What people read is what the part is called there.
The key counts only as long as the part is still called so. Each entry has a direction of its own,
for a list may begin with “Gap 1” and go on in Urdu.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BEGIN, _END = '<dl class="part-feedback">', "</dl>"
_KEY = re.compile(r'<dt class="part-([0-9-]{1,9})"(?: dir="auto")?>')
_FEEDBACK = re.compile("\\A<dd[^<>]*>")


@dataclass(frozen=True)
class Told:
    """One entry of the list: the key of the part, what it is called, and the feedback, as HTML."""

    key: str
    about: str
    feedback: str


def told_list(entries: Iterable[Told]) -> str:
    """HTML for students; '' for no entries."""
    rows = [
        f'<dt class="part-{one.key}" dir="auto">{one.about}</dt><dd dir="auto">{one.feedback}</dd>'
        for one in entries
    ]
    return f"{_BEGIN}{''.join(rows)}{_END}" if rows else ""


def told_in(rendered: str) -> tuple[str, tuple[Told, ...]]:
    """The list that stands in the HTML, and its entries; '' and none where there is none."""
    start, end = rendered.find(_BEGIN), rendered.rfind(_END) + len(_END)
    if start < 0 or end <= start:
        return "", ()
    whole = rendered[start:end]
    head, *parts = _KEY.split(whole.removesuffix(_END))
    if head.strip() != _BEGIN:
        return "", ()
    entries = (_entry(key, rest) for key, rest in zip(parts[::2], parts[1::2], strict=True))
    return whole, tuple(entries)


def _entry(key: str, rest: str) -> Told:
    about, _, feedback = rest.partition("</dt>")
    return Told(key, about, _FEEDBACK.sub("", feedback.strip()).removesuffix("</dd>"))


def gap_name(number: int) -> str:
    """What a gap is called, counted from 1."""
    return f"Gap {number}"


def before(later: str, earlier: str) -> str:
    """What it is called that one step was put before another one. Both are HTML."""
    return f"“{later}” before “{earlier}”"
