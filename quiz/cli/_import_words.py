"""What `import` prints about new lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from quiz.checking.run import Outcome
from quiz.exchange.alike import alike
from quiz.exchange.lesson_making.new_lessons import NewLesson
from quiz.model import Problem
from quiz.report_text import counted, heading

LESSONS = 12
"""New lessons that are named one by one."""
PLACES = 3
KINDS = 5
"""Kinds of findings that are told, lest the report of the questions is lost above them."""


def lesson_lines(lessons: Sequence[NewLesson], names: Sequence[str]) -> Iterator[str]:
    """The new lessons by the `names` of their files, with how much is in each."""
    yield from heading("New lessons")
    for lesson, name in list(zip(lessons, names, strict=True))[:LESSONS]:
        yield f"{name}  {lesson.title}: {counted(lesson.items, 'question')}"
    if len(lessons) > LESSONS:
        yield f"and {len(lessons) - LESSONS} more, up to {names[-1]}"


def check_lines(outcome: Outcome, paths: Mapping[str, str]) -> Iterator[str]:
    """What the check finds in the files at these paths, like findings together: mistakes between
    files first, then what the rules for writing questions ask for.

    `paths` says for each what its file is called in the end. New lessons can be shown, and every
    bank falls short of the rules somewhere: how often in all is no news, and sounds like a failure.
    """
    yield from heading("What the check says about them")
    problems = [(one.message, one) for one in outcome.problems if one.path in paths]
    advice = [
        (f"{found.problem.message} [{found.rule}]", found.problem)
        for found in outcome.findings
        if found.problem.path in paths
    ]
    if problems:
        yield f"{counted(len(problems), 'mistake')} to mend:"
        yield from _groups(problems, paths)
    elif advice:
        yield "Students can take them as they are."
    else:
        yield "All is fine."
    if advice:
        yield "The rules for writing questions ask for more, most often:"
        yield from _groups(advice, paths)


def _groups(said: Iterable[tuple[str, Problem]], paths: Mapping[str, str]) -> Iterator[str]:
    """What is said most often, and where; of the rest how many kinds there are."""
    groups = alike(said)
    for group in groups[:KINDS]:
        yield group.heading
        places = [f"{paths[problem.path]}:{problem.line}" for problem in group.things[:PLACES]]
        more = len(group.things) - len(places)
        yield "    " + ", ".join(places) + (f" and {more:,} more" if more else "")
    rest = len(groups[KINDS:])
    if rest:
        kinds = "1 more kind" if rest == 1 else f"{rest:,} more kinds"
        yield f"and {kinds}. The editor of a lesson shows all of it beside the lines."
