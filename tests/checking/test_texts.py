"""Plain words, sentences, passages and silences: every place keeps its line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quiz.checking.passages import Kind, prose_passages
from quiz.checking.sentences import folded, plain, quotations, sentences, unquoted, words
from quiz.checking.silence import silences
from quiz.content.outline import outline
from quiz.content.source import Report
from quiz.grammar import Line

PIECES = [
    *[
        "Bees dance. ",
        "“They hum.” ",
        '"Hum"',
        "\n",
        "\n\n",
        "[link](a.md#b)",
        "**bold**",
        "`code`",
    ],
    *[
        "<!-- a -->",
        "<b>",
        "P2",
        "3,774",
        "don't",
        "- ",
        "| a | b |",
        "!!! note",
        "    ",
        "e.g.",
        "“",
    ],
    *["۔", "é", "?", "…", "2.5", "(x)", "## Head", "> ", "```", "\\*", "_a_", "\u2028"],
]
texts = st.builds("".join, st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25))


def numbered(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


@given(texts)
def test_lines_stay_where_they_are(text: str) -> None:
    clean = plain(text)
    assert unquoted(clean).count("\n") == clean.count("\n")
    for place, sentence in sentences(clean):
        assert clean[place : place + len(sentence)] == sentence
    for place, quoted in quotations(clean):
        assert clean[place : place + len(quoted)] == quoted
    assert len(words(text)) >= 0


@given(texts)
def test_passages_name_lines_of_the_file(text: str) -> None:
    lines = numbered(text.replace("\r", ""))
    for passage in prose_passages("x.md", outline(lines, Report("x.md"))):
        assert passage.text.count("\n") <= len(passage.lines) - 1
        for place, _ in passage.sentences:
            assert passage.line_at(place) in {line.number for line in passage.lines}


def test_plain_words() -> None:
    assert plain("**Bees** [dance](a.md) in \\*rows\\* {#b}<!-- not this -->") == (
        "Bees dance in *rows* "
    )
    assert unquoted("He calls it a “menace” today.") == "He calls it a “…” today."
    assert folded("The bee’s well-known hum: 3,774.") == [
        "the",
        "bee",
        "well",
        "known",
        "hum",
        "3,774",
    ]


def test_sentences_end_before_a_capital() -> None:
    text = "It rose by 2.5 per cent. “Why?” asked Bo. see e.g. P2 for more."
    assert [sentence for _, sentence in sentences(text)] == [
        "It rose by 2.5 per cent.",
        "“Why?” asked Bo. see e.g.",
        "P2 for more.",
    ]


def test_passages_of_a_lesson() -> None:
    text = "\n".join(
        [
            "# Bees",
            "Bees dance.",
            "They hum.",
            "",
            "- one",
            "- two",
            '!!! check "Check it"',
            "    It is so.",
            "",
            "| a | b |",
            "|---|---|",
        ]
    )
    found = list(prose_passages("x.md", outline(numbered(text), Report("x.md"))))
    assert [(p.kind, p.box, p.lines[0].number) for p in found] == [
        (Kind.HEADING, "", 1),
        (Kind.PROSE, "", 2),
        (Kind.LIST, "", 5),
        (Kind.LIST, "", 6),
        (Kind.HEADING, "check", 7),
        (Kind.PROSE, "check", 8),
        (Kind.TABLE, "", 10),
    ]


def test_silences_stand_above_or_beside_their_line() -> None:
    text = "\n".join(
        [
            "---",
            "# check off: a-rule, front matter",
            "title: A",
            "---",
            "<!-- check off: b-rule, above, and with a comma -->",
            "<!-- check off: c-rule, both -->",
            "Text. <!-- check off: d-rule -->",
            "# check off: e-rule, no comment here",
        ]
    )
    found = list(silences("x.md", numbered(text), range(2, 4)))
    assert [(s.line, s.over, s.rule, s.reason) for s in found] == [
        (2, 3, "a-rule", "front matter"),
        (5, 7, "b-rule", "above, and with a comma"),
        (6, 7, "c-rule", "both"),
        (7, 7, "d-rule", ""),
    ]
