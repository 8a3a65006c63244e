"""A reader of Moodle XML and a marker, by the rules that Moodle 4.5 documents and keeps.

It knows nothing of this program: what it refuses, Moodle's importer refuses; what it marks, Moodle
marks so. The rules come from question/format.php, question/format/xml/format.php,
question/engine/bank.php, and questiontype.php and question.php of each folder in question/type.

Responses are given by what stands in the file, counted from 0 in the file's order:

- multichoice: an option's number or None; with several answers the set of the ticked ones
- truefalse: True, False or None
- shortanswer, numerical, essay: the text
- match: for each left side that has a text, the right side chosen, as its text, or None
- ordering: all steps' numbers from first to last
- cloze: for each gap the text that was typed, or a choice's number, or None
- gapselect: for each gap the number of a choice among those of its group, or None
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import combinations
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SHARES = [100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667]
SHARES += [14.28571, 12.5, 11.11111, 10, 5, 0]
"""The shares of a mark that Moodle knows, in per cent; each may also be taken off."""

FORMATS = {"html", "moodle_auto_format", "plain_text", "markdown", "wiki_like"}
MOST_GROUPS = 8
"""Groups of choices that the form for editing a gapselect knows; saving it changes others."""
MOST_BYTES = 10_000_000
LONGEST_NAME, LONGEST_RIGHT, LONGEST_TAG, LONGEST_IDNUMBER = 255, 255, 50, 100
_TAG = re.compile(r"<(?!\s)", re.ASCII)
"""What `strip_tags` of PHP takes for the beginning of a tag: names lose it, and mostly all after it
(question/format.php: `clean_question_name`, `split_category_path`)."""
FULL = 0.999999
"""From here on, Moodle calls a response right."""


class Refused(Exception):
    """Moodle's importer stops here, or drops something."""


@dataclass
class Answer:
    text: str
    share: float
    feedback: str = ""
    tolerance: str = "0"


@dataclass
class Question:
    """One question as Moodle holds it after the import."""

    kind: str
    category: tuple[str, ...]
    name: str
    text: str
    worth: float
    penalty: float
    idnumber: str
    general_feedback: str
    tags: list[str]
    hints: list[str]
    single: bool = True
    grading: str = ""
    answers: list[Answer] = field(default_factory=list)
    lefts: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def mark(self, response: Any) -> float | None:
        """The fraction that a response earns; None where a person grades."""
        return _MARKERS[self.kind](self, response)

    def feedback(self, text: str) -> str:
        """The feedback for a text that was typed."""
        matching = _matching(self.kind, self.answers, text)
        return matching.feedback if matching else ""


@dataclass
class Gap:
    """A gap of a cloze or gapselect: a menu if `menu`, else typed."""

    menu: bool
    weight: int
    answers: list[Answer]


_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TEXT = re.compile(rf"<text>((?:{_CDATA.pattern}|[^<])*)</text>", re.DOTALL)


def _read(text: re.Match[str]) -> str:
    """A text as Moodle's parser of XML hears it (lib/xmlize.php: `characterdata`): in pieces, which
    begin and end at entities, at CDATA and before what isn't ASCII, and of which those of nothing
    but white space are dropped."""
    pieces = []
    for place, part in enumerate(_CDATA.split(text[1])):
        if place % 2:
            pieces.append(html.escape(part, quote=False) if part.strip() else "")
        else:
            heard = re.split("(&[^;]*;)", part)
            heard = [re.sub(r"^\s+(?=[^\0-\x7f])", "", piece) for piece in heard]
            pieces += [piece if piece.strip() else "" for piece in heard]
    return f"<text>{''.join(pieces)}</text>"


def imported(data: bytes) -> list[Question]:
    """The questions of a file, or Refused."""
    if len(data) > MOST_BYTES:
        raise Refused("No memory: PHP parses no larger XML (lib/xmlize.php)")
    try:
        root = ElementTree.fromstring(_TEXT.sub(_read, data.decode("utf-8")))
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise Refused(f"not XML in UTF-8: {error}") from error
    if root.tag != "quiz" or not len(root):
        raise Refused("no questions")
    found, category = [], ("",)
    for element in root:
        if element.get("type") == "category":
            category = _category(_text(element, "category"))
        else:
            found.append(_question(element, category))
    for folder in {question.category for question in found}:
        ids = [each.idnumber for each in found if each.category == folder]
        if len(set(ids)) < len(ids):
            raise Refused(f"an ID number twice in {folder}")
    return found


def _category(path: str) -> tuple[str, ...]:
    """A path is parted by single strokes; two stand for one in a name."""
    names = [name.replace("//", "/").strip() for name in re.split("(?<!/)/(?!/)", path)]
    if names[:2] != ["$course$", "top"] or not all(names):
        raise Refused(f"category {path!r}")
    if any(_TAG.search(name) for name in names):
        raise Refused(f"tags in the category {path!r}")
    if any(len(name) > LONGEST_NAME for name in names):
        raise Refused(f"category name too long: {path!r}")
    return tuple(names[2:])


def _question(element: Element, category: tuple[str, ...]) -> Question:
    for each in element.iter():
        if each.get("format", "html") not in FORMATS:
            raise Refused(f"text format {each.get('format')}")
        if each.tag == "text" and len(each):
            raise Refused("markup inside a text that isn't escaped")
    _check_files(element)
    kind = element.get("type", "")
    kind = {"matching": "match", "multianswer": "cloze"}.get(kind, kind)
    if kind not in _READERS:
        raise Refused(f"type {kind!r} is unknown")
    question = Question(
        kind=kind,
        category=category,
        name=_text(element, "name"),
        text=_text(element, "questiontext"),
        worth=float(_leaf(element, "defaultgrade", "1")),
        penalty=float(_leaf(element, "penalty", "0.3333333")),
        idnumber=_leaf(element, "idnumber", ""),
        general_feedback=_text(element, "generalfeedback"),
        tags=[_text(tag) for tag in element.findall("tags/tag")],
        hints=[_text(hint) for hint in element.findall("hint")],
    )
    if not all(_shows(hint) for hint in question.hints):
        raise Refused("an empty hint is dropped")
    if not 0 < len(question.name) <= LONGEST_NAME or len(question.idnumber) > LONGEST_IDNUMBER:
        raise Refused(f"name {question.name!r} or ID number {question.idnumber!r}")
    if _TAG.search(question.name):
        raise Refused(f"a name that is cut at what looks like a tag: {question.name!r}")
    for tag in question.tags:
        if len(tag) > LONGEST_TAG or re.search(r"[<>`\x00-\x1f]|\s\s", tag):
            raise Refused(f"tag {tag!r} would be changed")
    if len({tag.casefold() for tag in question.tags}) < len(question.tags):
        raise Refused("two equal tags")
    _READERS[kind](element, question)
    return question


def _shows(text: str) -> bool:
    """Whether anything is seen of a text (lib/moodlelib.php: `html_is_blank`)."""
    return bool(_trim(re.sub(r"<(?!img\b|hr\b)[^>]*>", "", text)))


def _check_files(element: Element) -> None:
    """Every picture that a text shows stands beside it."""
    for holder in element.iter():
        names = [file.get("name") for file in holder.findall("file")]
        for file in holder.findall("file"):
            try:
                content = base64.b64decode(file.text or "", validate=True)
            except binascii.Error as error:
                raise Refused("a file that is not base64") from error
            if not content or file.get("encoding") != "base64":
                raise Refused("an empty file")
        text = (holder.findtext("text") or "") if holder.get("format") else ""
        for name in re.findall(r"@@PLUGINFILE@@/([^\"'\s]+)", text):
            if name not in names:
                raise Refused(f"the picture {name} is not in the file")


def _leaf(element: Element, tag: str, default: str) -> str:
    found = element.find(tag)
    return default if found is None else (found.text or "")


def _text(element: Element, tag: str = "") -> str:
    """The text of an element, whose ends Moodle trims as PHP does."""
    return _trim(element.findtext(f"{tag}/text" if tag else "text") or "")


def _trim(text: str) -> str:
    return text.strip(" \t\n\r\0\x0b")


def _share(percent: str) -> float:
    """A share that is in Moodle's list, or the import stops."""
    value = float(percent)
    for share in SHARES:
        for known in (share, -share):
            if abs(value - known) < 0.001:
                # Moodle keeps seven decimals of the fraction.
                return round(known / 100, 7)
    raise Refused(f"{percent} % is no share that Moodle knows")


def _read_answers(element: Element) -> list[Answer]:
    return [
        Answer(
            _text(answer),
            _share(answer.get("fraction", "0")),
            _text(answer, "feedback"),
            _leaf(answer, "tolerance", "0"),
        )
        for answer in element.findall("answer")
    ]


def _multichoice(element: Element, question: Question) -> None:
    """multichoice/questiontype.php (`save_question_options`): empty options are dropped, and a
    wrong sum of the shares is a notice, after which nothing more of the file is imported."""
    question.single = _leaf(element, "single", "true") not in ("false", "0", "")
    question.answers = _read_answers(element)
    if len(question.answers) < 2 or not all(map(_shows, (a.text for a in question.answers))):
        raise Refused("fewer than two options, or an empty one")
    _check_sum(question.answers, question.single)
    for feedback in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _text(element, feedback)


def _check_sum(answers: list[Answer], single: bool) -> None:
    positive = [answer.share for answer in answers if answer.share > 0]
    if single and max(answer.share for answer in answers) != 1:
        raise Refused("no option earns the whole mark")
    if not single and round(sum(positive), 2) != 1:
        raise Refused(f"the shares add up to {sum(positive)}")


def _truefalse(element: Element, question: Question) -> None:
    """format.php (`import_truefalse`): other words are taken in their order, with a warning."""
    texts = [_text(answer) for answer in element.findall("answer")]
    if sorted(texts) != ["false", "true"]:
        raise Refused(f"answers {texts}")
    question.answers = _read_answers(element)
    if sorted(answer.share for answer in question.answers) != [0, 1]:
        raise Refused("not one of the two is right")


def _shortanswer(element: Element, question: Question) -> None:
    """shortanswer/questiontype.php: without a whole mark, nothing more is imported."""
    if _leaf(element, "usecase", "0") != "0":
        raise Refused("capital letters would count")
    question.answers = _read_answers(element)
    _check_typed(question.answers)


def _check_typed(answers: list[Answer]) -> None:
    if any(answer.text == "" for answer in answers):
        raise Refused("an empty answer")
    if not any(answer.share == 1 for answer in answers):
        raise Refused("no answer earns the whole mark")


def _numerical(element: Element, question: Question) -> None:
    """numerical/questiontype.php (`apply_unit`): what is no number is a notice, as above."""
    question.answers = _read_answers(element)
    _check_typed(question.answers)
    for answer in question.answers:
        number = r"[+-]?(\d+(\.\d*)?|\.\d+)"
        if answer.text != "*" and not re.fullmatch(number, answer.text, re.ASCII):
            raise Refused(f"{answer.text!r} is no number")
        if not re.fullmatch(number, answer.tolerance, re.ASCII):
            raise Refused(f"{answer.tolerance!r} is no tolerance")
    if _leaf(element, "showunits", "3") != "3" or element.find("units") is not None:
        raise Refused("units")


def _match(element: Element, question: Question) -> None:
    """match/questiontype.php (`save_question_options`, `initialise_question_instance`), and its
    db/install.xml for the longest right side."""
    for subquestion in element.findall("subquestion"):
        left, right = _text(subquestion), _text(subquestion, "answer")
        if not right:
            raise Refused(f"nothing belongs to {left!r}")
        if len(right) > LONGEST_RIGHT:
            raise Refused("a right side that the database can't hold")
        if left:
            question.lefts.append(left)
        question.answers.append(Answer(right, 0))
        if left:
            question.rights.append(next(r.text for r in question.answers if equal(r.text, right)))
    if len(question.lefts) < 2:
        raise Refused("fewer than two pairs")


def equal(one: str, other: str) -> bool:
    """How PHP compares two texts with `==`: as numbers where both are."""
    number = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*", re.IGNORECASE | re.ASCII)
    if number.fullmatch(one) and number.fullmatch(other):
        return float(one) == float(other)
    return one == other


def _ordering(element: Element, question: Question) -> None:
    """ordering/questiontype.php (`import_from_xml`, `set_options_for_import`): without
    `shownumcorrect` it makes hints that have no text. Steps are known by a hash of their HTML."""
    if element.find("shownumcorrect") is None:
        raise Refused("ordering without shownumcorrect breaks off the whole file")
    question.answers = [Answer(_text(answer), 0) for answer in element.findall("answer")]
    texts = [answer.text for answer in question.answers]
    if len(texts) < 2 or not all(texts):
        raise Refused("fewer than two steps, or an empty one")
    if len(set(texts)) < len(texts):
        raise Refused("Moodle can't tell two equal steps apart")
    question.grading = _leaf(element, "gradingtype", "")
    if question.grading not in GRADINGS:
        raise Refused(f"grading type {question.grading!r}")
    for tag, wanted in (("selecttype", "ALL"), ("layouttype", "VERTICAL")):
        if _leaf(element, tag, "") != wanted:
            raise Refused(f"{tag} is not {wanted}")
    if _leaf(element, "selectcount", "") != str(len(texts)):
        raise Refused("not all steps are shown")


def _essay(element: Element, question: Question) -> None:
    """format.php (`import_essay`, which reads no hints), and the choices of its editing form."""
    least, most = (_leaf(element, f"{end}wordlimit", "0") for end in ("min", "max"))
    if int(most) and int(least) > int(most):
        raise Refused("the range of words runs backwards")
    if _leaf(element, "responseformat", "") not in ("plain", "editor", "monospaced"):
        raise Refused("response format")
    if _leaf(element, "responsefieldlines", "") not in map(str, range(5, 41, 5)):
        raise Refused("lines")
    question.answers = [Answer(_text(element, "graderinfo"), 0)]


def _cloze(element: Element, question: Question) -> None:
    """Gaps are `{2:SHORTANSWER:=right~=also right~*#feedback}`; the rest is text
    (multianswer/questiontype.php: `qtype_multianswer_extract_question` and `…_validate_question`,
    whose errors stop the import)."""
    text, worth, place = question.text, 0, 0
    opens = re.compile(
        r"\{(\d*):(?:(SHORTANSWER|SA|MW)|(MULTICHOICE|MC|MULTICHOICE_S|MCS)):", re.ASCII
    )
    pieces = []
    while match := opens.search(text, place):
        answers, end = _alternatives(text, match.end())
        if answers is None:
            pieces.append(text[place : match.end()])
            place = match.end()
            continue
        gap = Gap(bool(match[3]), int(match[1] or 1), answers)
        if gap.menu and len(answers) < 2:
            raise Refused("a menu with fewer than two choices")
        if not any(answer.share == 1 for answer in answers):
            raise Refused("a gap without a right answer")
        if not all(_trim(answer.text) for answer in answers):
            raise Refused("a gap with an empty answer")
        question.gaps.append(gap)
        worth += gap.weight
        pieces.append(text[place : match.start()] + f"[{len(question.gaps)}]")
        place = end
    if not question.gaps:
        raise Refused("a cloze without gaps")
    question.text = "".join(pieces) + text[place:]
    # Whatever the file says, the gaps decide.
    question.worth = float(worth)


def _gapselect(element: Element, question: Question) -> None:
    """`[[3]]` is a gap: the third of all choices is right, and its group is offered
    (gapselect/questiontypebase.php: `save_question_options`, `initialise_question_instance`)."""
    choices = []
    for option in element.findall("selectoption"):
        choices.append((_leaf(option, "group", "1"), _menu_text(_text(option))))
    if any(group not in map(str, range(1, MOST_GROUPS + 1)) for group, _ in choices):
        raise Refused("a group that the form for editing doesn't know")
    if not all(text for _, text in choices):
        raise Refused("an empty choice is dropped")

    def opened(match: re.Match[str]) -> str:
        number = match[1]
        if not number.isdecimal() or not 1 <= int(number) <= len(choices):
            raise Refused(f"there is no choice {number}")
        right = int(number) - 1
        offered = [place for place, one in enumerate(choices) if one[0] == choices[right][0]]
        answers = [Answer(choices[place][1], float(place == right)) for place in offered]
        question.gaps.append(Gap(True, 1, answers))
        return f"[{len(question.gaps)}]"

    question.text = re.sub(r"\[\[([^\]]*)\]\]", opened, question.text)
    if not question.gaps:
        raise Refused("a text without gaps")


def _menu_text(text: str) -> str:
    """The HTML of a choice in its menu: tags go, and some signs stand for what was replaced."""
    if re.search(r"\\[\\\d]|\$\{?\d", text, re.ASCII):
        raise Refused(f"a choice that is changed in its menu: {text!r}")
    return _trim(re.sub("<[^>]*>", "", text))


def _alternatives(text: str, place: int) -> tuple[list[Answer] | None, int]:
    """The answers of a gap and where it ends; None where it has no end."""
    answers = []
    while True:
        share, place = _alternative_share(text, place)
        end = _end(text, place + 1, "~#}", ("\\", "&", "&amp;"))
        if end is None:
            return None, place
        answer, feedback = text[place:end], ""
        if text[end] == "#":
            place, end = end + 1, _end(text, end + 1, "~}", ("\\",))
            if end is None:
                return None, place
            feedback = text[place:end]
        answers.append(Answer(_trim(_resolved(answer)), share, _resolved(feedback)))
        place = end + 1
        if text[end] == "}":
            return answers, place


def _alternative_share(text: str, place: int) -> tuple[float, int]:
    if text.startswith("=", place):
        return 1.0, place + 1
    percent = re.compile(r"%(-?\d+(?:[.,]\d*)?)%", re.ASCII).match(text, place)
    if percent:
        return float(percent[1].replace(",", ".")) / 100, percent.end()
    return 0.0, place


def _end(text: str, place: int, signs: str, escapes: tuple[str, ...]) -> int | None:
    """The next of the signs that no escape stands before."""
    for i in range(place, len(text)):
        if text[i] in signs and not text[:i].endswith(escapes):
            return i
    return None


def _resolved(text: str) -> str:
    """Entities first, then a backslash before two of the signs."""
    return unescape(text).replace("\\}", "}").replace("\\#", "#")


_READERS: dict[str, Callable[[Element, Question], None]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "match": _match,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "gapselect": _gapselect,
}


# Marking


def _mark_multichoice(question: Question, response: Any) -> float:
    if question.single:
        return 0.0 if response is None else question.answers[response].share
    return min(max(0.0, sum(question.answers[number].share for number in response)), 1.0)


def _mark_truefalse(question: Question, response: bool | None) -> float:
    if response is None:
        return 0.0
    return next(a.share for a in question.answers if a.text == str(response).lower())


def _mark_typed(question: Question, response: str) -> float:
    return _share_of(question.kind, question.answers, response)


def _share_of(kind: str, answers: Sequence[Answer], response: str) -> float:
    if not _trim(response):
        return 0.0
    matching = _matching(kind, answers, response)
    return matching.share if matching else 0.0


def _matching(kind: str, answers: Sequence[Answer], response: str) -> Answer | None:
    """The first answer that fits counts."""
    if kind == "numerical":
        value = _number(_trim(response))
        if value is None:
            return None
        return next((answer for answer in answers if _holds(answer, value)), None)
    return next((answer for answer in answers if _fits(answer.text, response)), None)


def _fits(pattern: str, response: str) -> bool:
    """`*` stands for anything, `\\*` for itself; capital letters make no difference."""
    parts = re.split(r"(?<!\\)\*+", unicodedata.normalize("NFC", pattern))
    expression = ".*".join(re.escape(part.replace("\\*", "*")) for part in parts)
    text = _trim(unicodedata.normalize("NFC", response))
    return re.fullmatch(expression, text, re.IGNORECASE) is not None


def _number(response: str) -> float | None:
    """What Moodle reads: spaces go, a comma is decimal unless there is a point or another comma,
    and what follows the number is a unit that doesn't count."""
    text = response.replace(" ", "")
    text = re.sub(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)", r"e\1", text, flags=re.ASCII)
    text = text.replace(",", "" if "." in text or text.count(",") > 1 else ".")
    match = re.match(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", text, re.ASCII)
    return float(match[0]) if match else None


def _holds(answer: Answer, value: float) -> bool:
    """Within the tolerance, and a little more, because numbers aren't exact."""
    if answer.text == "*":
        return True
    middle, tolerance = float(answer.text), abs(float(answer.tolerance))
    tolerance += 1e-14 * max(tolerance, abs(middle), 1e-14)
    return middle - tolerance <= value <= middle + tolerance


def _mark_match(question: Question, response: Sequence[str | None]) -> float:
    right = sum(
        chosen is not None and equal(chosen, right)
        for chosen, right in zip(response, question.rights, strict=True)
    )
    return right / len(question.rights)


def _mark_ordering(question: Question, response: Sequence[int]) -> float:
    if sorted(response) != list(range(len(question.answers))):
        raise ValueError("every step has a place")
    return GRADINGS[question.grading](list(response))


def _own_places(order: list[int]) -> float:
    return sum(place == step for place, step in enumerate(order)) / len(order)


def _longest_run(order: list[int]) -> float:
    """The steps of the longest subset that stands in order; a single one doesn't count."""
    best = [1] * len(order)
    for (i, first), (j, second) in combinations(enumerate(order), 2):
        if first < second:
            best[j] = max(best[j], best[i] + 1)
    return max(best) / len(order) if max(best) > 1 else 0.0


def _pairs_in_order(order: list[int]) -> float:
    pairs = list(combinations(order, 2))
    return sum(first < second for first, second in pairs) / len(pairs)


GRADINGS: dict[str, Callable[[list[int]], float]] = {
    "ABSOLUTE_POSITION": _own_places,
    "LONGEST_ORDERED_SUBSET": _longest_run,
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": _pairs_in_order,
}


def _mark_cloze(question: Question, response: Sequence[Any]) -> float:
    """The gaps' shares, each times what it counts, of the sum of what they count."""
    earned = 0.0
    for gap, given in zip(question.gaps, response, strict=True):
        if given is None:
            continue
        if gap.menu:
            earned += gap.weight * gap.answers[given].share
        else:
            earned += gap.weight * _share_of("shortanswer", gap.answers, given)
    return earned / sum(gap.weight for gap in question.gaps)


def _mark_gapselect(question: Question, response: Sequence[int | None]) -> float:
    """Right gaps of all gaps."""
    right = sum(
        given is not None and gap.answers[given].share == 1
        for gap, given in zip(question.gaps, response, strict=True)
    )
    return right / len(question.gaps)


def _mark_essay(question: Question, response: str) -> float | None:
    return None if _trim(response) else 0.0


_MARKERS: dict[str, Callable[[Question, Any], float | None]] = {
    "multichoice": _mark_multichoice,
    "truefalse": _mark_truefalse,
    "shortanswer": _mark_typed,
    "numerical": _mark_typed,
    "match": _mark_match,
    "ordering": _mark_ordering,
    "essay": _mark_essay,
    "cloze": _mark_cloze,
    "gapselect": _mark_gapselect,
}
