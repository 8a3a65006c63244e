"""A teacher brings questions in and takes a lesson away, in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.live import ALL_TYPES, Live, Visitor, code_at
from quiz.outgoing.making import MOST_HERE
from tests.browser.looking import AT_DESK, WIDE, lost_by_keyboard, open_all, troubles

LONG = "Why does the author repeat the claim about honeybees on the roofs of the town " * 6
BANKS = {
    "bees.gift": f"""\
::Legs:: How many legs has a bee? {{=six ~eight#That is a spider.}}

::Nectar:: Bees make {{=honey =%50%wax}} of nectar.

::Broken:: This one has no end {{=a ~b

{LONG} {{T}}
""",
    "wasps with a very long name that says what is in it and when it was made.txt": """\
Which insect makes honey?
A. The wasp
B. The bee
ANSWER: B
""",
    "ants.xml": """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="truefalse">
  <name><text>Ants</text></name>
  <questiontext format="html"><text><![CDATA[<p>Ants can fly.</p>]]></text></questiontext>
  <answer fraction="100"><text>true</text></answer>
  <answer fraction="0"><text>false</text></answer>
</question>
</quiz>
""",
}


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exchange") / "lessons"
    shutil.copytree(ALL_TYPES, folder)
    (folder / "90-broken.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def live(serve: Callable[..., Live], lessons: Path) -> Live:
    return serve(lessons)


@pytest.fixture
def banks(tmp_path: Path) -> list[str]:
    for name, text in BANKS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in BANKS]


@pytest.fixture
def form(page: Page, origin: str) -> Page:
    page.set_viewport_size(WIDE)
    page.goto(f"{origin}/instructor/lessons")
    page.get_by_role("link", name="Bring in questions").click()
    return page


def drop(page: Page, files: list[str]) -> None:
    """Drop files from the desktop onto the field, as the mouse does."""
    box = page.get_by_label("The files").bounding_box()
    assert box
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": files, "dragOperationsMask": 1}
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 20}
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


def read(page: Page) -> None:
    page.get_by_role("button", name="Read the files").click()
    page.wait_for_url("**/bring-in/*")


def as_student(page: Page, origin: str, path: str) -> None:
    page.goto(f"{origin}/join")
    page.get_by_label("Class code").fill(code_at(urlsplit(origin).port or 0))
    page.get_by_label("Your name").fill("Student One")
    page.get_by_role("button", name="Join").first.click()
    page.goto(f"{origin}{path}")


def test_three_files_are_dropped_seen_corrected_and_taken_in(
    form: Page, origin: str, banks: list[str], new_context: Callable[..., BrowserContext]
) -> None:
    page = form
    drop(page, banks)
    expect(page.locator("#chosen li")).to_have_count(3)
    read(page)
    expect(page.locator(".summary")).to_have_text(
        "Of 6 questions: 4 as they are, 1 changed, 1 left out. Nothing of it is in the course yet."
    )
    expect(page.get_by_role("checkbox")).to_have_count(3)
    expect(page.get_by_text("::Broken:: This one has no end")).to_be_visible()
    page.get_by_role("link", name=re.compile("Look and correct ?: bees")).click()
    source = page.get_by_label("The lesson, in Markdown")
    text = source.input_value()
    source.fill(text.replace("- (x) six", "- ( ) six"))
    expect(page.locator("#tally")).to_contain_text("1 mistake")
    expect(page.get_by_text("can be taken in as it is")).not_to_be_attached()
    expect(page.locator(".lines > .is-mistake")).to_have_count(1)
    source.fill(text.replace("has a bee?", "has one bee?"))
    expect(page.locator("#tally")).not_to_contain_text("mistake")
    expect(page.get_by_text("can be taken in as it is")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("How many legs has one bee?")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator("#save-state")).to_contain_text("Kept at")
    page.get_by_role("link", name="Done: take it in").click()
    expect(page.get_by_text("You changed it")).to_be_visible()
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("status").first).to_have_text("3 lessons are in the course now.")
    student = new_context().new_page()
    as_student(student, origin, "/lessons/bees/quizzes/questions")
    student.get_by_role("button", name="Start").click()
    expect(student.get_by_text("How many legs has one bee?")).to_be_visible()
    page.get_by_role("link", name="bees", exact=True).click()
    expect(page.get_by_text("That is a spider.")).to_be_visible()


def test_a_changed_question_is_found_in_its_text(form: Page, banks: list[str]) -> None:
    form.get_by_label("The files").set_input_files(banks[0])
    read(form)
    form.get_by_role("link", name="See it : Nectar").first.click()
    source = form.get_by_label("The lesson, in Markdown")
    expect(source).to_be_focused()
    chosen = source.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert re.fullmatch(r"### .*\{#nectar(-\d)?\}", chosen)
    expect(form.locator(".paper").get_by_text("nectar")).to_be_in_viewport()


def test_what_is_too_much_is_refused_before_it_is_sent(form: Page, tmp_path: Path) -> None:
    huge = tmp_path / "huge.gift"
    huge.write_bytes(b"x" * 50_000_001)
    form.get_by_label("The files").set_input_files(huge)
    expect(form.locator("#refused")).to_contain_text("50.0 MB is the most")
    form.get_by_role("button", name="Read the files").click()
    expect(form.locator("#refused")).to_contain_text("Choose fewer")
    assert form.url.partition("?")[0].endswith("/bring-in")


def test_what_is_too_much_gets_a_page_in_words_without_the_script(
    origin: str, teacher: Visitor, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    huge = tmp_path / "huge.gift"
    huge.write_bytes(b"x" * 60_000_000)
    context = new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in teacher.cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{origin}/instructor/bring-in")
    page.get_by_label("The files").set_input_files(huge)
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_text("The files are over 50 MB together")).to_be_visible()


def test_while_files_are_read_the_page_says_so(form: Page, banks: list[str]) -> None:
    form.get_by_label("The files").set_input_files(banks[0])
    # The event alone: while a page is being left, nothing of it can be asked for.
    form.locator("#bringing").dispatch_event("submit")
    expect(form.get_by_role("progressbar", name="Going on")).to_be_visible()
    expect(form.get_by_text("The files are being read.")).to_be_visible()
    expect(form.get_by_role("button", name="Read the files")).to_be_disabled()


def test_the_losses_of_a_lesson_are_seen_and_then_its_file_saved(page: Page, origin: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{origin}/instructor/lessons/all-types")
    page.get_by_role("link", name="Take to another program").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="See what arrives").click()
    expect(page.get_by_text("Different there: ")).to_be_visible()
    settings = page.locator(".alike").last
    settings.locator("summary").click()
    expect(settings.locator("li").first).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save the file").click()
    assert saving.value.suggested_filename.startswith("all-types-")
    assert Path(saving.value.path()).stat().st_size > 1000


def many(folder: Path) -> Path:
    """A course with more questions than are exported while one waits."""
    folder.mkdir()
    for lesson in range(6):
        names = (f"q{lesson}-{number}" for number in range(MOST_HERE))
        items = "".join(f"### Is it {name}? {{#{name}}}\n\n= true\n\n" for name in names)
        text = f"---\ntitle: Many {lesson}\n---\n\n{items}"
        (folder / f"0{lesson}-many-{lesson}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("script", [True, False])
def test_a_file_that_takes_long_is_waited_for(
    serve: Callable[..., Live],
    by_http: Callable[[int], Visitor],
    new_context: Callable[..., BrowserContext],
    tmp_path_factory: pytest.TempPathFactory,
    script: bool,
) -> None:
    live = serve(many(tmp_path_factory.mktemp("many") / "lessons"))
    teacher = by_http(live.port)
    teacher.get(live.way_in())
    origin = f"http://127.0.0.1:{live.port}"
    context = new_context(java_script_enabled=script)
    context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in teacher.cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{origin}/instructor/take-away")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="See what arrives").click()
    with page.expect_download(timeout=60_000) as saving:
        page.get_by_role("link", name="Save the file").click(timeout=60_000)
    assert Path(saving.value.path()).stat().st_size > 1000


def test_the_pages_are_accessible_light_and_dark(form: Page, origin: str, banks: list[str]) -> None:
    page, here = form, f"{origin}/instructor"
    page.get_by_label("The files").set_input_files(banks)
    look(page, "files that are chosen")
    read(page)
    waits = page.url.partition("?")[0]
    page.get_by_role("link", name=re.compile("Look and correct ?: bees")).click()
    source = page.get_by_label("The lesson, in Markdown")
    source.fill(source.input_value().replace("- (x) six", "- ( ) six"))
    expect(page.locator("#tally")).to_contain_text("1 mistake")
    look(page, "a text with a mistake")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator("#save-state")).to_contain_text("Kept at")
    page.goto(waits)
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_text("It has mistakes")).to_be_visible()
    look(page, "what was taken in, and what was refused")
    every = "&".join(f"lesson={slug}" for slug in ("all-types", "at-once", "broken"))
    for path in (
        f"{waits}/list",
        f"{here}/bring-in",
        f"{here}/take-away",
        f"{here}/take-away?format={kind(page, here)}&{every}&every=1",
        f"{here}/lessons",
    ):
        page.goto(path)
        look(page, path)


def kind(page: Page, here: str) -> str:
    page.goto(f"{here}/take-away")
    return page.get_by_role("radio").first.get_attribute("value") or ""


def look(page: Page, name: str) -> None:
    page.set_viewport_size(WIDE)
    # The workbench is the editor's, whose keys have tests of their own.
    if not page.locator(".workbench").count():
        assert lost_by_keyboard(page, name) == []
    open_all(page)
    assert troubles(page, name, AT_DESK) == []
