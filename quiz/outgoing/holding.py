"""Files for other programs that were made, held in the data folder until somebody saves them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TypeVar

from quiz.errors import ExportFailed
from quiz.exchange.export_report import ExportReport
from quiz.outgoing.making import make, read_file, read_report
from quiz.outgoing.order import Order
from quiz.storage.held_folders import HeldFolders

T = TypeVar("T")

FOLDER = "taken-away"
MOST = 5
"""Files that are held. One more, and the oldest goes."""

HOURS = 12
"""How long a file is held at most. Anything is made again when it is asked for."""

MOST_UNDER_WAY = 4
"""Files that are made or wait for that. Each has a thread of its own, none of those that answer."""

_BUSY = "Other files are being made just now. Wait until they are done, then ask for this one."
_GONE = "This file isn't kept any more. Go back, and ask for it again."


@dataclass(frozen=True)
class Held:
    """A file that was made, by the name of its order. `report` is what is told of exactly it."""

    name: str
    _path: Path

    @property
    def data(self) -> bytes:
        """Raises `ExportFailed` where it has just been removed."""
        return _still_there(read_file, self._path)

    @property
    def report(self) -> ExportReport:
        """Raises `ExportFailed` where it has just been removed."""
        return _still_there(read_report, self._path)


class Outgoing:
    """All such files of a data folder. Thread-safe."""

    def __init__(self, data: Path, now: Callable[[], datetime]) -> None:
        self._held = HeldFolders(data, FOLDER, most=MOST, lasts=timedelta(hours=HOURS), now=now)
        self._under_way: dict[str, Future[None]] = {}
        """What is being made, and what failed and wasn't told yet; what is made is held."""

    def clear(self) -> None:
        """Hold nothing any more: another version of this program may write other files."""
        self._held.clear()

    def ask(self, order: Order, seconds: float) -> Held | None:
        """The file that is ordered, made now unless it is held already.

        None where it takes longer than so many seconds: it goes on being made, and can be asked for
        again. Raises `ExportFailed`, `RenderError` and `StorageError` where nothing comes of it.
        """
        making = self._begun(order)
        try:
            making.result(seconds)
        except TimeoutError:
            return None
        except Exception:
            self._forget(order.name, making)
            raise
        path = self._held.find(order.name)
        if path is None:
            raise ExportFailed(_GONE)
        return Held(order.name, path)

    def _begun(self, order: Order) -> Future[None]:
        """The making of what is ordered, which may be done long since."""
        with self._held.lock:
            making = self._under_way.get(order.name)
            if making is None:
                making = Future()
                if self._held.find(order.name):
                    making.set_result(None)
                    return making
                self._forget_failed()
                if len(self._under_way) >= MOST_UNDER_WAY:
                    raise ExportFailed(_BUSY)
                Thread(
                    target=self._make, args=(order, making), name=order.name, daemon=True
                ).start()
                self._under_way[order.name] = making
        return making

    def _forget_failed(self) -> None:
        """What nobody came back for."""
        for name, making in list(self._under_way.items()):
            if making.done():
                self._forget(name, making)

    def _forget(self, name: str, making: Future[None]) -> None:
        with self._held.lock:
            # Somebody may have begun anew.
            if self._under_way.get(name) is making:
                del self._under_way[name]

    def _make(self, order: Order, making: Future[None]) -> None:
        try:
            with self._held.under_way() as folder:
                make(order, folder)
                self._held.hold(folder, order.name)
        except Exception as error:
            making.set_exception(error)
        else:
            self._forget(order.name, making)
            making.set_result(None)


def _still_there(read: Callable[[Path], T], path: Path) -> T:
    try:
        return read(path)
    except OSError as error:
        raise ExportFailed(_GONE) from error
