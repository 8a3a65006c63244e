"""The question types: one module each, found by its file name.

A module defines one subclass of `QuestionType` and one frozen dataclass for its part of an item.
Its template has the same name: `templates/questions/<module>.html`. Nothing lists the types; to
add one, add the two files (docs/adding-a-question-type.md), and the contract test walks over it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from quiz.grammar import Block
from quiz.model import Body, Comment, Given, ResponseClass
from quiz.questions.parts.paper import Blank

B = TypeVar("B", bound=Body)

MAX_TEXT = 20_000
"""Characters a student may write for one answer."""

Form = Mapping[str, Sequence[str]]
"""What arrived for one item: slot -> the values sent, in order; the item's prefix is off."""


def is_blank(given: Given) -> bool:
    """Whether nothing can be seen in any slot: no text, or only spaces and invisible marks."""
    return all(
        character.isspace() or unicodedata.category(character) == "Cf"
        for value in given.values()
        for character in value
    )


class QuestionType(ABC, Generic[B]):
    """The verbs of one question type, all pure. `name` is the type's name in lessons and pages."""

    name: ClassVar[str]
    example: ClassVar[str]
    """A whole item of this type as it stands in a lesson: documentation and test in one."""
    offers: ClassVar[bool] = False
    """Whether a student picks from the list of `possible`, so that a wrong option which nobody
    picks does no work."""
    one_of_several: ClassVar[bool] = False
    """Whether a response is exactly one of the `possible`, so that students who chose alike are a
    camp in a discussion."""
    module: ClassVar[str] = ""
    """The file name that found it; set by `types`."""

    @abstractmethod
    def recognises(self, block: Block) -> bool:
        """Whether the body has this type's marks; exactly one type should say yes."""

    @abstractmethod
    def parse(self, block: Block) -> B | None:
        """Read the body. Mistakes go to `block.problem`; None where nothing usable is left.

        `block.prose` becomes the item's text afterwards. A type whose body is that running text
        itself (cloze) takes it by setting `block.prose = ""`, and prints it from its body.
        """

    @abstractmethod
    def print(self, body: B) -> str:
        """The Markdown that `parse` reads back as an equal body."""

    @abstractmethod
    def ask(self, body: B, seed: str) -> Any:
        """What the student's page may know: everything to draw the inputs, nothing of the key.

        Two bodies that differ in the key alone give equal results for the same `seed`.
        """

    def mixed(self, view: Any, seed: str) -> Any:
        """What `ask` gave, with the choices that stand in the author's order in another one."""
        return view

    @abstractmethod
    def read(self, body: B, form: Form) -> Given:
        """What the student gave, with empty inputs left out.

        Raises `ValueError`, with a message for the student, where the inputs can't have come from
        the type's own template: unknown slots or choices, a slot sent twice, over `MAX_TEXT`.
        """

    def remark(self, body: B, given: Given) -> str:
        """What to tell the student beside a response that is kept but not yet usable, or ''.

        A type with several slots says how many are still empty. Like `ask`, it knows no key.
        """
        return ""

    @abstractmethod
    def blanks(self, view: Any) -> tuple[Blank, ...]:
        """The inputs for entering what stands on paper. `view` is what the paper was drawn from."""

    @abstractmethod
    def written(self, view: Any, given: Given) -> tuple[str, ...]:
        """A response as it stands on paper: a text for each of the `blanks`, which may be ''."""

    @abstractmethod
    def transcribe(self, view: Any, texts: Sequence[str]) -> Form:
        """What the item's page would have sent for these texts, one for each of the `blanks`.

        Raises `ValueError`, with a message for the instructor, where one can't be understood.
        """

    @abstractmethod
    def mark(self, body: B, given: Given) -> Fraction | None:
        """The fraction of the points that a response earns, 0 to 1; None where a person grades."""

    @abstractmethod
    def comments(self, body: B, given: Given) -> tuple[Comment, ...]:
        """The feedback that this response calls for, in the order of its parts."""

    @abstractmethod
    def key(self, body: B) -> Given | None:
        """A response that earns full marks; None where a person grades."""

    @abstractmethod
    def review(self, body: B, given: Given) -> Any:
        """What the review shows once feedback is due: the response beside the key."""

    @abstractmethod
    def said(self, body: B, given: Given) -> str:
        """The response in plain words, for tables and files; '' where nothing was given.

        Choices stand by their texts as the author wrote them, what was typed as it was typed.
        """

    @abstractmethod
    def possible(self, body: B) -> tuple[ResponseClass, ...]:
        """Everything that the author foresaw, each once, in the author's order.

        What the key says is among it. () where responses can't be counted by what they say.
        """

    @abstractmethod
    def classify(self, body: B, given: Given) -> tuple[ResponseClass, ...]:
        """What a response says, each thing once; () where it is blank or can't be counted.

        Responses that are marked alike because they say the same give equal classes.
        """

    @abstractmethod
    def texts(self, body: B) -> tuple[str, ...]:
        """All Markdown texts of the body, so that they can be rendered and checked beforehand."""

    def markdown(self, prose: str) -> str:
        """The running text above the entries without the plain text in it (typed gaps), which
        may hold any sign. Line ends stay, so that lines keep their numbers."""
        return prose


@cache
def types() -> Mapping[str, QuestionType[Any]]:
    """All question types by name, in the order of their names.

    What types share stands in `parts`, which is a package and no type.
    """
    found: dict[str, QuestionType[Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for value in vars(loaded).values():
            own = isinstance(value, type) and value.__module__ == loaded.__name__
            if own and issubclass(value, QuestionType) and not inspect.isabstract(value):
                value.module = module.name
                found[value.name] = value()
    return dict(sorted(found.items()))
