"""The first submitted attempts of the current class, read in a fixed number of queries.

Item analysis looks at first attempts only: in a later one a student has seen the feedback, so that
it says little about the question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz.content.printer import version
from quiz.errors import NotFound
from quiz.item_analysis import Sample, seconds_between
from quiz.misconceptions import Answered
from quiz.model import Attempt, AttemptState, Item, Lesson, Mark
from quiz.storage import attempts, evidence_marks, marks, responses, saved_times, students
from quiz.web.instructor.blueprint import current_class
from quiz.web.services import services

Asked = Mapping[str, Mapping[str, Item]]
"""Attempt id -> item id -> the item as that attempt asked it."""


@dataclass(frozen=True)
class QuizWork:
    """What the current class did at one quiz.

    `items`: as they are now, then those that left the quiz since, whose ids are in `gone`, as they
    were last. `attempts` are the first submitted ones, each with its sample. `names` are by student
    id. `changed`: item id -> how many of these attempts asked it in other words or with another
    key. `in_progress` counts students who haven't submitted once. `evidence`: item id -> the
    fractions that cited paragraphs earned.
    """

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    lang: str
    items: tuple[Item, ...]
    gone: frozenset[str]
    attempts: tuple[Attempt, ...]
    samples: tuple[Sample, ...]
    names: Mapping[int, str]
    changed: Mapping[str, int]
    in_progress: int
    evidence: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class ClassWork:
    """What the current class answered, in first submitted attempts at all quizzes.

    `titles`: (lesson, quiz) -> their titles, of every quiz taken. `names` are by student id.
    """

    answered: tuple[Answered, ...]
    titles: Mapping[tuple[str, str], tuple[str, str]]
    names: Mapping[int, str]


def first_submitted(found: Iterable[Attempt]) -> list[Attempt]:
    """Of each student at each quiz the submitted attempt with the lowest number, in their order."""
    first: dict[tuple[int, str, str], Attempt] = {}
    for attempt in found:
        if attempt.state is AttemptState.SUBMITTED:
            key = (attempt.student_id, attempt.lesson, attempt.quiz)
            if key not in first or attempt.number < first[key].number:
                first[key] = attempt
    return list(first.values())


def quiz_work(lesson: str, quiz: str) -> QuizWork:
    """The current class's work at one quiz, of the course as it is or as it was.

    Raises `NotFound` where the course has no such quiz and nobody of the class took one.
    """
    db, class_id = services().db, current_class().id
    taken = attempts.at_quiz(db, class_id, lesson, quiz)
    first = first_submitted(taken)
    now = services().folder.course().lesson(lesson)
    found = now.quiz(quiz) if isinstance(now, Lesson) else None
    if isinstance(now, Lesson) and found:
        titles, current, lang = (now.title, found.title), found.items, now.lang
    elif taken:
        titles, current = (taken[-1].lesson_title, taken[-1].quiz_title), ()
        lang = taken[-1].lang
    else:
        raise NotFound("quiz", (lesson, quiz))
    asked = _asked(first)
    lost = _lost(current, asked.values())
    return QuizWork(
        lesson,
        quiz,
        *titles,
        lang=lang,
        items=(*current, *lost),
        gone=frozenset(item.id for item in lost),
        attempts=tuple(first),
        samples=_samples(first, asked),
        names=_names(),
        changed=_changed(current, first),
        in_progress=len({a.student_id for a in taken} - {a.student_id for a in first}),
        evidence=_evidence(first),
    )


def class_work() -> ClassWork:
    """The current class's responses at all quizzes."""
    db, class_id = services().db, current_class().id
    first = first_submitted(attempts.in_class(db, class_id))
    asked, earned = _asked(first), marks.in_class(db, class_id)
    return ClassWork(
        answered=tuple(
            Answered(
                attempt.student_id,
                attempt.lesson,
                attempt.quiz,
                attempt.submitted_at or "",
                asked[attempt.id][mark.item_id],
                mark,
            )
            for attempt in first
            for mark in earned.get(attempt.id, ())
        ),
        titles={(a.lesson, a.quiz): (a.lesson_title, a.quiz_title) for a in first},
        names=_names(),
    )


def _names() -> dict[int, str]:
    found = students.in_class(services().db, current_class().id)
    return {student.id: student.name for student in found}


def _asked(first: Iterable[Attempt]) -> Asked:
    """The items of these attempts as they were asked, with one look at the database at most."""
    first = tuple(first)
    known = services().frozen.by_version(
        version for attempt in first for _, version in attempt.items
    )
    return {
        attempt.id: {id_: known[version] for id_, version in attempt.items} for attempt in first
    }


def _lost(current: Iterable[Item], asked: Iterable[Mapping[str, Item]]) -> list[Item]:
    """The items that were asked and that the quiz has no longer, as they were last."""
    known = {item.id for item in current}
    lost = {id_: item for items in asked for id_, item in items.items() if id_ not in known}
    return list(lost.values())


def _changed(current: Iterable[Item], first: Iterable[Attempt]) -> dict[str, int]:
    versions = {item.id: version(item) for item in current}
    counts = Counter(
        item_id
        for attempt in first
        for item_id, asked in attempt.items
        if versions.get(item_id, asked) != asked
    )
    return dict(counts)


def _samples(first: Sequence[Attempt], asked: Asked) -> tuple[Sample, ...]:
    """One for each attempt, all of which are at one quiz."""
    if not first:
        return ()
    db, where = services().db, (current_class().id, first[0].lesson, first[0].quiz)
    earned, given = marks.at_quiz(db, *where), responses.given_at_quiz(db, *where)
    times = saved_times.at_quiz(db, *where)
    return tuple(
        Sample(
            attempt_id=attempt.id,
            marks=_by_item(earned.get(attempt.id, ())),
            given=given.get(attempt.id, {}),
            seconds=seconds_between(attempt.started_at, times.get(attempt.id, ())),
            minutes=_minutes(attempt),
            items=asked[attempt.id],
        )
        for attempt in first
    )


def _evidence(first: Iterable[Attempt]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for earned in evidence_marks.of_attempts(services().db, [a.id for a in first]).values():
        for mark in earned.values():
            found.setdefault(mark.item_id, []).append(mark.fraction)
    return found


def _by_item(earned: Iterable[Mark]) -> dict[str, Mark]:
    return {mark.item_id: mark for mark in earned}


def _minutes(attempt: Attempt) -> float | None:
    """From start to submission. None where the clock was set back in between."""
    start = datetime.fromisoformat(attempt.started_at)
    end = datetime.fromisoformat(attempt.submitted_at or attempt.started_at)
    minutes = (end - start).total_seconds() / 60
    return minutes if minutes >= 0 else None
