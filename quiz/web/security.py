"""What every request passes and every reply carries: Host, Origin, sizes, headers, throttles.

Plain HTTP on a classroom's network is the normal case (the README says what that cannot
promise). These rules hold what can be held: other sites cannot drive a student's browser here, a
lesson's text cannot run as code, and one phone cannot exhaust the laptop.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import SecurityError

from quiz.exchange.answers_file import LARGEST
from quiz.model import Kind, Student
from quiz.storage import instructors, students
from quiz.web.noticing import notice
from quiz.web.services import services
from quiz.web.throttle import is_loopback

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
LARGEST_FORM = 2_000_000
"""Bytes: a whole quiz of long answers, percent-encoded, sent without JavaScript."""
LARGEST_ANSWER = 300_000
"""Bytes: one answer of the longest allowed text, percent-encoded."""
LARGEST_OTHER = 8_000
"""Bytes: a name, a code, a button."""
LARGEST_LESSON = 3_200_000
"""Bytes: the largest lesson file, percent-encoded."""
LARGEST_PICTURE = 10_000_000
"""Bytes of a picture that is added to the lessons."""
LARGEST_BANKS = 50_000_000
"""Bytes of all files with questions that are brought in at once."""
LARGE = {
    "student.save_attempt": LARGEST_FORM,
    "student.send_late": LARGEST_FORM,
    "student.save_item": LARGEST_ANSWER,
    "student.practise": LARGEST_ANSWER,
    "instructor.student_ids": LARGEST_ANSWER,
    "instructor.add_to_roster": LARGEST_ANSWER,
    "instructor.save_grading": LARGEST_ANSWER,
    "instructor.save_paper": LARGEST_FORM,
    "instructor.read_from_paper": LARGEST_ANSWER,
    "instructor.edit": LARGEST_LESSON,
    "instructor.changes": LARGEST_ANSWER,
    "instructor.bring_in": LARGEST_BANKS + LARGEST_OTHER,
    "instructor.intake_lesson": LARGEST_LESSON,
    "instructor.add_picture": LARGEST_PICTURE + LARGEST_OTHER,
    "instructor.load_answers": LARGEST + LARGEST_OTHER,
}
TOO_LARGE = {
    "instructor.edit": "That is more than a lesson can hold. Split it into several lessons.",
    "instructor.intake_lesson": "That is more than a lesson can hold. Take some questions out.",
    "instructor.bring_in": (
        "The files are over 50 MB together. Bring them in one after the other, or export fewer "
        "questions at a time."
    ),
    "instructor.add_picture": "A picture may have 10 MB at most. Make it smaller, then try again.",
    "instructor.load_answers": "An answers file has at most 300 kB. This is another file.",
}
UPLOADS = frozenset({"instructor.add_picture", "instructor.bring_in", "instructor.load_answers"})
"""What takes a file, as multipart/form-data."""
STUDENT_COOKIE = "student"
INSTRUCTOR_COOKIE = "instructor"
UPLOAD_BUFFER = 100_000
"""Bytes of an upload that are held at a time. Werkzeug reads files in pieces of 65,536."""
MOST_FIELDS = 3_000


def is_at_laptop() -> bool:
    """Whether the instructor's pages answer there: on the laptop, unless the network was opened."""
    return services().instructor_on_network or is_loopback(request.remote_addr)


def current_student() -> Student | None:
    """Whoever this browser's session belongs to, looked up once in a request."""
    if "student" not in g:
        token = request.cookies.get(STUDENT_COOKIE, "")
        g.student = students.by_session(services().db, token) if token else None
    return cast("Student | None", g.student)


def require_laptop() -> None:
    """Let the instructor's pages answer where they may."""
    if not is_at_laptop():
        notice(Kind.AT_THE_DESK, current_student())
        abort(403, "The instructor's pages open only on the laptop that runs the lesson.")


def protect(app: Flask) -> None:
    """Register the checks and headers on the app."""
    app.before_request(_check_host)
    app.before_request(_check_origin)
    app.before_request(_check_body)
    app.before_request(_notice_device)
    app.after_request(_add_headers)


def _check_host() -> None:
    # A name that resolves here can be anybody's (DNS rebinding); a bare address cannot.
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
    except (SecurityError, ValueError):
        host = ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = socket.gethostname().lower()
        own = {"localhost", name, f"{name}.local"}
        if host not in own | services().hosts:
            abort(400, "Use the address that your teacher shows, written in digits.")


def _check_origin() -> None:
    origin = request.headers.get("Origin")
    if request.method in ("GET", "HEAD", "OPTIONS") or origin is None:
        return
    if origin != request.host_url.rstrip("/"):
        abort(403, "This came from another site. Open the page here and try again.")


def _check_body() -> None:
    """Refuse what is no form of ours unread: reading costs by its size and its fields."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if "Transfer-Encoding" in request.headers:
        abort(411)
    upload = request.endpoint in UPLOADS and request.mimetype == "multipart/form-data"
    urlencoded = request.mimetype == "application/x-www-form-urlencoded"
    if request.content_length and not (upload or urlencoded):
        abort(415)
    largest = _largest()
    if (request.content_length or 0) > largest:
        abort(413, TOO_LARGE.get(request.endpoint or ""))
    request.max_content_length = largest
    request.max_form_memory_size = UPLOAD_BUFFER if upload else largest
    body = request.get_data(cache=True, parse_form_data=False)
    if not upload and body.count(b"&") > MOST_FIELDS:
        abort(413)
    g.body_read = True


def _notice_device() -> None:
    services().devices.notice(request.remote_addr or "")


def _largest() -> int:
    """Bytes that a request may bring: much only where it is needed, by one who has come in."""
    if request.endpoint not in LARGE:
        return LARGEST_OTHER
    return LARGE[request.endpoint] if _is_known(request.endpoint) else LARGEST_OTHER


def _is_known(endpoint: str) -> bool:
    """Whether whoever asks has come in on the side that the endpoint belongs to."""
    if endpoint.startswith("instructor."):
        if is_loopback(request.remote_addr):
            # What was typed goes back into the page, even where the session has ended.
            return True
        token = request.cookies.get(INSTRUCTOR_COOKIE, "")
        return bool(token) and instructors.is_instructor(services().db, token)
    return current_student() is not None


def _add_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    # Only an address that names the content may be kept without asking again.
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint == "student.picture":
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        # A page from memory would show old answers and old sequence numbers.
        response.headers["Cache-Control"] = "no-store"
    return response
