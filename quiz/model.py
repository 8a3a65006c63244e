"""The things this program is about, as frozen dataclasses. No behaviour beyond naming them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


@dataclass(frozen=True, order=True)
class Problem:
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
    """A question. All texts are Markdown as the author wrote it."""

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
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Prose:
    """Running Markdown between the items of a lesson."""

    text: str
    line: int = field(default=0, compare=False)


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
class Lesson:
    """One Markdown file. `slug` is its address; practice items stand in `parts` among the prose."""

    slug: str
    path: str
    title: str
    parts: tuple[Prose | Item | Quiz, ...]
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

    def quiz(self, quiz_id: str) -> Quiz | None:
        return next((quiz for quiz in self.quizzes if quiz.id == quiz_id), None)


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


class Outcome(StrEnum):
    """How a response to one item turned out. Unanswered earns nothing, yet is not wrong."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly right"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    NEEDS_GRADING = "needs grading"


@dataclass(frozen=True)
class Comment:
    """Feedback that a response earned, with the misconception tag it shows, if any."""

    feedback: str
    tag: str = ""
    about: str = ""


@dataclass(frozen=True)
class ResponseClass:
    """One thing that a response can say in one part of an item.

    `part` is '' where the item has one part only. Both texts are Markdown, but what a student
    `typed` and the author didn't foresee is plain text on one line.
    """

    part: str
    text: str
    right: bool
    typed: bool = False


@dataclass(frozen=True)
class Mark:
    """What one response earned. `fraction` is 0 to 1, or None until an instructor grades it.

    `graded` says that a person gave it, by the rubric.
    """

    item_id: str
    version: str
    outcome: Outcome
    fraction: float | None
    out_of: float
    strand: str = ""
    tags: tuple[str, ...] = ()
    graded: bool = False

    @property
    def points(self) -> float | None:
        return None if self.fraction is None else self.fraction * self.out_of


@dataclass(frozen=True)
class Grade:
    """An attempt's total so far; `needs_grading` items still add to it.

    `graded` is the part of `out_of` that has marks: with none, `points` says nothing yet.
    """

    points: float
    out_of: float
    graded: float
    needs_grading: int = 0


@dataclass(frozen=True)
class Class:
    """A group of students. `joining`: whoever joins now comes into this one."""

    id: int
    name: str
    made_at: str
    joining: bool


@dataclass(frozen=True)
class Student:
    """Someone who joined. A name is never a key; `code` moves them to another device.

    `external_id` is what another gradebook knows them by, '' where nobody has said.
    """

    id: int
    name: str
    code: str
    joined_at: str
    class_id: int
    external_id: str = ""


class AttemptState(StrEnum):
    """As in Moodle, without the overdue states that need a time limit."""

    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class Attempt:
    """One student taking one quiz once, with the item versions it was started with.

    `items` holds (item id, version) in the order asked. `revision` grows with every save;
    `lang` is the language of the lesson. `seed` keeps the order of choices as it was first shown.
    """

    id: str
    student_id: int
    lesson: str
    quiz: str
    number: int
    lesson_title: str
    quiz_title: str
    lang: str
    feedback: Feedback
    state: AttemptState
    started_at: str
    submitted_at: str | None
    revision: int
    items: tuple[tuple[str, str], ...]
    seed: str


@dataclass(frozen=True)
class Response:
    """What is stored for one item of an attempt. `checked` responses are final."""

    item_id: str
    given: Given
    sequence: int
    saved_at: str
    checked: bool = False


class RegradeKind(StrEnum):
    """How a regrade gives marks: by the question as it is now, or all points to everybody."""

    NEW_KEY = "new key"
    FULL_MARKS = "full marks"


@dataclass(frozen=True)
class Regrade:
    """The instructor's decision to mark the responses to one item anew, and why.

    `version` is that of the item by which they were marked. It holds until `undone_at`.
    """

    id: int
    lesson: str
    quiz: str
    item_id: str
    kind: RegradeKind
    version: str
    reason: str
    made_at: str
    undone_at: str | None = None


class ChangeKind(StrEnum):
    """What replaced a mark: a person's grading, a regrade, or the undoing of one of them."""

    GRADED = "graded"
    REGRADED = "regraded"
    UNDONE = "undone"


@dataclass(frozen=True)
class MarkChange:
    """One mark that took the place of another. Nothing of this is ever overwritten.

    It names the regrade or the grading that made it, or that was undone by it.
    """

    attempt_id: str
    item_id: str
    changed_at: str
    kind: ChangeKind
    before: Mark
    after: Mark
    regrade_id: int | None = None
    grading_id: int | None = None


@dataclass(frozen=True)
class Grading:
    """How a person graded an open response.

    `levels`: criterion -> the place of its level in the rubric of `version`, 0 the highest; empty
    where the item has no rubric. `fraction` is what that came to, 0 to 1.
    """

    id: int
    attempt_id: str
    item_id: str
    version: str
    levels: Mapping[str, int]
    fraction: float
    comment: str
    graded_at: str


@dataclass(frozen=True)
class SelfRating:
    """A student's own levels: criterion -> the place of its level in the rubric of `version`.

    Criteria that the student left out are absent.
    """

    version: str
    levels: Mapping[str, int]
