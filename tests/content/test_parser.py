"""Good lessons: what they say is what the model holds."""

from __future__ import annotations

import pytest

from quiz.content.parser import headings, parse_item, parse_lesson, parse_page, title_of
from quiz.content.printer import print_item, version
from quiz.model import Bloom, Feedback, Item, Lesson, Needs, Outside, Prose, Quiz, Strand

LESSON = """\
---
title: Bees in the city
minutes: 45
reading: T, P1-P3
objectives:
  - Say what bees need
  - "Recall: two dates"
terms:
  Op-ed: An article that argues for an opinion
  Hive: Where bees live
lang: en
feedback: at-once
attempts: 2
---

Bees *dance*.

### A plain heading

```
## Quiz: not one {#no}
!!! neither
```

### How many legs has a bee? {#legs}

Look at a *dead* one.

- (x) six
    > Yes, like all insects.
- ( ) eight {M1}
    > That is a spider.

why: Bees are insects,
  and insects have six legs.

---

More about bees.

## Quiz: Exit quiz {#exit}

attempts: unlimited
feedback: after-release

Take your *time*.

### Bees sleep. {#sleep}
points: 2.5
= true

### How many eyes has a bee? {#eyes}

= 5

## Afterwards {#after}

The end.

## Quiz: Written task {#task}

### Describe a bee. {#describe}

____ 20-40 words
"""


def good(text: str) -> Lesson:
    lesson, problems = parse_lesson("lessons/01-bees.md", "bees", text)
    assert not problems
    assert lesson is not None
    return lesson


def test_front_matter() -> None:
    lesson = good(LESSON)
    assert (lesson.slug, lesson.path) == ("bees", "lessons/01-bees.md")
    assert (lesson.title, lesson.minutes, lesson.lang) == ("Bees in the city", 45, "en")
    assert lesson.reading == ("t", "p1", "p2", "p3")
    assert lesson.objectives == ("Say what bees need", "Recall: two dates")
    assert dict(lesson.terms) == {
        "Op-ed": "An article that argues for an opinion",
        "Hive": "Where bees live",
    }


def test_parts_in_order() -> None:
    lesson = good(LESSON)
    kinds = [type(part) for part in lesson.parts]
    assert kinds == [Prose, Item, Prose, Quiz, Prose, Quiz]
    assert [part.line for part in lesson.parts] == [16, 25, 39, 41, 56, 60]
    assert isinstance(lesson.parts[0], Prose)
    assert lesson.parts[0].text.startswith("Bees *dance*.\n\n### A plain heading")
    assert lesson.parts[2] == Prose("More about bees.")


def test_quizzes() -> None:
    exit_quiz, task = good(LESSON).quizzes
    assert (exit_quiz.id, exit_quiz.title) == ("exit", "Exit quiz")
    assert exit_quiz.intro == "Take your *time*."
    assert (exit_quiz.feedback, exit_quiz.attempts) == (Feedback.AFTER_RELEASE, None)
    assert [item.id for item in exit_quiz.items] == ["sleep", "eyes"]
    assert exit_quiz.points == 3.5
    assert (task.feedback, task.attempts) == (Feedback.AT_ONCE, 2)


def test_practice_item() -> None:
    (item,) = good(LESSON).practice
    assert (item.id, item.type, item.line) == ("legs", "single choice", 25)
    assert item.stem == "How many legs has a bee?"
    assert item.text == "Look at a *dead* one."
    assert item.why == "Bees are insects,\nand insects have six legs."
    assert item.points == 1


FULL = """\
### How many legs has a bee? {#legs}
Points: 2.5
see: P1, P3–P5, T
evidence: P4, P3
bloom: Analyse
strand: critical thinking
needs: both
not-with: wings, eyes
outside: City council (May 2025), checked 2026-11-22
outside: Bee club (2024), checked 2026-11-23
hint: Count
    them twice.

Note: this is text.

- (x) six
- ( ) eight
"""


def test_item_settings() -> None:
    item = parse_item(FULL)
    assert item.points == 2.5
    assert item.see == ("p1", "p3", "p4", "p5", "t")
    assert item.evidence == ("p4", "p3")
    assert (item.bloom, item.strand, item.needs) == (
        Bloom.ANALYSE,
        Strand.CRITICAL_THINKING,
        Needs.BOTH,
    )
    assert item.not_with == ("wings", "eyes")
    assert item.outside == (
        Outside("City council", "May 2025", "2026-11-22"),
        Outside("Bee club", "2024", "2026-11-23"),
    )
    assert item.hint == "Count\nthem twice."
    assert item.text == "Note: this is text."
    assert parse_item(print_item(item)) == item


def test_type_overrides_recognition_and_is_printed_where_it_must() -> None:
    item = parse_item("### In which year? {#year}\n\ntype: short text\n\n= 2015\n")
    assert item.type == "short text"
    assert "type: short text" in print_item(item)
    assert parse_item(print_item(item)) == item
    assert parse_item("### In which year? {#year}\n\n= 2015\n").type == "numeric"
    assert "type:" not in print_item(parse_item("### In which year? {#year}\n\n= 2015\n"))


def test_version_depends_on_what_the_item_says_and_not_on_how_it_is_written() -> None:
    one = parse_item("### A {#a}\n\n- (x) yes\n- ( ) no\n")
    same = parse_item("### A   {#a}\n\npoints: 1.0\n\n\n- (X) yes\n\n- ( ) no\n\n")
    other = parse_item("### A {#a}\n\n- ( ) yes\n- (x) no\n")
    assert version(one) == version(same)
    assert version(one) != version(other)
    assert len(version(one)) == 64


@pytest.mark.parametrize(
    "lines",
    [
        "= <script>\nor= ![a](b.png)\n    <b> and more\nor= [^1]",
        "type: short text\n\n= 1 <blink>\n    > Yes.\nor= [a](javascript:b)\n\nwhy: Because.",
        "Write [[<script>|<b\nx>]] and [[![a](b.png)]] or [[(a)|b]].",
        "[[<blink>]]\n\nnot= gap 1 {M1}\n    > No.",
    ],
)
def test_typed_answers_may_hold_any_sign(lines: str) -> None:
    item = parse_item(f"### A {{#a}}\n\n{lines}\n")
    assert parse_item(print_item(item)) == item
    assert good(f"---\ntitle: A\n---\n\n### A {{#a}}\n\n{lines}\n").practice == (item,)


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ("<blink> Say a.\n\n= <b>", 3),
        ("= a\n    > <blink>\nor= b", 4),
        ("= <b>\nnot= <blink>", 4),
        ("= <b>\n    <blink>\nnot= c\n    <blink>", 6),
        ("= <b>\nelse=\n    > ![a](b)", 5),
        ("= <b>\n\nwhy: <blink>", 5),
        ("hint: <blink>\n\n= a", 3),
        ("Say [[<script>|<b>]]\n<blink>.", 4),
        ("Say [[a\nb]] <blink>.", 4),
        ("Say [[(<blink>)|b]].", 3),
        ("[[<b>]]\n\nnot= gap 1\n    > <blink>", 6),
        ("Say [[<blink>]].\n\n- (x) a\n- ( ) b", 3),
        ("- (x) = <blink>\n- ( ) b", 3),
    ],
)
def test_what_is_markdown_is_checked_beside_typed_answers(lines: str, number: int) -> None:
    with pytest.raises(ValueError, match=f"^line {number}: [^;]*$"):
        parse_item(f"### A {{#a}}\n\n{lines}\n")


def test_the_checks_name_lines_below_comments() -> None:
    with pytest.raises(ValueError, match=r"^line 8: The HTML tag `<blink>`"):
        parse_item("### A {#a}\n\n<!-- x -->\n[[<i>\n<!-- y -->\nb]]\n\n<blink>\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "heading"),
        ("Bees.", "heading"),
        ("### A\n\n- (x) a\n- ( ) b\n", "heading"),
        ("### A {#a}\n\n- (x) a\n- ( ) b\n\n### B {#b}\n\n= 2\n", "line 6: Only one question"),
        ("### A {#a}\n\npoints: x\n\n- ( ) b\n", "line 3: `points`"),
    ],
)
def test_parse_item_raises_with_all_mistakes(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_item(text)


def test_byte_order_mark_and_windows_lines() -> None:
    assert good("\ufeff" + LESSON.replace("\n", "\r\n")) == good(LESSON)
    assert good(LESSON.replace("\n", "\r")) == good(LESSON)
    assert good("\n\n" + LESSON) == good(LESSON)
    assert good(LESSON.replace("minutes: 45", "minutes: 45\f  ")) == good(LESSON)


def test_front_matter_values_stay_the_text_they_are() -> None:
    lesson = good(
        "---\ntitle: 2015-01-01\nlang: no\nobjectives: [0x10, yes, ~x]\n"
        "terms: {on: 1e3, '2': null.}\n---\n"
    )
    assert (lesson.title, lesson.lang) == ("2015-01-01", "no")
    assert lesson.objectives == ("0x10", "yes", "~x")
    assert dict(lesson.terms) == {"on": "1e3", "2": "null."}


def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    text = LESSON.replace("minutes: 45", "minuts: 45").replace("- (x) six", "- (x)")
    text = text.replace("points: 2.5", "points: lots").replace("The end.", "![A](b.png)")
    lesson, problems = parse_lesson("x.md", "x", text)
    assert lesson is None
    assert [problem.line for problem in problems] == [3, 29, 49, 58]


def test_title_of_a_broken_lesson() -> None:
    assert title_of(LESSON.replace("= 5", "= five or so")) == "Bees in the city"
    assert title_of("no title") == ""


def test_page_without_front_matter() -> None:
    page, problems = parse_page("reading.md", "reading", "## P1 {#p1}\n\nBees.\n", "The reading")
    assert not problems
    assert page is not None
    assert (page.title, page.parts) == ("The reading", (Prose("## P1 {#p1}\n\nBees."),))


def test_headings() -> None:
    assert headings(LESSON) == (
        *("legs", "exit", "sleep", "eyes", "after"),
        *("task", "describe"),
    )


def test_a_rule_between_paragraphs_stays() -> None:
    (prose,) = good("---\ntitle: A\n---\nOne\n\n---\n\nTwo\n").parts
    assert isinstance(prose, Prose)
    assert prose.text == "One\n\n---\n\nTwo"
