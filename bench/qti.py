"""Play the QTI packages in public players from npm, and see whether they give our marks.

    python -m bench.qti [--pictures FOLDER] [--types]

Needs Node.js, npm, pip and Chromium. Everything that is fetched goes into a temporary folder. The
packages of the shipped course and of each type's example are written in both versions. Those of QTI
2.2 are first turned into QTI 3 by a public converter, because no player of QTI 2 can be had by
itself: so the converter reads what we write, and the players play what it makes of it. Each item is
answered with the key, with one part wrong and not at all, and what the players give is compared
with our mark; the examples are answered by mouse and keyboard, too. `--pictures` keeps pictures of
each type in the first player, answered; `--types` leaves the course out.

What the players do by themselves: Citolab's rounds what it adds up to three decimals, which is
allowed for here. Amp-up's understands `index` by a variable's name only, fails at a comparison of
texts with NULL, takes steps that nobody has moved for an order unless they stand apart from their
places, and shows the values of pairs among the rules below an item.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.exchange.exporting import Shipment, formats
from quiz.exchange.exporting._qti.item import identifier
from quiz.model import Item, Lesson, Quiz
from quiz.questions import types
from tests.browser.conftest import CHROMIUM
from tests.exchange.exporting.qti_files import as_responses, files, one_wrong, points, shipment
from tests.exchange.exporting.qti_rules import Value, read_item
from tests.questions.bodies import example, parse

ROOT = Path(__file__).resolve().parents[1]
CONVERTER = "citolab-qti-convert==0.2.0"
PACKAGES = (
    "qti3-item-player@1.1.20",
    "vue@2.7.16",
    "@citolab/qti-components@7.27.4",
)
FIRST, HAND, SECOND = "Amp-up", "Amp-up, by mouse and keyboard", "Citolab"
PLAYERS = {FIRST: 1e-9, HAND: 1e-9, SECOND: 0.002}
"""Player -> how far its points may be off, by rounding."""


@dataclass(frozen=True)
class Case:
    """An item to play: its file as QTI 3, and the responses with what each should earn."""

    item: Item
    xml: str
    responses: Mapping[str, tuple[Mapping[str, Value], float]]

    @property
    def example(self) -> bool:
        """Whether it is the example of its type."""
        return self.item.id == self.item.type.replace(" ", "-").replace("/", "-")


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, _renderer() as renderer:
        root = Path(folder)
        _fetch(root)
        shutil.copy(Path(__file__).with_name("qti_player.html"), root / "player.html")
        sent = _shipment(renderer, arguments.types)
        wrong = 0
        for version in ("qti30", "qti22"):
            cases = list(_cases(sent, version, root))
            with _page(root) as page:
                wrong += _play(version, cases, page, arguments.pictures)
    sys.exit(1 if wrong else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--types", action="store_true")
    return parser.parse_args()


@contextmanager
def _renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    try:
        yield renderer
    finally:
        renderer.close()


def _fetch(root: Path) -> None:
    """The players and the converter, from npm and PyPI."""
    (root / "package.json").write_text('{"private": true}', encoding="utf-8")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", "python", CONVERTER]
    for command in (npm, pip):
        subprocess.run(command, cwd=root, check=True)


def _shipment(renderer: Renderer, only_types: bool) -> Shipment:
    items = tuple(
        Item(name.replace(" ", "-").replace("/", "-"), name, f"Example: {name}?", body, why="So.")
        for name, kind in types().items()
        for body in [parse(name, example(kind).strip("\n"))]
    )
    examples = Lesson("examples", "examples.md", "Examples", (Quiz("all", "All types", items),))
    course = CourseFolder(ROOT / "lessons", renderer).course()
    lessons = [lesson for lesson in course.lessons if isinstance(lesson, Lesson)]
    return shipment(renderer, examples, *([] if only_types else lessons))


def _cases(sent: Shipment, version: str, root: Path) -> Iterator[Case]:
    export = formats()[version].export(sent)
    package = root / f"{version}.zip"
    package.write_bytes(export.data)
    own = files(export)
    played = _converted(package, root) if version == "qti22" else own
    for carried in export.items:
        item, name = carried.item, f"item-{identifier(carried.item.id)}.xml"
        file = read_item(own[name])
        key = types()[item.type].key(item.body)
        given = {"blank": {}} if key is None else {"key": key, "part": one_wrong(item), "blank": {}}
        yield Case(
            item,
            played[name].decode(),
            {
                kind: (as_responses(file, item, answer), points(item, answer) if key else 0.0)
                for kind, answer in given.items()
            },
        )


def _converted(package: Path, root: Path) -> dict[str, bytes]:
    """The package as the converter writes it in QTI 3."""
    converter, folder = root / "python", root / "converted"
    subprocess.run(
        [sys.executable, converter / "bin" / "qti-convert", "upgrade", package, f"{folder}.zip"],
        env={**os.environ, "PYTHONPATH": str(converter)},
        check=True,
    )
    shutil.unpack_archive(f"{folder}.zip", folder)
    return {path.name: path.read_bytes() for path in folder.glob("*.xml")}


@contextmanager
def _page(root: Path) -> Iterator[Page]:
    """The page with both players, served on this machine alone."""
    handler = functools.partial(_Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 700})
        page.goto(f"http://127.0.0.1:{server.server_port}/player.html")
        page.wait_for_function("player !== null")
        yield page
        browser.close()
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def _play(version: str, cases: list[Case], page: Page, pictures: Path | None) -> int:
    """Print what was played and what came out otherwise; how often it did."""
    wrong = dict.fromkeys(PLAYERS, 0)
    played = 0
    for case in cases:
        for kind, (responses, due) in case.responses.items():
            for player, score in _scores(page, case, responses).items():
                played += 1
                if score is None or abs(score - due) > PLAYERS[player]:
                    wrong[player] += 1
                    print(f"{version} {player}: {_name(case)}, {kind}: {score} for {due} points")
            if pictures and case.example:
                _picture(page, case, responses, pictures / f"{version}-{case.item.id}-{kind}.png")
    print(f"{version}: {len(cases)} items, played {played} times; otherwise marked: {wrong}")
    return sum(wrong.values())


def _name(case: Case) -> str:
    return f"{case.item.id} ({case.item.type})"


def _scores(page: Page, case: Case, responses: Mapping[str, Value]) -> dict[str, float | None]:
    scores = {FIRST: _first(page, case, responses), SECOND: _second(page, case, responses)}
    return {**scores, HAND: _by_hand(page, case, responses)} if case.example else scores


def _first(page: Page, case: Case, responses: Mapping[str, Value]) -> float | None:
    state = _answer(page, case, responses)
    return _number(
        next(v["value"] for v in state["outcomeVariables"] if v["identifier"] == "SCORE")
    )


def _answer(page: Page, case: Case, responses: Mapping[str, Value]) -> dict[str, Any]:
    """Show the item with these responses in it, hand it in, and give all its variables."""
    _show(page, case, responses)
    return page.evaluate("end()")


def _show(page: Page, case: Case, responses: Mapping[str, Value]) -> None:
    """How the player keeps a response is taken from an empty attempt, and filled in."""
    page.evaluate("xml => show(xml, null)", case.xml)
    state = page.evaluate("end()")
    for variable in state["responseVariables"]:
        if variable["identifier"] in responses:
            variable["value"] = responses[variable["identifier"]]
            if variable["value"] == ():
                variable["value"] = None
    state["contextVariables"] = []  # what it gives of them can't be given back
    page.evaluate("([xml, state]) => show(xml, state)", [case.xml, state])


def _by_hand(page: Page, case: Case, responses: Mapping[str, Value]) -> float | None:
    """Answer with mouse and keyboard in the first player, as a student would, and hand in."""
    page.evaluate("document.getElementById('citolab').innerHTML = ''")
    page.evaluate("xml => show(xml, null)", case.xml)
    fields = page.locator("input[type=text]").all()
    for value in responses.values():
        for place, each in enumerate(value if isinstance(value, tuple) else (value,)):
            if case.item.type in ("matching", "categorise"):
                left, right = str(each).split()
                _drag(page, f".draggable[data-identifier={left}]", f"[data-identifier={right}]", 0)
            elif case.item.type == "ordering":
                _drag(page, f"li.source[data-identifier={each}] .draggable", "li.target", place)
            elif page.locator(f"[data-identifier='{each}']").count():
                _choose(page, str(each))
            elif each is not None:
                fields.pop(0).fill(f"{each:g}" if isinstance(each, float) else str(each))
    state = page.evaluate("end()")
    return _number(
        next(v["value"] for v in state["outcomeVariables"] if v["identifier"] == "SCORE")
    )


def _choose(page: Page, name: str) -> None:
    """Click an option, whose menu is opened first if it is in one."""
    option = page.locator(f"[data-identifier='{name}']")
    if not option.is_visible():
        page.locator(
            "button", has=page.locator(f"xpath=../ul/li[@data-identifier='{name}']")
        ).click()
    option.click()


def _drag(page: Page, what: str, where: str, place: int) -> None:
    start, end = page.locator(what).bounding_box(), page.locator(where).nth(place).bounding_box()
    assert start
    assert end
    page.mouse.move(*_middle(start))
    page.mouse.down()
    page.mouse.move(*_middle(end), steps=12)
    page.mouse.up()
    page.wait_for_timeout(100)


def _middle(box: Any) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _second(page: Page, case: Case, responses: Mapping[str, Value]) -> float | None:
    given = {name: _as_text(value) for name, value in responses.items()}
    outcomes = page.evaluate("([xml, given]) => second(xml, given)", [case.xml, given])
    return _number(outcomes.get("SCORE"))


def _as_text(value: Value) -> Any:
    if isinstance(value, tuple):
        return list(value) or None
    return value if value is None else f"{value:g}" if isinstance(value, float) else value


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _picture(page: Page, case: Case, responses: Mapping[str, Value], path: Path) -> None:
    _show(page, case, responses)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.getElementById('citolab').innerHTML = ''")
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
