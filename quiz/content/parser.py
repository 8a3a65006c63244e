"""Lesson files -> the model. Hand-written, by lines, so that every mistake has its line.

A lesson is front matter, then prose with practice items and quizzes in it. All mistakes of a file
are reported at once; a file with any mistake gives no lesson, so that nothing is shown half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quiz.content import front_matter
from quiz.content.front_matter import FrontMatter
from quiz.content.items import is_too_long, read_item
from quiz.content.markup import check_markup
from quiz.content.outline import Heading, Marked, outline, underlined
from quiz.content.polls import MAX_POLLS, check_near_poll, is_poll, read_poll
from quiz.content.printer import print_item
from quiz.content.settings import QUIZ_KEYS, check_strays, read_settings
from quiz.content.source import Report, numbered, printed_lines
from quiz.content.values import attempts, feedback, suggested_id
from quiz.errors import UnreadableItem
from quiz.grammar import Line, starts_entry
from quiz.model import Feedback, Item, Lesson, Part, Problem, Prose, Quiz

MAX_ITEMS = 300
"""Items of one lesson."""

_QUIZ = re.compile(r"quiz\s*:\s*(?P<title>.*)$", re.IGNORECASE)
_NEAR_QUIZ = re.compile(r"quiz\b", re.IGNORECASE)

_READS_DIFFERENTLY = (
    "Written out for an attempt, this question would not read the same. Write its text and "
    "answers more simply."
)


def parse_lesson(
    path_shown: str, slug: str, text: str, *, printed: bool = False
) -> tuple[Lesson | None, list[Problem]]:
    """Read a lesson. Returns it, or None with everything that is wrong, in the order of lines.

    `path_shown` is what messages call the file, `slug` the lesson's address. Where the questions
    are `printed`, they stand there as `print_item` wrote them, and whether an attempt could keep
    them so is not tried again; whoever says that compares what was read. Never raises.
    """
    report = Report(path_shown)
    matter, body = _open(text, front_matter.KEYS, report)
    if matter is None:
        return None, report.problems
    if matter.readable and "title" not in matter.lines:
        report(1, "This lesson has no title. Start the file with `---`, `title: …` and `---`.")
    reader = _LessonReader(matter, report, printed)
    reader.read(outline(body, report))
    if report.found:
        return None, report.problems
    return _lesson(path_shown, slug, matter, reader.parts), []


def parse_page(
    path_shown: str, slug: str, text: str, title: str
) -> tuple[Lesson | None, list[Problem]]:
    """Read a page beside the lessons: index.md, reading.md or original.md.

    The same as a lesson, but its front matter may only hold `title` and `lang` (index.md: `check`
    too), and may be missing; `title` is used then. It can't hold questions or polls.
    """
    report = Report(path_shown)
    keys = front_matter.INDEX_KEYS if slug == "index" else front_matter.PAGE_KEYS
    matter, body = _open(text, keys, report)
    if matter is None:
        return None, report.problems
    reader = _LessonReader(matter, report)
    reader.read(outline(body, report))
    for part in reader.parts:
        if not isinstance(part, Prose):
            report(
                part.line,
                "This page can't hold questions, quizzes or polls. Move them to a lesson.",
            )
    if report.found:
        return None, report.problems
    matter.title = matter.title or title
    return _lesson(path_shown, slug, matter, reader.parts), []


def parse_item(text: str) -> Item:
    """Read one item that stands alone, as strictly as in a lesson. Raises ValueError with all that
    is wrong with it."""
    report = Report("question")
    item = _only_item(outline(numbered(text, report), report), report)
    if item is None or report.found:
        raise ValueError(_listed(report))
    return item


def parse_frozen(text: str) -> Item:
    """Read an item that `printer.print_item` wrote, perhaps in an earlier release.

    There are no limits, and nothing is asked of how it would look. Raises UnreadableItem.
    """
    report = Report("question")
    # Nor does it matter what looks like a heading or a code block and is none.
    item = _only_item(outline(printed_lines(text), Report("question")), report, frozen=True)
    if item is None or report.found:
        raise UnreadableItem(_listed(report))
    return item


def _only_item(lines: Sequence[Marked], report: Report, frozen: bool = False) -> Item | None:
    first = next((i for i, line in enumerate(lines) if line.text), 0)
    heading = lines[first].heading if lines else None
    if heading is None or heading.level != 3 or not heading.id:
        report(1, "A question starts with a heading such as `### Question {#id}`.")
        return None
    for line in lines[first + 1 :]:
        if line.ends(3):
            report(line.number, "Only one question can stand here.")
    return read_item(lines[first:], report, frozen)


def _listed(report: Report) -> str:
    return "; ".join(f"line {p.line}: {p.message}" for p in report.problems)


def _check_printed(item: Item, lines: Sequence[Marked], report: Report) -> None:
    """Report an item that attempts could not keep: what they hold is its printed text."""
    printed = print_item(item)
    if printed.rstrip("\n") == "\n".join(line.text for line in lines).rstrip("\n"):
        # It was read from just this text a moment ago.
        return
    if is_too_long(item.line, printed_lines(printed), report):
        return
    try:
        same = parse_frozen(printed) == item
    except UnreadableItem:
        same = False
    if not same:
        report(item.line, _READS_DIFFERENTLY)


def title_of(text: str) -> str:
    """The title that a lesson gives itself, or '': for lessons that can't be read otherwise."""
    report = Report("")
    matter, _ = _open(text, front_matter.KEYS, report)
    return matter.title if matter else ""


def headings(text: str) -> tuple[str, ...]:
    """The ids of all headings of a lesson, questions and quizzes too."""
    report = Report("")
    _, body = front_matter.split(numbered(text, report), report)
    # Only these lines tell what is a heading and what is code.
    telling = [line for line in body if line.text.lstrip().startswith(("#", "`", "~"))]
    return tuple(
        line.heading.id for line in outline(telling, report) if line.heading and line.heading.id
    )


def _open(
    text: str, keys: Sequence[str], report: Report
) -> tuple[FrontMatter | None, Sequence[Line]]:
    lines = numbered(text, report)
    if not lines:
        return None, ()
    matter, body = front_matter.split(lines, report)
    if matter is None:
        return FrontMatter(), body
    return front_matter.read(matter, keys, report), body


def _lesson(path: str, slug: str, matter: FrontMatter, parts: Sequence[Part]) -> Lesson:
    return Lesson(
        slug=slug,
        path=path,
        title=matter.title,
        parts=tuple(parts),
        minutes=matter.minutes,
        reading=matter.reading,
        objectives=matter.objectives,
        terms=matter.terms,
        lang=matter.lang,
    )


class _LessonReader:
    """Goes down the lines of a lesson's body and collects its parts."""

    def __init__(self, matter: FrontMatter, report: Report, printed: bool = False) -> None:
        self.matter = matter
        self.report = report
        self.printed = printed
        self.parts: list[Part] = []
        self.prose: list[Marked] = []
        self.ids: dict[str, int] = {}
        self.items = 0
        self.polls = 0

    def read(self, lines: Sequence[Marked]) -> None:
        """Read all lines; `parts` has the result."""
        all_prose: list[Marked] = []
        i = 0
        while i < len(lines):
            heading = lines[i].heading
            if heading is None or not self._opens(lines[i].number, heading):
                self._plain_heading(lines[i])
                self.prose.append(lines[i])
                all_prose.append(lines[i])
                i += 1
                continue
            self._end_prose()
            level, poll = heading.level, is_poll(heading)
            ends_at = 3 if poll else level
            end = next((j for j in range(i + 1, len(lines)) if lines[j].ends(ends_at)), len(lines))
            if poll:
                self._poll(lines[i:end])
            elif level == 2:
                self._quiz(lines[i:end])
            else:
                self._item(lines[i:end], self.parts)
            i = end + (end < len(lines) and lines[end].rule)
        self._end_prose()
        check_markup(all_prose, self.report)

    def _opens(self, number: int, heading: Heading) -> bool:
        """Whether a heading opens a quiz, a poll or an item. One that nearly does is reported."""
        quiz = _QUIZ.match(heading.text)
        if (heading.level == 2 and quiz) or is_poll(heading):
            return True
        check_near_poll(number, heading, self.report)
        no_colon = heading.level == 2 and heading.id is not None and _NEAR_QUIZ.match(heading.text)
        if quiz or no_colon:
            self.report(number, "A quiz starts with a heading like this: `## Quiz: Title {#id}`.")
        return heading.level == 3 and heading.id is not None

    def _plain_heading(self, line: Marked) -> None:
        if line.heading and line.heading.id:
            self._take_id(line.heading.id, line.number)

    def _take_id(self, id: str, line: int) -> None:
        if id in self.ids:
            self.report(
                line,
                f"The id `{id}` is taken already, by line {self.ids[id]}. Write another one here.",
            )
        self.ids.setdefault(id, line)

    def _end_prose(self) -> None:
        lines, self.prose = self.prose, []
        underlined(lines, self.report)
        self._check_orphans(lines)
        text = "\n".join(line.text for line in lines).strip("\n")
        if text.strip():
            first = next(line.number for line in lines if line.text)
            self.parts.append(Prose(text, first))

    def _check_orphans(self, lines: Sequence[Marked]) -> None:
        """Report the first answer line of each stretch that belongs to no question."""
        above: Marked | None = None
        reported = False
        for line in lines:
            if line.heading or line.rule:
                above, reported = line, False
            elif not line.code and starts_entry(line.text) and not reported:
                reported = True
                if above and above.heading and above.heading.level == 3:
                    name = suggested_id(above.heading.text)
                    message = (
                        f"These are answers, but the heading in line {above.number} has no id. "
                        f"Write `### … {{#{name}}}` there to make it a question."
                    )
                else:
                    message = (
                        "This answer belongs to no question. Write a heading `### Question {#id}` "
                        "above it."
                    )
                self.report(line.number, message)

    def _poll(self, lines: Sequence[Marked]) -> None:
        heading = lines[0].heading
        if heading and heading.id:
            self._take_id(heading.id, lines[0].number)
        self.polls += 1
        if self.polls == MAX_POLLS + 1:
            self.report(lines[0].number, f"This lesson has over {MAX_POLLS} polls. Keep the best.")
        if self.polls <= MAX_POLLS:
            self.parts.append(read_poll(lines, self.report))

    def _quiz(self, lines: Sequence[Marked]) -> None:
        number, heading = lines[0].number, lines[0].heading
        match = _QUIZ.match(heading.text) if heading else None
        if heading is None or match is None:
            return
        if heading.id is None:
            self.report(
                number,
                "This quiz has no id. Write one at the end of its heading: "
                f"`{{#{suggested_id(match['title'])}}}`.",
            )
        elif heading.id:
            self._take_id(heading.id, number)
        if not match["title"]:
            self.report(number, "This quiz has no title. Write `## Quiz: Title {#id}`.")
        first = next((i for i, line in enumerate(lines) if line.ends(3) and i), len(lines))
        when, often, intro = self._quiz_settings(lines[1:first])
        items = self._quiz_items(lines[first:])
        if not items and first == len(lines):
            self.report(number, "This quiz has no questions. Write them below it, as `### …`.")
        self.parts.append(
            Quiz(heading.id or "", match["title"], tuple(items), intro, when, often, number)
        )

    def _quiz_settings(self, lines: Sequence[Marked]) -> tuple[Feedback, int | None, str]:
        """When feedback shows, the attempts allowed, and the text below the settings."""
        when, often = self.matter.feedback, self.matter.attempts
        settings, rest = read_settings(lines, QUIZ_KEYS, self.report)
        for setting in settings:
            try:
                if setting.key == "feedback":
                    when = feedback(setting.value)
                else:
                    often = attempts(setting.value)
            except ValueError as error:
                self.report(setting.line, f"`{setting.key}`: {error}")
        check_strays(rest, QUIZ_KEYS, self.report)
        underlined(rest, self.report)
        check_markup(rest, self.report)
        self._check_orphans(rest)
        for line in rest:
            self._plain_heading(line)
        return when, often, "\n".join(line.text for line in rest).strip("\n")

    def _quiz_items(self, lines: Sequence[Marked]) -> list[Item]:
        items: list[Part] = []
        starts = [i for i, line in enumerate(lines) if line.ends(3)]
        for start, end in pairwise([*starts, len(lines)]):
            heading = lines[start].heading
            if heading and heading.id is None:
                self.report(
                    lines[start].number,
                    "This question of the quiz has no id. Write one at the end of its heading: "
                    f"`{{#{suggested_id(heading.text)}}}`.",
                )
            self._item(lines[start:end], items)
        return [item for item in items if isinstance(item, Item)]

    def _item(self, lines: Sequence[Marked], parts: list[Part]) -> None:
        self.items += 1
        if self.items == MAX_ITEMS + 1:
            self.report(
                lines[0].number,
                f"This lesson has over {MAX_ITEMS} questions. Split it into several files.",
            )
        if self.items > MAX_ITEMS:
            return
        if lines[0].heading and lines[0].heading.id:
            self._take_id(lines[0].heading.id, lines[0].number)
        for line in lines[1:]:
            self._plain_heading(line)
        item = read_item(lines, self.report)
        if item and item.id:
            if not self.printed:
                _check_printed(item, lines, self.report)
            parts.append(item)
