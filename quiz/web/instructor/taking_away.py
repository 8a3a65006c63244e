"""Lessons for another program: what is lost there is seen first, then the file is saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from quiz.exchange.alike import Alike
from quiz.exchange.export_report import as_here, different, left_out, without_settings
from quiz.exchange.exporting import Carried, Exported, ExportFormat, formats
from quiz.exchange.shipping import Load, file_name, load
from quiz.model import BrokenLesson, Lesson
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.downloads import download
from quiz.web.services import services

FEW = 20
"""Questions of one kind of loss that are named where not all are asked for."""


@dataclass(frozen=True)
class Asked:
    """A format, what addresses call it, and the lessons that are to be written in it."""

    kind: str
    format: ExportFormat
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The questions that are lost in one way: how many, and by reason, like with like."""

    said: str
    number: int
    groups: tuple[Alike[Carried], ...]


@instructor.get("/take-away")
def take_away() -> str:
    """The choice of a format and of lessons; where both are chosen, what is lost there."""
    lessons, asked = services().folder.course().lessons, _asked()
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
        **(_report(asked) if asked else {}),
    )


@instructor.get("/take-away/file")
def take_away_file() -> Response:
    """The file itself."""
    asked = _asked()
    if asked is None:
        abort(404, "Choose a format and at least one lesson first.")
    shipment = _loaded(asked).shipment
    name = file_name(shipment, asked.kind, asked.format)
    return download(name, asked.format.export(shipment).data, asked.format.media_type)


def _asked() -> Asked | None:
    """What is asked for; None where a choice is missing. Aborts where it can't be met."""
    kind, slugs = request.args.get("format", ""), request.args.getlist("lesson")
    if not kind or not slugs:
        return None
    if kind not in formats():
        abort(404, "This program can't write such a format. Choose one of those on the page.")
    return Asked(kind, formats()[kind], tuple(slugs))


def _loaded(asked: Asked) -> Load:
    """Raises `NotFound` where the course has no such lesson."""
    here = services()
    return load(here.folder.course(), asked.slugs, here.renderer, here.pictures.find)


def _report(asked: Asked) -> dict[str, object]:
    loaded = _loaded(asked)
    exported = asked.format.export(loaded.shipment)
    return {
        "exported": exported,
        "exact": sum(as_here(one) for one in exported.items),
        "told": _told(exported),
        "settings": without_settings(exported),
        "as_here": as_here,
        "titles": {one.slug: one.title for one in loaded.shipment.lessons},
        "left_out": loaded.broken,
        "every": "every" in request.args,
        "few": FEW,
        "name": file_name(loaded.shipment, asked.kind, asked.format),
    }


def _told(exported: Exported) -> list[Told]:
    ways = {"Left out": left_out(exported), "Different there": different(exported)}
    return [Told(said, _how_many(groups), groups) for said, groups in ways.items() if groups]


def _how_many(groups: tuple[Alike[Carried], ...]) -> int:
    """How many questions stand in some groups. One can stand in several."""
    return len({id(item) for group in groups for item in group.things})
