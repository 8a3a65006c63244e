"""Items of all types with every awkward character that authors write, and which are the same."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from quiz.content.markdown_process import Converter, Unshowable
from quiz.exchange.exporting._html import placed
from quiz.exchange.importing._checked import reason_against
from quiz.model import Bloom, Item, Needs, Outside, Strand
from quiz.questions.cloze import Cloze
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.gaps import Gap
from tests.questions.test_round_trip import RAW, sound_bodies

INLINE, BLOCKS = Converter(inline=True), Converter(inline=False)

_OF_AN_ITEM = ("text", "why", "hint")
_OF_A_PART = ("feedback", "wrong_feedback", "model")
"""Fields that hold Markdown blocks; all others hold a line."""
_NO_TEXT = ("id", "type", "tag", "wrong_tag", "not_with", "see", "evidence")
_ANCHORS = st.lists(st.sampled_from(["p1", "p2", "t"]), unique=True, max_size=2).map(tuple)
_LINES = RAW.map(lambda text: " ".join(text.split("\n")).strip()).filter(bool)


@st.composite
def items(draw: st.DrawFn, name: str) -> Item:
    """An item of this type that can stand in a lesson."""
    body = draw(sound_bodies(name))
    item = Item(
        id=draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)),
        type=name,
        stem=draw(_LINES),
        body=body,
        text=draw(st.just("") | _LINES) if name != "cloze" else "",
        points=draw(st.sampled_from([1.0, 2.5])),
        see=draw(_ANCHORS),
        bloom=draw(st.none() | st.sampled_from(Bloom)),
        strand=draw(st.none() | st.sampled_from(Strand)),
        needs=draw(st.none() | st.sampled_from(Needs)),
        not_with=draw(st.sampled_from([(), ("another-one",)])),
        outside=draw(st.sampled_from([(), (Outside("A source", "2024", "2026-11-22"),)])),
        hint=draw(st.just("") | st.just("Think twice.")),
        why=draw(st.just("") | _LINES),
        evidence=draw(_ANCHORS),
    )
    assume(reason_against(item) == "")
    for converter in (INLINE, BLOCKS):
        try:
            converter.convert(item.text, False)
        except Unshowable:
            assume(False)
    return item


def shown(part: Any, name: str = "") -> Any:
    """An item or a part of one with its Markdown as readers see it: what is equal is the same."""
    if isinstance(part, Item):
        own = {field.name: getattr(part, field.name) for field in fields(part) if field.compare}
        texts = {key: _html(own.pop(key), block=True) for key in _OF_AN_ITEM}
        return {**texts, **{key: shown(value, key) for key, value in own.items()}}
    if isinstance(part, Answer):
        return ("answer", part.text, part.tag, shown(part.feedback, "feedback"))
    if isinstance(part, Cloze):
        return ("cloze", _html(part.text, block=True), shown(part.gaps))
    if isinstance(part, Gap):
        answers = shown(part.answers) if part.menu else part.answers
        return ("gap", answers, shown(part.menu), part.tag, shown(part.feedback, "feedback"))
    if isinstance(part, tuple):
        return tuple(shown(each, name) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        rows = {field.name: shown(getattr(part, field.name), field.name) for field in fields(part)}
        return (type(part).__name__, rows)
    if not isinstance(part, str) or name in _NO_TEXT:
        return part
    return _html(part, block=name in _OF_A_PART)


def _html(text: str, block: bool) -> str:
    try:
        html = (BLOCKS if block else INLINE).convert(text, False)
    except Unshowable:
        return text
    html = placed(html, lambda link: None, lambda picture: None)
    return re.sub(r"\s+", " ", re.sub(r"\s*<br/>\s*", "<br/>", html)).strip()
