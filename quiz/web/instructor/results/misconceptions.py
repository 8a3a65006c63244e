"""What the current class misunderstood, over all quizzes."""

from __future__ import annotations

from flask import render_template

from quiz import charts
from quiz.misconceptions import FEWEST
from quiz.misconceptions import misconceptions as find
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.results.analysis import names_hidden
from quiz.web.instructor.results.first_attempts import class_work
from quiz.web.instructor.results.tag_names import tag_names


@instructor.get("/misconceptions")
def misconceptions() -> str:
    """The tags that wrong answers showed, the worst first."""
    work = class_work()
    found = find(work.answered)
    return render_template(
        "instructor/misconceptions.html",
        answered=bool(work.answered),
        found=found,
        common=[one for one in found if one.is_common],
        rare=[one for one in found if one.shown and not one.is_common],
        unseen=[one for one in found if not one.shown],
        bars={one.tag: charts.bar(one.shown / one.met) for one in found},
        fewest=FEWEST,
        names=tag_names(),
        students=work.names,
        titles=work.titles,
        hidden=names_hidden(),
    )
