from __future__ import annotations

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
def db(folder: Path, clock: Clock) -> Iterator[Database]:
    """An open database in a new data folder."""
    with Database(folder, now=clock) as opened:
        yield opened
