"""Questions -> the text of one lesson that reads back as exactly these questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from quiz.content.files import slug_of
from quiz.content.lesson_names import quoted
from quiz.content.parser import parse_lesson
from quiz.exchange.free_ids import FreeIds, id_of
from quiz.model import Item, Lesson, Problem, Quiz

Unshowable = Callable[[Lesson], Sequence[Problem]]

_TOP = "---\ntitle: Title\n---\n\n"
_FREE_ID = "0-quiz-0"
"""The id of a quiz that stands there for trial only."""

_CANNOT_STAND = "It can't stand in a lesson as it is. {}"
_DIFFERENT = "Written into a lesson it would not be the same question any more."


@dataclass(frozen=True)
class PrintedQuestion:
    """A question on its way into a lesson. `number` tells it from the others, `quiz` is the title
    of the quiz that it belongs to (Markdown), and `text` is the question as it is printed."""

    number: int
    quiz: str
    item: Item
    text: str


@dataclass(frozen=True)
class LessonMade:
    """A lesson's text, and the lesson as it is read from it, with these questions in it; and why
    each of the others isn't. Where none can be, there is no lesson."""

    text: str
    lesson: Lesson | None
    questions: tuple[PrintedQuestion, ...]
    refused: tuple[tuple[PrintedQuestion, str], ...]


def make_lesson(
    path: str, title: str, questions: Sequence[PrintedQuestion], unshowable: Unshowable
) -> LessonMade:
    """A lesson of as many of these questions as can stand in one. `path` is what messages call its
    file."""
    left, refused = list(questions), list[tuple[PrintedQuestion, str]]()
    slug = slug_of(path.rpartition("/")[2])
    while left:
        text, starts = _composed(title, left)
        lesson, problems = parse_lesson(path, slug, text, printed=True)
        if lesson is None or _items(lesson) != [one.item for one in left]:
            bad = _wrong_alone(left) or _by_place(problems, starts, left)
        elif problems := list(unshowable(lesson)):
            bad = _by_place(problems, starts, left)
        else:
            return LessonMade(text, lesson, tuple(left), tuple(refused))
        refused += [(one, bad[one.number]) for one in left if one.number in bad]
        left = [one for one in left if one.number not in bad]
    return LessonMade("", None, (), tuple(refused))


def showable_title(title: str, unshowable: Unshowable) -> bool:
    """Whether a quiz can have this title. Nothing else could be blamed where it can't."""
    heading = f"## Quiz: {title} {{#{_FREE_ID}}}\n"
    lesson, _ = parse_lesson("", "", f"{_TOP}{heading}\n### Question {{#question}}\n\n= true\n")
    if lesson is None or [quiz.title for quiz in lesson.quizzes] != [title]:
        return False
    return not unshowable(lesson)


def _composed(title: str, questions: Sequence[PrintedQuestion]) -> tuple[str, list[int]]:
    """The text of the lesson, and the line where each question starts."""
    ids = FreeIds({one.item.id for one in questions})
    parts = [f"---\ntitle: {quoted(title)}\n---\n"]
    line, starts = 5, list[int]()
    for quiz, of_quiz in groupby(questions, lambda one: one.quiz):
        parts.append(f"## Quiz: {quiz} {{#{ids.free(id_of(quiz, 'quiz'))}}}\n")
        line += 2
        for one in of_quiz:
            parts.append(one.text)
            starts.append(line)
            line += one.text.count("\n") + 1
    return "\n".join(parts), starts


def _by_place(
    problems: Sequence[Problem], starts: Sequence[int], questions: Sequence[PrintedQuestion]
) -> Mapping[int, str]:
    """The questions in which the problems stand; all of them where it can't be told."""
    ends = [*starts[1:], 10**9]
    found = {
        one.number: _CANNOT_STAND.format(problem.message)
        for problem in reversed(problems)
        for one, start, end in zip(questions, starts, ends, strict=True)
        if start <= problem.line < end
    }
    return found or {one.number: _DIFFERENT for one in questions}


def _wrong_alone(questions: Sequence[PrintedQuestion]) -> Mapping[int, str]:
    """The questions that can't stand in any lesson, and why."""
    found = {}
    for one in questions:
        lesson, problems = parse_lesson("", "", f"{_TOP}## Quiz: Q {{#{_FREE_ID}}}\n{one.text}")
        if problems:
            found[one.number] = _CANNOT_STAND.format(problems[0].message)
        elif lesson is None or _items(lesson) != [one.item]:
            found[one.number] = _DIFFERENT
    return found


def _items(lesson: Lesson) -> list[Item]:
    """All questions of a lesson of quizzes; none where something else stands in it, too."""
    if not all(isinstance(part, Quiz) and not part.intro for part in lesson.parts):
        return []
    return [item for quiz in lesson.quizzes for item in quiz.items]
