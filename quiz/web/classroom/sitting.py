"""A sitting on the projector: how far the class is, and one question at a time."""

from __future__ import annotations

from werkzeug.wrappers import Response

from quiz.distribution import distribution, is_typed
from quiz.questions import types
from quiz.questions.parts.paper import letter
from quiz.web.classroom.blueprint import asked_to_show, classroom, projected
from quiz.web.classroom.sitting_work import sitting_work

ONE = "/sittings/<int(max=999999999):sitting_id>"
MOST_TYPED = 6
"""Different responses of those that were typed: more don't fit beside each other."""


@classroom.get(ONE)
def sitting(sitting_id: int) -> Response | str:
    """The way in, and how many have begun and are done."""
    work = sitting_work(sitting_id)
    return projected("classroom/sitting.html", ("counts",), work.own, work=work)


@classroom.get(f"{ONE}/items/<item_id>")
def item(sitting_id: int, item_id: str) -> Response | str:
    """One question; what was answered and what is right only where the address asks for it."""
    work = sitting_work(sitting_id)
    number, found = work.item(item_id)
    kind, show = types()[found.type], asked_to_show("answers", "typed", "key")
    given = work.responses(found) if show else []
    return projected(
        "classroom/item.html",
        ("counts", "answers"),
        work.own,
        work=work,
        number=number,
        item=found,
        show=show,
        module=kind.module,
        # The same order for everybody and at each reload; for options it is the author's.
        view=kind.ask(found.body, f"classroom/{work.sitting.id}/{found.id}"),
        spread=distribution(found, [(asked, one.given) for asked, one in given]) if show else None,
        by_person=kind.key(found.body) is None,
        is_typed=is_typed(found),
        letter=letter,
        most=MOST_TYPED,
    )
