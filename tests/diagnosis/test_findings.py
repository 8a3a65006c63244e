"""What is said about the facts, and what of it counts as wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.diagnosis.facts import Adapter, Device, Laptop, Network, Way
from quiz.diagnosis.findings import (
    Finding,
    State,
    of_devices,
    of_laptop,
    of_network,
    worst_first,
)
from quiz.diagnosis.room import advice
from quiz.diagnosis.words import age_in_words, size_in_words

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SOUND = Laptop(
    now=NOW,
    folder="instance",
    writable=True,
    free=50_000_000_000,
    network_disk="",
    stored=NOW - timedelta(hours=1),
    backed_up=NOW - timedelta(minutes=50),
    backup_problem="",
    python="3.11.7",
    sqlite="3.40.1",
    oldest_sqlite="3.38.0",
    lessons=7,
    faulty=(),
)
WIFI = Way("192.168.1.20", "Wi-Fi", Adapter.ROOM, True)
VPN = Way("10.8.0.2", "tun0", Adapter.VIRTUAL, True)
ALONE = Way("169.254.7.7", "eth1", Adapter.SELF_GIVEN, True)


def network(*ways: Way, port: int | None = 8000, taken: bool = False) -> list[Finding]:
    return of_network(Network(ways, port, 8000, taken), "python app.py")


def not_ok(found: list[Finding]) -> list[tuple[State, str]]:
    return [(one.state, one.what) for one in found if one.state is not State.OK]


def test_a_sound_laptop_is_in_order() -> None:
    assert not_ok(of_laptop(SOUND, "python app.py")) == []
    assert not_ok(network(WIFI)) == []


@pytest.mark.parametrize(
    ("change", "state", "says"),
    [
        ({"network_disk": "cifs"}, State.WRONG, "network drive (cifs)"),
        ({"writable": False}, State.WRONG, "Nothing can be written"),
        ({"free": 99_000_000}, State.WRONG, "99.0 MB free"),
        ({"free": 900_000_000}, State.LOOK, "900.0 MB free"),
        ({"free": None}, State.LOOK, "can't be told"),
        ({"backed_up": None}, State.LOOK, "no backup yet"),
        ({"backed_up": NOW - timedelta(days=8)}, State.LOOK, "8 days old"),
        ({"backup_problem": "The backup was not made."}, State.LOOK, "was not made"),
        ({"stored": NOW + timedelta(hours=2)}, State.WRONG, "stored later"),
        ({"backed_up": NOW + timedelta(days=400)}, State.WRONG, "stored later"),
        (
            {"stored": NOW - timedelta(days=900), "backed_up": NOW - timedelta(days=900)},
            State.LOOK,
            "nothing was stored for 900 days",
        ),
        ({"faulty": ("lessons/01-a.md",)}, State.WRONG, "1 lesson file has mistakes: lessons/01"),
        ({"faulty": ("a.md", "b.md")}, State.WRONG, "2 lesson files have mistakes: a.md, b.md"),
        ({"lessons": 0}, State.LOOK, "no lessons"),
        ({"sqlite": "3.9.2"}, State.WRONG, "SQLite 3.9.2"),
    ],
)
def test_one_thing_amiss_is_the_one_thing_found(change: dict, state: State, says: str) -> None:
    [found] = not_ok(of_laptop(replace(SOUND, **change), "python app.py"))
    assert found[0] is state
    assert says in found[1]


def test_an_old_backup_of_what_has_not_changed_since_is_in_order() -> None:
    quiet = replace(
        SOUND, stored=NOW - timedelta(days=20), backed_up=NOW - timedelta(days=20, seconds=-5)
    )
    assert not_ok(of_laptop(quiet, "python app.py")) == []


def test_a_new_folder_needs_no_backup() -> None:
    assert not_ok(of_laptop(replace(SOUND, stored=None, backed_up=None), "python app.py")) == []


def test_a_laptop_that_nobody_can_be_on_one_network_with_is_wrong() -> None:
    for ways in ([], [VPN], [ALONE], [VPN, ALONE]):
        assert State.WRONG in [one.state for one in network(*ways)]
    assert "tun0" in network(WIFI, VPN)[-1].what
    assert not_ok(network(WIFI, VPN))[0][0] is State.LOOK


def test_an_address_that_does_not_answer_is_wrong_only_where_it_should() -> None:
    silent = replace(WIFI, answers=False)
    assert [state for state, _ in not_ok(network(silent))] == [State.WRONG]
    assert State.WRONG not in [one.state for one in network(WIFI, replace(VPN, answers=False))]


def test_a_server_that_does_not_run_is_no_mistake_but_said() -> None:
    stopped = replace(WIFI, answers=None)
    [(state, what)] = not_ok(network(stopped, port=None))
    assert state is State.LOOK
    assert "No server runs" in what
    assert "another program has port 8000" in not_ok(network(stopped, port=None, taken=True))[0][1]


def test_devices_are_counted_and_a_full_hotspot_is_thought_of() -> None:
    assert of_devices([]).state is State.LOOK
    seen = [Device(f"192.168.1.{n}", 5.0) for n in range(9)]
    old = [Device("192.168.1.99", 4000.0)]
    assert "1 device is connected now; 2 came" in of_devices([seen[0], *old]).what
    assert "No devices are connected now; 1 came" in of_devices(old).what
    assert "access point" in of_devices([*seen, *old]).then
    assert of_devices(seen[:3]).then == ""


@given(st.lists(st.sampled_from(list(State))))
def test_the_worst_comes_first_and_nothing_is_lost(states: list[State]) -> None:
    found = [Finding(state, str(number)) for number, state in enumerate(states)]
    ordered = worst_first(found)
    assert sorted(one.what for one in ordered) == sorted(one.what for one in found)
    ranks = [[State.WRONG, State.LOOK, State.OK].index(one.state) for one in ordered]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("system", ["Windows", "Darwin", "Linux", "FreeBSD"])
def test_every_system_gets_its_own_firewall_with_the_port(system: str) -> None:
    [firewall] = [one for one in advice(system, 8123) if "firewall" in one.title]
    said = " ".join([*firewall.steps, *firewall.commands])
    assert "8123" in said
    assert "{port}" not in said


@given(st.integers(0, 10**14), st.integers(-(10**6), 10**9))
def test_sizes_and_ages_are_short(size: int, seconds: int) -> None:
    assert len(size_in_words(size)) <= 12
    assert not age_in_words(timedelta(seconds=seconds)).startswith(("0", "-"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "less than a minute"), (60, "1 minute"), (7300, "2 hours"), (86_400, "1 day")],
)
def test_an_age_is_told_in_its_largest_unit(seconds: int, words: str) -> None:
    assert age_in_words(timedelta(seconds=seconds)) == words
