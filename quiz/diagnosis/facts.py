"""What is looked at before anything is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Adapter(StrEnum):
    """What kind of network an address of this laptop belongs to."""

    ROOM = "room"
    VIRTUAL = "virtual"
    """A virtual machine's, a VPN's, a paired phone's: nobody in the room is on it."""
    SELF_GIVEN = "self-given"
    """The adapter gave itself the address, because no network answered."""


@dataclass(frozen=True)
class Way:
    """One address of this laptop. `answers`: whether the running server does there; None where no
    server runs."""

    ip: str
    adapter: str
    kind: Adapter
    answers: bool | None


@dataclass(frozen=True)
class Network:
    """The ways to this laptop, likeliest first. `port` is the running server's, None without one;
    `taken`: then another program has the port `usual_port`."""

    ways: tuple[Way, ...]
    port: int | None
    usual_port: int
    taken: bool = False


@dataclass(frozen=True)
class Laptop:
    """The laptop and its folders.

    `free` is in bytes, None where it can't be told; `network_disk` is the kind of network drive
    that the data folder is on, or ''. `stored` is when something was last stored there, and
    `backed_up` when the newest backup was made, both by the clock of that time; None for never.
    `backup_problem` says why the last backup failed, or ''. `faulty` are the lesson files with
    mistakes.
    """

    now: datetime
    folder: str
    writable: bool
    free: int | None
    network_disk: str
    stored: datetime | None
    backed_up: datetime | None
    backup_problem: str
    python: str
    sqlite: str
    oldest_sqlite: str
    lessons: int
    faulty: tuple[str, ...]


@dataclass(frozen=True)
class Device:
    """Another device that has reached this laptop, and how many seconds ago it did so last."""

    address: str
    ago: float
