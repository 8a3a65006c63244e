"""What was found in banks -> texts of new lessons, every one of which can be shown.

One lesson a file, and a quiz for each category in it; several lessons where one would be too long
to work with. A question that can't stand in a lesson is left out with the reason, so that it never
takes the lesson with it. All pure: the files are written by whoever calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from quiz.content.assembly import RESERVED, Snapshot
from quiz.content.files import slug_of
from quiz.content.front_matter import MAX_TITLE
from quiz.content.lesson_files import ArchivedFile
from quiz.content.lesson_names import after_last, slug_from
from quiz.content.parser import headings
from quiz.content.pictures import Drawn, draw
from quiz.content.printer import print_item
from quiz.content.render import Renderer
from quiz.exchange.escaping import as_words
from quiz.exchange.free_ids import FreeIds, id_of
from quiz.exchange.importing import Fate, Found
from quiz.exchange.lesson_making.banks import Bank
from quiz.exchange.lesson_making.import_report import Arrival, ImportReport
from quiz.exchange.lesson_making.lesson_text import (
    PrintedQuestion,
    Unshowable,
    make_lesson,
    showable_title,
)
from quiz.exchange.lesson_making.question_pictures import Pictures, shown_in
from quiz.exchange.lesson_making.showing import Showing
from quiz.model import Item, Lesson

MAX_ITEMS = 100
MAX_CHARACTERS = 200_000
MAX_LINES = 5_000
"""Of one lesson that is made of a bank. The lesson format itself allows more."""

_MARKUP = re.compile(r"<[^\s0-9=]|\][(:]")
"""What begins HTML, a link or a picture in a title."""

_QUIZ = "Questions"
"""The title of a quiz of questions without a category of their own."""


@dataclass(frozen=True)
class Surroundings:
    """What new lessons have to fit into.

    `ids` and `slugs` are those in use, also in the archive. `draw` is `pictures.draw`, and
    `unshowable` says what of a lesson can't be shown, as `Showing` does. `folder` is what messages
    call the course's folder, and `files` are the names of the lessons in it.
    """

    ids: frozenset[str]
    slugs: frozenset[str]
    draw: Callable[[str, bytes], Drawn]
    unshowable: Unshowable
    folder: str = "lessons"
    files: frozenset[str] = frozenset()


def surroundings(
    now: Snapshot,
    archived: Iterable[ArchivedFile],
    folder: str,
    renderer: Renderer,
    slugs: Iterable[str] = (),
) -> Surroundings:
    """What new lessons of this course have to fit into. `slugs` are more addresses in use."""
    archive = list(archived)
    texts = [*(file.text for file in now.files.values()), *(file.text for file in archive)]
    names = (*now.files, *(file.name for file in archive))
    return Surroundings(
        folder=folder,
        files=frozenset(now.lessons),
        ids=frozenset(one for text in texts if text for one in headings(text)),
        slugs=frozenset({*slugs, *now.names, *(slug_of(name) for name in names)}),
        draw=draw,
        unshowable=Showing(renderer),
    )


@dataclass(frozen=True)
class NewLesson:
    """The text of a new lesson file, its free name, and the lesson as it is read from it. `bank` is
    the file that its questions come from."""

    file: str
    text: str
    lesson: Lesson
    bank: str

    @property
    def slug(self) -> str:
        return self.lesson.slug

    @property
    def title(self) -> str:
        return self.lesson.title

    @property
    def items(self) -> int:
        """How many questions it has."""
        return sum(len(quiz.items) for quiz in self.lesson.quizzes)


@dataclass(frozen=True)
class NewLessons:
    """All that some banks give.

    `pictures` are those that the texts show, by what the texts call them (`pictures/NAME`). They
    are kept first, with `PictureFolder.keep`, and `question_pictures.with_pictures` puts the names
    that they got there into the texts.
    """

    lessons: tuple[NewLesson, ...]
    pictures: Mapping[str, Drawn]
    report: ImportReport


def new_lessons(
    banks: Sequence[Bank],
    around: Surroundings,
    step: Callable[[int], None] = lambda number: None,
) -> NewLessons:
    """The lessons that some banks give, and what became of each of their questions.

    `step` is told how many more questions are done, for whoever shows how far it is.
    """
    maker = _Maker(around, step)
    for bank in banks:
        maker.add(bank)
    shown = frozenset(name for lesson in maker.lessons for name in shown_in(lesson.text))
    return NewLessons(
        lessons=tuple(maker.lessons),
        pictures={n: drawn for n, drawn in maker.pictures.drawn.items() if n in shown},
        report=ImportReport(
            tuple(maker.arrivals), tuple((bank.file, bank.broken) for bank in banks if bank.broken)
        ),
    )


@dataclass
class _Maker:
    """Makes the lessons of one bank after the other."""

    around: Surroundings
    step: Callable[[int], None]
    lessons: list[NewLesson] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids = FreeIds(self.around.ids)
        self.slugs = {*self.around.slugs, *RESERVED}
        self.files = set(self.around.files)
        self.pictures = Pictures(self.around.draw)

    def add(self, bank: Bank) -> None:
        """The lessons of one bank, and what became of its questions."""
        title, depth = _title(bank)
        if depth and slug_from(title, ()) in self.slugs:
            # Files of one Moodle course share its category: their lessons must be told apart.
            title = f"{title} ({_file_title(bank)[: MAX_TITLE // 4].strip()})"
        stay = [_arrival(bank.file, found) for found in bank.found]
        questions = list(self._printed(bank, stay, depth))
        self.step(len(stay) - len(questions))
        pieces = list(_pieces(questions))
        for number, piece in enumerate(pieces, 1):
            part = f" (part {number} of {len(pieces)})" if len(pieces) > 1 else ""
            self._write(bank, f"{title}{part}", piece, stay)
            self.step(len(piece))
        self.arrivals += stay

    def _printed(self, bank: Bank, stay: list[Arrival], depth: int) -> Iterator[PrintedQuestion]:
        """The questions as they shall stand in lessons. Reasons are added to those that `stay`."""
        quizzes = _QuizTitles(depth, self.around.unshowable)
        items = {n: found.item for n, found in enumerate(bank.found) if found.item}
        ids = {n: self.ids.free(_wanted(item)) for n, item in items.items()}
        # A question names others by the ids that they have in its file.
        new = {items[n].id: ids[n] for n in reversed(ids) if items[n].id}
        for number, own in items.items():
            item = replace(
                own, id=ids[number], not_with=tuple(new.get(one, one) for one in own.not_with)
            )
            found = bank.found[number]
            item, reasons = self.pictures.into(item, found.pictures)
            if own.id not in ("", item.id):
                reasons += (
                    f"The id `{own.id}` was in use already, so that it is `{item.id}` here.",
                )
            stay[number] = _changed(stay[number], reasons)
            yield PrintedQuestion(number, quizzes.of(found.category), item, print_item(item))

    def _write(
        self, bank: Bank, title: str, piece: Sequence[PrintedQuestion], stay: list[Arrival]
    ) -> None:
        slug = slug_from(title, self.slugs)
        file = after_last(self.files, slug)
        made = make_lesson(f"{self.around.folder}/{file}", title, piece, self.around.unshowable)
        for one, why in made.refused:
            stay[one.number] = replace(stay[one.number], fate=Fate.SKIPPED, reasons=(why,))
        if made.lesson is None:
            return
        self.slugs.add(slug)
        self.files.add(file)
        self.lessons.append(NewLesson(file, made.text, made.lesson, bank.file))
        for one in made.questions:
            stay[one.number] = replace(stay[one.number], lesson=slug, item_id=one.item.id)


def _wanted(item: Item) -> str:
    """The id that a question brings along, or one from its first words."""
    return item.id or id_of(item.stem, "question")


class _QuizTitles:
    """The titles of quizzes, without the categories that all questions share.

    Pages show a title as it is typed, so that a sign gets its backslash only where a heading needs
    it.
    """

    def __init__(self, depth: int, unshowable: Unshowable) -> None:
        self._depth = depth
        self._unshowable = unshowable
        self._known: dict[tuple[str, ...], str] = {}

    def of(self, category: tuple[str, ...]) -> str:
        if category not in self._known:
            words = " / ".join(one for part in category[self._depth :] if (one := _one_line(part)))
            titles = [as_words(words)]
            if not _MARKUP.search(words):
                titles.insert(0, words)
            self._known[category] = next(filter(self._usable, titles), _QUIZ)
        return self._known[category]

    def _usable(self, title: str) -> bool:
        return 0 < len(title) <= MAX_TITLE and showable_title(title, self._unshowable)


def _title(bank: Bank) -> tuple[str, int]:
    """The title of a bank's lesson, and how many outer categories it stands for.

    It is the outermost category if all questions share one, else the file's name.
    """
    outer = {found.category[:1] for found in bank.found if found.item}
    shared = outer.pop()[0] if len(outer) == 1 and outer != {()} else ""
    title = _one_line(shared)[: MAX_TITLE // 2].strip()
    if title:
        return title, 1
    return _file_title(bank), 0


def _file_title(bank: Bank) -> str:
    """What the file is called, as a title."""
    name = bank.file.replace("\\", "/").rpartition("/")[2]
    stem = _one_line((name.rpartition(".")[0] or name).replace("_", " "))
    return stem[: MAX_TITLE // 2].strip() or "Imported questions"


def _one_line(text: str) -> str:
    """A text that can be a title: one line, and nothing in it that can't be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class _Size(NamedTuple):
    """How much some questions are: how many, their characters, and their line ends."""

    items: int = 0
    characters: int = 0
    lines: int = 0

    def with_(self, questions: Iterable[PrintedQuestion]) -> _Size:
        items, characters, lines = self
        for one in questions:
            items += 1
            characters += len(one.text)
            lines += one.text.count("\n")
        return _Size(items, characters, lines)

    @property
    def fits(self) -> bool:
        """Whether one lesson can hold so much."""
        small = self.items <= MAX_ITEMS and self.characters <= MAX_CHARACTERS
        return small and self.lines <= MAX_LINES


def _pieces(questions: Sequence[PrintedQuestion]) -> Iterator[list[PrintedQuestion]]:
    """The questions by quiz, in as few lessons as may be. A quiz is cut only if it must be."""
    order = {quiz: n for n, quiz in enumerate(dict.fromkeys(one.quiz for one in questions))}
    by_quiz = sorted(questions, key=lambda one: order[one.quiz])
    piece, size = list[PrintedQuestion](), _Size()
    for _, of_quiz in groupby(by_quiz, lambda one: one.quiz):
        together = list(of_quiz)
        if piece and not size.with_(together).fits and _Size().with_(together).fits:
            yield piece
            piece, size = [], _Size()
        for one in together:
            if piece and not size.with_([one]).fits:
                yield piece
                piece, size = [], _Size()
            piece.append(one)
            size = size.with_([one])
    if piece:
        yield piece


def _arrival(file: str, found: Found) -> Arrival:
    return Arrival(file, found.line, _one_line(found.words), found.fate, found.reasons)


def _changed(arrival: Arrival, reasons: tuple[str, ...]) -> Arrival:
    if not reasons:
        return arrival
    return replace(arrival, fate=Fate.CHANGED, reasons=(*arrival.reasons, *reasons))
