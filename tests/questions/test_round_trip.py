"""Whatever an author writes: what was read can be printed, read again, answered and marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quiz.marking import mark_item
from quiz.model import Body, Item, Outcome
from quiz.questions import types
from quiz.questions.cloze import ClozeView
from quiz.questions.open_response import OpenView
from quiz.questions.ordering import OrderingView
from quiz.questions.parts.answers import TextView
from quiz.questions.parts.options import ChoicesView
from quiz.questions.parts.pairs import PairsView
from tests.questions.bodies import block, draw_ask, draw_review, form, parse, recognised

pytestmark = pytest.mark.slow

_PIECES = re.findall(
    r"\S+",
    r"""
    a b 1 -> \-> | \| ]] [[ \[ \] \[\[ { } {M3} \{M3} \ \\ - -- 1. 2) (x) [x] ( ) [ ] > = not= or=
    else= true false why: model: rubric: order: ____ ` * _ # \( \) !!! & < é ß ﬁ ٣ اردو پښتو ... …
    3.5 1e9 ½ nan 😀
    """,
)
_SPACES = [" ", "  ", "\u00a0", "\u2028", "\u200f", "( ) ", "[ ] ", "\n    ", "\n\n    "]
_CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\n")
PIECE = st.sampled_from([*_PIECES, *_SPACES]) | st.text(_CHARACTERS, max_size=3)
RAW = st.lists(PIECE, min_size=1, max_size=5).map("".join)
"""Text as it stands on one entry's lines: awkward, not tidied in any way."""

TAIL = st.sampled_from(["", " {M3}", "\n    > Some words.", " {M1}\n    > Two\n    >\n    > parts"])
FEEDBACK = TAIL | RAW.map(lambda text: f"\n    > {text}")


def _is_side(text: str) -> bool:
    read = block(f"- {text} -> one right side\n- one left side -> {text}")
    return types()["matching"].parse(read) is not None


SIDE = RAW.filter(_is_side)
"""What can stand on either side of an arrow: of two sides one mostly can't, and of eight nearly
always."""


@st.composite
def options(draw: st.DrawFn, left: str, right: str) -> str:
    texts = draw(st.lists(st.tuples(RAW, FEEDBACK), min_size=2, max_size=4))
    keys = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1, max_size=len(texts)))
    keys = keys if left == "[" else {min(keys)}
    return "\n".join(
        f"- {left}{'x' if i in keys else ' '}{right} {text}{more}"
        for i, (text, more) in enumerate(texts)
    )


@st.composite
def answers(draw: st.DrawFn) -> str:
    rows = [f"= {draw(RAW)}{draw(st.sampled_from(['', chr(10) + '    > Yes.']))}"]
    rows += [f"or= {text}" for text in draw(st.lists(RAW, max_size=2))]
    rows += [f"not= {text}{draw(FEEDBACK)}" for text in draw(st.lists(RAW, max_size=2))]
    rows += [f"else={draw(FEEDBACK)}"] if draw(st.booleans()) else []
    return "\n".join(rows)


NUMBER = st.decimals(-9999, 9999, places=2).map(str) | st.integers(-99, 99).map(str)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    shape = draw(st.sampled_from(["{}", "{} +- {}", "{}±{}", "{} .. {}", "{}..{}"]))
    rows = [f"= {shape.format(draw(NUMBER), draw(NUMBER))}"]
    rows += [f"not= {number}{draw(FEEDBACK)}" for number in draw(st.lists(NUMBER, max_size=2))]
    return "\n".join(rows)


@st.composite
def pairs(draw: st.DrawFn, repeated: bool, side: st.SearchStrategy[str] = RAW) -> str:
    lefts = draw(st.lists(side, min_size=2, max_size=4, unique=True))
    rights = draw(st.lists(side, min_size=len(lefts), max_size=len(lefts)))
    rights = [*rights[:-1], rights[0]] if repeated else rights
    rows = [f"- {a} -> {b}{draw(FEEDBACK)}" for a, b in zip(lefts, rights, strict=True)]
    rows += [f"- _ -> {text}{draw(FEEDBACK)}" for text in draw(st.lists(side, max_size=2))]
    return "\n".join(draw(st.permutations(rows)))


@st.composite
def steps(draw: st.DrawFn) -> str:
    texts = draw(st.lists(RAW, min_size=2, max_size=5))
    rows = ["order:", *(f"{i}. {text}" for i, text in enumerate(texts, start=1))]
    rows += [f"not= 2 before 1{draw(FEEDBACK)}"] if draw(st.booleans()) else []
    return "\n".join(rows)


@st.composite
def gapped(draw: st.DrawFn) -> str:
    text = draw(RAW)
    for _ in range(draw(st.integers(1, 3))):
        texts = draw(st.lists(RAW, min_size=1, max_size=3))
        if draw(st.booleans()):
            texts = [f"({texts[0]})", *texts[1:]]
        text += f"[[{'|'.join(draw(st.permutations(texts)))}]]{draw(RAW)}"
    return text + (f"\nnot= gap 1{draw(FEEDBACK)}" if draw(st.booleans()) else "")


@st.composite
def openings(draw: st.DrawFn) -> str:
    rows = [draw(st.sampled_from(["____", "________", "____ 5-20 words", "____ 5 – 20 words"]))]
    cells = st.lists(RAW.filter(lambda text: "\n" not in text), min_size=3, max_size=3)
    if draw(st.booleans()):
        rows += ["", "rubric:", "| Criterion | 2.5 | 0 |", "|:--|--:|---|"]
        rows += [f"| {' | '.join(row)} |" for row in draw(st.lists(cells, min_size=1, max_size=2))]
    rows += [f"model: {draw(RAW)}"] if draw(st.booleans()) else []
    return "\n".join(rows)


SOURCES: dict[str, st.SearchStrategy[str]] = {
    "single choice": options("(", ")"),
    "multiple choice": options("[", "]"),
    "true/false": st.tuples(st.sampled_from(["true", "False"]), FEEDBACK).map(
        lambda parts: f"= {parts[0]}\nnot= {parts[0] != 'true'}{parts[1]}"
    ),
    "numeric": numbers(),
    "short text": answers(),
    "matching": pairs(False),
    "categorise": pairs(True),
    "ordering": steps(),
    "cloze": gapped(),
    "open response": openings(),
}
SOUND = {**SOURCES, "matching": pairs(False, SIDE), "categorise": pairs(True, SIDE)}
"""Of what authors write, what mostly has no mistake in it."""


def test_every_type_has_sources() -> None:
    assert set(SOURCES) == set(types())


@st.composite
def sound_bodies(draw: st.DrawFn, name: str) -> Body:
    read = block(draw(SOUND[name]))
    body: Body | None = types()[name].parse(read)
    assume(body is not None and not read.problems)
    assert body is not None
    return body


def over_types(test: Callable[..., None]) -> Callable[..., None]:
    checks = [HealthCheck.filter_too_much, HealthCheck.too_slow]
    relaxed = settings(suppress_health_check=checks, deadline=None, max_examples=40)
    return pytest.mark.parametrize("name", sorted(SOURCES))(relaxed(given(data=st.data())(test)))


@over_types
def test_a_body_survives_printing_and_its_key_is_right(data: st.DataObject, name: str) -> None:
    kind = types()[name]
    body = data.draw(sound_bodies(name))
    key = kind.key(body)
    if key is not None:
        assert kind.read(body, form(key)) == key
        assert kind.mark(body, key) == 1
        assert kind.remark(body, key) == ""
    printed = kind.print(body)
    assert parse(name, printed) == body
    assert kind.print(parse(name, printed)) == printed


@over_types
def test_whatever_is_written_has_one_type_and_never_an_error(
    data: st.DataObject, name: str
) -> None:
    text = data.draw(SOURCES[name])
    assert len(recognised(text)) <= 1
    for kind in types().values():
        read = block(text)
        body = kind.parse(read)
        assert (body is None) == bool(read.problems)
        for problem in read.problems:
            assert 1 <= problem.line <= text.count("\n") + 1
            assert problem.message.strip()


def responses(view: Any) -> st.SearchStrategy[dict[str, str]]:
    """What can be sent from the page that this view draws."""

    def optional(slots: dict[str, list[str]]) -> st.SearchStrategy[dict[str, str]]:
        return st.fixed_dictionaries(
            {slot: st.sampled_from(["", *values]) for slot, values in slots.items()}
        )

    text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
    match view:
        case ChoicesView(choices):
            ids = [choice.id for choice in choices]
            return optional({"choice": ids}) | optional({key: ["ticked"] for key in ids})
        case PairsView(lefts, rights):
            return optional({left.id: [right.id for right in rights] for left in lefts})
        case OrderingView(order, places):
            return optional({step.id: list(places) for step in order})
        case ClozeView():
            return st.fixed_dictionaries(
                {
                    gap.slot: st.sampled_from(["", *(c.id for c in gap.choices)])
                    if gap.choices
                    else text
                    for gap in view.gaps
                }
            )
        case TextView() | OpenView():
            return st.fixed_dictionaries({"text": text | RAW | NUMBER})
        case _:
            raise AssertionError(f"say what can be sent from {view}")


@over_types
def test_whatever_is_sent_can_be_marked_and_shown(data: st.DataObject, name: str) -> None:
    kind = types()[name]
    body = data.draw(sound_bodies(name))
    sent = data.draw(responses(kind.ask(body, "seed")))
    try:
        response = kind.read(body, form(sent))
    except ValueError:
        # A checkbox's slot on a page of radio buttons, or the other way round.
        assume(name not in ("single choice", "multiple choice", "true/false"))
        raise
    assert kind.read(body, form(response)) == response
    mark = mark_item(Item("i", name, "Stem", body), "v", response)
    assert mark.fraction is None or 0 <= mark.fraction <= 1
    assert (mark.outcome is Outcome.NEEDS_GRADING) == (mark.fraction is None)
    assert isinstance(kind.remark(body, response), str)
    assert bool(kind.said(body, response)) == bool(response)
    if data.draw(st.integers(0, 9)) == 0:
        assert draw_ask(name, body, response)
        assert draw_review(name, body, response)


@over_types
def test_whatever_is_given_comes_out_the_same_on_paper(data: st.DataObject, name: str) -> None:
    kind = types()[name]
    body = data.draw(sound_bodies(name))
    asked = kind.ask(body, "seed")
    view = kind.mixed(asked, "seed") if data.draw(st.booleans()) else asked
    try:
        given = kind.read(body, form(data.draw(responses(view))))
    except ValueError:
        assume(name not in ("single choice", "multiple choice", "true/false"))
        raise
    texts = kind.written(view, given)
    assert len(texts) == len(kind.blanks(view))
    entered = kind.read(body, kind.transcribe(view, texts))
    assert entered == given
    assert kind.mark(body, entered) == kind.mark(body, given)
    # Whoever types in small letters and leaves gaps between them means the same.
    if choices_only(view):
        loose = [" ".join(text.lower()) for text in texts]
        assert kind.read(body, kind.transcribe(view, loose)) == given


def choices_only(view: Any) -> bool:
    """Whether everything on the paper is a letter or a digit."""
    match view:
        case ClozeView():
            return all(gap.choices for gap in view.gaps)
        case OrderingView():
            return len(view.places) < 10
        case PairsView():
            return len(view.rights) < 27
        case ChoicesView():
            return len(view.choices) < 27
        case _:
            return False


@over_types
def test_whatever_is_typed_from_paper_is_read_or_refused_in_words(
    data: st.DataObject, name: str
) -> None:
    kind = types()[name]
    body = data.draw(sound_bodies(name))
    view = kind.ask(body, "seed")
    texts = [data.draw(st.text(max_size=12)) for _ in kind.blanks(view)]
    given, refusal = {}, ""
    try:
        given = kind.read(body, kind.transcribe(view, texts))
    except ValueError as error:
        refusal = str(error)
    assert kind.read(body, form(given)) == given
    assert not refusal or re.search(r"\w.*\.", refusal)


@over_types
def test_whatever_is_sent_can_be_counted(data: st.DataObject, name: str) -> None:
    kind = types()[name]
    body = data.draw(sound_bodies(name))
    possible, key = kind.possible(body), kind.key(body)
    assert len(set(possible)) == len(possible)
    if key is not None:
        assert all(said.right and said in possible for said in kind.classify(body, key))
    try:
        response = kind.read(body, form(data.draw(responses(kind.ask(body, "seed")))))
    except ValueError:
        assume(name not in ("single choice", "multiple choice", "true/false"))
        raise
    said = kind.classify(body, response)
    assert len(set(said)) == len(said)
    assert bool(said) == bool(response and possible)
    for each in said:
        assert each.typed != (each in possible)
        assert each.text.strip()
        assert "\n" not in each.text or not each.typed
    # A response is wholly right exactly where all that it says is, and nothing of the key lacks.
    if key is not None:
        everything = all(each.right for each in said) and len(said) == len(kind.classify(body, key))
        assert everything == (kind.mark(body, response) == 1)
