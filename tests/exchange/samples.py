"""Questions as a bank gives them, and a format that is easy to write for tests."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from PIL import Image

from quiz.content.parser import parse_item
from quiz.content.pictures import draw
from quiz.exchange.importing import BankFile, BankFormat, Found, Picture, UnreadableBank
from quiz.exchange.lesson_making.banks import Bank
from quiz.exchange.lesson_making.new_lessons import NewLessons, Surroundings, new_lessons
from quiz.model import Item, Lesson, Problem


def question(stem: str, id: str = "", answer: str = "true") -> Item:
    """A short question."""
    item = parse_item(f"### {stem} {{#some-id}}\n\n= {answer}\n")
    return replace(item, id=id)


def found(item: Item | None, **more: object) -> Found:
    """What a bank's format makes of a question."""
    fields: dict[str, object] = {"line": 1, "words": item.stem if item else "Words", **more}
    return Found(item=item, **fields)  # type: ignore[arg-type]


def made(
    *questions: Found,
    name: str = "bees.gift",
    ids: Sequence[str] = (),
    slugs: Sequence[str] = (),
    unshowable: Problem | None = None,
) -> NewLessons:
    """The lessons of one bank. `unshowable` is what the renderer says of any lesson that has the
    line of this problem."""

    def prepare(lesson: Lesson) -> list[Problem]:
        items = [item for quiz in lesson.quizzes for item in quiz.items]
        wrong = unshowable and any(item.stem == unshowable.path for item in items)
        at = next((item.line for item in items if unshowable and item.stem == unshowable.path), 0)
        return [unshowable._replace(line=at)] if unshowable and wrong else []

    place = replace(around(), ids=frozenset(ids), slugs=frozenset(slugs), unshowable=prepare)
    return new_lessons([Bank(name, questions)], place)


def around() -> Surroundings:
    """A course without lessons, in which everything can be shown."""
    return Surroundings(frozenset(), frozenset(), draw, lambda lesson: ())


def png(colour: str = "red") -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (3, 3), colour).save(stream, "PNG")
    return stream.getvalue()


class LineFormat(BankFormat):
    """`[category|]stem=answer` in each line. `!` stops the file, a line without `=` is skipped."""

    name = "Lines"
    endings = (".lines",)

    def recognises(self, file: BankFile) -> bool:
        return True

    def read(self, file: BankFile) -> Iterator[Found]:
        for number, line in enumerate(file.data.decode().splitlines(), 1):
            if line == "!":
                raise UnreadableBank(file.name, "The file breaks off here.")
            category, _, rest = line.rpartition("|")
            stem, equals, answer = rest.partition("=")
            path = (category,) if category else ()
            if not equals:
                yield Found(number, line, None, ("A line has no `=`.",), path)
            elif stem == "picture":
                shown = question("What is this?", answer=answer)
                shown = replace(shown, text="![A red square](pictures/a.gif)")
                yield Found(number, stem, shown, (), path, (Picture("a.gif", png()),))
            else:
                yield Found(number, stem, question(stem, answer=answer), (), path)
