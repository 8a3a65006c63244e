"""How rules are found, what they need, and that the documents name them all."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from quiz.checking import report
from quiz.checking.language import language
from quiz.checking.registry import ERROR, Level, rule, rules
from quiz.checking.run import check_folder
from quiz.checking.settings import LISTS, read_settings
from quiz.grammar import Line
from tests.conftest import ALL_TYPES, COURSES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "item-writing-rules.md"
ROW = re.compile(r"^\| `(?P<id>[a-z-]+)` \| (?P<level>\w+) \|", re.MULTILINE)
TODAY = date(2026, 6, 1)


def test_the_document_has_a_row_for_every_rule_and_no_other() -> None:
    rows = [(row["id"], row["level"]) for row in ROW.finditer(DOCUMENT.read_text("utf-8"))]
    assert len(rows) == len(set(rows))
    assert dict(rows) == {rule.id: str(rule.level) for rule in rules().values()}


def test_every_row_has_all_its_cells() -> None:
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if ROW.match(line):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            assert len(cells) == 7
            assert all(cells), line


def test_the_document_explains_every_list_of_the_settings() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [name for name in (*LISTS, "tags") if f"`{name}`" not in text] == []


def test_rules_explain_themselves() -> None:
    for found in rules().values():
        assert found.check.__doc__, found.id
        assert re.fullmatch("[a-z][a-z-]{2,40}", found.id)
        assert set(found.needs) <= {*LISTS, "tags"}


def test_two_rules_cannot_share_an_id() -> None:
    with pytest.raises(ValueError, match="even-options"):
        rule("even-options", ERROR, "options")(lambda material: ())


def test_a_course_without_settings_leaves_out_the_rules_that_need_them() -> None:
    outcome = check_folder(ALL_TYPES, TODAY)
    skipped = {line.partition(":")[0] for line in outcome.skipped}
    assert skipped == {found.id for found in rules().values() if found.needs}
    assert all("index.md has no `" in line for line in outcome.skipped)
    assert "\n".join(outcome.skipped) in "\n".join(report.audit(outcome))


def test_a_language_without_lists_is_not_judged_by_its_words(tmp_path: Path) -> None:
    text = (COURSES / "bad" / "01-prose.md").read_text("utf-8").replace("lang: en", "lang: fa")
    for name in ("index.md", "reading.md"):
        page = (COURSES / "bad" / name).read_text("utf-8").replace("lang: en", "lang: fa")
        (tmp_path / name).write_text(page, encoding="utf-8")
    (tmp_path / "01-prose.md").write_text(text, encoding="utf-8")
    outcome = check_folder(tmp_path, TODAY)
    worded = {found.id for found in rules().values() if found.worded}
    assert {finding.rule for finding in outcome.findings} & worded == set()
    assert "neutral-words" in {finding.rule for finding in outcome.findings}
    assert any("its language has no list" in line for line in report.audit(outcome))


def test_rules_on_the_whole_course_wait_for_broken_lessons(tmp_path: Path) -> None:
    for file in (COURSES / "bad").glob("*.md"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), encoding="utf-8")
    (tmp_path / "06-broken.md").write_text("No title.\n", encoding="utf-8")
    outcome = check_folder(tmp_path, TODAY)
    whole = {found.id for found in rules().values() if found.whole}
    assert whole == {
        line.partition(":")[0] for line in outcome.skipped if "not every lesson" in line
    }
    assert {finding.rule for finding in outcome.findings} & whole == set()
    assert len(outcome.problems) == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    outcome = check_folder(tmp_path / "nowhere", TODAY)
    assert len(outcome.problems) == 1
    assert outcome.findings == ()
    assert list(report.audit(outcome))


@pytest.mark.parametrize(
    ("block", "line", "words"),
    [
        (["check: yes"], 3, "holds lists"),
        (["check:", "  actors: one"], 4, "must be a list"),
        (["check:", "  actors: [one, [two]]"], 4, "a word or a phrase"),
        (["check:", "  actors: [one]", "  actors: [two]"], 5, "set twice"),
        (["check:", "  actor: [one]"], 4, "Did you mean `actors`?"),
        (["check:", "  tags: [M1]"], 4, "holds lines such as"),
        (["check:", "  tags:", "    M1: [one]"], 5, "A tag is written like"),
    ],
)
def test_mistakes_in_the_settings_have_their_line(block: list[str], line: int, words: str) -> None:
    texts = ["---", "title: A", *block, "---", "Text."]
    lines = [Line(number, text) for number, text in enumerate(texts, 1)]
    (problem,) = read_settings("index.md", lines).problems
    assert (problem.line, words in problem.message) == (line, True)


def test_settings_are_read() -> None:
    texts = ["---", "check:", "  actors: [Wheel  Club, Wheel Club]", "  links: []", "---"]
    settings = read_settings("index.md", [Line(n, text) for n, text in enumerate(texts, 1)])
    assert settings["actors"] == ("Wheel Club",)
    assert settings.given == {"actors", "links"}
    assert (settings.line, settings.problems) == (2, ())


def test_word_lists_are_found_by_language() -> None:
    assert language("en") is language("EN")
    assert language("en-GB") is not None
    assert language("xx") is None
    assert language("../en") is None


def test_the_report_names_all_that_the_check_counts() -> None:
    text = "\n".join(report.audit(check_folder(COURSES / "bad", TODAY)))
    for words in (
        *("(bloom): remember", "(strand): comprehension", "Places of the key among 4 options"),
        *("Key strictly longest", "Length rank of the key", "P1 ", "by chance: "),
        *("the longest", "the shortest", "most like the question", "most hedged"),
        *("words a sentence", "neutral-words: this one is sound", "; begin with a-1, "),
    ):
        assert words in text


def test_findings_are_listed_by_file_and_line() -> None:
    outcome = check_folder(COURSES / "bad", TODAY)
    *listed, last = report.findings(outcome)
    form = re.compile(
        r"(?P<path>\S+\.md):(?P<line>\d+): (?P<warning>warning: )?.+ \[(?P<rule>.+)\]"
    )
    matches = [form.fullmatch(line) for line in listed]
    places = [(match["path"], int(match["line"])) for match in matches if match]
    assert len(places) == len(listed)
    assert places == sorted(places)
    for match in matches:
        assert match
        assert bool(match["warning"]) == (rules()[match["rule"]].level is Level.WARNING)
    assert (
        last
        == f"{report.errors(outcome)} mistakes and {report.warnings(outcome)} warnings in 7 files."
    )
