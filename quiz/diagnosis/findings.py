"""What the facts mean: each finding says what is so, and what to do next where something is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from quiz.diagnosis.facts import Adapter, Device, Laptop, Network, Way
from quiz.diagnosis.words import age_in_words, size_in_words

CONNECTED_SECONDS = 120
"""A device that was heard of within this time counts as connected: pages ask more often."""
_WHERE_HOTSPOTS_STOP = range(8, 21)
_LITTLE_SPACE, _NO_SPACE = 1_000_000_000, 100_000_000
_OLD_BACKUP = timedelta(days=7)
_LONG_AGO = timedelta(days=180)
_CLOCK_TOLERANCE = timedelta(minutes=2)


class State(StrEnum):
    """How things stand. Only `WRONG` keeps a class from working."""

    OK = "ok"
    LOOK = "look here"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is so, and what to do next, '' where nothing is."""

    state: State
    what: str
    then: str = ""


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """What is wrong, then what to look at, then what is in order."""
    return sorted(findings, key=lambda finding: list(State)[::-1].index(finding.state))


def of_network(network: Network, program: str) -> list[Finding]:
    """The port and the addresses. `program` is how this program is started here."""
    findings = [_port(network, program)]
    if not any(way.kind is Adapter.ROOM for way in network.ways):
        findings.append(
            Finding(
                State.WRONG,
                "This laptop is on no Wi-Fi and no cable that phones could be on too.",
                "Join the Wi-Fi that the phones are on. If there is none, make a hotspot with "
                "this laptop or a phone, and let everybody join that.",
            )
        )
    return findings + [_way(way, network.port) for way in network.ways]


def _port(network: Network, program: str) -> Finding:
    if network.port is not None:
        return Finding(State.OK, f"The server runs on port {network.port}.")
    if network.taken:
        return Finding(
            State.LOOK,
            f"No server runs on this data folder, and another program has port "
            f"{network.usual_port}.",
            f"Start the server with `{program}`. It takes the next free port: use the address that "
            "it shows then, not an older one.",
        )
    return Finding(State.LOOK, "No server runs on this data folder.", f"Start it with `{program}`.")


def _way(way: Way, port: int | None) -> Finding:
    at = f"http://{way.ip}:{port}/" if port else way.ip
    if way.kind is Adapter.VIRTUAL:
        return Finding(
            State.LOOK,
            f"{at} belongs to a virtual machine or a VPN ({way.adapter}), not to the room.",
            "Don't show this address to the class. If a VPN is on, switch it off during class.",
        )
    if way.kind is Adapter.SELF_GIVEN:
        return Finding(
            State.LOOK,
            f"{way.ip} was made up by the adapter itself ({way.adapter}): no network gave it one.",
            "If this is the Wi-Fi or cable that you want to use, disconnect it and connect again.",
        )
    if way.answers is False:
        return Finding(
            State.WRONG,
            f"The server doesn't answer at {at} ({way.adapter}), even from this laptop.",
            "If it was started with --host, start it again without.",
        )
    if way.answers:
        return Finding(
            State.OK,
            f"The server answers at {at} ({way.adapter}) from this laptop. A firewall may still "
            "keep phones out.",
        )
    return Finding(State.OK, f"This laptop has the address {at} ({way.adapter}).")


def of_devices(devices: Sequence[Device]) -> Finding:
    """Who has reached the server since it was started, other than this laptop."""
    now = sum(device.ago <= CONNECTED_SECONDS for device in devices)
    if not devices:
        return Finding(
            State.LOOK,
            "No other device has reached this laptop since the server was started.",
            "Try one phone before you look further, with the checklist above.",
        )
    are = "1 device is" if now == 1 else f"{now or 'No'} devices are"
    seen = f"{are} connected now; {len(devices)} came since the server was started."
    if now in _WHERE_HOTSPOTS_STOP:
        then = "If no more get in, it may be the access point, which often stops at 8 to 20."
        return Finding(State.OK, seen, then)
    return Finding(State.OK, seen)


def of_laptop(laptop: Laptop, program: str) -> list[Finding]:
    """The folders, the clock, the lessons, the versions."""
    return [
        _folder(laptop),
        _space(laptop),
        _backup(laptop),
        _clock(laptop),
        _lessons(laptop, program),
        _versions(laptop),
    ]


def _folder(laptop: Laptop) -> Finding:
    if laptop.network_disk:
        return Finding(
            State.WRONG,
            f"The data folder {laptop.folder} is on a network drive ({laptop.network_disk}), where "
            "answers could get lost.",
            "Choose a folder on this laptop's own disk with --data.",
        )
    if not laptop.writable:
        return Finding(
            State.WRONG,
            f"Nothing can be written in the data folder {laptop.folder}.",
            "Choose a folder of your own with --data, or ask whoever looks after this computer.",
        )
    return Finding(State.OK, f"The data folder {laptop.folder} is on this laptop's own disk.")


def _space(laptop: Laptop) -> Finding:
    if laptop.free is None:
        return Finding(State.LOOK, "How much space the disk has can't be told.", "Look yourself.")
    what = f"The disk of the data folder has {size_in_words(laptop.free)} free."
    if laptop.free < _NO_SPACE:
        return Finding(State.WRONG, what, "Make space now: answers can't be saved on a full disk.")
    if laptop.free < _LITTLE_SPACE:
        return Finding(State.LOOK, what, "Make some space before class.")
    return Finding(State.OK, what)


def _backup(laptop: Laptop) -> Finding:
    if laptop.backup_problem:
        return Finding(
            State.LOOK, laptop.backup_problem, "Then make one by hand, on the page Backups."
        )
    if laptop.stored is None:
        return Finding(State.OK, "Nothing is stored yet, so there is nothing to back up.")
    if laptop.backed_up is None:
        return Finding(State.LOOK, "There is no backup yet.", "Make one on the page Backups.")
    age = laptop.now - laptop.backed_up
    what = f"The last backup is {age_in_words(age)} old."
    if age > _OLD_BACKUP and laptop.stored - laptop.backed_up > _CLOCK_TOLERANCE:
        return Finding(State.LOOK, what, "Make a new one on the page Backups.")
    return Finding(State.OK, what)


def _clock(laptop: Laptop) -> Finding:
    what = f"This laptop's clock says {laptop.now.astimezone():%d %B %Y, %H:%M}"
    known = [moment for moment in (laptop.stored, laptop.backed_up) if moment]
    last = max(known, default=laptop.now)
    if last - laptop.now > _CLOCK_TOLERANCE:
        return Finding(
            State.WRONG,
            f"{what}, but something was stored later, at {last.astimezone():%d %B %Y, %H:%M}.",
            "Set the clock right and start the server again. Time limits don't depend on it, but "
            "all dates on the pages do.",
        )
    if laptop.now - last > _LONG_AGO:
        return Finding(
            State.LOOK,
            f"{what}. By that, nothing was stored for {age_in_words(laptop.now - last)}.",
            "Check that the date is right.",
        )
    return Finding(State.OK, f"{what}.")


def _lessons(laptop: Laptop, program: str) -> Finding:
    if laptop.faulty:
        count = len(laptop.faulty)
        have = "1 lesson file has" if count == 1 else f"{count} lesson files have"
        return Finding(
            State.WRONG,
            f"{have} mistakes: {', '.join(laptop.faulty)}.",
            f"Mend them on the page Lessons; `{program} check` lists every line.",
        )
    if not laptop.lessons:
        return Finding(
            State.LOOK, "The course has no lessons.", "Look at the folder given with --lessons."
        )
    lessons = "1 lesson" if laptop.lessons == 1 else f"{laptop.lessons} lessons"
    return Finding(State.OK, f"The course has {lessons}, without mistakes in them.")


def _versions(laptop: Laptop) -> Finding:
    what = f"Python {laptop.python}, SQLite {laptop.sqlite}."
    if _numbers(laptop.sqlite) < _numbers(laptop.oldest_sqlite):
        then = f"SQLite {laptop.oldest_sqlite} or newer is needed. Install a newer Python."
        return Finding(State.WRONG, what, then)
    return Finding(State.OK, what)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
