"""The instructor's editor over real HTTP, without JavaScript: whatever happens, no text is lost."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from quiz.questions import types
from quiz.storage import instructors
from quiz.web.security import LARGEST_LESSON, LARGEST_PICTURE
from quiz.web.services import EXTENSION, Services
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

SLUG = "sky"
FILE = "05-sky.md"
EDIT = f"/instructor/lessons/{SLUG}/edit"
LESSON = """\
---
title: The sky
---

First paragraph of the lesson.

!!! instructor "A note"
    marker-for-the-instructor

### Is the sky blue? {#sky-practice}

- (x) Yes
    > feedback-of-the-key
- ( ) No {M1}
    > feedback-of-the-wrong-one

why: explanation-of-the-item

## Quiz: Exit {#sky-quiz}

### Which colour is grass? {#sky-grass}

- (x) Green
- ( ) Red
"""
BROKEN = LESSON.replace("- (x) Green", "- ( ) Green")
BROKEN_LINE = BROKEN[: BROKEN.index("### Which")].count("\n") + 1
SCRIPT = {"X-Autosave": "1"}

Browsers = Callable[[], Visitor]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    for name in ("index.md", "reading.md", "03-release.md"):
        shutil.copy(ALL_TYPES / name, folder)
    (folder / FILE).write_text(LESSON, encoding="utf-8")
    return folder


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def desk(app: Flask, visitor: Browsers) -> Visitor:
    """The instructor's browser, with the lesson in the editor."""
    browser = visitor()
    enter(app, browser)
    browser.get(EDIT)
    assert browser.status == 200
    return browser


def enter(app: Flask, browser: Visitor) -> None:
    services: Services = app.extensions[EXTENSION]
    browser.client.get(f"/instructor/enter/{instructors.new_link_token(services.db.folder)}")


def other_tab(browser: Visitor, path: str = EDIT) -> Visitor:
    tab = Visitor(browser.client)
    tab.get(path)
    return tab


def save(browser: Visitor, text: str, go: str = "save") -> str:
    form = browser.form(EDIT)
    form.fill("text", text)
    return browser.send(form, ("go", go))


def typed(browser: Visitor) -> str:
    """The text in the editor."""
    return browser.form(EDIT).fields["text"][0]


def file_of(course: Path, name: str = FILE) -> str:
    return (course / name).read_bytes().decode()


def preview_of(browser: Visitor) -> str:
    found = re.search(
        r"<template shadowrootmode=\"open\">(.*?)</template>", browser.text, re.DOTALL
    )
    assert found
    return found[1]


# Saving


def test_what_is_saved_is_the_file_and_what_students_see(
    desk: Visitor, student: Visitor, course: Path
) -> None:
    text = LESSON.replace("First paragraph", "Another paragraph")
    save(desk, text)
    assert re.search(r"Saved at \d\d:\d\d\.", desk.words)
    assert file_of(course) == text
    assert typed(desk) == text
    assert "Another paragraph of the lesson." in student.get(f"/lessons/{SLUG}")


def test_line_ends_of_a_browser_become_those_of_the_file(desk: Visitor, course: Path) -> None:
    save(desk, LESSON.replace("blue", "grey").replace("\n", "\r\n"))
    assert file_of(course) == LESSON.replace("blue", "grey")


def test_saving_what_the_file_holds_already_changes_nothing(desk: Visitor, course: Path) -> None:
    stamp = (course / FILE).stat().st_mtime_ns
    save(desk, LESSON)
    assert "nothing had changed" in desk.words
    assert (course / FILE).stat().st_mtime_ns == stamp


def test_a_text_with_mistakes_is_a_draft_and_students_see_the_last_good_version(
    desk: Visitor, student: Visitor, course: Path
) -> None:
    save(desk, BROKEN)
    assert "Kept as a draft" in desk.words
    assert "What students see has not changed" in desk.words
    assert typed(desk) == BROKEN
    assert f"Line {BROKEN_LINE}" in desk.words
    assert "No option is marked as right" in desk.words
    assert file_of(course) == LESSON
    assert "First paragraph of the lesson." in student.get(f"/lessons/{SLUG}")


def test_a_draft_is_offered_when_the_lesson_is_opened_again(desk: Visitor, course: Path) -> None:
    save(desk, BROKEN)
    desk.get(EDIT)
    assert typed(desk) == LESSON
    assert "A draft of" in desk.words
    [link] = re.findall(r'href="([^"]*version=\d+[^"]*)">Go on with the draft', desk.text)
    desk.get(unescape(link))
    assert typed(desk) == BROKEN
    save(desk, LESSON.replace("Is the sky", "Was the sky"))
    assert "Saved at" in desk.words
    assert "A draft of" not in desk.words
    assert "Was the sky" in file_of(course)


def test_a_draft_that_is_put_away_stays_in_the_history(desk: Visitor) -> None:
    save(desk, BROKEN)
    desk.get(EDIT)
    desk.send(desk.form(f"/instructor/lessons/{SLUG}/draft/discard"))
    assert "put away" in desk.words
    assert "A draft of" not in desk.words
    assert "Set aside, not in the file" in other_tab(desk, history()).words


def test_a_draft_does_not_forget_what_it_was_based_on(desk: Visitor, course: Path) -> None:
    answer = desk.client.post(EDIT, data=form_data(desk, BROKEN))
    outside = LESSON.replace("First", "Outside")
    (course / FILE).write_text(outside, encoding="utf-8")
    desk.get(answer.headers["Location"])
    assert typed(desk) == BROKEN
    save(desk, LESSON.replace("First", "Mended"))
    assert "Two texts of one lesson" in desk.words
    assert file_of(course) == outside


# Two texts of one lesson


@pytest.fixture
def two_texts(desk: Visitor, course: Path) -> Visitor:
    """The page after a save over a file that another tab had saved meanwhile."""
    tab = other_tab(desk)
    save(tab, LESSON.replace("First", "Theirs"))
    save(desk, LESSON.replace("First", "Mine"))
    assert "Theirs" in file_of(course)
    assert "Two texts of one lesson" in desk.words
    return desk


def test_a_conflict_shows_both_texts_word_by_word(two_texts: Visitor) -> None:
    assert "<del>Theirs </del><ins>Mine </ins>" in two_texts.text
    assert two_texts.text.count("paragraph of the lesson.") == 3
    assert "lines that are the same" in two_texts.words


def test_mine_can_be_saved_over_theirs(two_texts: Visitor, course: Path) -> None:
    two_texts.send(two_texts.form(EDIT), ("go", "save"))
    assert "Saved at" in two_texts.words
    assert file_of(course) == LESSON.replace("First", "Mine")
    assert versions(two_texts).count("Theirs paragraph") == 1


def test_theirs_can_be_taken(two_texts: Visitor, course: Path) -> None:
    [link] = re.findall(r'href="([^"]*)">Take theirs', two_texts.text)
    two_texts.get(link)
    assert "Theirs paragraph" in typed(two_texts)
    assert versions(two_texts).count("Mine paragraph") == 1


def test_mine_can_be_edited_on_with_theirs_beside(two_texts: Visitor, course: Path) -> None:
    [link] = re.findall(r'href="([^"]*)">Go on with mine', two_texts.text)
    two_texts.get(link)
    assert typed(two_texts) == LESSON.replace("First", "Mine")
    assert "<del>Theirs </del><ins>Mine </ins>" in two_texts.text
    save(two_texts, LESSON.replace("First", "Both"))
    assert file_of(course) == LESSON.replace("First", "Both")


def test_an_edit_by_another_program_is_a_conflict_too(desk: Visitor, course: Path) -> None:
    outside = LESSON.replace("First", "Outside")
    (course / FILE).write_text(outside, encoding="utf-8")
    save(desk, LESSON.replace("First", "Mine"))
    assert "Two texts of one lesson" in desk.words
    assert file_of(course) == outside
    assert "written by another program" in other_tab(desk, history()).words


def test_a_conflict_between_broken_texts_loses_neither(desk: Visitor, course: Path) -> None:
    (course / FILE).write_text(BROKEN, encoding="utf-8")
    save(desk, BROKEN.replace("First", "Mine"))
    assert "Two texts of one lesson" in desk.words
    desk.send(desk.form(EDIT), ("go", "save"))
    assert "Mine paragraph" in versions(desk)


@pytest.mark.parametrize("action", ["archive", "name"])
def test_a_lesson_that_went_away_meanwhile_gives_the_text_back(
    desk: Visitor, course: Path, action: str
) -> None:
    tab = other_tab(desk, "/instructor/lessons")
    form = tab.form(f"/instructor/lessons/{SLUG}/{action}")
    if action == "name":
        form.fill("address", "heaven")
    tab.send(form)
    assert not (course / FILE).exists()
    mine = LESSON.replace("First", "Mine")
    save(desk, mine)
    assert desk.status == 200
    found = [*course.glob("*.md")]
    assert "Mine paragraph" in desk.text or any("Mine" in p.read_text() for p in found)


def test_a_deleted_file_gives_the_text_back(desk: Visitor, course: Path) -> None:
    (course / FILE).unlink()
    save(desk, LESSON.replace("First", "Mine"))
    assert desk.status == 200
    assert "This lesson is gone" in desk.words
    assert "Mine paragraph" in desk.text


def become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def become_a_link_out(file: Path) -> None:
    other = file.parent.parent / "elsewhere.md"
    other.write_text(LESSON, encoding="utf-8")
    file.unlink()
    file.symlink_to(other)


def become_a_dangling_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("nothing.md")


def become_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def become_no_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")


def become_too_large(file: Path) -> None:
    file.write_bytes(b"x" * 1_100_000)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and few links")
@pytest.mark.parametrize("go", ["preview", "save"])
@pytest.mark.parametrize(
    "become",
    [
        become_a_folder,
        become_a_link_out,
        become_a_dangling_link,
        become_a_pipe,
        become_no_text,
        become_too_large,
    ],
)
def test_a_file_that_became_unreadable_gives_the_text_back(
    desk: Visitor, course: Path, become: Callable[[Path], None], go: str
) -> None:
    become(course / FILE)
    save(desk, LESSON.replace("First", "Mine"), go)
    assert desk.status == 200
    assert "Mine paragraph" in desk.text
    if go == "preview":
        assert typed(desk) == LESSON.replace("First", "Mine")


@pytest.mark.parametrize("go", ["preview", "save"])
def test_a_database_that_takes_nothing_gives_the_text_back(
    app: Flask, desk: Visitor, course: Path, go: str
) -> None:
    form = desk.form(EDIT)
    form.fill("text", LESSON.replace("First", "Mine"))
    services: Services = app.extensions[EXTENSION]
    services.db.close()
    desk.send(form, ("go", go))
    assert desk.status == 503
    assert typed(desk) == LESSON.replace("First", "Mine")
    answer = desk.client.post(EDIT, data=form.fields, headers=SCRIPT)
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["message"] in desk.words


# Questions that were answered


@pytest.fixture
def answered(desk: Visitor, student: Visitor, course: Path) -> Visitor:
    form = student.start(SLUG, "sky-quiz")
    item = quizzes(course)[SLUG, "sky-quiz"].items[0]
    fill(form, item, key_of(item))
    student.hand_in(form)
    assert "1 of 1 point" in student.words
    return student


REKEYED = LESSON.replace("- (x) Green\n- ( ) Red", "- ( ) Green\n- (x) Red")
SEEN = "choice.sky-quiz.sky-grass"


def test_a_changed_key_asks_first_what_becomes_of_the_marks(
    desk: Visitor, answered: Visitor, course: Path
) -> None:
    save(desk, REKEYED)
    assert "Questions with answers have changed" in desk.words
    assert "1 would lose" in desk.words
    assert file_of(course) == LESSON
    form = desk.form(desk.path)
    form.fill(SEEN, "new key")
    form.fill("reason.sky-quiz.sky-grass", "The key was wrong.")
    desk.send(form)
    assert re.search(r"Saved at \d\d:\d\d\. 1 mark was regraded\.", desk.words)
    assert file_of(course) == REKEYED
    review = next(path for path in re.findall(r'href="([^"]+/review)"', answered.get("/")))
    answered.get(review)
    assert "0 of 1 point" in answered.words


def test_without_a_choice_nothing_is_saved_and_nothing_lost(
    desk: Visitor, answered: Visitor, course: Path
) -> None:
    save(desk, REKEYED)
    form = desk.form(desk.path)
    form.fill(SEEN, "new key")
    desk.send(form)
    assert "reason" in desk.words
    assert file_of(course) == LESSON
    desk.get(EDIT)
    assert "A draft of" in desk.words


def test_a_file_that_cannot_be_written_costs_no_reason(
    desk: Visitor, answered: Visitor, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(desk, REKEYED)
    form = desk.form(desk.path)
    form.fill(SEEN, "new key")
    form.fill("reason.sky-quiz.sky-grass", "The key was wrong.")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    with monkeypatch.context() as locked:
        locked.setattr(os, "replace", refuse)
        desk.send(form)
    assert "Your text is kept as a draft" in desk.words
    assert file_of(course) == LESSON
    again = desk.form(desk.path)
    assert again.fields["reason.sky-quiz.sky-grass"] == ["The key was wrong."]
    desk.send(again)
    assert "1 mark was regraded" in desk.words
    assert file_of(course) == REKEYED


def test_a_lesson_archived_meanwhile_costs_no_reason(desk: Visitor, answered: Visitor) -> None:
    save(desk, REKEYED)
    form = desk.form(desk.path)
    form.fill(SEEN, "new key")
    form.fill("reason.sky-quiz.sky-grass", "The key was wrong.")
    tab = other_tab(desk, "/instructor/lessons")
    tab.send(tab.form(f"/instructor/lessons/{SLUG}/archive"))
    desk.send(form)
    assert desk.status == 404
    assert "Reason of the regrade: sky-grass The key was wrong." in desk.words


def test_a_version_restored_over_given_marks_is_kept_as_restored(
    desk: Visitor, answered: Visitor, course: Path
) -> None:
    save(desk, REKEYED)
    form = desk.form(desk.path)
    form.fill(SEEN, "new key")
    form.fill("reason.sky-quiz.sky-grass", "The key was wrong.")
    desk.send(form)
    links = version_links(desk)
    page = other_tab(desk, links[-1])
    page.send(page.form(f"{links[-1]}/restore"))
    form = page.form(page.path)
    form.fill(SEEN, "new attempts")
    page.send(form)
    assert file_of(course) == LESSON
    assert "regraded" not in page.words
    assert "Restored" in other_tab(desk, history()).words


def test_words_beside_answered_questions_are_saved_at_once(
    desk: Visitor, answered: Visitor, course: Path
) -> None:
    save(desk, LESSON.replace("First", "Second"))
    assert "Saved at" in desk.words
    assert "Second paragraph" in file_of(course)


def test_a_decision_about_a_file_that_changed_meanwhile_is_a_conflict(
    desk: Visitor, answered: Visitor, course: Path
) -> None:
    save(desk, REKEYED)
    form = desk.form(desk.path)
    form.fill(SEEN, "new attempts")
    outside = LESSON.replace("First", "Outside")
    (course / FILE).write_text(outside, encoding="utf-8")
    desk.send(form)
    assert "Two texts of one lesson" in desk.words
    assert file_of(course) == outside


# The history


def history(version: str = "") -> str:
    return f"/instructor/lessons/{SLUG}/history{version}"


def version_links(browser: Visitor) -> list[str]:
    return re.findall(rf'href="({history()}/\d+)[?"]', other_tab(browser, history()).text)


def versions(browser: Visitor) -> str:
    """The whole texts of all versions."""
    pages = [other_tab(browser, link).text for link in version_links(browser)]
    return "\n".join(re.findall(r"<textarea[^>]*>(.*?)</textarea>", "".join(pages), re.DOTALL))


def test_every_version_is_there_and_an_older_one_can_be_restored(
    desk: Visitor, course: Path
) -> None:
    for word in ("Second", "Third"):
        save(desk, LESSON.replace("First", word))
    links = version_links(desk)
    assert len(links) == 3
    page = other_tab(desk, links[1])
    assert "<del>First </del><ins>Second </ins>" in page.text
    assert "<del>Second </del><ins>Third </ins>" in page.text
    page.send(page.form(f"{links[1]}/restore"))
    assert "Saved at" in page.words
    assert file_of(course) == LESSON.replace("First", "Second")
    assert "Restored" in other_tab(desk, history()).words
    assert len(version_links(desk)) == 4


def test_restoring_over_a_file_that_changed_meanwhile_is_a_conflict(
    desk: Visitor, course: Path
) -> None:
    save(desk, LESSON.replace("First", "Second"))
    page = other_tab(desk, version_links(desk)[1])
    (course / FILE).write_text(LESSON.replace("First", "Outside"), encoding="utf-8")
    page.send(page.form(f"{version_links(desk)[-1]}/restore"))
    assert "Two texts of one lesson" in page.words
    assert "Outside" in file_of(course)


def test_a_version_of_another_lesson_is_not_this_ones(desk: Visitor) -> None:
    link = version_links(desk)[0]
    desk.get(link.replace(SLUG, "release"))
    assert desk.status == 404
    desk.get("/instructor/lessons/release/edit?version=" + link.rpartition("/")[2])
    assert desk.status == 404


# The preview


def test_the_preview_shows_the_text_as_typed_and_writes_nothing(
    desk: Visitor, course: Path
) -> None:
    save(desk, LESSON.replace("First", "Unsaved"), "preview")
    assert "Unsaved paragraph" in preview_of(desk)
    assert typed(desk) == LESSON.replace("First", "Unsaved")
    assert file_of(course) == LESSON
    assert len(version_links(desk)) == 1


def test_the_students_preview_is_the_students_page(
    make_app: Callable[..., Flask], course: Path
) -> None:
    shutil.copy(ALL_TYPES / "01-all-types.md", course)
    app = make_app(course)
    desk, student = Visitor(app.test_client()), Visitor(app.test_client())
    enter(app, desk)
    student.join("Student One")
    for lesson in (SLUG, "all-types"):
        desk.get(f"/instructor/lessons/{lesson}/edit")
        page = student.get(f"/lessons/{lesson}")
        prose = re.findall(r'<div class="prose">.*?</div>', page, re.DOTALL)
        heads = re.findall(r"<h[1-3][ >].*?</h[1-3]>", page[page.index("<article") :], re.DOTALL)
        inputs = re.findall(r'<div class="answer">.*?</div>', page, re.DOTALL)
        assert len(prose) > 0
        for piece in (*prose, *heads, *inputs):
            assert piece in preview_of(desk)


@pytest.mark.parametrize("view", ["student", "print"])
def test_the_students_preview_holds_neither_key_nor_notes(desk: Visitor, view: str) -> None:
    notes = LESSON.replace("## Quiz: Exit {#sky-quiz}", "## Quiz: Exit {#sky-quiz}\n\n" + NOTE)
    desk.get(f"{EDIT}?view={view}")
    save(desk, notes, "preview")
    shown = preview_of(desk)
    for secret in ("marker-for", "feedback-of", "explanation-of", "quiz-note"):
        assert secret not in shown
    assert "Which colour is grass?" in shown


NOTE = '!!! instructor "Note"\n    quiz-note'


def test_the_key_holds_every_answer_all_feedback_and_the_notes(desk: Visitor) -> None:
    desk.get(f"{EDIT}?view=key")
    shown = preview_of(desk)
    for text in ("marker-for", "feedback-of-the-key", "feedback-of-the-wrong-one", "M1"):
        assert text in shown
    assert "explanation-of-the-item" in shown
    assert shown.count("Not right") == 2


@pytest.mark.parametrize("name", sorted(types()))
def test_the_key_of_each_type_shows_all_that_its_author_wrote(desk: Visitor, name: str) -> None:
    example = types()[name].example
    desk.get(f"{EDIT}?view=key")
    save(desk, LESSON + "\n" + re.sub(r"\{#.*?\}", "{#one}", example), "preview")
    desk.get(f"/instructor/lessons/{SLUG}")
    desk.response = desk.client.post(
        EDIT, data=form_data(desk, LESSON + "\n" + example, view="key", go="preview")
    )
    shown = unescape(re.sub(r"<[^>]+>", " ", preview_of(desk)))
    body = example.partition("\n\n")[2]
    words = set(re.findall(r"[A-Za-z]{4,}", re.sub(r"\w+[:=]|gap|before|words", "", body)))
    assert {word for word in words if word.lower() not in shown.lower()} == set()


def form_data(browser: Visitor, text: str, **more: str) -> dict[str, str]:
    page = other_tab(browser)
    form = page.form(EDIT)
    hidden = {name: form.fields[name][0] for name in ("csrf_token", "based_on")}
    return hidden | {"text": text} | more


def test_on_paper_the_print_style_sheet_is_in_use(desk: Visitor) -> None:
    assert "print.css" not in preview_of(desk)
    desk.get(f"{EDIT}?view=print")
    assert "print.css" in preview_of(desk)


def test_a_text_that_cannot_be_shown_says_so_where_the_preview_was(desk: Visitor) -> None:
    save(desk, BROKEN, "preview")
    assert "can't be shown to students yet" in desk.words
    assert typed(desk) == BROKEN
    assert f'data-line="{BROKEN_LINE}"' in desk.text


def test_a_message_leads_to_its_line(desk: Visitor) -> None:
    desk.get(f"{EDIT}?line=5")
    assert "Line 5: First paragraph of the lesson." in desk.words
    for odd in ("0", "-1", "99999", "x", "5" * 400):
        desk.get(f"{EDIT}?line={odd}")
        assert desk.status == 200


def test_examples_to_insert_have_ids_that_are_free(desk: Visitor, course: Path) -> None:
    text = LESSON + "\n\n" + types()["numeric"].example
    save(desk, text)
    assert "{#marathon-2}" in desk.text
    assert "{#marathon-2}" in other_tab(desk, "/instructor/lessons/release/edit").text


# Nothing is lost


BIG = LESSON + ("\n" + "یہ ایک لمبا سبق ہے۔ " * 400 + "\n") * 50


def test_a_long_lesson_in_a_wide_script_can_be_saved(desk: Visitor, course: Path) -> None:
    assert 600_000 < len(BIG.encode()) < 1_000_000
    save(desk, BIG)
    assert desk.status == 200
    assert typed(desk) == BIG


def test_more_than_a_lesson_can_hold_is_refused_in_words(desk: Visitor) -> None:
    answer = desk.client.post(EDIT, data={"text": "x" * LARGEST_LESSON})
    assert answer.status_code == 413
    assert "Split it into several lessons" in answer.text


def test_a_form_that_grew_too_old_gives_the_text_back(desk: Visitor, course: Path) -> None:
    form = desk.form(EDIT)
    form.fields |= {"text": [BIG], "csrf_token": ["old"]}
    desk.send(form, ("go", "save"))
    assert desk.status == 400
    assert "save it again" in desk.words
    form = desk.form(EDIT)
    assert form.fields["text"] == [BIG]
    form.fill("text", LESSON.replace("First", "Second"))
    desk.send(form, ("go", "save"))
    assert "Second" in file_of(course)


def test_a_session_that_ended_gives_the_text_back(app: Flask, desk: Visitor, course: Path) -> None:
    form = desk.form(EDIT)
    form.fill("text", BIG.replace("First", "Second"))
    desk.client.delete_cookie("instructor")
    desk.send(form, ("go", "save"))
    assert desk.status == 403
    assert "It is not saved yet" in desk.words
    again = desk.form(EDIT)
    assert again.fields["text"] == [BIG.replace("First", "Second")]
    enter(app, Visitor(desk.client))
    again.fill("text", LESSON.replace("First", "Second"))
    desk.send(again, ("go", "save"))
    assert "Second" in file_of(course)


def test_a_phone_gets_nothing_back(desk: Visitor) -> None:
    form = desk.form(EDIT)
    form.fill("text", "<b>typed</b>")
    desk.client.environ_base["REMOTE_ADDR"] = "192.168.1.50"
    desk.send(form, ("go", "save"))
    assert desk.status == 403
    assert "typed" not in desk.text


def test_the_script_hears_what_became_of_its_text(desk: Visitor, course: Path) -> None:
    def post(text: str, **changes: str) -> dict[str, Any]:
        data = form_data(desk, text) | changes
        answer = desk.client.post(EDIT, data=data, headers=SCRIPT)
        assert answer.is_json
        return dict(answer.json or {})

    saved = post(LESSON.replace("First", "Second"))
    assert (saved["outcome"], saved["to"].partition("?")[0]) == ("saved", EDIT)
    assert post(LESSON.replace("First", "Second"))["outcome"] == "unchanged"
    assert post(BROKEN)["outcome"] == "draft"
    conflict = post(LESSON.replace("First", "Third"), based_on="old")
    assert conflict["outcome"] == "conflict"
    assert "Third" in desk.get(conflict["to"])
    stale = post(LESSON, csrf_token="old")
    assert stale["outcome"] == "stale"
    assert post(LESSON, csrf_token=stale["token"])["outcome"] == "saved"
    desk.client.delete_cookie("instructor")
    data = {"text": LESSON, "csrf_token": stale["token"]}
    gone = desk.client.post(EDIT, data=data, headers=SCRIPT)
    assert (gone.status_code, (gone.json or {})["outcome"]) == (403, "signed out")


def test_a_file_that_is_no_text_is_left_alone(desk: Visitor, course: Path) -> None:
    (course / FILE).write_bytes(b"\xff\xfe\x00")
    desk.get(EDIT)
    assert desk.status == 200
    assert "can't be edited here" in desk.words
    assert [f for f in desk.forms() if "text" in f.fields] == []


# The list


def test_the_list_says_how_each_lesson_is(desk: Visitor, course: Path) -> None:
    save(desk, BROKEN)
    (course / "90-broken.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    desk.get("/instructor/lessons")
    card = re.search(
        r'id="lesson-broken">(.*?)</li>\s*<li class="card"|id="lesson-broken">(.*)',
        desk.text,
        re.DOTALL,
    )
    assert card
    assert "Broken: students don't see it" in card[0]
    assert re.search(r'/instructor/lessons/broken/edit\?[^"]*line=3\b', card[0])
    assert "A draft waits" in desk.words
    assert "Fine" in desk.words or "warning" in desk.words
    for page in ("index", "reading"):
        assert f"/instructor/lessons/{page}/edit" in desk.text


def test_a_lesson_is_made_named_moved_put_away_and_brought_back(
    desk: Visitor, student: Visitor, course: Path
) -> None:
    desk.get("/instructor/lessons")
    form = desk.form("/instructor/lessons")
    form.fill("title", "A new <lesson>")
    desk.send(form)
    assert desk.path == "/instructor/lessons/a-new-lesson/edit"
    desk.get("/instructor/lessons")
    form = desk.form("/instructor/lessons/a-new-lesson/name")
    form.fill("title", "Renamed")
    form.fill("address", "renamed")
    desk.send(form)
    assert "Renamed" in student.get("/")
    before = titles(student)
    desk.send(desk.form("/instructor/lessons/renamed/order"), ("go", "up"))
    assert titles(student) != before
    assert sorted(titles(student)) == sorted(before)
    desk.send(desk.form("/instructor/lessons/renamed/order"), ("go", "down"))
    assert titles(student) == before
    desk.send(desk.form("/instructor/lessons/renamed/archive"))
    assert "Renamed" not in student.get("/")
    [back] = [form for form in desk.forms() if "/bring-back" in form.action]
    desk.send(back)
    assert "Renamed" in student.get("/")


def titles(student: Visitor) -> list[str]:
    return re.findall(r'<h3[^>]*><a[^>]*href="/lessons/([^"]+)"', student.get("/"))


def test_odd_titles_stay_in_the_folder(desk: Visitor, course: Path) -> None:
    before = {path for path in course.parent.rglob("*") if path.is_file()}
    for title in ("", "   ", "\0", "x" * 5000, "../../etc/passwd"):
        data = form_data(desk, "") | {"title": title}
        answer = desk.client.post("/instructor/lessons", data=data, follow_redirects=True)
        assert answer.status_code in (200, 400)
    made = {path for path in course.parent.rglob("*") if path.is_file()} - before
    assert {path.parent for path in made if path.suffix == ".md"} <= {course}


# Hostile texts and names


ATTACKS = (
    "<script>window.ran = 1</script>",
    '<img src=x onerror="window.ran = 1">',
    '<img src="http://evil.example/spy.png">',
    "![spy](http://evil.example/spy.png)",
    "![spy](pictures/../../secret.png)",
    "[press](javascript:window.ran=1)",
    '<p onclick="window.ran = 1">x</p>',
    "</template></form></textarea><script>window.ran = 1</script>",
    "<form action='http://evil.example/'><input name=text></form>",
    '<p id="source">x</p>',
)
RUNS = re.compile(
    r"<script(?! src=\"/static/)|<[^>]+\son\w+\s*=|=\"\s*javascript:|src=\"http", re.I
)


@pytest.mark.parametrize("view", ["student", "key"])
def test_nothing_of_a_hostile_text_reaches_the_page_as_code(desk: Visitor, view: str) -> None:
    for attack in ATTACKS:
        text = LESSON.replace("First paragraph", attack).replace("feedback-of", f"{attack} f")
        data = form_data(desk, text, view=view, go="preview")
        desk.response = desk.client.post(EDIT, data=data)
        assert desk.status == 200
        assert typed(desk) == text
        page = re.sub(r"<textarea.*?</textarea>", "", desk.text, flags=re.DOTALL)
        assert not RUNS.search(page)
        assert page.count("<template") == page.count("</template>") == 1


DEEP = (
    "<ul><li>" * 10_000,
    "- " * 4_900 + "x",
    "\n".join("    " * n + "- x" for n in range(600)),
    "> " * 4_900 + "x",
)


@pytest.mark.parametrize("deep", DEEP, ids=["html", "line", "lines", "quotes"])
def test_thousands_of_nested_lists_are_a_message(desk: Visitor, course: Path, deep: str) -> None:
    save(desk, f"{LESSON}\n\n{deep}\n")
    assert "Kept as a draft" in desk.words
    assert re.search(r"Line \d+ ✗ Mistake", desk.words)
    assert typed(desk) == f"{LESSON}\n\n{deep}\n"
    assert file_of(course) == LESSON


NAMES = ("..", "%2e%2e", "..%2f..%2fsecret-key", "%00", "a" * 300, "x.md", "%ED%A0%80", "archive")


PAGES = ("", "/edit", "/history", "/history/1", "/conflict/1", "/changes/1")
ACTIONS = ("order", "name", "archive", "draft/discard", "history/1/restore")


@pytest.mark.parametrize("slug", NAMES)
def test_addresses_that_are_no_lesson(desk: Visitor, course: Path, slug: str) -> None:
    before = sorted(course.parent.rglob("*.md"))
    for place in PAGES:
        desk.get(f"/instructor/lessons/{slug}{place}")
        assert desk.status in (404, 405), place
    data = form_data(desk, "") | {"go": "up", "title": "x", "address": "x"}
    for action in ACTIONS:
        answer = desk.client.post(f"/instructor/lessons/{slug}/{action}", data=data)
        assert answer.status_code in (400, 404, 405), action
    assert sorted(course.parent.rglob("*.md")) == before


def test_text_for_what_is_no_lesson_comes_back(desk: Visitor) -> None:
    data = form_data(desk, "my text") | {"based_on": "nothing"}
    answer = desk.client.post("/instructor/lessons/nowhere/edit", data=data)
    assert answer.status_code == 404
    assert "my text" in answer.text


def test_odd_forms_are_never_an_error_of_ours(desk: Visitor) -> None:
    form = form_data(desk, LESSON)
    odd = ({"based_on": "\0"}, {"go": "burn"}, {"view": "x"}, {"text": "\0"}, {"text": "\ud800"})
    for changes in odd:
        body = "&".join(f"{name}={percent(value)}" for name, value in (form | changes).items())
        answer = desk.client.post(
            EDIT, data=body, content_type="application/x-www-form-urlencoded", follow_redirects=True
        )
        assert answer.status_code < 500, changes


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


# Pictures


def png(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


def upload(
    browser: Visitor, data: bytes, name: str, alt: str = "A blue box", **headers: str
) -> Any:
    token = other_tab(browser, "/instructor/pictures").form("/instructor/pictures")
    fields = {"csrf_token": token.fields["csrf_token"][0], "alt": alt}
    return browser.client.post(
        "/instructor/pictures",
        data=fields | {"picture": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
        follow_redirects=True,
        headers=headers,
    )


def test_a_picture_is_kept_and_shown_in_a_lesson(
    desk: Visitor, student: Visitor, course: Path
) -> None:
    assert "There are no pictures yet" in other_tab(desk, "/instructor/pictures").words
    answer = upload(desk, png(), "Blue Box.png")
    assert "![A blue box](pictures/blue-box.png)" in unescape(answer.text)
    save(desk, LESSON.replace("First", "![A blue box](pictures/blue-box.png)\n\nFirst"))
    assert "Saved at" in desk.words
    assert 'src="/pictures/blue-box.png"' in preview_of(desk)
    page = student.get(f"/lessons/{SLUG}")
    assert re.search(r'<img[^>]*alt="A blue box"', page)
    for browser in (student, desk):
        shown = browser.client.get("/pictures/blue-box.png")
        assert shown.status_code == 200
        assert shown.headers["Content-Type"] == "image/png"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert shown.data.startswith(b"\x89PNG")
        again = {"If-None-Match": shown.headers["ETag"]}
        assert browser.client.get("/pictures/blue-box.png", headers=again).status_code == 304


def test_the_script_gets_the_line_to_put_in(desk: Visitor) -> None:
    answer = upload(desk, png(), "x.png", "A [box] \\ here", **SCRIPT)
    assert answer.json["line"] == "![A \\[box\\] \\\\ here](pictures/x.png)"
    save(desk, LESSON.replace("First", answer.json["line"] + "\n\nFirst"), "preview")
    assert 'alt="A [box] \\ here"' in preview_of(desk)


@pytest.mark.parametrize(
    ("data", "name", "alt", "words"),
    [
        (png(), "x.png", " ", "what the picture shows"),
        (b"", "x.png", "A box", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "A box", "no picture"),
        (b"<script>alert(1)</script>", "x.png", "A box", "no picture"),
        (png()[:60], "x.png", "A box", "picture"),
        (png(), "", "A box", "Choose a picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    desk: Visitor, course: Path, data: bytes, name: str, alt: str, words: str
) -> None:
    assert words in upload(desk, data, name, alt).text
    answer = upload(desk, data, name, alt, **SCRIPT)
    assert answer.status_code == 400
    assert words in answer.json["message"]
    assert not list(course.rglob("pictures/*"))


def test_a_pictures_name_cannot_leave_the_folder(desk: Visitor, course: Path) -> None:
    before = set(course.parent.rglob("*.png"))
    for name in ("../../../x.png", "/etc/x.png", "C:\\x.png", "x\0.png", "." * 300):
        assert upload(desk, png(), name).status_code in (200, 400)
    made = set(course.parent.rglob("*.png")) - before
    assert {path.parent for path in made} == {course / "pictures"}


def test_nothing_but_pictures_is_served(student: Visitor, course: Path) -> None:
    (course / "pictures").mkdir()
    (course / "pictures" / "x.svg").write_text("<svg/>")
    (course / "pictures" / ".x.png").write_bytes(png())
    secret = "..%2f..%2fsecret-key"
    for name in (secret, "%2e%2e", "x.svg", "nothing.png", "%00.png", "x" * 300, ".x.png"):
        assert student.client.get(f"/pictures/{name}").status_code == 404


def test_strangers_see_no_pictures(desk: Visitor, visitor: Browsers) -> None:
    upload(desk, png(), "x.png")
    assert visitor().client.get("/pictures/x.png").status_code == 404


def test_fifty_megabytes_are_refused_unread(desk: Visitor) -> None:
    body = io.BytesIO(b"nothing of this is read")
    answer = desk.client.post(
        "/instructor/pictures",
        input_stream=body,
        environ_overrides={"CONTENT_LENGTH": "50000000"},
        content_type="multipart/form-data; boundary=x",
    )
    assert body.tell() == 0
    assert answer.status_code == 413
    assert "10 MB at most" in answer.text
    assert LARGEST_PICTURE == 10_000_000


def test_files_are_taken_for_pictures_alone(desk: Visitor, student: Visitor) -> None:
    for browser, path in ((desk, EDIT), (desk, "/instructor/releases"), (student, "/leave")):
        answer = browser.client.post(path, data={"x": (io.BytesIO(b"x"), "x")})
        assert answer.status_code == 415
    phone = student.client.post(
        "/instructor/pictures",
        data={"picture": (io.BytesIO(png((3000, 3000)) + b"x" * 9000), "x.png")},
        environ_base={"REMOTE_ADDR": "192.168.1.50"},
    )
    assert phone.status_code in (403, 413)


# Who gets in


def test_students_stay_outside(student: Visitor) -> None:
    for place in ("/lessons", "/lessons/sky/edit", "/lessons/sky/history", "/pictures"):
        student.get(f"/instructor{place}")
        assert student.status == 403


def test_saving_needs_the_token_of_the_page(desk: Visitor, course: Path) -> None:
    data = form_data(desk, LESSON.replace("First", "Forged"))
    del data["csrf_token"]
    assert desk.client.post(EDIT, data=data).status_code == 400
    assert file_of(course) == LESSON


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "9" * 5000])
def test_odd_version_numbers_are_no_versions(desk: Visitor, number: str) -> None:
    desk.get(f"{EDIT}?version={number}")
    assert desk.status in (200, 404)
    for place in ("history", "conflict", "changes"):
        desk.get(f"/instructor/lessons/{SLUG}/{place}/{number}")
        assert desk.status == 404
    answer = desk.client.post(EDIT, data=form_data(desk, LESSON) | {"version": number})
    assert answer.status_code in (303, 404)
