"""An instructor writes a lesson in a real browser, and no keystroke is lost."""

from __future__ import annotations

import base64
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

from bench.live import ALL_TYPES, Live, Visitor, code_at
from quiz.questions import types
from tests.browser.looking import (
    NARROW,
    ON_LAPTOP,
    TABLET,
    WIDE,
    Look,
    open_all,
    troubles,
)

SLUG = "sky"
FILE = "05-sky.md"
LESSON = """\
---
title: The sky
---

## Colours

First paragraph of the lesson.

!!! instructor "A note"
    note-for-the-instructor

### Is the sky blue? {#sky-practice}

- (x) Yes
- ( ) No

## Quiz: Exit {#sky-quiz}

### Which colour is grass? {#sky-grass}

- (x) Green
- ( ) Red
"""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editor") / "lessons"
    shutil.copytree(ALL_TYPES, folder)
    return folder


@pytest.fixture(scope="module")
def live(serve: Callable[..., Live], lessons: Path) -> Live:
    return serve(lessons)


@pytest.fixture
def file(lessons: Path) -> Iterator[Path]:
    """The lesson's file as it is at first, whatever the test before made of it."""
    path = lessons / FILE
    path.write_text(LESSON, encoding="utf-8")
    yield path
    path.unlink()
    shutil.rmtree(lessons / "pictures", ignore_errors=True)


@pytest.fixture
def edit(page: Page, origin: str, file: Path) -> Page:
    page.set_viewport_size(WIDE)
    page.goto(f"{origin}/instructor/lessons/{SLUG}/edit")
    return page


def source(page: Page) -> Locator:
    return page.get_by_label("The lesson, in Markdown")


def state(page: Page) -> Locator:
    return page.locator(".tools .save-state")


def replace(page: Page, old: str, new: str) -> None:
    """Select words of the text, and type others over them."""
    start = source(page).input_value().index(old)
    source(page).evaluate(
        "(e, [from, to]) => { e.focus(); e.setSelectionRange(from, to); }",
        [start, start + len(old)],
    )
    if new:
        page.keyboard.type(new)
    else:
        page.keyboard.press("Delete")


def until(page: Page, holds: str) -> None:
    """Wait for what no locator can wait for; the page's policy forbids `wait_for_function`."""
    page.evaluate(
        "() => new Promise((done, fail) => {"
        f" const look = () => (({holds})() ? done() : requestAnimationFrame(look));"
        " setTimeout(fail, 5000, 'it never came'); look(); })"
    )


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(state(page)).to_contain_text("at ")


def as_student(origin: str, browser_page: Page) -> None:
    browser_page.goto(f"{origin}/join")
    if browser_page.url.endswith("/join"):
        browser_page.get_by_label("Class code").fill(code_at(urlsplit(origin).port or 0))
        browser_page.get_by_label("Your name").fill("Student One")
        browser_page.get_by_role("button", name="Join").first.click()
    browser_page.goto(f"{origin}/lessons/{SLUG}")


# From a broken item to a student


def test_a_mistake_is_shown_at_its_line_mended_and_seen_by_a_student(
    edit: Page, origin: str, file: Path, new_context: Callable[..., BrowserContext]
) -> None:
    line = LESSON[: LESSON.index("### Which")].count("\n") + 1
    replace(edit, "- (x) Green", "- ( ) Green")
    link = edit.locator(".found a[data-line]").first
    expect(link).to_have_text(f"Line {line}")
    expect(edit.locator("#tally")).to_contain_text("1 mistake")
    expect(edit.locator(".lines > .is-mistake")).to_have_count(1)
    assert edit.locator(".lines > div").nth(line - 1).get_attribute("class") == "is-mistake"
    save(edit)
    expect(state(edit)).to_contain_text("Kept as a draft")
    assert file.read_text(encoding="utf-8") == LESSON
    link.click()
    assert selected(edit) == "### Which colour is grass? {#sky-grass}"
    replace(edit, "- ( ) Green", "- (x) Light green")
    expect(edit.locator("#tally")).not_to_contain_text("mistake,")
    save(edit)
    expect(state(edit)).to_contain_text("Saved at")
    assert "- (x) Light green" in file.read_text(encoding="utf-8")
    student = new_context().new_page()
    as_student(origin, student)
    student.goto(f"{origin}/lessons/{SLUG}/quizzes/sky-quiz")
    student.get_by_role("button", name="Start").click()
    expect(student.get_by_text("Light green")).to_be_visible()


def selected(page: Page) -> str:
    found: str = source(page).evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    return found


def test_a_link_with_a_line_puts_the_cursor_there(edit: Page, origin: str) -> None:
    edit.goto(f"{origin}/instructor/lessons/{SLUG}/edit?line=7")
    assert selected(edit) == "First paragraph of the lesson."
    expect(source(edit)).to_be_focused()


# Two texts of one lesson


def test_two_tabs_never_overwrite_each_other(edit: Page, origin: str, file: Path) -> None:
    other = edit.context.new_page()
    other.goto(edit.url)
    replace(edit, "First", "Mine")
    replace(other, "First", "Theirs")
    save(other)
    edit.keyboard.press("Control+s")
    expect(edit.get_by_role("heading", name="Two texts of one lesson")).to_be_visible()
    expect(edit.locator(".difference del").first).to_have_text("Theirs ")
    expect(edit.locator(".difference ins").first).to_have_text("Mine ")
    assert "Theirs paragraph" in file.read_text(encoding="utf-8")
    edit.get_by_role("button", name="Save mine over theirs").click()
    assert "Mine paragraph" in file.read_text(encoding="utf-8")
    replace(other, "Theirs", "Later")
    other.keyboard.press("Control+s")
    other.get_by_role("link", name="Go on with mine").click()
    expect(source(other)).to_have_value(LESSON.replace("First", "Later"))
    save(other)
    assert "Later paragraph" in file.read_text(encoding="utf-8")
    other.goto(f"{origin}/instructor/lessons/{SLUG}/history")
    assert other.locator("tbody tr").count() >= 4


def test_an_edit_of_the_file_in_between_is_not_overwritten(edit: Page, file: Path) -> None:
    replace(edit, "First", "Mine")
    outside = LESSON.replace("First", "Outside")
    file.write_text(outside, encoding="utf-8")
    edit.keyboard.press("Control+s")
    expect(edit.get_by_role("heading", name="Two texts of one lesson")).to_be_visible()
    assert file.read_text(encoding="utf-8") == outside
    edit.get_by_role("link", name="Take theirs").click()
    expect(source(edit)).to_have_value(outside)


def test_an_older_version_can_be_restored(edit: Page, origin: str, file: Path) -> None:
    replace(edit, "First", "Second")
    save(edit)
    edit.goto(f"{origin}/instructor/lessons/{SLUG}/history")
    edit.get_by_role("link", name="What changed").nth(1).click()
    edit.get_by_role("button", name="Restore this version").click()
    expect(edit.locator(".notice[role=status]")).to_contain_text("Saved at")
    assert file.read_text(encoding="utf-8") == LESSON


# The keyboard


def test_the_keyboard_saves_and_tab_leaves_the_text(edit: Page, file: Path) -> None:
    replace(edit, "First", "Second")
    expect(state(edit)).to_have_text("Not saved yet")
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("Saved at")
    assert "Second" in file.read_text(encoding="utf-8")
    expect(source(edit)).to_be_focused()
    edit.keyboard.press("Tab")
    expect(source(edit)).not_to_be_focused()
    assert "\t" not in source(edit).input_value()
    edit.keyboard.press("Shift+Tab")
    expect(source(edit)).to_be_focused()


def test_leaving_is_questioned_only_with_unsaved_text(edit: Page, origin: str) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    edit.on("dialog", answer)
    replace(edit, "First", "Second")
    edit.get_by_role("link", name="Students", exact=True).click(no_wait_after=True)
    expect(source(edit)).to_have_value(LESSON.replace("First", "Second"))
    assert asked == ["beforeunload"]
    save(edit)
    edit.get_by_role("link", name="History").click()
    expect(edit.get_by_role("heading", name="History")).to_be_visible()
    assert asked == ["beforeunload"]


def insert(page: Page, kind: str) -> str:
    page.get_by_text("Insert a question or a poll", exact=True).click()
    page.get_by_role("button", name=kind, exact=True).click()
    return source(page).input_value()


def test_what_is_put_in_before_the_text_was_entered_comes_last(edit: Page) -> None:
    text = insert(edit, "Numeric")
    assert text.startswith(LESSON)
    assert "{#marathon}" in text[len(LESSON) :]


@pytest.mark.parametrize("at", [0, 6, len("---\ntitle: The sky\n---")])
def test_nothing_is_put_into_the_front_matter(edit: Page, at: int) -> None:
    source(edit).focus()
    source(edit).evaluate("(e, at) => e.setSelectionRange(at, at)", at)
    text = insert(edit, "Numeric")
    head, rest = "---\ntitle: The sky\n---\n", text.partition("\n## Colours")
    assert text.startswith(f"{head}\n###")
    assert "{#marathon}" in rest[0]


def test_a_picture_put_in_before_the_text_was_entered_comes_last(edit: Page) -> None:
    edit.get_by_role("button", name="Insert a picture").click()
    dialog = edit.get_by_role("dialog", name="Insert a picture")
    small = {"name": "x.png", "mimeType": "image/png", "buffer": picture()}
    dialog.get_by_label("The picture").set_input_files([small])  # type: ignore[list-item]
    dialog.get_by_label("What it shows").fill("A blue box")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_hidden()
    line = "![A blue box](pictures/x.png)"
    expect(source(edit)).to_have_value(re.compile(re.escape(f"{LESSON}\n{line}")))


def test_every_type_of_question_can_be_put_in_and_taken_back(edit: Page) -> None:
    source(edit).evaluate("e => e.setSelectionRange(e.value.length, e.value.length)")
    for name in (*types(), "numeric"):
        edit.get_by_text("Insert a question or a poll", exact=True).click()
        edit.get_by_role("button", name=name.capitalize(), exact=True).click()
    text = source(edit).input_value()
    assert "{#marathon}" in text
    assert "{#marathon-2}" in text
    assert not re.search(r"\S\n###", text)
    expect(edit.locator("#tally")).not_to_contain_text("mistake,")
    expect(edit.locator(".paper").get_by_text("How long is a marathon").first).to_be_visible()
    expect(edit.locator("#preview-note")).to_be_empty()
    for _ in range(len(types()) + 1):
        edit.keyboard.press("Control+z")
    expect(source(edit)).to_have_value(LESSON)


# Nothing is lost


def test_text_outlives_a_crash_of_the_window(edit: Page, origin: str, file: Path) -> None:
    replace(edit, "First", "Unsaved")
    until(edit, "() => Object.keys(localStorage).some(key => key.startsWith('lesson '))")
    again = edit.context.new_page()
    # No question is asked, and no event is sent: the window is gone.
    edit.close(run_before_unload=False)
    again.set_viewport_size(WIDE)
    again.goto(f"{origin}/instructor/lessons/{SLUG}/edit")
    expect(source(again)).to_have_value(LESSON)
    again.get_by_role("button", name="Bring it back").click()
    expect(source(again)).to_have_value(LESSON.replace("First", "Unsaved"))
    save(again)
    assert "Unsaved" in file.read_text(encoding="utf-8")
    again.reload()
    expect(again.get_by_role("button", name="Bring it back")).to_be_hidden()


def test_text_stays_when_the_program_does_not_answer(edit: Page, file: Path) -> None:
    edit.route(re.compile("/edit"), lambda route: route.abort())
    replace(edit, "First", "Second")
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("does not answer. Your text is still here.")
    expect(source(edit)).to_have_value(LESSON.replace("First", "Second"))
    edit.unroute(re.compile("/edit"))
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("Saved at")
    assert "Second" in file.read_text(encoding="utf-8")


def test_text_stays_when_the_session_has_ended(
    edit: Page, origin: str, teacher: Visitor, file: Path
) -> None:
    edit.context.clear_cookies(name="session")
    replace(edit, "First", "Second")
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("Not saved: This page had been open for too long")
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("Saved at")
    edit.context.clear_cookies(name="instructor")
    replace(edit, "Second", "Third")
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("Not saved: This browser is no longer the instructor's")
    token = teacher.cookies["instructor"]
    edit.context.add_cookies([{"name": "instructor", "value": token, "url": origin}])
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_contain_text("Saved at")
    assert "Third" in file.read_text(encoding="utf-8")


def test_what_is_typed_before_the_script_has_come_counts(
    page: Page, origin: str, file: Path
) -> None:
    late: list[Route] = []
    page.route("**/editor.js*", lambda route: late.append(route))
    with page.expect_request("**/editor.js*"):
        page.goto(f"{origin}/instructor/lessons/{SLUG}/edit", wait_until="commit")
    source(page).fill(LESSON.replace("- (x) Green", "- ( ) Green"))
    late[0].continue_()
    expect(state(page)).to_have_text("Not saved yet")
    expect(page.locator("#tally")).to_contain_text("1 mistake")


def test_what_is_typed_while_a_save_is_on_its_way_is_not_taken_for_saved(
    edit: Page, file: Path
) -> None:
    held: list[Callable[[], None]] = []
    edit.route(
        re.compile("/edit"),
        lambda route: (
            held.append(route.continue_)
            if "go=save" in (route.request.post_data or "")
            else route.continue_()
        ),
    )
    replace(edit, "First", "Second")
    edit.keyboard.press("Control+s")
    expect(state(edit)).to_have_text("Saving…")
    replace(edit, "paragraph", "piece")
    held.pop()()
    expect(state(edit)).to_contain_text("Saved at")
    edit.unroute(re.compile("/edit"))
    assert "Second paragraph" in file.read_text(encoding="utf-8")
    assert edit.evaluate("isDirty()")
    save(edit)
    assert "Second piece" in file.read_text(encoding="utf-8")


# The preview


def test_the_preview_follows_and_can_be_switched(edit: Page) -> None:
    paper = edit.locator(".paper")
    expect(paper).to_contain_text("First paragraph of the lesson.")
    expect(paper).to_contain_text("Which colour is grass?")
    expect(paper).not_to_contain_text("note-for-the-instructor")
    replace(edit, "First", "Second")
    expect(paper).to_contain_text("Second paragraph of the lesson.")
    edit.get_by_label("With the key").check()
    expect(paper).to_contain_text("note-for-the-instructor")
    expect(paper).to_contain_text("Not right")
    edit.get_by_label("On paper").check()
    expect(paper).not_to_contain_text("note-for-the-instructor")
    expect(paper.locator(".no-answer").first).to_be_hidden()
    edit.get_by_label("As a student").check()
    expect(paper.locator(".no-answer").first).to_be_visible()


def test_a_broken_text_leaves_the_last_good_preview(edit: Page) -> None:
    replace(edit, "- (x) Green", "- ( ) Green")
    expect(edit.locator("#preview-note")).to_contain_text("Below is how it was before")
    expect(edit.locator(".paper")).to_contain_text("First paragraph of the lesson.")


def test_ids_of_a_lesson_meet_nothing_of_the_page(edit: Page, file: Path) -> None:
    ids = ("source", "save-state", "editor", "tally", "picture", "rescue", "preview-note")
    replace(edit, "First", "".join(f'<p id="{name}">{name}</p>' for name in ids) + "\n\nFirst")
    expect(edit.locator(".paper p#source")).to_have_count(1)
    save(edit)
    expect(state(edit)).to_contain_text("Saved at")
    assert '<p id="source">' in file.read_text(encoding="utf-8")


def test_line_numbers_stay_beside_their_lines(edit: Page) -> None:
    source(edit).fill(LESSON + "\n".join("long words " * n for n in range(40)) + "\n\nسبق\n" * 30)
    for size in (WIDE, TABLET, NARROW):
        edit.set_viewport_size(size)
        until(
            edit,
            "() => document.querySelector('.lines').scrollHeight"
            " === document.getElementById('source').scrollHeight",
        )
    assert edit.locator(".lines > div").count() == source(edit).input_value().count("\n") + 1
    source(edit).evaluate("e => { e.scrollTop = 500; }")
    until(edit, "() => document.querySelector('.lines').scrollTop === 500")


def test_links_of_the_preview_leave_the_text_alone(edit: Page) -> None:
    replace(edit, "First", "[There](reading.md) and a note[^1].\n\n[^1]: The note.\n\nFirst")
    link = edit.locator(".paper").get_by_role("link", name="There")
    expect(link).to_be_visible()
    with edit.context.expect_page() as opened:
        link.click()
    assert opened.value.url.endswith(("/reading", "/join"))
    edit.locator(".paper a.footnote-ref").click()
    expect(source(edit)).to_be_visible()


# Pictures


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return out.getvalue()


PASTE = """(area, data) => {
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], "Blue Box.png", {type: "image/png"}));
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_a_picture_is_pasted_with_words_for_it(edit: Page, file: Path, lessons: Path) -> None:
    at = LESSON.index("First")
    source(edit).evaluate("(e, at) => e.setSelectionRange(at, at)", at)
    source(edit).evaluate(PASTE, base64.b64encode(picture()).decode())
    dialog = edit.get_by_role("dialog", name="Insert a picture")
    expect(dialog.get_by_label("What it shows")).to_be_focused()
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_role("alert")).to_contain_text("what the picture shows")
    dialog.get_by_label("What it shows").fill("A blue box")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_hidden()
    line = "![A blue box](pictures/blue-box.png)"
    expect(source(edit)).to_have_value(f"{LESSON[:at]}{line}\n\n{LESSON[at:]}")
    expect(edit.locator(".paper img")).to_have_attribute("src", "/pictures/blue-box.png")
    assert edit.locator(".paper img").evaluate("e => e.decode().then(() => e.naturalWidth)") == 40
    assert (lessons / "pictures" / "blue-box.png").is_file()


def test_a_picture_is_chosen_and_one_too_large_refused(edit: Page) -> None:
    edit.get_by_role("button", name="Insert a picture").click()
    dialog = edit.get_by_role("dialog", name="Insert a picture")
    huge = {"name": "x.png", "mimeType": "image/png", "buffer": b"x" * 10_000_001}
    dialog.get_by_label("The picture").set_input_files([huge])  # type: ignore[list-item]
    dialog.get_by_label("What it shows").fill("A blue box")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_role("alert")).to_contain_text("10 MB at most")
    small = {"name": "x.png", "mimeType": "image/png", "buffer": picture()}
    dialog.get_by_label("The picture").set_input_files([small])  # type: ignore[list-item]
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_hidden()
    assert "![A blue box](pictures/x.png)" in source(edit).input_value()


def test_fifty_megabytes_without_the_script_get_a_page_in_words(
    origin: str,
    teacher: Visitor,
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    huge = tmp_path / "huge.png"
    huge.write_bytes(b"x" * 50_000_000)
    context = new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in teacher.cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{origin}/instructor/pictures")
    page.get_by_label("The picture").set_input_files(huge)
    page.get_by_label("What it shows").fill("A blue box")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("A picture may have 10 MB at most")).to_be_visible()


# What every page must keep


def test_the_pages_are_accessible_light_and_dark(edit: Page, origin: str, file: Path) -> None:
    source(edit).evaluate(PASTE, base64.b64encode(picture()).decode())
    assert troubles(edit, "the dialog", ON_LAPTOP) == []
    edit.keyboard.press("Escape")
    edit.get_by_text("Insert a question or a poll", exact=True).click()
    replace(edit, "- (x) Green", "- ( ) Green")
    expect(edit.locator("#tally")).to_contain_text("1 mistake")
    assert troubles(edit, "a draft being written", ON_LAPTOP) == []
    save(edit)
    for path in paths(edit, origin, file):
        edit.goto(f"{origin}{path}")
        open_all(edit)
        assert troubles(edit, path, (Look(NARROW), Look(TABLET), *ON_LAPTOP)) == []


def paths(page: Page, origin: str, file: Path) -> list[str]:
    """All pages about the lesson, with a draft and a conflict among them."""
    lesson = f"/instructor/lessons/{SLUG}"
    page.goto(f"{origin}{lesson}/edit")
    file.write_text(LESSON.replace("First", "Outside"), encoding="utf-8")
    replace(page, "First", "Mine")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile("/conflict/"))
    conflict = urlsplit(page.url).path
    version = conflict.rpartition("/")[2]
    return [
        "/instructor/lessons",
        "/instructor/pictures",
        lesson,
        f"{lesson}/edit",
        f"{lesson}/edit?version={version}&view=key",
        f"{lesson}/edit?view=print",
        f"{lesson}/history",
        f"{lesson}/history/{version}",
        conflict,
    ]
