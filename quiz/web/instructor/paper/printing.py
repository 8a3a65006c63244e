"""A quiz on paper, and the key to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from quiz.content.printer import print_item, version
from quiz.model import Item, Lesson, Paper, Quiz
from quiz.papers import LETTERS, paper_view, papers
from quiz.questions import types
from quiz.questions.parts.paper import letter
from quiz.storage import papers as kept
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lesson_views import as_student, find_quiz
from quiz.web.services import services


@dataclass(frozen=True)
class PaperItem:
    """One item of a paper. `view` is all that the student's sheet is drawn from."""

    number: int
    item: Item
    module: str
    view: Any

    @property
    def letters(self) -> tuple[str, ...]:
        """What stands on a sheet with every point; () where that is only what is right anyway."""
        kind = types()[self.item.type]
        key = kind.key(self.item.body) or {}
        written = kind.written(self.view, key)
        return () if written == tuple(key.values()) else written

    @property
    def right(self) -> list[tuple[str, list[str]]]:
        """(part, everything that is right there), as Markdown; [] where a person grades."""
        parts: dict[str, list[str]] = {}
        for said in types()[self.item.type].possible(self.item.body):
            if said.right:
                parts.setdefault(said.part, []).append(said.text)
        return list(parts.items())

    @property
    def all_of_them(self) -> bool:
        """Whether everything that is right must be chosen, rather than any of it."""
        return types()[self.item.type].offers

    @property
    def review(self) -> Any:
        """What the review of a blank response shows."""
        return types()[self.item.type].review(self.item.body, {})


@dataclass(frozen=True)
class Sheet:
    """One version of a quiz, as its paper and its key show it."""

    paper: Paper
    items: tuple[PaperItem, ...]


@instructor.get("/lessons/<slug>/quizzes/<quiz>/paper")
def paper(slug: str, quiz: str) -> str:
    """The quiz to print for students; it is remembered, so that its answers can be entered."""
    lesson, found = find_quiz(slug, quiz)
    sheets = _sheets(lesson, found)
    texts = {version(item): print_item(item) for item in found.items}
    kept.keep(services().db, [sheet.paper for sheet in sheets], texts)
    with as_student():
        return _page("instructor/paper.html", lesson, found, sheets)


@instructor.get("/lessons/<slug>/quizzes/<quiz>/key")
def paper_key(slug: str, quiz: str) -> str:
    """The same versions of the quiz with every answer, for whoever marks by hand."""
    lesson, found = find_quiz(slug, quiz)
    return _page("instructor/paper_key.html", lesson, found, _sheets(lesson, found))


def _page(template: str, lesson: Lesson, quiz: Quiz, sheets: Sequence[Sheet]) -> str:
    return render_template(
        template,
        lesson=lesson,
        quiz=quiz,
        sheets=sheets,
        letter=letter,
        most=len(LETTERS),
        chosen={"versions": len(sheets), "order": _order()},
    )


def _sheets(lesson: Lesson, quiz: Quiz) -> list[Sheet]:
    """The versions that the address asks for: one, unless it says otherwise."""
    asked = request.args.get("versions", "1")
    count = int(asked) if asked in {str(i + 1) for i in range(len(LETTERS))} else 1
    versions = {item.id: version(item) for item in quiz.items}
    made = papers(
        lesson,
        quiz,
        versions,
        services().db.secret_key,
        count=count,
        same_order=_order() == "same",
    )
    items = {item.id: item for item in quiz.items}
    return [_sheet(one, items) for one in made]


def _order() -> str:
    return "same" if request.args.get("order") == "same" else "mixed"


def _sheet(made: Paper, items: dict[str, Item]) -> Sheet:
    return Sheet(
        made,
        tuple(
            PaperItem(number, item, types()[item.type].module, paper_view(item, made))
            for number, item in enumerate((items[item_id] for item_id, _ in made.items), start=1)
        ),
    )
