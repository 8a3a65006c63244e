"""What the desk answers, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quiz.checking.registry import Finding
from quiz.lesson_texts import LessonVersion
from quiz.model import Lesson, Problem


class SaveOutcome(StrEnum):
    """What became of a text that was to be saved. It is in the history in every case."""

    SAVED = "saved"
    """The file holds it now."""
    UNCHANGED = "unchanged"
    """The file held it already."""
    DRAFT = "draft"
    """It can't be shown to students as it is, so it is kept as a draft; the file is as it was."""
    CONFLICT = "conflict"
    """The file isn't the one any more that the text was based on; the file is as it was."""


@dataclass(frozen=True)
class OpenLesson:
    """A lesson file as an editor opens it.

    `hash` is what a save of it is based on. `draft` is a newer text that isn't in the file; None
    where there is none. `problems` are those of the file, `warnings` what the check says of it.
    Where `text` is None the file can't be read as text, and `problems` say why.
    """

    slug: str
    file: str
    title: str
    text: str | None
    hash: str
    problems: tuple[Problem, ...]
    warnings: tuple[Finding, ...]
    draft: LessonVersion | None
    is_page: bool


@dataclass(frozen=True)
class LessonState:
    """One line of the list of lessons.

    `is_page`: one of the pages beside the lessons (index, reading, guide, original), which can't be
    renamed, moved or archived. `broken`: students can't see it now. `problems` are those of its
    file, `warnings` what the check says of it; both are empty for an archived one. `changed_at` is
    when its text was last seen to change, '' where nothing is known.
    """

    slug: str
    file: str
    title: str
    broken: bool
    problems: tuple[Problem, ...]
    warnings: tuple[Finding, ...]
    has_draft: bool
    archived: bool
    is_page: bool
    changed_at: str


@dataclass(frozen=True)
class Trial:
    """What the course would be with another text in one file. Nothing is written.

    `lesson` is None where students couldn't see it. `problems` are those of this text, in its own
    file and between files, and those that it would make in other files. `warnings` are without
    those rules of the check that look at the whole course. `accepted`: a save would
    put it into the file, because all that students see now they would still see.
    """

    slug: str
    file: str
    lesson: Lesson | None
    problems: tuple[Problem, ...]
    warnings: tuple[Finding, ...]
    accepted: bool


@dataclass(frozen=True)
class SaveResult:
    """What became of a save.

    `slug`: the lesson's address, which may have changed since it was opened. `hash`: what the file
    holds now, '' where there is no file any more; base the next save on it. `version` is the text
    that was to be saved. `problems` as in `Trial`. `theirs`, on a conflict: the text that the file
    holds, or None where the file is gone or can't be read.
    """

    outcome: SaveOutcome
    slug: str
    hash: str
    version: LessonVersion
    problems: tuple[Problem, ...] = ()
    theirs: LessonVersion | None = None
