"""Pages and files travel small, and say the same as without."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

import pytest

from tests.visitor import Visitor

GZIP = {"Accept-Encoding": "gzip, deflate"}


def get(
    student: Visitor, path: str, headers: dict[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body; a file that is sent has to be closed."""
    with student.client.get(path, headers=headers) as response:
        return response.status_code, response.headers, response.data


def without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrf_token" value="[^"]*"', b"", page)


@pytest.mark.parametrize("path", ["/", "/lessons/all-types", "/static/style.css"])
def test_a_browser_that_can_gets_the_same_in_fewer_bytes(student: Visitor, path: str) -> None:
    _, plain_headers, plain = get(student, path, {})
    _, headers, packed = get(student, path, GZIP)
    assert headers["Content-Encoding"] == "gzip"
    assert without_token(gzip.decompress(packed)) == without_token(plain)
    assert len(packed) < len(plain) * 0.6
    assert int(headers["Content-Length"]) == len(packed)
    assert "Content-Encoding" not in plain_headers
    assert "Accept-Encoding" in plain_headers["Vary"]
    assert "Accept-Encoding" in headers["Vary"]


def test_a_browser_that_refuses_it_gets_it_plain(student: Visitor) -> None:
    _, headers, _ = get(student, "/", {"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in headers


def test_a_file_the_browser_has_is_not_sent_again(student: Visitor) -> None:
    _, headers, _ = get(student, "/static/quiz.js", GZIP)
    again = get(student, "/static/quiz.js", GZIP | {"If-None-Match": headers["ETag"]})
    assert (again[0], again[2]) == (304, b"")


def test_what_is_small_already_is_left_alone(student: Visitor) -> None:
    assert "Content-Encoding" not in get(student, "/static/favicon.svg", GZIP)[1]
