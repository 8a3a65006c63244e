"""Filling gaps: `gapselect` for a text of menus alone, else `cloze`: typed gaps and mixed menus.

Each gap of a `cloze` counts a whole number of points, and the question is worth their sum, whatever
else the file says (question/type/multianswer/questiontype.php:
`qtype_multianswer_extract_question`). All gaps get the same number here, so that the share that a
response earns is ours. Menus go as `cloze` only where its feedback by gap costs no point, or where
there are too many of them.
"""

from __future__ import annotations

import html
import re

from quiz.exchange.exporting._html import described, plain
from quiz.exchange.exporting._moodle.typed import literal
from quiz.exchange.exporting._spellings import right_spellings
from quiz.exchange.exporting.moodle_xml._menus import MAX_MENUS, PLAIN_MENUS, write_menus
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions import types
from quiz.questions.cloze import Cloze
from quiz.questions.parts.gaps import Gap

_SIGNS = re.compile(r"[\\~{}#]|^[=%]")
_TWICE = re.compile(r"&(?=lt;[A-Za-z/!?]|amp;#?[A-Za-z0-9]+;)")
"""The sign of entities that would still be markup once they are resolved."""
_LAST_AMPERSAND = re.compile(r"&amp;\Z")


def cloze(body: Cloze, question: Question) -> None:
    weight = max(1, round(question.item.points / len(body.gaps)))
    worth = float(weight * len(body.gaps))
    told_by_gap = any(gap.feedback for gap in body.gaps) and worth == question.item.points
    if all(gap.menu for gap in body.gaps) and len(body.gaps) <= MAX_MENUS and not told_by_gap:
        write_menus(body, question)
    else:
        _set_worth(question, worth)
        _write_gaps(body, question, weight)


def _set_worth(question: Question, worth: float) -> None:
    points, question.worth = question.item.points, worth
    if worth != points:
        question.lose(
            f"It is worth {worth:g} points in Moodle instead of {points:g}, because each "
            "gap counts a whole number there. The share that a response earns is the same; write "
            f"{points:g} beside the question in the Moodle quiz."
        )


def _write_gaps(body: Cloze, question: Question, weight: int) -> None:
    """Add the text with its gaps, of which each counts `weight`."""
    question.kind = "cloze"
    view = types()["cloze"].ask(body, "")
    pieces = [f"<p>{_outside(question.inline(question.item.stem))}</p>"]
    for part in view.parts(question.block(view.text)):
        if isinstance(part, str):
            pieces.append(_outside(part))
        else:
            pieces.append(_gap(body.gaps[int(part.slot) - 1], weight, question))
    question.text = "".join(pieces)


def _gap(gap: Gap, weight: int, question: Question) -> str:
    if gap.menu:
        choices = [_choice(gap, text, question) for text in gap.menu]
        return f"{{{weight}:MULTICHOICE_S:{'~'.join(choices)}}}"
    rights = right_spellings(question.xml(answer) for answer in gap.answers)
    answers = [
        f"={_inside(html.escape(literal(text), quote=False))}" for forms in rights for text in forms
    ]
    if gap.feedback:
        answers.append(f"*{_feedback(gap, question)}")
    return f"{{{weight}:SHORTANSWER:{'~'.join(answers)}}}"


def _choice(gap: Gap, text: str, question: Question) -> str:
    rendered = question.visible(text)
    if "<" in rendered:
        question.lose(PLAIN_MENUS)
        rendered = described(rendered)
    choice = _inside_html(rendered if plain(rendered) else html.escape(question.plain(text)))
    return f"={choice}" if text in gap.answers else f"{choice}{_feedback(gap, question)}"


def _feedback(gap: Gap, question: Question) -> str:
    """What is said to whoever fills the gap wrongly. It can't hold pictures."""
    rendered = question.compact(gap.feedback)
    shown = described(rendered)
    if shown != rendered:
        question.lose("Pictures in the feedback of gaps are only described there.")
    return f"#{_inside_html(shown)}" if shown else ""


def _inside_html(rendered: str) -> str:
    """HTML within a gap, where entities are resolved once before it is shown."""
    return _inside(_TWICE.sub("&amp;", rendered))


def _inside(escaped: str) -> str:
    """Escaped text within a gap, where signs part the answers unless an ampersand stands before."""

    def written(match: re.Match[str]) -> str:
        return f"\\{match[0]}" if match[0] in "}#" else f"&#{ord(match[0])};"

    return _LAST_AMPERSAND.sub("&#38;", _SIGNS.sub(written, escaped))


def _outside(rendered: str) -> str:
    """HTML around the gaps, in which nothing is taken for one."""
    return rendered.replace("{", "&#123;").replace("}", "&#125;")
