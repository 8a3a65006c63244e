"""New lessons that wait go into the course or into the archive, with their pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quiz.content.allowed import PICTURES
from quiz.content.parser import title_of
from quiz.errors import LessonFileError
from quiz.exchange.lesson_making.question_pictures import shown_in, with_pictures
from quiz.intake import Intake, Settled
from quiz.lesson_desk import Trial
from quiz.web.services import services


@dataclass(frozen=True)
class Outcome:
    """How many lessons went where they should, how many of these `stood` there already, and why
    each of the others waits still."""

    done: int
    stood: int
    refused: Mapping[int, str]


def settle(token: str, numbers: Collection[int], *, archive: bool) -> Outcome:
    """Take lessons of an upload into the course, or put them into the archive.

    One that can't go stays as it is, with all that was typed into it. Between two lessons others
    have their turn: who types into one that waits, or saves one of the course. Raises `IntakeGone`.
    """
    done, stood, refused = 0, 0, {}
    for number in services().intakes.open(token).waiting:
        if number not in numbers:
            continue
        with services().intakes.settling(token) as intake:
            if number not in intake.waiting:  # it went meanwhile, by another press of the button
                continue
            try:
                stood += _settle(intake, number, archive)
            except LessonFileError as error:
                refused[number] = error.message
            else:
                done += 1
    return Outcome(done, stood, refused)


def try_text(intake: Intake, text: str) -> Trial:
    """The course with this lesson and the pictures that came along."""
    return services().desk.try_new(text, _picture_names(intake))


def _settle(intake: Intake, number: int, archive: bool) -> bool:
    """Let one lesson go; whether it stood there already, because only the note of it had failed."""
    desk, text = services().desk, intake.text(number)
    title = title_of(text) or intake.lessons[number].title
    place = desk.standing(with_pictures(text, intake.kept), archive=archive)
    stood = place is not None
    if place is None and archive:
        place = desk.put_aside(_with_kept_pictures(intake, text))
    elif place is None:
        place = desk.take_in(
            text, _picture_names(intake), lambda text: _with_kept_pictures(intake, text)
        )
    intake.settle(number, Settled(archive, place, title))
    return stood


def _with_kept_pictures(intake: Intake, text: str) -> str:
    """The text with pictures that the course has: those that it lacks are kept."""
    kept = {
        name: services().pictures.keep(intake.picture(name), name)
        for name in sorted((shown_in(text) & intake.pictures) - intake.kept.keys())
    }
    # Before the lesson's file is there, so that its text can be known again.
    intake.note_kept(kept)
    return with_pictures(text, intake.kept)


def _picture_names(intake: Intake) -> list[str]:
    return [name.removeprefix(f"{PICTURES}/") for name in intake.pictures]
