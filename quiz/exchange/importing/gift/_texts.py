"""Texts of one question on their way to ours, with all that has to be said about it."""

from __future__ import annotations

from quiz.exchange.importing import _markdown, _markup
from quiz.exchange.importing._markup import Converted, Kind


class Texts:
    """Converts the texts of a question, and collects the reasons for what is changed, each once.

    With `keep`, Markdown is kept as it stands; `kept` says whether there was any.
    """

    def __init__(self, reasons: tuple[str, ...] = (), keep: bool = True) -> None:
        self.reasons = list(reasons)
        self.keep = keep
        self.kept = False

    def say(self, *reasons: str) -> None:
        self.reasons += [reason for reason in reasons if reason not in self.reasons]

    def line(self, text: str, kind: Kind) -> str:
        if self._keeps(kind):
            return _markdown.entry(text)
        return self._taken(_markup.as_line(text, kind))

    def blocks(self, text: str, kind: Kind) -> str:
        if self._keeps(kind):
            return _markdown.entry(text)
        return self._taken(_markup.as_blocks(text, kind))

    def typed(self, text: str, kind: Kind) -> str:
        return self._taken(_markup.as_plain(text, kind))

    def question(self, text: str, kind: Kind, name: str) -> tuple[str, str]:
        """The stem and the text below it."""
        if self._keeps(kind):
            return _markdown.question(text, name)
        question = _markup.as_question(text, kind, name)
        self.say(*question.reasons)
        return question.stem, question.text

    def _keeps(self, kind: Kind) -> bool:
        keeps = self.keep and kind is Kind.MARKDOWN
        self.kept = self.kept or keeps
        return keeps

    def _taken(self, converted: Converted) -> str:
        self.say(*converted.reasons)
        return converted.text


def listed(texts: list[str]) -> str:
    """Answers as a sentence names them."""
    return ", ".join(f"“{text}”" for text in texts)


def percent(weight: float) -> str:
    return f"{weight:.5g} %"
