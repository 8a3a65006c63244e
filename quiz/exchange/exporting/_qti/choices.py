"""Single choice, true/false and multiple choice."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti.declarations import REMARK, RESPONSE, mapping, response, shares
from quiz.exchange.exporting._qti.page import ItemContent, Page
from quiz.exchange.exporting._qti.rules import (
    SCORE,
    Case,
    Remarks,
    answered,
    is_correct,
    let,
    mapped,
    number,
    value,
    variable,
    when,
)
from quiz.exchange.exporting._xml import make
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse


def single_choice(page: Page, body: SingleChoice) -> ItemContent:
    options = [(_name(o.id), page.lines(o.text), o.feedback) for o in body.options]
    key = next(_name(option.id) for option in body.options if option.right)
    return _one_of(page, options, key)


def true_false(page: Page, body: TrueFalse) -> ItemContent:
    says = {body.answer: body.feedback, not body.answer: body.wrong_feedback}
    options: list[tuple[str, list[Element | str], str]] = [
        ("true", ["True"], says[True]),
        ("false", ["False"], says[False]),
    ]
    return _one_of(page, options, "true" if body.answer else "false")


def multiple_choice(page: Page, body: MultipleChoice) -> ItemContent:
    keys = sum(option.right for option in body.options)
    earned = iter(shares(page.item.points, keys))
    lost = iter(shares(page.item.points, max(1, len(body.options) - keys)))
    worth = [(_name(o.id), next(earned) if o.right else -next(lost)) for o in body.options]
    interaction = _interaction(((_name(o.id), page.lines(o.text)) for o in body.options), 0)
    return ItemContent(
        responses=(
            response(
                RESPONSE,
                "multiple",
                "identifier",
                (name for name, each in worth if each > 0),
                mapping(worth, most=page.item.points),
            ),
        ),
        body=(interaction,),
        labelled=interaction,
        rules=(when(answered(RESPONSE), let(SCORE, mapped(RESPONSE))),),
        remarks=tuple(
            Remarks(f"{REMARK}_{_name(o.id)}", RESPONSE, (Case(_ticked(_name(o.id)), o.feedback),))
            for o in body.options
        ),
    )


def _one_of(
    page: Page, options: list[tuple[str, list[Element | str], str]], key: str
) -> ItemContent:
    interaction = _interaction(((name, content) for name, content, _ in options), 1)
    cases = (Case(_chosen(name), feedback) for name, _, feedback in options)
    return ItemContent(
        responses=(response(RESPONSE, "single", "identifier", [key]),),
        body=(interaction,),
        labelled=interaction,
        rules=(when(is_correct(RESPONSE), let(SCORE, number(page.item.points))),),
        remarks=(Remarks(REMARK, RESPONSE, tuple(cases)),),
    )


def _interaction(choices: Iterable[tuple[str, list[Element | str]]], most: int) -> Element:
    return make(
        "choiceInteraction",
        *(make("simpleChoice", *content, identifier=name) for name, content in choices),
        responseIdentifier=RESPONSE,
        shuffle="false",
        maxChoices=str(most),
    )


def _name(choice: str) -> str:
    """An identifier of XML, which can't begin with a digit."""
    return f"c{choice}"


def _chosen(name: str) -> Element:
    return make("match", variable(RESPONSE), value("identifier", name))


def _ticked(name: str) -> Element:
    return make("member", value("identifier", name), variable(RESPONSE))
