"""What stands on a student's paper, as the form for entering it shows and sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from quiz.model import Given, Item, Paper
from quiz.papers import entered, on_paper, paper_view
from quiz.questions import types
from quiz.questions._paper import Blank
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
    blanks: tuple[Blank, ...]
    inputs: tuple[Input, ...]
    problem: str = ""
    said: str = ""
    remark: str = ""


@dataclass(frozen=True)
class PaperForm:
    """A paper as it was sent: what is typed, what it gives, and what could not be read, by item."""

    texts: Texts
    given: dict[str, Given] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def items_of(paper: Paper) -> list[Item]:
    """The items as they were printed, in their order on the paper."""
    known = services().frozen.by_version(version for _, version in paper.items)
    return [known[version] for _, version in paper.items]


def read_form(paper: Paper) -> PaperForm:
    """What was sent, and what of it can be read."""
    items = items_of(paper)
    form = PaperForm({item.id: _sent(item, paper) for item in items})
    for item in items:
        try:
            form.given[item.id] = entered(item, paper, form.texts[item.id])
        except ValueError as error:
            form.problems[item.id] = str(error)
    return form


def stored_form(paper: Paper, given: Mapping[str, Given]) -> PaperForm:
    """What is saved already, as it stands on the paper."""
    items = items_of(paper)
    texts = {item.id: on_paper(item, paper, given.get(item.id, {})) for item in items}
    return PaperForm(texts, dict(given))


def entries(paper: Paper, form: PaperForm) -> list[Entry]:
    """The form's items with everything to say about what is typed."""
    return [
        entry_of(
            item,
            paper,
            form.texts[item.id],
            form.given.get(item.id, {}),
            form.problems.get(item.id, ""),
            number,
        )
        for number, item in enumerate(items_of(paper), start=1)
    ]


def entry_of(
    item: Item,
    paper: Paper,
    texts: Sequence[str],
    given: Given,
    problem: str = "",
    number: int = 0,
) -> Entry:
    """One item with what is typed for it, and what that says."""
    kind, names = types()[item.type], _names(item, paper)
    said = kind.said(item.body, given) if given else ""
    blanks = kind.blanks(paper_view(item, paper))
    return Entry(
        number,
        item,
        blanks,
        tuple(map(Input, blanks, names, texts)),
        problem,
        # What was typed word by word needn't be said again.
        "" if said in given.values() else said,
        kind.remark(item.body, given) if given else "",
    )


def _names(item: Item, paper: Paper) -> list[str]:
    blanks = types()[item.type].blanks(paper_view(item, paper))
    return [f"paper.{place}.{item.id}" for place in range(len(blanks))]


def _sent(item: Item, paper: Paper) -> tuple[str, ...]:
    return tuple(request.form.get(name, "") for name in _names(item, paper))
