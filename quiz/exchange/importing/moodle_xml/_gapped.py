"""A text with gaps in it, as Markdown: what `cloze.py` and `words.py` share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft
from quiz.model import Item
from quiz.questions.cloze import Cloze
from quiz.questions.parts.gaps import Gap

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around the number of a gap while its text is converted: no text shows them."""

_MARK = re.compile(f"{_OPEN}([0-9]{{1,3}}){_CLOSE}")
_MISPLACED = (
    "One of its gaps stands where it can't be kept, such as in a picture or in programming code."
)


def without_marks(text: str) -> str:
    return re.sub(f"[{_OPEN}{_CLOSE}]", "", text)


def mark(number: int) -> str:
    """What stands for a gap, counted from 1."""
    return f"{_OPEN}{number}{_CLOSE}"


def finish(draft: Draft, raw: str, gaps: Sequence[Gap]) -> Item:
    """The item of a text with marks for its gaps. Raises `CannotHold`."""
    question = draft.question(raw)
    if _MARK.search(question.stem):
        question = draft.named_question(raw)
    found = [int(number) for number in _MARK.findall(question.text)]
    if sorted(found) != list(range(1, len(gaps) + 1)) or _MARK.search(question.stem):
        raise CannotHold(_MISPLACED)
    # Right behind a gap's brackets, a round one would look like the address of a link.
    first, *others = _MARK.split(question.text)[::2]
    pieces = (first, *(re.sub(r"\A\(", r"\\(", piece) for piece in others))
    body = Cloze(pieces, tuple(gaps[number - 1] for number in found))
    return draft.finish(body, "cloze", type(question)(question.stem, ""))


def menu(choices: Sequence[str], key: str, feedback: str = "") -> Gap:
    """A gap with a menu. The choices are Markdown in one line."""
    texts = tuple(dict.fromkeys(map(_choice, choices)))
    return Gap((_choice(key),), texts, "", feedback)


def _choice(text: str) -> str:
    """Markdown that can stand between the bars of a gap."""
    text = text.replace("|", "&#124;").replace("[[", "\\[\\[").replace("]]", "\\]\\]")
    text = re.sub(r"\A\^", "&#94;", text)
    return re.sub(r"\A\(", r"\\(", text)
