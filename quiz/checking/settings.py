"""The `check:` block in the front matter of index.md: what the rules have to know of this course.

    check:
      actors: [Canteen board, Pupils' council]
      tags:
        M1: Outside knowledge

Every list may be missing; the rules that need it are then left out, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from quiz.content import front_matter
from quiz.content.source import Report, did_you_mean
from quiz.grammar import Line
from quiz.model import Problem

LISTS = {
    "actors": "who acts in the article; a sentence that names one says whose claim it is",
    "groups": "armed or other groups that must not be run together",
    "governments": "who governs; an accusation against one has its reply beside it",
    "peoples": "names of peoples, religions and others that are no organisation",
    "names": "more proper names, which don't count against readability",
    "deny": "loaded words that lessons don't use in their own voice",
    "unsafe": "words that have no place in a classroom",
    "sources": "sources from outside the article that the class may be given",
    "links": "web sites that lessons may lead to",
    "opening": "words that the first sixty words of every lesson hold",
}
_NAMES = ("actors", "groups", "governments", "peoples", "names")
OPENING_WORDS = 60


@dataclass(frozen=True)
class CheckSettings:
    """What the block says. `line` is that of `check:`, or 1; `given` names the lists it has."""

    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    line: int = 1
    problems: tuple[Problem, ...] = ()

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.lists.get(name, ())

    @property
    def given(self) -> frozenset[str]:
        """The names of the lists that the block has, empty ones too."""
        return frozenset(self.lists) | ({"tags"} if self.tags else set())

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every proper name, for masking."""
        return tuple({name for kind in _NAMES for name in self[kind]})


def read_settings(path: str, lines: Sequence[Line]) -> CheckSettings:
    """Read the block from the lines of index.md. Mistakes are in `problems`, by line."""
    report = Report(path)
    matter, _ = front_matter.split(lines, Report(path))
    root = front_matter.compose(matter, Report(path)) if matter else None
    if matter is None or not isinstance(root, yaml.MappingNode):
        return CheckSettings()
    settings = _Settings(matter[0].number, report)
    for key, value in root.value:
        if key.value == "check":
            return settings.read(key, value)
    return CheckSettings()


class _Settings:
    def __init__(self, first_line: int, report: Report) -> None:
        self.first_line = first_line
        self.report = report

    def line(self, node: yaml.Node) -> int:
        return int(self.first_line + node.start_mark.line)

    def read(self, key: yaml.Node, value: yaml.Node) -> CheckSettings:
        lists: dict[str, tuple[str, ...]] = {}
        tags: dict[str, str] = {}
        seen: set[str] = set()
        if not isinstance(value, yaml.MappingNode):
            listed = ", ".join(f"`{name}`" for name in (*LISTS, "tags"))
            self.report(
                self.line(key), f"`check` holds lists, indented below it. These are: {listed}."
            )
        else:
            for name, node in value.value:
                if name.value in seen:
                    self.report(self.line(name), f"`{name.value}` is set twice.")
                elif name.value == "tags":
                    tags = dict(self._tags(node))
                elif name.value in LISTS:
                    lists[name.value] = tuple(dict.fromkeys(self._words(name.value, node)))
                else:
                    hint = did_you_mean(str(name.value), (*LISTS, "tags"))
                    self.report(
                        self.line(name), f"There is no list `{name.value}` in `check`.{hint}"
                    )
                seen.add(name.value)
        return CheckSettings(lists, tags, self.line(key), tuple(self.report.problems))

    def _words(self, name: str, node: yaml.Node) -> Iterator[str]:
        if not isinstance(node, yaml.SequenceNode):
            self.report(
                self.line(node),
                f"`{name}` must be a list, such as `{name}: [one, two]`: {LISTS[name]}.",
            )
            return
        for part in node.value:
            if isinstance(part, yaml.ScalarNode) and part.value.strip():
                yield " ".join(part.value.split())
            else:
                self.report(self.line(part), f"An entry of `{name}` must be a word or a phrase.")

    def _tags(self, node: yaml.Node) -> Iterator[tuple[str, str]]:
        if not isinstance(node, yaml.MappingNode):
            self.report(self.line(node), "`tags` holds lines such as `M1: Outside knowledge`.")
            return
        for key, value in node.value:
            named = isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
            if named and key.value.strip() and value.value.strip():
                yield key.value.strip(), value.value.strip()
            else:
                self.report(self.line(key), "A tag is written like `M1: Outside knowledge`.")
