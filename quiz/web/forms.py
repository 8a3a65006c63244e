"""The forms that are not answers: joining, coming back, and buttons that only confirm."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from quiz.model import Names

MAX_NAME = 80
EXTERNAL_ID = re.compile(r"(?!0+\Z)[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\Z")
"""An ID number, user name or e-mail address; Moodle takes a bare zero for none."""
EXTERNAL_ID_RULE = (
    "An ID is an ID number, a user name or an e-mail address: letters from a to z, digits and "
    ". _ @ + - without spaces, at most 64 of them."
)
LONGEST_LINE = 500
"""Characters of a line of a pasted list: taking a longer one apart could hold up the room."""
TOO_LONG_A_LINE = "this is more than a name and an ID. Put each student on a line of their own."
_DECIMAL = re.compile(r"\d{1,2}(\.\d{1,2})?\Z")
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


def _name_field(label: str, missing: str, unreadable: str) -> StringField:
    """A name that a person types. `missing` and `unreadable` say what to do about such a name."""

    def says_something(form: FlaskForm, field: StringField) -> None:
        if not any(c.isalnum() for c in field.data or ""):
            raise ValidationError(unreadable)

    return StringField(
        label,
        filters=[tidy_name],
        validators=[
            InputRequired(missing),
            Length(max=MAX_NAME, message=f"Use at most {MAX_NAME} letters."),
            says_something,
        ],
    )


def _only_signs(code: str | None) -> str:
    return "".join(c for c in code or "" if c.isalnum())


class NameForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """The name that a student goes by in this class."""

    name = _name_field(
        "Your name",
        "Write your name first.",
        "Write your name with letters, so that your teacher knows you.",
    )


class JoinForm(NameForm):
    """A class's code, where the address hasn't brought it, and a name."""

    code = StringField(
        "Class code",
        # The personal code is on the same page.
        id="class-code",
        filters=[_only_signs],
        validators=[
            InputRequired("Write the code of the class first. Your teacher shows it."),
            Length(max=20, message="The code of a class has six digits."),
        ],
    )


def _number(value: object) -> int:
    """A number as a choice sends it; 0, which is no choice, for anything else."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class StudentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """What an instructor can change about a student. The view says which classes there are."""

    name = _name_field("Name", "Write a name first.", "Write a name with letters or digits.")
    external_id = StringField(
        "ID in another gradebook",
        filters=[tidy_name],
        validators=[Optional(), Regexp(EXTERNAL_ID, message=EXTERNAL_ID_RULE)],
    )
    class_id = SelectField("Class", coerce=_number)
    extra_time = StringField("Time limits, multiplied by", filters=[tidy_name])

    def validate_extra_time(self, field: StringField) -> None:
        """A number from 1 to 10, by which the student's time limits are multiplied."""
        if not 1 <= self.multiplier <= 10:
            raise ValidationError("Write a number from 1 to 10: 1 for no extra time, 2 for double.")

    @property
    def multiplier(self) -> float:
        """The extra time as a number; 0 where it is none."""
        text = (self.extra_time.data or "1").replace(",", ".").replace("٫", ".")
        return float(text) if _DECIMAL.match(text) else 0.0


class ClassForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """What a class is called."""

    name = _name_field(
        "Name of the class",
        "Write a name for the class first.",
        "Write a name with letters or digits.",
    )


class ClassRulesForm(ClassForm):
    """What a class is called, and its rules."""

    names = RadioField("Names")
    pace = RadioField("Quizzes")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.names.choices = [
            (Names.OPEN.value, "Students type their names"),
            (Names.ROSTER.value, "Students choose their names from the list below"),
        ]
        self.pace.choices = [
            ("any time", "Students may take any quiz at any time"),
            ("opened", "Students may take only quizzes that you open"),
        ]


class RejoinForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """The personal code that moves a student to another device."""

    code = StringField(
        "Your code",
        filters=[_only_signs],
        validators=[
            InputRequired("Write the code of eight digits first."),
            Length(max=20, message="A code has eight digits."),
        ],
    )
