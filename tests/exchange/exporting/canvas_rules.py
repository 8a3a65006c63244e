"""What Canvas's classic importer makes of a QTI 1.2 package, and how its quizzes mark.

Written from the rules of its source, apart from the code under test: gems/plugins/qti_exporter and
the converter that runs before it for reading, app/models/quizzes/quiz_question for marking.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
CONTENT = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
CANVAS = "{http://canvas.instructure.com/xsd/cccv1p0}"
_LABEL = re.compile(r"feedback_(\d*)_fb", re.IGNORECASE)


@dataclass
class Answer:
    """An answer as Canvas keeps it. `weight` is 100 for a right one; `match` is a right side."""

    id: int
    text: str
    weight: int = 0
    comments: str = ""
    blank: str = ""
    match: int | None = None
    right: str = ""
    exact: Decimal | None = None
    margin: Decimal = Decimal(0)
    start: Decimal | None = None
    end: Decimal | None = None


@dataclass
class Question:
    name: str
    type: str
    points: float
    text: str
    answers: list[Answer] = field(default_factory=list)
    matches: dict[int, str] = field(default_factory=dict)
    neutral_comments: str = ""
    incorrect_comments: str = ""

    @property
    def blanks(self) -> list[str]:
        return list(dict.fromkeys(answer.blank for answer in self.answers))


@dataclass
class Quiz:
    ident: str
    title: str
    settings: Mapping[str, str]
    questions: list[Question]


def read(data: bytes) -> list[Quiz]:
    """The quizzes of a package, in the manifest's order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
        found = []
        metas = {
            file.get("href")
            for resource in manifest.iter(f"{CONTENT}resource")
            if resource.get("type", "").endswith("learning-application-resource")
            for file in resource.iter(f"{CONTENT}file")
        }
        for resource in manifest.iter(f"{CONTENT}resource"):
            if resource.get("type") != "imsqti_xmlv1p2":
                continue
            path = resource.find(f"{CONTENT}file").get("href")
            assessment = ElementTree.fromstring(archive.read(path)).find(f"{QTI}assessment")
            ident = assessment.get("ident")
            meta = f"{ident}/assessment_meta.xml"
            settings = _settings(archive.read(meta)) if meta in metas else {}
            items = assessment.findall(f"{QTI}section/{QTI}item")
            title = settings.get("title") or assessment.get("title")
            found.append(Quiz(ident, title, settings, [question(item) for item in items]))
        return found


def _settings(data: bytes) -> dict[str, str]:
    whole = ElementTree.fromstring(data)
    return {child.tag.removeprefix(CANVAS): child.text or "" for child in whole}


def question(item: ElementTree.Element) -> Question:
    """One item as the importer reads it."""
    meta = {
        f.findtext(f"{QTI}fieldlabel"): f.findtext(f"{QTI}fieldentry")
        for f in item.iter(f"{QTI}qtimetadatafield")
    }
    kind = meta.get("question_type") or ""
    text = _text(item.find(f"{QTI}presentation/{QTI}material"))
    found = Question(item.get("title"), kind, float(meta.get("points_possible") or 1), text)
    if kind in ("multiple_choice_question", "true_false_question", "multiple_answers_question"):
        _read_choices(item, found)
    elif kind == "short_answer_question":
        _read_words(item, found)
    elif kind == "numerical_question":
        _read_number(item, found)
    elif kind == "matching_question":
        _read_matches(item, found)
    elif kind in ("fill_in_multiple_blanks_question", "multiple_dropdowns_question"):
        _read_blanks(item, found)
    else:
        assert kind == "essay_question", f"Canvas has no {kind}"
    _read_comments(item, found)
    return found


def _text(material: ElementTree.Element) -> str:
    """The text of a material; plain text comes out as HTML, as it is shown."""
    mattext = material.find(f"{QTI}mattext")
    text = mattext.text or ""
    return html.escape(text, quote=False) if mattext.get("texttype") == "text/plain" else text


def _plain(material: ElementTree.Element) -> str:
    """The text of a label that is shown as it stands, tags and all."""
    return (material.find(f"{QTI}mattext").text or "").strip()


def _conditions(item: ElementTree.Element) -> list[ElementTree.Element]:
    return item.findall(f"{QTI}resprocessing/{QTI}respcondition")


def _feedback(condition: ElementTree.Element) -> str | None:
    shown = condition.find(f"{QTI}displayfeedback")
    return None if shown is None else shown.get("linkrefid")


def _said(item: ElementTree.Element) -> dict[str, str]:
    return {
        said.get("ident"): _text(next(said.iter(f"{QTI}material")))
        for said in item.findall(f"{QTI}itemfeedback")
    }


def _scores(condition: ElementTree.Element, action: str | None = None) -> bool:
    set_ = condition.find(f"{QTI}setvar")
    if set_ is None or (action and set_.get("action") != action):
        return False
    return float(set_.text or 0) > 0


def _read_choices(item: ElementTree.Element, found: Question) -> None:
    by_ident = {}
    for number, label in enumerate(item.iter(f"{QTI}response_label"), start=1):
        answer = Answer(number, _text(label.find(f"{QTI}material")))
        by_ident[label.get("ident")] = answer
        found.answers.append(answer)
    comments: dict[str, str] = {}
    for condition in _conditions(item):
        test = condition.find(f"{QTI}conditionvar")
        every = test.findall(f"{QTI}and/{QTI}varequal")
        for one in every or test.findall(f".//{QTI}varequal")[:1]:
            # The last condition about an answer decides on its mark, the first on its feedback.
            by_ident[one.text].weight = 100 if every or _scores(condition) else 0
            if _feedback(condition):
                comments.setdefault(one.text, _feedback(condition))
    said = _said(item)
    for ident, feedback in comments.items():
        by_ident[ident].comments = said.get(feedback, "")
    if found.type == "true_false_question":
        assert [answer.text for answer in found.answers] == ["True", "False"]


def _read_words(item: ElementTree.Element, found: Question) -> None:
    said = _said(item)
    by_text: dict[str, Answer] = {}
    for condition in _conditions(item):
        for one in condition.iter(f"{QTI}varequal"):
            if not one.text:
                continue
            answer = by_text.setdefault(one.text, Answer(len(by_text) + 1, one.text, 100))
            answer.comments = answer.comments or said.get(_feedback(condition) or "", "")
    found.answers = list(by_text.values())


def _read_number(item: ElementTree.Element, found: Question) -> None:
    said = _said(item)
    for condition in _conditions(item):
        test = condition.find(f"{QTI}conditionvar")
        either = test.find(f"{QTI}or")
        answer = Answer(1, "", 100, said.get(_feedback(condition) or "", ""))
        low, high = (next(test.iter(f"{QTI}{tag}"), None) for tag in ("vargte", "varlte"))
        if either is not None:
            exact = Decimal(either.findtext(f"{QTI}varequal"))
            answer.exact, answer.margin = _float(exact), _float(Decimal(high.text) - exact)
            found.answers.append(answer)
        elif low is not None:
            answer.start, answer.end = _float(Decimal(low.text)), _float(Decimal(high.text))
            found.answers.append(answer)


def _float(number: Decimal) -> Decimal:
    """A number as it is kept: as a binary float, written in as few digits as tell it apart."""
    return Decimal(repr(float(number)))


def _read_matches(item: ElementTree.Element, found: Question) -> None:
    by_ident = {}
    responses = item.findall(f"{QTI}presentation/{QTI}response_lid")
    for label in responses[0].iter(f"{QTI}response_label"):
        number = int(re.search(r"\d+", label.get("ident"))[0])
        assert number not in found.matches
        found.matches[number] = _plain(label.find(f"{QTI}material"))
        by_ident[label.get("ident")] = number
    answers = {}
    for number, response in enumerate(responses, start=1):
        answers[response.get("ident")] = Answer(number, _text(response.find(f"{QTI}material")))
    said = _said(item)
    for condition in _conditions(item):
        one = next(condition.iter(f"{QTI}varequal"), None)
        if one is None:
            continue
        answer = answers[one.get("respident")]
        answer.comments = said.get(_feedback(condition) or "", "")
        if _scores(condition, "Add"):
            answer.match = by_ident[one.text]
            answer.right = html.unescape(found.matches[answer.match])
    found.answers = list(answers.values())


def _read_blanks(item: ElementTree.Element, found: Question) -> None:
    by_ident = {}
    typed = found.type == "fill_in_multiple_blanks_question"
    for response in item.findall(f"{QTI}presentation/{QTI}response_lid"):
        blank = response.get("ident").removeprefix("response_")
        for label in response.iter(f"{QTI}response_label"):
            text = _plain(label.find(f"{QTI}material"))
            answer = Answer(len(by_ident) + 1, text, 100 if typed else 0, blank=blank)
            assert label.get("ident") not in by_ident
            by_ident[label.get("ident")] = answer
    for condition in _conditions(item):
        one = next(condition.iter(f"{QTI}varequal"), None)
        if one is not None and not typed and _scores(condition, "Add"):
            by_ident[one.text].weight = 100
    for ident, said in _said(item).items():
        label = _LABEL.fullmatch(f"FEEDBACK_{ident}")
        if label:
            by_ident[label[1]].comments = said
    found.answers = list(by_ident.values())
    for blank in found.blanks:
        assert found.text.count(f"[{blank}]") == 1


def _read_comments(item: ElementTree.Element, found: Question) -> None:
    for ident, said in _said(item).items():
        if re.search(r"wrong|incorrect|(_IC$)", ident, re.IGNORECASE):
            found.incorrect_comments = said
        elif re.search(r"correct|(_C$)|solution", ident, re.IGNORECASE):
            raise AssertionError(f"{ident} is taken for something else")
        elif re.search(r"general_|_all", ident, re.IGNORECASE):
            found.neutral_comments = said


def mark_choice(asked: Question, chosen: int | None) -> Fraction:
    return Fraction(any(one.id == chosen and one.weight == 100 for one in asked.answers))


def mark_ticks(asked: Question, ticked: Iterable[int]) -> Fraction:
    """Right ticks less wrong ones, each worth the same, and never below nothing."""
    ticked = set(ticked)
    keys = {one.id for one in asked.answers if one.weight == 100}
    others = {one.id for one in asked.answers} - keys
    right, wrong = len(ticked & keys), len(ticked & others)
    return max(Fraction(0), Fraction(right - wrong, len(keys) or 1))


def mark_words(asked: Question, text: str) -> Fraction:
    given = text.strip().lower()
    keys = (one.text.strip().lower() for one in asked.answers)
    return Fraction(any(key and key == given for key in keys))


def mark_number(asked: Question, text: str) -> Fraction:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return Fraction(0)
    if not number.is_finite():
        return Fraction(0)
    for one in asked.answers:
        if one.exact is not None:
            if one.exact - one.margin <= number <= one.exact + one.margin:
                return Fraction(1)
        elif one.start <= number <= one.end:
            return Fraction(1)
    return Fraction(0)


def mark_matches(asked: Question, given: Mapping[int, int]) -> Fraction:
    """`given`: answer -> match. Right sides that read the same are the same."""
    right = 0
    for answer in asked.answers:
        chosen = given.get(answer.id)
        first = next((one for one in asked.answers if one.match == chosen), None)
        if chosen is not None and first and (first is answer or first.right == answer.right):
            right += 1
    return Fraction(right, len(asked.answers))


def mark_blanks(asked: Question, given: Mapping[str, str]) -> Fraction:
    """`given`: blank -> what was typed."""
    right = 0
    for blank in asked.blanks:
        text = given.get(blank, "").strip().lower()
        keys = (one.text.strip().lower() for one in asked.answers if one.blank == blank)
        right += bool(text) and text in keys
    return Fraction(right, len(asked.blanks))


def mark_menus(asked: Question, given: Mapping[str, int]) -> Fraction:
    """`given`: blank -> the answer chosen."""
    right = sum(given.get(one.blank) == one.id and one.weight == 100 for one in asked.answers)
    return Fraction(right, len(asked.blanks))


class _Balance(HTMLParser):
    """Checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def balanced(text: str) -> bool:
    """Whether all elements of an HTML text are closed in it."""
    reader = _Balance()
    reader.feed(text)
    reader.close()
    return not reader.open
