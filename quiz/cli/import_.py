"""`import`: questions from other programs become lessons."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._new_file import refuse_existing, write_whole
from quiz.cli._options import data_folder, data_option, lessons_folder, lessons_option

if TYPE_CHECKING:
    from quiz.checking.run import Outcome
    from quiz.exchange.lesson_making.banks import Bank
    from quiz.exchange.lesson_making.new_lessons import NewLessons

_IN_COURSE = (
    "They are part of the course now. Where a class may take any quiz at any time, it can take "
    "these. To look at them first, use --archive."
)
_IN_ARCHIVE = "They are in the archive. The instructor's page Lessons brings them into the course."
_DRY = "Nothing was written, because of --dry-run."


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…"
)
@data_option
@lessons_option
@click.option("--archive", is_flag=True, help="Put the lessons into the archive, out of sight.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the whole report, with every question in it, into this new file.",
)
@click.pass_obj
def command(
    home: Path,
    files: tuple[Path, ...],
    data: Path | None,
    lessons: Path | None,
    archive: bool,
    dry_run: bool,
    report: Path | None,
) -> None:
    """Make lessons of questions from other programs.

    FILE is a file in one of the formats GIFT, Aiken and Moodle XML, or a folder of such files.
    Several can be given. Each file becomes a lesson, or several if it is long. No file that exists
    is changed. It works while the server runs, too. docs/exchange.md says more.
    """
    from quiz.cli._banks import bank_paths, read_banks, without_collecting
    from quiz.cli._import_words import check_lines, lesson_lines
    from quiz.exchange.lesson_making.import_report import report_lines

    if report:
        refuse_existing(report)
    folder = lessons_folder(home, lessons)
    with without_collecting():
        made, outcome = _make(folder, data_folder(home, data), read_banks(bank_paths(files)))
    if report:
        write_whole(report, "\n".join([*report_lines(made.report, None), ""]).encode())
    paths = [lesson.lesson.path for lesson in made.lessons]
    names = paths if dry_run else _write(folder, made, archive)
    for line in report_lines(made.report):
        click.echo(line)
    if not made.lessons:
        click.echo("No lesson was made.", err=True)
        sys.exit(1)
    for line in lesson_lines(made.lessons, names):
        click.echo(line)
    click.echo(_DRY if dry_run else _IN_ARCHIVE if archive else _IN_COURSE)
    for line in check_lines(outcome, dict(zip(paths, names, strict=True))):
        click.echo(line)


def _make(folder: Path, data: Path, banks: list[Bank]) -> tuple[NewLessons, Outcome]:
    """The new lessons, and what the check says of the course with them in it.

    They get no id of a question that waits at the desk, and no address that answers are stored for:
    `data` is the folder that knows of both.
    """
    from datetime import date

    from quiz.checking.material import material_of
    from quiz.checking.run import check
    from quiz.content.course import CourseFolder
    from quiz.content.render import Renderer
    from quiz.exchange.lesson_making.new_lessons import new_lessons
    from quiz.intake import Intakes
    from quiz.intake.around import around
    from quiz.storage import lesson_renames
    from quiz.storage.data_folder import DataFolder
    from quiz.storage.database import utc_now

    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        course = CourseFolder(folder, renderer)
        addresses = lesson_renames.in_use_from_beside(DataFolder(data))
        place = around(Intakes(data, utc_now), course, renderer, addresses)
        number = sum(len(bank.found) for bank in banks)
        with click.progressbar(label="Making lessons", length=number, file=sys.stderr) as bar:
            made = new_lessons(banks, place, bar.update)
        new = {lesson.file: (lesson.text, lesson.lesson) for lesson in made.lessons}
        pictures = [name.rpartition("/")[2] for name in made.pictures]
        then = course.joined(new, pictures)
        return made, check(material_of(then, date.today()))
    finally:
        renderer.close()


def _write(folder: Path, made: NewLessons, archive: bool) -> list[str]:
    """Write pictures and lessons; the paths of the lessons as messages show them."""
    from quiz.content.files import shown
    from quiz.content.lesson_files import ARCHIVE, LessonFiles
    from quiz.content.pictures import PictureFolder
    from quiz.errors import LessonFileError
    from quiz.exchange.lesson_making.question_pictures import with_pictures

    pictures, files = PictureFolder(folder), LessonFiles(folder)
    kept = {name: pictures.keep(drawn, name) for name, drawn in made.pictures.items()}
    put = files.create_archived if archive else files.create
    written: list[str] = []
    for lesson in made.lessons:
        try:
            put(lesson.file, with_pictures(lesson.text, kept))
        except LessonFileError:
            for name in written:
                click.echo(f"Written before this: {name}", err=True)
            raise
        where = folder / ARCHIVE / lesson.file if archive else folder / lesson.file
        written.append(shown(where))
    return written
