"""Bodies from the lines that an author writes, and pages drawn from the templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quiz.grammar import Block, Line
from quiz.model import Body, Given, Problem
from quiz.questions import QuestionType, types
from quiz.questions.parts.paper import letter

TEMPLATES = Path(__file__).parents[2] / "templates"


def block(text: str) -> Block:
    """The body of an item; line 1 is its first line."""
    return Block("x.md", 1, tuple(Line(i, line) for i, line in enumerate(text.split("\n"), 1)))


def recognised(text: str) -> list[str]:
    """The names of all types that take this body for theirs."""
    return [name for name, kind in types().items() if kind.recognises(block(text))]


def parse(name: str, text: str) -> Body:
    """The body, which must be free of mistakes."""
    read = block(text)
    body: Body | None = types()[name].parse(read)
    assert read.problems == []
    assert body is not None
    return body


def problems(name: str, text: str) -> list[tuple[int, str]]:
    """(line, message) of every mistake in the body, which then gives none."""
    read = block(text)
    assert types()[name].parse(read) is None
    assert all(isinstance(problem, Problem) for problem in read.problems)
    return sorted((problem.line, problem.message) for problem in read.problems)


def example(kind: QuestionType[Any]) -> str:
    """The type's own example without its heading."""
    heading, _, body = kind.example.partition("\n")
    assert heading.startswith("### ")
    assert heading.endswith("}")
    return body


def form(given: Given) -> dict[str, list[str]]:
    """What a browser sends for this response."""
    return {slot: [value] for slot, value in given.items()}


@cache
def environment() -> Environment:
    """Templates with plain stand-ins for the filters of the web pages."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    jinja.filters["md"] = lambda text: Markup("<p>%s</p>") % text
    jinja.filters["md_inline"] = Markup.escape
    return jinja


def draw(kind: QuestionType[Any], macro: str, *arguments: Any) -> str:
    """One macro of the type's template, drawn."""
    template = environment().get_template(f"questions/{kind.module}.html")
    return str(getattr(template.module, macro)(*arguments))


def draw_ask(name: str, body: Body, given: Given | None = None, seed: str = "seed") -> str:
    """The inputs as a student gets them."""
    kind = types()[name]
    view = kind.ask(body, seed)
    return draw(kind, "ask", view, given or {}, lambda slot: f"item.{slot}", "item-note")


def draw_paper(name: str, body: Body, seed: str = "seed") -> str:
    """The item as it is printed for a student."""
    kind = types()[name]
    return draw(kind, "paper", kind.ask(body, seed), letter)


def draw_review(name: str, body: Body, given: Given) -> str:
    """The review as a student gets it."""
    kind = types()[name]
    return draw(kind, "review", kind.review(body, given), given)
