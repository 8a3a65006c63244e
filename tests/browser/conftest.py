"""A real browser against the real program, as a phone in the room meets it.

The pages are opened under the name quiz.lan, because a browser trusts 127.0.0.1 with more than it
trusts a laptop's address on a network.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from bench.live import ALL_TYPES, Live, Visitor

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
)
"""The first that is there. The shell is the same Chromium with no window to keep up."""
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
WITHOUT = (
    # Pages of the window, each in a process of its own.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
    # Only the last such list counts, so that those of playwright's stand here again that matter.
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
"""What Chromium leaves out here: its own pages would cost more than those that are looked at."""
ARGUMENTS = [
    "--host-resolver-rules=MAP quiz.lan 127.0.0.1",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(WITHOUT)}",
]
PHONE = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and not os.environ.get("SECOND_READING_REQUIRE_BROWSER"):
                item.add_marker(pytest.mark.skip(reason="there is no Chromium here"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if CHROMIUM is None:
        pytest.fail("there is no Chromium, and SECOND_READING_REQUIRE_BROWSER is set")
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": PHONE}


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Live]]:
    """The program serving a folder of lessons: one for all tests, stopped when they are over."""
    running: dict[Path, Live] = {}

    def start(lessons: Path = ALL_TYPES) -> Live:
        if lessons not in running:
            data = tmp_path_factory.mktemp("data")
            running[lessons] = Live(data, lessons, "--allow-host", "quiz.lan")
            running[lessons].start()
        return running[lessons]

    yield start
    for live in running.values():
        live.kill()


@pytest.fixture(scope="session")
def by_http() -> Iterator[Callable[[int], Visitor]]:
    """Make visitors without a browser, for what a test needs done before it looks."""
    made: list[Visitor] = []

    def make(port: int) -> Visitor:
        made.append(Visitor(port))
        return made[-1]

    yield make
    for visitor in made:
        visitor.close()


@pytest.fixture(scope="module")
def teacher(live: Live, by_http: Callable[[int], Visitor]) -> Visitor:
    """The instructor at the desk of the module's `live` program."""
    found = by_http(live.port)
    found.get(live.way_in())
    return found


@pytest.fixture
def origin(live: Live, teacher: Visitor, context: BrowserContext) -> str:
    """The address of the program, for a browser that is the instructor's."""
    address = f"http://127.0.0.1:{live.port}"
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in teacher.cookies.items()]
    )
    return address
