"""Whether new lessons can be shown, tried so that a slow question costs no other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quiz.content.render import UNTRIED, Renderer
from quiz.model import Lesson, Problem

PATIENCE = 5
"""How often, in one import, texts are tried again that were left untried behind slow ones."""


class Showing:
    """Says what of a lesson can't be shown.

    After some slow texts, a renderer leaves the others untried for a while, which protects a class.
    Here they are tried again at once, since they may be fine. `step` is called before each trial,
    which takes some seconds at most, for whoever waits for a sign of life.
    """

    def __init__(self, renderer: Renderer, step: Callable[[], None] = lambda: None) -> None:
        self._renderer = renderer
        self._step = step
        self._patience = PATIENCE

    def __call__(self, lesson: Lesson) -> Sequence[Problem]:
        """What can't be shown. Where it is `UNTRIED`, it is alone."""
        self._step()
        problems = self._renderer.prepare(lesson).problems
        known = [problem for problem in problems if problem.message != UNTRIED]
        if known or not problems or not self._patience:
            return known or problems
        self._patience -= 1
        self._renderer = self._renderer.afresh()
        return self(lesson)
