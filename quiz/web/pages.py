"""What the pages show, as frozen dataclasses built from the model: no Flask, no HTML.

Feedback is decided here and nowhere else: a `Result` exists only where it is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quiz.marking import grade, grades_by_strand, mark_item, withheld
from quiz.model import (
    Allowance,
    Attempt,
    AttemptState,
    BrokenLesson,
    Comment,
    Course,
    Feedback,
    Given,
    Grade,
    Item,
    Lesson,
    Mark,
    MarkChange,
    Outcome,
    Quiz,
    Regrade,
    RegradeKind,
    Response,
    Sitting,
    SittingState,
)
from quiz.questions import types
from quiz.regrading import carried
from quiz.sitting_time import full_time
from quiz.web.grading_views import GradingView


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

    def name(self, slot: str) -> str:
        """The `name` of the input for a slot."""
        return f"{self.id}.{slot}"


def _asked(item: Item, seed: str, lang: str, given: Given) -> Question:
    """An item as it is asked, with what was given for it."""
    kind = types()[item.type]
    return Question(
        id=item.id,
        module=kind.module,
        view=kind.ask(item.body, seed),
        stem=item.stem,
        text=item.text,
        hint=item.hint,
        points=item.points,
        lang=lang,
        given=given,
        remark=kind.remark(item.body, given) if given else "",
    )


@dataclass(frozen=True)
class AttemptPage:
    """A quiz being taken, or looked back on once submitted."""

    attempt: Attempt
    questions: tuple[Question, ...]
    grade: Grade | None = None
    strands: tuple[tuple[str, Grade], ...] = ()

    @property
    def answered(self) -> int:
        return sum(1 for question in self.questions if question.given)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if not question.given)

    @property
    def checks_at_once(self) -> bool:
        return self.attempt.feedback is Feedback.AT_ONCE


@dataclass(frozen=True)
class OwnWork:
    """What one student has done, as far as they may see it, and the sittings of their class.

    `marks` are by attempt id; `released` are (lesson, quiz); `sittings` are those whose rules hold.
    `allowances` are by sitting. `self_paced`: a quiz without a sitting may be taken at any time.
    """

    attempts: Sequence[Attempt] = ()
    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    released: set[tuple[str, str]] = field(default_factory=set)
    sittings: Mapping[tuple[str, str], Sitting] = field(default_factory=dict)
    allowances: Mapping[int, Allowance] = field(default_factory=dict)
    self_paced: bool = True
    extra_time: float = 1.0


@dataclass(frozen=True)
class QuizRow:
    """One quiz on the course page. `grade` is the best of the attempts whose feedback is due.

    `sitting` is the one whose rules hold, None where the lesson's own do; `is_open` says whether an
    attempt can be begun by it. `released` says that withheld answers were shown to all, so that the
    quiz can't be begun again. `seconds` is the time that this student has for an attempt.
    """

    lesson: str
    quiz: Quiz
    attempts: tuple[Attempt, ...]
    grade: Grade | None
    released: bool = False
    sitting: Sitting | None = None
    is_open: bool = True
    allowed: int | None = None
    seconds: float | None = None
    excused: bool = False

    @property
    def in_progress(self) -> Attempt | None:
        open_ = [a for a in self.attempts if a.state is AttemptState.IN_PROGRESS]
        return open_[0] if open_ else None

    @property
    def submitted(self) -> tuple[Attempt, ...]:
        return tuple(a for a in self.attempts if a.state is AttemptState.SUBMITTED)

    @property
    def feedback(self) -> Feedback:
        return self.sitting.rules.feedback if self.sitting else self.quiz.feedback

    @property
    def attempts_left(self) -> int | None:
        """How often the quiz may still be begun; None without a limit."""
        if self.released or not self.is_open:
            return 0
        if self.allowed is None:
            return None
        sitting_id = self.sitting.id if self.sitting else None
        counted = [a for a in self.attempts if sitting_id in (None, a.sitting_id)]
        return max(0, self.allowed - len(counted))


@dataclass(frozen=True)
class LessonRow:
    """One lesson on the course page. `done` once every quiz of it was submitted.

    `attempts` are the student's at a lesson that can't be shown just now.
    """

    lesson: Lesson | BrokenLesson
    quizzes: tuple[QuizRow, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def broken(self) -> bool:
        return isinstance(self.lesson, BrokenLesson)

    @property
    def done(self) -> bool:
        return bool(self.quizzes) and all(row.submitted for row in self.quizzes)


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


def course_rows(course: Course, work: OwnWork) -> tuple[LessonRow, ...]:
    """The course page's lessons."""
    rows = []
    for lesson in course.lessons:
        if isinstance(lesson, BrokenLesson):
            taken = tuple(a for a in work.attempts if a.lesson == lesson.slug)
            rows.append(LessonRow(lesson, (), taken))
            continue
        quizzes = (quiz_row(lesson.slug, quiz, work) for quiz in lesson.quizzes)
        rows.append(LessonRow(lesson, tuple(quizzes)))
    return tuple(rows)


def quiz_row(lesson: str, quiz: Quiz, work: OwnWork) -> QuizRow:
    """One quiz with this student's attempts at it, by the rules that hold for it now."""
    key, marks = (lesson, quiz.id), work.marks
    own = tuple(a for a in work.attempts if (a.lesson, a.quiz) == key)
    grades = [grade(marks[a.id]) for a in own if feedback_due(a, work.released) and a.id in marks]
    best = max(grades, key=lambda g: g.points / g.out_of if g.out_of else 0.0, default=None)
    sitting = work.sittings.get(key)
    if sitting is None:
        shown = quiz.feedback is Feedback.AFTER_RELEASE and key in work.released
        return QuizRow(
            lesson, quiz, own, best, shown, is_open=work.self_paced, allowed=quiz.attempts
        )
    rules = sitting.rules
    allowance = work.allowances.get(sitting.id, Allowance())
    return QuizRow(
        lesson,
        quiz,
        own,
        best,
        rules.feedback is Feedback.AFTER_RELEASE and key in work.released,
        sitting,
        sitting.state is SittingState.OPEN,
        None if rules.attempts is None else rules.attempts + allowance.extra_attempts,
        full_time(rules.time_limit, work.extra_time, allowance.extra_seconds),
        allowance.excused,
    )


def attempt_page(
    attempt: Attempt,
    items: Sequence[tuple[Item, str]],
    responses: Mapping[str, Response],
    *,
    due: bool,
    marks: Sequence[Mark] = (),
    gradings: Mapping[str, GradingView] | None = None,
    corrections: Mapping[str, tuple[Correction, ...]] | None = None,
    sent: Mapping[str, Given] | None = None,
    problems: Mapping[str, str] | None = None,
) -> AttemptPage:
    """The page of an attempt.

    `due` says whether feedback on the whole attempt may be shown; `marks` are the stored ones,
    of which those of checked responses are shown in any case. `gradings` and
    `corrections` are by item id.
    `sent` and `problems` (by item id) redisplay what a student sent that could not be stored.
    """
    sent, problems, by_id = sent or {}, problems or {}, {mark.item_id: mark for mark in marks}
    questions = []
    for number, (item, _) in enumerate(items, start=1):
        response = responses.get(item.id)
        checked = bool(response and response.checked)
        stored = response.given if response else {}
        given = stored if checked else sent.get(item.id, stored)
        mark = by_id.get(item.id) if due or checked else None
        questions.append(
            replace(
                _asked(item, question_seed(attempt, item), attempt.lang, given),
                number=number,
                sequence=response.sequence if response else 0,
                problem=problems.get(item.id, ""),
                checked=checked,
                result=item_result(item, given, mark) if mark else None,
                grading=(gradings or {}).get(item.id),
                corrections=(corrections or {}).get(item.id, ()) if mark else (),
            )
        )
    total = grade(marks) if due else None
    strands = tuple(grades_by_strand(marks).items()) if due else ()
    return AttemptPage(attempt, tuple(questions), total, strands)


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
