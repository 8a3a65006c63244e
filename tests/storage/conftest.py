from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.storage.database import Database
from tests.storage.samples import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a data folder may be made."""
    return tmp_path / "data"


@pytest.fixture
def db(folder: Path, clock: Clock, new_data: Path) -> Iterator[Database]:
    """An open database in a new data folder: a copy, because making the tables takes longer."""
    shutil.copytree(new_data, folder, ignore=shutil.ignore_patterns("*.lock"))
    with Database(folder, now=clock) as opened:
        yield opened
