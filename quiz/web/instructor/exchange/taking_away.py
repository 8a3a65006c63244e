"""Lessons for another program: what is lost there is seen first, then the file is saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.exchange.alike import Alike
from quiz.exchange.export_report import Arrives, Departure, ExportReport
from quiz.exchange.exporting import ExportFormat, formats
from quiz.exchange.shipping import file_name
from quiz.model import BrokenLesson, Lesson
from quiz.outgoing import Held, Order, order_of
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.downloads import download
from quiz.web.services import services

FEW = 20
"""Questions of one kind of loss that are named where not all are asked for."""

ON_A_PAGE = 200
"""Questions on one page of all of them."""

PATIENCE = 1.0
"""Seconds that a page waits for a file. After that, it says that it is being made."""


@dataclass(frozen=True)
class Asked:
    """A file that is asked for: its format, and the order of it."""

    format: ExportFormat
    order: Order

    @property
    def slugs(self) -> tuple[str, ...]:
        """The addresses of the lessons, broken ones too."""
        loaded = self.order.loaded
        found: list[Lesson | BrokenLesson] = [*loaded.shipment.lessons, *loaded.broken]
        return tuple(one.slug for one in found)

    @property
    def name(self) -> str:
        """What the file is called on the disk of whoever saves it."""
        return file_name(self.order.loaded.shipment, self.order.kind, self.format)


@dataclass(frozen=True)
class Told:
    """The questions that are lost in one way: how many, and by reason, like with like."""

    said: str
    number: int
    groups: tuple[Alike[Departure], ...]


@instructor.get("/take-away")
def take_away() -> str:
    """The choice of a format and of lessons; where both are chosen, what is lost there."""
    lessons, asked = services().folder.course().lessons, _asked()
    held = services().outgoing.ask(asked.order, PATIENCE) if asked else None
    chosen = request.args.getlist("lesson")
    ticked = [] if "none" in request.args else [one.slug for one in lessons]
    return render_template(
        "instructor/take_away.html",
        formats=formats(),
        lessons=[one for one in lessons if isinstance(one, Lesson)],
        broken=[one for one in lessons if isinstance(one, BrokenLesson)],
        kind=request.args.get("format", ""),
        chosen=chosen or ticked,
        no_lesson="format" in request.args and not chosen,
        asked=asked,
        **(_told(held) if held else {}),
    )


@instructor.get("/take-away/file")
def take_away_file() -> Response:
    """The file of which the report was shown; where it would be another one now, its report."""
    asked, shown = _asked(), request.args.get("of", "")
    if asked is None:
        abort(404, "Choose a format and at least one lesson first.")
    held = services().outgoing.ask(asked.order, PATIENCE) if shown == asked.order.name else None
    if held is None:
        page = url_for(
            "instructor.take_away",
            format=asked.order.kind,
            lesson=asked.slugs,
            anew=1 if shown and shown != asked.order.name else None,
        )
        return redirect(page, 303)
    return download(asked.name, held.data, asked.format.media_type)


def _asked() -> Asked | None:
    """What is asked for; None where a choice is missing. Aborts where it can't be met."""
    kind, slugs = request.args.get("format", ""), request.args.getlist("lesson")
    if not kind or not slugs:
        return None
    if kind not in formats():
        abort(404, "This program can't write such a format. Choose one of those on the page.")
    folder = services().folder
    return Asked(
        formats()[kind],
        order_of(folder.snapshot(), kind, slugs, services().renderer, folder.path),
    )


def _told(held: Held) -> dict[str, object]:
    report = held.report
    ways = {"Left out": Arrives.LEFT_OUT, "Different there": Arrives.DIFFERENT}
    return {
        "held": held,
        "report": report,
        "as_here": len(report.of(Arrives.AS_HERE)),
        "told": [
            Told(said, len(found), report.groups(arrives))
            for said, arrives in ways.items()
            if (found := report.of(arrives))
        ],
        "few": FEW,
        **(_every(report) if "every" in request.args else {}),
    }


def _every(report: ExportReport) -> dict[str, object]:
    """All questions, a page of them at a time."""
    pages = -(-len(report.departures) // ON_A_PAGE)
    page = min(max(request.args.get("every", 1, type=int), 1), max(pages, 1))
    first = (page - 1) * ON_A_PAGE
    return {
        "every": report.departures[first : first + ON_A_PAGE],
        "first": first + 1,
        "page": page,
        "pages": pages,
    }
