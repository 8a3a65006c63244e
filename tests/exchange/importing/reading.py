"""Banks as text -> what was found in them, for tests."""

from __future__ import annotations

from collections.abc import Callable

from quiz.content.printer import print_item
from quiz.exchange.importing import BankFile, Found, formats


def reader(format: str) -> tuple[Callable[[str | bytes], list[Found]], Callable[..., str]]:
    """(all that a format finds in a bank, the body of the only item as it stands in a lesson)."""

    def read(bank: str | bytes) -> list[Found]:
        data = bank.encode() if isinstance(bank, str) else bank
        return list(formats()[format].read(BankFile("bank.txt", data)))

    def body(bank: str | bytes, *, unchanged: bool = False) -> str:
        found = read(bank)
        assert len(found) == 1, found
        assert found[0].item is not None, found
        assert not (unchanged and found[0].reasons), found
        heading, _, rest = print_item(found[0].item).partition("\n\npoints: 1\n")
        return f"{heading.removeprefix('### ').rpartition(' {#')[0]}\n{rest.strip()}"

    return read, body


def skipped(found: list[Found]) -> str:
    """Why the only question was left out."""
    assert len(found) == 1, found
    assert found[0].item is None, found
    (reason,) = found[0].reasons
    return reason
