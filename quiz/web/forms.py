"""The forms that are not answers: joining, coming back, and buttons that only confirm."""

from __future__ import annotations

import re
import unicodedata

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

MAX_NAME = 80
_JOINERS = "\u200c\u200d"
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters and marks that show nothing, though Unicode doesn't class them as invisible."""
_READ = 4 * MAX_NAME
"""Characters looked at: putting very many combining marks in order takes minutes."""
_STACKED = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")


def tidy_name(name: str | None) -> str:
    """A name with spaces collapsed and invisible characters gone.

    The two joiners stay: Persian, Urdu and several Indian scripts are spelt with them.
    """
    kept = "".join(c if c in _JOINERS or _shows(c) else " " for c in (name or "")[:_READ])
    return " ".join(unicodedata.normalize("NFC", _STACKED.sub(r"\1", kept)).split())


def _shows(c: str) -> bool:
    variation = "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"
    return unicodedata.category(c)[0] != "C" and c not in _UNSEEN and not variation


def _says_something(form: FlaskForm, field: StringField) -> None:
    if not any(c.isalnum() for c in field.data or ""):
        raise ValidationError("Write your name with letters, so that your teacher knows you.")


class JoinForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """The name that a student goes by in this class."""

    name = StringField(
        "Your name",
        filters=[tidy_name],
        validators=[
            InputRequired("Write your name first."),
            Length(max=MAX_NAME, message=f"Use at most {MAX_NAME} letters."),
            _says_something,
        ],
    )


class RejoinForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """The personal code that moves a student to another device."""

    code = StringField(
        "Your code",
        filters=[lambda code: "".join(c for c in code or "" if c.isalnum())],
        validators=[
            InputRequired("Write the code of eight digits first."),
            Length(max=20, message="A code has eight digits."),
        ],
    )
