"""Commands are found by the names of their files, and only the one asked for is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.cli._group import Commands

ROOT = Path(__file__).resolve().parents[1]
HELLO = """
import click


@click.command()
@click.option("--loud", is_flag=True)
def command(loud):
    "Say hello."
    click.echo("HELLO" if loud else "hello")
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a group of two commands, one of which can't even be imported."""
    package = tmp_path / "planted"
    package.mkdir()
    for name, source in {
        "__init__": "",
        "_shared": "raise RuntimeError('a shared piece is no command')",
        "say_hello": HELLO,
        "broken": "raise RuntimeError('this one was not asked for')",
    }.items():
        (package / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    group = Commands("planted", package="planted", path=[str(package)], default="say-hello")

    def one(*arguments: str) -> Result:
        return CliRunner().invoke(group, arguments, catch_exceptions=False)

    yield one
    for name in [name for name in sys.modules if name.partition(".")[0] == "planted"]:
        del sys.modules[name]


def test_a_file_is_a_command_and_no_other_is_imported_for_it(run) -> None:
    assert run("say-hello").output == "hello\n"
    assert "planted.broken" not in sys.modules


def test_without_a_command_the_usual_one_runs_with_its_options(run) -> None:
    assert run().output == "hello\n"
    assert run("--loud").output == "HELLO\n"


@pytest.mark.parametrize("name", ["shared", "_shared", "say_hello", "nothing", "../say-hello"])
def test_what_is_no_command_is_said_to_be_none(run, name: str) -> None:
    result = run(name)
    assert result.exit_code == 2
    assert f"No such command '{name}'" in result.output


def test_every_command_says_what_it_does() -> None:
    context = click.Context(cli)
    names = cli.list_commands(context)
    assert {"serve", "check", "backup", "restore", "instructor-link"} <= set(names)
    shown = CliRunner().invoke(cli, ["--help"]).output
    for name in names:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        first = (command.help or "").splitlines()[0]
        # Whole in the list of commands, which cuts what is too long.
        assert first in shown, f"the first line of the help of {name} is too long"
        assert f"Usage: cli {name} " in CliRunner().invoke(cli, [name, "--help"]).output


def test_help_needs_none_of_the_large_parts() -> None:
    code = (
        "import sys\nfrom quiz.cli import cli\ncli(['--help'], standalone_mode=False)\n"
        "print(sorted(sys.modules.keys() & {'flask', 'waitress', 'sqlite_utils', 'markdown'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.endswith("[]\n"), done.stdout + done.stderr
