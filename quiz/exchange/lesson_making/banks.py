"""Reading files of questions to their ends, whatever is in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quiz.exchange.importing import BankFile, BankFormat, Found, UnreadableBank, format_of


@dataclass(frozen=True)
class Bank:
    """The questions of one file. `broken` says why it can't be read, or not to its end; else ''."""

    file: str
    found: tuple[Found, ...]
    broken: str = ""


def read_bank(
    file: BankFile,
    step: Callable[[Found], None] = lambda found: None,
    format_of: Callable[[BankFile], BankFormat] = format_of,
) -> Bank:
    """All questions of a file. `step` is told of each, for whoever shows how far it is."""
    found: list[Found] = []
    try:
        for one in format_of(file).read(file):
            found.append(one)
            step(one)
    except UnreadableBank as error:
        return Bank(file.name, tuple(found), error.message)
    return Bank(file.name, tuple(found))
