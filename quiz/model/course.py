"""What authors write: the course, its lessons, quizzes and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Given = Mapping[str, str]
"""What a student gave for one item: slot -> value, both plain text; empty means unanswered.

Every question type names its own slots (a choice, a gap, a left side); see its module.
"""


class Feedback(StrEnum):
    """When a student sees marks and explanations."""

    AT_ONCE = "at-once"
    AFTER_SUBMIT = "after-submit"
    AFTER_RELEASE = "after-release"


class Bloom(StrEnum):
    """Levels of the revised Bloom taxonomy (Anderson & Krathwohl, 2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class Strand(StrEnum):
    """The two results that are reported apart."""

    COMPREHENSION = "comprehension"
    CRITICAL_THINKING = "critical thinking"


class Needs(StrEnum):
    """What a student must have at hand to answer: the text, the lesson's tools, or both."""

    ARTICLE = "article"
    LESSON = "lesson"
    BOTH = "both"


class Problem(NamedTuple):
    """One mistake in a lesson file, in a teacher's words. `line` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Outside:
    """A fact from outside the article: `source (when), checked YYYY-MM-DD`."""

    source: str
    when: str
    checked: str


class Body:
    """What one question type adds to an item; each type has its own frozen dataclass."""


@dataclass(frozen=True)
class Item:
    """A question. All texts are Markdown as the author wrote it.

    `evidence` are the anchors of the paragraphs that support the key; where there are any, students
    are asked for them, and what they cite is marked apart.
    """

    id: str
    type: str
    stem: str
    body: Body
    text: str = ""
    points: float = 1.0
    see: tuple[str, ...] = ()
    bloom: Bloom | None = None
    strand: Strand | None = None
    needs: Needs | None = None
    not_with: tuple[str, ...] = ()
    outside: tuple[Outside, ...] = ()
    hint: str = ""
    why: str = ""
    evidence: tuple[str, ...] = ()
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Prose:
    """Running Markdown between the items of a lesson."""

    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Paragraph:
    """A part of the reading: its anchor, and its heading in Markdown."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Quiz:
    """A named list of items in a lesson. `attempts` is None where there is no limit."""

    id: str
    title: str
    items: tuple[Item, ...]
    intro: str = ""
    feedback: Feedback = Feedback.AFTER_SUBMIT
    attempts: int | None = 1
    line: int = field(default=0, compare=False)

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)


@dataclass(frozen=True)
class Poll:
    """An opinion scale, asked before and after a lesson. It has no right choice and no marks.

    `choices` run from one end of the scale to the other. All texts are Markdown.
    """

    id: str
    title: str
    choices: tuple[str, ...]
    intro: str = ""
    line: int = field(default=0, compare=False)


Part = Prose | Item | Quiz | Poll
"""What a lesson's page is made of."""


@dataclass(frozen=True)
class Lesson:
    """One Markdown file. `slug` is its address; practice items and polls stand in `parts` among the
    prose."""

    slug: str
    path: str
    title: str
    parts: tuple[Part, ...]
    minutes: int | None = None
    reading: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    lang: str = ""

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        return tuple(part for part in self.parts if isinstance(part, Quiz))

    @property
    def practice(self) -> tuple[Item, ...]:
        return tuple(part for part in self.parts if isinstance(part, Item))

    @property
    def items(self) -> tuple[Item, ...]:
        """All items by line, practice and quizzes together."""
        found = (*self.practice, *(item for quiz in self.quizzes for item in quiz.items))
        return tuple(sorted(found, key=lambda item: item.line))

    @property
    def polls(self) -> tuple[Poll, ...]:
        return tuple(part for part in self.parts if isinstance(part, Poll))

    def quiz(self, quiz_id: str) -> Quiz | None:
        return next((quiz for quiz in self.quizzes if quiz.id == quiz_id), None)

    def poll(self, poll_id: str) -> Poll | None:
        return next((poll for poll in self.polls if poll.id == poll_id), None)


@dataclass(frozen=True)
class BrokenLesson:
    """A lesson that can't be shown until its problems are mended."""

    slug: str
    path: str
    title: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Course:
    """A folder of lessons, in order, with everything that is wrong with them.

    `guide` is for the instructor alone.
    """

    title: str
    lang: str
    intro: str
    lessons: tuple[Lesson | BrokenLesson, ...]
    reading: Lesson | BrokenLesson | None
    original: Lesson | BrokenLesson | None
    guide: Lesson | BrokenLesson | None
    problems: tuple[Problem, ...]

    def lesson(self, slug: str) -> Lesson | BrokenLesson | None:
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    def quiz(self, lesson: str, quiz: str) -> Quiz | None:
        found = self.lesson(lesson)
        return found.quiz(quiz) if isinstance(found, Lesson) else None

    def quizzes(self) -> tuple[tuple[Lesson, Quiz], ...]:
        lessons = (lesson for lesson in self.lessons if isinstance(lesson, Lesson))
        return tuple((lesson, quiz) for lesson in lessons for quiz in lesson.quizzes)

    def poll(self, lesson: str, poll: str) -> Poll | None:
        found = self.lesson(lesson)
        return found.poll(poll) if isinstance(found, Lesson) else None

    def polls(self) -> tuple[tuple[Lesson, Poll], ...]:
        lessons = (lesson for lesson in self.lessons if isinstance(lesson, Lesson))
        return tuple((lesson, poll) for lesson in lessons for poll in lesson.polls)
