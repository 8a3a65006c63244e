"""How students come into a class: the address, its QR code and the class's own code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno
from flask import current_app, request, url_for

from quiz.model import Class


@dataclass(frozen=True)
class Door:
    """`address` is what one types, with the `code`; `way_in`, in the QR code `qr`, has it in it.

    `others` are addresses to try where the first can't be reached. `qr` is a picture as a data URI.
    """

    is_open: bool
    address: str
    others: tuple[str, ...]
    code: str
    way_in: str
    qr: str


def door(own: Class) -> Door:
    """The door of a class, as it is now: a laptop changes networks."""
    known = current_app.config.get("STUDENT_ADDRESSES")
    address, *others = known() if known else [request.host_url]
    way_in = address + url_for("student.join_class", code=own.code)[1:]
    return Door(own.joining, address, tuple(others), own.shown_code, way_in, qr_code(way_in))


@lru_cache(maxsize=4)
def qr_code(text: str) -> str:
    """A QR code as a picture, in a data URI."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=4, light="#fff")
