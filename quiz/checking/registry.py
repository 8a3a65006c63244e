"""What a rule is, and how rules are found: by the decorator, in the modules of `rules`.

Nothing lists the rules. To add one, write a function with `@rule(...)` in one of those modules and
a row in docs/item-writing-rules.md; a test holds the two together.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from quiz.checking.material import Material
from quiz.model import Problem


class Level(StrEnum):
    """What a finding means: an error has to be mended, a warning needs an editor's look."""

    ERROR = "error"
    WARNING = "warning"


ERROR, WARNING = Level.ERROR, Level.WARNING

Check = Callable[[Material], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """One rule. `needs` names the lists of the course's `check:` block without which it can't run;
    `worded` rules use word lists and leave out lessons in languages that have none; `whole` rules
    look at figures of the whole course, so they wait until every lesson can be read."""

    id: str
    level: Level
    looks_at: str
    check: Check
    needs: tuple[str, ...] = ()
    worded: bool = False
    whole: bool = False


class Finding(NamedTuple):
    """What a rule found: where, what to do, and which rule says so."""

    problem: Problem
    rule: str
    level: Level

    def __str__(self) -> str:
        mark = "warning: " if self.level is WARNING else ""
        problem = self.problem
        return f"{problem.path}:{problem.line}: {mark}{problem.message} [{self.rule}]"


_found: dict[str, Rule] = {}


def rule(
    id: str,
    level: Level,
    looks_at: str,
    *,
    needs: tuple[str, ...] = (),
    worded: bool = False,
    whole: bool = False,
) -> Callable[[Check], Check]:
    """Register a function as the rule of this id. Raises ValueError where the id is taken."""

    def register(check: Check) -> Check:
        if id in _found and _found[id].check.__qualname__ != check.__qualname__:
            raise ValueError(f"Two rules have the id {id}.")
        _found[id] = Rule(id, level, looks_at, check, needs, worded, whole)
        return check

    return register


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of their ids."""
    package = importlib.import_module("quiz.checking.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_found.items()))
