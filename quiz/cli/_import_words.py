"""What `import` prints about new lessons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from quiz.checking.registry import ERROR
from quiz.checking.run import Outcome
from quiz.exchange.alike import alike
from quiz.exchange.new_lessons import NewLesson
from quiz.report_text import counted, heading

LESSONS = 12
"""New lessons that are named one by one."""
PLACES = 3


def lesson_lines(lessons: Sequence[NewLesson], names: Sequence[str]) -> Iterator[str]:
    """The new lessons by the `names` of their files, with how much is in each."""
    yield from heading("New lessons")
    for lesson, name in list(zip(lessons, names, strict=True))[:LESSONS]:
        yield f"{name}  {lesson.title}: {counted(lesson.items, 'question')}"
    if len(lessons) > LESSONS:
        yield f"and {len(lessons) - LESSONS} more, up to {names[-1]}"


def check_lines(outcome: Outcome, paths: Collection[str]) -> Iterator[str]:
    """What the check finds in the files at these paths: counts, then like findings together."""
    yield from heading("What the check says about them")
    problems = [problem for problem in outcome.problems if problem.path in paths]
    findings = [finding for finding in outcome.findings if finding.problem.path in paths]
    wrong = len(problems) + sum(finding.level is ERROR for finding in findings)
    warnings = len(problems) + len(findings) - wrong
    if not problems and not findings:
        yield "All is fine."
        return
    yield f"{counted(wrong, 'mistake')} and {counted(warnings, 'warning')}."
    said = [(problem.message, problem) for problem in problems]
    said += [(f"{found.problem.message} [{found.rule}]", found.problem) for found in findings]
    for group in alike(said):
        yield group.heading
        places = [f"{problem.path}:{problem.line}" for problem in group.things[:PLACES]]
        more = len(group.things) - len(places)
        yield "    " + ", ".join(places) + (f" and {more:,} more" if more else "")
