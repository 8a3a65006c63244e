"""What waits to be marked by a person, and the responses to one item, as the marking pages show
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.errors import NotFound
from quiz.model import Attempt, AttemptState, Course, Feedback, Given, Grading, Item, Lesson, Mark
from quiz.questions import is_blank
from quiz.questions.open_response import OpenResponse
from quiz.rubric_marking import Group, OpenText, groups
from quiz.storage import attempts, gradings, marks, releases, responses, students
from quiz.web.grading_views import levels_now, rubric_of
from quiz.web.instructor.blueprint import current_class
from quiz.web.services import services

QuizKey = tuple[str, str]
"""(lesson, quiz)"""


@dataclass(frozen=True)
class OpenItem:
    """An open item of a quiz, and how many of the `of` responses to it are marked."""

    item_id: str
    stem: str
    marked: int
    of: int

    @property
    def waiting(self) -> int:
        return self.of - self.marked


@dataclass(frozen=True)
class OpenQuiz:
    """A quiz with its open items. `holds_back`: it gives no feedback at all before the release."""

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    holds_back: bool
    released: bool
    items: tuple[OpenItem, ...]

    @property
    def waiting(self) -> int:
        return sum(item.waiting for item in self.items)

    @property
    def marked(self) -> int:
        return sum(item.marked for item in self.items)


def open_quizzes() -> list[OpenQuiz]:
    """The quizzes of the current class with open responses handed in, in the course's order.

    Those that the course has lost since come last, so that no response is ever hidden.
    """
    db, class_id = services().db, current_class().id
    released = releases.released(db, class_id)
    given, earned = responses.given_in_class(db, class_id), marks.in_class(db, class_id)
    taken: dict[QuizKey, list[Attempt]] = {}
    for attempt in attempts.in_class(db, class_id):
        taken.setdefault((attempt.lesson, attempt.quiz), []).append(attempt)
    in_course = [key for key in _quiz_keys(services().folder.course()) if key in taken]
    quizzes = (
        _open_quiz(taken[key], given, earned, key in released)
        for key in dict.fromkeys([*in_course, *taken])
    )
    return [quiz for quiz in quizzes if quiz.items]


def _quiz_keys(course: Course) -> list[QuizKey]:
    lessons = [lesson for lesson in course.lessons if isinstance(lesson, Lesson)]
    return [(lesson.slug, quiz.id) for lesson in lessons for quiz in lesson.quizzes]


def still_unmarked(lesson: str, quiz: str) -> int:
    """How many responses of the current class to a quiz wait for a person."""
    db, where = services().db, (current_class().id, lesson, quiz)
    found = attempts.at_quiz(db, *where)
    given, earned = responses.given_at_quiz(db, *where), marks.at_quiz(db, *where)
    return _open_quiz(found, given, earned, False).waiting if found else 0


def _open_quiz(
    taken: Sequence[Attempt],
    given: Mapping[str, Mapping[str, Given]],
    earned: Mapping[str, Sequence[Mark]],
    released: bool,
) -> OpenQuiz:
    """One quiz, from all attempts of the class at it; the newest names it and its items."""
    newest = taken[-1]
    stems = {
        item.id: item.stem
        for attempt in taken
        for item, _ in services().frozen.of(attempt)
        if isinstance(item.body, OpenResponse)
    }
    found: dict[str, list[OpenText]] = {item_id: [] for item_id in stems}
    for text in _open_texts(taken, given, earned):
        found[text.asked.id].append(text)
    return OpenQuiz(
        newest.lesson,
        newest.quiz,
        newest.lesson_title,
        newest.quiz_title,
        holds_back=newest.feedback is Feedback.AFTER_RELEASE,
        released=released,
        items=tuple(
            OpenItem(item_id, stems[item_id], sum(not text.waits for text in texts), len(texts))
            for item_id, texts in found.items()
            if texts
        ),
    )


def _open_texts(
    taken: Sequence[Attempt],
    given: Mapping[str, Mapping[str, Given]],
    earned: Mapping[str, Sequence[Mark]],
) -> list[OpenText]:
    """The submitted responses that a person marks: those to open items that say anything."""
    submitted = [attempt for attempt in taken if attempt.state is AttemptState.SUBMITTED]
    versions = {mark.version for attempt in submitted for mark in earned.get(attempt.id, ())}
    items, texts = services().frozen.by_version(versions), []
    for attempt in submitted:
        asked = {item.id: item for item, _ in services().frozen.of(attempt)}
        for mark in earned.get(attempt.id, ()):
            said, item = given.get(attempt.id, {}).get(mark.item_id, {}), items[mark.version]
            both_open = all(isinstance(i.body, OpenResponse) for i in (item, asked[mark.item_id]))
            if both_open and not is_blank(said):
                texts.append(
                    OpenText(
                        attempt.id,
                        attempt.student_id,
                        asked[mark.item_id],
                        item,
                        mark,
                        said.get("text", ""),
                    )
                )
    return texts


@dataclass(frozen=True)
class Writer:
    """Whose response it is, and how they rated it themselves: criterion -> place of its level."""

    name: str
    own: Mapping[str, int]


@dataclass(frozen=True)
class Work:
    """All responses of the current class to one open item, in the order in which they are marked.

    `gradings` are those that count, by attempt; `now` is the item as it is in the course.
    """

    newest: Attempt
    item: Item
    groups: tuple[Group, ...]
    gradings: Mapping[str, Grading]
    writers: Mapping[str, Writer]
    now: Item | None

    @property
    def of(self) -> int:
        return sum(len(group.responses) for group in self.groups)

    @property
    def marked(self) -> int:
        return sum(not text.waits for group in self.groups for text in group.responses)

    def group(self, key: str) -> Group:
        """The group of this name. Raises `NotFound`."""
        for group in self.groups:
            if group.key == key:
                return group
        raise NotFound("response", key)

    def group_of(self, attempt_id: str) -> Group | None:
        """The group that an attempt's response is in; None for a blank one, or none at all."""
        for group in self.groups:
            if any(response.attempt_id == attempt_id for response in group.responses):
                return group
        return None

    def place(self, group: Group) -> int:
        """Where a group stands, from 1."""
        return self.groups.index(group) + 1

    def before(self, group: Group) -> Group | None:
        at = self.groups.index(group)
        return self.groups[at - 1] if at else None

    def after(self, group: Group) -> Group | None:
        """The next one that waits, from the start again at the end; else simply the next one."""
        return self.next_waiting(group) or next(iter(self.groups[self.place(group) :]), None)

    def next_waiting(self, group: Group | None = None) -> Group | None:
        """The next one that waits after `group`, from the start again at the end; None: none."""
        at = self.place(group) if group else 0
        ordered = (*self.groups[at:], *self.groups[:at])
        return next((one for one in ordered if one.waits and one != group), None)

    def last_kept(self, group: Group) -> list[Grading]:
        """The gradings of a group that were kept together last, of those that count."""
        ids = [response.attempt_id for response in group.responses]
        found = [self.gradings[attempt_id] for attempt_id in ids if attempt_id in self.gradings]
        last = max((grading.graded_at for grading in found), default="")
        return [grading for grading in found if grading.graded_at == last]

    def points(self, group: Group) -> float | None:
        """What was last given for a group; None where nothing was."""
        kept = self.last_kept(group)
        return kept[0].fraction * group.first.item.points if kept else None

    def students(self, group: Group) -> int:
        return len({response.student_id for response in group.responses})

    def change(self, group: Group) -> Literal["", "rubric", "points"]:
        """What of the item that marks depend on is another in the course than in this group."""
        if self.now is None:
            return ""
        if rubric_of(self.now) != rubric_of(group.first.item):
            return "rubric"
        return "points" if self.now.points != group.first.item.points else ""


def work_on(lesson: str, quiz: str, item_id: str) -> Work:
    """The responses to one item. Raises `NotFound` where nobody in the class was asked it."""
    db, class_id = services().db, current_class().id
    where = (class_id, lesson, quiz)
    taken = attempts.at_quiz(db, *where)
    asked = {
        item.id: (attempt, item)
        for attempt in taken
        for item, _ in services().frozen.of(attempt)
        if isinstance(item.body, OpenResponse)
    }
    if item_id not in asked:
        raise NotFound("question", item_id)
    newest, item = asked[item_id]
    texts = _open_texts(taken, responses.given_at_quiz(db, *where), marks.at_quiz(db, *where))
    texts = [text for text in texts if text.asked.id == item_id]
    current = gradings.current(db, [text.attempt_id for text in texts])
    return Work(
        newest,
        item,
        groups("/".join((lesson, quiz, item_id)), texts),
        {attempt_id: one for (attempt_id, of_item), one in current.items() if of_item == item_id},
        _writers(texts),
        _item_now(lesson, quiz, item_id),
    )


def _writers(texts: Sequence[OpenText]) -> dict[str, Writer]:
    db = services().db
    own = gradings.self_ratings(db, [text.attempt_id for text in texts])
    known = services().frozen.by_version(rating.version for rating in own.values())
    names = {student.id: student.name for student in students.in_class(db, current_class().id)}
    return {
        text.attempt_id: Writer(
            names.get(text.student_id, "A student who was removed"),
            levels_now(text.item, known, own.get((text.attempt_id, text.item.id))),
        )
        for text in texts
    }


def _item_now(lesson: str, quiz: str, item_id: str) -> Item | None:
    found = services().folder.course().lesson(lesson)
    now = found.quiz(quiz) if isinstance(found, Lesson) else None
    return next((item for item in now.items if item.id == item_id), None) if now else None
