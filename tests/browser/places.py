"""All pages in all their states: where each is, whose it is, and what was done before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from bench.live import ROOT, Live, Visitor, code_at
from tests.answers import key_of, quizzes

RELEASED = ("your-own-brief", "written")
"""The quiz of the shipped course whose feedback students may see."""
TAKEN = (RELEASED, ("where-does-the-story-start", "exit"), ("final-test", "final"))
"""The quizzes of the shipped course that are taken here."""
AT_DESK = (
    "/instructor/",
    "/instructor/students",
    "/instructor/classes/1",
    "/instructor/happenings",
    "/instructor/students/codes",
    "/instructor/students/1",
    "/instructor/bring-in",
    "/instructor/take-away",
)

_SEND = """([path, fields]) => {
  const form = document.createElement('form');
  const token = document.querySelector('[name=csrf_token]').value;
  Object.assign(form, {method: 'post', action: path});
  for (const [name, value] of Object.entries({csrf_token: token, ...fields})) {
    form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  document.body.append(form);
  form.submit();
}"""


@dataclass(frozen=True)
class Place:
    """A page to look at: whose cookies it takes, and where it is.

    `sends`: it is what the program answers when a form there sends these fields to that path, as
    a browser without JavaScript does.
    """

    name: str
    url: str
    cookies: dict[str, str]
    sends: tuple[str, dict[str, str]] | None = None

    @property
    def is_students(self) -> bool:
        return not urlsplit(self.url).path.startswith(("/instructor", "/classroom"))

    @property
    def asks(self) -> tuple[str, str]:
        """The method and path that the program answers with this page."""
        return ("POST", self.sends[0]) if self.sends else ("GET", urlsplit(self.url).path)

    def open(self, page: Page) -> None:
        context = page.context
        context.clear_cookies()
        at = urlsplit(self.url)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": f"{at.scheme}://{at.netloc}"}
                for name, value in self.cookies.items()
            ]
        )
        page.goto(self.url)
        if self.sends:
            with page.expect_navigation():
                page.evaluate(_SEND, list(self.sends))


class Places:
    """The pages of one course, with students who are at various places in it."""

    def __init__(self, live: Live, course: Path, by_http: Callable[[int], Visitor]) -> None:
        self.live, self.course, self.by_http = live, course, by_http
        self.is_shipped = course.parent == ROOT
        self.begun, self.done, self.teacher, self.nobody = (by_http(live.port) for _ in range(4))
        self.code = code_at(live.port).replace(" ", "")

    def all(self) -> list[Place]:
        """Each once. Makes what has to be there first."""
        self.begun.join("Test Learner")
        self.done.join("طالب علم")
        self.teacher.get(self.live.way_in())
        found = [*self._everywhere(), *self._taken()]
        found += self._of_shipped() if self.is_shipped else [*self._joining(), *self._sent()]
        return list({(one.url, str(one.sends), str(one.cookies)): one for one in found}.values())

    def _at(
        self, who: Visitor, path: str, sends: tuple[str, dict[str, str]] | None = None
    ) -> Place:
        name = f"{self.course.parent.name} {path}" + (f", sent {sends}" if sends else "")
        return Place(name, f"http://quiz.lan:{self.live.port}{path}", dict(who.cookies), sends)

    def _desk(self, path: str) -> Place:
        url = f"http://127.0.0.1:{self.live.port}{path}"
        return Place(f"{self.course.parent.name} {path}", url, dict(self.teacher.cookies))

    def _everywhere(self) -> Iterator[Place]:
        own = ("/reading", "/reading/guide", "/nowhere") if self.is_shipped else ()
        for path in ("/", "/finish", *own, *(() if self.is_shipped else ("/lessons/broken",))):
            yield self._at(self.begun, path)
        yield from (self._desk(path) for path in AT_DESK)

    def _taken(self) -> Iterator[Place]:
        """The quizzes: begun by one student, handed in by another."""
        seen: set[str] = set()
        for (lesson, quiz_id), quiz in quizzes(self.course).items():
            if self.is_shipped and (lesson, quiz_id) not in TAKEN:
                # The course that ships is long, and its quizzes are of the kinds seen already.
                yield self._at(self.begun, f"/lessons/{lesson}")
                continue
            attempt = self.begun.start(lesson, quiz_id)
            handed_in = self.done.start(lesson, quiz_id)
            for item in quiz.items[::2]:
                self.begun.save(attempt, item.id, dict(key_of(item)), 0)
            for item in quiz.items[1:]:
                self.done.save(handed_in, item.id, dict(key_of(item)), 0)
            self.done.post(f"{handed_in}/submit", {})
            yield self._at(self.begun, attempt)
            yield self._at(self.done, f"{handed_in}/review")
            if (lesson, quiz_id) == RELEASED:
                fields = {"lesson": lesson, "quiz": quiz_id, "action": "release"}
                self.teacher.get("/instructor/")
                self.teacher.post("/instructor/releases", fields)
                rated = f"{handed_in}/items/{quiz.items[1].id}/rating"
                yield self._at(self.done, f"{handed_in}/review", (rated, {"level.0": "0"}))
            if lesson not in seen:
                yield self._at(self.begun, f"/lessons/{lesson}")
                yield self._at(self.begun, f"/lessons/{lesson}/quizzes/{quiz_id}")
                yield self._at(self.begun, f"{attempt}/summary")
            seen.add(lesson)
            yield self._desk(f"/instructor/lessons/{lesson}")
            yield self._desk(f"/instructor{handed_in}")
            yield self._desk("/instructor/analysis")
            yield self._desk(f"/instructor/analysis/{lesson}/{quiz_id}")
            yield self._desk("/instructor/misconceptions")

    def _of_shipped(self) -> Iterator[Place]:
        """What has to do with the laptop and the class, and not with the course's questions."""
        closed, open_ = _take_polls(self.teacher, [self.by_http(self.live.port) for _ in range(6)])
        yield self._desk("/instructor/polls")
        yield self._desk("/instructor/connection")
        yield self._at(self.nobody, "/hello")
        yield self._at(self.nobody, "/nowhere")
        # A vote without a choice, one that counts, and one in a poll that is over.
        for path, choice in ((open_, ""), (open_, "1"), (closed, "1")):
            fields = {"moment": "before", "choice": choice}
            yield self._at(self.begun, "/finish", (path, fields))

    def _joining(self) -> Iterator[Place]:
        for path in ("/join", f"/join/{self.code}", "/join/0", "/join?left=1"):
            yield self._at(self.nobody, path)
        # Two of the name that somebody gives here.
        self.by_http(self.live.port).join("Test Twin")
        self.by_http(self.live.port).join("Test Twin")
        for name in ("Test Learner", "Test Twin", "x" * 90, ""):
            fields = {"code": self.code, "name": name}
            yield self._at(self.nobody, "/join", ("/join", fields))
        door = f"/join/{self.code}"
        yield self._at(self.nobody, door, (door, {"name": "Test Learner", "again": "1"}))
        yield self._at(self.nobody, "/join", ("/rejoin", {"code": "12"}))
        claim = {"name": "Test Learner", "student": "1"}
        yield self._at(self.nobody, door, (f"{door}/claims", claim))
        waiting = self.by_http(self.live.port)
        waiting.get(door)
        waiting.post(f"{door}/claims", claim)
        yield self._at(waiting, "/waiting")

    def _sent(self) -> Iterator[Place]:
        """What a browser without JavaScript gets: feedback of practice, answers that don't fit."""
        lesson = "/lessons/all-types"
        practice = f"{lesson}/practice/practice"
        yield self._at(
            self.begun, lesson, (f"{practice}-stands", {"practice-stands.number": "300"})
        )
        yield self._at(self.begun, lesson, (f"{practice}-order", {"reveal": "1"}))
        attempt = self.begun.start("all-types", "all")
        first = next(iter(quizzes(self.course)["all-types", "all"].items)).id
        yield self._at(self.begun, attempt, (attempt, {f"{first}.seq": "99"}))


def _take_polls(teacher: Visitor, voters: list[Visitor]) -> tuple[str, str]:
    """Leave one poll of the shipped course with results, and another one open: where they are."""
    teacher.get("/instructor/polls")
    taken, lesson = "/instructor/polls/how-is-the-case-built/reasoning", "how-is-the-case-built"
    teacher.post(taken, {"moment": "before", "action": "open"})
    for number, voter in enumerate(voters):
        voter.join("Test Voter")
        voter.get(f"/lessons/{lesson}")
        choice = {"moment": "before", "choice": "2" if number % 2 else "5"}
        voter.post(f"/lessons/{lesson}/polls/reasoning", choice)
    teacher.post(taken, {"moment": "before", "action": "close"})
    still_open = "/instructor/polls/how-well-is-it-supported/support"
    teacher.post(still_open, {"moment": "before", "action": "open"})
    return (
        f"/lessons/{lesson}/polls/reasoning",
        "/lessons/how-well-is-it-supported/polls/support",
    )
