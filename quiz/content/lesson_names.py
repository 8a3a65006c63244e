"""Names, numbers and titles of lesson files, and the links between them. Texts in, texts out."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from quiz.content.assembly import RESERVED
from quiz.content.files import NUMBER, natural_order, slug_of
from quiz.content.front_matter import MAX_TITLE
from quiz.content.parser import title_of
from quiz.content.safe_folder import is_device
from quiz.content.source import split_lines
from quiz.content.values import ID, id_from
from quiz.errors import LessonFileError, LessonNameTaken

MAX_SLUG = 50
"""Letters of an address that is made from a title."""

_PLAIN_TITLE = re.compile(r"[^\W\d_][\w ?!.,’'()/-]*(?<! )")
_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_TITLE_LINE = re.compile(r"title\s*:", re.IGNORECASE)

_STARTER = """\
---
title: {title}
{reading}---

{opening}Write here what this lesson is about.

## Quiz: Exit quiz {{#exit}}

### What did you learn in this lesson? Give one example. {{#{id}}}

points: 2
{see}bloom: understand
strand: comprehension
needs: lesson

____ 10-60 words

rubric:
| criterion | 3 | 2 | 1 | 0 |
|---|---|---|---|---|
| What was learnt | Clear, and from this lesson | From this lesson | Can be guessed | Missing |
| Example | Fits, and is explained | Fits | Fits in part | Missing |
| Words | Clear at once | Clear in most places | Clear in few | Unclear |

model: I learnt that a claim needs a source. For example, a number without one can't be checked.

why: Saying it in your own words helps you keep it.
"""


def check_title(title: str) -> str:
    """A title with single spaces. Raises LessonFileError where a lesson can't have it."""
    title = " ".join(title.split())
    if not title:
        raise LessonFileError("", "A lesson needs a title. Write one.")
    if len(title) > MAX_TITLE:
        raise LessonFileError("", f"This title is over {MAX_TITLE} characters long. Shorten it.")
    if not title.isprintable():
        raise LessonFileError("", "There is an invisible character in this title. Type it again.")
    return title


def check_slug(slug: str) -> None:
    """Raise LessonFileError where no lesson can have this address."""
    if not ID.match(slug):
        raise LessonFileError(
            slug,
            "An address is made of small letters a-z, digits and hyphens, at most 64 of them, and "
            "starts with a letter or digit. Write one like `how-bees-dance`.",
        )
    if slug in RESERVED or is_device(slug):
        raise LessonFileError(
            slug, f"No lesson can have the address `{slug}`: that name has a meaning of its own."
        )
    if slug_of(f"01-{slug}.md") != slug or slug_of(f"{slug}.md") != slug:
        raise LessonFileError(
            slug, "An address can't start with a number and a hyphen. Put a word in front."
        )


def slug_from(title: str, taken: Collection[str]) -> str:
    """A free address made from a title."""
    # A number in front would be taken for the file's.
    slug = re.sub(r"^(?:[0-9]+-)+", "", id_from(title, most=MAX_SLUG)) or "lesson"
    if slug in RESERVED or is_device(slug):
        slug = f"about-{slug}"
    numbers = (f"{slug}-{number}" for number in range(2, 100_000))
    return slug if slug not in taken else next(free for free in numbers if free not in taken)


def after_last(names: Collection[str], slug: str) -> str:
    """The name of a new file of this address, with the number after the last one."""
    last = max((_number(name) or 0 for name in names), default=0)
    return numbered(last + 1, slug, names)


def numbered(number: int, slug: str, names: Collection[str]) -> str:
    """A file name with a number as wide as those of the other files."""
    width = max((len(m["number"]) for name in names if (m := NUMBER.match(name))), default=2)
    return f"{number:0{width}d}-{slug}.md"


def with_slug(name: str, slug: str) -> str:
    """The name of a file for another address; its number stays."""
    match = NUMBER.match(name)
    number = match["number"] if match and _number(name) is not None else ""
    return f"{number}-{slug}.md" if number else f"{slug}.md"


def _number(name: str) -> int | None:
    """The number in front of a name; None where it has none, or is nothing else."""
    match = NUMBER.match(name)
    return int(match["number"]) if match and match.end() < len(name) - len(".md") else None


def moved(names: Collection[str], name: str, by: int) -> dict[str, str]:
    """The files to rename, old name to new, so that one changes places with its neighbour.

    Raises LessonFileError where a file's name gives no address, or a new name is taken.
    """
    order = sorted(names, key=natural_order)
    at = order.index(name)
    if not 0 <= at + by < len(order):
        return {}
    order.insert(at + by, order.pop(at))
    renames = {old: new for old, new in _renumbered(order).items() if old != new}
    kept = {other.casefold() for other in names if other not in renames}
    for old, new in renames.items():
        if not slug_of(old):
            raise LessonFileError(old, f"Rename `{old}` first: its name can't be an address.")
        if new.casefold() in kept:
            raise LessonNameTaken(new, f"There is a file `{new}` already. Rename it first.")
    return renames


def _renumbered(order: Sequence[str]) -> dict[str, str]:
    """Names that put the files in this order. Those at the end that need no number get none."""
    end = len(order)
    while (
        end
        and _number(order[end - 1]) is None
        and list(order[end - 1 :]) == sorted(order[end - 1 :], key=natural_order)
    ):
        end -= 1
    first = order[:end]
    present = sorted({number for name in first if (number := _number(name)) is not None})
    if len(present) == len(first):
        return {
            name: name if _number(name) == number else numbered(number, slug_of(name), order)
            for name, number in zip(first, present, strict=True)
        }
    found: dict[str, str] = {}
    last = 0
    for name in first:
        own = _number(name)
        last = own if own is not None and own > last else last + 1
        found[name] = name if own == last else numbered(last, slug_of(name), order)
    return found


def starter(title: str, item_id: str, opening: str = "", anchor: str = "") -> str:
    """A lesson to begin with, which has nothing wrong.

    `opening` is a paragraph to start with, `anchor` the place in the reading that it is about.
    """
    return _STARTER.format(
        title=quoted(title),
        reading=f"reading: {anchor.upper()}\n" if anchor else "",
        opening=f"{opening}\n\n" if opening else "",
        see=f"see: {anchor.upper()}\n" if anchor else "",
        id=item_id,
    )


def with_title(name: str, text: str, title: str) -> str:
    """A lesson with another title. Raises LessonFileError where its front matter is too unusual."""
    lines = split_lines(text)
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        changed = f"---\ntitle: {quoted(title)}\n---\n\n" + text.lstrip("\n")
    else:
        ends = (i for i in range(first + 1, len(lines)) if lines[i].rstrip() == "---")
        end = next(ends, len(lines))
        places = [i for i in range(first + 1, end) if _TITLE_LINE.match(lines[i])]
        at = places[0] if places else first + 1
        after = at + bool(places)
        while places and after < end and lines[after].startswith((" ", "\t")):
            after += 1
        changed = "\n".join([*lines[:at], f"title: {quoted(title)}", *lines[after:]])
    if title_of(changed) != title:
        raise LessonFileError(
            name, "This title could not be put into the file. Write it at the top of the lesson."
        )
    return changed


def quoted(title: str) -> str:
    """A title as YAML reads it back."""
    if _PLAIN_TITLE.fullmatch(title) and title.lower() not in _YAML_WORDS:
        return title
    return json.dumps(title, ensure_ascii=False)


def relinked(text: str, renames: Mapping[str, str]) -> str:
    """The text with its links to renamed files mended."""
    if not any(old in text for old in renames):
        return text
    names = "|".join(re.escape(old) for old in renames)
    link = rf"(?P<start>(?:\]\(\s*<?|\]:\s*<?|\bhref\s*=\s*[\"']?)(?:\./)?)(?P<name>{names})"
    return re.sub(rf"{link}(?=[#\s)>\"']|$)", lambda m: m["start"] + renames[m["name"]], text)
