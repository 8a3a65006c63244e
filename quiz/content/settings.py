"""Setting lines directly below the heading of a question or a quiz: `points: 1`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.content.outline import Marked
from quiz.content.source import Report, did_you_mean
from quiz.grammar import starts_entry

ITEM_KEYS = (
    "points",
    "see",
    "evidence",
    "bloom",
    "strand",
    "needs",
    "not-with",
    "outside",
    "hint",
    "type",
)
QUIZ_KEYS = ("feedback", "attempts")

_SETTING = re.compile(
    r"(?P<key>[A-Za-z][A-Za-z_-]{0,30}( [A-Za-z]{1,10})?)\s*:(?:\s+(?P<value>.*))?$"
)


@dataclass(frozen=True)
class Setting:
    """One setting: `key` in small letters, `value` with its indented lines."""

    line: int
    key: str
    value: str


def read_settings(
    lines: Sequence[Marked], keys: Sequence[str], report: Report
) -> tuple[list[Setting], Sequence[Marked]]:
    """The settings at the top of `lines`, and the lines below them. Mistakes are reported."""
    i = next((i for i, line in enumerate(lines) if line.text), len(lines))
    found: list[Setting] = []
    while i < len(lines):
        match = _setting(lines[i], keys)
        if match is None:
            break
        end = i + 1
        while end < len(lines) and lines[end].text.startswith((" ", "\t")):
            end += 1
        more = [line.text.strip() for line in lines[i + 1 : end]]
        value = "\n".join([(match["value"] or "").strip(), *more]).strip()
        _keep(found, Setting(lines[i].number, match["key"].lower(), value), keys, report)
        i = end
    return found, lines[i:]


def _setting(line: Marked, keys: Sequence[str]) -> re.Match[str] | None:
    """A line that is a setting, or is near enough to one to be a mistake."""
    match = None if line.code or starts_entry(line.text) else _SETTING.match(line.text)
    if match is None:
        return None
    key = match["key"]
    meant = key.islower() and " " not in key
    return match if meant or key.lower() in keys or did_you_mean(key, keys) else None


def _keep(found: list[Setting], setting: Setting, keys: Sequence[str], report: Report) -> None:
    same = next((other for other in found if other.key == setting.key), None)
    if setting.key not in keys:
        listed = ", ".join(f"`{key}`" for key in keys)
        hint = did_you_mean(setting.key, keys) or f" These are: {listed}."
        report(
            setting.line,
            f"There is no setting `{setting.key}` here.{hint} If this line is text, leave an empty "
            "line above it or start it with a capital letter.",
        )
    elif not setting.value:
        report(setting.line, f"The setting `{setting.key}` has no value. Write it or delete it.")
    elif same and setting.key != "outside":
        report(setting.line, f"`{setting.key}` is set twice; first in line {same.line}.")
    else:
        found.append(setting)


def check_strays(lines: Sequence[Marked], keys: Sequence[str], report: Report) -> None:
    """Settings that stand among the text, where they would be shown to students."""
    for line in lines:
        match = _SETTING.match(line.text) if ":" in line.text and not line.code else None
        if match and match["key"] in keys:
            report(
                line.number,
                f"This setting, `{match['key']}`, stands apart. Move it up, directly below the "
                "heading, with no empty line or text between the settings.",
            )
