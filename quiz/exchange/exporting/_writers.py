"""What writes each type of question in a format: a function that is called like the type's module
in `quiz/questions`, in any module of the format's package. Nothing lists them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from quiz.exchange.exporting._item_sets import CannotCarry
from quiz.model import Item
from quiz.questions import types

UNKNOWN = "There is no way yet to write this type of question in this format."


def writer_of(item: Item, package: str) -> Callable[..., Any]:
    """What writes the item; its arguments are those of all writers in the package.

    Raises `CannotCarry` where there is none.
    """
    found = writers(package).get(types()[item.type].module)
    if found is None:
        raise CannotCarry(UNKNOWN)
    return found


@cache
def writers(package: str) -> Mapping[str, Callable[..., Any]]:
    """The writers in a package, by the names of their types' modules."""
    names = {kind.module for kind in types().values()}
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        loaded = importlib.import_module(f"{package}.{module.name}")
        own = inspect.getmembers(loaded, inspect.isfunction)
        found |= {
            name: value
            for name, value in own
            if name in names and value.__module__ == loaded.__name__
        }
    return found
