"""`export`: lessons for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._new_file import refuse_existing, write_whole
from quiz.cli._options import lessons_folder, lessons_option

if TYPE_CHECKING:
    from quiz.content.assembly import Snapshot
    from quiz.exchange.exporting import Exported, ExportFormat
    from quiz.exchange.shipping import Load

_ALL = "To see all questions of each kind, add `--report FILE`: it writes them into a file."


class _Command(click.Command):
    """A command whose help lists the formats; they are imported only for that."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from quiz.exchange.exporting import formats

        if rows := [(key, one.name) for key, one in formats().items()]:
            with formatter.section("Formats"):
                formatter.write_dl(rows)


@click.command(cls=_Command)
@click.argument("format_", metavar="FORMAT")
@click.argument("lesson", nargs=-1, metavar="[LESSON]…")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The new file. [default: named after the lesson or the course, in the current folder]",
)
@lessons_option
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the whole report, with every question in it, into this new file.",
)
@click.option("--report-only", is_flag=True, help="Say what would be lost, and export nothing.")
@click.pass_obj
def command(
    home: Path,
    format_: str,
    lesson: tuple[str, ...],
    output: Path | None,
    lessons: Path | None,
    force: bool,
    report: Path | None,
    report_only: bool,
) -> None:
    """Take lessons to Moodle, Canvas and other programs.

    LESSON is a file such as 03-how-is-the-case-built.md, or the last part of its address such as
    how-is-the-case-built; without one, all lessons are exported. The report says what the other
    program can't hold, or does otherwise. docs/exchange.md says how the file is imported there.
    """
    from quiz.exchange.export_report import export_lines, report_of
    from quiz.exchange.shipping import file_name

    to = _format(format_)
    loaded, exported = _export(lessons_folder(home, lessons), to, lesson)
    path = output or Path(file_name(loaded.shipment, format_, to))
    told, writes = report_of(loaded, exported), bool(loaded.shipment.lessons) and not report_only
    if writes and not force:
        refuse_existing(path, " with -o, or replace it with --force")
    # All is written before anything is said, so that it is there whole for whoever reads no
    # further, such as `head`.
    if report:
        _write_report(report, path, export_lines(to.name, told, None))
    if writes:
        write_whole(path, exported.data)
    for line in export_lines(to.name, told):
        click.echo(line)
    if not loaded.shipment.lessons:
        click.echo("There is no lesson that could be exported.", err=True)
        sys.exit(1)
    for line in _ending(to, path if writes else None, report):
        click.echo(line)


def _write_report(report: Path, path: Path, lines: Iterable[str]) -> None:
    refuse_existing(report)
    if report.resolve() == path.resolve():
        raise click.BadParameter("The report and the file for the other program need two names.")
    write_whole(report, "\n".join([*lines, ""]).encode())


def _ending(to: ExportFormat, path: Path | None, report: Path | None) -> Iterator[str]:
    """What was written, and where it is taken next."""
    yield ""
    yield f"All questions of each kind: {report}" if report else _ALL
    if path:
        yield f"Written: {path}"
        yield to.program


def _format(key: str) -> ExportFormat:
    from quiz.exchange.exporting import formats

    if key not in formats():
        listed = ", ".join(formats())
        raise click.BadParameter(f"There is no format `{key}`; the formats are: {listed}.")
    return formats()[key]


def _export(folder: Path, to: ExportFormat, named: Sequence[str]) -> tuple[Load, Exported]:
    """What could be exported, and the file that came of it."""
    from quiz.content.course import CourseFolder
    from quiz.content.pictures import PictureFolder
    from quiz.content.render import Renderer
    from quiz.exchange.shipping import load

    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        now = CourseFolder(folder, renderer).snapshot()
        slugs = [_slug(now, name) for name in named]
        loaded = load(now.course, slugs, renderer, PictureFolder(folder).find)
        return loaded, to.export(loaded.shipment)
    finally:
        renderer.close()


def _slug(now: Snapshot, name: str) -> str:
    """The address of a lesson that is called by it, or by its file."""
    file = name.replace("\\", "/").rpartition("/")[2]
    if file in now.lessons:
        return now.pages[file].slug
    if now.course.lesson(name) is None:
        known = ", ".join(lesson.slug for lesson in now.course.lessons) or "none"
        raise click.BadParameter(f"There is no lesson `{name}`; the lessons are: {known}.")
    return name
