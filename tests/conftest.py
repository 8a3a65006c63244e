"""What all tests of the app share: a fresh app over the course of all question types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.web import create_app, lesson_link
from quiz.web.services import EXTENSION, Services
from tests.visitor import Visitor

COURSES = Path(__file__).parent / "courses"
ALL_TYPES = COURSES / "all-types"


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One renderer with one Markdown process for all apps: it keeps what it rendered by content."""
    shared = Renderer(link=lesson_link)
    yield shared
    shared.close()


@cache
def _course_folder(path: Path, renderer: Renderer) -> CourseFolder:
    """One for each folder: it follows the folder's changes by itself."""
    return CourseFolder(path, renderer)


@pytest.fixture
def make_app(
    tmp_path: Path, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Flask]]:
    """Make apps that are closed after the test; each has its own data folder by default."""
    monkeypatch.setattr("quiz.web.Renderer", lambda link: renderer)
    monkeypatch.setattr("quiz.web.CourseFolder", _course_folder)
    apps: list[Flask] = []

    def make(lessons: Path = ALL_TYPES, data: str = "data", **options: object) -> Flask:
        app = create_app(tmp_path / data, lessons, **options)  # type: ignore[arg-type]
        apps.append(app)
        return app

    yield make
    for app in apps:
        services: Services = app.extensions[EXTENSION]
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
