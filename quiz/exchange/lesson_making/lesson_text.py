"""Questions -> the text of one lesson that reads back as exactly these questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from quiz.content.files import slug_of
from quiz.content.lesson_names import quoted
from quiz.content.parser import parse_lesson
from quiz.exchange.lesson_making.question_ids import Ids, id_from
from quiz.model import Item, Lesson, Problem, Quiz

Unshowable = Callable[[Lesson], Sequence[Problem]]

_TOP = "---\ntitle: Title\n---\n\n"
_FREE_ID = "0-quiz-0"
"""The id of a quiz that stands there for trial only."""

_CANNOT_STAND = "It can't stand in a lesson as it is. {}"
_DIFFERENT = "Written into a lesson it would not be the same question any more."


@dataclass(frozen=True)
class Draft:
    """A question on its way into a lesson. `number` tells it from the others, `quiz` is the title
    of the quiz that it belongs to (Markdown), and `text` is the question as it is printed."""

    number: int
    quiz: str
    item: Item
    text: str


@dataclass(frozen=True)
class Written:
    """A lesson's text, and the lesson as it is read from it, with these questions in it; and why
    each of the others isn't. Where none can be, there is no lesson."""

    text: str
    lesson: Lesson | None
    drafts: tuple[Draft, ...]
    refused: tuple[tuple[Draft, str], ...]


def written(path: str, title: str, drafts: Sequence[Draft], unshowable: Unshowable) -> Written:
    """A lesson of as many of these questions as can stand in one. `path` is what messages call its
    file."""
    left, refused = list(drafts), list[tuple[Draft, str]]()
    slug = slug_of(path.rpartition("/")[2])
    while left:
        text, starts = _composed(title, left)
        lesson, problems = parse_lesson(path, slug, text, printed=True)
        if lesson is None or _items(lesson) != [draft.item for draft in left]:
            bad = _wrong_alone(left) or _by_place(problems, starts, left)
        elif problems := list(unshowable(lesson)):
            bad = _by_place(problems, starts, left)
        else:
            return Written(text, lesson, tuple(left), tuple(refused))
        refused += [(draft, bad[draft.number]) for draft in left if draft.number in bad]
        left = [draft for draft in left if draft.number not in bad]
    return Written("", None, (), tuple(refused))


def showable_title(title: str, unshowable: Unshowable) -> bool:
    """Whether a quiz can have this title. Nothing else could be blamed where it can't."""
    heading = f"## Quiz: {title} {{#{_FREE_ID}}}\n"
    lesson, _ = parse_lesson("", "", f"{_TOP}{heading}\n### Question {{#question}}\n\n= true\n")
    if lesson is None or [quiz.title for quiz in lesson.quizzes] != [title]:
        return False
    return not unshowable(lesson)


def _composed(title: str, drafts: Sequence[Draft]) -> tuple[str, list[int]]:
    """The text of the lesson, and the line where each question starts."""
    ids = Ids({draft.item.id for draft in drafts})
    parts = [f"---\ntitle: {quoted(title)}\n---\n"]
    line, starts = 5, list[int]()
    for quiz, of_quiz in groupby(drafts, lambda draft: draft.quiz):
        parts.append(f"## Quiz: {quiz} {{#{ids.free(id_from(quiz, 'quiz'))}}}\n")
        line += 2
        for draft in of_quiz:
            parts.append(draft.text)
            starts.append(line)
            line += draft.text.count("\n") + 1
    return "\n".join(parts), starts


def _by_place(
    problems: Sequence[Problem], starts: Sequence[int], drafts: Sequence[Draft]
) -> Mapping[int, str]:
    """The questions in which the problems stand; all of them where it can't be told."""
    ends = [*starts[1:], 10**9]
    found = {
        draft.number: _CANNOT_STAND.format(problem.message)
        for problem in reversed(problems)
        for draft, start, end in zip(drafts, starts, ends, strict=True)
        if start <= problem.line < end
    }
    return found or {draft.number: _DIFFERENT for draft in drafts}


def _wrong_alone(drafts: Sequence[Draft]) -> Mapping[int, str]:
    """The questions that can't stand in any lesson, and why."""
    found = {}
    for draft in drafts:
        lesson, problems = parse_lesson("", "", f"{_TOP}## Quiz: Q {{#{_FREE_ID}}}\n{draft.text}")
        if problems:
            found[draft.number] = _CANNOT_STAND.format(problems[0].message)
        elif lesson is None or _items(lesson) != [draft.item]:
            found[draft.number] = _DIFFERENT
    return found


def _items(lesson: Lesson) -> list[Item]:
    """All questions of a lesson of quizzes; none where something else stands in it, too."""
    if not all(isinstance(part, Quiz) and not part.intro for part in lesson.parts):
        return []
    return [item for quiz in lesson.quizzes for item in quiz.items]
