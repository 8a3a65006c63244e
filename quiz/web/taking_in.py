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
    """How many lessons went where they should, and why each of the others waits still."""

    done: int
    refused: Mapping[int, str]


def settle(token: str, numbers: Collection[int], *, archive: bool) -> Outcome:
    """Take lessons of an upload into the course, or put them into the archive.

    One that can't go stays as it is, with all that was typed into it. Raises `IntakeGone`.
    """
    done, refused = 0, {}
    with services().intakes.settling(token) as intake:
        for number in intake.waiting:
            if number not in numbers:
                continue
            try:
                _settle(intake, number, archive)
            except LessonFileError as error:
                refused[number] = error.message
            else:
                done += 1
    return Outcome(done, refused)


def try_text(intake: Intake, text: str) -> Trial:
    """The course with this lesson and the pictures that came along."""
    return services().desk.try_new(text, _picture_names(intake))


def _settle(intake: Intake, number: int, archive: bool) -> None:
    desk, text = services().desk, intake.text(number)
    kept: dict[str, str] = {}

    def finish(text: str) -> str:
        for name in sorted((shown_in(text) & intake.pictures) - intake.kept.keys()):
            kept[name] = services().pictures.keep(intake.picture(name), name)
        return with_pictures(text, {**intake.kept, **kept})

    if archive:
        place = desk.put_aside(finish(text))
    else:
        place = desk.take_in(text, _picture_names(intake), finish)
    title = title_of(text) or intake.lessons[number].title
    intake.settle(number, Settled(archive, place, title), kept)


def _picture_names(intake: Intake) -> list[str]:
    return [name.removeprefix(f"{PICTURES}/") for name in intake.pictures]
