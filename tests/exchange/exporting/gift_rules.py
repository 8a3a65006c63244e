"""GIFT as Moodle reads it, which is stricter than our own importer.

Written from what Moodle 4.5 does (question/format.php, question/format/gift/format.php,
question/type/ordering/questiontype.php), apart from our code for reading and writing. Raises
`Refused` where Moodle would break off the import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.exchange.exporting.moodle_rules import LONGEST_RIGHT, equal

FRACTIONS = [
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667),
    *(14.28571, 12.5, 11.11111, 10, 5, 0),
]
_SIGNS = {"\\:": "\1", "\\#": "\2", "\\=": "\3", "\\{": "\4", "\\}": "\5", "\\~": "\6", "\\n": "\7"}
_BACK = str.maketrans("\1\2\3\4\5\6\7", ":#={}~\n")
_WEIGHT = re.compile(r"%-*[0-9]{1,2}\.?[0-9]*%")
_ORDERING = re.compile(
    r"\{>\s*(\d+)\s*(ALL)\s*(VERTICAL)\s*(ABSOLUTE_POSITION)\s*(SHOW)\s*(none)\s*(.*?)\s*\}\s*\Z",
    re.DOTALL,
)


class Refused(Exception):
    """Moodle takes nothing of such a file."""


@dataclass
class Answer:
    text: str
    kind: str
    percent: float = 0.0
    feedback: str = ""
    right: str = ""


@dataclass
class Question:
    type: str
    name: str
    text: str
    kind: str
    general: str
    id: str
    tags: list[str]
    category: str
    answers: list[Answer] = field(default_factory=list)


def imported(data: bytes) -> list[Question]:
    """The questions that Moodle makes of a file."""
    found, category, block = list[Question](), "", list[str]()
    for line in [*data.decode().split("\n"), ""]:
        if line.strip() not in ("", "0"):
            block.append(line.strip())
        elif block:
            if block[0].startswith("$CATEGORY:"):
                category = block[0][10:].strip()
            else:
                found.append(_question(block, category))
            block = []
    return found


def _question(block: list[str], category: str) -> Question:
    comments = "\n".join(line for line in block if line.startswith("//"))
    lines = [" " if line.startswith("//") else line for line in block]
    text = "\n".join(lines).strip().replace("\\\\", "\0")
    for sign, stand_in in _SIGNS.items():
        text = text.replace(sign, stand_in)
    text = text.replace("\0", "\\")
    name = ""
    if text.startswith("::"):
        name, _, text = text[2:].partition("::")
    for cleaned in (name, category):
        if re.search(r"<(?!\s)", cleaned.translate(_BACK), re.ASCII):
            raise Refused(f"a name that is cut at what looks like a tag: {cleaned!r}")
    start, end = text.find("{"), text.find("}")
    if start < 0 or end < 0:
        raise Refused(f"braces: {block}")
    inside = text[start + 1 : end].strip()
    after = text[end + 1 :]
    whole = text[:start] + ("" if not after.strip() else "_____") + after
    answers, _, general = inside.rpartition("####") if "####" in inside else (inside, "", "")
    shown, kind = _text(whole, "moodle")
    question = Question(
        "",
        name.translate(_BACK),
        shown,
        kind,
        _text(general, kind)[0],
        "".join(re.findall(r"\[id:([^\]]+)\]", comments)[:1]),
        re.findall(r"\[tag:([^\]<>`]+)\]", comments),
        category,
    )
    ordering = _ORDERING.search("\n".join(lines))
    if ordering and not re.match(r"[^{]*\{>", "\n".join(lines)):
        raise Refused("a brace before the steps")
    if ordering:
        question.type = "ordering"
        question.answers = [Answer(step, "moodle") for step in ordering[7].split("\n")]
        if question.text.endswith("}") or "{" in question.text:
            raise Refused("braces left in the text")
        return question
    _answers(question, answers.strip())
    return question


def _answers(question: Question, inside: str) -> None:
    if not inside:
        question.type = "essay"
    elif inside.startswith("#"):
        question.type = "numerical"
        numbers, tilde, rest = inside[1:].partition("~")
        question.answers = [_typed(part, question.kind) for part in _parts(numbers)]
        if tilde:
            question.answers.append(Answer("*", "", 0, _text(rest.partition("#")[2], "")[0]))
    elif "~" in inside:
        question.type = "single" if "=" in inside else "multiple"
        parts = inside.replace("=", "~=").split("~")[1:]
        question.answers = [_option(part.strip(), question.kind) for part in parts]
    elif "=" in inside and "->" in inside:
        question.type = "match"
        for part in _parts(inside):
            left, arrow, right = part.partition("->")
            if not arrow:
                raise Refused(f"no arrow: {part}")
            answer = Answer(*_text(left, question.kind))
            answer.right = right.translate(_BACK).strip()
            if len(answer.right) > LONGEST_RIGHT:
                raise Refused("a right side that the database can't hold")
            known = (one.right for one in question.answers if equal(one.right, answer.right))
            answer.right = next(known, answer.right)
            question.answers.append(answer)
    elif inside.partition("#")[0].strip() in ("T", "TRUE", "F", "FALSE"):
        question.type = "truefalse"
        word, _, feedback = inside.partition("#")
        wrong, _, right = feedback.partition("#")
        true = word.strip() in ("T", "TRUE")
        question.answers = [
            Answer("true" if true else "false", "", 100, _text(right, "")[0]),
            Answer("false" if true else "true", "", 0, _text(wrong, "")[0]),
        ]
    else:
        question.type = "shortanswer"
        question.answers = [_typed(part, question.kind) for part in _parts(inside)]


def _parts(inside: str) -> list[str]:
    parts = inside.split("=")
    return [part.strip() for part in (parts if parts[0].strip() else parts[1:])]


def _typed(part: str, kind: str) -> Answer:
    percent = 100.0
    if _WEIGHT.match(part):
        weight, _, part = part[1:].partition("%")
        percent = _allowed(float(weight))
    answer, _, feedback = part.partition("#")
    return Answer(*_text(answer, kind), percent, _text(feedback, kind)[0])


def _option(part: str, kind: str) -> Answer:
    percent = 0.0
    if part.startswith("="):
        percent, part = 100.0, part[1:]
    elif _WEIGHT.match(part):
        weight, _, part = part[1:].partition("%")
        percent = _allowed(float(weight))
    answer, _, feedback = part.partition("#")
    return Answer(*_text(answer, kind), percent, _text(feedback, kind)[0])


def _allowed(percent: float) -> float:
    if not any(abs(abs(percent) - one) < 0.001 for one in FRACTIONS):
        raise Refused(f"weight {percent}")
    return percent


def _text(text: str, default: str) -> tuple[str, str]:
    text, kind = text.strip(), default
    match = re.match(r"\[(html|moodle|plain|markdown)\]", text)
    if match:
        text, kind = text[match.end() :], match[1]
    return text.translate(_BACK).strip(), kind
