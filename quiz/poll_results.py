"""What of a poll's votes may be seen, so that nobody's choice can be told from it.

Four rules, and why:

- **Only a closed round is shown, and it never opens again.** Whoever looks twice at a growing count
  sees what the last voter chose. Votes that can't grow any more look the same at every look, so two
  looks tell no more than one. This is simpler and safer than showing results in steps.
- **Fewer than five votes: nothing.**
- **A group of choices is shown with no vote, or with three and more.** Choices with one or two
  votes are put together with their neighbours on the scale. What is shown covers the whole scale,
  so no small count can be had by taking the others from the total.
- **Where all votes stand together, they stand together over two choices at least.** “All 25 chose
  the first” would tell everybody's choice at once.

Among all ways to cut the scale into groups that keep these rules, the one with the most groups is
taken; where several have as many, the one whose first groups are the smallest. A test goes over all
small classes and shows that this way of choosing doesn't tell what the groups hide.

`before` and `after` are cut apart from each other: to cut one anew because of the other would show
the same votes in two ways, and what one way hides the other could give away.

What no rule can prevent: if all voters but one tell, the last one's choice is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quiz.model import Moment, PollRound

FEWEST_VOTES = 5
"""With fewer votes nothing of them is shown."""

SMALLEST_GROUP = 3
"""Votes of the smallest group that is shown, apart from one without any."""


@dataclass(frozen=True)
class Group:
    """Neighbouring choices of the scale, the `first` to the `last`, counted from 0, with all their
    votes. `share` is that of all votes, 0 to 1."""

    first: int
    last: int
    votes: int
    share: float

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class ShownRound:
    """A round as it may be seen. `groups` is empty while it is open and where too little can be
    told; `voted` is how many have voted."""

    moment: Moment
    open: bool
    title: str
    choices: tuple[str, ...]
    voted: int
    groups: tuple[Group, ...]

    @property
    def too_few(self) -> bool:
        """Whether there are votes of which nothing may be told, because they are too few."""
        return not self.open and self.voted < FEWEST_VOTES

    @property
    def leading(self) -> tuple[Group, ...]:
        """The groups with the most votes: one, or several that have as many."""
        most = max((group.votes for group in self.groups), default=0)
        return tuple(group for group in self.groups if group.votes == most)

    def group_at(self, choice: int) -> Group | None:
        """The group that begins at this choice, counted from 0."""
        return next((group for group in self.groups if group.first == choice), None)


@dataclass(frozen=True)
class PollResults:
    """A poll of a class: the rounds that there are, `before` ahead of `after`."""

    rounds: tuple[ShownRound, ...]

    @property
    def shown(self) -> tuple[ShownRound, ...]:
        """The rounds that have something to show."""
        return tuple(one for one in self.rounds if one.groups)

    @property
    def scales(self) -> tuple[tuple[ShownRound, ...], ...]:
        """The shown rounds, together where they have the same choices: each makes one table."""
        if len({one.choices for one in self.shown}) == 1:
            return (self.shown,)
        return tuple((one,) for one in self.shown)

    @property
    def has_groups(self) -> bool:
        """Whether somewhere several choices are shown together."""
        return any(group.size > 1 for one in self.shown for group in one.groups)


def results(rounds: Sequence[PollRound]) -> PollResults:
    """What may be seen of the rounds of one poll."""
    in_order = sorted(rounds, key=lambda one: list(Moment).index(one.moment))
    return PollResults(tuple(_shown(one) for one in in_order))


def _shown(one: PollRound) -> ShownRound:
    cut = () if one.open else groups(one.counts)
    return ShownRound(one.moment, one.open, one.title, one.choices, one.voted, cut)


def groups(counts: Sequence[int]) -> tuple[Group, ...]:
    """The votes of a closed round, choice by choice, cut into groups that can be shown.

    Empty where nothing can: too few votes, or none of the cuts tells more than their number.
    """
    total = sum(counts)
    if total < FEWEST_VOTES:
        return ()
    # Those with more groups first, then those whose first groups are smaller.
    allowed = (cut for cut in _cuts(len(counts)) if _may_be_shown(counts, cut))
    best = min(allowed, key=lambda cut: (-len(cut), cut), default=(0, len(counts)))
    if len(best) <= 2:
        return ()
    return tuple(
        Group(start, end - 1, votes, votes / total)
        for start, end in pairwise(best)
        for votes in (sum(counts[start:end]),)
    )


def _cuts(choices: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut a scale into groups: where each begins, and where the last one ends."""
    for inner in range(2 ** (choices - 1)):
        places = (place for place in range(1, choices) if inner >> (place - 1) & 1)
        yield (0, *places, choices)


def _may_be_shown(counts: Sequence[int], cut: Sequence[int]) -> bool:
    sizes = [(end - start, sum(counts[start:end])) for start, end in pairwise(cut)]
    voted = [(size, votes) for size, votes in sizes if votes]
    if any(votes < SMALLEST_GROUP for _, votes in voted):
        return False
    return len(voted) > 1 or voted[0][0] > 1
