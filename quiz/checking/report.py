"""What the check prints: its findings, the audit of a course, and the comparison with an original.

Everything here returns lines of plain text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from quiz.checking import bots
from quiz.checking.material import ItemText, LessonText, Material
from quiz.checking.original import MAX_RUN, MAX_SHARE, Comparison
from quiz.checking.registry import ERROR
from quiz.checking.rules.anchoring import anchors_of, paragraph_counts
from quiz.checking.rules.balance import BOT_MARGIN
from quiz.checking.rules.options import key_ranks, keyed, positions, rank_share
from quiz.checking.rules.readable import readability, stems
from quiz.checking.run import Outcome
from quiz.checking.sentences import plain
from quiz.model import Bloom, Strand
from quiz.report_text import counted, heading


def findings(outcome: Outcome) -> Iterator[str]:
    """Problems and findings by file and line, and one line that sums them up."""
    listed = [(problem, f"{problem}") for problem in outcome.problems]
    listed += [(finding.problem, str(finding)) for finding in outcome.findings]
    yield from (line for _, line in sorted(listed))
    yield summary(outcome)


def errors(outcome: Outcome) -> int:
    """How many mistakes and errors there are."""
    return len(outcome.problems) + sum(f.level is ERROR for f in outcome.findings)


def warnings(outcome: Outcome) -> int:
    """How many warnings there are."""
    return sum(finding.level is not ERROR for finding in outcome.findings)


def summary(outcome: Outcome) -> str:
    """One line for the end."""
    lessons = len(outcome.material.course.lessons)
    counts = [counted(errors(outcome), "mistake"), counted(warnings(outcome), "warning")]
    found = [count for count in counts if not count.startswith("0 ")]
    if found:
        where = {problem.path for problem in outcome.problems}
        where |= {finding.problem.path for finding in outcome.findings}
        return f"{' and '.join(found)} in {counted(len(where), 'file')}."
    return "The 1 lesson is fine." if lessons == 1 else f"All {lessons} lessons are fine."


def audit(outcome: Outcome) -> Iterator[str]:
    """The figures of a course, and what is silenced or was left out."""
    material = outcome.material
    yield from _items(material)
    yield from _keys(material)
    yield from _paragraphs(material)
    yield from _bots(material)
    yield from _readability(material)
    yield from _silenced(outcome)


def comparison(found: Comparison) -> Iterator[str]:
    """What the lessons share with an original."""
    yield from (str(problem) for problem in found.problems)
    yield from heading("Compared with the original")
    where = f": {found.place}" if found.place else ""
    yield f"Longest run outside quotation marks: {found.longest} words (limit {MAX_RUN}){where}"
    yield (
        f"Quoted: {found.quoted} of {found.words:,} words, {found.share:.1%} "
        f"(limit {MAX_SHARE:.0%})"
    )


def _items(material: Material) -> Iterator[str]:
    items = material.items
    yield from heading("Questions")
    yield f"{len(items)} in {counted(len(material.lessons), 'lesson')}"
    types = sorted({item.item.type for item in items})
    yield from table(
        ["", "all", *types],
        [
            *([lesson.lesson.slug, *_by_type(lesson.items, types)] for lesson in material.lessons),
            ["all", *_by_type(items, types)],
        ],
    )
    blooms = Counter(item.item.bloom for item in items)
    yield "By what a student has to do (bloom): " + _shares(
        [(str(level), blooms[level]) for level in Bloom], len(items)
    )
    strands = Counter(item.item.strand for item in items)
    if polls := len(material.course.polls()):
        yield f"Polls, which are never marked: {polls}"
    yield "By what is practised (strand): " + _shares(
        [(str(s), strands[s]) for s in Strand], len(items)
    )


def _by_type(items: Sequence[ItemText], types: Sequence[str]) -> list[str]:
    counts = Counter(item.item.type for item in items)
    return [str(len(items)), *(str(counts[name] or "-") for name in types)]


def _shares(counts: Iterable[tuple[str, int]], total: int) -> str:
    return ", ".join(f"{name} {n} ({n / max(total, 1):.0%})" for name, n in counts)


def _keys(material: Material) -> Iterator[str]:
    single = keyed(material)
    if not single:
        return
    yield from heading("Single choice")
    for count in sorted({len(item.options) for item in single}):
        places = positions(material, count)
        listed = "/".join(str(places[place]) for place in range(1, count + 1))
        yield f"Places of the key among {count} options: {listed}"
    ranks = key_ranks(material)
    yield (
        f"Key strictly longest: {ranks.count(1.0) / len(ranks):.0%}, "
        f"strictly shortest: {ranks.count(0.0) / len(ranks):.0%}"
    )
    four = [item for item in single if len(item.options) == 4]
    if four:
        shares = " / ".join(f"{rank_share(four, place):.0%}" for place in range(4))
        yield f"Length rank of the key among four, shortest to longest: {shares}"
    ratios = [_ratios(item) for item in single]
    worst, at = max((ratio[0], item.item.id) for ratio, item in zip(ratios, single, strict=True))
    yield f"Longest ÷ shortest option, at worst: {worst:.2f} ({at})"
    means = [ratio[1] for ratio in ratios]
    yield f"Key ÷ mean of the others: {min(means):.2f} to {max(means):.2f}"


def _ratios(item: ItemText) -> tuple[float, float]:
    lengths = [len(plain(option.text)) for option in item.options]
    key = len(plain(item.key.text)) if item.key else 0
    mean = (sum(lengths) - key) / max(len(lengths) - 1, 1)
    return max(lengths) / max(min(lengths), 1), key / max(mean, 1)


def _paragraphs(material: Material) -> Iterator[str]:
    anchors = anchors_of(material.reading)
    if anchors:
        counts = paragraph_counts(material)
        yield from heading("Questions that need the article, by paragraph")
        yield "  ".join(f"{anchor.upper()} {counts[anchor]}" for anchor in anchors)


def _bots(material: Material) -> Iterator[str]:
    items = [item for item in keyed(material) if item.language]
    if items:
        yield from heading("Marks of those who only guess by form (single choice)")
        yield f"by chance: {float(bots.chance(items)):.0%}"
        limit = float(bots.chance(items)) + BOT_MARGIN
        for name, bot in bots.BOTS.items():
            share = float(bots.share(bot, items))
            given_away = [item.item.id for item in bots.solved(bot, items)]
            begin = f"; begin with {', '.join(given_away)}" if share > limit else ""
            yield f"always the option that is {name}: {share:.0%}{begin}"


def _readability(material: Material) -> Iterator[str]:
    pages = [page for page in material.pages if page.language and page.passages]
    if not pages:
        return
    yield from heading("Readability (Flesch-Kincaid grade, names masked)")
    rows = []
    for page in pages:
        prose = readability(page, material)
        asked = stems(page, material)
        grades = [f"{found.grade:.1f}" if found.sentences else "-" for found in (prose, asked)]
        rows.append(
            [page.lesson.slug, grades[0], f"{prose.mean:.1f}", str(prose.longest), grades[1]]
        )
    yield from table(["", "prose", "words a sentence", "longest", "questions"], rows)


def _silenced(outcome: Outcome) -> Iterator[str]:
    yield from heading("Silenced")
    for finding, silence in outcome.silenced:
        problem = finding.problem
        yield f"{problem.path}:{problem.line}: {finding.rule}: {silence.reason}"
    if not outcome.silenced:
        yield "nothing"
    if outcome.skipped:
        yield from heading("Rules that did not run")
        yield from outcome.skipped
    wordless: list[LessonText] = list(outcome.material.languages)
    for page in wordless:
        yield f"{page.path}: rules that know words left this file out; its language has no list."


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns with two spaces between them; all but the first are set to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    align: list[Callable[[str, int], str]] = [str.ljust, *[str.rjust] * (len(head) - 1)]
    for row in (head, *rows):
        cells = zip(row, widths, align, strict=True)
        yield "  ".join(put(cell, width) for cell, width, put in cells).rstrip()
