"""A thousand random interleavings of two tabs, an editor outside, renames and restores.

After every step: each text that anybody wrote is in the history or in the file, the file holds
exactly the last accepted text, and students see the last good version of it.
"""

from __future__ import annotations

import os
import random
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.lesson_desk import LessonDesk, SaveOutcome, SaveResult
from quiz.lesson_texts import Kept
from quiz.model import Lesson, Prose
from quiz.storage.database import Database

pytestmark = pytest.mark.slow

RUNS = 1_000
STEPS = 8


@dataclass
class Tab:
    """What one tab of the editor was opened with."""

    slug: str
    based_on: str


class Play:
    """One interleaving: the steps that can be taken, and what must hold after each."""

    def __init__(self, run: int, db: Database, folder: Path, renderer: Renderer) -> None:
        self.chance = random.Random(run)
        self.run, self.db, self.folder = run, db, folder
        self.course = CourseFolder(folder, renderer)
        self.desk = LessonDesk(db, self.course)
        self.slug, self.title, self.count = f"bees-{run}", "Bees", 0
        self.path = folder / f"01-{self.slug}.md"
        self.held = self.good = self.text()
        self.path.write_text(self.held)
        self.written = {self.held}
        self.unseen: str | None = None
        self.tabs = [self.opened(), self.opened()]
        self.steps = [
            *[self.reopen, self.save, self.save, self.save_broken, self.save_again, self.draft],
            *[self.edit_outside, self.edit_outside, self.break_outside, self.restore],
            *[self.discard, self.rename, self.retitle, self.move, self.archive, self.look],
        ]

    def text(self, body: str = "") -> str:
        """A text that nobody has written before."""
        self.count += 1
        return f"---\ntitle: {self.title}\n---\n\nBees {self.run} {self.count}.\n{body}"

    def broken(self) -> str:
        return self.text("\n### How many legs? {#legs}\n")

    def opened(self) -> Tab:
        self.unseen = None
        opened = self.desk.open(self.slug)
        return Tab(self.slug, opened.hash)

    def accept(self, text: str) -> None:
        self.held = text
        self.unseen = None
        self.good = "" if "###" in text else text

    def save_text(self, text: str) -> None:
        """Save from one of the tabs, and go on from the answer as the page does."""
        self.written.add(text)
        tab = self.chance.choice(self.tabs)
        is_current = tab.based_on == self.desk.open(self.slug).hash
        self.unseen = None
        result = self.desk.save(tab.slug, text, tab.based_on)
        expected = self.expected(text, is_current)
        assert result.outcome is expected
        self.answered(tab, result, text)

    def expected(self, text: str, is_current: bool) -> SaveOutcome:
        if text == self.held:
            return SaveOutcome.UNCHANGED
        if not is_current:
            return SaveOutcome.CONFLICT
        return SaveOutcome.DRAFT if "###" in text else SaveOutcome.SAVED

    def answered(self, tab: Tab, result: SaveResult, text: str) -> None:
        if result.outcome is SaveOutcome.SAVED:
            self.accept(text)
        if result.outcome is SaveOutcome.CONFLICT:
            assert result.theirs is not None
            assert result.theirs.text == self.held
        if result.outcome is SaveOutcome.DRAFT:
            draft = self.desk.open(self.slug).draft
            assert draft is not None
            assert draft.text == text
        if self.chance.random() < 0.7:
            tab.slug, tab.based_on = result.slug, result.hash

    def reopen(self) -> None:
        self.tabs[self.chance.randrange(2)] = self.opened()

    def save(self) -> None:
        self.save_text(self.text())

    def save_broken(self) -> None:
        self.save_text(self.broken())

    def save_again(self) -> None:
        self.save_text(self.chance.choice(sorted(self.written)))

    def draft(self) -> None:
        text = self.chance.choice([self.text(), self.broken()])
        self.written.add(text)
        self.unseen = None
        self.desk.keep_draft(self.slug, text)

    def edit_outside(self) -> None:
        self.write_outside(self.text())

    def break_outside(self) -> None:
        self.write_outside(self.broken())

    def write_outside(self, text: str) -> None:
        """Another program writes, as some do in place and others by renaming."""
        if self.unseen:
            self.written.discard(self.unseen)  # it overwrote its own text before anybody looked
        if self.chance.random() < 0.5:
            self.path.write_text(text)
        else:
            other = self.folder / "other.txt"
            other.write_text(text)
            other.replace(self.path)
        self.written.add(text)
        self.accept(text)
        self.unseen = text

    def restore(self) -> None:
        self.unseen = None
        version = self.chance.choice(self.desk.history(self.slug))
        text = self.desk.version(self.slug, version.id).text
        based_on = self.desk.open(self.slug).hash
        result = self.desk.save(self.slug, text, based_on, how=Kept.RESTORED)
        assert result.outcome is self.expected(text, is_current=True)
        if result.outcome is SaveOutcome.SAVED:
            self.accept(text)

    def discard(self) -> None:
        self.desk.discard_draft(self.slug)
        assert self.desk.open(self.slug).draft is None
        self.unseen = None

    def rename(self) -> None:
        slug = f"{self.slug}x"
        self.desk.rename(self.slug, self.shown_title(), slug)
        self.slug, self.unseen = slug, None
        self.path = self.path.with_name(re.sub(r"-.*", f"-{slug}.md", self.path.name))

    def retitle(self) -> None:
        if not self.good:
            return
        title = f"Bees {self.chance.randrange(9)}"
        self.desk.rename(self.slug, title, self.slug)
        self.title = title
        if title != re.search("title: (.*)", self.held)[1]:  # type: ignore[index]
            self.written.add(self.held)
            self.accept(re.sub("title: .*", f"title: {title}", self.held))
            self.written.add(self.held)
        self.unseen = None

    def shown_title(self) -> str:
        return self.desk.open(self.slug).title

    def move(self) -> None:
        """Change places with the other lesson."""
        self.desk.move(self.slug, self.chance.choice([-1, 1]))
        self.unseen = None
        (self.path,) = self.folder.glob(f"*-{self.slug}.md")

    def archive(self) -> None:
        self.desk.archive(self.slug)
        assert self.course.course().lesson(self.slug) is None
        (state,) = self.desk.archived()
        assert self.desk.unarchive(state.file) == self.slug
        self.unseen = None

    def look(self) -> None:
        """A student asks for a page."""
        self.course.course()
        self.desk.follow()
        self.unseen = None

    def check(self) -> None:
        assert self.path.read_text() == self.held
        lesson = self.course.course().lesson(self.slug)
        assert isinstance(lesson, Lesson) == bool(self.good)
        if isinstance(lesson, Lesson):
            (prose,) = [part for part in lesson.parts if isinstance(part, Prose)]
            assert self.good.endswith(f"---\n\n{prose.text}\n")
        rows = self.db.rows(
            "SELECT text FROM lesson_versions WHERE file IN (?, ?)",
            (self.path.name, f"archive/{self.path.name}"),
        )
        assert self.written <= {text for (text,) in rows} | {self.held}
        assert sorted(path.suffix for path in self.folder.iterdir() if path.is_file()) == [
            *[".md", ".md"]
        ]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    yield renderer
    renderer.close()


@pytest.fixture
def quick_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: each step waits for a disk several times."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_thousand_interleavings(quick_disk: Path, renderer: Renderer) -> None:
    for run in range(RUNS):
        if run % 50 == 0:
            db = Database(quick_disk / f"data-{run}")
        folder = quick_disk / f"lessons-{run}"
        folder.mkdir()
        (folder / "02-wasps.md").write_text("---\ntitle: Wasps\n---\n\nWasps.\n")
        play = Play(run, db, folder, renderer)
        taken: list[str] = []
        try:
            for _ in range(STEPS):
                step = play.chance.choice(play.steps)
                taken.append(step.__name__)
                step()
                play.check()
        except Exception as error:
            raise AssertionError(f"run {run}: {', '.join(taken)}") from error
        if run % 50 == 49:
            db.close()
