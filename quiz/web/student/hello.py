"""The page by which a phone finds out whether it can reach the laptop."""

from __future__ import annotations

from flask import g, render_template, request

from quiz.web.student.blueprint import student


@student.get("/hello")
def hello() -> str:
    """Answer whoever asks, also where the database or the lessons are what fails."""
    g.bare = True
    return render_template("student/hello.html", address=request.remote_addr)
