"""The projector's blueprint. Only the instructor opens its pages, but the whole class looks at
them: none holds a name, and what gives something away is sent only where its address asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, g, jsonify, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from quiz.model import Class
from quiz.web import security
from quiz.web.instructor.blueprint import common, require_instructor
from quiz.web.instructor.door import door

VERSION_HEADER = "X-Version"
"""What the page's own script sends: the version of the parts that it shows."""

classroom = Blueprint("classroom", __name__)
classroom.before_request(security.require_laptop)
classroom.before_request(require_instructor)
classroom.context_processor(common)


def projected(template: str, parts: Sequence[str], own: Class, **shown: Any) -> Response | str:
    """A page of a class with its door, or, for the page's script, what has changed of its parts.

    Each of the `parts` is a template of its own, `classroom/_PART.html`. The script gets all of
    them where their version isn't the one that it has, so that no page can miss a change.
    """
    g.current_class = own
    shown |= {"own": own, "door": door(own)}
    made = {name: render_template(f"classroom/_{name}.html", **shown) for name in ("door", *parts)}
    version = hashlib.sha256("\0".join(made.values()).encode()).hexdigest()[:16]
    known = request.headers.get(VERSION_HEADER)
    if known is not None:
        return jsonify(version=version, parts={} if known == version else made)
    # The templates of the parts have escaped what is in them.
    safe = {name: Markup(part) for name, part in made.items()}  # noqa: S704
    now = f"{datetime.now().astimezone():%H:%M}"
    return render_template(template, parts=safe, version=version, now=now, **shown)


def asked_to_show(*known: str) -> tuple[str, ...]:
    """Which of the `known` steps the address asks for. Each needs the first of them."""
    asked = request.args.getlist("show")
    return tuple(step for step in known if step in asked) if known[0] in asked else ()
