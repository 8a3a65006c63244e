"""The form that says by which rules a quiz is opened for a class."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from quiz.model import Class, Feedback, Lesson, Quiz, SittingRules
from quiz.storage.sittings import NewSitting
from quiz.web.services import services

MOST_MINUTES = 480
_FEEDBACK = (
    (Feedback.AT_ONCE.value, "At once: each answer can be checked, and is final then"),
    (Feedback.AFTER_SUBMIT.value, "As soon as they hand in"),
    (Feedback.AFTER_RELEASE.value, "When you release it"),
)
_ATTEMPTS = (("1", "1"), ("2", "2"), ("3", "3"), ("5", "5"), ("", "No limit"))
_YEARS = range(2000, 2200)


def _sensible(form: FlaskForm, field: DateTimeLocalField) -> None:
    if field.data is not None and field.data.year not in _YEARS:
        raise ValidationError("Give a day and a time, such as 30 November 2026, 09:00.")


def _moment_field(label: str) -> DateTimeLocalField:
    return DateTimeLocalField(
        label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional(), _sensible]
    )


class SittingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """The rules of a sitting. Moments are by the laptop's clock."""

    minutes = IntegerField(
        "Time limit in minutes",
        validators=[
            Optional(),
            NumberRange(1, MOST_MINUTES, f"Give whole minutes from 1 to {MOST_MINUTES}, or none."),
        ],
    )
    feedback = SelectField("Students see marks and explanations")
    attempts = SelectField("Attempts")
    shuffle_items = BooleanField("Questions in another order for each student")
    shuffle_options = BooleanField("Options in another order for each student")
    confidence = BooleanField("Students say how sure they are of each answer")
    opens_at = _moment_field("Opens at")
    closes_at = _moment_field("Closes at")

    @classmethod
    def for_quiz(cls, quiz: Quiz) -> SittingForm:
        """The form with what the lesson says of the quiz filled in, or as it was sent."""
        own = str(quiz.attempts or "")
        form = cls(data={"feedback": quiz.feedback.value, "attempts": "1"})
        form.feedback.choices = list(_FEEDBACK)
        form.attempts.choices = list(dict([*_ATTEMPTS, (own, own or _ATTEMPTS[-1][1])]).items())
        return form

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError("It would close before it opens. Give a later time.")
        # Not every moment that can be written has one in universal time.
        if field.data and not field.errors and field.data.astimezone() <= services().db.now():
            raise ValidationError("This time is past by the laptop's clock. Give a later one.")

    def hold_back(self) -> None:
        """Say that nobody could begin: the answers, which this would hold back, are known."""
        self.feedback.errors = [
            "The feedback of this quiz is released to the class, so nobody could begin. Hide it on "
            "the Overview first, or show it as soon as they hand in."
        ]

    def sitting(self, own: Class, lesson: Lesson, quiz: Quiz) -> NewSitting:
        """What was asked for, once it is valid."""
        rules = SittingRules(
            feedback=Feedback(self.feedback.data),
            time_limit=self.minutes.data * 60 if self.minutes.data else None,
            attempts=int(self.attempts.data) if self.attempts.data else None,
            shuffle_items=self.shuffle_items.data,
            shuffle_options=self.shuffle_options.data,
            confidence=self.confidence.data,
        )
        opens, closes = self.opens_at.data, self.closes_at.data
        return NewSitting(
            own.id,
            lesson.slug,
            quiz.id,
            lesson.title,
            quiz.title,
            rules,
            opens.astimezone() if opens else None,
            closes.astimezone() if closes else None,
        )
