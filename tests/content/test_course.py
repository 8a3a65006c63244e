"""The folder as a course that follows its files."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.content.course import CourseFolder
from quiz.content.files import slug_of
from quiz.content.render import Renderer
from quiz.model import BrokenLesson, Course, Lesson
from tests.content.broken.cases import FRONT, ITEM, QUIZ


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    yield renderer
    renderer.close()


def write(folder: Path, **files: str) -> None:
    """Files of these names (`_` stands for a hyphen), and with these titles and texts."""
    for name, text in files.items():
        title = name.strip("_")
        (folder / f"{name.strip('_').replace('_', '-')}.md").write_text(
            text or f"---\ntitle: {title}\n---\n\nBees.\n"
        )


def titles(course: Course) -> list[str]:
    return [lesson.title for lesson in course.lessons]


def test_order_and_addresses(tmp_path: Path, renderer: Renderer) -> None:
    for name in ("10-ten", "2-two", "01_one", "final-test", "about", "2b-more", "README", ".hid"):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n")
    (tmp_path / "notes.txt").write_text("not a lesson")
    course = CourseFolder(tmp_path, renderer).course()
    assert titles(course) == ["01_one", "2-two", "10-ten", "2b-more", "about", "final-test"]
    assert [lesson.slug for lesson in course.lessons] == [
        *("one", "two", "ten", "2b-more", "about", "final-test")
    ]
    assert course.problems == ()


def test_slug_of_a_file_name() -> None:
    assert slug_of("01-where-to.md") == "where-to"
    assert slug_of("2024.md") == "2024"
    assert slug_of("Reading.md") == "reading"
    assert slug_of("01-über.md") == ""
    assert slug_of("photo.png") == ""


def test_index_reading_original(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, _01_a="", index="---\ntitle: Bees\nlang: en\n---\n\nAbout *bees*.\n")
    write(tmp_path, reading="## P1 {#p1}\n\nBees.\n", original="## P1 {#p1}\n\nWords.\n")
    course = CourseFolder(tmp_path, renderer).course()
    assert (course.title, course.lang, course.intro) == ("Bees", "en", "About *bees*.")
    assert isinstance(course.reading, Lesson)
    assert isinstance(course.original, Lesson)
    assert (course.reading.slug, course.reading.title) == ("reading", "The reading")
    assert course.problems == ()


def test_without_index_and_reading(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, _01_a="")
    course = CourseFolder(tmp_path, renderer).course()
    assert (course.title, course.reading, course.original) == ("Lessons", None, None)
    assert course.problems == ()


def test_changes_are_seen_at_once(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, _01_a="")
    folder = CourseFolder(tmp_path, renderer)
    first = folder.course()
    assert folder.course() is first
    write(tmp_path, _02_b=FRONT + ITEM)
    assert titles(folder.course()) == ["01_a", "Bees"]
    # The same size, and perhaps the same time stamp.
    write(tmp_path, _02_b=FRONT.replace("Bees", "Wasp") + ITEM)
    assert titles(folder.course()) == ["01_a", "Wasp"]
    write(tmp_path, _02_b=FRONT + ITEM.replace("(x)", "( )"))
    broken = folder.course().lessons[1]
    assert isinstance(broken, BrokenLesson)
    assert (broken.slug, broken.title) == ("b", "Bees")
    (tmp_path / "02-b.md").unlink()
    assert titles(folder.course()) == ["01_a"]


def test_old_files_are_not_read_again(
    tmp_path: Path, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, _01_a="", _02_b=FRONT + ITEM)
    for path in tmp_path.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    folder = CourseFolder(tmp_path, renderer)
    first = folder.course()
    opened: list[str] = []
    original = Path.open

    def count(path: Path, *args: str, **options: str) -> object:
        opened.append(path.name)
        return original(path, *args, **options)

    monkeypatch.setattr(Path, "open", count)
    assert folder.course() is first
    assert opened == []
    write(tmp_path, _02_b=FRONT + QUIZ)
    opened.clear()
    second = folder.course()
    assert opened == ["02-b.md"]
    assert second.lessons[0] is first.lessons[0]


def test_a_repaired_file_lets_another_go(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, _01_a=FRONT + ITEM, _02_b=FRONT + "\n" + ITEM)
    folder = CourseFolder(tmp_path, renderer)
    assert isinstance(folder.course().lessons[1], BrokenLesson)
    write(tmp_path, _01_a=FRONT + ITEM.replace("{#legs}", "{#feet}"))
    assert isinstance(folder.course().lessons[1], Lesson)
    assert folder.course().problems == ()


def test_see_of_a_broken_file_is_not_held_against_others(
    tmp_path: Path, renderer: Renderer
) -> None:
    write(tmp_path, _01_a=FRONT + ITEM.replace("\n\n", "\nnot-with: wings\n\n", 1))
    write(tmp_path, _02_b=FRONT + "### How many wings? {#wings}\n")
    assert [
        problem.path[-7:] for problem in CourseFolder(tmp_path, renderer).course().problems
    ] == ["02-b.md"]


def test_two_lessons_with_one_address(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, _01_a="", _02_a="")
    course = CourseFolder(tmp_path, renderer).course()
    assert [lesson.slug for lesson in course.lessons] == ["a", "a-2"]
    assert isinstance(course.lesson("a"), Lesson)
    assert isinstance(course.lesson("a-2"), BrokenLesson)


@pytest.mark.parametrize("name", ["missing", "file"])
def test_no_folder(name: str, tmp_path: Path, renderer: Renderer) -> None:
    (tmp_path / "file").write_text("bees")
    folder = CourseFolder(tmp_path / name, renderer)
    course = folder.course()
    assert course.lessons == ()
    (problem,) = course.problems
    assert "--lessons" in problem.message
    assert problem.path.endswith(name)


def test_folder_appears_later(tmp_path: Path, renderer: Renderer) -> None:
    folder = CourseFolder(tmp_path / "lessons", renderer)
    assert folder.course().lessons == ()
    (tmp_path / "lessons").mkdir()
    (problem,) = folder.course().problems
    assert "no lessons here yet" in problem.message
    write(tmp_path / "lessons", _01_a="")
    assert titles(folder.course()) == ["01_a"]


def test_links_between_lessons(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, reading="## P1 {#p1}\n", _02_b=FRONT + QUIZ)
    write(
        tmp_path,
        _01_a=FRONT + "\n## Top {#top}\n\n[a](reading.md#p1) [b](02-b.md#exit) [c](02-b.md#legs) "
        "[d](#top) [e](https://example.org/x.md) [f](original.md#p9) [g](mailto:a@example.org)\n",
    )
    assert CourseFolder(tmp_path, renderer).course().problems == ()


def test_many_threads_while_files_change(tmp_path: Path, renderer: Renderer) -> None:
    write(tmp_path, _01_a="")
    folder = CourseFolder(tmp_path, renderer)
    wrong: list[object] = []

    def read() -> None:
        for _ in range(30):
            try:
                if folder.course().lessons[0].slug != "a":
                    wrong.append("slug")
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(20):
        write(tmp_path, _01_a=FRONT + f"\nBees {number}.\n", **{f"_0{number % 7 + 2}_b": ""})
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_shipped_lessons_have_no_problems(renderer: Renderer) -> None:
    course = CourseFolder(Path(__file__).parents[2] / "lessons", renderer).course()
    assert course.problems == ()
    assert course.lessons
