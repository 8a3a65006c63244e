"""Comments in lessons: they reach nobody, and lines keep their numbers."""

from __future__ import annotations

from quiz.content.parser import parse_item, parse_lesson
from quiz.content.printer import print_item
from quiz.content.render import Renderer
from quiz.model import Lesson, Prose

OFF = "<!-- check off: even-options, their names differ in length -->"
ITEM = """\
### Which bee dances? {#bee}

points: 2
see: P1

Think of a hive.

- (x) The worker
    > Yes, it shows the way to flowers.
- ( ) The drone {M1}
    > The drone stays at home, as a rule.

why: Workers dance to show the way.
"""


def commented(text: str) -> str:
    """The text with a comment above every line, and one at the end of every heading and option."""
    lines = []
    for line in text.splitlines():
        end = f" {OFF}" if line.startswith(("#", "-")) else ""
        lines += [OFF, line + end]
    return "\n".join(lines) + "\n"


def test_an_item_is_the_same_with_comments() -> None:
    assert parse_item(commented(ITEM)) == parse_item(ITEM)
    assert "check off" not in print_item(parse_item(commented(ITEM)))


def test_a_lesson_keeps_its_lines_and_sends_no_comment() -> None:
    body = f"# Bees\n\n{OFF}\nBees dance.\n\n- one\n{OFF}\n- two\n\n| a |\n|---|\n{OFF}\n| b |\n\n"
    lesson, problems = parse_lesson(
        "x.md", "x", f"---\n# check off: a, b\ntitle: T\n---\n\n{body}{commented(ITEM)}"
    )
    assert problems == []
    assert isinstance(lesson, Lesson)
    assert lesson.practice[0].line == 21
    assert all("check off" not in part.text for part in lesson.parts if isinstance(part, Prose))
    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        page = "".join(str(part) for part in renderer.body(lesson) if isinstance(part, str))
    finally:
        renderer.close()
    assert "check" not in page
    assert page.count("<li>") == 2
    assert page.count("<td") == 1


def test_mistakes_keep_their_lines() -> None:
    _, problems = parse_lesson("x.md", "x", f"---\ntitle: T\n---\n{OFF}\n\n{OFF}\n<blink>\n")
    assert [problem.line for problem in problems] == [7]


def test_a_comment_in_a_code_block_is_code() -> None:
    lesson, _ = parse_lesson("x.md", "x", f"---\ntitle: T\n---\n\n```\n{OFF}\n```\n")
    assert lesson is not None
    assert OFF in lesson.parts[0].text  # type: ignore[union-attr]
