"""`import` and `export`: what they write, what they say first, and what they leave alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from quiz.cli import cli
from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.errors import DamagedDatabase
from quiz.exchange import exporting, importing
from quiz.exchange.exporting import Carriage, Carried, Exported, ExportFormat, Shipment
from quiz.intake import Intakes
from quiz.intake.holding import write
from quiz.model import Course, Lesson
from quiz.storage import lesson_renames
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database, utc_now
from tests.conftest import ALL_TYPES
from tests.exchange.samples import LineFormat, found, made, png, question
from tests.storage.samples import begin
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
ROOT = Path(__file__).resolve().parents[1]


class ListFormat(ExportFormat):
    """Writes the stems. Leaves out what a person grades, and loses hints."""

    name = "List"
    program = "Print it."
    ending = ".txt"
    media_type = "text/plain"

    def export(self, shipment: Shipment) -> Exported:
        carried = []
        for lesson in shipment.lessons:
            for quiz in lesson.quizzes:
                for item in quiz.items:
                    losses, carriage = (), Carriage.EXACT
                    if item.type == "open response":
                        losses, carriage = ("It can't be marked there.",), Carriage.OMITTED
                    elif item.hint:
                        losses, carriage = ("The hint is not in the file.",), Carriage.DEGRADED
                    carried.append(Carried(lesson.slug, quiz.id, item, carriage, losses))
        stems = "\n".join(shipment.html.inline(one.item.stem) for one in carried)
        return Exported(stems.encode(), tuple(carried), ("Polls are not in the file.",))


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """A copy of the course of all types."""
    return Path(shutil.copytree(ALL_TYPES, tmp_path / "lessons"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lessons: Path) -> Run:
    monkeypatch.setattr(importing, "formats", lambda: {"lines": LineFormat()})
    monkeypatch.setattr(exporting, "formats", lambda: {"a-list": ListFormat()})
    monkeypatch.chdir(tmp_path)

    def one(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(one) for one in arguments], obj=tmp_path)

    return one


def course(folder: Path) -> Course:
    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        return CourseFolder(folder, renderer).course()
    finally:
        renderer.close()


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_file_becomes_a_lesson_of_the_course(run: Run, tmp_path: Path, lessons: Path) -> None:
    before = files(lessons)
    (tmp_path / "bees.lines").write_text("Bees sting.=true\nno question\nHow many wings?=4\n")
    result = run("import", "bees.lines")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Of 3 questions: 2 as they are, 1 left out.\n")
    assert "1 × A line has no `=`.\n    bees.lines:2  no question\n" in result.stdout
    assert "lessons/04-bees.md  bees: 2 questions\n" in result.stdout
    assert "They are part of the course now" in result.stdout
    assert "What the check says about them" in result.stdout
    after = files(lessons)
    assert {name for name in after if after[name] != before.get(name)} == {"04-bees.md"}
    made = course(lessons)
    assert [problem for problem in made.problems if "bees" in problem.path] == []
    assert [lesson.slug for lesson in made.lessons][-1] == "bees"


def test_the_check_is_short_and_says_that_lessons_can_be_taken_as_they_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quiz.cli._import_words.KINDS", 2)
    (tmp_path / "bees.lines").write_text("Bees sting.=true\nHow many wings?=4\n")
    said = run("import", "bees.lines").stdout.partition("What the check says about them")[2]
    assert "Students can take them as they are." in said
    assert "The rules for writing questions ask for more, most often:" in said
    assert "mistake" not in said
    assert len(re.findall(r"^\d+ × ", said, re.MULTILINE)) == 2
    assert re.search(r"and \d+ more kinds?\. The editor", said)


def test_the_check_is_about_the_new_lessons_alone(run: Run, tmp_path: Path, lessons: Path) -> None:
    (lessons / "01-all-types.md").write_text("---\ntitle: Broken\n---\n\n### What? {#x}\n")
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    said = run("import", "bees.lines").stdout.partition("What the check says about them")[2]
    assert "lessons/04-bees.md:" in said
    assert "01-all-types" not in said


def test_folders_are_searched_and_files_of_other_kinds_left_alone(
    run: Run, tmp_path: Path, lessons: Path
) -> None:
    (tmp_path / "banks" / "old").mkdir(parents=True)
    (tmp_path / "banks" / "a.lines").write_text("A=1\n")
    (tmp_path / "banks" / "old" / "B.LINES").write_text("B=1\n")
    (tmp_path / "banks" / "notes.doc").write_text("C=1\n")
    (tmp_path / "single.lines").write_text("D=1\n")
    result = run("import", "banks", "single.lines", "banks/a.lines")
    assert result.exit_code == 0
    slugs = [lesson.slug for lesson in course(lessons).lessons]
    assert slugs[-3:] == ["a", "b", "single"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_of_a_file_says_nothing_to_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "\x1b[2J\nbees.lines").write_text("Nothing\n")
    said = run("import", "banks").stdout
    assert "banks/ [2J bees.lines:1" in said


def test_twice_the_same_file_makes_two_lessons_and_says_what_changed(
    run: Run, tmp_path: Path, lessons: Path
) -> None:
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    assert run("import", "bees.lines").exit_code == 0
    assert run("import", "bees.lines").exit_code == 0
    made = course(lessons)
    assert [lesson.slug for lesson in made.lessons][-2:] == ["bees", "bees-2"]
    assert [problem for problem in made.problems if "bees" in problem.path] == []


def test_no_id_that_waits_at_the_desk_comes_in(run: Run, tmp_path: Path, lessons: Path) -> None:
    intakes = Intakes(tmp_path / "instance", utc_now)
    (tmp_path / "instance").mkdir()
    with intakes.under_way() as folder:
        write(
            DataFolder(intakes.data), folder, ["waits.gift"], made(found(question("Bees sting.")))
        )
        waits = intakes.hold(folder)
    assert "{#bees-sting}" in waits.text(1)
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    assert run("import", "bees.lines").exit_code == 0
    assert "### Bees sting. {#bees-sting-2}" in (lessons / "04-bees.md").read_text()


def test_no_address_that_answers_are_stored_for_comes_in(
    run: Run, tmp_path: Path, lessons: Path
) -> None:
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    with Database(tmp_path / "data") as db:  # a server that runs
        begin(db, lesson="bees")
        result = run("import", "bees.lines", "--data", tmp_path / "data")
        assert result.exit_code == 0, result.output
        assert lesson_renames.in_use(db) == {"bees"}
    assert (lessons / "04-bees-2.md").exists()


def test_a_database_that_is_damaged_is_said_before_anything_is_written(
    run: Run, tmp_path: Path, lessons: Path
) -> None:
    before = files(lessons)
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "second-reading.db").write_text("no database " * 1000)
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    result = run("import", "bees.lines")
    assert isinstance(result.exception, DamagedDatabase)
    assert files(lessons) == before


def test_dry_run_writes_nothing_and_says_all(run: Run, tmp_path: Path, lessons: Path) -> None:
    before = files(tmp_path)
    (tmp_path / "bees.lines").write_text("Bees sting.=true\npicture=red\n")
    result = run("import", "bees.lines", "--dry-run")
    assert result.exit_code == 0
    assert "lessons/04-bees.md  bees: 2 questions" in result.stdout
    assert "Nothing was written" in result.stdout
    assert "missing" not in result.stdout
    (tmp_path / "bees.lines").unlink()
    assert files(tmp_path) == before


def test_the_archive_keeps_lessons_out_of_sight(run: Run, tmp_path: Path, lessons: Path) -> None:
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    result = run("import", "bees.lines", "--archive")
    assert "lessons/archive/04-bees.md" in result.stdout
    assert "lessons/archive/04-bees.md:" in result.stdout
    assert (lessons / "archive" / "04-bees.md").is_file()
    assert "bees" not in [lesson.slug for lesson in course(lessons).lessons]
    again = run("import", "bees.lines")
    assert "lessons/04-bees-2.md" in again.stdout


def test_pictures_are_kept_beside_those_that_are_there(
    run: Run, tmp_path: Path, lessons: Path
) -> None:
    (lessons / "pictures").mkdir()
    (lessons / "pictures" / "a.png").write_bytes(png("blue"))
    (tmp_path / "bees.lines").write_text("picture=red\n")
    assert run("import", "bees.lines").exit_code == 0
    assert (lessons / "pictures" / "a.png").read_bytes() == png("blue")
    assert "(pictures/a-2.png)" in (lessons / "04-bees.md").read_text()
    assert [problem for problem in course(lessons).problems if "bees" in problem.path] == []


def test_the_whole_report_can_be_written_into_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n" + "not one\n" * 9)
    assert "and 6 more" in run("import", "bees.lines", "--report", "report.txt").stdout
    written = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert all(f"bees.lines:{line}  not one\n" in written for line in range(2, 11))


@pytest.mark.parametrize("name", ["bees.lines", "no/such/folder.txt"])
def test_a_report_that_can_not_be_written_stops_before_anything_is(
    run: Run, tmp_path: Path, lessons: Path, name: str
) -> None:
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    before = files(tmp_path)
    result = run("import", "bees.lines", "--report", name)
    assert result.exit_code == 1
    assert "Choose another" in result.stderr
    assert files(tmp_path) == before


def test_nothing_came_in_is_told_by_the_exit_code(run: Run, tmp_path: Path, lessons: Path) -> None:
    before = files(lessons)
    (tmp_path / "bees.lines").write_text("no question\n!\n")
    (tmp_path / "empty").mkdir()
    for named in ("bees.lines", "empty"):
        result = run("import", named)
        assert result.exit_code == 1
        assert "No lesson was made." in result.stderr
    assert files(lessons) == before
    assert run("import", "gone.lines").exit_code == 2
    assert run("import").exit_code == 2


def test_a_file_that_is_none_of_the_kinds_costs_the_others_nothing(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "bees.lines").write_text("Bees sting.=true\n")
    (tmp_path / "bees.doc").write_text("Bees sting.=true\n")
    result = run("import", "bees.doc", "bees.lines")
    assert result.exit_code == 0
    assert "bees.doc: This file is none of the kinds that can be read: Lines." in result.stdout
    assert "1 as they are" in result.stdout


def test_losses_are_said_and_where_the_file_is(run: Run, tmp_path: Path) -> None:
    result = run("export", "a-list", "-o", "out.txt")
    assert result.exit_code == 0, result.output
    first, rest = result.stdout.split("\n", 1)
    assert first.startswith("Of ")
    assert "left out." in first
    assert "It can't be marked there.\n    lessons/01-all-types.md:" in rest
    assert "Polls are not in the file." in rest
    assert "add `--report FILE`" in rest
    assert rest.endswith("Written: out.txt\nPrint it.\n")
    assert (tmp_path / "out.txt").read_bytes()


def test_every_question_of_an_export_can_be_had_in_a_file(run: Run, tmp_path: Path) -> None:
    result = run("export", "a-list", "--report", "report.txt", "-o", "out.txt")
    assert "All questions of each kind: report.txt\n" in result.stdout
    written = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "    and " not in written
    assert written.count("    lessons/") >= result.stdout.count("    lessons/")


@pytest.mark.parametrize("report", ["mine.txt", "no/such/folder.txt", "out.txt", "./out.txt"])
def test_a_report_that_can_not_be_written_stops_an_export_too(
    run: Run, tmp_path: Path, report: str
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    before = files(tmp_path)
    assert run("export", "a-list", "--report", report, "-o", "out.txt").exit_code in (1, 2)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "gift", "-o", "made.gift", "--report", "report.txt"),
        ("import", "bank.gift", "--report", "report.txt"),
    ],
)
def test_a_reader_that_stops_costs_nothing_of_what_is_written(
    tmp_path: Path, lessons: Path, arguments: tuple[str, ...]
) -> None:
    """A real process whose pipe is closed before it says its first word, as `| head -0` does."""
    (tmp_path / "bank.gift").write_text("One? {T}\n\nTwo? {F}\n\nThree\n", encoding="utf-8")
    before = files(tmp_path).keys()
    command = [sys.executable, str(ROOT / "app.py"), *arguments, "--lessons", str(lessons)]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)
    assert "Traceback" not in done.stderr
    written = {name: data for name, data in files(tmp_path).items() if name not in before}
    assert len(written) == 2
    assert all(written.values())


@pytest.mark.parametrize("named", ["at-once", "02-at-once.md", "lessons/02-at-once.md"])
def test_a_lesson_is_named_by_its_address_or_its_file(run: Run, tmp_path: Path, named: str) -> None:
    result = run("export", "a-list", named)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "at-once-a-list.txt").is_file()


def test_report_only_writes_nothing(run: Run, tmp_path: Path) -> None:
    before = files(tmp_path)
    assert run("export", "a-list", "--report-only").exit_code == 0
    assert files(tmp_path) == before


def test_no_file_is_replaced_unless_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("mine")
    refused = run("export", "a-list", "-o", "out.txt")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert (tmp_path / "out.txt").read_text() == "mine"
    assert run("export", "a-list", "-o", "out.txt", "--force").exit_code == 0
    assert (tmp_path / "out.txt").read_text() != "mine"


def test_a_broken_lesson_is_named_and_the_others_are_exported(
    run: Run, tmp_path: Path, lessons: Path
) -> None:
    (lessons / "02-at-once.md").write_text("---\ntitle: Broken\n---\n\n### What? {#x}\n")
    result = run("export", "a-list", "-o", "out.txt")
    assert result.exit_code == 0
    assert "lessons/02-at-once.md has mistakes and is not in the file." in result.stdout
    alone = run("export", "a-list", "at-once", "-o", "alone.txt")
    assert alone.exit_code == 1
    assert not (tmp_path / "alone.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pdf"], "the formats are: a-list"),
        (["a-list", "nowhere"], "There is no lesson `nowhere`; the lessons are: all-types"),
        (["a-list", "-o", "no/such/folder.txt"], "can't be written"),
    ],
)
def test_what_is_not_there_is_said_in_words(run: Run, arguments: list[str], said: str) -> None:
    result = run("export", *arguments)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_the_help_lists_the_formats(run: Run) -> None:
    assert "a-list  List" in run("export", "--help").output


GIFT = """\
$CATEGORY: $course$/top/Bees/Legs

// last year's
::legs:: [html]<p>How many <b>legs</b> has a bee?</p> {=six#Yes. ~four}

::sting:: Bees sting. {T}

A description.
"""


def test_a_running_program_shows_new_lessons_and_their_quizzes_can_be_taken(
    make_app: Callable[..., Flask], tmp_path: Path, lessons: Path
) -> None:
    app = make_app(lessons)
    student = Visitor(app.test_client())
    student.join("Student One")
    (tmp_path / "old.gift").write_bytes(GIFT.encode("cp1252").replace(b"\n", b"\r\n"))
    arguments = ["import", str(tmp_path / "old.gift"), "--lessons", str(lessons)]
    result = CliRunner().invoke(cli, arguments, obj=tmp_path)
    assert result.exit_code == 0, result.output
    assert "2 as they are, 1 left out" in result.stdout
    assert "A description." in result.stdout
    made = course(lessons).lesson("bees")
    assert isinstance(made, Lesson)
    assert [item.id for quiz in made.quizzes for item in quiz.items] == ["legs", "sting"]
    student.start("bees", made.quizzes[0].id)
    assert "How many legs has a bee?" in student.words
