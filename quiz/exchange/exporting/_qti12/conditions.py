"""Conditions of response processing, which all questions are made of."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._xml import make

RESPONSE = "response1"
GENERAL, INCORRECT = "general_fb", "general_incorrect_fb"


def feedback_id(ident: str) -> str:
    """What the feedback on an answer is called. Canvas reads a meaning into other names."""
    return f"{ident}_fb"


def condition(tests: Iterable[Element], *results: Element, goes_on: bool) -> Element:
    """What comes of the tests (`scores`, `says`). After one that `goes_on`, the next is tried."""
    flow = {"continue": "Yes" if goes_on else "No"}
    return make("respcondition", make("conditionvar", *tests), *results, **flow)


def equals(response: str, value: str, *, exactly: bool = False) -> Element:
    """The test for one answer. `exactly` minds case."""
    case = {"case": "Yes"} if exactly else {}
    return make("varequal", value, respident=response, **case)


def scores(points: str, action: str = "Set") -> Element:
    return make("setvar", points, action=action, varname="SCORE")


def says(feedback: str) -> Element:
    return make("displayfeedback", feedbacktype="Response", linkrefid=feedback)


def says_anyway(feedback: str, *, goes_on: bool) -> Element:
    """Feedback whatever the response was."""
    return condition([make("other")], says(feedback), goes_on=goes_on)


def material(text: str, kind: str = "text/html") -> Element:
    return make("material", make("mattext", text, texttype=kind))


def share(parts: int) -> str:
    """What one of so many parts earns, out of 100, as Canvas writes it."""
    return f"{100 / parts:.2f}"
