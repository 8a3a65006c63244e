"""Files that the instructor takes away."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

CSV = "text/csv; charset=utf-8"
FOR_EXCEL = "utf-8-sig"
"""With a mark at the start which tells Excel that this is UTF-8; other programs stumble over it."""


def download(name: str, content: bytes, media_type: str = CSV) -> Response:
    """A file that the browser saves under this name, which needs no escaping."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
