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
from quiz.exchange.exporting._qti12.tree import add

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

    def present(self, presentation: Element) -> None:
        for left in self.lefts:
            response = add(presentation, "response_lid", "", {"ident": _response(left.ident)})
            material(response, left.html)
            _menu(response, self.matches)

    def process(self, processing: Element, *, chained: bool) -> None:
        for left in self.lefts:
            new, test = condition(processing, goes_on=True)
            equals(test, _response(left.ident), left.match)
            scores(new, share(len(self.lefts)), "Add")
            if left.feedback:
                new, test = condition(processing, goes_on=True)
                equals(add(test, "not"), _response(left.ident), left.match)
                says(new, feedback_id(left.ident))

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

    def present(self, presentation: Element) -> None:
        for blank in self.blanks:
            response = add(presentation, "response_lid", "", {"ident": _response(blank.name)})
            material(response, blank.name, PLAIN)
            _menu(response, blank.labels)

    def process(self, processing: Element, *, chained: bool) -> None:
        for blank in self.blanks:
            for label in blank.labels:
                if label.feedback:
                    new, test = condition(processing, goes_on=True)
                    equals(test, _response(blank.name), label.ident)
                    says(new, feedback_id(label.ident))
        for blank in self.blanks:
            new, test = condition(processing, goes_on=True)
            right = next(label for label in blank.labels if label.right)
            equals(test, _response(blank.name), right.ident)
            scores(new, share(len(self.blanks)), "Add")

    def feedback(self) -> Iterator[tuple[str, str]]:
        labels = (label for blank in self.blanks for label in blank.labels)
        return ((feedback_id(one.ident), one.feedback) for one in labels if one.feedback)


def _response(name: str) -> str:
    return f"response_{name}"


def _menu(response: Element, labels: tuple[Label, ...]) -> None:
    choices = add(response, "render_choice")
    for label in labels:
        material(add(choices, "response_label", "", {"ident": label.ident}), label.text, PLAIN)
