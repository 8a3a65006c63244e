"""A question that takes too long to show costs none of those beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from quiz.content.render import UNTRIED, Renderer
from quiz.exchange.importing import Fate, Found
from quiz.exchange.lesson_making.banks import Bank
from quiz.exchange.lesson_making.import_report import ImportReport
from quiz.exchange.lesson_making.new_lessons import new_lessons
from quiz.exchange.lesson_making.showing import PATIENCE, Showing
from tests.content.test_retries import Clock, FakeClient
from tests.exchange.samples import around, found, question


def report(*questions: Found, steps: list[float] | None = None) -> tuple[ImportReport, FakeClient]:
    """What is told of the questions. `steps` takes how busy the client was at each sign of life."""
    clock = Clock()
    client = FakeClient(clock)
    alive: list[float] = [] if steps is None else steps
    client.bad = {"endless": "slow"}
    renderer = Renderer(lambda file, fragment, instructor: file, client, clock)
    showing = replace(around(), unshowable=Showing(renderer, lambda: alive.append(client.busy)))
    return new_lessons([Bank("bees.gift", questions)], showing).report, client


def slow(number: int) -> Found:
    return found(replace(question(f"Slow {number}"), text=f"*endless* {number}"))


def fine(number: int) -> Found:
    return found(question(f"Fine *{number}*"))


def test_questions_behind_slow_ones_come_in() -> None:
    questions = [slow(i) if i % 4 == 0 else fine(i) for i in range(32)]
    told, _ = report(*questions)
    assert [one.fate for one in told.arrivals] == [
        Fate.SKIPPED if i % 4 == 0 else Fate.KEPT for i in range(32)
    ]
    assert all("takes too long" in one.reasons[0] for one in told.of(Fate.SKIPPED))


def test_a_bank_of_slow_questions_alone_is_given_up_after_a_while() -> None:
    told, client = report(*(slow(i) for i in range(80)))
    assert {one.fate for one in told.arrivals} == {Fate.SKIPPED}
    assert client.busy <= 2.0 * 3 * (PATIENCE + 1)
    assert UNTRIED in told.arrivals[-1].reasons[0]


def test_however_many_questions_are_slow_there_is_a_sign_of_life_every_few_seconds() -> None:
    steps: list[float] = []
    _, client = report(*(slow(i) for i in range(80)), steps=steps)
    assert all(after - before <= 2.0 * 3 for before, after in pairwise([0.0, *steps, client.busy]))
