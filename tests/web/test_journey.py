"""A student's whole way by plain forms: nothing here runs JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.marking import mark_item
from quiz.questions import types
from tests.answers import cite, fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor

QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
AUTO = [item for item in QUIZ.items if types()[item.type].key(item.body) is not None]


def take(student: Visitor) -> None:
    form = student.start("all-types", "all")
    for item in QUIZ.items:
        fill(form, item, key_of(item))
    student.hand_in(form)


def test_all_ten_types_by_their_keys_earn_all_that_a_machine_can_give(student: Visitor) -> None:
    take(student)
    assert student.path.endswith("/review")
    full = sum(item.points for item in AUTO)
    assert f"{full:g} of {QUIZ.points:g}" in student.words


def test_blank_earns_nothing_and_is_called_not_answered(student: Visitor) -> None:
    student.hand_in(student.start("all-types", "all"))
    assert f"0 of {QUIZ.points:g}" in student.words
    assert student.words.lower().count("not answered") >= len(QUIZ.items)


def test_each_answer_is_there_again_on_the_next_visit(student: Visitor) -> None:
    form = student.start("all-types", "all")
    attempt = student.path
    for item in QUIZ.items:
        fill(form, item, key_of(item))
    student.send(form, ("go", "save"))
    student.get(attempt)
    again = student.form(attempt)
    for item in QUIZ.items:
        for slot, value in key_of(item).items():
            assert again.fields[f"{item.id}.{slot}"] == [value], item.id


@pytest.mark.parametrize("item", QUIZ.items, ids=lambda item: item.id)
def test_an_answer_can_be_taken_back(student: Visitor, item: object) -> None:
    form = student.start("all-types", "all")
    attempt = student.path
    fill(form, item, key_of(item))  # type: ignore[arg-type]
    student.send(form, ("go", "save"))
    form = student.form(attempt)
    for slot in key_of(item):  # type: ignore[arg-type]
        name = f"{item.id}.{slot}"  # type: ignore[attr-defined]
        form.fields[name] = [""] if "" in form.offers[name] or not form.offers[name] else []
    student.send(form, ("go", "save"))
    left = student.form(attempt).fields
    assert not any(values != [""] for name, values in left.items() if _is_answer(name))
    student.send(student.form(attempt), ("go", "summary"))
    assert "0 of" in student.words


def _is_answer(name: str) -> bool:
    return "." in name and not name.endswith(".seq")


def test_the_summary_names_what_is_unanswered(student: Visitor) -> None:
    form = student.start("all-types", "all")
    first, *others = QUIZ.items
    fill(form, first, key_of(first))
    cite(form, first.id, *first.evidence)
    student.send(form, ("go", "summary"))
    assert f'#{first.id}"' not in student.text
    assert all(f'#{item.id}"' in student.text for item in others)


def test_the_review_gives_feedback_explanation_and_the_way_to_the_reading(
    student: Visitor,
) -> None:
    take(student)
    explained = [item for item in QUIZ.items if item.why and item.see]
    assert explained
    for item in explained:
        assert f"/reading#{item.see[0]}" in student.text


def test_the_code_moves_a_student_to_another_device(
    student: Visitor, visitor: Callable[[], Visitor], app: Flask
) -> None:
    form = student.start("all-types", "all")
    attempt = student.path
    fill(form, QUIZ.items[0], key_of(QUIZ.items[0]))
    student.send(form, ("go", "save"))
    code = _code(student)
    other = visitor()
    other.get("/join")
    form = other.form("/rejoin")
    form.fill("code", code)
    other.send(form)
    other.get(attempt)
    slot, value = next(iter(key_of(QUIZ.items[0]).items()))
    assert other.form(attempt).fields[f"{QUIZ.items[0].id}.{slot}"] == [value]


def _code(student: Visitor) -> str:
    student.get("/")
    found = re.search(r"\b[0-9]{4} [0-9]{4}\b", student.words)
    assert found
    return found[0]


def test_a_second_device_does_not_silently_overwrite_what_the_first_saved(
    student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    item = next(item for item in QUIZ.items if item.type == "short text")
    name = f"{item.id}.text"
    old_page = student.start("all-types", "all")
    attempt = student.path
    newer = student.form(attempt)
    newer.fill(name, "newer")
    student.send(newer, ("go", "save"))
    old_page.fill(name, "older page")
    student.send(old_page, ("go", "save"))
    assert student.status == 409
    assert "newer answer" in student.text
    again = student.form(attempt)
    assert again.fields[name] == ["older page"]
    student.send(again, ("go", "save"))
    student.get(attempt)
    assert student.form(attempt).fields[name] == ["older page"]


def test_an_old_page_that_never_touched_an_answer_does_not_blank_it(student: Visitor) -> None:
    item = next(item for item in QUIZ.items if item.type == "short text")
    old_page = student.start("all-types", "all")
    attempt = student.path
    newer = student.form(attempt)
    newer.fill(f"{item.id}.text", "kept")
    student.send(newer, ("go", "save"))
    student.send(old_page, ("go", "summary"))
    student.get(attempt)
    assert student.form(attempt).fields[f"{item.id}.text"] == ["kept"]


def test_handing_in_twice_makes_one_grade(student: Visitor) -> None:
    form = student.start("all-types", "all")
    attempt = student.path
    student.send(form, ("go", "summary"))
    submit = student.form(f"{attempt}/submit")
    student.send(submit)
    first = student.words
    student.send(submit)
    assert student.words == first


def test_answers_after_handing_in_are_refused_with_words(student: Visitor) -> None:
    form = student.start("all-types", "all")
    item = QUIZ.items[0]
    student.hand_in(form)
    fill(form, item, key_of(item))
    form.action = student.path.removesuffix("/review")
    student.client.post(form.action, data=form.fields)
    student.get(student.path)
    assert "handed in already" in student.text
    assert f"0 of {QUIZ.points:g}" in student.words


def test_a_checked_answer_shows_its_feedback_and_stays(student: Visitor) -> None:
    quiz = quizzes(ALL_TYPES)["at-once", next(q for s, q in quizzes(ALL_TYPES) if s == "at-once")]
    item = quiz.items[0]
    form = student.start("at-once", quiz.id)
    attempt = student.path
    fill(form, item, key_of(item))
    student.send(form, ("go", f"check:{item.id}"))
    student.get(attempt)
    assert mark_item(item, "", key_of(item)).outcome in student.text.lower()
    names = student.form(attempt).fields
    assert f"{item.id}.seq" not in names
    form.fields[f"{item.id}.seq"] = ["1"]
    slot = next(iter(key_of(item)))
    form.fields[f"{item.id}.{slot}"] = []
    student.send(form, ("go", "save"))
    assert student.status == 409, student.words
    assert "checked already" in student.text


def test_an_unknown_course_address_is_answered_in_words(student: Visitor) -> None:
    for path in ("/lessons/none", "/attempts/none", "/nowhere", "/lessons/all-types/quizzes/no"):
        student.get(path)
        assert student.status == 404
        assert "Traceback" not in student.text


def test_a_lesson_edited_on_disk_is_there_on_the_next_reload(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    page = folder / "01-first.md"
    page.write_text("---\ntitle: First\n---\n\nOld words.\n", encoding="utf-8")
    browser = Visitor(make_app(folder).test_client())
    browser.join("Student One")
    assert "Old words." in browser.get("/lessons/first")
    page.write_text("---\ntitle: First\n---\n\nNew words.\n", encoding="utf-8")
    assert "New words." in browser.get("/lessons/first")
    page.write_text(
        "---\ntitle: First\n---\n\n### Stem {#q}\n\n- (x) a\n- (x) b\n", encoding="utf-8"
    )
    (folder / "02-second.md").write_text("---\ntitle: Second\n---\n\nFine.\n", encoding="utf-8")
    assert "being worked on" in browser.get("/lessons/first")
    assert "being worked on" in browser.get("/")
    assert "Fine." in browser.get("/lessons/second")
