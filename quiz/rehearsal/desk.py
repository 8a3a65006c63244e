"""The instructor's part of a rehearsal: the class's quiz is opened as at the real desk."""

from __future__ import annotations

from urllib.parse import urlsplit

from quiz.errors import ProgramFailed
from quiz.rehearsal.connection import Browser


async def open_sitting(browser: Browser, link: str, lesson: str, quiz: str, minutes: int) -> int:
    """Enter by the one-time link and open a quiz with a time limit; the sitting's id.

    Raises `ProgramFailed` where the desk doesn't do that.
    """
    try:
        await browser.get(urlsplit(link).path)
        path = f"/instructor/sittings/new/{lesson}/{quiz}"
        await browser.get(path)
        rules = {"minutes": str(minutes), "attempts": "1", "feedback": "after-submit"}
        opened = await browser.post(path, {**rules, "action": "open"})
    except ConnectionError as error:
        raise ProgramFailed(f"The program did not answer the desk: {error}") from error
    _, _, number = opened.path.rpartition("/")
    if opened.status != 200 or not number.isdecimal():
        raise ProgramFailed(f"The desk did not open the quiz: {opened.status} at {opened.path}.")
    return int(number)
