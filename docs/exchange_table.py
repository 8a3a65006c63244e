"""Writes the tables of `exchange.md` from what the formats really do.

Run `python -m docs.exchange_table` when a format has changed; a test says when it is time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from docs.exchange_samples import BANKS, full_items, plain_items, shipping
from quiz.exchange import exporting, importing
from quiz.exchange.alike import alike
from quiz.exchange.exporting import Carriage, ExportFormat, Shipment
from quiz.exchange.importing import BankFile, BankFormat, UnreadableBank
from quiz.model import Item

PAGE = Path(__file__).with_name("exchange.md")
BEGIN, END = "<!-- from the code: begin -->", "<!-- from the code: end -->"

_CELLS = {
    Carriage.EXACT: "● exact",
    Carriage.DEGRADED: "◐ degraded",
    Carriage.OMITTED: "○ lost",
}


def page() -> str:
    """The page as it should be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join(_lines())
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def _lines() -> Iterator[str]:
    yield "### What becomes of our questions there"
    yield ""
    yield from _exports(exporting.formats())
    for key, (ending, samples) in BANKS.items():
        if format_ := importing.formats().get(key):
            yield from ("", f"### What becomes of {format_.name} here", "")
            yield from _imports(format_, ending, samples)


def _exports(formats: Mapping[str, ExportFormat]) -> Iterator[str]:
    plain, full = plain_items(), full_items()
    yield _row("type", *(one.name for one in formats.values()))
    yield _row(*["---"] * (len(formats) + 1))
    with shipping() as shipment:
        reports = {
            key: _Report(one, shipment(plain), shipment(full)) for key, one in formats.items()
        }
    for name in plain:
        yield _row(name, *(_CELLS[report.carriage(name)] for report in reports.values()))
    for key, report in reports.items():
        yield from ("", f"**{formats[key].name}** (`{key}`). {formats[key].program}", "")
        yield from report.lines()


class _Report:
    """What one format does with the examples, and with all that an item can have."""

    def __init__(self, format_: ExportFormat, plain: Shipment, full: Shipment) -> None:
        self._plain = {one.item.type: one for one in format_.export(plain).items}
        exported = format_.export(full)
        self._full = {one.item.type: one for one in exported.items}
        self._beside = exported.losses

    def carriage(self, name: str) -> Carriage:
        return self._plain[name].carriage

    def lines(self) -> Iterator[str]:
        """A line for each kind of loss, with the types that it concerns."""
        said = [(loss, name) for name, one in self._plain.items() for loss in one.losses]
        known = set(said)
        said += [
            (loss, name)
            for name, one in self._full.items()
            for loss in one.losses
            if (loss, name) not in known
        ]
        by_types: dict[tuple[str, ...], list[str]] = {}
        for group in alike(said):
            by_types.setdefault(tuple(dict.fromkeys(group.things)), []).append(group.sentence)
        for names, sentences in by_types.items():
            yield f"- {self._said(names)}: {' '.join(sentences)}"
        if self._beside:
            yield f"- Besides the questions: {' '.join(self._beside)}"
        if not said and not self._beside:
            yield "- Nothing is lost."

    def _said(self, names: Collection[str]) -> str:
        others = [name for name in self._plain if name not in names]
        if len(others) > len(names):
            return ", ".join(names)
        return f"All types but {', '.join(others)}" if others else "All types"


def _imports(format_: BankFormat, ending: str, samples: Mapping[str, str]) -> Iterator[str]:
    yield _row("there", "here", "what is different")
    yield _row(*["---"] * 3)
    for name, text in samples.items():
        file = BankFile(f"sample{ending}", text.encode())
        try:
            found = list(format_.read(file))
        except UnreadableBank as error:
            yield _row(name, "left out", error.message)
            continue
        became = ", ".join(dict.fromkeys(_type(one.item) for one in found)) or "nothing"
        reasons = [reason for one in found for reason in one.reasons]
        yield _row(name, became, " ".join(reasons) or "nothing")


def _type(item: Item | None) -> str:
    return item.type if item else "left out"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
