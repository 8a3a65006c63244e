"""A text of menus alone: Moodle's `gapselect`, which is worth what the file says.

Each gap earns the same share. `[[3]]` in the text is a gap in which the third of all choices is
right, and the choices of its group are offered there, mixed among themselves. Choices are shown
without tags and put into the text in a way that minds a backslash and a dollar sign
(question/type/gapselect: questiontype.php, `import_from_xml`; questiontypebase.php,
`initialise_question_instance`; questionbase.php, `grade_response`; rendererbase.php,
`formulation_and_controls`). There is no feedback by gap, so whoever
has something wrong gets all of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import SubElement

from quiz.exchange.exporting.moodle_xml._parts import write_feedback
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.exchange.part_feedback import gap_name
from quiz.questions import types
from quiz.questions.cloze import Cloze

MAX_MENUS = 8
"""Groups of choices that Moodle's form for editing knows (edit_form_base.php: `MAX_GROUPS`)."""

PLAIN_MENUS = "Menus show plain text there, without emphasis or pictures."

_MINDED = re.compile(r"[\\$@]")


def write_menus(body: Cloze, question: Question) -> None:
    question.kind = "gapselect"
    question.text = "".join(_text(body, question))
    question.add("shuffleanswers", "true")
    told = [(str(n), gap_name(n), gap.feedback) for n, gap in enumerate(body.gaps, start=1)]
    write_feedback(question, told, "gaps in this type of question")
    question.add("shownumcorrect")
    for group, gap in enumerate(body.gaps, start=1):
        for choice in _choices(gap.menu, question):
            option = question.add("selectoption")
            SubElement(option, "text").text = choice
            SubElement(option, "group").text = str(group)


def _text(body: Cloze, question: Question) -> Iterator[str]:
    yield f"<p>{_outside(question.inline(question.item.stem))}</p>"
    view = types()["cloze"].ask(body, "")
    for part in view.parts(question.block(view.text)):
        yield _outside(part) if isinstance(part, str) else f"[[{_right(body, int(part.slot))}]]"


def _right(body: Cloze, number: int) -> int:
    """The place of a gap's right choice among all choices, counted from 1, as the gap is."""
    before, gap = body.gaps[: number - 1], body.gaps[number - 1]
    return sum(len(one.menu) for one in before) + gap.menu.index(gap.answers[0]) + 1


def _choices(menu: Iterable[str], question: Question) -> Iterator[str]:
    """The choices as plain text, of which no two are equal, and written as HTML."""
    taken = set[str]()
    for choice in menu:
        if "<" in question.visible(choice):
            question.lose(PLAIN_MENUS)
        number, text = 1, question.plain(choice)
        while text in taken:
            number += 1
            text = f"{question.plain(choice)} ({number})"
            question.lose("Choices that would look alike in a menu there got a number.")
        taken.add(text)
        escaped = html.escape(text, quote=False)
        yield _MINDED.sub(lambda match: f"&#{ord(match[0])};", escaped)


def _outside(rendered: str) -> str:
    """HTML around the gaps, in which nothing is taken for one."""
    return rendered.replace("[", "&#91;")
