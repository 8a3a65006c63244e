"""The command line, as a teacher types it: the real program in a process of its own."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ALL_TYPES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"http://127\.0\.0\.1:(\d+)(/instructor/enter/\S+)")
SOUND = "---\ntitle: Fine\n---\n\nText.\n"
BROKEN = "---\ntitle: Broken\n---\n\n### What? {#q1}\n\n- (x) One\n- (x) Two\n\n### Why? {#q2}\n"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


class Running:
    """A server that was started. `shown` is what it printed, up to how to stop it."""

    def __init__(self, *arguments: str | Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "app.py", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stdout
        self.shown = ""
        for line in self.process.stdout:
            self.shown += line
            if "To stop" in line:
                break

    @property
    def link(self) -> re.Match[str]:
        found = LINK.search(self.shown)
        assert found, self.shown
        return found

    @property
    def port(self) -> int:
        return int(self.link[1])

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Connection": "close", **headers})
        return connection.getresponse()

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Its exit status, and what it said from there on."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=30)
        return self.process.returncode, rest


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start servers on free ports and a data folder of the test's own."""
    started: list[Running] = []

    def one(
        *arguments: str | Path, lessons: Path = ALL_TYPES, data: Path = tmp_path / "data"
    ) -> Running:
        port = () if "--port" in arguments else ("--port", "0")
        started.append(Running(*arguments, *port, "--data", data, "--lessons", lessons))
        return started[-1]

    yield one
    for server in started:
        server.process.kill()
        server.process.communicate(timeout=30)


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """A course of one sound lesson."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "01-fine.md").write_text(SOUND, encoding="utf-8")
    return folder


def test_one_command_ends_with_a_served_page(start: Callable[..., Running], tmp_path: Path) -> None:
    server = start()
    assert "Students open   http://" in server.shown
    assert str(tmp_path / "data") in server.shown
    assert "Ctrl+C" in server.shown
    answer = server.get("/join")
    assert answer.status == 200
    assert b"Your name" in answer.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_can_start_again(start: Callable[..., Running], number: int) -> None:
    first = start()
    assert first.get("/join").status == 200
    status, rest = first.stop(number)
    assert (status, rest) == (0, "Stopped. Everything that was saved is in the data folder.\n")
    assert start().get("/join").status == 200


def test_a_busy_port_is_answered_by_the_next_free_one(start: Callable[..., Running]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        wanted = other.getsockname()[1]
        server = start("--port", str(wanted))
        assert f"Port {wanted} is in use by another program" in server.shown
        assert server.port > wanted
        assert server.get("/join").status == 200


def test_a_second_server_on_the_same_data_says_why_it_does_not_start(
    start: Callable[..., Running],
) -> None:
    start()
    second = start()
    status, rest = second.stop()
    assert status == 1
    assert "already running" in second.shown + rest
    assert "Traceback" not in second.shown + rest


def test_an_address_that_this_computer_lacks_is_explained(start: Callable[..., Running]) -> None:
    server = start("--host", "192.0.2.254")
    status, rest = server.stop()
    assert status == 1
    assert (server.shown + rest).startswith("This computer has no network address")


def test_lessons_with_mistakes_are_told_in_one_line(
    start: Callable[..., Running], lessons: Path
) -> None:
    (lessons / "02-broken.md").write_text(BROKEN, encoding="utf-8")
    server = start(lessons=lessons)
    assert server.get("/join").status == 200
    _, rest = server.stop()
    assert rest.startswith("  1 lesson has mistakes: run `")
    assert rest.splitlines()[0].endswith(f'app.py check "{lessons.resolve()}"`')


def test_the_printed_link_makes_this_browser_the_instructors(
    start: Callable[..., Running],
) -> None:
    server = start()
    entered = server.get(server.link[2])
    assert entered.status == 303
    cookie = entered.headers["Set-Cookie"].partition(";")[0]
    assert server.get("/instructor/", Cookie=cookie).status == 200
    assert server.get("/instructor/").status == 403
    assert server.get(server.link[2]).status == 403


def test_another_link_can_be_made_beside_the_running_server(
    start: Callable[..., Running], tmp_path: Path
) -> None:
    server = start()
    made = run("instructor-link", "--data", tmp_path / "data")
    found = LINK.fullmatch(made.stdout.strip())
    assert found
    assert (made.returncode, made.stderr) == (0, "")
    assert int(found[1]) == server.port
    assert server.get(found[2]).status == 303


def test_a_link_made_before_the_start_works_after_it(
    start: Callable[..., Running], tmp_path: Path
) -> None:
    made = run("instructor-link", "--data", tmp_path / "data")
    found = LINK.fullmatch(made.stdout.strip())
    assert found
    assert "No server is running on this data folder" in made.stderr
    assert start().get(found[2]).status == 303


def test_a_name_is_answered_only_when_allowed(start: Callable[..., Running]) -> None:
    server = start("--allow-host", "quiz.lan")
    assert server.get("/join", Host="quiz.lan").status == 200
    assert server.get("/join", Host="other.lan").status == 400


def test_a_file_as_data_folder_is_one_plain_message(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("--data", tmp_path / "file" / "below", "--port", "0")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "--data" in result.stderr


def test_check_finds_nothing_wrong(lessons: Path) -> None:
    result = run("check", lessons)
    assert (result.returncode, result.stdout) == (0, "The 1 lesson is fine.\n")
    (lessons / "02-more.md").write_text(SOUND, encoding="utf-8")
    assert run("check", lessons).stdout == "All 2 lessons are fine.\n"


def test_check_lists_every_mistake_with_its_place(lessons: Path) -> None:
    (lessons / "03-broken.md").write_text(BROKEN, encoding="utf-8")
    (lessons / "02-empty.md").write_text("No title.\n", encoding="utf-8")
    result = run("check", lessons)
    *listed, last = result.stdout.splitlines()
    assert result.returncode == 1
    assert last == f"{len(listed)} mistakes in 2 files."
    places = [re.match(r"\S*(0\d-\w+\.md):(\d+): ", line) for line in listed]
    assert all(places)
    found = [(place[1], int(place[2])) for place in places if place]
    assert found == sorted(found)
    assert {name for name, _ in found} == {"02-empty.md", "03-broken.md"}


def test_check_fails_on_warnings_only_where_it_is_strict(lessons: Path) -> None:
    (lessons / "02-long.md").write_text(
        SOUND + "\nThe bee " + "and the bee " * 20 + "hum.\n", encoding="utf-8"
    )
    result = run("check", lessons)
    assert result.returncode == 0
    assert "02-long.md:7: warning: " in result.stdout
    assert "[long-sentence]" in result.stdout
    assert result.stdout.splitlines()[-1] == "1 warning in 1 file."
    assert run("check", lessons, "--strict").returncode == 1


def test_check_prints_figures_and_compares_with_an_original(lessons: Path, tmp_path: Path) -> None:
    (lessons / "02-copied.md").write_text(
        SOUND + "\nAll bees of a hive know the way to the best flowers.\n", encoding="utf-8"
    )
    original = tmp_path / "original.txt"
    original.write_text(
        "Bees\n\nAll bees of a hive know the way to the best flowers. Nobody else does.\n",
        encoding="utf-8",
    )
    result = run("check", lessons, "--report", "--source", original)
    assert result.returncode == 1
    assert "02-copied.md:7: 12 words in a row are the original's" in result.stdout
    assert "Nobody else" not in result.stdout
    for title in ("Questions", "Silenced", "Rules that did not run", "Compared with"):
        assert f"\n{title}" in result.stdout


def test_check_of_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")
    assert result.returncode != 0
    assert "nowhere" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_help_names_the_commands_and_serve_its_options() -> None:
    whole, serve = run("--help").stdout, run("serve", "--help").stdout
    for name in ("serve", "check", "instructor-link"):
        assert name in whole
    for option in ("--host", "--port", "--data", "--lessons", "--instructor-on-network"):
        assert option in serve


def test_a_mistyped_command_is_explained() -> None:
    result = run("chekc")
    assert result.returncode == 2
    assert "No such command" in result.stderr
