"""What is slowed down, and for how long: with a clock that is moved by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quiz.web.throttle import Guesses, Throttle

BURST, SECONDS = 10, 6
PHONE = "192.168.1.50"
PAUSES = st.lists(st.integers(0, 1) | st.integers(0, 8), min_size=40, max_size=80)
"""Seconds: mostly so short that the limit is met again and again."""


def test_a_throttle_lets_the_limit_through_and_then_waits() -> None:
    throttle = Throttle(limit=3, seconds=1000)
    assert [throttle.allows("10.0.0.5") for _ in range(5)] == [True] * 3 + [False] * 2
    assert throttle.allows("10.0.0.6")
    assert all(throttle.allows("127.0.0.1") for _ in range(10))


class Room:
    """Guesses from one room, by a clock of whole seconds."""

    def __init__(self, addresses: int = 2_000) -> None:
        self.now = 1_000.0
        self.guesses = Guesses(BURST, SECONDS, addresses, clock=lambda: self.now)

    def wrong(self, address: str = PHONE) -> bool:
        """Whether a wrong code was let through."""
        return self.guesses.wait(address) == 0


@given(pauses=PAUSES)
def test_wrong_codes_get_through_at_the_promised_rate_at_most(pauses: list[int]) -> None:
    room = Room()
    through = []
    for pause in pauses:
        room.now += pause
        if room.wrong():
            through.append(room.now)
    for start, first in enumerate(through):
        for number, later in enumerate(through[start:], start=1):
            assert number <= BURST + (later - first) / SECONDS


@given(pauses=PAUSES)
def test_whoever_waits_as_long_as_was_said_gets_through_and_not_before(pauses: list[int]) -> None:
    room = Room()
    for pause in pauses:
        room.now += pause
        seconds = room.guesses.wait(PHONE)
        assert 0 <= seconds <= SECONDS
        if seconds:
            room.now += seconds - 1
            assert not room.wrong()
            room.now += 1
            assert room.wrong()


@given(
    tries=st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=60),
    times=st.integers(1, 30),
)
def test_right_codes_change_nothing(tries: list[tuple[bool, int]], times: int) -> None:
    alone, mixed = Room(), Room()
    for with_right_ones, pause in tries:
        alone.now = mixed.now = alone.now + pause
        for _ in range(times if with_right_ones else 0):
            if mixed.guesses.wait(PHONE) == 0:
                mixed.guesses.right(PHONE)
        assert alone.wrong() == mixed.wrong()


@given(others=st.lists(st.integers(1, 250), max_size=300))
def test_nobody_waits_for_anothers_guesses(others: list[int]) -> None:
    room = Room()
    for number in others:
        room.wrong(f"10.0.0.{number}")
    assert room.wrong()


def test_the_laptop_is_never_held_up() -> None:
    room = Room()
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert all(room.wrong(address) for _ in range(BURST * 3))


def test_few_addresses_are_remembered_and_the_worst_of_them_longest() -> None:
    room = Room(addresses=5)
    assert [room.wrong() for _ in range(BURST + 1)] == [True] * BURST + [False]
    for number in range(100):
        room.wrong(f"10.0.0.{number}")
    assert not room.wrong(), "many addresses don't free the one that guesses"
