"""What the rules look at: a course with its files, lines, items and passages, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from quiz.checking.language import Language, language
from quiz.checking.passages import Kind, Passage, item_passages, prose_passages
from quiz.checking.settings import CheckSettings, read_settings
from quiz.checking.silence import Silence, silences
from quiz.content import front_matter
from quiz.content.checks import READING, items_of
from quiz.content.course import INDEX, CourseFolder
from quiz.content.files import Files, SourceFile
from quiz.content.outline import Marked, outline
from quiz.content.render import Renderer
from quiz.content.settings import ITEM_KEYS
from quiz.content.settings import read_settings as read_item_settings
from quiz.content.source import Report, numbered
from quiz.grammar import Block, Entry, Line
from quiz.model import Course, Item, Lesson, Problem, Quiz


@dataclass(frozen=True)
class ItemText:
    """An item as it stands in its file. `quiz` is None for practice."""

    item: Item
    quiz: Quiz | None
    entries: tuple[Entry, ...]
    passages: tuple[Passage, ...]
    language: Language | None

    def problem(self, message: str, line: int = 0) -> Problem:
        return Problem(self.item.path, line or self.item.line, message)

    def of(self, *kinds: Kind) -> list[Passage]:
        return [passage for passage in self.passages if passage.kind in kinds]

    @cached_property
    def options(self) -> tuple[Entry, ...]:
        """The options of single and multiple choice, with their lines."""
        return tuple(entry for entry in self.entries if entry.marker.startswith(("- (", "- [")))

    @property
    def key(self) -> Entry | None:
        """The right option of a single choice."""
        right = [option for option in self.options if is_right(option)]
        return right[0] if self.item.type == "single choice" and len(right) == 1 else None


def is_right(option: Entry) -> bool:
    """Whether an option is marked as right."""
    return option.marker[3:4].lower() == "x"


@dataclass(frozen=True, eq=False)
class LessonText:
    """A file that could be read: its lesson, and its lines as passages."""

    name: str
    lesson: Lesson
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    items: tuple[ItemText, ...]
    silences: tuple[Silence, ...]
    language: Language | None

    @property
    def path(self) -> str:
        return self.lesson.path

    @property
    def top(self) -> int:
        """The line that stands for the whole file: that of its title."""
        return next((ln.number for ln in self.lines if ln.text.lower().startswith("title:")), 1)

    def line_with(self, words: str) -> int:
        """The first line that holds these words; the top where none does."""
        return next((line.number for line in self.lines if words in line.text), self.top)

    def problem(self, message: str, line: int = 0) -> Problem:
        return Problem(self.path, line or self.top, message)


@dataclass(frozen=True, eq=False)
class Material:
    """A course as the rules see it. `today` is the date to which facts are held."""

    course: Course
    lessons: tuple[LessonText, ...]
    reading: LessonText | None
    index: LessonText | None
    settings: CheckSettings
    today: date
    others: tuple[Problem, ...] = field(default=())

    @property
    def pages(self) -> tuple[LessonText, ...]:
        """The lessons, and the pages beside them; not the original text."""
        beside = (self.index, self.reading)
        return (*(page for page in beside if page), *self.lessons)

    @cached_property
    def items(self) -> tuple[ItemText, ...]:
        return tuple(item for lesson in self.lessons for item in lesson.items)

    @cached_property
    def worded_items(self) -> tuple[ItemText, ...]:
        """The items in languages that have word lists."""
        return tuple(item for item in self.items if item.language)

    def of_type(self, *types: str) -> list[ItemText]:
        return [item for item in self.items if item.item.type in types]

    def worded(self, *kinds: Kind) -> Iterator[tuple[Language, Passage]]:
        """The passages of these kinds, of all pages, in languages that have word lists."""
        for page in self.pages:
            if page.language:
                for passage in all_passages(page):
                    if passage.kind in kinds:
                        yield page.language, passage

    def problem(self, message: str) -> Problem:
        """A finding about the course as a whole. It stands at `check:` in index.md."""
        if self.index:
            return Problem(self.index.path, self.settings.line, message)
        return self.lessons[0].problem(message)

    @property
    def languages(self) -> Iterable[LessonText]:
        """The pages that no word list fits."""
        return [page for page in self.pages if page.language is None]


def all_passages(page: LessonText) -> Iterator[Passage]:
    """The passages of a page, those of its items included."""
    yield from page.passages
    for item in page.items:
        yield from item.passages


def read_material(folder: Path, today: date) -> Material:
    """Read a course. What can't be read is left out; `course.problems` tells of it."""
    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        course = CourseFolder(folder, renderer).course()
    finally:
        renderer.close()
    try:
        files = Files(folder).read()
    except OSError:
        files = {}
    by_path = {file.path: file for file in files.values()}
    lessons = [lesson for lesson in course.lessons if isinstance(lesson, Lesson)]
    index = _index(files.get(INDEX), course)
    settings = CheckSettings()
    if file := files.get(INDEX):
        settings = read_settings(file.path, numbered(file.text or "", Report("")))
    reading = course.reading if isinstance(course.reading, Lesson) else None
    return Material(
        course=course,
        lessons=tuple(_text(lesson, by_path[lesson.path], course) for lesson in lessons),
        reading=_text(reading, files[READING], course) if reading else None,
        index=_text(index, files[INDEX], course) if index else None,
        settings=settings,
        today=today,
    )


def _index(file: SourceFile | None, course: Course) -> Lesson | None:
    if file is None or any(problem.path == file.path for problem in course.problems):
        return None
    return Lesson("index", file.path, course.title, (), lang=course.lang)


def _text(lesson: Lesson, file: SourceFile, course: Course) -> LessonText:
    lines = tuple(numbered(file.text or "", Report("")))
    matter, body = front_matter.split(lines, Report(""))
    marked = outline(body, Report(""))
    words = language(lesson.lang or course.lang or "en")
    quizzes = {item.id: quiz for quiz in lesson.quizzes for item in quiz.items}
    ranges = [(item, _item_lines(item, marked)) for item in items_of(lesson)]
    taken = {line.number for _, lines in ranges for line in lines}
    code = {line.number for line in marked if line.code}
    first, last = (matter[0].number, matter[-1].number) if matter else (0, -1)
    return LessonText(
        name=file.name,
        lesson=lesson,
        lines=lines,
        passages=tuple(
            prose_passages(lesson.path, [line for line in marked if line.number not in taken])
        ),
        items=tuple(
            _item(item, quizzes.get(item.id), lines, words) for item, lines in ranges if lines
        ),
        silences=tuple(
            silences(
                lesson.path,
                [line for line in lines if line.number not in code],
                range(first, last + 1),
            )
        ),
        language=words,
    )


def _item_lines(item: Item, marked: Sequence[Marked]) -> list[Marked]:
    """The lines of an item, its heading first."""
    start = next((i for i, line in enumerate(marked) if line.number == item.line), len(marked))
    end = next((i for i in range(start + 1, len(marked)) if marked[i].ends(3)), len(marked))
    return list(marked[start:end])


def _item(
    item: Item, quiz: Quiz | None, lines: Sequence[Marked], words: Language | None
) -> ItemText:
    _, rest = read_item_settings(lines[1:], ITEM_KEYS, Report(""))
    block = Block(item.path, item.line, tuple(Line(line.number, line.text) for line in rest))
    passages = tuple(item_passages(item, lines, rest, block.entries))
    return ItemText(item, quiz, block.entries, passages, words)
