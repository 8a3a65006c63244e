"""How this program and its commands are called here, for messages."""

from __future__ import annotations

import sys
from pathlib import Path


def program() -> str:
    """How this program is called here: with the Python of a `.venv` if in use."""
    try:
        python = str(Path(sys.executable).relative_to(Path.cwd()))
    except (ValueError, OSError):
        python = "python"
    return f"{python} {sys.argv[0] if sys.argv[0].endswith('app.py') else 'app.py'}"


def link_call(home: Path, data: Path) -> str:
    """What makes another instructor's link for this data folder."""
    own = "" if data == (home / "instance").resolve() else f' --data "{data}"'
    return f"{program()} instructor-link{own}"


def check_call(home: Path, lessons: Path) -> str:
    """What lists the mistakes in these lessons."""
    own = "" if _usual(home, lessons) else f' "{lessons.resolve()}"'
    return f"{program()} check{own}"


def restore_call(home: Path, data: Path, lessons: Path) -> str:
    """What restores a backup into these folders, but for the backup's name."""
    own = "" if data == (home / "instance").resolve() else f' --data "{data}"'
    if not _usual(home, lessons):
        own += f' --lessons "{lessons.resolve()}"'
    return f"{program()} restore{own}"


def _usual(home: Path, lessons: Path) -> bool:
    return lessons.resolve() == (home / "lessons").resolve()


def instructor_link(token: str, port: int) -> str:
    """The address that signs the instructor in, once, on this computer."""
    return f"http://127.0.0.1:{port}/instructor/enter/{token}"
