"""Backups: what there is, one more by a button, and how to put one back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from quiz.backup.archive import Reason
from quiz.backup.making import MOST_AUTOMATIC, Kept
from quiz.diagnosis.words import size_in_words
from quiz.errors import StorageError
from quiz.web.instructor.blueprint import LINK_COMMAND, instructor
from quiz.web.services import services

RESTORE_COMMAND = LINK_COMMAND.replace("instructor-link", "restore")
"""What restores a backup, unless whoever started the server says otherwise."""
_WHY = {
    Reason.START: "When the program started",
    Reason.CLOSING: "After a quiz closed",
    Reason.ASKED: "You asked for it",
    Reason.BEFORE_RESTORE: "Before another backup was restored",
    Reason.BEFORE_UPDATE: "Before a newer version changed the database (marks only)",
}


@dataclass(frozen=True)
class Row:
    """One line of the list. `why` is '' for a file that can't be read."""

    kept: Kept
    why: str
    size: str


@instructor.get("/backups")
def backups() -> str:
    """The list of backups, and how to restore one."""
    found = services().backups.every()
    automatic = sum(kept.automatic for kept in found)
    return render_template(
        "instructor/backups.html",
        rows=[_row(kept) for kept in found],
        automatic=automatic,
        lasting=len(found) - automatic,
        most=MOST_AUTOMATIC,
        total=size_in_words(sum(kept.size for kept in found)),
        folder=services().backups.folder,
        problem=services().backups.problem,
        restore=current_app.config.get("RESTORE_COMMAND", RESTORE_COMMAND),
    )


@instructor.post("/backups")
def make_backup() -> Response:
    """Make one now."""
    try:
        kept = services().backups.make()
    except StorageError as error:
        flash(error.message)
    else:
        flash(f"The backup is made: {kept.path.name} ({size_in_words(kept.size)}).")
        if kept.manifest and kept.manifest.left_out:
            left = ", ".join(kept.manifest.left_out)
            flash(f"Left out, because they are links or have unsuitable names: {left}.")
    return redirect(url_for("instructor.backups"), 303)


@instructor.get("/backups/<name>")
def backup_file(name: str) -> Response:
    """One backup, to be kept elsewhere."""
    found = {kept.path.name: kept.path for kept in services().backups.every()}
    if name not in found or found[name].suffix != ".zip":
        abort(404, "There is no such backup any more. Newer ones may have taken its place.")
    return send_file(found[name], mimetype="application/zip", as_attachment=True)


def _row(kept: Kept) -> Row:
    why = _WHY[kept.manifest.reason] if kept.manifest else ""
    return Row(kept, why, size_in_words(kept.size))
