"""What is different between two texts: line by line, and word by word within changed lines.

Lines that both texts have just once are matched first; only what lies between them is compared by
`difflib`, as far as a budget goes. Its worst case grows with the cube of the length, so what would
cost more is shown as removed and added, which is true as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

LineKind = Literal["same", "changed", "added", "removed"]
PieceKind = Literal["same", "added", "removed"]
Piece = tuple[PieceKind, str]

BUDGET = 20_000_000
"""Steps of comparing, in the worst case; about two seconds."""

MAX_PAIRED = 2_500
"""Old lines x new lines of a changed stretch whose likeness is looked at."""

MIN_ALIKE = 0.3
"""Share of words in common from which two lines are one line that was changed."""

_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_WORD = re.compile(r"\w+")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class DiffLine:
    """One line of a comparison. Numbers count from 1; None where that text has no such line.

    `pieces` make up the line: all of it "same", "added" or "removed", or a mixture in a "changed"
    one.
    """

    kind: LineKind
    old_number: int | None
    new_number: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Fold:
    """Lines that are the same in both texts and can be left out of sight."""

    lines: tuple[DiffLine, ...]


class _Budget:
    """How much comparing may still be done."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether these can be compared; if so, what that may cost is taken away."""
        counts = Counter(new)
        pairs = sum(counts[one] for one in old)
        cost = (pairs + len(old)) * min(len(old), len(new))
        if cost > self._left:
            return False
        self._left -= cost
        return True


def word_difference(old: str, new: str) -> tuple[DiffLine, ...]:
    """All lines of both texts in order. Takes a few seconds at most, whatever the texts."""
    before, after = _LINE_END.split(old), _LINE_END.split(new)
    budget = _Budget(BUDGET)
    found: list[DiffLine] = []
    for same, i, i_end, j, j_end in _stretches(before, after, budget):
        if same:
            pairs = zip(range(i, i_end), range(j, j_end), strict=True)
            found += [_line("same", n + 1, m + 1, before[n]) for n, m in pairs]
        else:
            found += _changed(before, range(i, i_end), after, range(j, j_end), budget)
    return tuple(found)


def fold(lines: Sequence[DiffLine], around: int = 3) -> tuple[DiffLine | Fold, ...]:
    """The same lines with long runs of unchanged ones folded; `around` stay on each side."""
    near: set[int] = set()
    for i, line in enumerate(lines):
        if line.kind != "same":
            near.update(range(i - around, i + around + 1))
    shown: list[DiffLine | Fold] = []
    hidden: list[DiffLine] = []
    for i, line in enumerate(lines):
        if i in near:
            shown += _folded(hidden)
            hidden = []
            shown.append(line)
        else:
            hidden.append(line)
    return (*shown, *_folded(hidden))


def _folded(hidden: Sequence[DiffLine]) -> Sequence[DiffLine | Fold]:
    return [Fold(tuple(hidden))] if len(hidden) > 1 else hidden


def _line(kind: LineKind, old: int | None, new: int | None, text: str) -> DiffLine:
    piece: PieceKind = "same" if kind == "changed" else kind
    return DiffLine(kind, old, new, ((piece, text),))


Stretch = tuple[bool, int, int, int, int]
"""Whether it is the same in both, and where it starts and ends in the old and the new text."""


def _stretches(old: Sequence[str], new: Sequence[str], budget: _Budget) -> Iterator[Stretch]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if start:
        yield True, 0, start, 0, start
    i, j = start, start
    last_i, last_j = len(old) - end, len(new) - end
    for n, m in [*_anchors(old, new, range(start, last_i), range(start, last_j)), (last_i, last_j)]:
        yield from _between(old, new, range(i, n), range(j, m), budget)
        if n < last_i:
            yield True, n, n + 1, m, m + 1
        i, j = n + 1, m + 1
    if end:
        yield True, last_i, len(old), last_j, len(new)


def _anchors(
    old: Sequence[str], new: Sequence[str], of_old: range, of_new: range
) -> list[tuple[int, int]]:
    """Places of lines that both have once, as many as stand in the same order."""
    counts = Counter(old[i] for i in of_old), Counter(new[j] for j in of_new)
    places = {new[j]: j for j in of_new if counts[1][new[j]] == 1}
    pairs = [(i, places[old[i]]) for i in of_old if counts[0][old[i]] == 1 and old[i] in places]
    # The longest increasing subsequence: the best pile for each pair, and the pair below it.
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        tops[pile : pile + 1] = [j]
        ends[pile : pile + 1] = [index]
        before.append(ends[pile - 1] if pile else -1)
    kept = []
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.append(pairs[index])
        index = before[index]
    return kept[::-1]


def _between(
    old: Sequence[str], new: Sequence[str], of_old: range, of_new: range, budget: _Budget
) -> Iterator[Stretch]:
    i, j = of_old.start, of_new.start
    before, after = old[i : of_old.stop], new[j : of_new.stop]
    if not before and not after:
        return
    if not budget.allows(before, after):
        yield False, i, of_old.stop, j, of_new.stop
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        yield tag == "equal", i + a, i + a_end, j + b, j + b_end


def _changed(
    old: Sequence[str], of_old: range, new: Sequence[str], of_new: range, budget: _Budget
) -> Iterator[DiffLine]:
    """A stretch that is different: lines that are alike together, the others apart."""
    i, j = of_old.start, of_new.start
    for n, m in [*_alike(old, of_old, new, of_new), (of_old.stop, of_new.stop)]:
        yield from (_line("removed", k + 1, None, old[k]) for k in range(i, n))
        yield from (_line("added", None, k + 1, new[k]) for k in range(j, m))
        if n < of_old.stop:
            yield DiffLine("changed", n + 1, m + 1, _words(old[n], new[m], budget))
        i, j = n + 1, m + 1


def _alike(
    old: Sequence[str], of_old: range, new: Sequence[str], of_new: range
) -> list[tuple[int, int]]:
    """Pairs of places, in order, so that the lines are as much alike as they can be in all."""
    if len(of_old) * len(of_new) > MAX_PAIRED:
        return []
    before = [set(_WORD.findall(old[i])) for i in of_old]
    after = [set(_WORD.findall(new[j])) for j in of_new]
    likeness = [[_likeness(a, b) for b in after] for a in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for a in reversed(range(len(before))):
        for b in reversed(range(len(after))):
            paired = likeness[a][b] + best[a + 1][b + 1] if likeness[a][b] else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    pairs = []
    a = b = 0
    while a < len(before) and b < len(after):
        if likeness[a][b] and best[a][b] == likeness[a][b] + best[a + 1][b + 1]:
            pairs.append((of_old[a], of_new[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _likeness(old: set[str], new: set[str]) -> float:
    """Words in common ÷ words of both; 0 where that is too little to be one line."""
    share = len(old & new) / max(len(old | new), 1)
    return share if share >= MIN_ALIKE else 0.0


def _words(old: str, new: str, budget: _Budget) -> tuple[Piece, ...]:
    """The pieces of a changed line."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if not budget.allows(before, after):
        return ("removed", old), ("added", new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        gone, come = "".join(before[i:i_end]), "".join(after[j:j_end])
        if tag == "equal":
            pieces.append(("same", gone))
            continue
        if gone:
            pieces.append(("removed", gone))
        if come:
            pieces.append(("added", come))
    return tuple(pieces)
