"""One item: heading, settings, text, entries. The question type reads the entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quiz.content import values
from quiz.content.markup import check_markup, is_box
from quiz.content.outline import Marked, underlined
from quiz.content.settings import ITEM_KEYS, Setting, check_strays, read_settings
from quiz.content.source import MAX_LINE, Report, did_you_mean
from quiz.grammar import Block, Line, starts_entry
from quiz.model import Bloom, Item, Needs, Strand
from quiz.questions import QuestionType, types

PLAIN = ("=", "or=")
"""Markers of answers that students type: plain text, which may hold any sign."""

MAX_LINES = 1_000
MAX_CHARACTERS = 50_000
MAX_ENTRIES = 100

_PAIR = re.compile(r"- .*->")


def read_item(lines: Sequence[Marked], report: Report, frozen: bool = False) -> Item | None:
    """Read an item from its lines, the heading first. None where it has mistakes: see `report`.

    What is `frozen` was checked when it stood in a lesson. It is read without limits, and without
    the checks on what students would see, so that no stricter release loses an attempt.
    """
    heading = lines[0].heading
    if heading is None:
        raise ValueError("An item starts with its heading.")
    before = len(report.found)
    if not frozen and is_too_long(lines[0].number, lines, report):
        return None
    settings, rest = read_settings(lines[1:], ITEM_KEYS, report)
    fields = _fields(settings, report)
    block = Block(
        report.path,
        lines[0].number,
        tuple(Line(line.number, line.text) for line in rest),
    )
    type_ = _type(block, settings, report)
    if not frozen:
        check_strays(rest, ITEM_KEYS, report)
        _check_block(block, lines, rest, report)
        above = lines[: len(lines) - len(rest)]
        check_markup([*above, *_markdown(rest, block, type_)], report, footnotes=False)
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


def is_too_long(number: int, lines: Sequence[Line | Marked], report: Report) -> bool:
    """Whether an item, which starts at line `number`, is over the limits. That is reported."""
    if len(lines) > MAX_LINES:
        report(number, f"This question has over {MAX_LINES:,} lines. Shorten it.")
    elif sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        report(number, f"This question has over {MAX_CHARACTERS:,} characters. Shorten it.")
    elif any(len(line.text) > MAX_LINE for line in lines):
        report(number, f"This question has a text of over {MAX_LINE:,} characters. Shorten it.")
    else:
        return False
    return True


def _markdown(
    rest: Sequence[Marked], block: Block, type_: QuestionType[Any] | None
) -> list[Marked]:
    """The lines below the settings without the plain text in them."""
    entries = {entry.line: entry.marker for entry in block.entries}
    start = next(
        (i for i, line in enumerate(rest) if line.number in entries or starts_entry(line.text)),
        len(rest),
    )
    prose = "\n".join(line.text for line in rest[:start])
    texts = (type_.markdown(prose) if type_ else prose).split("\n")
    plain = False
    for line in rest[start:]:
        if line.number in entries or starts_entry(line.text):
            plain = entries.get(line.number) in PLAIN
        elif line.text.strip().startswith(">"):
            plain = False
        texts.append("" if plain else line.text)
    if not start:
        del texts[0]
    return [
        line if line.text == text else line._replace(text=text)
        for line, text in zip(rest, texts, strict=True)
    ]


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
    "evidence": ("evidence", values.anchors),
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
