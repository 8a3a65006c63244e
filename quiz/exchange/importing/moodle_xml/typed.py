"""Answers that are typed: `shortanswer`, `numerical`.

Source: Moodle 4.5, question/format/xml/format.php (`import_shortanswer`, `import_numerical`),
question/type/shortanswer/question.php (`compare_string_with_wildcard`) and
question/type/numerical/question.php.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft, fraction_of
from quiz.exchange.importing.moodle_xml._tree import Node
from quiz.exchange.importing.moodle_xml.choices import WHOLE
from quiz.model import Item
from quiz.questions.numeric import Numeric
from quiz.questions.parts.answers import Answer, fold
from quiz.questions.parts.numbers import shown
from quiz.questions.short_text import ShortText

ANYTHING = "*"
_STAR = re.compile(r"(?<!\\)\*")
_DIGITS = 40


class Answers:
    """The answers of a question sorted: right ones, foreseen wrong ones, and what stands for all
    others. An answer that stood there before is dropped, as the first one counts."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.right: list[Answer] = []
        self.wrong: list[Answer] = []
        self.other: Answer | None = None
        self._seen: set[str] = set()

    def add(self, text: str, fraction: float, feedback: str) -> None:
        if self.other is not None:
            return
        if text == ANYTHING:
            self._rest(fraction, feedback)
        elif fold(text) and fold(text) not in self._seen:
            self._seen.add(fold(text))
            if fraction >= WHOLE:
                self.right.append(Answer(text, "", feedback))
                return
            if fraction > 0:
                self.draft.say(
                    f"The answer “{text}” earned {fraction:.0%} in Moodle and earns nothing here."
                )
            self.wrong.append(Answer(text, "", feedback))

    def _rest(self, fraction: float, feedback: str) -> None:
        if fraction >= WHOLE and not self.right:
            raise CannotHold("Any answer at all is right in it, so there is nothing to mark.")
        if fraction > 0:
            self.draft.say(f"All other answers earned {fraction:.0%} in Moodle and nothing here.")
        self.other = Answer("", "", feedback)


def literal(text: str) -> tuple[str, bool]:
    """The answer without wildcards, and whether it had any."""
    if text == ANYTHING:
        return text, False
    plain = " ".join(_STAR.sub(" ", text).split()) if _STAR.search(text) else text
    return plain.replace("\\*", "*"), bool(_STAR.search(text))


def shortanswer(draft: Draft) -> Item:
    answers = Answers(draft)
    for node in draft.node.nodes("answer"):
        text, wild = literal(draft.plain(node))
        if wild and text:
            draft.say(
                f"In Moodle a star stood for any letters in the answer “{draft.plain(node)}”. Only "
                f"“{text}” counts here: add what else you accept with `or=`."
            )
        if text == ANYTHING and draft.plain(node) != ANYTHING:
            text = "\\*"
        answers.add(text, fraction_of(node), draft.feedback(node))
    if draft.node.value("usecase") == "1":
        draft.say("Capital letters had to be right in Moodle. Here they make no difference.")
    if not answers.right:
        raise CannotHold("It has no answer that earns all points.")
    body = ShortText(tuple(answers.right), tuple(answers.wrong), answers.other)
    return _without_idle(draft.finish(body, "short text"))


def numerical(draft: Draft) -> Item:
    answers = Answers(draft)
    for node in draft.node.nodes("answer"):
        text = draft.plain(node) or node.own_text.strip() or ANYTHING
        if text != ANYTHING:
            text = spanned(text, node.value("tolerance", "0"))
        answers.add(text, fraction_of(node), draft.feedback(node))
    if not answers.right:
        raise CannotHold("It has no number that earns all points.")
    if len(answers.right) > 1:
        others = "; ".join(answer.text for answer in answers.right[1:])
        draft.say(f"Only one right number can stand here, so these are left out: {others}.")
    _tell_units(draft)
    body = Numeric(answers.right[0], tuple(answers.wrong), answers.other)
    return _without_idle(draft.finish(body, "numeric"))


def _without_idle(item: Item) -> Item:
    """The item without what stands for all other answers, if that has neither feedback nor tag."""
    body = item.body
    if isinstance(body, ShortText | Numeric) and body.other == Answer(""):
        return replace(item, body=replace(body, other=None))
    return item


def spanned(number: str, tolerance: str) -> str:
    """`12`, or `12 +- 0.5` where there is a tolerance. Raises `CannotHold`."""
    middle, half = exact(number), exact(tolerance or "0")
    if middle is None or half is None:
        wrong = number if middle is None else tolerance
        raise CannotHold(f"“{wrong}” stands in it as a number and can't be read as one.")
    return f"{shown(middle)} +- {shown(abs(half))}" if half else shown(middle)


def exact(text: str) -> Fraction | None:
    """A number as Moodle writes it: `3,5`, `1.2e-3`, spaces between thousands."""
    plain = re.sub(r"\s", "", text).replace("−", "-").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        return None
    return Fraction(number)


def _tell_units(draft: Draft) -> None:
    holder = draft.node.node("units")
    units = [name for unit in holder.nodes("unit") if (name := _name(unit))] if holder else []
    if units:
        draft.say(
            f"Units ({', '.join(units)}) are not asked for here. Say in the question in which unit "
            "the number is meant."
        )


def _name(unit: Node) -> str:
    return unit.value("unit_name")


READS = {"shortanswer": shortanswer, "numerical": numerical}
