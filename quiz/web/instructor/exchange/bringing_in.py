"""Questions from elsewhere come in: the files, and which uploads wait."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import BringingInFailed
from quiz.exchange.importing import BankFile, formats
from quiz.exchange.lesson_making.new_lessons import Surroundings
from quiz.intake import read_files
from quiz.intake.around import around
from quiz.intake.holding import DAYS
from quiz.intake.reading import FULL
from quiz.storage import lesson_renames
from quiz.web.instructor.blueprint import instructor
from quiz.web.security import LARGEST_BANKS
from quiz.web.services import services

MOST_FILES = 50
_LONGEST_NAME = 80
_NAMELESS = "file"


@instructor.route("/bring-in", methods=["GET", "POST"])
def bring_in() -> str | tuple[str, int] | Response:
    """The form for the files; a post reads them and leads to what would become of them."""
    if request.method != "POST":
        return _page()
    try:
        intake = read_files(services().intakes, _sent(), _around)
    except BringingInFailed as error:
        return _page(error.message), 400
    return redirect(url_for("instructor.intake", token=intake.token), 303)


@instructor.post("/bring-in/<token>/throw-away")
def throw_away(token: str) -> Response:
    """Throw an upload away, with what was typed into its lessons."""
    services().intakes.remove(token)
    flash("Thrown away. The lessons of the course are as they were.")
    return redirect(url_for("instructor.bring_in"), 303)


def _page(problem: str = "") -> str:
    held = services().intakes
    held.tidy()
    every, full = held.every(), held.are_full()
    return render_template(
        "instructor/bring_in.html",
        problem=problem or (FULL if full else ""),
        full=full,
        waiting=[intake for intake in every if intake.waiting],
        settled=[intake for intake in every if not intake.waiting],
        endings=sorted({ending for one in formats().values() for ending in one.endings}),
        most=MOST_FILES,
        largest=LARGEST_BANKS,
        days=DAYS,
    )


def _sent() -> list[BankFile]:
    """The files under names that can be shown and told apart. Raises `BringingInFailed`."""
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent:
        raise BringingInFailed("Choose one or more files first.")
    if len(sent) > MOST_FILES:
        raise BringingInFailed(
            f"That is more than {MOST_FILES} files. Bring them in a few at a time."
        )
    names: list[str] = []
    for file in sent:
        names.append(_free(_plain(file.filename or ""), names))
    return [BankFile(name, file.read()) for name, file in zip(names, sent, strict=True)]


def _plain(name: str) -> str:
    """What an uploaded file is called, whatever the browser says: no folder, nothing unseen."""
    last = "".join(c if c.isprintable() else " " for c in name.replace("\\", "/")).split("/")[-1]
    stem, dot, ending = " ".join(last.split()).rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if len(stem) > _LONGEST_NAME:
        stem = f"{stem[:_LONGEST_NAME].strip()}…"
    return f"{stem or _NAMELESS}{dot}{ending[:10]}"


def _free(name: str, taken: list[str]) -> str:
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    return free


def _around() -> Surroundings:
    of = services()
    return around(of.intakes, of.folder, of.renderer, lesson_renames.in_use(of.db))
