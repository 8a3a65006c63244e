"""Kinds of broken lessons. Each is the text (or the bytes) of a file, the line that its message
must name, and words of that message that no other kind's message has."""

from __future__ import annotations

from typing import NamedTuple

FRONT = "---\ntitle: Bees\n---\n"
"""Three lines, so that what follows starts on line 4."""

ITEM = "### How many legs has a bee? {#legs}\n\n- (x) six\n- ( ) eight\n"
QUIZ = "## Quiz: Exit quiz {#exit}\n\n" + ITEM


class Case(NamedTuple):
    """One broken file."""

    kind: str
    source: str | bytes
    line: int
    words: str


def front(*lines: str) -> str:
    """A lesson with these lines of front matter below the title, the first of them on line 3."""
    return "\n".join(["---", "title: Bees", *lines, "---", "", "Bees dance.", ""])


def item(*lines: str) -> str:
    """A lesson whose item has these lines below its heading, the first of them on line 5."""
    return FRONT + "\n".join(["### How many legs has a bee? {#legs}", *lines, ""])


OPTIONS = ("", "- (x) six", "- ( ) eight")

FILES = [
    Case("empty file", "", 1, "This file is empty"),
    Case("only spaces", " \n\t\n\n", 1, "This file is empty"),
    Case("5 MB", FRONT + "Bees dance.\n" * 450_000, 1, "over 1 MB"),
    Case("Latin-1", FRONT.encode() + "\nBienen mögen Klee.\n".encode("latin-1"), 5, "UTF-8: a"),
    Case("UTF-16", (FRONT + QUIZ).encode("utf-16"), 1, "saved as UTF-16. In your editor"),
    Case("UTF-16 without mark", (FRONT + QUIZ).encode("utf-16-le"), 1, "NUL character"),
    Case("NUL byte", FRONT.encode() + b"\nBees \0 dance.\n", 5, "NUL character"),
    Case("control character", FRONT + "\nBees \x1b[31mdance.\n", 5, "U+001B"),
    Case("endless line", FRONT + "\n" + "bees " * 4_000, 5, "over 10,000 characters"),
    Case("too many lines", FRONT + "\n" * 30_000, 20_000, "over 20,000 lines"),
]

FRONT_MATTER = [
    Case("no front matter", "Bees dance.\n", 1, "has no title"),
    Case("no title", "---\nminutes: 10\n---\n\nBees dance.\n", 1, "has no title"),
    Case("empty title", "---\ntitle:\n---\n", 2, "a title is missing"),
    Case("title is a list", "---\ntitle:\n  - Bees\n---\n", 3, "stands a list in place of a title"),
    Case("never ends", "---\ntitle: Bees\n\nBees dance.\n", 1, "never ends"),
    Case("unknown key", front("minuts: 10"), 3, "Did you mean `minutes`?"),
    Case("key in capitals", "---\nTitle: Bees\ntitle: Bees\n---\n", 2, "Did you mean `title`?"),
    Case("key twice", front("minutes: 10", "minutes: 20"), 4, "`minutes` is set twice"),
    Case("no number", front("minutes: soon"), 3, "isn't a number of minutes"),
    Case("huge number", front("minutes: " + "9" * 5_000), 3, "isn't a number of minutes"),
    Case("bad feedback", front("feedback: at once"), 3, "Did you mean `at-once`?"),
    Case("bad attempts", front("attempts: 0"), 3, "isn't a number of attempts"),
    Case("bad language", front("lang: english!"), 3, "isn't a language code"),
    Case("bad reading", front("reading: P3-P1"), 3, "isn't a range of anchors"),
    Case("objectives in a line", front("objectives: Name bees"), 3, "`objectives` must be a list"),
    Case("colon in objective", front("objectives:", "  - Recall: dates"), 4, "several settings"),
    Case("terms as a list", front("terms:", "  - Op-ed"), 4, "`terms` must be a list of words"),
    Case("term without meaning", front("terms:", "  Op-ed:"), 4, "the meaning of a word"),
    Case("second colon", front("reading: P1: the start"), 3, "second colon"),
    Case("open quotation mark", front('lang: "en'), 3, "never closes"),
    Case("tab", front("terms:", "\tOp-ed: a text"), 4, "There is a tab here"),
    Case("not settings", "---\n- Bees\n- Wasps\n---\n", 2, "isn't a list of settings"),
    Case("deep YAML", front("terms: " + "[" * 3_000), 2, "nested too deeply"),
    Case("alias", front("lang: *bees"), 3, "starts with `*`"),
    Case("long front matter", front(*["# bees"] * 3_000), 2, "over 20,000 characters long"),
]

HEADINGS = [
    Case("bad id", FRONT + "## Bees {#The Bees}\n", 4, "can't be an id"),
    Case("id in the middle", FRONT + "## Bees {#bees} dance\n", 4, "must be the last thing"),
    Case("same id twice", FRONT + "## Bees {#a}\n\n## Wasps {#a}\n", 6, "`a` is taken already"),
    Case("no space", FRONT + "\n##Bees\n", 5, "a space after the `#`"),
    Case("heading without text", FRONT + "### {#a}\n\n- (x) a\n- ( ) b\n", 4, "has no text. Write"),
    Case("indented question", FRONT + "  " + ITEM, 4, "starts at the left margin. Take"),
    Case("underlined heading", FRONT + "\nBees\n----\n", 6, "turn the one above into a heading"),
    Case("code never ends", FRONT + "\n```\nBees\n", 5, "code block never ends"),
    Case(
        "code indented", FRONT + "\n- Bees\n\n    ```\n    dance\n    ```\n", 7, "block opens with"
    ),
]

QUIZZES = [
    Case("quiz without id", FRONT + QUIZ.replace(" {#exit}", ""), 4, "This quiz has no id"),
    Case("quiz without title", FRONT + "## Quiz: {#exit}\n\n" + ITEM, 4, "This quiz has no title"),
    Case("quiz without questions", FRONT + "## Quiz: Exit {#exit}\n\nHi.\n", 4, "no questions"),
    Case("quiz id twice", FRONT + QUIZ + "\n" + QUIZ.replace("legs", "l2"), 11, "`exit` is taken"),
    Case("quiz without colon", FRONT + "## Quiz at the end {#exit}\n", 4, "starts with a heading"),
    Case(
        "quiz of level 3", FRONT + "### Quiz: Exit {#exit}\n\n" + ITEM, 4, "starts with a heading"
    ),
    Case("question without id", FRONT + QUIZ.replace(" {#legs}", ""), 6, "`{#how-many-legs}`"),
    Case(
        "quiz setting misspelt",
        FRONT + QUIZ.replace("\n\n", "\nattemps: 2\n\n", 1),
        5,
        "Did you mean `attempts`?",
    ),
    Case("quiz attempts", FRONT + QUIZ.replace("\n\n", "\nattempts: two\n\n", 1), 5, "`two` isn't"),
]

ITEMS = [
    Case("unknown setting", item("", "point: 2", *OPTIONS), 6, "Did you mean `points`?"),
    Case("setting of nothing known", item("", "colour: red", *OPTIONS), 6, "no setting `colour`"),
    Case("setting twice", item("", "points: 2", "points: 3", *OPTIONS), 7, "`points` is set twice"),
    Case("setting without value", item("", "see:", *OPTIONS), 6, "`see` has no value"),
    Case("setting apart", item("", "points: 2", "", "hint: Count", *OPTIONS), 8, "stands apart"),
    Case("no points", item("", "points: 0", *OPTIONS), 6, "isn't a number of points"),
    Case("bad see", item("", "see: page 3", *OPTIONS), 6, "isn't an anchor of the reading. Write"),
    Case("bad evidence", item("", "evidence: P3-P1", *OPTIONS), 6, "`evidence`: `p3-p1` isn't a"),
    Case("bad bloom", item("", "bloom: analyze", *OPTIONS), 6, "Did you mean `analyse`?"),
    Case("bad strand", item("", "strand: reading", *OPTIONS), 6, "`comprehension`, `critical"),
    Case("bad needs", item("", "needs: nothing", *OPTIONS), 6, "`article`, `lesson`, `both`"),
    Case("bad not-with", item("", "not-with: a,,b", *OPTIONS), 6, "a comma too many"),
    Case("bad outside", item("", "outside: City council", *OPTIONS), 6, "A source is written like"),
    Case(
        "bad date",
        item("", "outside: City council (2025), checked 2026-02-30", *OPTIONS),
        6,
        "`2026-02-30` isn't a date",
    ),
    Case("unknown type", item("", "type: guess", *OPTIONS), 6, "no question type `guess`"),
    Case("no answers", item("", "Six or eight?"), 4, "has no answers that any"),
    Case("answers without id", FRONT + ITEM.replace(" {#legs}", ""), 6, "line 4 has no id"),
    Case("answers without question", FRONT + "\n- ( ) six\n", 5, "belongs to no question"),
    Case("two keys", item("", "- (x) six", "- (x) eight"), 7, "second option marked as right"),
    Case("no key", item("", "- ( ) six", "- ( ) eight"), 4, "No option is marked as right"),
    Case("one option", item("", "- (x) six"), 4, "at least two options"),
    Case("same option twice", item("", "- (x) six", "- ( ) six"), 7, "same text as line 6"),
    Case("mixed brackets", item("", "- (x) six", "- [ ] eight"), 7, "mixes round and square"),
    Case(
        "option misspelt", item("", "- (x) six", "-( ) eight", "- ( ) ten"), 7, "looks like an opt"
    ),
    Case("stray text", item("", "- (x) six", "- ( ) eight", "", "Bees dance."), 9, "to nothing"),
    Case("two explanations", item(*OPTIONS, "", "why: a", "why: b"), 10, "two explanations"),
    Case("gap without answer", item("", "A bee has [[]] legs."), 6, "has an empty answer"),
    Case("gap not closed", item("", "A bee has [[six legs."), 6, "gap is not closed"),
    Case("no number after =", item("", "type: numeric", "", "= six"), 8, "six"),
    Case(
        "rubric without line",
        item("", "rubric:", "| criterion | 1 |", "|---|---|", "| a | b |"),
        4,
        "____",
    ),
    Case("too many answers", item("", *[f"- ( ) {n}" for n in range(200)]), 4, "over 100 answers"),
    Case("endless question", item("", *["Bees."] * 2_000, *OPTIONS), 4, "over 1,000 lines"),
    Case("huge question", item("", *["Bees dance. " * 100] * 50, *OPTIONS), 4, "over 50,000 char"),
    Case("underline in a question", item("", "Six?", "====", *OPTIONS), 7, "line would turn the"),
    Case("footnote in a question", item("", "Six[^1]?", *OPTIONS), 6, "Footnotes can't be used"),
    Case(
        "box in an answer", item("", "- (x) six", "    !!! note", *OPTIONS), 7, "A box can't stand"
    ),
    Case(
        "answer in code",
        item("", "```", "- (x) seven", "```", *OPTIONS),
        7,
        "can't hold a line that looks like an answer",
    ),
]

PROSE = [
    Case("unknown box", FRONT + "\n!!! notes\n    Bees dance.\n", 5, "There is no box `notes`"),
    Case(
        "box with curly quotes", FRONT + "\n!!! note “Bees”\n    Dance.\n", 5, "box can't be read"
    ),
    Case("two exclamation marks", FRONT + "\n!! instructor\n    Bees.\n", 5, "looks like a box"),
    Case("box without text", FRONT + "\n!!! note\n\nBees dance.\n", 5, "This box has no text"),
    Case("line out of a box", FRONT + "\n!!! note\n    Bees\ndance.\n", 7, "to the box of line 5"),
    Case("picture", FRONT + "\n![A bee](bee.png)\n", 5, "This picture can't be shown"),
    Case("picture in HTML", FRONT + "\n<img src='pictures/a.png'>\n", 5, "A picture is written"),
    Case("picture from afar", FRONT + "\n![A bee](https://a.org/a.png)\n", 5, "from another site"),
    Case("picture undescribed", FRONT + "\n![ ](pictures/bee.png)\n", 5, "has no description"),
    Case(
        "picture in a question",
        item("", "- (x) ![](pictures/bee.png)", "- ( ) eight"),
        6,
        "for those who can't see it",
    ),
    Case("HTML tag", FRONT + "\n<script>alert(1)</script>\n", 5, "HTML tag `<script>`"),
    Case("HTML attribute", FRONT + '\n<p style="color:red">Bees</p>\n', 5, "attribute `style`"),
    Case("link with a scheme", FRONT + "\n[bees](javascript:alert(1))\n", 5, "`javascript:`"),
    Case("footnote without text", FRONT + "\nBees[^1] dance.\n", 5, "`[^1]` has no text"),
    Case("footnote unused", FRONT + "\nBees.\n\n[^1]: Ask them.\n", 7, "refers to this footnote"),
    Case("footnote twice", FRONT + "\nBees[^1].\n\n[^1]: A\n[^1]: B\n", 8, "has a text already"),
    Case("unclosed HTML", FRONT + "\n<div>\n\n" + ITEM, 7, "stands inside unclosed HTML"),
    Case(
        "question in a comment",
        FRONT + "\n<!--\n\n" + ITEM + "---\n-->\n",
        7,
        "stands inside unclosed HTML",
    ),
    Case("endless brackets", FRONT + "\n" + ("[" * 5_000 + "\n") * 4, 5, "takes too long"),
    Case(
        "deep list", FRONT + "\n" + "\n".join("    " * n + "- a" for n in range(90)), 5, "too deep"
    ),
    Case(
        "box in HTML",
        FRONT + "\n<div>\n!!! instructor\n    Bees\n\n</div>\n",
        5,
        "isn't recognised",
    ),
]

CASES = [*FILES, *FRONT_MATTER, *HEADINGS, *QUIZZES, *ITEMS, *PROSE]
