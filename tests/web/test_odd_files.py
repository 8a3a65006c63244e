"""Whatever another program left in the lessons folder, and whatever number stands in an address,
the desk and the students' pages go on."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from tests.visitor import Visitor
from tests.web.desk import enter

GOOD = "---\ntitle: Bees\n---\n\nBees dance.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "01-bees.md").write_text(GOOD, encoding="utf-8")
    return lessons


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_no_text(make_app: Callable[..., Flask], folder: Path) -> None:
    for place in (folder, folder / "archive"):
        place.mkdir(exist_ok=True)
        (place / os.fsdecode(b"n\xffo.md")).write_text(GOOD, encoding="utf-8")
    app = make_app(folder)
    laptop = enter(app)
    for path in ("/instructor/", "/instructor/lessons", "/instructor/backups", "/join", "/"):
        laptop.get(path)
        assert laptop.status == 200, path
    assert "n�o.md" in laptop.get("/instructor/lessons")
    assert "Rename this file" in laptop.get("/instructor/lessons/n-o/edit")
    assert laptop.status == 400


@pytest.mark.skipif(sys.platform == "win32", reason="such names can't be made there")
@pytest.mark.parametrize("name", ["11 <x>.md", "con.md", "a:b.md"])
def test_an_odd_name_in_the_archive(
    make_app: Callable[..., Flask], folder: Path, name: str
) -> None:
    (folder / "archive").mkdir()
    (folder / "archive" / name).write_text(GOOD, encoding="utf-8")
    laptop = enter(make_app(folder))
    laptop.get("/instructor/lessons")
    assert laptop.status == 200
    assert name in laptop.words


@pytest.mark.parametrize(
    "path",
    [
        "/instructor/lessons/all-types/history/{}",
        "/instructor/lessons/all-types/conflict/{}",
        "/instructor/lessons/all-types/changes/{}",
        "/instructor/lessons/all-types/edit?version={}",
    ],
)
@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_version_has(app: Flask, path: str, number: int) -> None:
    laptop = enter(app)
    laptop.get(path.format(number))
    assert laptop.status in (200, 404)


def picture(size: int) -> bytes:
    """A noisy photograph, which no format can make much smaller."""
    file = io.BytesIO()
    Image.frombytes("RGB", (size, size), os.urandom(size * size * 3)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("size", [60, 1000])
def test_a_picture_of_any_allowed_size_comes_in(
    make_app: Callable[..., Flask], folder: Path, size: int
) -> None:
    laptop: Visitor = enter(make_app(folder))
    laptop.get("/instructor/pictures")
    token = laptop.form("/instructor/pictures").fields["csrf_token"][0]
    data = {"csrf_token": token, "alt": "Bees", "picture": (io.BytesIO(picture(size)), "bees.png")}
    answer = laptop.client.post(
        "/instructor/pictures", data=data, content_type="multipart/form-data", follow_redirects=True
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert [path.stem for path in (folder / "pictures").iterdir()] == ["bees"]
