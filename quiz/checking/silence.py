"""Comments that silence a rule for one line, with a reason.

`<!-- check off: rule-id, reason -->` on a line of its own silences the next line of text, at the
end of a line that line itself; in front matter it is `# check off: rule-id, reason`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.grammar import Line

_START = re.compile(r"\s*(?:<!--|#)\s*check off:?(?P<body>.*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Silence:
    """One comment. `line` is where it stands, `over` the line whose findings it silences."""

    path: str
    line: int
    over: int
    rule: str
    reason: str


def silences(path: str, lines: Sequence[Line], matter: range) -> Iterator[Silence]:
    """All such comments of a file; `matter` holds the numbers of the lines of its front matter.

    Lines of code blocks must be left out of `lines`.
    """
    waiting: list[tuple[int, str]] = []
    for line in lines:
        before, body = _comment(line.text, in_matter=line.number in matter)
        if body is not None and not before.strip():
            waiting.append((line.number, body))
            continue
        if not line.text.strip():
            continue
        here = waiting if body is None else [*waiting, (line.number, body)]
        for number, body in here:
            yield _silence(path, number, line.number, body)
        waiting = []
    for number, body in waiting:
        yield _silence(path, number, number, body)


def _comment(text: str, *, in_matter: bool) -> tuple[str, str | None]:
    """What stands before the comment at the end of a line, and what the comment says; None where
    there is no such comment."""
    start = text.find("#") if in_matter else text.rfind("<!--")
    match = _START.match(text[start:].rstrip().removesuffix("-->")) if start >= 0 else None
    closed = in_matter or text.rstrip().endswith("-->")
    return text[: max(start, 0)], match["body"].strip() if match and closed else None


def _silence(path: str, line: int, over: int, body: str) -> Silence:
    rule, _, reason = body.partition(",")
    return Silence(path, line, over, rule.strip(), " ".join(reason.split()))
