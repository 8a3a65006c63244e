"""Conditions of response processing, which all questions are made of."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti12.tree import add

RESPONSE = "response1"
GENERAL, INCORRECT = "general_fb", "general_incorrect_fb"


def feedback_id(ident: str) -> str:
    """What the feedback on an answer is called. Canvas reads a meaning into other names."""
    return f"{ident}_fb"


def condition(processing: Element, *, goes_on: bool) -> tuple[Element, Element]:
    """A new condition, and the place of its test. After one that `goes_on`, the next is tried."""
    new = add(processing, "respcondition", "", {"continue": "Yes" if goes_on else "No"})
    return new, add(new, "conditionvar")


def equals(test: Element, response: str, value: str, *, exactly: bool = False) -> None:
    """The test for one answer. `exactly` minds case."""
    attributes = {"respident": response} | ({"case": "Yes"} if exactly else {})
    add(test, "varequal", value, attributes)


def scores(new: Element, points: str, action: str = "Set") -> None:
    add(new, "setvar", points, {"action": action, "varname": "SCORE"})


def says(new: Element, feedback: str) -> None:
    add(new, "displayfeedback", "", {"feedbacktype": "Response", "linkrefid": feedback})


def says_anyway(processing: Element, feedback: str, *, goes_on: bool) -> None:
    """Feedback whatever the response was."""
    new, test = condition(processing, goes_on=goes_on)
    add(test, "other")
    says(new, feedback)


def material(parent: Element, text: str, kind: str = "text/html") -> None:
    add(add(parent, "material"), "mattext", text, {"texttype": kind})


def share(parts: int) -> str:
    """What one of so many parts earns, out of 100, as Canvas writes it."""
    return f"{100 / parts:.2f}"
