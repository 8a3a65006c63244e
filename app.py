"""Second Reading: `python app.py` starts it; `python app.py --help` says what else there is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

HOME = Path(__file__).resolve().parent


def create_app() -> Flask:
    """The app for `flask run`, with the folders that the command line uses.

    The environment variables SECOND_READING_DATA and SECOND_READING_LESSONS choose other ones.
    """
    from quiz.web import create_app as build

    return build(
        Path(os.environ.get("SECOND_READING_DATA", HOME / "instance")),
        Path(os.environ.get("SECOND_READING_LESSONS", HOME / "lessons")),
    )


if __name__ == "__main__":
    from quiz.cli import main

    main(HOME)
