from __future__ import annotations

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quiz.errors import UnsuitableDataFolder
from quiz.storage import instructors
from quiz.storage.database import Database
from tests.storage.samples import Clock


def links(db: Database) -> list[Path]:
    return list((db.folder / "links").iterdir())


def test_a_link_lets_one_browser_in_once(db: Database, clock: Clock) -> None:
    link = instructors.new_link_token(db.folder, clock)
    session = instructors.enter(db, link)
    assert session is not None
    assert instructors.is_instructor(db, session)
    assert not instructors.is_instructor(db, link)
    assert instructors.enter(db, link) is None
    assert links(db) == []


def test_a_link_can_be_made_before_the_folder_exists_and_beside_a_server(
    folder: Path, clock: Clock
) -> None:
    before = instructors.new_link_token(folder, clock)
    with Database(folder, now=clock) as db:
        beside = instructors.new_link_token(folder, clock)
        assert instructors.enter(db, before)
        assert instructors.enter(db, beside)


@pytest.mark.parametrize(("hours", "works"), [(23.9, True), (24, False), (500, False), (-2, True)])
def test_a_link_lasts_a_day(db: Database, clock: Clock, hours: float, works: bool) -> None:
    link = instructors.new_link_token(db.folder, clock)
    clock.advance(hours=hours)
    assert (instructors.enter(db, link) is not None) is works


def test_of_many_who_use_a_link_at_once_one_gets_in(db: Database, clock: Clock) -> None:
    link = instructors.new_link_token(db.folder, clock)
    with ThreadPoolExecutor(16) as pool:
        sessions = list(pool.map(lambda _: instructors.enter(db, link), range(16)))
    assert sum(session is not None for session in sessions) == 1


@pytest.mark.parametrize("token", ["", "guess", "../secret-key", "\x00", "\ud800", "a" * 9000])
def test_a_made_up_link_lets_nobody_in(db: Database, token: str) -> None:
    assert instructors.enter(db, token) is None
    assert not instructors.is_instructor(db, token)


def test_a_link_file_that_says_nothing_lets_nobody_in(db: Database, clock: Clock) -> None:
    link = instructors.new_link_token(db.folder, clock)
    links(db)[0].write_text("yesterday", encoding="utf-8")
    assert instructors.enter(db, link) is None


def test_old_links_are_cleared_away(db: Database, clock: Clock) -> None:
    instructors.new_link_token(db.folder, clock)
    clock.advance(hours=20)
    instructors.new_link_token(db.folder, clock)
    clock.advance(hours=20)
    instructors.new_link_token(db.folder, clock)
    assert len(links(db)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in another way")
def test_a_link_is_its_makers_alone_and_its_name_does_not_tell_it(
    db: Database, clock: Clock
) -> None:
    token = instructors.new_link_token(db.folder, clock)
    [link] = links(db)
    assert stat.S_IMODE(link.stat().st_mode) == 0o600
    assert token not in os.fspath(link)


def test_a_link_needs_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UnsuitableDataFolder, match="is not a folder"):
        instructors.new_link_token(file)
