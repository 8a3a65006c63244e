"""What all tests of the app share: a fresh app over the course of all question types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from quiz.web import create_app
from quiz.web.services import EXTENSION, Services
from tests.visitor import Visitor

COURSES = Path(__file__).parent / "courses"
ALL_TYPES = COURSES / "all-types"


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make apps that are closed after the test; each has its own data folder by default."""
    apps: list[Flask] = []

    def make(lessons: Path = ALL_TYPES, data: str = "data", **options: object) -> Flask:
        app = create_app(tmp_path / data, lessons, **options)  # type: ignore[arg-type]
        apps.append(app)
        return app

    yield make
    for app in apps:
        services: Services = app.extensions[EXTENSION]
        services.db.close()
        services.renderer.close()


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
