"""Questions come in at the desk over real HTTP, without JavaScript: nothing of them is lost, and
nothing is in the course before the teacher says so."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import enter, form_to, on_network, services

pytestmark = pytest.mark.slow

BRING_IN = "/instructor/bring-in"
GIFT = b"""\
// A bank of bees
::Legs:: How many legs has a bee? {=six ~eight#That is a spider.}

::Honey:: Bees make {=honey =Honey} of nectar.

::Broken:: This one has no end {=a ~b
"""
AIKEN = b"""\
Which insect makes honey?
A. The wasp
B. The bee
ANSWER: B
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    for name in ("index.md", "reading.md", "03-release.md"):
        shutil.copy(ALL_TYPES / name, folder)
    return folder


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def desk(app: Flask) -> Visitor:
    return enter(app)


def bring(desk: Visitor, *files: tuple[str, bytes]) -> str:
    """Choose files and send them; the address of what waits, or of the form again."""
    desk.get(BRING_IN)
    form = desk.form(BRING_IN)
    data = MultiDict([(name, value) for name, values in form.fields.items() for value in values])
    data.pop("files", None)
    for name, content in files:
        data.add("files", (io.BytesIO(content), name))
    desk.response = desk.client.post(form.action, data=data, follow_redirects=True)
    desk.path = desk.response.request.path
    return desk.path
