"""The file that a phone without any connection saves its answers in, read back.

The page's script writes it (`static/answers_file.js`), the instructor loads it. Whatever else is
loaded gets a message that says what is wrong with it. What an answer says is not looked at here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quiz.errors import AnswersFileError

FORMAT = "second-reading-answers 1"
LARGEST = 300_000
"""Bytes of a file."""
MOST_ANSWERS = 500
MOST_SLOTS = 500
_NOT_OURS = (
    "This is no answers file. On the student's phone, open the quiz and press “Save an answers "
    "file”; the file's name begins with “answers-”."
)
_CHANGED = (
    "This answers file was changed or cut off on its way, or was mixed up with another one. Save "
    "it again on the student's phone."
)
_UNREADABLE = "A text in this answers file holds a character that can't be stored."


@dataclass(frozen=True)
class AnswersFile:
    """The answers of one attempt: item id -> slot -> value, as the page's inputs held them."""

    attempt_id: str
    answers: Mapping[str, Mapping[str, str]]

    @property
    def fields(self) -> dict[str, dict[str, list[str]]]:
        """The answers as a form would have sent them."""
        return {
            item_id: {slot: [value] for slot, value in slots.items()}
            for item_id, slots in self.answers.items()
        }


def read_answers(data: bytes) -> AnswersFile:
    """Read a file. Raises `AnswersFileError` for whatever the page's script would not have written.

    The checksum finds accidents, not forgers: it ties the answers to their attempt.
    """
    if len(data) > LARGEST:
        raise AnswersFileError("An answers file has at most 300 kB. This is another file.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise AnswersFileError(_NOT_OURS) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise AnswersFileError(_NOT_OURS)
    attempt_id, answers = found.get("attempt"), _answers(found.get("answers"))
    if not isinstance(attempt_id, str) or found.get("checksum") != checksum(attempt_id, answers):
        raise AnswersFileError(_CHANGED)
    _require_storable(attempt_id, answers)
    return AnswersFile(attempt_id, answers)


def checksum(attempt_id: str, answers: Mapping[str, Mapping[str, str]]) -> int:
    """A number over an attempt and all that its answers say, in their order."""
    number = 1
    texts = [attempt_id]
    for item_id, slots in answers.items():
        texts += [item_id, *(text for pair in slots.items() for text in pair)]
    for text in texts:
        for character in f"{text}\n":
            number = (number * 33 + ord(character)) & 0xFFFFFFFF
    return number


def _answers(found: Any) -> dict[str, dict[str, str]]:
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_ANSWERS:
        raise AnswersFileError(_CHANGED)
    answers: dict[str, dict[str, str]] = {}
    for one in found:
        item_id, slots = (one.get("item"), one.get("slots")) if isinstance(one, dict) else ("", "")
        if not isinstance(item_id, str) or item_id in answers or not isinstance(slots, dict):
            raise AnswersFileError(_CHANGED)
        if len(slots) > MOST_SLOTS or not all(isinstance(value, str) for value in slots.values()):
            raise AnswersFileError(_CHANGED)
        answers[item_id] = slots
    return answers


def _require_storable(attempt_id: str, answers: Mapping[str, Mapping[str, str]]) -> None:
    texts = [attempt_id, *answers]
    for slots in answers.values():
        texts += [*slots, *slots.values()]
    for text in texts:
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise AnswersFileError(_UNREADABLE)
