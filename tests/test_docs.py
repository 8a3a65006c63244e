"""What the documents say must be so: commands, links, options, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from quiz.cli import cli
from quiz.content.parser import parse_item

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("bench/*.md")])

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\s]+)`")
_ELSEWHERE = re.compile(r"number_line|_PART|brought-in|taken-away")
"""What stands for a name of the reader's own, or in the data folder."""
_LINK = re.compile(r"\]\((?P<target>[^()\s]+)\)")


def commands(text: str, language: str = "sh") -> list[str]:
    """The lines of all fenced blocks of that language."""
    return [
        line
        for fence in _FENCE.finditer(text)
        if fence["language"] == language
        for line in fence["body"].splitlines()
    ]


def anchors(text: str) -> set[str]:
    """The anchors that headings get where the repository is shown."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path) -> list[str]:
    """Links of `document` that lead to no file or no heading of this repository."""
    text = document.read_text(encoding="utf-8")
    dead = []
    for match in _LINK.finditer(_FENCE.sub("", text)):
        target, _, anchor = match["target"].partition("#")
        if ":" in target:
            continue
        file = document.parent / target if target else document
        known = anchors(file.read_text(encoding="utf-8")) if anchor and file.exists() else {""}
        if not file.exists() or anchor not in known:
            dead.append(match["target"])
    return dead


def unknown_code(text: str) -> list[str]:
    """Files and names (`grammar.print_entry`) in a text that this repository doesn't have."""
    found = [one for one in _CODE.findall(_FENCE.sub("", text)) if not _ELSEWHERE.search(one)]
    return [
        one
        for one in found
        if (re.fullmatch(r"[\w./-]+/[\w.-]*", one) and not is_file(one))
        or (re.fullmatch(r"(\w+\.)+\w+", one) and not (is_file(one) or is_name(one)))
    ]


def is_file(path: str) -> bool:
    """Whether there is such a file or folder, with as many of its folders as are named."""
    return bool(path.strip("/")) and any(
        one.is_dir() or not path.endswith("/")
        for folder in ("quiz", "tests", "docs", "templates", ".")
        for one in ROOT.joinpath(folder).glob(("" if folder == "." else "**/") + path.strip("/"))
    )


def is_name(dotted: str) -> bool:
    """Whether a module, a package or a class of the program defines such a name."""
    *path, owner, name = dotted.removeprefix("quiz.").split(".")
    below = "/".join(("**", *path, owner))
    files = [*ROOT.glob(f"quiz/{below}.py"), *ROOT.glob(f"quiz/{below}/*.py")]
    defined = rf"^\s*(?:def |class )?{name}\b(?:[(:]| =)"
    texts = [file.read_text(encoding="utf-8") for file in files]
    if not files:
        every = (file.read_text(encoding="utf-8") for file in ROOT.glob("quiz/**/*.py"))
        texts = [text for text in every if f"\nclass {owner[0].upper()}{owner[1:]}" in text]
    return any(re.search(defined, text, re.MULTILINE) for text in texts)


def test_the_first_commands_set_up_and_run_the_app_and_its_tests() -> None:
    run, test = commands(README)[:2]
    assert (
        run == "python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/python app.py"
    )
    assert test.startswith("python3 -m venv .venv && ")
    assert test.endswith(" && .venv/bin/pytest")


def test_windows_has_the_same_two_commands() -> None:
    def on_windows(command: str) -> str:
        command = command.replace("python3 ", "py ", 1).replace(" && ", "; ")
        return re.sub(r"\.venv/bin/", r".venv\\Scripts\\", command)

    assert commands(README, "powershell") == [on_windows(line) for line in commands(README)[:2]]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands(README)[1] in script


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    assert dead_links(document) == []


@pytest.mark.parametrize(
    "document", ["CONTRIBUTING.md", "docs/architecture.md", "docs/adding-a-question-type.md"]
)
def test_what_developers_are_told_of_is_there(document: str) -> None:
    assert unknown_code((ROOT / document).read_text(encoding="utf-8")) == []


def test_a_name_that_is_gone_is_seen() -> None:
    gone = ("_given.unfilled", "grammar.none", "quiz/none.py", "block.none", "classroom/none/")
    there = ("parts.given.unfilled", "grammar.print_entry", "storage/clock.py", "block.prose")
    assert unknown_code(" ".join(f"`{one}`" for one in (*gone, *there))) == list(gone)


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One two\n[x](#one-two) [y](#three) [z](gone.md)")
    assert dead_links(tmp_path / "a.md") == ["#three", "gone.md"]


def test_the_readme_names_only_commands_and_options_that_exist() -> None:
    context = click.Context(cli)
    found = [cli.get_command(context, name) for name in cli.list_commands(context)]
    options = [option for one in found if one for option in one.params]
    known = {word for option in options for word in option.opts} | set(cli.list_commands(context))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    named |= set(re.findall(r"app\.py ([a-z][a-z-]+)", README))
    assert [name for name in sorted(named - {"--help"}) if name not in known] == []


def test_the_question_in_the_readme_is_one() -> None:
    item = parse_item("\n".join(commands(README, "markdown")))
    assert item.type == "single choice"


def test_pictures_load_fast() -> None:
    pictures = [ROOT / target for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)]
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []


def test_the_licence_covers_code_and_lessons() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in text
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in text


def test_the_change_log_speaks_of_what_is_not_released_yet_or_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert version
    assert "## Unreleased" in text or f"## {version[1]}" in text
