"""Making what is ordered: here where it is little, in a process of its own where it is much."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from quiz.errors import ExportFailed
from quiz.exchange.export_report import Arrives, Departure, ExportReport, Left, report_of
from quiz.exchange.exporting import formats
from quiz.exchange.shipping import Load
from quiz.outgoing.order import Order
from quiz.own_process import Child

MOST_HERE = 200
"""Questions that are written faster than another process has started: in a fifth of a second."""

MAX_SECONDS = 180.0

PROCESS = "quiz.outgoing.making_process"
_FILE, _REPORT = "file", "report.json"
_SLOW = "It takes this laptop too long to make this file. Take fewer lessons at a time."
_BROKE_OFF = (
    "Making this file broke off, perhaps because it takes too much memory. Take fewer lessons at a "
    "time."
)

_one_at_a_time = threading.Lock()
"""It takes a whole core, and a class may be at work."""


def make(order: Order, folder: Path) -> None:
    """Put the file and its report into a folder. Raises `ExportFailed` and OSError."""
    if order.questions <= MOST_HERE:
        write(folder, order.kind, order.loaded)
        return
    with _one_at_a_time, _started() as child:
        child.ask([str(folder), order.message])
        answer = child.hear(MAX_SECONDS)
    if answer is None:
        raise ExportFailed(_BROKE_OFF if child.has_ended else _SLOW)
    if why := answer[0]:
        raise ExportFailed(why)


def _started() -> Child:
    try:
        return Child(PROCESS, aside=True)
    except OSError as error:
        raise ExportFailed(_BROKE_OFF) from error


def write(folder: Path, kind: str, loaded: Load) -> None:
    """Write the file and the report of it into a folder. Raises OSError."""
    exported = formats()[kind].export(loaded.shipment)
    (folder / _FILE).write_bytes(exported.data)
    (folder / _REPORT).write_bytes(_as_json(report_of(loaded, exported)))


def read_file(folder: Path) -> bytes:
    """The file that was written. Raises OSError."""
    return (folder / _FILE).read_bytes()


def read_report(folder: Path) -> ExportReport:
    """The report that was written. Raises OSError."""
    read = json.loads((folder / _REPORT).read_bytes())
    departures = (
        Departure(lesson, file, line, item, stem, Arrives(arrives), tuple(losses))
        for lesson, file, line, item, stem, arrives, losses in read["departures"]
    )
    left = (Left(*one) for one in read["left"])
    return ExportReport(tuple(departures), tuple(read["losses"]), tuple(left), read["titles"])


def _as_json(report: ExportReport) -> bytes:
    departures = [
        (one.lesson, one.file, one.line, one.item_id, one.stem, one.arrives, one.losses)
        for one in report.departures
    ]
    left = [(one.lesson, one.file, one.title) for one in report.left]
    said = {"departures": departures, "losses": report.losses, "left": left}
    return json.dumps({**said, "titles": report.titles}).encode()
