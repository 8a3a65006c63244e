"""What a bank calls its questions, made fit for our ids."""

from __future__ import annotations

import re
import unicodedata

from quiz.content.values import ID
from quiz.model import Body
from quiz.questions import types

_NO_ID = re.compile(r"[^a-z0-9]+")
_LONGEST = 64


def as_id(name: str) -> str:
    """An id for a question that the bank calls this; '' where nothing is left of it.

    What is an id already stays as it is.
    """
    if ID.match(name):
        return name
    plain = unicodedata.normalize("NFKD", name[: 4 * _LONGEST]).lower()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _NO_ID.sub("-", letters).strip("-")[:_LONGEST].strip("-")


def id_of_name(name: str, stem: str, type_: str, body: Body) -> str:
    """An id for a question that the bank calls this; '' also where the name gives the key away.

    Other programs show no names to students; ids stand in what is sent to them.
    """
    found, kind = as_id(name), types()[type_]
    key = kind.key(body)
    told = as_id(kind.said(body, key)).split("-") if key else []
    secret = set(told) - set(as_id(stem).split("-")) - {""}
    return "" if secret and secret <= set(found.split("-")) else found
