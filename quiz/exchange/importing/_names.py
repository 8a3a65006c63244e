"""What a bank calls its questions, made fit for our ids and reports."""

from __future__ import annotations

import re
import unicodedata

from quiz.content.values import ID
from quiz.grammar import one_line
from quiz.model import Body
from quiz.questions import types

_NO_ID = re.compile(r"[^a-z0-9]+")
_LONGEST = 64
_WORDS = 80
"""Characters of a question's first words, which is enough to find it again."""


def as_id(name: str) -> str:
    """An id for a question that the bank calls this; '' where nothing is left of it.

    What is an id already stays as it is.
    """
    if ID.match(name):
        return name
    plain = name[: 4 * _LONGEST]
    if not plain.isascii():
        marked = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in marked if not unicodedata.combining(c))
    return _NO_ID.sub("-", plain.lower()).strip("-")[:_LONGEST].strip("-")


def id_of_name(name: str, stem: str, type_: str, body: Body) -> str:
    """An id for a question that the bank calls this; '' also where the name gives the key away.

    Other programs show no names to students; ids stand in what is sent to them.
    """
    found, kind = as_id(name), types()[type_]
    key = kind.key(body)
    told = as_id(kind.said(body, key)).split("-") if key else []
    secret = set(told) - set(as_id(stem).split("-")) - {""}
    return "" if secret and secret <= set(found.split("-")) else found


def first_words(text: str) -> str:
    """The beginning of a question as its author wrote it, for finding it again."""
    line = one_line(text[: 4 * _WORDS])
    return line if len(line) <= _WORDS else line[: _WORDS - 1].rstrip() + "…"
