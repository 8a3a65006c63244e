from __future__ import annotations

from dataclasses import replace

import pytest

from quiz.errors import NotFound
from quiz.model import Paper
from quiz.storage import attempts, lesson_renames, papers
from quiz.storage.database import Database
from tests.storage.samples import begin

PAPER = Paper(
    code="K7M2QX",
    lesson="history",
    quiz="exit",
    lesson_title="History",
    quiz_title="Exit quiz",
    lang="en",
    letter="B",
    mixed=True,
    seed="history/exit/B",
    items=(("l1-second", "v2"), ("l1-first", "v1")),
)
TEXTS = {"v1": "First?", "v2": "Second?"}


def test_a_paper_comes_back_as_it_was_printed(db: Database) -> None:
    papers.keep(db, [PAPER, replace(PAPER, code="AAAAAA", letter="A", mixed=False)], TEXTS)
    assert papers.get(db, "K7M2QX") == PAPER
    assert papers.get(db, "AAAAAA").mixed is False
    assert attempts.item_texts(db, TEXTS) == TEXTS


def test_printing_again_changes_nothing(db: Database) -> None:
    begin(db)
    papers.keep(db, [PAPER], TEXTS)
    papers.keep(db, [replace(PAPER, quiz_title="Changed")], TEXTS)
    assert papers.get(db, "K7M2QX") == PAPER


@pytest.mark.parametrize("code", ["NOSUCH", "", "\ud800"])
def test_a_code_that_was_never_printed_is_not_found(db: Database, code: str) -> None:
    papers.keep(db, [PAPER], TEXTS)
    with pytest.raises(NotFound):
        papers.get(db, code)


def test_a_paper_follows_its_lesson_to_another_address(db: Database) -> None:
    papers.keep(db, [PAPER], TEXTS)
    lesson_renames.rename(db, "history", "past", "01-history.md", "01-past.md", lambda: None)
    assert papers.get(db, "K7M2QX") == replace(PAPER, lesson="past")
