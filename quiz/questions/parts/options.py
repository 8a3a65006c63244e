"""What single choice and multiple choice share: options, one to a line."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from quiz.choices import choice_id, shuffled
from quiz.grammar import Block, one_line, print_entry
from quiz.model import Body, Comment, Given, ResponseClass
from quiz.questions import QuestionType, is_blank
from quiz.questions.parts.paper import letters, one

_MIXED = (
    "This question mixes round and square brackets. Round ones mean that one option is right, "
    "square ones that any number may be. Use one kind."
)


@dataclass(frozen=True)
class Option:
    """One option as its author wrote it.

    A right option may carry a tag, which then means nothing: a key that is moved leaves it behind.
    """

    text: str
    right: bool = False
    tag: str = ""
    feedback: str = ""

    @property
    def id(self) -> str:
        return choice_id(self.text)


@dataclass(frozen=True)
class Options(Body):
    """The options in the file's order, which is also the order that students see."""

    options: tuple[Option, ...]


@dataclass(frozen=True)
class Choice:
    """One thing to choose: the value that is sent, and its Markdown text."""

    id: str
    text: str


@dataclass(frozen=True)
class ChoicesView:
    """What a student's page knows of the options."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ReviewedChoice:
    """One option in the review."""

    text: str
    chosen: bool
    right: bool


@dataclass(frozen=True)
class ChoicesReview:
    """The options with what was chosen and what is right."""

    answered: bool
    choices: tuple[ReviewedChoice, ...]


O = TypeVar("O", bound=Options)  # noqa: E741


class OptionsType(QuestionType[O]):
    """The verbs that the two types share. `brackets` are those of the option marker."""

    brackets: ClassVar[tuple[str, str]]
    offers = True

    @abstractmethod
    def chosen(self, given: Given) -> set[str]:
        """The ids of the options that the student chose."""

    def recognises(self, block: Block) -> bool:
        return bool(block.entries) and block.entries[0].marker.startswith(f"- {self.brackets[0]}")

    def print(self, body: O) -> str:
        left, right = self.brackets
        return "\n".join(
            print_entry(
                f"- {left}{'x' if option.right else ' '}{right}",
                option.text,
                option.tag,
                option.feedback,
            )
            for option in body.options
        )

    def ask(self, body: O, seed: str) -> ChoicesView:
        return ChoicesView(tuple(Choice(option.id, option.text) for option in body.options))

    def mixed(self, view: ChoicesView, seed: str) -> ChoicesView:
        by_text = {choice.text: choice for choice in view.choices}
        return ChoicesView(tuple(by_text[text] for text in shuffled(by_text, seed)))

    def comments(self, body: O, given: Given) -> tuple[Comment, ...]:
        chosen = self.chosen(given)
        comments = (
            Comment(option.feedback, "" if option.right else option.tag, option.text)
            for option in body.options
            if option.id in chosen
        )
        return tuple(comment for comment in comments if comment.feedback or comment.tag)

    def review(self, body: O, given: Given) -> ChoicesReview:
        chosen = self.chosen(given)
        return ChoicesReview(
            answered=not is_blank(given),
            choices=tuple(
                ReviewedChoice(
                    text=option.text,
                    chosen=option.id in chosen,
                    right=option.right,
                )
                for option in body.options
            ),
        )

    def said(self, body: O, given: Given) -> str:
        chosen = self.chosen(given)
        return "; ".join(option.text for option in body.options if option.id in chosen)

    def possible(self, body: O) -> tuple[ResponseClass, ...]:
        return tuple(ResponseClass("", option.text, option.right) for option in body.options)

    def classify(self, body: O, given: Given) -> tuple[ResponseClass, ...]:
        chosen = self.chosen(given)
        rows = zip(body.options, self.possible(body), strict=True)
        return tuple(said for option, said in rows if option.id in chosen)

    def texts(self, body: O) -> tuple[str, ...]:
        return tuple(
            text for option in body.options for text in (option.text, option.feedback) if text
        )


def letter_of(choices: Sequence[Choice], chosen: str) -> str:
    """The letter on paper of the choice with this id, '' where there is none."""
    rows = zip(choices, letters(len(choices)), strict=True)
    return next((name for choice, name in rows if choice.id == chosen), "")


def choice_of(choices: Sequence[Choice], text: str) -> str:
    """The id of the choice whose letter was typed, '' for none. Raises `ValueError`."""
    known = letters(len(choices))
    name = one(text, known)
    return choices[known.index(name)].id if name else ""


def parse_options(block: Block, name: str, brackets: tuple[str, str]) -> tuple[Option, ...]:
    """The options of the body; mistakes that both types know are reported."""
    seen: dict[str, int] = {}
    options = []
    for entry in block.entries:
        if not entry.marker.startswith(("- (", "- [")):
            block.problem(entry.line, f"`{entry.marker}` has no meaning in a {name} question.")
            continue
        if entry.marker[2] != brackets[0]:
            block.problem(entry.line, _MIXED)
        option = Option(entry.text, "x" in entry.marker, entry.tag, entry.feedback)
        same = one_line(option.text)
        if not same:
            block.problem(entry.line, "This option is empty. Write its text after the brackets.")
        elif same in seen:
            block.problem(entry.line, f"This option has the same text as line {seen[same]}.")
        seen.setdefault(same, entry.line)
        options.append(option)
    if len(options) < 2:
        block.problem(block.line, "This question needs at least two options to choose from.")
    if not any(option.right for option in options):
        left, right = brackets
        block.problem(block.line, f"No option is marked as right. Mark it with `{left}x{right}`.")
    return tuple(options)
