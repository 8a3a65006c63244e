"""What all tests of the app share: a fresh app over the course of all question types."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from quiz.content.course import CourseFolder
from quiz.content.markdown_client import MarkdownClient
from quiz.content.render import Renderer
from quiz.storage.database import Database
from quiz.web import create_app, lesson_link
from quiz.web.services import EXTENSION, Services
from tests.visitor import Visitor

COURSES = Path(__file__).parent / "courses"
ALL_TYPES = COURSES / "all-types"
MEMORY = Path("/dev/shm")
QUICK_EXAMPLES = 20
"""Of each property, in the fast part; the whole suite tries a hundred."""
SELDOM = 20_000
"""New objects before Python looks for garbage among them."""
UNHURRIED = 60.0
"""Seconds for a text."""
ENOUGH = 2**29
"""Bytes: ten times what the tests ever hold at once. What a test leaves is removed if it passed."""


# An example may take its time on a busy machine.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("unhurried"), max_examples=QUICK_EXAMPLES)
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Let Python keep what it compiles, and work in memory where there is enough of it.

    The tests start the program and parts of it a hundred times, and compiling takes longer than
    all else that a start does. What is saved is flushed to the disk each time, so that on a disk
    the cores would wait for it a good part of the time.
    """
    if "not slow" in config.getoption("markexpr"):
        settings.load_profile("quick")
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        tempfile.tempdir = os.environ.setdefault("TMPDIR", str(MEMORY))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't read the browser's tests, and all that they import, only to leave them out."""
    left_out = "not browser" in config.getoption("markexpr")
    return True if left_out and collection_path == Path(__file__).parent / "browser" else None


def pytest_collection_finish() -> None:
    """Don't look for garbage among all the collected tests, which stay, and seldom among the rest.

    A test leaves an app of some thousand objects; Python would look through all that is left for
    every 700 new ones.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One renderer with one Markdown process for all apps: it keeps what it rendered by content.

    It has time. Where the cores are busy, a plain text can take longer than the program would
    wait for a hostile one, and a page would then say so instead of what a test looks for.
    """
    shared = Renderer(link=lesson_link, client=MarkdownClient(UNHURRIED))
    yield shared
    shared.close()


@cache
def _course_folder(path: Path, renderer: Renderer) -> CourseFolder:
    """One for each folder: it follows the folder's changes by itself."""
    return CourseFolder(path, renderer)


class _CompiledTemplates(BytecodeCache):
    """Templates as compiled for an earlier app; a file that has changed is compiled again."""

    def __init__(self) -> None:
        self._compiled: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._compiled.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = (bucket.checksum, bucket.code)


@pytest.fixture(scope="session")
def compiled_templates() -> BytecodeCache:
    """Compiling the templates takes longer than a page, and each app would do it anew."""
    return _CompiledTemplates()


class _Route(Rule):
    """A route that was compiled for an earlier app, if there was one.

    What werkzeug compiles here comes from the route's text alone where it has no defaults, and the
    converters are the same in all apps.
    """

    _made: ClassVar[dict[object, _Route]] = {}

    def compile(self) -> None:
        first = self._made.setdefault((self.rule, self.subdomain), self)
        if first is self or self.defaults or first.defaults:
            super().compile()
            return
        self._parts, self._trace = first._parts, first._trace
        self._converters, self.arguments = first._converters, set(first.arguments)
        self._build = first._build.__func__.__get__(self, None)
        self._build_unknown = first._build_unknown.__func__.__get__(self, None)


@pytest.fixture(scope="session")
def new_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as it is after a first start."""
    folder = tmp_path_factory.mktemp("new") / "data"
    with Database(folder):
        pass
    return folder


@pytest.fixture
def make_app(
    tmp_path: Path,
    renderer: Renderer,
    compiled_templates: BytecodeCache,
    new_data: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Flask]]:
    """Make apps that are closed after the test; each has its own data folder by default."""
    monkeypatch.setattr("quiz.web.Renderer", lambda link: renderer)
    monkeypatch.setattr("quiz.web.CourseFolder", _course_folder)
    monkeypatch.setattr(Flask, "url_rule_class", _Route)
    apps: list[Flask] = []

    def make(lessons: Path = ALL_TYPES, data: str = "data", **options: object) -> Flask:
        if not (tmp_path / data).exists():
            shutil.copytree(new_data, tmp_path / data, ignore=shutil.ignore_patterns("*.lock"))
        app = create_app(tmp_path / data, lessons, **options)  # type: ignore[arg-type]
        app.jinja_env.bytecode_cache = compiled_templates
        apps.append(app)
        return app

    yield make
    for app in apps:
        services: Services = app.extensions[EXTENSION]
        services.backups.wait()
        services.db.close()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def visitor(app: Flask) -> Callable[[], Visitor]:
    """Open another browser."""
    return lambda: Visitor(app.test_client())


@pytest.fixture
def student(visitor: Callable[[], Visitor]) -> Visitor:
    """A browser that has joined."""
    browser = visitor()
    browser.join("Student One")
    return browser
