"""What `import` prints about new lessons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quiz.checking.registry import ERROR
from quiz.checking.run import Outcome
from quiz.exchange.alike import alike
from quiz.exchange.lesson_making.new_lessons import NewLesson
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
    """What the check finds in the files at these paths: counts, then like findings together.

    `paths` says for each what its file is called in the end. New lessons can be shown, so that most
    of it is about the rules for writing questions.
    """
    yield from heading("What the check says about them")
    problems = [problem for problem in outcome.problems if problem.path in paths]
    findings = [finding for finding in outcome.findings if finding.problem.path in paths]
    wrong = len(problems) + sum(finding.level is ERROR for finding in findings)
    warnings = len(problems) + len(findings) - wrong
    if not problems and not findings:
        yield "All is fine."
        return
    if not problems:
        yield "Students can take them as they are. The rules for writing questions ask for more:"
    yield f"{counted(wrong, 'mistake')} and {counted(warnings, 'warning')}."
    said = [(problem.message, problem) for problem in problems]
    said += [(f"{found.problem.message} [{found.rule}]", found.problem) for found in findings]
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
