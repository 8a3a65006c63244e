"""A page that is kept up to date by its version is at all times what the server has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quiz.web.board_memory import MOST_BOARDS, BoardMemory, Boards
from quiz.web.page_versions import Changes, PageVersions


def draw(key: str, content: object) -> str:
    return f"<{key}>{content}"


class Reader:
    """A page in a browser: puts in what comes, as static/board.js does."""

    def __init__(self) -> None:
        self.version, self.parts, self.order = "", {}, ()

    def take(self, changes: Changes) -> None:
        self.version = changes.version
        self.parts |= changes.parts
        if changes.order is not None:
            self.order = changes.order
            self.parts = {key: self.parts[key] for key in changes.order}


pages = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 2))


@given(
    steps=st.lists(
        st.tuples(pages, st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=20
    )
)
def test_whoever_asks_when_they_like_ends_with_the_page_as_it_is(
    steps: list[tuple[dict[str, int], bool, bool, bool]],
) -> None:
    server, often, seldom = PageVersions(), Reader(), Reader()
    for content, asks, also, restarts in steps:
        if restarts:
            server = PageVersions()
        server.update(content, draw)
        for reader, now in ((often, asks), (seldom, also)):
            if now:
                reader.take(server.since(reader.version))
                assert reader.parts == {key: draw(key, one) for key, one in content.items()}
                assert list(reader.order) == list(content)


def test_only_what_has_changed_is_drawn_and_sent() -> None:
    drawn: list[str] = []

    def drawing(key: str, content: object) -> str:
        drawn.append(key)
        return draw(key, content)

    page = PageVersions()
    page.update({"a": 1, "b": 1}, drawing)
    first = page.since("")
    assert (dict(first.parts), first.order) == ({"a": "<a>1", "b": "<b>1"}, ("a", "b"))
    page.update({"a": 1, "b": 1}, drawing)
    assert page.since(first.version) == Changes(first.version, {}, None)
    page.update({"a": 1, "b": 2}, drawing)
    second = page.since(first.version)
    assert (dict(second.parts), second.order) == ({"b": "<b>2"}, None)
    assert second.version != first.version
    assert drawn == ["a", "b", "b"]


def test_a_version_that_is_none_of_this_page_s_gets_everything() -> None:
    page, other = PageVersions(), PageVersions()
    for one in (page, other):
        one.update({"a": 1}, draw)
    known = page.since("").version
    epoch = known.partition("-")[0]
    strange = (
        "",
        "x",
        "-",
        f"{epoch}-",
        f"{epoch}-99",
        f"{epoch}-٣",
        f"{epoch}--1",
        f"{epoch}-1e3",
    )
    for version in (*strange, f"{epoch}-{'9' * 5000}", other.since("").version):
        changes = page.since(version)
        assert (dict(changes.parts), changes.order) == ({"a": "<a>1"}, ("a",)), version
    assert page.since(known).parts == {}


def test_numbers_stay_with_their_students_and_say_nothing_of_who_came_first() -> None:
    memory, secret = BoardMemory(), b"secret"
    first = dict(memory.number(range(1, 31), secret))
    assert sorted(first.values()) == list(range(1, 31))
    assert sorted(first, key=lambda one: first[one]) != sorted(first)
    later = memory.number(range(1, 33), secret)
    assert {key: later[key] for key in first} == first
    assert sorted(later.values()) == list(range(1, 33))
    # After a restart the class has the same numbers again.
    assert BoardMemory().number(range(1, 31), secret) == first
    assert BoardMemory().number(range(1, 31), b"another") != first


def test_only_the_boards_that_were_looked_at_last_are_remembered() -> None:
    boards = Boards()
    kept = boards.of(0)
    for number in range(1, MOST_BOARDS):
        boards.of(number)
    assert boards.of(0) is kept
    forgotten = boards.of(1)
    for number in range(100, 100 + MOST_BOARDS):
        boards.of(number)
    assert boards.of(1) is not forgotten
