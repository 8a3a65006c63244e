"""The SQLite driver that sqlite-utils uses. It prefers another one to Python's where it is
installed, and that one's errors are other classes, so nothing here may import its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

__all__ = ["sqlite3"]
