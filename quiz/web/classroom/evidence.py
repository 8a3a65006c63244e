"""The evidence map on the projector: which paragraphs the class cited for its answers."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from quiz.content.reading import paragraphs, passage
from quiz.model import Lesson
from quiz.web.classroom.blueprint import asked_to_show, classroom, projected
from quiz.web.classroom.evidence_page import evidence_page
from quiz.web.classroom.sitting import ONE
from quiz.web.classroom.sitting_work import sitting_work
from quiz.web.services import services


@classroom.get(f"{ONE}/items/<item_id>/evidence")
def evidence(sitting_id: int, item_id: str) -> Response | str:
    """The reading with each paragraph shaded by how often each camp of answers cited it."""
    work = sitting_work(sitting_id)
    number, item = work.item(item_id)
    reading = services().folder.course().reading
    if not item.evidence:
        abort(404, "This question doesn't ask which paragraphs support the answer.")
    if not isinstance(reading, Lesson):
        abort(404, "The reading can't be shown just now, so there is nothing to point at.")
    known = paragraphs(reading)
    show = asked_to_show("key")
    read = next((one for one in known if one.anchor == request.args.get("read")), None)
    return projected(
        "classroom/evidence.html",
        ("map",),
        work.own,
        work=work,
        number=number,
        item=item,
        show=show,
        read=read,
        passage=passage(reading, read.anchor) if read else "",
        reading_lang=reading.lang,
        map=evidence_page(item, work.responses(item), known, with_key=bool(show)),
    )
