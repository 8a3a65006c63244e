"""One poll: heading, an introduction, and the choices from one end of the scale to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quiz.content.markup import check_markup
from quiz.content.outline import Heading, Marked, underlined
from quiz.content.source import Report
from quiz.content.values import suggested_id
from quiz.grammar import one_line, starts_entry
from quiz.model import Poll

MAX_POLLS = 20
"""Polls of one lesson."""

FEWEST_CHOICES, MOST_CHOICES = 2, 7
"""More steps than seven can't be told apart by most people."""

MAX_CHOICE = 200
"""Characters of one choice."""

EXAMPLE = """\
## Poll: How well is the case supported? {#support}

- Not at all
- A little
- Partly
- Mostly
- Completely
"""

_POLL = re.compile(r"poll\s*:\s*(?P<title>.*)$", re.IGNORECASE)
_NEAR_POLL = re.compile(r"poll\b", re.IGNORECASE)
_CHOICE = re.compile(r"-(?:\s+(?P<text>.*))?$")
_OTHER_LIST = re.compile(r"(?:[*+]|[0-9]{1,3}[.)])\s+\S")
_CHOICE_RULE = "Write the choices below it, each in a line like `- Partly`."


def is_poll(heading: Heading) -> bool:
    """Whether a heading opens a poll."""
    return heading.level == 2 and _POLL.match(heading.text) is not None


def check_near_poll(number: int, heading: Heading, report: Report) -> None:
    """Report a heading in line `number` that opens no poll, though it looks as if it should."""
    near = heading.level == 2 and heading.id is not None and _NEAR_POLL.match(heading.text)
    if near or _POLL.match(heading.text):
        report(number, "A poll starts with a heading like this: `## Poll: Question {#id}`.")


def read_poll(lines: Sequence[Marked], report: Report) -> Poll:
    """Read a poll from its lines, the heading first. Its mistakes are in `report`."""
    number, heading = lines[0].number, lines[0].heading
    match = _POLL.match(heading.text) if heading else None
    if heading is None or match is None:
        raise ValueError("A poll starts with its heading.")
    title = match["title"]
    if not title:
        report(number, "This poll has no question. Write `## Poll: Question {#id}`.")
    if heading.id is None:
        report(
            number,
            "This poll has no id. Write one at the end of its heading: "
            f"`{{#{suggested_id(title)}}}`.",
        )
    first = next(
        (i for i, line in enumerate(lines) if i and not line.code and _is_choice(line.text)),
        len(lines),
    )
    intro, rest = lines[1:first], lines[first:]
    underlined(intro, report)
    check_markup(lines, report, footnotes=False)
    choices = list(_choices(rest, report))
    _check_choices(number, intro, rest, choices, report)
    text = "\n".join(line.text for line in intro).strip("\n")
    return Poll(heading.id or "", title, tuple(choice for _, choice in choices), text, number)


def _is_choice(text: str) -> bool:
    return _CHOICE.match(text) is not None or starts_entry(text)


def _choices(lines: Sequence[Marked], report: Report) -> Iterator[tuple[int, str]]:
    """(line, text) of every choice, with the indented lines that belong to it."""
    at, words = 0, list[str]()
    for line in lines:
        match = None if line.code else _CHOICE.match(line.text)
        if not line.text:
            continue
        if starts_entry(line.text) and not line.code:
            report(
                line.number,
                "A poll has no right answers, feedback or explanation: it asks for an opinion. "
                "Write a choice as `- text`, or make this a question.",
            )
        elif match:
            if at:
                yield at, one_line(" ".join(words))
            at, words = line.number, [match["text"] or ""]
        elif line.text.startswith((" ", "\t")) and not line.code:
            words.append(line.text)
        else:
            report(
                line.number,
                "This line belongs to no choice of the poll. Indent it by four spaces to continue "
                "the choice above, or move it above the choices. To go on with the lesson, write "
                "`---` first.",
            )
    if at:
        yield at, one_line(" ".join(words))


def _check_choices(
    number: int,
    intro: Sequence[Marked],
    rest: Sequence[Marked],
    choices: Sequence[tuple[int, str]],
    report: Report,
) -> None:
    if not choices and not rest:
        other = next((line.number for line in intro if _OTHER_LIST.match(line.text)), number)
        report(other, f"This poll has no choices. {_CHOICE_RULE}")
    elif choices and not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        report(
            number,
            f"This poll has {len(choices)} choice{'s' if len(choices) > 1 else ''}. A scale has "
            f"{FEWEST_CHOICES} to {MOST_CHOICES}.",
        )
    seen: dict[str, int] = {}
    for line, text in choices:
        if not text:
            report(line, "This choice of the poll has no text. Write it, or take the line out.")
        elif len(text) > MAX_CHOICE:
            report(line, f"This choice of the poll has over {MAX_CHOICE} characters. Shorten it.")
        elif text in seen:
            report(line, f"This choice is the same as the one in line {seen[text]}. Change one.")
        seen.setdefault(text, line)
