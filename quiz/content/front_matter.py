"""The block between two `---` at the top of a lesson file: YAML, read with its line numbers.

Only the tree of YAML nodes is used and no Python value is ever made of it, so that dates, `no`,
huge numbers and aliases stay the text that the teacher wrote, and hostile YAML has nothing to act
on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import yaml

from quiz.content import values
from quiz.content.source import Report, did_you_mean
from quiz.grammar import Line, one_line
from quiz.model import Feedback

KEYS = ("title", "minutes", "reading", "objectives", "terms", "lang", "feedback", "attempts")
PAGE_KEYS = ("title", "lang")
"""What the pages beside the lessons (index.md, reading.md, original.md) may set."""
INDEX_KEYS = (*PAGE_KEYS, "check")
"""index.md may also say what the rules of `quiz.checking` have to know; they read it themselves."""

MAX_CHARACTERS = 20_000
MAX_TITLE = 300
MAX_BRACKETS = 400

_YAML_LINE_END = re.compile("[\x85\u2028\u2029]")

T = TypeVar("T")


@dataclass
class FrontMatter:
    """What a lesson says about itself. `lines` knows where each key stands; `readable` is False
    where it can't be told which keys there are."""

    title: str = ""
    minutes: int | None = None
    reading: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    lang: str = ""
    feedback: Feedback = Feedback.AFTER_SUBMIT
    attempts: int | None = 1
    lines: dict[str, int] = field(default_factory=dict)
    readable: bool = True


def split(lines: Sequence[Line], report: Report) -> tuple[Sequence[Line] | None, Sequence[Line]]:
    """The lines of the front matter, None where there is none, and those of the body."""
    first = next((i for i, line in enumerate(lines) if line.text), len(lines))
    if first == len(lines) or lines[first].text.rstrip() != "---":
        return None, lines
    for i in range(first + 1, len(lines)):
        if lines[i].text.rstrip() == "---":
            return lines[first + 1 : i], lines[i + 1 :]
    report(
        lines[first].number,
        "The settings at the top start here, and that part never ends. Write a line `---` below "
        "the last of them.",
    )
    end = next((i for i in range(first, len(lines)) if not lines[i].text), len(lines))
    return lines[first + 1 : end], lines[end:]


def read(lines: Sequence[Line], keys: Sequence[str], report: Report) -> FrontMatter:
    """Read the settings named in `keys`; mistakes go to `report`, and good values are kept."""
    matter = FrontMatter()
    before = len(report.found)
    root = compose(lines, report)
    if root is None:
        matter.readable = len(report.found) == before
        return matter
    if not isinstance(root, yaml.MappingNode):
        report(
            lines[0].number + root.start_mark.line,
            "What stands at the top isn't a list of settings. Write each as `minutes: 45`.",
        )
        matter.readable = False
        return matter
    reader = _Reader(matter, lines[0].number, report)
    for key, value in root.value:
        reader.setting(key, value, keys)
    return matter


def compose(lines: Sequence[Line], report: Report) -> yaml.Node | None:
    """The tree of YAML nodes; None where there is none, with the reason in `report`."""
    if not lines:
        return None
    # YAML takes some more characters for line ends, and its line numbers would move.
    text = _YAML_LINE_END.sub(" ", "\n".join(line.text for line in lines))
    if len(text) > MAX_CHARACTERS:
        report(
            lines[0].number,
            f"The settings at the top are over {MAX_CHARACTERS:,} characters long. Move text below "
            "them.",
        )
        return None
    try:
        # PyYAML takes the square of the time for brackets inside each other.
        if text.count("[") + text.count("{") > MAX_BRACKETS:
            raise RecursionError
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError:
        report(
            lines[0].number,
            "The settings at the top are nested too deeply, or have too many brackets. Write plain "
            "ones, such as `minutes: 45`.",
        )
    except yaml.reader.ReaderError as error:
        line = lines[0].number + text[: error.position].count("\n")
        report(line, "There is a character here that a setting can't hold. Type the line again.")
    except yaml.YAMLError as error:
        # An open quotation mark is found missing at the end; it is wanted where it opened.
        quoted = "quoted" in str(getattr(error, "context", ""))
        mark = getattr(error, "context_mark" if quoted else "problem_mark", None)
        line = lines[0].number + min(mark.line if mark else 0, len(lines) - 1)
        report(line, _explain(str(getattr(error, "problem", ""))))
    except (ValueError, OverflowError):  # a malformed escape such as "\U99999999"
        report(
            lines[0].number,
            "There is a backslash in the settings at the top that means nothing. Take it out.",
        )
    return None


def _explain(problem: str) -> str:
    """PyYAML's words in a teacher's."""
    if "mapping values are not allowed" in problem:
        return 'There is a second colon here. Put quotes around the text: `title: "Bees: why?"`.'
    if "'\\t'" in problem:
        return "There is a tab here. Indent with spaces in the settings at the top."
    if "cannot start any token" in problem:
        return "This line starts with a character that has a meaning here. Put the text in quotes."
    if "undefined alias" in problem:
        return "A text that starts with `*` needs quotes around it."
    if "end of stream" in problem or "document separator" in problem:
        return "A quotation mark opens here and never closes."
    return (
        "The settings at the top can't be read here. Write each as `minutes: 45`, with lists as "
        "indented `- …` lines, and put quotes around texts with special characters."
    )


class _Reader:
    def __init__(self, matter: FrontMatter, first_line: int, report: Report) -> None:
        self.matter = matter
        self.first_line = first_line
        self.report = report

    def line(self, node: yaml.Node) -> int:
        return int(self.first_line + node.start_mark.line)

    def setting(self, key: yaml.Node, node: yaml.Node, keys: Sequence[str]) -> None:
        """Read one setting into the front matter."""
        name = key.value if isinstance(key, yaml.ScalarNode) else "…"
        if name not in keys:
            listed = ", ".join(f"`{known}`" for known in keys)
            hint = did_you_mean(name, keys) or f" These are: {listed}."
            self.report(self.line(key), f"There is no setting `{name[:60]}` here.{hint}")
            return
        if name in self.matter.lines:
            first = self.matter.lines[name]
            self.report(self.line(key), f"`{name}` is set twice; first in line {first}.")
            return
        self.matter.lines[name] = self.line(key)
        value = getattr(self, f"_{name}")(node)
        if value is not None:
            setattr(self.matter, name, value)

    def _text(self, node: yaml.Node, what: str) -> str | None:
        """A text in one line. A list, a map or nothing in its place is reported."""
        if not isinstance(node, yaml.ScalarNode):
            wrong = "a list" if isinstance(node, yaml.SequenceNode) else "several settings"
            self.report(
                self.line(node),
                f"Here stands {wrong} in place of {what}. If the text has a colon in it, put "
                "quotes around it.",
            )
            return None
        text = one_line(node.value)
        if not text or (node.tag.endswith(":null") and not node.style):
            self.report(self.line(node), f"Here {what} is missing after the colon or hyphen.")
            return None
        return text

    def _value(self, node: yaml.Node, name: str, parse: Callable[[str], T]) -> T | None:
        text = self._text(node, f"a value for `{name}`")
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.report(self.line(node), f"`{name}`: {error}")
            return None

    def _items(self, node: yaml.Node, name: str, what: str) -> Iterator[str]:
        if not isinstance(node, yaml.SequenceNode):
            self.report(
                self.line(node),
                f"`{name}` must be a list: below it, one indented line `- …` for each {what}.",
            )
            return
        for part in node.value:
            text = self._text(part, f"the text of an entry of `{name}`")
            if text is not None:
                yield text

    def _title(self, node: yaml.Node) -> str | None:
        title = self._text(node, "a title")
        if title is not None and len(title) > MAX_TITLE:
            self.report(self.line(node), f"The title is over {MAX_TITLE} characters long.")
            return None
        return title

    def _minutes(self, node: yaml.Node) -> int | None:
        return self._value(node, "minutes", values.minutes)

    def _lang(self, node: yaml.Node) -> str | None:
        return self._value(node, "lang", values.language)

    def _reading(self, node: yaml.Node) -> tuple[str, ...] | None:
        if isinstance(node, yaml.SequenceNode):
            parts = [self._value(part, "reading", values.anchors) or () for part in node.value]
            return tuple(dict.fromkeys(anchor for part in parts for anchor in part))
        return self._value(node, "reading", values.anchors)

    def _objectives(self, node: yaml.Node) -> tuple[str, ...]:
        return tuple(self._items(node, "objectives", "objective"))

    def _terms(self, node: yaml.Node) -> tuple[tuple[str, str], ...] | None:
        if not isinstance(node, yaml.MappingNode):
            self.report(
                self.line(node),
                "`terms` must be a list of words: below it, one indented line "
                "`word: what it means` for each.",
            )
            return None
        terms: dict[str, str] = {}
        for key, value in node.value:
            word = self._text(key, "a word")
            meaning = self._text(value, "the meaning of a word")
            if word in terms:
                self.report(self.line(key), f"`{word}` stands twice among the terms.")
            elif word and meaning:
                terms[word] = meaning
        return tuple(terms.items())

    def _feedback(self, node: yaml.Node) -> Feedback | None:
        return self._value(node, "feedback", values.feedback)

    def _check(self, node: yaml.Node) -> None:
        """Nothing here needs it."""

    def _attempts(self, node: yaml.Node) -> int | None:
        # None is a value here: no limit.
        text = self._text(node, "a value for `attempts`")
        if text is not None:
            try:
                self.matter.attempts = values.attempts(text)
            except ValueError as error:
                self.report(self.line(node), f"`attempts`: {error}")
        return None
