"""What a bank calls its questions, made fit for our ids."""

from __future__ import annotations

from quiz.content.values import ID, id_from
from quiz.model import Body
from quiz.questions import types


def as_id(name: str) -> str:
    """An id for a question that the bank calls this; '' where nothing is left of it.

    What is an id already stays as it is.
    """
    return name if ID.match(name) else id_from(name)


def id_of_name(name: str, stem: str, type_: str, body: Body) -> str:
    """An id for a question that the bank calls this; '' also where the name gives the key away.

    Other programs show no names to students; ids stand in what is sent to them.
    """
    found, kind = as_id(name), types()[type_]
    key = kind.key(body)
    told = as_id(kind.said(body, key)).split("-") if key else []
    secret = set(told) - set(as_id(stem).split("-")) - {""}
    return "" if secret and secret <= set(found.split("-")) else found
