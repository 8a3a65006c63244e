"""Answers that come when their attempt takes none any more: read like all others, kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quiz.errors import InvalidResponse
from quiz.model import Attempt, Response, Way
from quiz.storage import late_answers, responses
from quiz.storage.late_answers import Came, Kept
from quiz.web.pages import asks_confidence
from quiz.web.sent import Fields, Sent, as_sent, read_sent
from quiz.web.services import services

_ALREADY = "It was checked before, so it can't change any more."
_NO_ITEM = "This question is not in the quiz."
_TOO_MANY = "Several late answers to this question wait for your teacher already."


@dataclass(frozen=True)
class Received:
    """What became of late answers: how many are `new`, how many were here already, and by item id
    why one was not kept."""

    new: int = 0
    known: int = 0
    problems: Mapping[str, str] = field(default_factory=dict)


def receive(found: Attempt, answers: Mapping[str, Fields], way: Way) -> Received:
    """Keep late answers of an attempt, by item id, each read by the question's own type."""
    items = {item.id: item for item, _ in services().frozen.of(found)}
    stored = responses.of_attempt(services().db, found.id)
    came, problems, same = [], {}, 0
    for item_id, fields in answers.items():
        try:
            if item_id not in items:
                raise InvalidResponse(item_id, _NO_ITEM)
            item = items[item_id]
            sent = read_sent(item, fields, confidence=asks_confidence(found, item))
        except InvalidResponse as error:
            problems[item_id] = error.message
            continue
        if _is_stored(sent, stored.get(item_id)):
            same += 1
        elif item_id in stored and stored[item_id].checked:
            problems[item_id] = _ALREADY
        else:
            came.append(Came(item_id, sent.given, sent.evidence, sent.confidence))
    kept = late_answers.keep(services().db, found.id, came, way) if came else Kept()
    problems |= dict.fromkeys(kept.too_many, _TOO_MANY)
    return Received(len(kept.new), same + len(kept.known), problems)


def _is_stored(sent: Sent, stored: Response | None) -> bool:
    known = as_sent(stored)
    return (sent.given, sorted(set(sent.evidence)), sent.confidence) == (
        known.given,
        sorted(known.evidence),
        known.confidence,
    )
