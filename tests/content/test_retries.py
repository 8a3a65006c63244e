"""What was slow for a moment is shown later; what is slow for ever gets little of the time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from quiz.content.course import CourseFolder
from quiz.content.markdown_client import MAX_STUCK, Answer, Document, MarkdownClient
from quiz.content.render import Renderer, RenderError
from quiz.content.render_cache import FIRST_WAIT
from quiz.model import BrokenLesson, Lesson
from tests.content.broken.cases import FRONT


class Clock:
    """A clock that stands still unless something takes time."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class FakeClient(MarkdownClient):
    """Stands for the Markdown process: texts that hold one of `bad` fail after some seconds."""

    def __init__(self, clock: Clock, seconds: float = 2.0) -> None:
        super().__init__(seconds)
        self.clock = clock
        self.seconds = seconds
        self.bad: dict[str, str] = {}
        self.asked: list[str] = []
        self.busy = 0.0

    def start(self) -> None:
        pass

    def render(self, documents: Sequence[Document]) -> list[Answer]:
        answers: list[Answer] = []
        for document in documents:
            error = next((e for word, e in self.bad.items() if word in document.text), "")
            if sum(answer.error == "slow" for answer in answers) >= MAX_STUCK:
                error = "untried"
            else:
                self.asked.append(document.text)
            if error == "slow":
                self.clock.now += self.seconds
                self.busy += self.seconds
            html = "\n".join(f"<p>{part}</p>" for part in document.text.split("\n\n"))
            answers.append(Answer("", error) if error else Answer(html))
        return answers


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> FakeClient:
    return FakeClient(clock)


@pytest.fixture
def renderer(client: FakeClient, clock: Clock) -> Renderer:
    return Renderer(lambda file, fragment, instructor: file, client, clock)


def shown(renderer: Renderer, text: str) -> bool:
    try:
        renderer.block(text)
    except RenderError:
        return False
    return True


@pytest.mark.parametrize("error", ["slow", "failed", "untried"])
def test_a_moment_of_slowness_passes(
    error: str, renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    client.bad["*a*"] = error
    assert not shown(renderer, "*a*")
    client.bad.clear()
    clock.now += FIRST_WAIT - 0.1
    assert not shown(renderer, "*a*")
    clock.now += 0.1
    assert shown(renderer, "*a*")


@pytest.mark.parametrize("error", ["deep", "large", "boxes"])
def test_what_lies_in_the_text_is_not_tried_again(
    error: str, renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    client.bad["*a*"] = error
    for _ in range(5):
        assert not shown(renderer, "*a*")
        clock.now += 10_000
    assert client.asked == ["*a*"]


def test_the_waits_double_up_to_minutes(
    renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    client.bad["*a*"] = "failed"
    tried: list[float] = []
    start = clock.now
    while clock.now < start + 1_500:
        before = len(client.asked)
        shown(renderer, "*a*")
        if len(client.asked) > before:
            tried.append(clock.now - start)
        clock.now += 1
    assert tried == [0, 10, 30, 70, 150, 310, 630, 950, 1_270]


def test_hostile_texts_leave_most_of_the_time_to_others(
    renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    client.bad["hostile"] = "slow"
    texts = [f"*hostile {number}*" for number in range(50)]
    for text in texts:  # each must be tried once to be known
        assert not shown(renderer, text)
    start, client.busy = clock.now, 0.0
    while clock.now < start + 3_600:
        for text in texts:
            assert not shown(renderer, text)
        assert shown(renderer, f"*another text at {clock.now}*")
        clock.now += 5
    assert client.busy <= 0.2 * (clock.now - start)


def write(folder: Path, name: str, *texts: str) -> None:
    (folder / name).write_text(FRONT + "\n" + "\n\n".join(texts) + "\n")


def quiz(*stems: str) -> str:
    items = (f"### *{stem}* {{#id-{stem}}}\n\n= true\n" for stem in stems)
    return "## Quiz: Exit {#exit}\n\n" + "\n".join(items)


def test_a_lesson_comes_back_by_itself(
    tmp_path: Path, renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    write(tmp_path, "01-a.md", "*a*")
    write(tmp_path, "02-b.md", "*b*")
    client.bad["*b*"] = "slow"
    folder = CourseFolder(tmp_path, renderer)
    first = folder.course()
    assert [type(lesson) for lesson in first.lessons] == [Lesson, BrokenLesson]
    assert "takes too long" in first.problems[0].message
    client.bad.clear()
    client.asked.clear()
    assert folder.course() is first
    assert client.asked == []
    clock.now += FIRST_WAIT
    second = folder.course()
    assert [type(lesson) for lesson in second.lessons] == [Lesson, Lesson]
    assert second.problems == ()
    assert second.lessons[0] is first.lessons[0]
    assert client.asked == ["*b*"]
    assert folder.course() is second


def test_a_lesson_that_stays_slow_is_seldom_tried(
    tmp_path: Path, renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    write(tmp_path, "01-a.md", "*a*", quiz(*"cdefgh"))
    write(tmp_path, "02-b.md", "<div>", "*b*")
    client.bad = dict.fromkeys(("*c*", "*d*", "*e*", "*f*"), "slow")
    folder = CourseFolder(tmp_path, renderer)
    start = clock.now
    while clock.now < start + 3_600:
        assert isinstance(folder.course().lessons[0], BrokenLesson)
        clock.now += 5
    assert client.busy <= 0.2 * (clock.now - start)
    assert {"*g*", "*h*"} <= set(client.asked), "the rest gets its turn"
    assert len([text for text in client.asked if text == "*c*"]) <= 16
    client.bad.clear()
    clock.now += 400
    assert isinstance(folder.course().lessons[0], Lesson)


def test_a_text_that_was_shown_elsewhere_brings_its_lesson_back(
    tmp_path: Path, renderer: Renderer, client: FakeClient, clock: Clock
) -> None:
    write(tmp_path, "01-a.md", "*a*")
    client.bad["*a*"] = "failed"
    folder = CourseFolder(tmp_path, renderer)
    assert isinstance(folder.course().lessons[0], BrokenLesson)
    client.bad.clear()
    clock.now += FIRST_WAIT
    assert shown(renderer, "*a*")
    assert isinstance(folder.course().lessons[0], Lesson)
