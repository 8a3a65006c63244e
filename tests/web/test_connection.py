"""“Why can't they connect?” and the page that a phone tries the way with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.diagnosis.facts import Adapter, Network, Way
from quiz.server.reaching import PATH, WORDS
from quiz.storage import classes
from quiz.storage.database import Database
from quiz.web.devices import MOST, Devices
from tests.visitor import Visitor
from tests.web.desk import LAN, enter, on_network, services

ADDRESS = "/instructor/connection"


def test_a_phone_is_answered_without_joining_and_is_seen(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    desk = enter(app)
    assert "None yet, since the program started" in desk.get(ADDRESS)
    phone = on_network(visitor())
    assert WORDS.decode() in phone.get(PATH)
    assert "Set-Cookie" not in phone.response.headers
    assert LAN in phone.words
    desk.get(ADDRESS)
    assert f"{LAN} less than a minute ago ✓ Connected" in desk.words
    assert "1 device is connected now" in desk.words


def test_the_phone_is_answered_where_the_database_fails(
    app: Flask, visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise AssertionError("the database was asked")

    for name in ("rows", "read", "write", "open"):
        monkeypatch.setattr(Database, name, fail)
    monkeypatch.setattr(type(services(app).folder), "course", fail)
    phone = on_network(visitor())
    phone.client.set_cookie("student", "x" * 43)
    assert WORDS.decode() in phone.get(PATH)
    assert phone.status == 200


def test_what_is_wrong_stands_first_with_what_to_do(app: Flask) -> None:
    ways = (
        Way("192.168.1.20", "Wi-Fi", Adapter.ROOM, False),
        Way("10.8.0.2", "tun0", Adapter.VIRTUAL, True),
    )
    app.config["NETWORK"] = lambda: Network(ways, 8123, 8000)
    app.config["STUDENT_ADDRESSES"] = lambda: ["http://192.168.1.20:8123/", "http://10.8.0.2:8123/"]
    desk = enter(app)
    desk.get(ADDRESS)
    words = desk.words
    assert words.index("✗ Wrong The server doesn't answer") < words.index("! Look here")
    assert words.index("! Look here") < words.index("✓ In order")
    assert "http://192.168.1.20:8123/hello" in words
    assert "try http://10.8.0.2:8123/" in words


def test_the_address_stands_there_also_while_the_door_is_closed(app: Flask) -> None:
    app.config["STUDENT_ADDRESSES"] = lambda: ["http://192.168.1.20:8123/"]
    classes.let_join(services(app).db, 1, joining=False)
    desk = enter(app)
    page = desk.get(ADDRESS)
    assert "nobody new can join it" in desk.words
    assert "comes back by this address: http://192.168.1.20:8123/" in desk.words
    assert 'alt="QR code of http://192.168.1.20:8123/"' in page


def test_the_laptop_by_its_own_address_is_no_device(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    app.config["NETWORK"] = lambda: Network((Way(LAN, "Wi-Fi", Adapter.ROOM, True),), 8000, 8000)
    on_network(visitor()).get(PATH)
    assert "None yet, since the program started" in enter(app).get(ADDRESS)


def test_the_last_one_heard_of_comes_first_and_their_number_is_bounded() -> None:
    devices = Devices()
    for address in ("10.0.0.1", "10.0.0.2", "127.0.0.1", "", "10.0.0.1"):
        devices.notice(address)
    assert [device.address for device in devices.seen()] == ["10.0.0.1", "10.0.0.2"]
    for number in range(MOST + 5):
        devices.notice(f"10.1.{number // 256}.{number % 256}")
    assert len(devices.seen()) == MOST
    assert "10.0.0.2" not in {device.address for device in devices.seen()}
