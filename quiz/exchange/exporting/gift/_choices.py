"""Options: single choice, multiple choice, true or false."""

from __future__ import annotations

from quiz.exchange.exporting.gift._question import CannotCarry, Question, on_lines
from quiz.exchange.exporting.moodle_xml.multiple_choice import MOST_KEYS, SHARES
from quiz.questions._options import Option
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse


def single_choice(body: SingleChoice, question: Question) -> str:
    rows = [_option("=" if o.right else "~", o, question) for o in body.options]
    return question.stem() + on_lines(rows, question.general())


def multiple_choice(body: MultipleChoice, question: Question) -> str:
    keys = sum(option.right for option in body.options)
    earned = iter(_earned(keys, question))
    cost = _cost(len(body.options) - keys, question)
    rows = [
        _option(f"~%{next(earned) if option.right else cost}%", option, question)
        for option in body.options
    ]
    return question.stem() + on_lines(rows, question.general())


def true_false(body: TrueFalse, question: Question) -> str:
    wrong, right = question.marked(body.wrong_feedback), question.marked(body.feedback)
    feedback = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
    answer = "TRUE" if body.answer else "FALSE"
    return f"{question.stem()}{{{answer}{feedback}{question.general()}}}"


def _option(sign: str, option: Option, question: Question) -> str:
    feedback = f"#{question.marked(option.feedback)}" if option.feedback else ""
    return f"{sign}{question.line(option.text)}{feedback}"


def _earned(keys: int, question: Question) -> list[str]:
    """What each right option earns, in percent: Moodle takes such weights from a list only."""
    if keys > MOST_KEYS:
        raise CannotCarry(
            f"Moodle can't share a mark among {keys} right options; {MOST_KEYS} are the most."
        )
    if keys in SHARES:
        return [SHARES[keys]] * keys
    question.lose(
        f"Moodle has no equal shares for {keys} right options: some earn 10 % there and the "
        f"others 5 %, instead of {100 / keys:.1f} % each."
    )
    tens = MOST_KEYS - keys
    return ["10"] * tens + ["5"] * (keys - tens)


def _cost(others: int, question: Question) -> str:
    """What a wrong tick costs, in percent, with its sign."""
    if not others:
        return "0"
    nearest = min(SHARES, key=lambda number: abs(100 / others - float(SHARES[number])))
    if nearest != others:
        question.lose(
            f"A wrong tick costs {SHARES[nearest]} % there instead of {100 / others:.1f} %."
        )
    return f"-{SHARES[nearest]}"
