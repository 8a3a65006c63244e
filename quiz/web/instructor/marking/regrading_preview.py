"""What changed questions would do to marks, and doing what the instructor decides about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask import flash

from quiz import regrading
from quiz.content.printer import print_item, version
from quiz.errors import MarksChanged
from quiz.model import Item, Lesson, Regrade, RegradeKind
from quiz.questions import types
from quiz.regrading import Effect, Marked
from quiz.storage import gradings, regrades
from quiz.storage.regrades import NewRegrade, Work
from quiz.web import pages
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lesson_views import KeyItem
from quiz.web.services import services

NEW_ATTEMPTS = "new attempts"
"""The choice to leave all marks as they are."""
CHOICES = (NEW_ATTEMPTS, RegradeKind.NEW_KEY.value, RegradeKind.FULL_MARKS.value)
LONGEST_REASON = 500


class Choice(NamedTuple):
    """What to do about one changed question: one of `CHOICES`, why, and what was seen of it."""

    what: str
    reason: str
    effect: Effect


def effects(lesson_slug: str, new: Lesson) -> list[Effect]:
    """What it would do to regrade, by this text of a lesson, the questions that it changes.

    Only questions that students have answered, or are answering, in another version; all classes.
    """
    now = services().folder.course().lesson(lesson_slug)
    if isinstance(now, Lesson):
        changed = regrading.changed_items(now, new)
    else:
        changed = [(quiz.id, item) for quiz in new.quizzes for item in quiz.items]
    found = (effect_of(lesson_slug, quiz, item) for quiz, item in changed)
    return [one for one in found if one and one.outdated]


def effect_of(lesson: str, quiz: str, item: Item) -> Effect | None:
    """What regrading one question by `item` would do; None where no attempt ever asked it."""
    work = regrades.work(services().db, lesson, quiz, item.id)
    if not work:
        return None
    own, asked = version(item), services().frozen.by_version({one.version for one in work})
    return regrading.effect(
        quiz,
        item,
        own,
        _marked(work, asked, item.id),
        [(each, asked[each]) for each in dict.fromkeys(one.version for one in work)],
        sum(one.mark is None and one.version != own for one in work),
    )


def _marked(work: Sequence[Work], asked: Mapping[str, Item], item_id: str) -> Iterable[Marked]:
    graded = gradings.current(services().db, {one.attempt_id for one in work if one.mark})
    by = services().frozen.by_version({one.version for one in graded.values()})
    for one in work:
        if one.mark:
            grading = graded.get((one.attempt_id, item_id))
            yield Marked(
                attempt_id=one.attempt_id,
                asked=asked[one.version],
                given=one.given,
                mark=one.mark,
                student_id=one.student_id,
                student_name=one.student_name,
                class_name=one.class_name,
                number=one.number,
                grading=grading,
                graded_by=by[grading.version] if grading else None,
            )


def read_choices(form: Mapping[str, str], effects: Sequence[Effect]) -> dict[str, Choice]:
    """Item id -> what the form of `_effects.html` says to do about it.

    Raises `ValueError`, in words for the instructor, where a choice or a reason is missing, or
    where the marks are not those that the form was made for.
    """
    return {one.item.id: read_choice(form, one) for one in effects}


def read_choice(form: Mapping[str, str], effect: Effect, *, removed: bool = False) -> Choice:
    """As `read_choices`, for one question. By one that was `removed` nothing can be marked."""
    name = f"{effect.quiz}.{effect.item.id}"
    what, reason = form.get(f"choice.{name}", ""), form.get(f"reason.{name}", "").strip()
    if what not in CHOICES or (removed and what == RegradeKind.NEW_KEY):
        raise ValueError("Choose for each question what becomes of the marks.")
    if what == NEW_ATTEMPTS:
        return Choice(what, "", effect)
    if form.get(f"seen.{name}") != effect.seen:
        raise ValueError(
            "Meanwhile somebody handed in, or a mark or the question changed. This is how it "
            "stands now: look again, then choose."
        )
    if not any(map(str.isalnum, reason)):
        raise ValueError("Write the reason of the regrade. Students see it beside their points.")
    if len(reason) > LONGEST_REASON or not _storable(reason):
        raise ValueError(f"Write the reason in at most {LONGEST_REASON} ordinary characters.")
    return Choice(what, reason, effect)


def _storable(text: str) -> bool:
    return not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text)


def apply(lesson_slug: str, choices: Mapping[str, Choice]) -> int | None:
    """Do what was decided about the questions of a lesson that has just been saved.

    The number of marks that were replaced; None where no regrade was chosen. Where marks changed
    between the decision and now, none is touched, a message says so, and it is None too.
    """
    wanted = _wanted(lesson_slug, choices.values())
    if not wanted:
        return None
    try:
        regrades.apply(services().db, wanted)
    except MarksChanged:
        flash(
            "The lesson is saved, but no marks were changed, because somebody handed in at that "
            "very moment. Open the changed questions under “Regrades” and choose again."
        )
        return None
    return sum(before != after for one in wanted for _, before, after in one.marks)


def regrade_by(lesson: str, choices: Iterable[Choice]) -> list[Regrade]:
    """Make the regrades that were chosen, all or none. Raises `MarksChanged`."""
    wanted = _wanted(lesson, choices)
    return regrades.apply(services().db, wanted) if wanted else []


def _wanted(lesson: str, choices: Iterable[Choice]) -> list[NewRegrade]:
    return [_decided(lesson, one) for one in choices if one.what != NEW_ATTEMPTS]


def _decided(lesson: str, choice: Choice) -> NewRegrade:
    kind, effect = RegradeKind(choice.what), choice.effect
    result = effect.with_full_marks() if kind is RegradeKind.FULL_MARKS else effect
    return NewRegrade(
        lesson,
        effect.quiz,
        effect.item.id,
        kind,
        effect.version,
        print_item(effect.item),
        choice.reason,
        [(one.attempt_id, one.before, one.after) for one in result.everyone],
    )


@instructor.app_template_global("with_key")
def with_key(item: Item, lang: str = "") -> KeyItem:
    """An item as the instructor's templates draw it with its key."""
    question = pages.practice_question(item, lang)
    return KeyItem(question, item, types()[item.type].review(item.body, {}))
