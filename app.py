"""Second Reading: `python app.py` starts it; `python app.py --help` says what else there is."""

from __future__ import annotations

import os
import sys
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
    try:
        from quiz.cli import main
    except ModuleNotFoundError as missing:
        # A traceback would hide what is meant: the README's command installs what is needed.
        python = r".venv\Scripts\python" if os.name == "nt" else ".venv/bin/python"
        sys.exit(
            f"{missing.name} is missing. Start with the README's command, or `{python} app.py`."
        )
    main(HOME)
