"""Texts with gaps of several kinds: `cloze`, which Moodle calls `multianswer` inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from quiz.exchange.importing._markup import Kind, as_blocks, as_line, as_plain
from quiz.exchange.importing.moodle_xml._cloze_grammar import (
    Alternative,
    EmbeddedGap,
    GapKind,
    TooManyGaps,
    parse,
)
from quiz.exchange.importing.moodle_xml._gapped import finish, mark, menu, without_marks
from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft
from quiz.exchange.importing.moodle_xml.choices import WHOLE
from quiz.exchange.importing.moodle_xml.typed import ANYTHING, exact, literal
from quiz.model import Item
from quiz.questions.parts.answers import fold
from quiz.questions.parts.gaps import Gap
from quiz.questions.parts.numbers import shown


def cloze(draft: Draft) -> Item:
    try:
        pieces, embedded = parse(without_marks(draft.raw))
    except TooManyGaps:
        raise CannotHold("It has more than 100 gaps.") from None
    if not embedded:
        raise CannotHold("No gap can be read in its text.")
    gaps = [_gap(draft, number, gap) for number, gap in enumerate(embedded, start=1)]
    weights = [gap.weight for gap in embedded]
    draft.points = float(min(sum(weights), 9999))
    if len(set(weights)) > 1:
        draft.say("Its gaps counted differently in Moodle. Here they count the same.")
    marks = [mark(number) for number in range(1, len(gaps) + 1)]
    raw = "".join(a + b for a, b in zip(pieces, [*marks, ""], strict=True))
    return finish(draft, raw, gaps)


def _gap(draft: Draft, number: int, gap: EmbeddedGap) -> Gap:
    if gap.kind is GapKind.SEVERAL:
        raise CannotHold(f"In gap {number} several boxes are to be ticked, which no gap can be.")
    alternatives = [one for one in gap.alternatives if one.text]
    keys = _keys(draft, number, alternatives)
    feedback = _feedback(draft, number, [one for one in alternatives if one not in keys])
    if any(key.feedback for key in keys):
        draft.say(f"What was said to the right answer of gap {number} is left out.")
    if gap.kind is GapKind.MENU:
        return _menu(draft, number, alternatives, keys, feedback)
    if gap.kind is GapKind.TYPED_EXACTLY:
        draft.say(f"Capital letters had to be right in gap {number}. Here they don't matter.")
    text_of = _number if gap.kind is GapKind.NUMBER else _typed
    answers = _distinct(text_of(draft, number, key) for key in keys)
    return Gap(answers, (), "", feedback)


def _keys(draft: Draft, number: int, alternatives: Sequence[Alternative]) -> list[Alternative]:
    keys = [one for one in alternatives if one.fraction >= WHOLE and one.text != ANYTHING]
    if not keys:
        raise CannotHold(f"Gap {number} has no answer that earns all points.")
    partly = [one.text for one in alternatives if 0 < one.fraction < WHOLE]
    if partly:
        draft.say(
            f"Answers of gap {number} that earned a part in Moodle earn nothing here: "
            f"{', '.join(as_plain(text, Kind.HTML).text for text in partly)}."
        )
    return keys


def _menu(
    draft: Draft,
    number: int,
    alternatives: Sequence[Alternative],
    keys: Sequence[Alternative],
    feedback: str,
) -> Gap:
    choices = list(_distinct(_line(draft, one.text) for one in alternatives))
    if len(keys) > 1:
        draft.say(f"In gap {number} several choices were right; only the first one is here.")
    if len(choices) < 2:
        draft.say(f"The menu of gap {number} had one choice, so its answer is typed here.")
        return Gap((as_plain(keys[0].text, Kind.HTML).text,), (), "", feedback)
    return menu(choices, _line(draft, keys[0].text), feedback)


def _typed(draft: Draft, number: int, key: Alternative) -> str:
    written = as_plain(key.text, Kind.HTML).text
    text, wild = literal(written)
    if wild:
        draft.say(
            f"In Moodle a star stood for any letters in “{written}” in gap {number}. Only “{text}” "
            "counts here."
        )
    return text


def _number(draft: Draft, number: int, key: Alternative) -> str:
    text, _, tolerance = as_plain(key.text, Kind.HTML).text.partition(":")
    value, half = exact(text), exact(tolerance or "0")
    if value is None or half is None:
        raise CannotHold(f"“{text}:{tolerance}” in gap {number} can't be read as a number.")
    about = f", so the tolerance of {shown(abs(half))} is gone" if half else ""
    draft.say(f"The number in gap {number} is compared as text here{about}.")
    return shown(value)


def _feedback(draft: Draft, number: int, wrong: Sequence[Alternative]) -> str:
    """What is said to whoever fills the gap wrongly."""
    said = [one for one in wrong if one.feedback]
    texts = _distinct(_blocks(draft, one.feedback) for one in said)
    if len(texts) > 1 or (texts and len(said) < len(wrong)):
        draft.say(
            f"Gap {number} had feedback for single wrong answers. Here whoever is wrong gets it."
        )
    return "\n\n".join(texts)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that aren't compared as the same, the first of each; no empty ones."""
    found: dict[str, str] = {}
    for text in texts:
        if text:
            found.setdefault(fold(text), text)
    return tuple(found.values())


def _line(draft: Draft, text: str) -> str:
    return draft.told(as_line(text, Kind.HTML))


def _blocks(draft: Draft, text: str) -> str:
    return draft.told(as_blocks(text, Kind.HTML))


READS: dict[str, Callable[[Draft], Item]] = {"cloze": cloze, "multianswer": cloze}
