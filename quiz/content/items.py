"""One item: heading, settings, text, entries. The question type reads the entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quiz.content import values
from quiz.content.markup import check_markup, is_box
from quiz.content.outline import Marked, underlined
from quiz.content.settings import ITEM_KEYS, Setting, read_settings
from quiz.content.source import Report, did_you_mean
from quiz.grammar import Block, Line, starts_entry
from quiz.model import Bloom, Item, Needs, Strand
from quiz.questions import QuestionType, types

MAX_LINES = 1_000
MAX_CHARACTERS = 50_000
MAX_ENTRIES = 100

_PAIR = re.compile(r"- .*->")


def read_item(lines: Sequence[Marked], report: Report) -> Item | None:
    """Read an item from its lines, the heading first. None where it has mistakes: see `report`."""
    heading = lines[0].heading
    if heading is None:
        raise ValueError("An item starts with its heading.")
    before = len(report.found)
    if _is_too_long(lines, report):
        return None
    check_markup(lines, report, footnotes=False)
    settings, rest = read_settings(lines[1:], ITEM_KEYS, report)
    fields = _fields(settings, report)
    block = Block(
        report.path,
        lines[0].number,
        tuple(Line(line.number, line.text) for line in rest),
    )
    _check_block(block, lines, rest, report)
    type_ = _type(block, settings, report)
    body = type_.parse(block) if type_ else None
    report.found += block.problems
    if type_ is None or body is None or len(report.found) > before:
        if len(report.found) == before:
            report(lines[0].number, "This question can't be read. Compare it with an example.")
        return None
    return Item(
        id=heading.id or "",
        type=type_.name,
        stem=heading.text,
        body=body,
        text=block.prose,
        why=block.why,
        path=report.path,
        line=lines[0].number,
        **fields,
    )


def _is_too_long(lines: Sequence[Marked], report: Report) -> bool:
    """Whether an item is over the limits, which is reported."""
    if len(lines) > MAX_LINES:
        report(lines[0].number, f"This question has over {MAX_LINES:,} lines. Shorten it.")
    elif sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        report(
            lines[0].number, f"This question has over {MAX_CHARACTERS:,} characters. Shorten it."
        )
    else:
        return False
    return True


def recognised(block: Block) -> list[str]:
    """The names of the types that take this body for theirs; one, if all is well."""
    return [name for name, type_ in types().items() if type_.recognises(block)]


def _type(block: Block, settings: Sequence[Setting], report: Report) -> QuestionType[Any] | None:
    named = next((setting for setting in settings if setting.key == "type"), None)
    if named:
        name = " ".join(named.value.lower().replace("-", " ").split())
        if name not in types():
            listed = ", ".join(f"`{known}`" for known in types())
            report(
                named.line,
                f"There is no question type `{named.value}`; the types are {listed}."
                f"{did_you_mean(name, types())}",
            )
        return types().get(name)
    names = recognised(block)
    if len(names) == 1:
        return types()[names[0]]
    if names:
        report(
            block.line,
            f"This could be one of several types: {', '.join(names)}. Say which in a line "
            "`type: …` below the heading.",
        )
    elif not block.problems:
        report(
            block.line,
            "This question has no answers that any question type knows. Write options such as "
            "`- (x) text`, an answer such as `= text`, or take the id off a plain heading.",
        )
    return None


def _check_block(
    block: Block, lines: Sequence[Marked], rest: Sequence[Marked], report: Report
) -> None:
    """Report what stands where its place would change its meaning."""
    if len(block.entries) > MAX_ENTRIES:
        report(block.line, f"This question has over {MAX_ENTRIES} answers. Shorten it.")
    answers = [entry.line for entry in block.entries]
    answers += [line.number for line in rest if not line.code and starts_entry(line.text)]
    text_ends = min(answers, default=lines[-1].number + 1)
    text_starts = rest[0].number if rest else text_ends
    underlined([line for line in rest if line.number < text_ends], report)
    for line in lines[1:]:
        if is_box(line.text) and not line.code and not text_starts <= line.number < text_ends:
            report(
                line.number,
                "A box can't stand in settings, answers or explanations. Put it above the answers.",
            )
        if line.code and (starts_entry(line.text) or _PAIR.match(line.text)):
            report(
                line.number,
                "Inside a question, a code block can't hold a line that looks like an answer. "
                "Indent that line by a space.",
            )


_FIELDS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "points": ("points", values.points),
    "see": ("see", values.anchors),
    "bloom": ("bloom", lambda text: values.one_of(Bloom, text)),
    "strand": ("strand", lambda text: values.one_of(Strand, text)),
    "needs": ("needs", lambda text: values.one_of(Needs, text)),
    "not-with": ("not_with", values.identifiers),
    "hint": ("hint", str),
}


def _fields(settings: Sequence[Setting], report: Report) -> dict[str, Any]:
    """The fields of an item that its settings give."""
    fields: dict[str, Any] = {}
    for setting in settings:
        try:
            if setting.key == "outside":
                fields["outside"] = (*fields.get("outside", ()), values.outside(setting.value))
            elif setting.key in _FIELDS:
                name, parse = _FIELDS[setting.key]
                fields[name] = parse(setting.value)
        except ValueError as error:
            report(setting.line, f"`{setting.key}`: {error}")
    return fields
