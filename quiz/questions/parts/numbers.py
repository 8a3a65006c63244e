"""Numbers as students and authors write them, read exactly.

Students' numbers come with spaces, separators and digits of many scripts; authors' numbers are
plain digits with a full stop, so that a key can't be misread.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context
from fractions import Fraction

MAX_NUMBER = 60
"""Characters a student may write for a number; longer ones are none."""

_SAME = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "﹣": "-",
        "－": "-",
        "＋": "+",
        "’": "'",
        "٬": "'",
        "،": ",",
        "，": ",",
        "．": ".",
        "٫": ".",
    }
)

_GROUPS = r"[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+|[1-9][0-9]?(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}"
"""Thousands set apart, or lakhs and crores as in South Asia: 12,34,567."""

_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<whole>[0-9]+)",
        r"(?P<whole>[0-9]*)[.,](?P<part>[0-9]+)",
        *(
            rf"(?P<whole>{_GROUPS.format(re.escape(separator))})(?:[{point}](?P<part>[0-9]+))?"
            for separator, point in ((" ", ".,"), ("'", ".,"), (",", "."), (".", ","))
        ),
    )
)

_DIGIT = re.compile("[0-9]")
_NO_DIGIT = re.compile("[^0-9]")
_SPACE = re.compile(r"\s")

_KEY = r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?"
_SPAN = re.compile(
    rf"(?P<first>{_KEY})(?:\s*(?P<kind>\+/?-|±|\.\.)\s*(?P<second>{_KEY}))?", re.ASCII
)
_PARTS = re.compile(r"\+/?-|±|\.\.")


@dataclass(frozen=True)
class Span:
    """The numbers from `low` to `high`, both included, and how that is written in a lesson."""

    low: Fraction
    high: Fraction
    written: str

    def holds(self, numbers: frozenset[Fraction]) -> bool:
        """Whether one of the readings of a number lies within."""
        return any(self.low <= number <= self.high for number in numbers)

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    @property
    def half(self) -> Fraction:
        """Half of its width: how far a number may be from the middle."""
        return (self.high - self.low) / 2

    @property
    def shown(self) -> str:
        """For readers: `2.5 ± 0.1`, `2 to 3`."""
        return self.written.replace("+-", "±").replace("..", "to")


def readings(text: str) -> frozenset[Fraction]:
    """Every number that the text may mean; none where it is not a number.

    There are two where one separator stands before exactly three digits: `2,015` is two thousand
    and fifteen to some writers and two and fifteen thousandths to others.
    """
    if len(text) > MAX_NUMBER:
        return frozenset()
    if not text.isascii():
        text = "".join(map(_plain, text))
    if not _DIGIT.search(text):
        return frozenset()
    plain = _SPACE.sub(" ", text).strip().translate(_SAME)
    sign = plain[0] if plain[:1] in ("+", "-") else ""
    plain = plain.removeprefix(sign).strip()
    if len(plain) > 1 and plain[-2].isdigit():
        plain = plain.rstrip(".,")
    found = set()
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            whole = _NO_DIGIT.sub("", match["whole"]) or "0"
            part = match.groupdict().get("part") or "0"
            found.add(Fraction(f"{sign}{whole}.{part}"))
    return frozenset(found)


def shown(number: Fraction) -> str:
    """A number that `readings` gave, in plain digits with a full stop: `-2.5`."""
    context = Context(prec=2 * MAX_NUMBER)
    return f"{context.divide(number.numerator, number.denominator).normalize(context):f}"


def digits(number: Fraction) -> int:
    """How many digits of such a number say something: 2 in `0.025` and in `2500`."""
    return len(shown(abs(number)).replace(".", "").strip("0"))


def _plain(character: str) -> str:
    """Digits of any script as ASCII; no invisible marks."""
    if unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def looks_numeric(text: str) -> bool:
    """Whether an author who wrote this as the key meant a number, a tolerance or a range."""
    return bool(readings(_PARTS.split(text)[0]))


def span(text: str) -> Span:
    """Read `12`, `2.5 +- 0.1` or `2 .. 3`. Raises `ValueError` with a message for the author."""
    match = _SPAN.fullmatch(text.strip().translate(_SAME))
    if match is None:
        raise ValueError(
            f"`{text}` can't be read as a number. Write plain digits: `= 12`, `= 2.5 +- 0.1` or "
            "`= 2 .. 3`. For words, put `type: short text` below the heading."
        )
    first, kind, second = match["first"], match["kind"], match["second"]
    low = Fraction(first)
    if kind is None:
        return Span(low, low, first)
    if kind == "..":
        if low > Fraction(second):
            raise ValueError(f"This range runs backwards: {first} is more than {second}.")
        return Span(low, Fraction(second), f"{first} .. {second}")
    tolerance = Fraction(second)
    if tolerance < 0:
        raise ValueError("A tolerance can't be negative. Write `+- 0.1` for 0.1 either way.")
    return Span(low - tolerance, low + tolerance, f"{first} +- {second}")
