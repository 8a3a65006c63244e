"""What the rules look at: a course with its files, lines, items and passages, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from quiz.checking.language import Language, language
from quiz.checking.passages import Kind, Passage, item_passages, prose_passages
from quiz.checking.settings import CheckSettings, read_settings
from quiz.checking.silence import Silence, silences
from quiz.content import front_matter
from quiz.content.assembly import INDEX, Snapshot
from quiz.content.checks import READING
from quiz.content.course import CourseFolder
from quiz.content.files import SourceFile
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

    @cached_property
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


class LessonTexts:
    """The texts of files as the rules see them, kept for as long as the files are. Thread-safe."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[SourceFile, tuple[str, Lesson, LessonText]] = (
            WeakKeyDictionary()
        )
        self._lock = Lock()

    def of(self, lesson: Lesson, file: SourceFile, lang: str) -> LessonText:
        """The text of a file that could be read, in a course of this language."""
        with self._lock:
            known = self._known.get(file)
        if known and known[0] == lang and known[1] is lesson:
            return known[2]
        text = _text(lesson, file, lang)
        with self._lock:
            self._known[file] = (lang, lesson, text)
        return text


def read_material(folder: Path, today: date) -> Material:
    """Read a course. What can't be read is left out; `course.problems` tells of it."""
    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        return material_of(CourseFolder(folder, renderer).snapshot(), today)
    finally:
        renderer.close()


def material_of(snapshot: Snapshot, today: date, texts: LessonTexts | None = None) -> Material:
    """A course that was read already. `texts` remembers what it worked out for the same files."""
    course, files = snapshot.course, snapshot.files
    texts = texts or LessonTexts()
    settings = CheckSettings()
    if file := files.get(INDEX):
        settings = read_settings(file.path, numbered(file.text or "", Report("")))

    def text_of(name: str) -> LessonText | None:
        page = snapshot.pages.get(name)
        return texts.of(page, files[name], course.lang) if isinstance(page, Lesson) else None

    index = _index(files.get(INDEX), course)
    return Material(
        course=course,
        lessons=tuple(text for name in snapshot.lessons if (text := text_of(name))),
        reading=text_of(READING),
        index=_text(index, files[INDEX], course.lang) if index else None,
        settings=settings,
        today=today,
    )


def _index(file: SourceFile | None, course: Course) -> Lesson | None:
    if file is None or any(problem.path == file.path for problem in course.problems):
        return None
    return Lesson("index", file.path, course.title, (), lang=course.lang)


def _text(lesson: Lesson, file: SourceFile, lang: str) -> LessonText:
    lines = tuple(numbered(file.text or "", Report("")))
    matter, body = front_matter.split(lines, Report(""))
    marked = outline(body, Report(""))
    words = language(lesson.lang or lang or "en")
    quizzes = {item.id: quiz for quiz in lesson.quizzes for item in quiz.items}
    places = {line.number: i for i, line in enumerate(marked)}
    ranges = [(item, _item_lines(places.get(item.line), marked)) for item in lesson.items]
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


def _item_lines(start: int | None, marked: Sequence[Marked]) -> list[Marked]:
    """The lines of the item whose heading stands in this place; none where it stands nowhere."""
    if start is None:
        return []
    end = next((i for i in range(start + 1, len(marked)) if marked[i].ends(3)), len(marked))
    return list(marked[start:end])


def _item(
    item: Item, quiz: Quiz | None, lines: Sequence[Marked], words: Language | None
) -> ItemText:
    _, rest = read_item_settings(lines[1:], ITEM_KEYS, Report(""))
    block = Block(item.path, item.line, tuple(Line(line.number, line.text) for line in rest))
    passages = tuple(item_passages(item, lines, rest, block.entries))
    return ItemText(item, quiz, block.entries, passages, words)
