"""Uploads on the disk until somebody decides what becomes of them; reading them is elsewhere."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz.errors import IntakeGone, StorageError
from quiz.intake import Intake, Intakes, Settled
from quiz.intake.holding import DAYS, FOLDER, MOST, write
from quiz.storage.data_folder import DataFolder
from tests.exchange.samples import found, made, question

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def intakes(tmp_path: Path) -> Intakes:
    return Intakes(tmp_path, lambda: NOW)


@pytest.fixture
def bring_in(intakes: Intakes, tmp_path: Path) -> Callable[..., Intake]:
    """Hold one upload with one lesson, so old."""

    def bring(age: timedelta = timedelta()) -> Intake:
        new = made(found(question("What is this?")), found(question("And this?")))
        with intakes.under_way() as folder:
            write(DataFolder(tmp_path), folder, ["bees.gift"], new)
            held = intakes.hold(folder)
        changed = (NOW - age).timestamp()
        os.utime(tmp_path / FOLDER / held.token, (changed, changed))
        return held

    return bring


def test_an_upload_is_as_it_was_after_a_restart(
    bring_in: Callable[..., Intake], tmp_path: Path
) -> None:
    held = bring_in()
    held.keep(1, "corrected")
    again = Intakes(tmp_path, lambda: NOW).open(held.token)
    assert again.files == ("bees.gift",)
    assert [lesson.title for lesson in again.lessons.values()] == ["bees"]
    assert (again.text(1), again.is_edited(1)) == ("corrected", True)
    assert [one.words for one in again.report.arrivals] == ["What is this?", "And this?"]


def test_a_settled_lesson_is_neither_read_nor_kept_any_more(
    bring_in: Callable[..., Intake], intakes: Intakes
) -> None:
    held = bring_in()
    late = intakes.open(held.token)
    held.settle(1, Settled(False, "bees", "bees"))
    with pytest.raises(IntakeGone):
        held.text(1)
    with pytest.raises(IntakeGone):
        held.keep(1, "too late")
    assert intakes.open(held.token).waiting == ()
    assert len(intakes.open(held.token).report.arrivals) == 2
    with pytest.raises(IntakeGone):
        late.text(1)


def test_what_waits_stays_however_many_they_are(
    bring_in: Callable[..., Intake], intakes: Intakes
) -> None:
    assert not intakes.are_full()
    held = [bring_in(timedelta(hours=age)) for age in range(MOST, -1, -1)]
    intakes.tidy()
    assert {one.token for one in intakes.every()} == {one.token for one in held}
    assert intakes.are_full()


def test_of_those_of_which_nothing_waits_the_oldest_go(
    bring_in: Callable[..., Intake], intakes: Intakes, tmp_path: Path
) -> None:
    held = [bring_in() for _ in range(MOST + 2)]
    for hours, one in enumerate(held[1:]):
        one.settle(1, Settled(False, "bees", "bees"))
        changed = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / FOLDER / one.token, (changed, changed))
    intakes.tidy()
    assert {one.token for one in intakes.every()} == {one.token for one in held[:-1]}
    assert not intakes.are_full()


def test_what_is_too_old_goes(bring_in: Callable[..., Intake], intakes: Intakes) -> None:
    young, old = bring_in(timedelta(days=DAYS - 1)), bring_in(timedelta(days=DAYS, hours=1))
    intakes.tidy()
    assert intakes.open(young.token).token == young.token
    with pytest.raises(IntakeGone):
        intakes.open(old.token)


def test_one_that_has_to_stay_is_said_to_and_stays_whole(
    bring_in: Callable[..., Intake], intakes: Intakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    held = bring_in()
    for change in ("rename", "rmdir", "unlink"):
        monkeypatch.setattr(os, change, refuse)
    with pytest.raises(StorageError, match="Nothing can be written"):
        intakes.remove(held.token)
    intakes.tidy()
    monkeypatch.undo()
    assert intakes.open(held.token).text(1) == held.text(1)
    intakes.remove(held.token)
    assert intakes.every() == []


def test_a_reading_of_which_nothing_comes_leaves_nothing(intakes: Intakes, tmp_path: Path) -> None:
    with intakes.under_way() as folder:
        (folder / "upload-0").write_bytes(b"secret")
    assert list((tmp_path / FOLDER).iterdir()) == []


@pytest.mark.parametrize("name", ["../outside", "outside", "0" * 31])
def test_only_a_folder_with_a_name_that_nobody_guesses_is_opened(
    bring_in: Callable[..., Intake], intakes: Intakes, tmp_path: Path, name: str
) -> None:
    shutil.copytree(tmp_path / FOLDER / bring_in().token, tmp_path / FOLDER / name)
    with pytest.raises(IntakeGone):
        intakes.open(name)


def test_one_that_is_gone_is_said_to_be(intakes: Intakes) -> None:
    with pytest.raises(IntakeGone):
        intakes.open("0" * 32)
