"""The history of lesson files, and what follows a lesson to another address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from quiz.errors import LessonFileError, LessonNameTaken, NotFound
from quiz.lesson_texts import Kept
from quiz.storage import attempts, lesson_renames, lesson_versions, releases
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database
from tests.storage.samples import Clock, begin, plan

HASHES = {text: f"{n:064x}" for n, text in enumerate("abcdef")}


def keep(db: Database, text: str, how: Kept, file: str = "01-bees.md") -> int:
    return lesson_versions.add(db, file, text, HASHES[text], how).id


def kinds(db: Database, file: str = "01-bees.md") -> list[tuple[str, Kept]]:
    """(text, how) of all versions, oldest first."""
    texts = {known: text for text, known in HASHES.items()}
    return [(texts[v.hash], v.how) for v in reversed(lesson_versions.history(db, file))]


def test_a_version_is_kept_with_its_text_and_time(db: Database, clock: Clock) -> None:
    added = lesson_versions.add(db, "01-bees.md", "Bees\0 🐝\n", "0" * 64, Kept.SAVED)
    assert lesson_versions.get(db, added.id) == added
    assert added.text == "Bees\0 🐝\n"
    assert added.kept_at == "2026-11-22T09:30:00.000Z"
    with pytest.raises(NotFound):
        lesson_versions.get(db, added.id + 1)
    with pytest.raises(NotFound):
        lesson_versions.mark(db, added.id + 1, Kept.SAVED)


def test_history_has_the_newest_first_and_no_texts(db: Database) -> None:
    first, second = keep(db, "a", Kept.FOUND), keep(db, "b", Kept.SAVED)
    keep(db, "c", Kept.FOUND, "02-wasps.md")
    assert [(v.id, v.text) for v in lesson_versions.history(db, "01-bees.md")] == [
        *[(second, ""), (first, "")]
    ]
    assert lesson_versions.history(db, "unknown.md") == []


def test_the_newest_is_one_that_stood_in_the_file(db: Database) -> None:
    assert lesson_versions.newest(db, "01-bees.md") is None
    kept = (Kept.FOUND, Kept.RESTORED, Kept.DRAFT, Kept.SET_ASIDE, Kept.DRAFT)
    for text, how in zip("abcde", kept, strict=True):
        keep(db, text, how)
    newest = lesson_versions.newest(db, "01-bees.md")
    assert newest is not None
    assert newest.text == "b"
    assert {file: v.hash for file, v in lesson_versions.newest_of_all(db).items()} == {
        "01-bees.md": HASHES["b"]
    }
    found = lesson_versions.of_hash(db, HASHES["a"])
    assert found is not None
    assert found.text == "a"
    assert lesson_versions.of_hash(db, HASHES["c"]) is None


def test_a_file_has_one_draft_at_most(db: Database) -> None:
    keep(db, "a", Kept.FOUND)
    keep(db, "b", Kept.DRAFT)
    keep(db, "c", Kept.DRAFT)
    other = keep(db, "d", Kept.DRAFT, "02-wasps.md")
    assert kinds(db) == [("a", Kept.FOUND), ("b", Kept.SET_ASIDE), ("c", Kept.DRAFT)]
    draft = lesson_versions.draft(db, "01-bees.md")
    assert draft is not None
    assert draft.text == "c"
    lesson_versions.mark(db, draft.id, Kept.SAVED)
    assert list(lesson_versions.drafts(db)) == ["02-wasps.md"]
    lesson_versions.set_drafts_aside(db, "02-wasps.md")
    assert lesson_versions.drafts(db) == {}
    assert lesson_versions.get(db, other).how is Kept.SET_ASIDE


def test_histories_follow_files_that_change_names(db: Database) -> None:
    keep(db, "a", Kept.SAVED, "01-bees.md")
    keep(db, "b", Kept.SAVED, "02-wasps.md")
    lesson_versions.rename(db, {"01-bees.md": "02-wasps.md", "02-wasps.md": "01-bees.md"})
    assert kinds(db, "01-bees.md") == [("b", Kept.SAVED)]
    assert kinds(db, "02-wasps.md") == [("a", Kept.SAVED)]
    lesson_versions.rename(db, {"01-bees.md": "archive/01-bees.md"})
    assert kinds(db, "archive/01-bees.md") == [("b", Kept.SAVED)]
    assert lesson_versions.files(db) == ["02-wasps.md", "archive/01-bees.md"]


def test_what_is_stored_about_a_lesson_follows_it(db: Database) -> None:
    attempt = begin(db, lesson="bees")
    other = begin(db, lesson="wasps")
    releases.release(db, 1, "bees", "exit")
    keep(db, "a", Kept.SAVED)
    moves: list[str] = []
    lesson_renames.rename(
        db, "bees", "honey", "01-bees.md", "01-honey.md", lambda: moves.append("file")
    )
    assert moves == ["file"]
    assert attempts.get(db, attempt.id).lesson == "honey"
    assert attempts.get(db, other.id).lesson == "wasps"
    assert releases.released(db, 1) == {("honey", "exit")}
    assert kinds(db, "01-honey.md") == [("a", Kept.SAVED)]
    assert lesson_renames.in_use(db) == {"honey", "wasps"}
    assert lesson_renames.in_use_from_beside(DataFolder(db.folder)) == {"honey", "wasps"}


def test_no_table_that_names_a_lesson_is_forgotten(db: Database) -> None:
    tables = db.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    named = {name for name, sql in tables if re.search(r"\blesson TEXT", sql)}
    assert set(lesson_renames.TABLES) == named


def test_a_rename_that_fails_changes_nothing(db: Database) -> None:
    """Two lessons of one address would mix: the table refuses, and all stays as it was."""
    student = begin(db, lesson="bees").student_id
    begin(db, student, lesson="wasps")
    releases.release(db, 1, "bees", "exit")
    moves: list[str] = []
    with pytest.raises(LessonNameTaken, match="both at the address `bees` and at `wasps`"):
        lesson_renames.rename(
            db, "bees", "wasps", "01-bees.md", "01-wasps.md", lambda: moves.append("file")
        )
    assert moves == []
    assert releases.released(db, 1) == {("bees", "exit")}
    assert lesson_renames.in_use(db) == {"bees", "wasps"}


def test_where_the_file_cannot_be_moved_nothing_stored_is(db: Database) -> None:
    def move() -> None:
        raise LessonFileError("01-bees.md", "It can't be written.")

    attempt = begin(db, lesson="bees")
    keep(db, "a", Kept.SAVED)
    with pytest.raises(LessonFileError):
        lesson_renames.rename(db, "bees", "honey", "01-bees.md", "01-honey.md", move)
    assert attempts.get(db, attempt.id).lesson == "bees"
    assert kinds(db, "01-bees.md") == [("a", Kept.SAVED)]


def test_a_lesson_knows_the_addresses_that_it_had(db: Database) -> None:
    for old, new in (("a", "b"), ("b", "c"), ("c", "b")):
        lesson_renames.rename(db, old, new, f"{old}.md", f"{new}.md", lambda: None)
    assert lesson_renames.former(db, "b") == {"a", "c"}
    assert lesson_renames.former(db, "a") == lesson_renames.former(db, "c") == set()
    lesson_renames.rename(db, "x", "b", "x.md", "b.md", lambda: None)
    assert lesson_renames.former(db, "b") == {"x"}, "another lesson's are not its own"


@pytest.mark.parametrize("look", [lesson_versions.newest_of_all, lesson_versions.drafts])
def test_the_list_of_lessons_reads_no_texts(
    db: Database, look: Callable[[Database], object]
) -> None:
    assert plan(db, lambda: look(db)) == [
        "SEARCH lesson_versions USING INTEGER PRIMARY KEY (rowid=?)",
        "LIST SUBQUERY",
        "SCAN lesson_versions USING COVERING INDEX versions_of_lesson",
    ]


@pytest.mark.parametrize("look", [lesson_versions.newest, lesson_versions.draft])
def test_of_a_history_only_the_text_asked_for_is_read(
    db: Database, look: Callable[[Database, str], object]
) -> None:
    assert plan(db, lambda: look(db, "01-bees.md")) == [
        "SEARCH lesson_versions USING INTEGER PRIMARY KEY (rowid=?)",
        "SCALAR SUBQUERY",
        "SEARCH lesson_versions USING COVERING INDEX versions_of_lesson (file=? AND how=?)",
    ]


def test_what_is_asked_of_a_version_stands_before_its_text(db: Database) -> None:
    """SQLite reads a row from its beginning, and stops at the last column that it needs."""
    columns = db.read().execute("SELECT * FROM lesson_versions").description
    assert columns[-1][0] == "text"
