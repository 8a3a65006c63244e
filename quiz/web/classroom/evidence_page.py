"""What the page of the evidence map shows: the reading, shaded by how often each camp cited it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.charts import shade
from quiz.evidence_map import Camp, evidence_map
from quiz.model import Item, Outcome, Paragraph, Response
from quiz.questions import types
from quiz.questions.parts.paper import letter

_MOST = 3
"""Paragraphs that one sentence names."""
_NEARLY = 2 / 3
"""Of how often the most cited paragraph was cited: from there on another is named beside it."""
_BY_OUTCOME = {
    Outcome.RIGHT: ("✓", "those who were right"),
    Outcome.PARTLY_RIGHT: ("◐", "those who were partly right"),
    Outcome.WRONG: ("✗", "those who were not right"),
    Outcome.UNANSWERED: ("–", "those who gave no answer"),
    None: ("…", "those who answered"),
}


@dataclass(frozen=True)
class CampView:
    """A camp: its sign, who it is, and what it chose (Markdown, '' where that isn't one thing).

    `most`: the paragraphs that it cited most, as (name, how many).
    """

    sign: str
    who: str
    chose: str
    n: int
    citing: int
    right: bool
    most: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """What the camp cited, to start a discussion with."""
        who = self.who[0].upper() + self.who[1:]
        if not self.citing:
            return f"{who} cite nothing."
        if not self.most:
            return f"{who} point to no paragraph more than to others."
        named = _listed([f"{name} ({count} of {self.n})" for name, count in self.most])
        return f"{who} cite {named}."


@dataclass(frozen=True)
class Cell:
    """How many of a camp cited one paragraph; `shade` is a step of `charts.SHADES`."""

    count: int
    shade: int


@dataclass(frozen=True)
class Row:
    """A paragraph with a cell for everybody and one for each camp. `is_key` once that is shown."""

    anchor: str
    title: str
    cells: tuple[Cell, ...]
    is_key: bool


@dataclass(frozen=True)
class EvidencePage:
    """The map. `by_outcome`: there are camps only by what is right, and the key isn't shown."""

    n: int
    citing: int
    camps: tuple[CampView, ...]
    rows: tuple[Row, ...]
    by_outcome: bool
    meeting: str


def evidence_page(
    item: Item,
    given: Iterable[tuple[Item, Response]],
    paragraphs: Sequence[Paragraph],
    *,
    with_key: bool,
) -> EvidencePage:
    """Put the page together; what is right is in no part of it but `with_key`."""
    found = evidence_map(item, given, [one.anchor for one in paragraphs])
    of_choices = types()[item.type].one_of_several
    camps = found.camps if of_choices or with_key else ()
    views = tuple(_view(item, camp, with_key) for camp in camps)
    columns = (found.everybody, *camps)
    return EvidencePage(
        n=found.everybody.n,
        citing=found.everybody.citing,
        camps=views,
        rows=tuple(
            Row(
                one.anchor,
                one.title,
                tuple(Cell(c.count, shade(c.share)) for c in (x.paragraphs[at] for x in columns)),
                with_key and one.anchor in found.key,
            )
            for at, one in enumerate(paragraphs)
        ),
        by_outcome=not of_choices and not with_key,
        meeting=_meeting([view for view in views if view.chose]),
    )


def _view(item: Item, camp: Camp, with_key: bool) -> CampView:
    sign, who = _BY_OUTCOME[camp.outcome]
    if camp.said:
        options = [one.text for one in types()[item.type].possible(item.body)]
        is_now = camp.said.text in options
        # What only an older version offered has no letter among those of today.
        sign = letter(options.index(camp.said.text)) if is_now else "†"
        who = f"those who chose {sign}"
    return CampView(
        sign,
        who,
        camp.said.text if camp.said else "",
        camp.n,
        camp.citing,
        with_key and bool(camp.said and camp.said.right),
        _most(camp),
    )


def _most(camp: Camp) -> tuple[tuple[str, int], ...]:
    """The paragraphs that stand out among what a camp cited; none where too many do."""
    ordered = sorted(camp.paragraphs, key=lambda one: -one.count)
    top = ordered[0].count if ordered else 0
    named = [one for one in ordered if one.count and one.count >= top * _NEARLY]
    return tuple((one.anchor.upper(), one.count) for one in named) if len(named) <= _MOST else ()


def _meeting(camps: Sequence[CampView]) -> str:
    """Where camps point to the same place and yet chose differently."""
    tops = [(camp.sign, camp.most[0][0]) for camp in camps if camp.most]
    for name in dict.fromkeys(top for _, top in tops):
        signs = [sign for sign, top in tops if top == name]
        if len(signs) > 1:
            both = "both" if len(signs) == 2 else "all"
            return f"{_listed(signs)} {both} cite {name} most, and yet they chose differently."
    return ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
