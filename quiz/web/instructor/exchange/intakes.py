"""What was brought in: what becomes of every question, and where the new lessons go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.content.allowed import PICTURES
from quiz.content.parser import title_of
from quiz.exchange.importing import Fate
from quiz.exchange.lesson_making.import_report import ImportReport, summary
from quiz.exchange.tables.cells import written
from quiz.intake import Intake
from quiz.intake.holding import DAYS
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.downloads import FOR_EXCEL, download
from quiz.web.instructor.lessons.messages import Message, messages
from quiz.web.services import services
from quiz.web.taking_in import Outcome, settle, try_text

FEW = 20
"""Questions of one kind that the page names; its list names all."""

TOLD = {Fate.SKIPPED: "Left out", Fate.CHANGED: "Changed"}
"""The fates that are told question by question."""

FEW_LESSONS = 12
"""Lessons that are seen at once; the others are folded."""

TRIED = 10
"""Texts that were changed here whose mistakes the page knows; trying each takes a moment."""

_HEAD = ("File", "Line", "Question", "What became of it", "Why")


@dataclass(frozen=True)
class FileRow:
    """One uploaded file: how many of its questions have which fate, and why it can't be read."""

    name: str
    kept: int
    changed: int
    skipped: int
    broken: str


@dataclass(frozen=True)
class LessonRow:
    """One new lesson that waits. `messages` are there only where its text was changed here, and not
    for very many; `refused` says why it could not be taken in just now."""

    number: int
    title: str
    items: int
    bank: str
    ticked: bool
    edited: bool
    messages: tuple[Message, ...] | None
    refused: str


@instructor.get("/bring-in/<token>")
def intake(token: str) -> str:
    """What becomes of the questions, the lessons that wait, and those that went."""
    return _page(token, {})


@instructor.post("/bring-in/<token>")
def take_in(token: str) -> tuple[str, int] | Response:
    """Take the chosen lessons into the course, or put them into the archive."""
    numbers = frozenset(request.form.getlist("lesson", type=int))
    archive = request.form.get("go") == "archive"
    outcome = settle(token, numbers, archive=archive)
    if not numbers:
        flash("Choose at least one lesson first.")
    _say_what_went(outcome, "archive" if archive else "course")
    if outcome.refused:
        return _page(token, outcome.refused), 409
    return redirect(url_for("instructor.intake", token=token), 303)


def _say_what_went(outcome: Outcome, place: str) -> None:
    if outcome.done:
        lessons = "1 lesson is" if outcome.done == 1 else f"{outcome.done} lessons are"
        flash(f"{lessons} in the {place} now.")
    if outcome.stood:
        flash(
            "It stood there already, because only the note of it could not be stored before. "
            "Nothing came in twice."
            if outcome.stood == outcome.done == 1
            else f"{outcome.stood} of them stood there already, because only the note of it could "
            "not be stored before. Nothing came in twice."
        )


@instructor.get("/bring-in/<token>/list")
def intake_list(token: str) -> str:
    """Every question that was changed or left out, to be printed."""
    found = services().intakes.open(token)
    return render_template(
        "instructor/intake_list.html", intake=found, report=found.report, **_told(found.report)
    )


@instructor.get("/bring-in/<token>/list.csv")
def intake_file(token: str) -> Response:
    """The same for a spreadsheet."""
    report = services().intakes.open(token).report
    lines = [
        (one.file, one.line, one.words, said, " ".join(one.reasons))
        for fate, said in TOLD.items()
        for one in report.of(fate)
    ]
    broken = [(name, 1, "", TOLD[Fate.SKIPPED], why) for name, why in report.broken]
    text = written([_HEAD, *broken, *lines])
    return download("questions-brought-in.csv", text.encode(FOR_EXCEL))


@instructor.get("/bring-in/<token>/pictures/<name>")
def intake_picture(token: str, name: str) -> Response:
    """A picture that came along, before it is the course's. This program drew it."""
    drawn = services().intakes.open(token).picture(f"{PICTURES}/{name}")
    response = make_response(drawn.data)
    response.headers["Content-Type"] = "image/png" if drawn.ending == "png" else "image/jpeg"
    return response


def _page(token: str, refused: Mapping[int, str]) -> str:
    found = services().intakes.open(token)
    return render_template(
        "instructor/intake.html",
        intake=found,
        files=_file_rows(found),
        rows=_lesson_rows(found, refused),
        numbers={lesson.slug: number for number, lesson in found.lessons.items()},
        few=FEW,
        few_lessons=FEW_LESSONS,
        days=DAYS,
        **_told(found.report),
    )


def _told(report: ImportReport) -> dict[str, object]:
    groups = [(said, report.of(fate), report.groups(fate)) for fate, said in TOLD.items()]
    return {"summary": summary(report), "told": groups}


def _file_rows(found: Intake) -> list[FileRow]:
    counted = Counter((one.file, one.fate) for one in found.report.arrivals)
    broken = dict(found.report.broken)
    return [
        FileRow(
            name,
            kept=counted[name, Fate.KEPT],
            changed=counted[name, Fate.CHANGED],
            skipped=counted[name, Fate.SKIPPED],
            broken=broken.get(name, ""),
        )
        for name in found.files
    ]


def _lesson_rows(found: Intake, refused: Mapping[int, str]) -> list[LessonRow]:
    edited = [number for number in found.waiting if found.is_edited(number)]
    rows = []
    for number in found.waiting:
        lesson, tried = found.lessons[number], None
        text = found.text(number) if number in edited else ""
        if number in edited[:TRIED]:
            trial = try_text(found, text)
            tried = messages(trial.file, trial.problems, trial.warnings)
        rows.append(
            LessonRow(
                number=number,
                title=title_of(text) or lesson.title,
                items=lesson.items,
                bank=lesson.bank,
                ticked="none" not in request.args,
                edited=number in edited,
                messages=tried,
                refused=refused.get(number, ""),
            )
        )
    return rows
