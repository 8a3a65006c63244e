"""Making the invented class: everything its students do goes the way of real work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from quiz.content.printer import print_item, version
from quiz.demo import answers, beside, texts, timetable
from quiz.demo.chance import chance
from quiz.demo.names import CLASS_NAME, NAMES
from quiz.demo.timetable import Part
from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    Course,
    Feedback,
    Given,
    Item,
    Lesson,
    Moment,
    Outcome,
    Quiz,
    Sitting,
    SittingRules,
)
from quiz.questions.open_response import OpenResponse
from quiz.rubric_marking import graded_mark
from quiz.storage import (
    attempts,
    due_dates,
    gradings,
    invented,
    marks,
    polls,
    releases,
    responses,
    sittings,
)
from quiz.storage.at_once import at_once
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.gradings import NewGrading
from quiz.storage.responses import Save
from quiz.storage.sittings import NewSitting

T = TypeVar("T")
HandIn = Callable[[Database, Attempt, ClosedBy], None]
"""Marks and closes an attempt, as when its student or the instructor hands it in."""
_AGAIN = 0.1
"""How many take a quiz a second time, where they may."""
_VOTES = 0.92
_RATES_ONESELF = 0.3
"""How many rate themselves by the rubric."""
_MARKED_AFTER = timedelta(days=2)
_ALL_MARKED, _HALF_MARKED = 0.5, 0.8
"""Up to where in the course everything that a person marks is marked, and half of it."""


@dataclass
class _Clock:
    """A wall clock that stands where it was put last."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class _Quiz:
    """One quiz of the course and when the class takes it.

    `written`: its place among the quizzes that a person marks, from 0 to 1; None without such.
    """

    lesson: Lesson
    quiz: Quiz
    when: timetable.Lesson
    written: float | None

    @property
    def key(self) -> tuple[str, str]:
        return self.lesson.slug, self.quiz.id


@dataclass(frozen=True)
class _Class:
    """The class in its database, while one quiz goes on. `students` by their numbers; `anchors` are
    the paragraphs that can be cited."""

    db: Database
    id: int
    students: list[int]
    clock: _Clock
    now: datetime
    hand_in: HandIn
    anchors: tuple[str, ...]
    sitting: Sitting | None = None

    def at_once(self, work: Callable[[_Class], T]) -> T:
        """Run `work` for the class inside one transaction."""
        return at_once(self.db, lambda db: work(replace(self, db=db)), self.clock)


def add(db: Database, course: Course, hand_in: HandIn) -> int:
    """Make the invented class with results on every quiz of the course; its id.

    Others' saves are held up for moments only: what one student does at one quiz is a transaction
    of its own. Where one fails, nothing of the class stays. Raises `InventedAlready`,
    `StorageError`.
    """
    now = db.now()
    clock = _Clock(now - timetable.WEEKS)
    made, students = at_once(db, lambda own: invented.make(own, CLASS_NAME, NAMES), clock)
    try:
        class_ = _Class(db, made, students, clock, now, hand_in, _anchors(course))
        for lesson in course.lessons:
            if isinstance(lesson, Lesson):
                _vote(class_, lesson)
        for quiz in _quizzes(course, now):
            _take(class_, quiz)
    except BaseException:
        invented.remove(db)
        raise
    return made


def _anchors(course: Course) -> tuple[str, ...]:
    """The paragraphs that the questions of the course are about."""
    items = [item for _, quiz in course.quizzes() for item in quiz.items]
    return tuple(sorted({anchor for item in items for anchor in (*item.see, *item.evidence)}))


def _vote(class_: _Class, lesson: Lesson) -> None:
    """Let the class vote in the polls of a lesson, before it and after it."""
    for poll in lesson.polls:
        for moment in Moment:
            key = (lesson.slug, poll.id, moment)
            polls.open_round(class_.db, class_.id, key, poll.title, poll.choices)
            after = moment is Moment.AFTER
            for number, student in enumerate(class_.students):
                if chance("votes", number, *key) < _VOTES:
                    said = beside.opinion_of(number, poll.id, len(poll.choices), after=after)
                    polls.vote(class_.db, student, key, said)
            polls.close_round(class_.db, class_.id, *key)


def _quizzes(course: Course, now: datetime) -> list[_Quiz]:
    found = course.quizzes()
    by_hand = [quiz for _, quiz in found if any(_is_open(item) for item in quiz.items)]
    times = timetable.lessons(len(found), now)
    return [
        _Quiz(
            lesson,
            quiz,
            when,
            by_hand.index(quiz) / len(by_hand) if quiz in by_hand else None,
        )
        for (lesson, quiz), when in zip(found, times, strict=True)
    ]


def _is_open(item: Item) -> bool:
    return isinstance(item.body, OpenResponse)


def _take(class_: _Class, quiz: _Quiz) -> None:
    """Let the class take one quiz, and the instructor do what comes after it."""
    class_.clock.at = quiz.when.begins
    if quiz.when.due:
        due_dates.put(class_.db, class_.id, *quiz.key, quiz.when.due)
    else:
        class_ = replace(class_, sitting=class_.at_once(lambda inside: _sitting(inside, quiz)))
    done = []
    for number in range(len(class_.students)):

        def work(inside: _Class, number: int = number) -> list[Attempt]:
            return _attempts(inside, quiz, number)

        done += class_.at_once(work)
    class_.at_once(lambda inside: _finish(inside, quiz, done))


def _finish(class_: _Class, quiz: _Quiz, done: list[Attempt]) -> None:
    if class_.sitting and quiz.when.closed:
        class_.clock.at = quiz.when.begins + timedelta(hours=1)
        sittings.close(class_.db, class_.sitting.id, class_.db.clock.now(), everyone=True)
    _mark(class_, quiz, done)


def _sitting(class_: _Class, quiz: _Quiz) -> Sitting:
    """The quiz opened for the class, without a time limit: nobody is there to be ended."""
    rules = SittingRules(
        feedback=quiz.quiz.feedback, time_limit=None, attempts=quiz.quiz.attempts, confidence=True
    )
    planned = sittings.plan(
        class_.db,
        NewSitting(
            class_.id,
            quiz.lesson.slug,
            quiz.quiz.id,
            quiz.lesson.title,
            quiz.quiz.title,
            rules,
        ),
    )
    return sittings.open_(class_.db, planned.id, class_.db.clock.now())


def _attempts(class_: _Class, quiz: _Quiz, number: int) -> list[Attempt]:
    """The attempts of one student that were handed in."""
    part = timetable.part_of(number, quiz.when, quiz.key)
    if part is Part.EXCUSED and class_.sitting:
        sittings.excuse(class_.db, class_.sitting.id, class_.students[number], excused=True)
        return []
    begins = timetable.begins_at(number, quiz.when, part)
    if part is Part.AWAY or begins > class_.now:
        return []
    first = _attempt(class_, quiz, number, begins, part)
    if first is None:
        return []
    again = begins + timedelta(hours=5)
    wants = chance("again", number, quiz.key) < _AGAIN and class_.sitting is None
    if not wants or quiz.quiz.attempts == 1 or again > class_.now:
        return [first]
    second = _attempt(class_, quiz, number, again, Part.DONE, attempt=2)
    return [first, second] if second else [first]


def _attempt(
    class_: _Class, quiz: _Quiz, number: int, begins: datetime, part: Part, attempt: int = 1
) -> Attempt | None:
    """One attempt, answer by answer; None where it isn't handed in."""
    db, clock = class_.db, class_.clock
    clock.at = begins
    begun = attempts.start(db, class_.students[number], _new_attempt(quiz, class_.sitting))
    # A second time one knows a little more.
    skill = answers.ability(number, len(class_.students)) + 0.6 * (attempt - 1)
    items = quiz.quiz.items
    if part is Part.UNFINISHED:
        items = items[: int(len(items) * (0.3 + 0.6 * chance("how far", number, quiz.key)))]
    times = timetable.answer_times(begins, len(items), number, quiz.key, class_.now)
    for item, clock.at in zip(items, times, strict=True):
        given = _given(number, skill, item, attempt)
        if any(given.values()):
            cited = beside.evidence_of(number, skill, item, class_.anchors)
            sure = None
            if begun.confidence and not _is_open(item):
                sure = beside.confidence_of(number, skill, item)
            responses.save(db, begun.id, [Save(item.id, given, 1, cited, sure)])
    if part is Part.UNFINISHED:
        return None
    class_.hand_in(db, attempts.get(db, begun.id), ClosedBy.STUDENT)
    return attempts.get(db, begun.id)


def _given(number: int, skill: float, item: Item, attempt: int) -> Given:
    if _is_open(item):
        return texts.text_of(number, skill, item, attempt)
    return answers.answer_of(number, skill, item, attempt)


def _new_attempt(quiz: _Quiz, sitting: Sitting | None) -> NewAttempt:
    return NewAttempt(
        lesson=quiz.lesson.slug,
        quiz=quiz.quiz.id,
        lesson_title=quiz.lesson.title,
        quiz_title=quiz.quiz.title,
        lang=quiz.lesson.lang,
        feedback=quiz.quiz.feedback,
        items=[(item.id, version(item), print_item(item)) for item in quiz.quiz.items],
        allowed=quiz.quiz.attempts,
        sitting_id=sitting.id if sitting else None,
        confidence=sitting is not None and sitting.rules.confidence,
    )


def _mark(class_: _Class, quiz: _Quiz, done: list[Attempt]) -> None:
    """Grade what a person grades, and release it: of the first quizzes all, of the last nothing."""
    class_.clock.at = min(class_.now, quiz.when.begins + _MARKED_AFTER)
    early = quiz.written is not None and quiz.written < _ALL_MARKED
    if quiz.when.open or not (early or quiz.written is None):
        released = False
    else:
        released = early or quiz.quiz.feedback is Feedback.AFTER_RELEASE
    if released:
        done = done + _closed(class_, quiz)
    if quiz.written is not None:
        _rate_oneself(class_, quiz, done)
        graded = done if early else done[: len(done) // 2] if quiz.written < _HALF_MARKED else []
        for item in quiz.quiz.items:
            gradings.grade(class_.db, _gradings(class_.db, item, graded))
    if released:
        releases.release(class_.db, class_.id, *quiz.key)


def _closed(class_: _Class, quiz: _Quiz) -> list[Attempt]:
    """The attempts that were still open, handed in by the instructor: a release does so."""
    found = []
    for attempt in attempts.at_quiz(class_.db, class_.id, *quiz.key):
        if attempt.state is AttemptState.IN_PROGRESS:
            class_.hand_in(class_.db, attempt, ClosedBy.INSTRUCTOR)
            found.append(attempts.get(class_.db, attempt.id))
    return found


def _gradings(db: Database, item: Item, done: list[Attempt]) -> list[NewGrading]:
    """The gradings of all responses to one item that wait for one."""
    found = []
    if isinstance(item.body, OpenResponse):
        for attempt in done:
            [before] = [one for one in marks.of_attempt(db, attempt.id) if one.item_id == item.id]
            if before.outcome is Outcome.NEEDS_GRADING:
                text = responses.of_attempt(db, attempt.id)[item.id].given["text"]
                levels, share = texts.share_of(item, item.body.rubric, text)
                after = graded_mark(item, before.version, share)
                comment = texts.comment_on(item, text)
                found.append(NewGrading(attempt.id, levels, comment, before, after))
    return found


def _rate_oneself(class_: _Class, quiz: _Quiz, done: list[Attempt]) -> None:
    """Let some say by the rubric how good they think that they were."""
    for attempt in done:
        stored = responses.of_attempt(class_.db, attempt.id)
        for item in quiz.quiz.items:
            own = isinstance(item.body, OpenResponse) and item.body.rubric
            number = class_.students.index(attempt.student_id)
            if own and item.id in stored and chance("rates", number, item.id) < _RATES_ONESELF:
                levels = texts.levels_of(item, own, stored[item.id].given["text"])
                gradings.rate_oneself(class_.db, attempt.id, item.id, version(item), levels)
