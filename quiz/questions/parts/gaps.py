"""The gaps of a cloze as its author writes them, and reading them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.grammar import Block, escape, one_line, unescape
from quiz.questions.parts.answers import fold

_GAP = re.compile(
    r"\\.|\[\[(?P<inside>(?:\\.|(?!\[\[|\]\]|\n[ \t]*\n)[^\\])*+)\]\]|(?P<unclosed>\[\[)", re.DOTALL
)
_CHOICE = re.compile(r"((?:\\.|[^\\|])*+)\|", re.DOTALL)
_BRACKET = re.compile(r"\\.|[()]", re.DOTALL)
_UNCLOSED = "This gap is not closed. Write `]]` after it; for plain brackets write `\\[\\[`."
_EMPTY = "This gap has an empty answer. Write what belongs in it between `[[` and `]]`."
_TWO_KEYS = "Two choices of this gap stand in round brackets. Leave them on the right one."
_ONE_CHOICE = "This gap's menu has one choice only. Add wrong ones: `[[(right)|wrong]]`."


@dataclass(frozen=True)
class Gap:
    """One gap. `answers` are the right ones, the first to show; `menu` is empty where typed.

    A menu's choices are Markdown in the file's order, typed answers plain text. Tag and feedback
    are for whoever fills it wrongly.
    """

    answers: tuple[str, ...]
    menu: tuple[str, ...] = ()
    tag: str = ""
    feedback: str = ""


def read_gaps(block: Block) -> tuple[list[str], list[Gap]]:
    """The pieces of the prose and the gaps between them; at least one gap."""
    blank = len(block.prose) - len(block.prose.lstrip())
    # From the line that `prose_line` counts from: the first with anything on it.
    text = block.prose[block.prose.rfind("\n", 0, blank) + 1 :].rstrip()
    pieces, gaps, start = list[str](), list[Gap](), 0
    for match in _GAP.finditer(text):
        line = block.prose_line + text.count("\n", 0, match.start())
        if match["unclosed"]:
            block.problem(line, _UNCLOSED)
        elif match["inside"] is not None:
            pieces.append(text[start : match.start()])
            gaps.append(_gap(block, line, match["inside"]))
            start = match.end()
    if not gaps:
        block.problem(block.line, "The text has no gap. Write one as `[[answer]]`.")
    return [*pieces, text[start:]], gaps


def without_typed(prose: str) -> str:
    """The text with its menus as they stand, and a letter for what is typed into a gap."""
    return _GAP.sub(_without_typed, prose)


def _without_typed(match: re.Match[str]) -> str:
    """A gap as it stands if it is a menu, which is Markdown; a letter for it if it is typed."""
    inside = match["inside"]
    if inside is None or any(map(_bracketed, _choices(inside))):
        return match[0]
    return "x" + "\n" * inside.count("\n")


def _choices(inside: str) -> list[str]:
    """What stands between the bars of a gap."""
    return [_even(one_line(text)) for text in _CHOICE.findall(inside + "|")]


def _gap(block: Block, line: int, inside: str) -> Gap:
    raw = _choices(inside)
    keys = [text for text in raw if _bracketed(text)]
    if not keys:
        answers = [_plain(text) for text in raw]
        _check(block, line, [fold(answer) for answer in answers])
        return Gap(tuple(answers))
    menu = [_even(text[1:-1].strip()) if text in keys else text for text in raw]
    _check(block, line, menu)
    if len(keys) > 1:
        block.problem(line, _TWO_KEYS)
    if len(menu) == 1:
        block.problem(line, _ONE_CHOICE)
    return Gap((menu[raw.index(keys[0])],), tuple(menu))


def _check(block: Block, line: int, texts: list[str]) -> None:
    if not all(texts):
        block.problem(line, _EMPTY)
    elif len(set(texts)) < len(texts):
        block.problem(line, "Two answers of this gap are the same. Keep one of them.")


def _bracketed(text: str) -> bool:
    """Whether one pair of round brackets holds the whole text."""
    depth = 0
    for bracket in _BRACKET.finditer(text if text.startswith("(") else ""):
        depth += {"(": 1, ")": -1}.get(bracket[0], 0)
        if depth == 0:
            return bracket.end() == len(text)
    return False


def _even(text: str) -> str:
    """The Markdown text with a lone backslash at its end doubled, so that it escapes nothing."""
    backslashes = len(text) - len(text.rstrip("\\"))
    return text + "\\" * (backslashes % 2)


def _plain(text: str) -> str:
    """The typed answer that `print_gap` writes so; `\\(` keeps it from being a menu's key."""
    return unescape(text.removeprefix("\\") if text.startswith("\\(") else text)


def print_gap(gap: Gap) -> str:
    if gap.menu:
        choices = [f"({text})" if text in gap.answers else text for text in gap.menu]
    else:
        choices = [re.sub(r"\A\(", r"\\(", escape(answer)) for answer in gap.answers]
    return f"[[{'|'.join(choices)}]]"
