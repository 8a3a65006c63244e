"""What stands on a student's paper, as the form for entering it shows and sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from quiz.model import Item, Paper
from quiz.papers import Entered, blanks, entered, on_paper
from quiz.questions import types
from quiz.questions.parts.paper import Blank
from quiz.web.services import services

Texts = Mapping[str, tuple[str, ...]]
"""Item id -> what is typed for each of its blanks."""


@dataclass(frozen=True)
class Input:
    """One input. Its name begins so that what was typed is given back if the form is refused."""

    blank: Blank
    name: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One item of the form. `problem` says why what is typed can't be read; `said` is what it says
    in words, and `remark` what is odd about it."""

    number: int
    item: Item
    inputs: tuple[Input, ...]
    problem: str = ""
    said: str = ""
    remark: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(one.text for one in self.inputs)


@dataclass(frozen=True)
class PaperForm:
    """A paper as it was sent: what is typed, what it says, and what could not be read, by item."""

    texts: Texts
    said: dict[str, Entered] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def items_of(paper: Paper) -> list[Item]:
    """The items as they were printed, in their order on the paper."""
    known = services().frozen.by_version(version for _, version in paper.items)
    return [known[version] for _, version in paper.items]


def anchors() -> frozenset[str]:
    """Those of the reading's paragraphs, which students cite."""
    return frozenset(one.anchor for one in services().paragraphs)


def read_form(paper: Paper) -> PaperForm:
    """What was sent, and what of it can be read."""
    items, known = items_of(paper), anchors()
    form = PaperForm({item.id: _sent(item, paper) for item in items})
    for item in items:
        try:
            form.said[item.id] = entered(item, paper, form.texts[item.id], known)
        except ValueError as error:
            form.problems[item.id] = str(error)
    return form


def stored_form(paper: Paper, said: Mapping[str, Entered]) -> PaperForm:
    """What is saved already, as it stands on the paper."""
    items = items_of(paper)
    texts = {item.id: on_paper(item, paper, said.get(item.id, Entered())) for item in items}
    return PaperForm(texts, dict(said))


def entries(paper: Paper, form: PaperForm) -> list[Entry]:
    """The form's items with everything to say about what is typed."""
    return [
        entry_of(
            item,
            paper,
            form.texts[item.id],
            form.said.get(item.id, Entered()),
            form.problems.get(item.id, ""),
            number,
        )
        for number, item in enumerate(items_of(paper), start=1)
    ]


def entry_of(
    item: Item,
    paper: Paper,
    texts: Sequence[str],
    found: Entered,
    problem: str = "",
    number: int = 0,
) -> Entry:
    """One item with what is typed for it, and what that says."""
    kind, given, names = types()[item.type], found.given, _names(item, paper)
    said = kind.said(item.body, given) if given else ""
    return Entry(
        number,
        item,
        tuple(map(Input, blanks(item, paper), names, texts)),
        problem,
        # What was typed word by word needn't be said again.
        "" if said in given.values() else said,
        kind.remark(item.body, given) if given else "",
    )


def _names(item: Item, paper: Paper) -> list[str]:
    return [f"paper.{place}.{item.id}" for place in range(len(blanks(item, paper)))]


def _sent(item: Item, paper: Paper) -> tuple[str, ...]:
    return tuple(request.form.get(name, "") for name in _names(item, paper))
