"""The pictures that questions bring along: drawn anew, and called by names of our own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from quiz.content.allowed import PICTURES
from quiz.content.pictures import Drawn, stem_of
from quiz.errors import LessonFileError
from quiz.exchange.importing import Picture
from quiz.model import Item

_ALT = r"!\[(?P<alt>(?:[^\]\\]|\\.)*)\]"
_SHOWN = re.compile(rf"{_ALT}\((?P<name>{PICTURES}/[^)\s]+)\)")


class Pictures:
    """Collects the pictures of many questions; the same picture of two questions is kept once.

    `drawn` are all pictures by what texts call them (`pictures/NAME`).
    """

    def __init__(self, draw: Callable[[str, bytes], Drawn]) -> None:
        self._draw = draw
        self._known: dict[tuple[str, bytes], tuple[str, str]] = {}
        self.drawn: dict[str, Drawn] = {}

    def into(self, item: Item, pictures: Sequence[Picture]) -> tuple[Item, tuple[str, ...]]:
        """The question with its pictures under their new names, and what had to be changed.

        In place of a picture that can't be drawn stands its description.
        """
        names: dict[str, str] = {}
        reasons: list[str] = []
        for picture in pictures:
            name, problem = self._kept(picture)
            names[f"{PICTURES}/{picture.name}"] = name
            if problem:
                reasons.append(
                    f"The picture “{picture.name}” can't be shown, so that its description stands "
                    f"in its place. {problem}"
                )
        if not names:
            return item, ()
        changed: Item = _mapped(item, lambda text: with_pictures(text, names))
        return changed, tuple(reasons)

    def _kept(self, picture: Picture) -> tuple[str, str]:
        """What texts call a picture, '' where it can't be drawn, and why it can't."""
        key = (picture.name, hashlib.sha256(picture.data).digest())
        if key not in self._known:
            try:
                drawn = self._draw(picture.name, picture.data)
            except LessonFileError as error:
                self._known[key] = ("", error.message)
            else:
                self._known[key] = (self._named(picture.name, drawn), "")
        return self._known[key]

    def _named(self, name: str, drawn: Drawn) -> str:
        stem, number = f"{PICTURES}/{stem_of(name)}", 1
        free = f"{stem}.{drawn.ending}"
        while free in self.drawn:
            number += 1
            free = f"{stem}-{number}.{drawn.ending}"
        self.drawn[free] = drawn
        return free


def shown_in(text: str) -> frozenset[str]:
    """What a text calls the pictures that it shows: `pictures/NAME`."""
    return frozenset(match["name"] for match in _SHOWN.finditer(text))


def with_pictures(text: str, names: Mapping[str, str]) -> str:
    """The text with other names of pictures: `pictures/OLD` -> `pictures/NEW`, or '' where the
    description has to do."""

    def new(match: re.Match[str]) -> str:
        name, alt = names[match["name"]], match["alt"]
        return f"![{alt}]({name})" if name else f"(Picture: {alt or '?'})"

    if not names or f"]({PICTURES}/" not in text:
        return text
    # The names are those of another program, and may hold anything.
    known = "|".join(re.escape(name) for name in names)
    return re.sub(rf"{_ALT}\((?P<name>{known})\)", new, text)


def _mapped(part: Any, change: Callable[[str], str]) -> Any:
    """The same with all its texts changed, however deep they are."""
    if type(part) is str:  # and no member of an enumeration
        return change(part)
    if isinstance(part, tuple):
        return tuple(_mapped(each, change) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        values = {field.name: getattr(part, field.name) for field in fields(part)}
        new = {name: _mapped(value, change) for name, value in values.items()}
        changed = {name: value for name, value in new.items() if value != values[name]}
        return replace(part, **changed) if changed else part
    return part
