"""Broken lessons: each kind gets its own message with the right line; the others keep working."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.model import BrokenLesson, Lesson
from tests.content.broken.cases import CASES, FRONT, ITEM, QUIZ, Case


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    yield renderer
    renderer.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one good lesson, in the folder `lessons` of the current folder."""
    monkeypatch.chdir(tmp_path)
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "01-good.md").write_text(FRONT + QUIZ.replace("legs", "good-legs"))
    return lessons


def test_there_are_enough_kinds() -> None:
    assert len({case.kind for case in CASES}) == len(CASES) >= 40


def _case(case: Case) -> Any:
    """A case with its name; the one that waits for the time limit is slow."""
    marks = [pytest.mark.slow] if case.words == "takes too long" else []
    return pytest.param(case, id=case.kind, marks=marks)


@pytest.mark.parametrize("case", [_case(case) for case in CASES])
def test_broken_lesson(case: Case, folder: Path, renderer: Renderer) -> None:
    source = case.source if isinstance(case.source, bytes) else case.source.encode()
    (folder / "02-broken.md").write_bytes(source)
    course = CourseFolder(folder, renderer).course()
    found = [(problem.line, problem.message) for problem in course.problems]
    assert {problem.path for problem in course.problems} == {"lessons/02-broken.md"}
    assert any(line == case.line and case.words in message for line, message in found), found
    assert all(1 <= line <= source.count(b"\n") + 1 for line, _ in found)
    good, broken = course.lessons
    assert isinstance(good, Lesson)
    assert isinstance(broken, BrokenLesson)
    assert broken.slug == "broken"


def test_a_kind_of_mistake_has_words_of_its_own() -> None:
    """No two kinds ask for the same words, apart from those that are the same mistake."""
    same = {"This file is empty", "NUL character", "has no title", "starts with a heading"}
    same |= {"isn't a number of minutes", "stands inside unclosed HTML"}
    words = [case.words for case in CASES if case.words not in same]
    assert sorted(set(words)) == sorted(words)


def _folder(path: Path) -> None:
    path.mkdir()


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere.md")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _outside(path: Path) -> None:
    secret = path.parent.parent / "secret.md"
    secret.write_text(FRONT)
    path.symlink_to(secret)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


ODD_FILES: list[tuple[Callable[[Path], None], str]] = [
    (_folder, "This is a folder"),
    (_dangling, "leads nowhere"),
    (_loop, "leads nowhere"),
    (_outside, "out of the lessons folder"),
    (_pipe, "isn't an ordinary file"),
]


@pytest.mark.skipif(os.name == "nt", reason="symbolic links and pipes need rights there")
@pytest.mark.parametrize(("make", "words"), ODD_FILES)
def test_odd_file(
    make: Callable[[Path], None], words: str, folder: Path, renderer: Renderer
) -> None:
    make(folder / "02-odd.md")
    course = CourseFolder(folder, renderer).course()
    (problem,) = course.problems
    assert (problem.path, problem.line) == ("lessons/02-odd.md", 1)
    assert words in problem.message
    assert isinstance(course.lessons[0], Lesson)
    assert isinstance(course.lessons[1], BrokenLesson)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file"
)
def test_unreadable_file(folder: Path, renderer: Renderer) -> None:
    (folder / "02-odd.md").write_text(FRONT)
    (folder / "02-odd.md").chmod(0)
    (problem,) = CourseFolder(folder, renderer).course().problems
    assert "may not be read" in problem.message


def test_refused_file(folder: Path, renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `test_unreadable_file`, for everyone."""
    (folder / "02-odd.md").write_text(FRONT)
    opened = Path.open

    def refuse(path: Path, *args: str, **options: str) -> object:
        if path.name == "02-odd.md":
            raise PermissionError
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    (problem,) = CourseFolder(folder, renderer).course().problems
    assert "may not be read" in problem.message


CROSS: list[tuple[str, dict[str, str], str, int, str]] = [
    (
        "same item id in two files",
        {"02-a.md": FRONT + ITEM, "03-b.md": FRONT + "\n" + ITEM},
        "03-b.md",
        5,
        "by the question in lessons/02-a.md, line 4",
    ),
    (
        "same address",
        {"02-a.md": FRONT, "03-a.md": FRONT},
        "03-a.md",
        1,
        "`a`, which lessons/02-a.md has already",
    ),
    ("bad file name", {"Bienen über.md": FRONT}, "Bienen über.md", 1, "name can't be an address"),
    *(
        (f"address of {name}.md", {f"02-{name}.md": FRONT}, f"02-{name}.md", 1, "Rename this file")
        for name in ("index", "reading", "original", "guide")
    ),
    (
        "unknown see",
        {
            "reading.md": "## P1 {#p1}\n",
            "02-a.md": FRONT + ITEM.replace("\n\n", "\nsee: P9\n\n", 1),
        },
        "02-a.md",
        5,
        "no anchor `P9`",
    ),
    (
        "unknown evidence",
        {
            "reading.md": "## P1 {#p1}\n",
            "02-a.md": FRONT + ITEM.replace("\n\n", "\nsee: P1\nevidence: P1, P8\n\n", 1),
        },
        "02-a.md",
        6,
        "no anchor `P8`",
    ),
    (
        "see without a reading",
        {"02-a.md": FRONT + ITEM.replace("\n\n", "\nsee: P9\n\n", 1)},
        "02-a.md",
        5,
        "no reading.md",
    ),
    (
        "unknown anchor in front matter",
        {"reading.md": "## P1 {#p1}\n", "02-a.md": "---\ntitle: A\nreading: P1-P2\n---\n"},
        "02-a.md",
        3,
        "no anchor `P2`",
    ),
    (
        "unknown not-with",
        {"02-a.md": FRONT + ITEM.replace("\n\n", "\nnot-with: good-leg\n\n", 1)},
        "02-a.md",
        5,
        "Did you mean `good-legs`?",
    ),
    (
        "not-with itself",
        {"02-a.md": FRONT + ITEM.replace("\n\n", "\nnot-with: legs\n\n", 1)},
        "02-a.md",
        5,
        "names this question itself",
    ),
    (
        "not-with in one quiz",
        {
            "02-a.md": FRONT
            + QUIZ.replace("}\n\n-", "}\nnot-with: wings\n\n-")
            + "\n### How many wings? {#wings}\n\n= 4\n"
        },
        "02-a.md",
        7,
        "both are in “Exit quiz”",
    ),
    (
        "link to no file",
        {"02-a.md": FRONT + "\nSee [this](01-goood.md).\n"},
        "02-a.md",
        5,
        "Did you mean `01-good.md`?",
    ),
    (
        "link to no anchor",
        {"02-a.md": FRONT + "\nSee [this](01-good.md#exitt).\n"},
        "02-a.md",
        5,
        "Did you mean `exit`?",
    ),
    (
        "link to no anchor, below links to longer ones",
        {
            "reading.md": "## P11 {#p11}\n\n## P10 {#p10}\n",
            "02-a.md": FRONT + "\n[a](reading.md#p11 'P11')\n[b]: reading.md#p10\n\n"
            "reading.md#p1 is [b].\n\n[c](reading.md#p1) [d](reading.md#p10)\n",
        },
        "02-a.md",
        10,
        "leads to `#p1`",
    ),
    (
        "link to no anchor, below a character that is a line end to some",
        {"02-a.md": FRONT + "\n\u2028 \x85\n\n[this](#top)\n"},
        "02-a.md",
        7,
        "`#top`",
    ),
    ("link to no heading", {"02-a.md": FRONT + "\n\n[this](#top)\n"}, "02-a.md", 6, "`#top`"),
    ("link out of the folder", {"02-a.md": FRONT + "\n[this](../x.md)\n"}, "02-a.md", 5, "../x.md"),
    ("questions in the reading", {"reading.md": ITEM}, "reading.md", 1, "can't hold questions"),
    (
        "setting of the reading",
        {"reading.md": "---\nminutes: 1\n---\n"},
        "reading.md",
        2,
        "`title`",
    ),
    ("broken index", {"index.md": "---\ntitle: Bees\n"}, "index.md", 1, "never ends"),
    (
        "original without an anchor",
        {"reading.md": "## P1 {#p1}\n\n## P2 {#p2}\n", "original.md": "## P1 {#p1}\n"},
        "original.md",
        1,
        "the ids P2",
    ),
]


@pytest.mark.parametrize(
    ("files", "path", "line", "words"), [case[1:] for case in CROSS], ids=[c[0] for c in CROSS]
)
def test_mistakes_between_files(
    files: dict[str, str], path: str, line: int, words: str, folder: Path, renderer: Renderer
) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    course = CourseFolder(folder, renderer).course()
    (problem,) = course.problems
    assert (problem.path, problem.line) == (f"lessons/{path}", line), problem
    assert words in problem.message
    assert isinstance(course.lesson("good"), Lesson)


def test_a_lesson_never_has_the_address_of_a_page(folder: Path, renderer: Renderer) -> None:
    for name in ("02-reading.md", "03-reading.md", "Guide.md", "reading.md"):
        (folder / name).write_text(FRONT)
    course = CourseFolder(folder, renderer).course()
    slugs = [lesson.slug for lesson in course.lessons]
    assert slugs == ["good", "reading-2", "reading-3", "guide-2"]
    assert [problem.path[8:] for problem in course.problems] == [
        *("02-reading.md", "03-reading.md", "Guide.md")
    ]
    assert isinstance(course.reading, Lesson)


def test_everything_at_once(folder: Path, renderer: Renderer) -> None:
    """`check` lists the mistakes of all files, with those within one file by their lines."""
    for number, case in enumerate(CASES):
        source = case.source if isinstance(case.source, bytes) else case.source.encode()
        if case.words != "takes too long":
            (folder / f"{number + 2:03}-kind{number}.md").write_bytes(source)
    course = CourseFolder(folder, renderer).course()
    assert len(course.lessons) == len(CASES)
    assert {problem.path for problem in course.problems} == {
        f"lessons/{path.name}" for path in folder.iterdir() if path.name != "01-good.md"
    }
    assert list(course.problems) == sorted(course.problems)
