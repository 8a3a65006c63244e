"""Moodle XML: what Moodle's question bank exports.

The file is cut into its questions (`_file.py`), each is read as a small tree (`_tree.py`) and then
by the module of its type, which has a table `READS` from Moodle's name of the type to the function
that makes an item of it. Nothing lists the types that can be read.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from quiz.exchange.importing import MAX_QUESTIONS, BankFile, BankFormat, Found, UnreadableBank
from quiz.exchange.importing.moodle_xml._file import Piece, is_moodle, pieces
from quiz.exchange.importing.moodle_xml._pictures import Gallery
from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft
from quiz.exchange.importing.moodle_xml._tree import Node, NotWellFormed, read
from quiz.model import Item
from quiz.report_text import first_words

_NO_QUESTIONS = (
    "There is no question in this file. In Moodle, open the question bank, choose Export and there "
    "Moodle XML format."
)
_UNENDED = (
    "It has no end: the file breaks off here, or `</question>` is missing. Export it from Moodle "
    "again."
)
_LONG = "Its text is over 1 MB, which is more than a question can hold."
_MANY = (
    f"The file has more than {MAX_QUESTIONS:,} questions. The others are left out: export the "
    "categories one by one."
)
_DESCRIPTION = "It is a text and no question (a “description”). Put it into the lesson yourself."
_ABOUT = (
    "It is what Moodle says about a category, and no question. Put it into the lesson yourself."
)
_CALCULATED = "Its numbers are made anew for each student, which is not possible here."
_DRAWN = "Something is placed on a picture in it, which is not possible here."
_REASONS = {
    "description": _DESCRIPTION,
    "calculated": _CALCULATED,
    "calculatedsimple": _CALCULATED,
    "calculatedmulti": _CALCULATED,
    "random": "It stands for any question of a category. Choose the questions yourself.",
    "randomsamatch": "It is made of other questions by chance, which is not possible here.",
    "ddmarker": _DRAWN,
    "ddimageortext": _DRAWN,
    "stack": "It needs a computer algebra system (STACK), which this program doesn't have.",
    "coderunner": "It runs the code that students write (CodeRunner), which this program doesn't.",
    "formulas": _CALCULATED,
    "combined": "It is made of several questions. Write them as questions of their own.",
    "recordrtc": "Students record sound or video in it, which is not possible here.",
}
_USUAL = re.compile(r"The default category for questions shared in context\b")
"""What Moodle itself says about categories."""
_TYPE = re.compile(r"<question\b[^<>]*\btype\s*=\s*[\"']([^\"'<>]{1,40})[\"']", re.IGNORECASE)
_NAME = re.compile(
    r"<name\b[^<>]{0,200}>\s*<text\b[^<>]{0,200}>\s*(?:<!\[CDATA\[)?([^<>\]]{1,200})"
)


class MoodleXml(BankFormat):
    name = "Moodle XML"
    endings = (".xml",)

    def recognises(self, file: BankFile) -> bool:
        return is_moodle(file.data)

    def read(self, file: BankFile) -> Iterator[Found]:
        gallery, category, count = Gallery(), tuple[str, ...](), 0
        for piece in pieces(file):
            count += 1
            if count > MAX_QUESTIONS:
                yield Found(piece.line, _words(piece), None, (_MANY,), category)
                return
            category, found = _found(piece, gallery, category)
            if found:
                yield found
        if not count:
            raise UnreadableBank(file.name, _NO_QUESTIONS)


def _found(
    piece: Piece, gallery: Gallery, category: tuple[str, ...]
) -> tuple[tuple[str, ...], Found | None]:
    """The category that the next questions are in, and what became of this one; None for what only
    begins a category."""
    problem = _LONG if piece.long else "" if piece.whole else _UNENDED
    if not problem:
        try:
            node, mended = read(piece.text, piece.line)
        except NotWellFormed as error:
            problem = str(error)
    if problem:
        return category, Found(piece.line, _words(piece), None, (problem,), category)
    draft = Draft(node, piece.encoded, gallery)
    if draft.type == "category":
        path = _category(node)
        about = draft.line(node.node("info"))
        if not about or _USUAL.match(about):
            return path, None
        return path, Found(node.line, first_words(about), None, (_ABOUT,), path)
    for reason in (*piece.reasons, *mended):
        draft.say(reason)
    return category, draft.found(_item(draft), category)


def _item(draft: Draft) -> Item | None:
    reader = readers().get(draft.type)
    try:
        if reader is None:
            raise CannotHold(_without_reader(draft.type))
        return reader(draft)
    except CannotHold as reason:
        # What would have been changed doesn't matter now.
        draft.reasons = {str(reason): None}
        return None


def _without_reader(kind: str) -> str:
    said = _REASONS.get(kind, "Questions of this type can't be read.")
    return said if f"“{kind}”" in said else f"{said} Its type in Moodle is “{kind or 'not given'}”."


@cache
def readers() -> Mapping[str, Callable[[Draft], Item]]:
    """What makes an item of a question, by Moodle's name of its type."""
    found: dict[str, Callable[[Draft], Item]] = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            found |= importlib.import_module(f"{__name__}.{module.name}").READS
    return found


def _category(node: Node) -> tuple[str, ...]:
    """The path of a category: `$course$/top/Unit 1/Bees`, in which `//` is a stroke."""
    path = node.value("category").replace("//", "\0")
    names = [" ".join(name.replace("\0", "/").split()) for name in path.split("/")]
    inner = [name for name in names if name and not re.fullmatch(r"\$\w+\$", name)]
    return tuple(inner[1:] if inner[:1] == ["top"] else inner)


def _words(piece: Piece) -> str:
    """What a question that can't be read is called."""
    name, kind = _NAME.search(piece.text), _TYPE.search(piece.text)
    return (
        first_words(name[1]) if name else f"a question of type {kind[1]}" if kind else "a question"
    )
