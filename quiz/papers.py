"""A quiz on paper: which versions of it there are, and how each item stands on them. All pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz.choices import shuffled
from quiz.model import Given, Item, Lesson, Paper, Quiz
from quiz.questions import types
from quiz.questions.parts.paper import Blank

LETTERS = "ABCD"
"""The versions that there can be, so that neighbours can't copy."""

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What codes are made of: nothing that looks like another sign in somebody's handwriting."""
CODE_LENGTH = 6
_EVIDENCE = Blank("Paragraphs that support it", "their numbers, such as 2, 4")


def papers(
    lesson: Lesson,
    quiz: Quiz,
    versions: Mapping[str, str],
    secret: bytes,
    *,
    count: int,
    same_order: bool,
) -> tuple[Paper, ...]:
    """The first `count` versions of a quiz on paper.

    The first is as the author wrote it. The others have their choices in other orders and, unless
    in the `same_order`, their items too. `versions`: item id -> version. The same quiz gives the
    same papers; `secret` keeps the codes, in which all versions are, from telling about the key.
    """
    return tuple(
        _paper(lesson, quiz, versions, secret, letter, same_order) for letter in LETTERS[:count]
    )


def paper_view(item: Item, paper: Paper) -> Any:
    """What the student's page of an item would know, in the order of this paper."""
    kind, seed = types()[item.type], f"{paper.seed}/{item.id}"
    view = kind.ask(item.body, seed)
    return kind.mixed(view, seed) if paper.mixed else view


@dataclass(frozen=True)
class Entered:
    """What stands on a paper for one item: the response, and the paragraphs cited for it."""

    given: Given = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


def on_paper(item: Item, paper: Paper, said: Entered) -> tuple[str, ...]:
    """A response as it stands on the paper: a text for each of the item's `blanks`."""
    texts = types()[item.type].written(paper_view(item, paper), said.given)
    return (*texts, ", ".join(said.evidence).upper()) if item.evidence else texts


def blanks(item: Item, paper: Paper) -> tuple[Blank, ...]:
    """The inputs for one item: those of its type and, where it asks for evidence, one for that."""
    own = types()[item.type].blanks(paper_view(item, paper))
    return (*own, _EVIDENCE) if item.evidence else own


def entered(item: Item, paper: Paper, texts: Sequence[str], anchors: Collection[str]) -> Entered:
    """What stands on the paper, exactly as the item's page would have given it.

    `texts`: one for each of the item's `blanks`. `anchors` are those of the reading. Raises
    `ValueError`, with a message for the instructor, where a text can't be understood.
    """
    kind, own = types()[item.type], texts[:-1] if item.evidence else texts
    given = kind.read(item.body, kind.transcribe(paper_view(item, paper), own))
    return Entered(given, _cited(texts[-1], anchors) if item.evidence else ())


def _cited(text: str, anchors: Collection[str]) -> tuple[str, ...]:
    """The anchors of the paragraphs in a text such as `2, P4`."""
    found = []
    for name in filter(None, re.split(r"[\s,;/.]+", text.casefold())):
        anchor = f"p{int(name)}" if name.isdecimal() and len(name) < 5 else name
        if anchor not in anchors:
            raise ValueError(f"There is no paragraph “{name[:20]}” in the reading.")
        found.append(anchor)
    return tuple(sorted(set(found)))


def tidy_code(typed: str) -> str:
    """A code as it is stored, from one that was typed: spaces, hyphens and case don't matter."""
    return "".join(c for c in typed if c.isalnum()).upper()


def _paper(
    lesson: Lesson,
    quiz: Quiz,
    versions: Mapping[str, str],
    secret: bytes,
    letter: str,
    same_order: bool,
) -> Paper:
    seed, mixed = f"{lesson.slug}/{quiz.id}/{letter}", letter != LETTERS[0]
    ids = [item.id for item in quiz.items]
    ordered = shuffled(ids, seed) if mixed and not same_order else ids
    items = tuple((item_id, versions[item_id]) for item_id in ordered)
    printed = "\0".join([seed, *(version for _, version in items)])
    return Paper(
        code=_code(secret, printed),
        lesson=lesson.slug,
        quiz=quiz.id,
        lesson_title=lesson.title,
        quiz_title=quiz.title,
        lang=lesson.lang,
        letter=letter,
        mixed=mixed,
        seed=seed,
        items=items,
    )


def _code(secret: bytes, printed: str) -> str:
    digest = hmac.new(secret, printed.encode(), hashlib.sha256).digest()
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:CODE_LENGTH])
