"""Texts of one question on their way to ours, with all that has to be said about it."""

from __future__ import annotations

from quiz.exchange.importing import _markup
from quiz.exchange.importing._markup import Converted, Kind


class Texts:
    """Converts the texts of a question, and collects the reasons for what is changed, each once."""

    def __init__(self, reasons: tuple[str, ...] = ()) -> None:
        self.reasons = list(reasons)

    def say(self, *reasons: str) -> None:
        self.reasons += [reason for reason in reasons if reason not in self.reasons]

    def line(self, text: str, kind: Kind) -> str:
        return self._taken(_markup.as_line(text, kind))

    def blocks(self, text: str, kind: Kind) -> str:
        return self._taken(_markup.as_blocks(text, kind))

    def typed(self, text: str, kind: Kind) -> str:
        return self._taken(_markup.as_plain(text, kind))

    def question(self, text: str, kind: Kind, name: str) -> tuple[str, str]:
        """The stem and the text below it."""
        question = _markup.as_question(text, kind, name)
        self.say(*question.reasons)
        return question.stem, question.text

    def _taken(self, converted: Converted) -> str:
        self.say(*converted.reasons)
        return converted.text


def listed(texts: list[str]) -> str:
    """Answers as a sentence names them."""
    return ", ".join(f"“{text}”" for text in texts)


def percent(weight: float) -> str:
    return f"{weight:.5g} %"
