"""Files for other programs: made once, here or in a process of their own, and held for a while."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.errors import ExportFailed
from quiz.exchange.export_report import report_of
from quiz.exchange.exporting import formats
from quiz.outgoing import Order, Outgoing, holding, making, order_of
from quiz.outgoing.holding import FOLDER, HOURS, MOST, MOST_UNDER_WAY
from tests.conftest import ALL_TYPES
from tests.exchange.samples import png

NOW = datetime.now(UTC)
LONG = 60.0
SLUGS = ("all-types", "at-once", "release")

Ask = Callable[..., Order]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ALL_TYPES, tmp_path / "lessons"))


@pytest.fixture
def ask(course: Path, renderer: Renderer) -> Ask:
    """An order of the course as it is now."""

    def one(kind: str = "gift", slugs: tuple[str, ...] = SLUGS) -> Order:
        return order_of(CourseFolder(course, renderer).snapshot(), kind, slugs, renderer, course)

    return one


@pytest.fixture
def outgoing(tmp_path: Path) -> Outgoing:
    return Outgoing(tmp_path, lambda: NOW)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is made in the other process."""
    monkeypatch.setattr(making, "MOST_HERE", 0)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Nothing is made before this is set."""
    opened = Event()

    def wait(order: Order, folder: Path) -> None:
        opened.wait(LONG)
        making.make(order, folder)

    monkeypatch.setattr(holding, "make", wait)
    yield opened
    opened.set()


def held(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / FOLDER).iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("kind", formats())
@pytest.mark.usefixtures("apart")
def test_another_process_makes_the_same_file_and_the_same_report(
    ask: Ask, outgoing: Outgoing, course: Path, kind: str
) -> None:
    (course / "90-broken.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    (course / "pictures").mkdir(exist_ok=True)
    (course / "pictures" / "bee.png").write_bytes(png("red"))
    with (course / "03-release.md").open("a", encoding="utf-8") as file:
        file.write("\n### See ![a bee](pictures/bee.png)? {#bee}\n\n= true\n")
    asked = ask(kind, (*SLUGS, "broken"))
    made = outgoing.ask(asked, LONG)
    assert made
    here = formats()[kind].export(asked.loaded.shipment)
    assert made.data == here.data
    assert made.report == report_of(asked.loaded, here)
    assert [one.lesson for one in made.report.left] == ["broken"]


def test_what_is_held_is_not_made_again(
    ask: Ask, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = outgoing.ask(ask(), LONG)
    monkeypatch.setattr(holding, "make", pytest.fail)
    assert outgoing.ask(ask(), LONG) == first


def test_the_name_is_that_of_the_very_file(ask: Ask, course: Path) -> None:
    names = {ask().name, ask("qti30").name, ask("gift", SLUGS[:1]).name}
    lesson = course / "01-all-types.md"
    lesson.write_text(lesson.read_text("utf-8").replace("title: ", "title: My "), "utf-8")
    names.add(ask().name)
    (course / "pictures").mkdir(exist_ok=True)
    for colour in ("red", "blue"):
        (course / "pictures" / "a.png").write_bytes(png(colour))
        os.utime(course / "pictures" / "a.png", ns=(len(names), len(names)))
        names.add(ask().name)
    (course / "02-at-once.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    names.add(ask().name)
    assert len(names) == 7
    assert ask().name in names


def test_whoever_asks_again_gets_the_file_that_took_long(
    ask: Ask, outgoing: Outgoing, gate: Event
) -> None:
    assert outgoing.ask(ask(), 0) is None
    assert outgoing.ask(ask(), 0) is None
    gate.set()
    assert outgoing.ask(ask(), LONG)


def test_a_file_that_went_before_anybody_came_back_is_made_again(
    ask: Ask, outgoing: Outgoing, gate: Event
) -> None:
    assert outgoing.ask(ask(), 0) is None
    maker = next(thread for thread in threading.enumerate() if thread.name == ask().name)
    gate.set()
    maker.join(LONG)
    outgoing.clear()
    assert outgoing.ask(ask(), LONG)


def test_only_so_many_files_are_made_at_once(ask: Ask, outgoing: Outgoing, gate: Event) -> None:
    for kind in list(formats())[:MOST_UNDER_WAY]:
        assert outgoing.ask(ask(kind), 0) is None
    with pytest.raises(ExportFailed, match="Other files are being made"):
        outgoing.ask(ask(list(formats())[MOST_UNDER_WAY]), 0)
    gate.set()
    assert outgoing.ask(ask(next(iter(formats()))), LONG)


def test_few_files_are_held_and_none_for_long(ask: Ask, outgoing: Outgoing, tmp_path: Path) -> None:
    for minute, kind in enumerate(formats()):
        now = NOW - timedelta(minutes=60 - minute)
        assert Outgoing(tmp_path, lambda now=now: now).ask(ask(kind), LONG)
    assert len(held(tmp_path)) == MOST < len(formats())
    assert ask("canvas-qti").name not in held(tmp_path)
    Outgoing(tmp_path, lambda: NOW + timedelta(hours=HOURS)).ask(ask("canvas-qti"), LONG)
    assert held(tmp_path) == [ask("canvas-qti").name]


def test_a_clock_that_was_put_back_costs_no_new_file(
    ask: Ask, outgoing: Outgoing, tmp_path: Path
) -> None:
    for kind in list(formats())[:MOST]:
        outgoing.ask(ask(kind), LONG)
    kind = list(formats())[MOST]
    assert Outgoing(tmp_path, lambda: NOW - timedelta(days=9)).ask(ask(kind), LONG)
    assert len(held(tmp_path)) == MOST


def test_a_file_that_is_gone_is_made_again(ask: Ask, outgoing: Outgoing, tmp_path: Path) -> None:
    first = outgoing.ask(ask(), LONG)
    assert first
    outgoing.clear()
    assert held(tmp_path) == []
    with pytest.raises(ExportFailed, match="isn't kept any more"):
        assert first.data
    again = outgoing.ask(ask(), LONG)
    assert again
    assert again.data


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
@pytest.mark.parametrize(
    ("kind", "said"),
    [("gift", "takes this laptop too long"), ("moodle-xml", "broke off"), ("qti22", "space")],
)
@pytest.mark.usefixtures("apart")
def test_a_process_that_fails_is_said_and_can_be_tried_again(
    ask: Ask,
    outgoing: Outgoing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    said: str,
) -> None:
    monkeypatch.setattr(making, "MAX_SECONDS", 3.0 if kind == "gift" else LONG)
    monkeypatch.setattr(making, "PROCESS", "tests.endless_making")
    with pytest.raises(ExportFailed, match=said):
        outgoing.ask(ask(kind), LONG)
    assert held(tmp_path) == []
    monkeypatch.undo()
    assert outgoing.ask(ask(kind), LONG)
