"""The desk joins files and history: nothing that anybody wrote is lost, whoever else writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
import sqlite_utils

from quiz.content.course import CourseFolder
from quiz.content.lesson_files import text_hash
from quiz.content.render import Renderer
from quiz.errors import LessonFileError, LessonNameTaken, NotFound, StorageError
from quiz.lesson_desk import LessonDesk, SaveOutcome
from quiz.lesson_texts import Kept
from quiz.model import BrokenLesson, Lesson, Prose
from quiz.storage import attempts, releases
from quiz.storage.database import Database
from tests.conftest import ALL_TYPES
from tests.storage.samples import Clock, begin

T = TypeVar("T")
SHIPPED = Path(__file__).parents[1] / "lessons"
BROKEN = "---\ntitle: Bees\n---\n\n### How many legs? {#legs}\n"


def bees(words: str, title: str = "Bees") -> str:
    """A lesson that has nothing wrong."""
    return f"---\ntitle: {title}\n---\n\n{words}\n"


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    yield renderer
    renderer.close()


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """A course of three lessons and a reading."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "01-bees.md").write_text(bees("First."))
    (folder / "02-wasps.md").write_text(bees("See [bees](01-bees.md).", "Wasps"))
    (folder / "end.md").write_text(bees("The end.", "End"))
    (folder / "reading.md").write_text("## P1: Bees {#p1}\n\nBees dance. See [a](01-bees.md).\n")
    return folder


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "data", now=Clock()) as opened:
        yield opened


@pytest.fixture
def folder(lessons: Path, renderer: Renderer) -> CourseFolder:
    return CourseFolder(lessons, renderer)


@pytest.fixture
def desk(db: Database, folder: CourseFolder) -> LessonDesk:
    return LessonDesk(db, folder)


def texts(desk: LessonDesk, slug: str = "bees") -> list[tuple[str, Kept]]:
    """The words of all versions and how they were kept, oldest first."""
    versions = [desk.version(slug, version.id) for version in reversed(desk.history(slug))]
    return [(version.text.split("---")[-1].strip(), version.how) for version in versions]


def shown(folder: CourseFolder, slug: str = "bees") -> str:
    """What students see of a lesson; '' where they are told that it is being worked on."""
    lesson = folder.course().lesson(slug)
    if not isinstance(lesson, Lesson):
        return ""
    return "\n".join(part.text for part in lesson.parts if isinstance(part, Prose))


def test_opening_a_lesson(desk: LessonDesk) -> None:
    opened = desk.open("bees")
    assert (opened.file, opened.title, opened.text) == ("01-bees.md", "Bees", bees("First."))
    assert opened.hash == text_hash(bees("First."))
    assert (opened.problems, opened.draft, opened.is_page) == ((), None, False)
    assert desk.open("reading").is_page
    for slug in ("nothing", "index", "../reading", ""):
        with pytest.raises(NotFound):
            desk.open(slug)


def test_saving(desk: LessonDesk, folder: CourseFolder, lessons: Path) -> None:
    result = desk.save("bees", bees("Second.").replace("\n", "\r\n"), desk.open("bees").hash)
    assert result.outcome == "saved"
    assert (lessons / "01-bees.md").read_bytes() == bees("Second.").encode()
    assert result.hash == desk.open("bees").hash
    assert shown(folder) == "Second."
    assert texts(desk) == [("First.", Kept.FOUND), ("Second.", Kept.SAVED)]
    again = desk.save("bees", bees("Second."), "whatever")
    assert (again.outcome, again.version) == (SaveOutcome.UNCHANGED, desk.version("bees", 5))
    assert len(desk.history("bees")) == 2


def test_a_text_with_mistakes_is_a_draft(
    desk: LessonDesk, folder: CourseFolder, lessons: Path
) -> None:
    hash_now = desk.open("bees").hash
    result = desk.save("bees", BROKEN, hash_now)
    assert (result.outcome, result.hash) == (SaveOutcome.DRAFT, hash_now)
    assert [problem.line for problem in result.problems] == [5]
    assert (lessons / "01-bees.md").read_text() == bees("First.")
    assert shown(folder) == "First."
    assert desk.open("bees").draft == result.version
    assert [state.has_draft for state in desk.states()] == [True, False, False, False]
    mended = desk.save("bees", bees("Mended."), result.hash)
    assert mended.outcome is SaveOutcome.SAVED
    assert desk.open("bees").draft is None
    assert [how for _, how in texts(desk)] == [Kept.FOUND, Kept.SET_ASIDE, Kept.SAVED]


def test_a_conflict_keeps_both_texts(desk: LessonDesk, folder: CourseFolder) -> None:
    based_on = desk.open("bees").hash
    desk.save("bees", bees("By tab A."), based_on)
    result = desk.save("bees", bees("By tab B."), based_on)
    assert result.outcome is SaveOutcome.CONFLICT
    assert result.theirs is not None
    assert (result.theirs.text, result.hash) == (bees("By tab A."), result.theirs.hash)
    assert result.version.text == bees("By tab B.")
    assert shown(folder) == "By tab A."
    assert desk.open("bees").draft is None
    merged = desk.save("bees", bees("By both."), result.hash)
    assert merged.outcome is SaveOutcome.SAVED
    assert texts(desk) == [
        ("First.", Kept.FOUND),
        ("By tab A.", Kept.SAVED),
        ("By tab B.", Kept.SET_ASIDE),
        ("By both.", Kept.SAVED),
    ]


def test_an_outside_edit_is_a_conflict_and_in_the_history(desk: LessonDesk, lessons: Path) -> None:
    based_on = desk.open("bees").hash
    (lessons / "01-bees.md").write_text(bees("From outside."))
    result = desk.save("bees", bees("Mine."), based_on)
    assert result.outcome is SaveOutcome.CONFLICT
    assert (lessons / "01-bees.md").read_text() == bees("From outside.")
    assert [how for _, how in texts(desk)] == [Kept.FOUND, Kept.FOUND, Kept.SET_ASIDE]


def test_many_savers_at_once(desk: LessonDesk, lessons: Path) -> None:
    based_on = desk.open("bees").hash
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: desk.save("bees", bees(f"By {n}."), based_on), range(24)))
    (winner,) = [r for r in results if r.outcome is SaveOutcome.SAVED]
    assert {r.outcome for r in results} == {SaveOutcome.SAVED, SaveOutcome.CONFLICT}
    assert (lessons / "01-bees.md").read_text() == winner.version.text
    assert {words for words, _ in texts(desk)} == {"First.", *(f"By {n}." for n in range(24))}


def test_drafts(desk: LessonDesk) -> None:
    first = desk.keep_draft("bees", bees("Half a thou"))
    assert desk.keep_draft("bees", bees("Half a thou")) == first
    second = desk.keep_draft("bees", bees("Half a thought"))
    assert desk.open("bees").draft == second
    desk.discard_draft("bees")
    assert desk.open("bees").draft is None
    assert texts(desk)[1:] == [
        *[("Half a thou", Kept.SET_ASIDE), ("Half a thought", Kept.SET_ASIDE)]
    ]
    assert desk.keep_draft("bees", bees("First.")).how is Kept.FOUND


def test_restoring(desk: LessonDesk, folder: CourseFolder) -> None:
    opened = desk.open("bees")
    saved = desk.save("bees", bees("Second."), opened.hash)
    first = desk.version("bees", desk.history("bees")[-1].id).text
    late = desk.save("bees", first, opened.hash, how=Kept.RESTORED)
    assert late.outcome is SaveOutcome.CONFLICT
    result = desk.save("bees", first, saved.hash, how=Kept.RESTORED)
    assert result.outcome is SaveOutcome.SAVED
    assert shown(folder) == "First."
    assert texts(desk)[-1] == ("First.", Kept.RESTORED)
    with pytest.raises(NotFound):
        desk.version("bees", desk.history("wasps")[0].id)
    with pytest.raises(NotFound):
        desk.version("bees", 10_000)


def test_following_what_other_programs_write(
    desk: LessonDesk, folder: CourseFolder, lessons: Path
) -> None:
    desk.follow()
    assert texts(desk) == [("First.", Kept.FOUND)]
    (lessons / "01-bees.md").write_text(bees("Second.").replace("\n", "\r\n"))
    folder.course()
    desk.follow()
    (lessons / "01-bees.md").write_text(bees("Second."))
    folder.course()
    desk.follow()
    (lessons / "01-bees.md").write_bytes(b"\xff")
    folder.course()
    desk.follow()
    (lessons / "01-bees.md").write_text(bees("First."))
    folder.course()
    desk.follow()
    assert [words for words, _ in texts(desk)] == ["First.", "Second.", "First."]


def test_a_file_that_is_no_text_is_never_replaced(desk: LessonDesk, lessons: Path) -> None:
    desk.follow()
    (lessons / "01-bees.md").write_bytes(b"B\xff")
    opened = desk.open("bees")
    assert opened.text is None
    assert "UTF-8" in opened.problems[0].message
    for based_on in (opened.hash, "", text_hash(bees("First."))):
        result = desk.save("bees", bees(f"Mine {based_on[:3]}."), based_on)
        assert result.outcome is SaveOutcome.CONFLICT
        assert result.theirs is None
    assert (lessons / "01-bees.md").read_bytes() == b"B\xff"
    assert len(desk.history("bees")) == 4


def test_a_file_that_vanished_can_be_saved_again(desk: LessonDesk, lessons: Path) -> None:
    based_on = desk.open("bees").hash
    (lessons / "01-bees.md").unlink()
    result = desk.save("bees", bees("Mine."), based_on)
    assert (result.outcome, result.hash, result.theirs) == (SaveOutcome.CONFLICT, "", None)
    again = desk.save(result.slug, bees("Mine again."), result.hash)
    assert again.outcome is SaveOutcome.SAVED
    assert (lessons / "01-bees.md").read_text() == bees("Mine again.")
    assert [words for words, _ in texts(desk)] == ["First.", "Mine.", "Mine again."]
    with pytest.raises(NotFound):
        desk.save("never-there", bees("x"), "")


def test_saving_in_a_tab_while_another_renames_or_archives(desk: LessonDesk) -> None:
    opened = desk.open("bees")
    desk.rename("bees", "Bees", "honey")
    result = desk.save("bees", bees("Mine."), opened.hash)
    assert (result.outcome, result.slug) == (SaveOutcome.SAVED, "honey")
    desk.rename("honey", "Honey", "honey")
    result = desk.save("honey", bees("Mine too."), result.hash)
    assert result.outcome is SaveOutcome.CONFLICT
    desk.archive("honey")
    lost = desk.save("honey", bees("Late."), result.hash)
    assert (lost.outcome, lost.hash) == (SaveOutcome.CONFLICT, "")
    desk.unarchive("01-honey.md")
    assert {words for words, _ in texts(desk, "honey")} >= {"First.", "Mine.", "Mine too.", "Late."}


def test_where_the_file_cannot_be_written_the_text_is_a_draft(
    desk: LessonDesk, lessons: Path
) -> None:
    (lessons / "01-bees.md").rename(lessons / "original.txt")
    (lessons / "01-bees.md").symlink_to("original.txt")
    opened = desk.open("bees")
    with pytest.raises(LessonFileError, match="is a link"):
        desk.save("bees", bees("Mine."), opened.hash)
    draft = desk.open("bees").draft
    assert draft is not None
    assert draft.text == bees("Mine.")
    assert (lessons / "original.txt").read_text() == bees("First.")


def test_a_trial_writes_nothing(desk: LessonDesk, folder: CourseFolder, lessons: Path) -> None:
    before = folder.course()
    trial = desk.trial("bees", bees("Tried. [Nowhere](nowhere.md)"))
    assert trial.accepted
    assert trial.lesson is not None
    assert [problem.line for problem in trial.problems] == [5]
    broken = desk.trial("bees", BROKEN)
    assert (broken.accepted, broken.lesson) == (False, None)
    assert folder.course() is before
    assert (lessons / "01-bees.md").read_text() == bees("First.")
    assert desk.history("bees")[1:] == []


def test_a_trial_tells_what_it_would_do_to_other_files(desk: LessonDesk, lessons: Path) -> None:
    question = "### How many legs? {#legs}\n\n= 6\n"
    (lessons / "02-wasps.md").write_text(bees(question, "Wasps"))
    trial = desk.trial("bees", bees(question))
    assert not trial.accepted
    assert trial.lesson is not None
    assert [problem.path[-11:] for problem in trial.problems] == ["02-wasps.md"]
    result = desk.save("bees", bees(question), desk.open("bees").hash)
    assert result.outcome is SaveOutcome.DRAFT
    assert all(isinstance(lesson, Lesson) for lesson in desk._folder.course().lessons)


def test_a_trial_of_a_page(desk: LessonDesk, lessons: Path) -> None:
    (lessons / "01-bees.md").write_text(bees("[P1](reading.md#p1)"))
    trial = desk.trial("reading", "## P2: Bees {#p2}\n\nBees.\n")
    assert trial.accepted
    assert [problem.path[-10:] for problem in trial.problems] == ["01-bees.md"]
    assert not desk.trial("reading", "### Question? {#q}\n\n= 6\n").accepted


def test_huge_and_odd_texts(desk: LessonDesk, lessons: Path) -> None:
    based_on = desk.open("bees").hash
    for text in ("", "\n", "\0", "\ud800", "x" * 1_500_000, bees("\x1b[31m"), "\ufeff"):
        assert not desk.trial("bees", text).accepted
        assert desk.save("bees", text, based_on).outcome is SaveOutcome.DRAFT
    assert (lessons / "01-bees.md").read_text() == bees("First.")


def test_states(desk: LessonDesk, lessons: Path) -> None:
    (lessons / "02-wasps.md").write_text(BROKEN)
    (lessons / "end.md").write_text(bees("[x](nowhere.md)", "End"))
    states = desk.states()
    assert [(s.slug, s.file, s.broken, len(s.problems), s.is_page) for s in states] == [
        ("bees", "01-bees.md", False, 0, False),
        ("wasps", "02-wasps.md", True, 1, False),
        ("end", "end.md", False, 1, False),
        ("reading", "reading.md", False, 0, True),
    ]
    assert {state.changed_at for state in states} == {"2026-11-22T09:30:00.000Z"}


def test_warnings_are_those_of_the_check(db: Database, renderer: Renderer, tmp_path: Path) -> None:
    shutil.copytree(ALL_TYPES, tmp_path / "types")
    desk = LessonDesk(db, CourseFolder(tmp_path / "types", renderer))
    opened = desk.open("all-types")
    assert opened.text is not None
    assert desk.states()[0].warnings == opened.warnings
    bad = opened.text + "\n---\n\n" + "Bees dance " + "and dance " * 30 + "a lot.\n"
    assert "long-sentence" in {finding.rule for finding in desk.trial("all-types", bad).warnings}


def test_a_new_lesson(desk: LessonDesk, lessons: Path, db: Database) -> None:
    begin(db, lesson="how-do-they-dance")
    assert desk.new("Honey: why?") == "honey-why"
    assert (lessons / "03-honey-why.md").exists()
    opened = desk.open("honey-why")
    assert (opened.title, opened.problems) == ("Honey: why?", ())
    assert desk.new("Honey, why?") == "honey-why-2"
    assert desk.new("How do they dance?") == "how-do-they-dance-2"
    assert [how for _, how in texts(desk, "honey-why")] == [Kept.SAVED]
    with pytest.raises(LessonFileError, match="needs a title"):
        desk.new(" \n")


@pytest.mark.slow
@pytest.mark.parametrize("course", [SHIPPED, ALL_TYPES])
def test_a_new_lesson_has_nothing_wrong(
    course: Path, db: Database, renderer: Renderer, tmp_path: Path
) -> None:
    shutil.copytree(course, tmp_path / "course")
    desk = LessonDesk(db, CourseFolder(tmp_path / "course", renderer))
    opened = desk.open(desk.new("What is new?"))
    assert (opened.problems, opened.warnings) == ((), ())


def test_renaming(desk: LessonDesk, lessons: Path, db: Database, folder: CourseFolder) -> None:
    attempt = begin(db, lesson="bees")
    releases.release(db, 1, "bees", "exit")
    assert desk.rename("bees", "All about honey", "honey") == "honey"
    assert not (lessons / "01-bees.md").exists()
    assert (lessons / "01-honey.md").read_text() == bees("First.", "All about honey")
    assert attempts.get(db, attempt.id).lesson == "honey"
    assert releases.released(db, 1) == {("honey", "exit")}
    assert "(01-honey.md)" in (lessons / "02-wasps.md").read_text()
    assert "(01-honey.md)" in (lessons / "reading.md").read_text()
    assert folder.course().problems == ()
    assert [how for _, how in texts(desk, "honey")] == [Kept.FOUND, Kept.SAVED]


def test_a_lesson_can_go_back_to_its_former_address(desk: LessonDesk, db: Database) -> None:
    """Though answers are there: of a student who was just beginning when it was renamed."""
    early = begin(db, lesson="bees")
    desk.rename("bees", "Bees", "honey")
    late = begin(db, lesson="bees")
    with pytest.raises(LessonNameTaken, match="earlier lesson"):
        desk.rename("wasps", "Wasps", "bees")
    assert desk.rename("honey", "Bees", "bees") == "bees"
    assert {attempts.get(db, one.id).lesson for one in (early, late)} == {"bees"}
    assert [words for words, _ in texts(desk)] == ["First."]


def test_answers_at_both_addresses_are_not_mixed(
    desk: LessonDesk, db: Database, lessons: Path, folder: CourseFolder
) -> None:
    early = begin(db, lesson="bees")
    desk.rename("bees", "Bees", "honey")
    begin(db, early.student_id, lesson="bees")
    with pytest.raises(LessonNameTaken, match="both at the address `honey` and at `bees`"):
        desk.rename("honey", "Bees", "bees")
    assert (lessons / "01-honey.md").exists()
    assert attempts.get(db, early.id).lesson == "honey"
    assert isinstance(folder.course().lesson("honey"), Lesson)
    assert desk.rename("honey", "Bees", "nectar") == "nectar"


class FullDisk(Database):
    """A data folder on a disk that is full at the end of every change that moves attempts."""

    full = False

    def write(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        def and_fail(connection: sqlite_utils.Database) -> T:
            before = connection.conn.total_changes
            result = job(connection)
            if self.full and connection.conn.total_changes - before > 1:
                raise StorageError(self.folder, "The disk is full.")
            return result

        return super().write(and_fail)


def test_a_rename_that_cannot_be_stored_leaves_the_file(
    tmp_path: Path, lessons: Path, folder: CourseFolder
) -> None:
    with FullDisk(tmp_path / "full") as db:
        desk = LessonDesk(db, folder)
        attempt = begin(db, lesson="bees")
        desk.follow()
        db.full = True
        with pytest.raises(StorageError, match="full"):
            desk.rename("bees", "Bees", "honey")
        assert (lessons / "01-bees.md").exists()
        assert not (lessons / "01-honey.md").exists()
        assert attempts.get(db, attempt.id).lesson == "bees"
        db.full = False
        assert desk.rename("bees", "Bees", "honey") == "honey"


def test_after_a_power_cut_in_a_rename_the_lesson_can_go_back(
    tmp_path: Path, lessons: Path, folder: CourseFolder
) -> None:
    """The file has the new name, and what is stored the old address."""
    with FullDisk(tmp_path / "full") as db:
        desk = LessonDesk(db, folder)
        attempt = begin(db, lesson="bees")
        desk.follow()
        db.full = True
        with pytest.raises(StorageError):
            desk.rename("bees", "Bees", "honey")
        db.full = False
        (lessons / "01-bees.md").rename(lessons / "01-honey.md")
        assert desk.rename("honey", "Bees", "bees") == "bees"
        assert attempts.get(db, attempt.id).lesson == "bees"
        assert [words for words, _ in texts(desk)] == ["First.", "First."]


def test_names_that_a_lesson_cannot_get(desk: LessonDesk, db: Database, lessons: Path) -> None:
    begin(db, lesson="gone")
    before = {path.name: path.read_text() for path in lessons.iterdir()}
    for slug in ("wasps", "gone", "reading", "Bees", "../x", "", "a b", "con", "3-x"):
        with pytest.raises(LessonFileError):
            desk.rename("bees", "Bees", slug)
    with pytest.raises(LessonFileError):
        desk.rename("bees", "", "honey")
    for change in (lambda: desk.rename("reading", "x", "x"), lambda: desk.archive("reading")):
        with pytest.raises(LessonFileError, match="meaning of its own"):
            change()
    assert {path.name: path.read_text() for path in lessons.iterdir()} == before


def test_a_lesson_with_mistakes_can_get_another_address_but_no_title(
    desk: LessonDesk, lessons: Path
) -> None:
    (lessons / "01-bees.md").write_text(BROKEN)
    with pytest.raises(LessonFileError, match="Mend the mistakes"):
        desk.rename("bees", "Honey", "honey")
    assert desk.rename("bees", "Bees", "honey") == "honey"
    assert (lessons / "01-honey.md").read_text() == BROKEN


def test_moving(desk: LessonDesk, lessons: Path, folder: CourseFolder) -> None:
    desk.move("bees", -1)
    desk.move("end", +1)
    assert folder.snapshot().lessons == ["01-bees.md", "02-wasps.md", "end.md"]
    desk.move("bees", +1)
    assert folder.snapshot().lessons == ["01-wasps.md", "02-bees.md", "end.md"]
    assert "(02-bees.md)" in (lessons / "01-wasps.md").read_text()
    desk.move("end", -1)
    assert folder.snapshot().lessons == ["01-wasps.md", "02-end.md", "03-bees.md"]
    assert folder.course().problems == ()
    assert [words for words, _ in texts(desk)] == ["First."]


def test_archiving(desk: LessonDesk, lessons: Path, folder: CourseFolder) -> None:
    desk.keep_draft("bees", bees("Half."))
    desk.archive("bees")
    assert folder.course().lesson("bees") is None
    ((state),) = desk.archived()
    assert (state.slug, state.file, state.title) == ("bees", "01-bees.md", "Bees")
    assert (state.archived, state.has_draft) == (True, True)
    (lessons / "05-bees.md").write_text(bees("Other."))
    with pytest.raises(LessonNameTaken, match="Rename that one first"):
        desk.unarchive("01-bees.md")
    desk.archive("bees")
    assert [state.file for state in desk.archived()] == ["01-bees.md", "05-bees.md"]
    assert desk.unarchive("01-bees.md") == "bees"
    assert [words for words, _ in texts(desk)] == ["First.", "Half."]
    for file in ("nothing.md", "../02-wasps.md", "", "archive/05-bees.md"):
        with pytest.raises(NotFound):
            desk.unarchive(file)


def test_a_lesson_whose_file_name_is_unsuitable(desk: LessonDesk, lessons: Path) -> None:
    (lessons / "02 über.md").write_text(bees("Above.", "Above"))
    (state,) = [state for state in desk.states() if state.file == "02 über.md"]
    opened = desk.open(state.slug)
    assert desk.save(state.slug, bees("Over."), opened.hash).outcome is SaveOutcome.DRAFT
    assert desk.rename(state.slug, "Above", "above") == "above"
    assert isinstance(desk._folder.course().lesson("above"), Lesson)


def test_a_broken_course_is_still_open(desk: LessonDesk, lessons: Path) -> None:
    (lessons / "03-bees.md").write_text(bees("Twin."))
    twin = desk._folder.course().lessons[2]
    assert isinstance(twin, BrokenLesson)
    assert desk.open(twin.slug).text == bees("Twin.")
    desk.rename(twin.slug, "Bees", "twin")
    assert isinstance(desk._folder.course().lesson("twin"), Lesson)


# Texts that are there already


def test_a_text_is_taken_in_as_the_last_lesson(
    desk: LessonDesk, lessons: Path, folder: CourseFolder
) -> None:
    assert desk.take_in(bees("Taken in.", "Bees")) == "bees-2"
    assert (lessons / "03-bees-2.md").read_text() == bees("Taken in.", "Bees")
    assert shown(folder, "bees-2") == "Taken in."
    assert texts(desk, "bees-2") == [("Taken in.", Kept.SAVED)]


def test_a_text_with_mistakes_is_not_taken_in(desk: LessonDesk, lessons: Path) -> None:
    before = sorted(lessons.iterdir())
    with pytest.raises(LessonFileError, match="has mistakes"):
        desk.take_in(BROKEN)
    assert sorted(lessons.iterdir()) == before
    assert desk.states()[-1].slug == "reading"


def test_texts_are_put_aside_in_their_order(desk: LessonDesk, lessons: Path) -> None:
    names = [desk.put_aside(text) for text in (bees("One.", "Ants"), BROKEN, bees("No title.", ""))]
    assert names == ["03-ants.md", "04-bees-2.md", "05-lesson.md"]
    assert sorted(path.name for path in (lessons / "archive").iterdir()) == names
    assert len(desk.states()) == 4
    assert [state.file for state in desk.archived()] == names
    assert desk.new("Ants") == "ants-2"
    assert desk.unarchive("03-ants.md") == "ants"
    assert texts(desk, "ants") == [("One.", Kept.SAVED)]


def test_a_new_text_is_tried_with_pictures_that_came_along(desk: LessonDesk, lessons: Path) -> None:
    text = bees("![A bee](pictures/bee.png)", "Ants")
    trial = desk.try_new(text, ["bee.png"])
    assert (trial.slug, trial.file, trial.accepted, trial.problems) == (
        "ants",
        "03-ants.md",
        True,
        (),
    )
    assert "bee.png" in desk.try_new(text).problems[0].message
    assert not (lessons / "03-ants.md").exists()
    assert not desk.try_new(BROKEN).accepted
