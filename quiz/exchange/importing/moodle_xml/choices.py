"""Options to choose from: `multichoice` and its relatives, `truefalse`.

Source: Moodle 4.5, question/format/xml/format.php (`import_multichoice`, `import_truefalse`) and
question/type/multichoice/question.php.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft, fraction_of
from quiz.exchange.importing.moodle_xml._tree import Node
from quiz.model import Item
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.parts.options import Option
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse

WHOLE = 0.999
"""From this fraction on an answer is wholly right."""

_NEAR = 0.002
_NO_KEY = "None of its options is right, so there is nothing to mark."
_LOST_OPTION = (
    "One of its options holds nothing but what can't be kept, such as a picture that isn't in the "
    "file."
)


@dataclass(frozen=True)
class _Choice:
    text: str
    fraction: float
    feedback: str


def multichoice(draft: Draft) -> Item:
    choices = _choices(draft)
    if draft.node.value("single", "true").lower() in ("false", "0", ""):
        return _several(draft, choices)
    keys = [choice for choice in choices if choice.fraction >= WHOLE]
    if len(keys) > 1:
        draft.say(
            "In Moodle any one of its right options was enough. Here all of them have to be ticked."
        )
        return _finish(draft, choices, [choice.fraction >= WHOLE for choice in choices])
    best = max((choice.fraction for choice in choices), default=0.0)
    if best <= 0:
        raise CannotHold(_NO_KEY)
    if not keys:
        draft.say(f"Its best option earned {best:.0%} in Moodle; here it earns all points.")
    key = next(choice for choice in choices if choice.fraction == best)
    _tell_shares(draft, [choice for choice in choices if choice is not key])
    options = tuple(_option(choice, choice is key) for choice in choices)
    return draft.finish(SingleChoice(options), "single choice")


def multichoiceset(draft: Draft) -> Item:
    """All or nothing: only the right options, and all of them."""
    draft.say(
        "In Moodle only exactly the right ticks earned points. Here a part of them earns a part."
    )
    return _set(draft)


def oumultiresponse(draft: Draft) -> Item:
    """Each right option has all of the fraction, and a tick too many takes away a right one."""
    draft.say(
        "In Moodle a tick too many took away a right one. Here a wrong tick takes off its share of "
        "all wrong options."
    )
    return _set(draft)


def _set(draft: Draft) -> Item:
    choices = _choices(draft)
    return _finish(draft, choices, [choice.fraction >= WHOLE for choice in choices])


def _several(draft: Draft, choices: Sequence[_Choice]) -> Item:
    right = [choice.fraction > 0 for choice in choices]
    keys = [choice.fraction for choice in choices if choice.fraction > 0]
    others = [choice.fraction for choice in choices if choice.fraction <= 0]
    even = all(abs(fraction - 1 / len(keys)) < _NEAR for fraction in keys)
    cost = all(abs(fraction + 1 / len(others)) < _NEAR for fraction in others)
    if keys and not even:
        draft.say("Its right options earned different shares in Moodle. Here they earn the same.")
    if keys and others and not cost:
        free = all(fraction == 0 for fraction in others)
        there = "cost nothing" if free else "cost another share"
        draft.say(
            f"Wrong ticks {there} in Moodle. Here each takes off its share of all wrong options."
        )
    return _finish(draft, choices, right)


def _finish(draft: Draft, choices: Sequence[_Choice], right: Sequence[bool]) -> Item:
    if not any(right):
        raise CannotHold(_NO_KEY)
    options = tuple(_option(*pair) for pair in zip(choices, right, strict=True))
    return draft.finish(MultipleChoice(options), "multiple choice")


def _option(choice: _Choice, right: bool) -> Option:
    return Option(choice.text, right, "", choice.feedback)


def _choices(draft: Draft) -> list[_Choice]:
    """The options of a question. Moodle drops those without text, and so do we."""
    found: dict[str, _Choice] = {}
    for answer in draft.node.nodes("answer"):
        if not _has_text(answer):
            continue
        choice = _Choice(draft.line(answer), fraction_of(answer), draft.feedback(answer))
        if not choice.text:
            raise CannotHold(_LOST_OPTION)
        same = found.setdefault(choice.text, choice)
        if same is not choice:
            draft.say(f"The option “{choice.text}” stood there twice; the second is left out.")
    if len(found) < 2:
        raise CannotHold("It has fewer than two options to choose from.")
    return list(found.values())


def _has_text(answer: Node) -> bool:
    inner = answer.node("text")
    return bool((inner.markup() if inner else answer.own_text).strip())


def _tell_shares(draft: Draft, others: Sequence[_Choice]) -> None:
    for choice in others:
        if choice.fraction > 0:
            draft.say(
                f"The option “{choice.text}” earned {choice.fraction:.0%} in Moodle and earns "
                "nothing here."
            )
    if any(choice.fraction < 0 for choice in others):
        draft.say("Wrong options took points off in Moodle. Here they earn nothing.")


def truefalse(draft: Draft) -> Item:
    """Answers are called `true` and `false`; in old files, in words of any language, true first."""
    feedback: dict[bool, str] = {}
    key: bool | None = None
    for answer in draft.node.nodes("answer")[:2]:
        said = draft.plain(answer).lower()
        if said in ("true", "false"):
            which = said == "true"
        else:
            which = not feedback
            draft.say("Its answers aren't called true and false, so the first was taken as true.")
        feedback[which] = draft.feedback(answer)
        if fraction_of(answer) >= WHOLE:
            key = which
    if key is None:
        raise CannotHold("It doesn't say whether true or false is right.")
    body = TrueFalse(key, feedback.get(key, ""), "", feedback.get(not key, ""))
    return draft.finish(body, "true/false")


READS = {
    "multichoice": multichoice,
    "multichoiceset": multichoiceset,
    "oumultiresponse": oumultiresponse,
    "truefalse": truefalse,
}
