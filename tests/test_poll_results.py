"""What is shown of a poll's votes tells nobody's choice, whatever the votes are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import Moment, PollRound
from quiz.poll_results import FEWEST_VOTES, SMALLEST_GROUP, groups, results

VOTES = st.lists(st.integers(0, 12), min_size=2, max_size=7)


def closed(*counts: int, moment: Moment = Moment.BEFORE, first: str = "a") -> PollRound:
    choices = (first, *(chr(ord("b") + i) for i in range(len(counts) - 1)))
    return PollRound(1, "bees", "poll", moment, False, "Poll?", choices, counts)


def cut(*counts: int) -> list[tuple[int, int, int]]:
    return [(group.first, group.last, group.votes) for group in groups(counts)]


@given(VOTES)
def test_no_small_count_is_shown_and_the_groups_make_up_the_scale(counts: list[int]) -> None:
    shown = groups(counts)
    assert all(group.votes == 0 or group.votes >= SMALLEST_GROUP for group in shown)
    assert [i for group in shown for i in range(group.first, group.last + 1)] == (
        list(range(len(counts))) if shown else []
    )
    assert all(
        group.votes == sum(counts[group.first : group.last + 1])
        and group.share == group.votes / sum(counts)
        for group in shown
    )
    assert len(shown) != 1, "one group of everything tells nothing"


@given(VOTES)
def test_nothing_is_shown_of_fewer_than_five_votes(counts: list[int]) -> None:
    if sum(counts) < FEWEST_VOTES:
        assert groups(counts) == ()


@given(VOTES)
def test_it_is_never_told_that_all_chose_the_same(counts: list[int]) -> None:
    voted = [group for group in groups(counts) if group.votes]
    assert len(voted) != 1 or voted[0].size > 1


@given(VOTES)
def test_what_can_be_shown_choice_by_choice_is(counts: list[int]) -> None:
    large = all(votes == 0 or votes >= SMALLEST_GROUP for votes in counts)
    if large and len(counts) - counts.count(0) > 1:
        assert [group.votes for group in groups(counts)] == counts


def every_class(choices: int, votes: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many votes can fall on so many choices."""
    if choices == 1:
        yield (votes,)
        return
    for first in range(votes + 1):
        for rest in every_class(choices - 1, votes - first):
            yield (first, *rest)


@pytest.mark.parametrize(
    ("choices", "most"), [(2, 12), (3, 10), (4, 8), (5, 7), (6, 6), (7, 5)], ids=str
)
def test_nobody_can_work_out_a_small_count_or_that_all_agree(choices: int, most: int) -> None:
    """Somebody who knows these rules looks at the result and goes over all classes that give it.

    No choice has one or two votes in all of them, and in no two of them alone do all votes lie on
    one choice.
    """
    for votes in range(1, most + 1):
        behind: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for counts in every_class(choices, votes):
            behind[tuple(cut(*counts))].append(counts)
        for seen, possible in behind.items():
            for choice in range(choices):
                values = {counts[choice] for counts in possible}
                assert values not in ({1}, {2}), (seen, choice)
            assert any(max(counts) < votes for counts in possible) or votes < FEWEST_VOTES, seen


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ((2, 2), []),
        ((1, 4), []),
        ((3, 3), [(0, 0, 3), (1, 1, 3)]),
        ((9, 0), []),
        ((25, 0, 0), [(0, 1, 25), (2, 2, 0)]),
        ((0, 1, 8, 4), [(0, 0, 0), (1, 2, 9), (3, 3, 4)]),
        ((0, 2, 3, 0, 0), [(0, 0, 0), (1, 2, 5), (3, 3, 0), (4, 4, 0)]),
        ((1, 5, 9, 7, 2), [(0, 1, 6), (2, 2, 9), (3, 4, 9)]),
        ((1, 1, 1, 1, 1), []),
    ],
)
def test_examples(counts: tuple[int, ...], seen: list[tuple[int, int, int]]) -> None:
    assert cut(*counts) == seen


def test_an_open_round_shows_only_how_many_have_voted() -> None:
    still = PollRound(1, "bees", "poll", Moment.BEFORE, True, "Poll?", ("a", "b"), (9, 9))
    [seen] = results([still]).rounds
    assert (seen.voted, seen.groups, seen.too_few) == (18, (), False)


def test_one_round_is_cut_the_same_whatever_the_other_one_is() -> None:
    alone = results([closed(1, 5, 4)]).rounds[0]
    for after in ((5, 1, 4), (3, 3, 3), (0, 0, 9)):
        both = results([closed(*after, moment=Moment.AFTER), closed(1, 5, 4)])
        assert both.rounds[0] == alone
        assert [one.moment for one in both.rounds] == [Moment.BEFORE, Moment.AFTER]


def test_rounds_with_other_words_are_not_put_side_by_side() -> None:
    before, after = closed(5, 5), closed(4, 6, moment=Moment.AFTER)
    assert [len(scale) for scale in results([before, after]).scales] == [2]
    reworded = closed(4, 6, moment=Moment.AFTER, first="A")
    assert [len(scale) for scale in results([before, reworded]).scales] == [1, 1]
    too_few = closed(1, 1, moment=Moment.AFTER, first="A")
    assert [len(scale) for scale in results([before, too_few]).scales] == [1]


def test_what_leads() -> None:
    [seen] = results([closed(4, 4, 0)]).rounds
    assert [group.first for group in seen.leading] == [0, 1]
    [seen] = results([closed(1, 5, 3)]).rounds
    assert [(group.first, group.last) for group in seen.leading] == [(0, 1)]
    assert results([closed(1, 1)]).rounds[0].leading == ()
