"""What is wrong with a lesson, line by line, as its pages list it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.checking.registry import Finding
from quiz.exchange.alike import Alike, alike
from quiz.model import Problem


@dataclass(frozen=True)
class Message:
    """One message. `place` is '' for the file itself, else the other file as messages call it.

    A mistake keeps something from being shown as it is written; a warning, which has the name of
    its `rule`, is advice.
    """

    place: str
    line: int
    rule: str
    words: str

    @property
    def mistake(self) -> bool:
        return not self.rule


def messages(
    file: str, problems: Iterable[Problem], warnings: Iterable[Finding]
) -> tuple[Message, ...]:
    """Those about `file` (a name without its folder), then those about other files.

    Mistakes come before warnings, each by line.
    """
    found = [_message(file, problem, "") for problem in problems]
    found += [_message(file, finding.problem, finding.rule) for finding in warnings]
    return tuple(sorted(set(found), key=_order))


def advice(found: Iterable[Message]) -> tuple[Alike[Message], ...]:
    """The warnings among some messages, like with like."""
    return alike((one.words, one) for one in found if not one.mistake)


def _order(one: Message) -> tuple[str, bool, int, str, str]:
    return one.place, not one.mistake, one.line, one.rule, one.words


def _message(file: str, problem: Problem, rule: str) -> Message:
    own = problem.path.rpartition("/")[2] == file
    return Message("" if own else problem.path, problem.line, rule, problem.message)
