"""Codes of digits: as they are made, and as people type them."""

from __future__ import annotations

import secrets

import sqlite_utils


def digits_of(typed: str) -> str:
    """The digits of a code as somebody typed it, or '' where more than digits and spaces is in it.

    Digits of any script will do: Persian and Urdu keyboards write other ones.
    """
    if not all(c.isdecimal() or c.isspace() for c in typed):
        return ""
    return "".join(str(int(c)) for c in typed if c.isdecimal())


def new_code(connection: sqlite_utils.Database, table: str, length: int) -> str:
    """Inside a job: a random code of `length` digits that no row of `table` has."""
    while True:
        code = f"{secrets.randbelow(10**length):0{length}}"
        taken = f"SELECT 1 FROM {table} WHERE code = ?"  # noqa: S608
        if not connection.execute(taken, (code,)).fetchall():
            return code
