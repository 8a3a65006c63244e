"""Run all rules on a course, and take out what is silenced with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from quiz.checking.material import Material, read_material
from quiz.checking.registry import ERROR, Finding, Rule, rules
from quiz.checking.silence import Silence
from quiz.model import BrokenLesson, Problem

SILENCE = "silence"
"""The rule about the comments that silence rules; it can't be silenced itself."""


@dataclass(frozen=True)
class Outcome:
    """What the check found. `problems` keep lessons from being read; `skipped` says which rules
    could not run, and why."""

    material: Material
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    silenced: tuple[tuple[Finding, Silence], ...]
    skipped: tuple[str, ...]


def check_folder(folder: Path, today: date) -> Outcome:
    """Check the course in a folder. Never raises for what is in its files."""
    return check(read_material(folder, today))


def check(material: Material) -> Outcome:
    """Run all rules on a course that was read already."""
    broken = any(isinstance(lesson, BrokenLesson) for lesson in material.course.lessons)
    waits = "it looks at the whole course, and not every lesson can be read."
    return _check(material, waits if broken or not material.lessons else "")


def check_lesson(material: Material, name: str) -> tuple[Finding, ...]:
    """What the rules find in the file of one lesson, without those that look at the whole course.

    Takes a fraction of the time. Of a file that is no lesson, or can't be read, nothing is found.
    """
    lessons = tuple(text for text in material.lessons if text.name == name)
    if not lessons:
        return ()
    outcome = _check(replace(material, lessons=lessons), "it looks at the whole course.")
    path = lessons[0].path
    return tuple(finding for finding in outcome.findings if finding.problem.path == path)


def _check(material: Material, whole_waits: str) -> Outcome:
    """`whole_waits`: why rules that look at the whole course can't run now; '' if they can."""
    findings: list[Finding] = []
    skipped: list[str] = []
    for rule in rules().values():
        reason = _cannot_run(rule, material, whole_waits)
        if reason:
            skipped.append(f"{rule.id}: {reason}")
            continue
        found = set(rule.check(material))
        findings += [Finding(problem, rule.id, rule.level) for problem in found]
    open_findings, silenced, used = _silence(sorted(findings), material)
    open_findings += [
        Finding(problem, SILENCE, ERROR) for problem in _useless(material, used, skipped)
    ]
    return Outcome(
        material,
        material.course.problems,
        tuple(sorted(open_findings)),
        tuple(silenced),
        tuple(skipped),
    )


def _cannot_run(rule: Rule, material: Material, whole_waits: str) -> str:
    """Why a rule can't run on this course; '' where it can."""
    missing = [name for name in rule.needs if name not in material.settings.given]
    if missing:
        listed = " and ".join(f"`{name}`" for name in missing)
        return f"index.md has no {listed} in its `check:` block."
    if rule.whole and whole_waits:
        return whole_waits
    if rule.worded and not any(page.language for page in material.pages):
        return "there are no word lists for the language of this course."
    return ""


def _silence(
    findings: list[Finding], material: Material
) -> tuple[list[Finding], list[tuple[Finding, Silence]], set[Silence]]:
    by_place = {
        (silence.path, silence.over, silence.rule): silence
        for page in material.pages
        for silence in page.silences
        if silence.reason
    }
    left: list[Finding] = []
    silenced: list[tuple[Finding, Silence]] = []
    for finding in findings:
        place = (finding.problem.path, finding.problem.line, finding.rule)
        silence = by_place.get(place)
        if silence and finding.rule != SILENCE:
            silenced.append((finding, silence))
        else:
            left.append(finding)
    return left, silenced, {silence for _, silence in silenced}


def _useless(material: Material, used: set[Silence], skipped: list[str]) -> Iterator[Problem]:
    """Comments that silence nothing, although they are in order."""
    not_run = {line.partition(":")[0] for line in skipped}
    for page in material.pages:
        for silence in page.silences:
            sound = silence.reason and silence.rule in rules() and silence.rule not in not_run
            if sound and silence not in used:
                yield Problem(
                    silence.path,
                    silence.line,
                    f"This comment silences nothing: `{silence.rule}` finds nothing in line "
                    f"{silence.over}. Take the comment out.",
                )
