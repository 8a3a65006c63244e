"""Packages to look into, and our responses as a QTI program would have them."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.content.render import Renderer
from quiz.exchange.exporting import Exported, Shipment, formats
from quiz.model import Given, Item, Lesson, Quiz
from quiz.questions import types
from tests.exchange.exporting import courses
from tests.exchange.exporting.courses import PNG
from tests.exchange.exporting.qti_rules import QtiItem, Value, typed

VERSIONS = ("qti22", "qti30")


def shipment(renderer: Renderer, *lessons: Lesson, pictures: tuple[str, ...] = ()) -> Shipment:
    return courses.shipment(lessons, renderer, pictures=dict.fromkeys(pictures, PNG))


def lesson_of(*items: Item, slug: str = "bees") -> Lesson:
    return Lesson(slug, f"01-{slug}.md", "Bees", (Quiz("exit", "Exit *quiz*", items),))


def exported(
    renderer: Renderer, *items: Item, version: str = "qti22", pictures: tuple[str, ...] = ()
) -> Exported:
    sent = shipment(renderer, lesson_of(*items), pictures=pictures)
    return formats()[version.replace("_", "-")].export(sent)


def files(export: Exported) -> dict[str, bytes]:
    return courses.files(export.data)


def item_file(renderer: Renderer, item: Item, version: str = "qti22") -> bytes:
    found = files(exported(renderer, item, version=version))
    return next(data for name, data in found.items() if name.startswith("item-"))


def marked(file: QtiItem, item: Item, given: Given) -> float:
    """The points for a response of ours."""
    score = file.mark(as_responses(file, item, given))["SCORE"]
    assert isinstance(score, float)
    return score


def points(item: Item, given: Given) -> float:
    """What we give for it."""
    fraction = types()[item.type].mark(item.body, given)
    assert fraction is not None
    return float(fraction) * item.points


def as_responses(file: QtiItem, item: Item, given: Given) -> dict[str, Value]:
    """What a QTI program holds when a student answered so."""
    match item.type:
        case "single choice":
            return {"RESPONSE": f"c{given['choice']}" if given else None}
        case "true/false":
            return {"RESPONSE": given.get("choice")}
        case "multiple choice":
            return {"RESPONSE": tuple(f"c{slot}" for slot in given)}
        case "matching" | "categorise":
            return {"RESPONSE": tuple(f"l{left} r{right}" for left, right in given.items())}
        case "ordering":
            steps = sorted(given, key=lambda step: int(given[step]))
            return {"RESPONSE": tuple(f"s{step}" for step in steps)}
        case "cloze":
            return {f"RESPONSE_{slot}": _gap(file, slot, text) for slot, text in given.items()}
        case _:
            base = file.responses["RESPONSE"].base
            return {"RESPONSE": _number_or_none(given.get("text", ""), base)}


def _gap(file: QtiItem, slot: str, text: str) -> Value:
    menu = file.responses[f"RESPONSE_{slot}"].base == "identifier"
    return f"c{text}" if menu else text


def _number_or_none(text: str, base: str) -> Value:
    try:
        return typed(text, base) if text else None
    except ValueError:
        return None


def one_wrong(item: Item) -> Mapping[str, str]:
    """The key with one part of it wrong."""
    kind = types()[item.type]
    key = dict(kind.key(item.body) or {})
    view = kind.ask(item.body, "seed")
    slot = next(iter(key))
    match item.type:
        case "single choice" | "true/false":
            key[slot] = next(c.id for c in view.choices if c.id != key[slot])
        case "multiple choice":
            wrong = [choice.id for choice in view.choices if choice.id not in key]
            if wrong:
                key[wrong[0]] = "ticked"
            else:
                del key[slot]
        case "matching" | "categorise":
            key[slot] = next(right.id for right in view.rights if right.id != key[slot])
        case "ordering":
            first, second = list(key)[:2]
            key[first], key[second] = key[second], key[first]
        case "cloze":
            gap = view.gaps[0]
            others = [choice.id for choice in gap.choices if choice.id != key[slot]]
            key[slot] = others[0] if others else "something else"
        case _:
            key[slot] = "-98765" if item.type == "numeric" else "something else"
    return key
