"""What the pages show, as frozen dataclasses built from the model: no Flask, no HTML.

Feedback is decided here and nowhere else: a `Result` exists only where it is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quiz.calibration import Judged, calibration, judged
from quiz.marking import grade, grades_by_strand, mark_item, withheld
from quiz.model import (
    Attempt,
    AttemptState,
    Comment,
    Confidence,
    EvidenceMark,
    Feedback,
    Given,
    Grade,
    Item,
    Mark,
    MarkChange,
    Outcome,
    Paragraph,
    Regrade,
    RegradeKind,
    Response,
)
from quiz.questions import types
from quiz.regrading import carried
from quiz.web.evidence_views import EvidenceTotal, EvidenceView, evidence_total, evidence_view
from quiz.web.grading_views import GradingView
from quiz.web.sent import Sent, as_sent


@dataclass(frozen=True)
class Result:
    """How one response turned out. `review` and `why`, which hold the key, may be withheld."""

    mark: Mark
    comments: tuple[Comment, ...]
    review: Any = None
    why: str = ""
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A regrade of one response: what was decided when and why, and the mark before and after.

    `now` is the question by which it was marked anew; None where everyone got full marks.
    """

    made_at: str
    reason: str
    before: Mark
    after: Mark
    now: Question | None


@dataclass(frozen=True)
class Question:
    """One item as a page shows it; the key is in no part of it but `result`.

    `lang` is the language of its texts. `problem` says why what was sent is not stored. `grading`
    is what a person, or the student, said of an open response, as far as it may be seen;
    `corrections` are the regrades that hold, oldest first, wherever there is a `result`.
    `evidence` is there where the student is asked for it, and `asks_confidence` where they are
    asked how sure they are.
    """

    id: str
    module: str
    view: Any
    stem: str
    text: str
    hint: str
    points: float
    number: int = 0
    lang: str = ""
    given: Given = field(default_factory=dict)
    sequence: int = 0
    remark: str = ""
    problem: str = ""
    checked: bool = False
    result: Result | None = None
    grading: GradingView | None = None
    corrections: tuple[Correction, ...] = ()
    evidence: EvidenceView | None = None
    asks_confidence: bool = False
    confidence: Confidence | None = None

    @property
    def says_something(self) -> bool:
        """Whether the student gave an answer, or said something beside it."""
        return bool(self.given or self.confidence or (self.evidence and self.evidence.cited))

    @property
    def lacks_evidence(self) -> bool:
        """Whether it is answered, and no paragraph is cited for it."""
        return bool(self.given and self.evidence and not self.evidence.cited)

    def name(self, slot: str) -> str:
        """The `name` of the input for a slot."""
        return f"{self.id}.{slot}"


def _asked(item: Item, seed: str, lang: str, given: Given, *, mixed: bool = False) -> Question:
    """An item as it is asked, with what was given for it."""
    kind = types()[item.type]
    view = kind.ask(item.body, seed)
    return Question(
        id=item.id,
        module=kind.module,
        view=kind.mixed(view, seed) if mixed else view,
        stem=item.stem,
        text=item.text,
        hint=item.hint,
        points=item.points,
        lang=lang,
        given=given,
        remark=kind.remark(item.body, given) if given else "",
    )


def _asked_in(attempt: Attempt, item: Item, given: Given) -> Question:
    """An item as this attempt asks it."""
    seed = question_seed(attempt, item)
    return _asked(item, seed, attempt.lang, given, mixed=attempt.mixed)


@dataclass(frozen=True)
class AttemptPage:
    """A quiz being taken, or looked back on once submitted.

    Where feedback is due there is a `grade` and, apart from it, what `evidence` earned and how
    well the student knew what they know.
    """

    attempt: Attempt
    questions: tuple[Question, ...]
    grade: Grade | None = None
    strands: tuple[tuple[str, Grade], ...] = ()
    evidence: EvidenceTotal | None = None
    calibration: Mapping[Confidence, Judged] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(1 for question in self.questions if question.given)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if not question.given)

    @property
    def doubtful(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.remark or one.lacks_evidence)

    @property
    def checks_at_once(self) -> bool:
        return self.attempt.feedback is Feedback.AT_ONCE


def feedback_due(attempt: Attempt, released: set[tuple[str, str]]) -> bool:
    """Whether the student may see marks, keys and explanations of this attempt as a whole."""
    if attempt.state is not AttemptState.SUBMITTED:
        return False
    if attempt.feedback is Feedback.AFTER_RELEASE:
        return (attempt.lesson, attempt.quiz) in released
    return True


def shown_marks(
    attempt: Attempt, marks: Sequence[Mark], released: set[tuple[str, str]]
) -> Sequence[Mark]:
    """The marks of an attempt as its student may see them: without gradings before the release."""
    return marks if (attempt.lesson, attempt.quiz) in released else withheld(marks)


def attempt_page(
    attempt: Attempt,
    items: Sequence[tuple[Item, str]],
    responses: Mapping[str, Response],
    *,
    due: bool,
    marks: Sequence[Mark] = (),
    evidence: Mapping[str, EvidenceMark] | None = None,
    paragraphs: Sequence[Paragraph] = (),
    gradings: Mapping[str, GradingView] | None = None,
    corrections: Mapping[str, tuple[Correction, ...]] | None = None,
    sent: Mapping[str, Sent] | None = None,
    problems: Mapping[str, str] | None = None,
) -> AttemptPage:
    """The page of an attempt.

    `due` says whether feedback on the whole attempt may be shown; `marks` are the stored ones,
    of which those of checked responses are shown in any case, and so are those of `evidence`.
    `paragraphs` are those of the reading. `evidence`, `gradings` and `corrections` are by item id.
    `sent` and `problems` (by item id) redisplay what a student sent that could not be stored.
    """
    sent, problems, evidence = sent or {}, problems or {}, evidence or {}
    by_id = {mark.item_id: mark for mark in marks}
    questions = []
    for number, (item, _) in enumerate(items, start=1):
        response = responses.get(item.id)
        checked = bool(response and response.checked)
        kept = as_sent(response)
        said = kept if checked else sent.get(item.id, kept)
        mark = by_id.get(item.id) if due or checked else None
        questions.append(
            replace(
                _asked_in(attempt, item, said.given),
                number=number,
                sequence=response.sequence if response else 0,
                problem=problems.get(item.id, ""),
                checked=checked,
                result=item_result(item, said.given, mark) if mark else None,
                evidence=evidence_view(
                    item, said.evidence, paragraphs, evidence.get(item.id) if mark else None
                ),
                asks_confidence=asks_confidence(attempt, item),
                confidence=said.confidence,
                grading=(gradings or {}).get(item.id),
                corrections=(corrections or {}).get(item.id, ()) if mark else (),
            )
        )
    total = grade(marks) if due else None
    strands = tuple(grades_by_strand(marks).items()) if due else ()
    return AttemptPage(
        attempt,
        tuple(questions),
        total,
        strands,
        evidence=evidence_total(evidence.values()) if due else None,
        calibration=calibration(judged(responses, marks)) if due else {},
    )


def asks_confidence(attempt: Attempt, item: Item) -> bool:
    """Whether a student is asked how sure they are: in some attempts, where a machine marks."""
    return attempt.confidence and types()[item.type].key(item.body) is not None


def correction(
    asked: Item, given: Given, lang: str, change: MarkChange, regrade: Regrade, item: Item
) -> Correction:
    """How a change of a mark is shown. `item` is that of the regrade's version.

    The response to the question as it was `asked` stands in the one by which it was marked.
    """
    now = None
    if regrade.kind is RegradeKind.NEW_KEY:
        same = carried(asked, item, given)
        now = replace(
            _asked(item, item.id, lang, same), result=item_result(item, same, change.after)
        )
    return Correction(change.changed_at, regrade.reason, change.before, change.after, now)


def practice_question(
    item: Item, lang: str, given: Given | None = None, *, reveal: bool = False, number: int = 0
) -> Question:
    """A practice item; with `given`, what it earned. The key shows when right or `reveal`ed."""
    result = None
    if given is not None or reveal:
        mark = mark_item(item, "", given or {})
        result = item_result(item, given or {}, mark)
        if not reveal and mark.outcome is not Outcome.RIGHT:
            result = Result(mark, result.comments, see=result.see)
    asked = _asked(item, item.id, lang, given or {})
    return replace(asked, number=number, checked=reveal, result=result)


def item_result(item: Item, given: Given, mark: Mark) -> Result:
    """Everything that feedback on one item holds."""
    kind = types()[item.type]
    return Result(
        mark=mark,
        comments=kind.comments(item.body, given) if given else (),
        review=kind.review(item.body, given),
        why=item.why,
        see=item.see,
    )


def question_seed(attempt: Attempt, item: Item) -> str:
    """Keeps the order of choices the same for one attempt, and apart from the next student's."""
    return f"{attempt.seed}/{item.id}"
