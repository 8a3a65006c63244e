"""Who was heard of, and when they last did anything."""

from __future__ import annotations

from quiz.web.presence import OFFLINE_AFTER, Presence
from tests.storage.samples import Seconds


def test_asking_is_not_doing_and_doing_is_asking_too() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    presence.hear(1, working=True)
    seconds.now += 20
    presence.hear(1)
    seconds.now += 10
    assert (presence.silent_for(1), presence.idle_for(1)) == (10, 30)
    presence.hear(1, working=True)
    assert (presence.silent_for(1), presence.idle_for(1)) == (0, 0)


def test_of_whom_nothing_is_known_idleness_counts_from_the_first_word() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    assert (presence.silent_for(1), presence.idle_for(1)) == (None, None)
    presence.hear(1)
    seconds.now += 200
    assert presence.idle_for(1) == 200
    presence.forget(1)
    assert (presence.silent_for(1), presence.idle_for(1)) == (None, None)


def test_whoever_is_silent_for_too_long_is_offline() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    presence.hear(1)
    seconds.now += OFFLINE_AFTER - 0.1
    assert presence.is_online(1)
    seconds.now += 0.1
    assert not presence.is_online(1)
    assert not presence.may_be_online(1)


def test_just_after_a_start_nobody_is_called_offline_for_not_having_reported_yet() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    assert not presence.is_online(1)
    assert presence.may_be_online(1)
    seconds.now += OFFLINE_AFTER
    assert not presence.may_be_online(1)
