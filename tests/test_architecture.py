"""The rules that keep the house in order, read from the source itself.

Each rule is a function from a project folder to what breaks it, so that the tests below can show
that it holds here and that it fails on a project that breaks it.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

_BASE = frozenset({"__version__", "errors", "model", "lesson_texts", "report_text", "sitting_time"})
_PURE = _BASE | {"grammar", "choices", "questions"}
_CALCULATING = frozenset(
    {
        "calibration",
        "charts",
        "distribution",
        "evidence_map",
        "gradebook",
        "item_analysis",
        "live_board",
        "look_alikes",
        "marking",
        "misconceptions",
        "poll_results",
        "papers",
        "regrading",
        "rubric_marking",
    }
)
_MIDDLE = _PURE | _CALCULATING | {"content", "checking", "storage", "exchange"}
_JOINING = frozenset({"backup", "intake", "lesson_desk", "outgoing"})
_APART = _PURE | {"content", "exchange", "own_process", "storage"}

MAY_IMPORT: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "model": frozenset({"errors"}),
    "lesson_texts": frozenset(),
    "own_process": frozenset(),
    "report_text": frozenset(),
    "sitting_time": frozenset({"model"}),
    "grammar": _BASE,
    "choices": _BASE,
    "questions": _BASE | {"grammar", "choices"},
    **dict.fromkeys(_CALCULATING - {"marking"}, _PURE | _CALCULATING),
    "marking": _PURE,
    "content": _PURE | {"own_process"},
    "checking": _PURE | {"content"},
    "storage": _BASE,
    "exchange": _PURE | {"marking", "content"},
    **dict.fromkeys(("backup", "lesson_desk"), _PURE | {"content", "checking", "storage"}),
    **dict.fromkeys(("intake", "outgoing"), _APART),
    "diagnosis": _BASE | {"backup", "storage"},
    "demo": _PURE | {"content", "marking", "rubric_marking", "storage"},
    "rehearsal": _PURE | {"demo", "storage"},
    "web": _MIDDLE | _JOINING | {"demo", "diagnosis"},
    "server": _BASE,
    "cli": _MIDDLE | _JOINING | {"demo", "diagnosis", "rehearsal", "web", "server"},
    "app": _MIDDLE | _JOINING | {"demo", "diagnosis", "rehearsal", "web", "server", "cli"},
}
"""Part of the program -> the parts it may import. A part may always import itself."""

ONLY_IN: dict[str, frozenset[str]] = {
    "flask": frozenset({"web", "app"}),
    "flask_wtf": frozenset({"web"}),
    "wtforms": frozenset({"web"}),
    "werkzeug": frozenset({"web", "app"}),
    "jinja2": frozenset({"web"}),
    "sqlite3": frozenset({"storage"}),
    "sqlite_utils": frozenset({"storage"}),
    "click": frozenset({"cli", "server", "app"}),
    "ifaddr": frozenset({"server"}),
    "segno": frozenset({"server", "web"}),
    "waitress": frozenset({"server"}),
    "markdown": frozenset({"content"}),
    "nh3": frozenset({"content", "exchange"}),
    "PIL": frozenset({"content"}),
    "defusedxml": frozenset({"exchange"}),
    "markdownify": frozenset({"exchange"}),
}
"""Library -> the only parts that may import it."""

IMPURE = frozenset(
    {
        "datetime",
        "http",
        "io",
        "logging",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
    }
)
"""Standard modules that reach outside the program, which the pure parts may not import."""

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60

TOP_LEVEL = frozenset(
    {
        ".ci",
        ".gitattributes",
        ".gitignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "app.py",
        "bench",
        "docs",
        "lessons",
        "pyproject.toml",
        "quiz",
        "static",
        "templates",
        "tests",
    }
)

_SQL_STATEMENT = re.compile(
    r"""\b(?:
        SELECT\b.+\bFROM\b
      | (?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO\b
      | UPDATE\s+\S+\s+SET\b
      | DELETE\s+FROM\b
      | (?:CREATE|ALTER|DROP)\s+(?:\w+\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\b
      | PRAGMA\s+\w
      | BEGIN\s+(?:IMMEDIATE|EXCLUSIVE|DEFERRED)\b
    )""",
    re.VERBOSE | re.DOTALL,
)
_LAYER = re.compile(r"`(?:quiz/)?(\w+)(?:\.py|/)`")

_SQL_START = re.compile(rf"\s*{_SQL_STATEMENT.pattern}", re.VERBOSE | re.DOTALL | re.IGNORECASE)


def sources(root: Path) -> Iterator[tuple[Path, str, ast.Module]]:
    """(path below `root`, part of the program, syntax tree) of every module of the program."""
    for path in [root / "app.py", *sorted((root / "quiz").rglob("*.py"))]:
        if path.is_file():
            shown = path.relative_to(root)
            part = "app" if len(shown.parts) == 1 else Path(shown.parts[1]).stem
            yield shown, part, _tree(path.read_text(encoding="utf-8"))


@cache
def _tree(source: str) -> ast.Module:
    """Parsed once for all rules, none of which changes a tree."""
    return ast.parse(source)


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All nodes of a tree, walked through once for all rules."""
    return tuple(ast.walk(tree))


def imported(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import of a module, wherever in the file it stands."""
    for node in _nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.parts[: len(path.parts) - node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            name = called if isinstance(called, str) else getattr(called, "id", "")
            first = node.args[0]
            if name in ("import_module", "__import__") and isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)


def wrong_imports(root: Path) -> list[str]:
    """Imports against the arrows, and libraries outside the part that may know them."""
    found = []
    for path, part, tree in sources(root):
        if part not in MAY_IMPORT and part != "__init__":
            found.append(f"{path}: MAY_IMPORT has no place for {part}")
            continue
        allowed = MAY_IMPORT.get(part, frozenset()) | {part}
        for line, name in imported(path, tree):
            library, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if library == "quiz" and target not in allowed:
                found.append(f"{path}:{line}: {part} may not import quiz.{target}")
            if library in ONLY_IN and part not in ONLY_IN[library]:
                found.append(f"{path}:{line}: {part} may not know {library}")
    return found


def against_the_list(root: Path) -> list[str]:
    """Imports that run up the list of layers in docs/architecture.md, and parts that it lacks."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \| ", text, re.MULTILINE)
    place = {part: row for row, names in enumerate(rows) for part in _LAYER.findall(names)}
    found = []
    for path, part, tree in sources(root):
        if part not in place:
            found += [f"{path}: the list has no row for {part}"] if part != "__init__" else []
            continue
        for line, name in imported(path, tree):
            library, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if library == "quiz" and place.get(target, place[part]) < place[part]:
                found.append(f"{path}:{line}: {target} stands above {part} in the list")
    return found


def impurities(root: Path) -> list[str]:
    """Imports that let question types or marking reach files, clocks, chance or the network."""
    return [
        f"{path}:{line}: {part} is pure, so it may not import {name}"
        for path, part, tree in sources(root)
        if part in _PURE | _CALCULATING
        for line, name in imported(path, tree)
        if name.partition(".")[0] in IMPURE
    ]


def stray_sql(root: Path) -> list[str]:
    """SQL statements in strings outside quiz/storage/. Docstrings don't count."""
    return [
        f"{path}:{line}: SQL outside quiz/storage/: {text.strip()[:40]}"
        for path, part, tree in sources(root)
        if part != "storage"
        for line, text in _strings(tree)
        if _SQL_START.match(text) or _SQL_STATEMENT.search(text)
    ]


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docstrings = {
        id(node.body[0].value)
        for node in _nodes(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in _nodes(tree):
        if isinstance(node, ast.expr) and id(node) not in docstrings:
            text = _text(node)
            if text.strip():
                yield node.lineno, text


def _text(node: ast.expr) -> str:
    """The text of a string expression, with X for what is filled in at run time."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "X" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return (left or "X") + (right or "X") if left or right else ""
    return ""


def unpaired_types(root: Path) -> list[str]:
    """Question types without a template of the same name, and templates without a type.

    A module whose name starts with an underscore is shared by types and needs no template.
    """
    modules = {
        path.stem
        for path in (root / "quiz" / "questions").glob("*.py")
        if not path.stem.startswith("_")
    }
    templates = {
        path.stem
        for path in (root / "templates" / "questions").glob("*.html")
        if not path.stem.startswith("_")
    }
    return [
        *(f"quiz/questions/{name}.py has no template" for name in sorted(modules - templates)),
        *(f"templates/questions/{name}.html has no type" for name in sorted(templates - modules)),
    ]


def oversized(root: Path) -> list[str]:
    """Modules and functions that have grown too long to take in."""
    found = []
    for path, _, tree in sources(root):
        lines = len((root / path).read_text(encoding="utf-8").splitlines())
        if lines > MAX_MODULE_LINES:
            found.append(f"{path}: {lines} lines")
        for node in _nodes(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    found.append(f"{path}:{node.lineno}: {node.name} has {lines} lines")
    return found


def lost_folders(root: Path) -> list[str]:
    """Folders of modules without `__init__.py`, which an installed copy would lack."""
    folders = {path.parent for path in (root / "quiz").rglob("*.py")}
    return sorted(
        str(folder.relative_to(root)) for folder in folders if not (folder / "__init__.py").exists()
    )


def stray_names(root: Path) -> list[str]:
    """Files and folders at the top of the repository that the layout has no place for."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True
    )
    names = {path.partition("/")[0] for path in listed.stdout.split("\0") if path}
    return sorted(names - TOP_LEVEL)


RULES = (
    wrong_imports,
    against_the_list,
    impurities,
    stray_sql,
    unpaired_types,
    oversized,
    lost_folders,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule) -> None:
    assert rule(ROOT) == []


def test_the_rules_see_the_program() -> None:
    parts = {part for _, part, _ in sources(ROOT)}
    assert parts >= {"app", "web", "cli", "storage", "content", "marking", "questions", "model"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git clone")
def test_the_top_level_holds_only_what_the_layout_names() -> None:
    assert stray_names(ROOT) == []


def test_a_stray_file_at_the_top_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "helpers.py", "")
    plant(tmp_path, "quiz/model.py", "")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    assert stray_names(tmp_path) == ["helpers.py"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("quiz/marking.py", "import flask"),
        ("quiz/marking.py", "from flask import request"),
        ("quiz/cli/serve.py", "import flask.cli"),
        ("quiz/content/parser.py", "def late():\n    from werkzeug.utils import redirect"),
        ("quiz/storage/attempts.py", "import importlib\nimportlib.import_module('flask')"),
        ("quiz/questions/cloze.py", "from wtforms import Form"),
        ("quiz/web/student.py", "import sqlite3"),
        ("quiz/web/student.py", "from sqlite_utils import Database"),
        ("quiz/content/render.py", "from quiz.storage import database"),
        ("quiz/content/render.py", "from ..storage.database import Database"),
        ("quiz/storage/marks.py", "from quiz import marking"),
        ("quiz/storage/marks.py", "from .. import marking"),
        ("quiz/storage/attempts.py", "from quiz.content.printer import version"),
        ("quiz/questions/cloze.py", "import quiz.content.parser"),
        ("quiz/model.py", "from quiz.grammar import Line"),
        ("quiz/errors.py", "from quiz.model import Item"),
        ("quiz/web/student.py", "from quiz.cli import main"),
        ("quiz/helpers.py", "pass"),
    ],
)
def test_an_import_against_the_arrows_is_seen(tmp_path: Path, path: str, source: str) -> None:
    plant(tmp_path, path, source)
    assert wrong_imports(tmp_path) != []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("quiz/web/student.py", "from flask import request"),
        ("quiz/web/student.py", "from ..storage import attempts"),
        ("quiz/storage/database.py", "from sqlite_utils.utils import sqlite3"),
        ("quiz/questions/cloze.py", "from quiz.grammar import Block\nfrom quiz.questions import X"),
        ("app.py", "from quiz.web import create_app"),
    ],
)
def test_an_import_along_the_arrows_is_fine(tmp_path: Path, path: str, source: str) -> None:
    plant(tmp_path, path, source)
    assert wrong_imports(tmp_path) == []


def test_an_import_up_the_list_of_layers_is_seen(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "docs/architecture.md",
        "| layer |\n|---|\n| `quiz/web/` | |\n| `quiz/model/` | |\n",
    )
    plant(tmp_path, "quiz/web/pages.py", "from quiz import model")
    plant(tmp_path, "quiz/model/items.py", "from quiz.web import pages")
    plant(tmp_path, "quiz/charts.py", "")
    assert against_the_list(tmp_path) == [
        "quiz/charts.py: the list has no row for charts",
        "quiz/model/items.py:1: web stands above model in the list",
    ]


@pytest.mark.parametrize("source", ["import time", "from random import shuffle", "import os.path"])
def test_a_question_type_that_reaches_outside_is_seen(tmp_path: Path, source: str) -> None:
    plant(tmp_path, "quiz/questions/numeric.py", source)
    assert len(impurities(tmp_path)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "'SELECT id FROM attempt'",
        "'select id from attempt'",
        "'''\n    SELECT id,\n    name FROM student'''",
        "f'UPDATE {table} SET name = ?'",
        "'SELECT id ' + 'FROM attempt'",
        "'INSERT OR IGNORE INTO mark VALUES (?)'",
        "'delete from mark'",
        "'PRAGMA user_version'",
        "'CREATE UNIQUE INDEX i ON t(x)'",
        "'EXPLAIN SELECT id FROM attempt'",
    ],
)
def test_sql_outside_storage_is_seen(tmp_path: Path, statement: str) -> None:
    plant(tmp_path, "quiz/web/instructor.py", f"rows = execute({statement})")
    assert stray_sql(tmp_path) != []
    (tmp_path / "quiz/storage").mkdir()
    (tmp_path / "quiz/web/instructor.py").rename(tmp_path / "quiz/storage/marks.py")
    assert stray_sql(tmp_path) == []


@pytest.mark.parametrize(
    "source",
    [
        "'Your update is set'",
        "'The lesson to delete from the course'",
        "def f():\n    '''SELECT x FROM y is written elsewhere.'''",
    ],
)
def test_plain_words_are_not_sql(tmp_path: Path, source: str) -> None:
    plant(tmp_path, "quiz/web/instructor.py", source)
    assert stray_sql(tmp_path) == []


def test_a_type_without_its_template_is_seen(tmp_path: Path) -> None:
    for name in ("__init__.py", "_shared.py", "cloze.py", "hotspot.py"):
        plant(tmp_path, f"quiz/questions/{name}", "")
    for name in ("_parts.html", "cloze.html", "numeric.html"):
        plant(tmp_path, f"templates/questions/{name}", "")
    assert unpaired_types(tmp_path) == [
        "quiz/questions/hotspot.py has no template",
        "templates/questions/numeric.html has no type",
    ]


def test_what_has_grown_too_long_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "quiz/model.py", "x = 1\n" * (MAX_MODULE_LINES + 1))
    plant(tmp_path, "quiz/errors.py", "def f():\n" + "    x = 1\n" * MAX_FUNCTION_LINES)
    assert oversized(tmp_path) == [
        "quiz/errors.py:1: f has 61 lines",
        "quiz/model.py: 401 lines",
    ]


def test_a_folder_that_is_no_package_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "quiz/__init__.py", "")
    plant(tmp_path, "quiz/new/module.py", "")
    assert lost_folders(tmp_path) == [str(Path("quiz/new"))]


def plant(root: Path, path: str, source: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(source, encoding="utf-8")
