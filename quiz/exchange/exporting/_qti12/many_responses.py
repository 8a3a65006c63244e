"""Questions with several responses, each of which earns its share. Canvas alone knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti12.conditions import (
    condition,
    equals,
    feedback_id,
    material,
    says,
    scores,
    share,
)
from quiz.exchange.exporting._xml import make

PLAIN = "text/plain"


@dataclass(frozen=True)
class Label:
    """What can be chosen, in plain text. `ident` is a number, unique in the question."""

    ident: str
    text: str
    right: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Left:
    """A left side in HTML, with the ident of its right side, and what is said if it is missed."""

    ident: str
    html: str
    match: str
    feedback: str = ""


@dataclass(frozen=True)
class Matching:
    """Left sides, and the right sides to choose from; what no left side has is a distractor."""

    lefts: tuple[Left, ...]
    matches: tuple[Label, ...]

    def present(self) -> Iterator[Element]:
        for left in self.lefts:
            menu = _menu(self.matches)
            yield make("response_lid", material(left.html), menu, ident=_response(left.ident))

    def process(self, *, chained: bool) -> Iterator[Element]:
        for left in self.lefts:
            test = equals(_response(left.ident), left.match)
            yield condition([test], scores(share(len(self.lefts)), "Add"), goes_on=True)
            if left.feedback:
                missed = make("not", equals(_response(left.ident), left.match))
                yield condition([missed], says(feedback_id(left.ident)), goes_on=True)

    def feedback(self) -> Iterator[tuple[str, str]]:
        return ((feedback_id(one.ident), one.feedback) for one in self.lefts if one.feedback)


@dataclass(frozen=True)
class Blank:
    """A gap: the question's text holds its name in square brackets. Typed gaps have right labels
    alone."""

    name: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Blanks:
    """Gaps in a text, all of them typed or all of them menus."""

    blanks: tuple[Blank, ...]

    def present(self) -> Iterator[Element]:
        for blank in self.blanks:
            name, menu = material(blank.name, PLAIN), _menu(blank.labels)
            yield make("response_lid", name, menu, ident=_response(blank.name))

    def process(self, *, chained: bool) -> Iterator[Element]:
        for blank in self.blanks:
            for label in blank.labels:
                if label.feedback:
                    test = equals(_response(blank.name), label.ident)
                    yield condition([test], says(feedback_id(label.ident)), goes_on=True)
        for blank in self.blanks:
            right = next(label for label in blank.labels if label.right)
            test = equals(_response(blank.name), right.ident)
            yield condition([test], scores(share(len(self.blanks)), "Add"), goes_on=True)

    def feedback(self) -> Iterator[tuple[str, str]]:
        labels = (label for blank in self.blanks for label in blank.labels)
        return ((feedback_id(one.ident), one.feedback) for one in labels if one.feedback)


def _response(name: str) -> str:
    return f"response_{name}"


def _menu(labels: tuple[Label, ...]) -> Element:
    choices = (
        make("response_label", material(label.text, PLAIN), ident=label.ident) for label in labels
    )
    return make("render_choice", *choices)
