"""Names, numbers, titles and links of lesson files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content.files import natural_order, slug_of
from quiz.content.lesson_names import (
    after_last,
    check_slug,
    check_title,
    moved,
    relinked,
    slug_from,
    starter,
    with_slug,
    with_title,
)
from quiz.content.parser import parse_lesson, title_of
from quiz.errors import LessonFileError

titles = st.text(min_size=1, max_size=40).filter(
    lambda text: text.strip() and " ".join(text.split()).isprintable()
)


@given(titles, st.sets(st.sampled_from(["bees", "bees-2", "lesson", "a"])))
def test_any_title_gives_an_address(title: str, taken: set[str]) -> None:
    slug = slug_from(title, taken)
    check_slug(slug)
    assert slug not in taken
    assert slug_of(after_last([], slug)) == slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How do bees dance?", "how-do-bees-dance"),
        ("Ça & là", "ca-la"),
        ("12 angry bees", "angry-bees"),
        ("2024", "2024"),
        ("شہد", "lesson"),
        ("Index", "about-index"),
        ("CON", "about-con"),
        ("It's Anna's", "its-annas"),
        ("x" * 200, "x" * 50),
    ],
)
def test_address_of_a_title(title: str, slug: str) -> None:
    assert slug_from(title, set()) == slug


@pytest.mark.parametrize(
    "slug",
    ["", "Bees", "a b", "../a", "a.md", "-a", "x" * 65, "3-bees", "index", "con", "a\n", "é"],
)
def test_addresses_that_no_lesson_can_have(slug: str) -> None:
    with pytest.raises(LessonFileError):
        check_slug(slug)


@given(titles)
def test_any_title_can_be_written_and_read(title: str) -> None:
    title = check_title(title)
    text = starter(title, "a-1", "This is about an opinion article.", "p1")
    lesson, problems = parse_lesson("x.md", "x", text)
    assert problems == []
    assert lesson is not None
    assert lesson.title == title
    other = starter("Bees", "a-1")
    changed = with_title("x.md", other, title)
    assert title_of(changed) == title
    assert with_title("x.md", changed, "Bees") == other


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Bees.\n", "---\ntitle: Wasps\n---\n\nBees.\n"),
        ("---\nlang: en\n---\nBees.\n", "---\ntitle: Wasps\nlang: en\n---\nBees.\n"),
        (
            "---\nminutes: 5\nTitle: >\n  Bees\n  dance\nlang: en\n---\ntitle: x\n",
            "---\nminutes: 5\ntitle: Wasps\nlang: en\n---\ntitle: x\n",
        ),
    ],
)
def test_a_title_is_put_into_the_front_matter(text: str, changed: str) -> None:
    assert with_title("x.md", text, "Wasps") == changed


def test_a_title_that_cannot_be_put_in_is_refused() -> None:
    with pytest.raises(LessonFileError, match="Write it at the top"):
        with_title("x.md", "---\n{a: b}\n---\n", "Wasps")


@pytest.mark.parametrize("title", ["", "  ", "x" * 301, "a\x07b", "a\u202eb"])
def test_titles_that_no_lesson_can_have(title: str) -> None:
    with pytest.raises(LessonFileError):
        check_title(title)


def test_numbers() -> None:
    assert after_last(["01-a.md", "9-b.md", "final.md"], "new") == "10-new.md"
    assert after_last(["001-a.md"], "new") == "002-new.md"
    assert after_last([], "new") == "01-new.md"
    assert with_slug("03-a.md", "b") == "03-b.md"
    assert with_slug("final.md", "b") == "b.md"
    assert with_slug("2024.md", "b") == "b.md"


@pytest.mark.parametrize(
    ("names", "name", "by", "renames"),
    [
        (["01-a.md", "02-b.md"], "01-a.md", -1, {}),
        (["01-a.md", "02-b.md"], "02-b.md", +1, {}),
        (["01-a.md", "02-b.md"], "01-a.md", +1, {"01-a.md": "02-a.md", "02-b.md": "01-b.md"}),
        (["01-a.md", "5_b.md"], "5_b.md", -1, {"01-a.md": "05-a.md", "5_b.md": "01-b.md"}),
        (["01-a.md", "b.md"], "b.md", -1, {"01-a.md": "02-a.md", "b.md": "01-b.md"}),
        (["01-a.md", "b.md", "c.md"], "c.md", -1, {"c.md": "02-c.md"}),
        (["01-a.md", "01-b.md"], "01-b.md", -1, {"01-a.md": "02-a.md"}),
    ],
)
def test_changing_places(names: list[str], name: str, by: int, renames: dict[str, str]) -> None:
    assert moved(names, name, by) == renames


slugs = st.sets(st.from_regex(r"[a-c][a-c0-9-]{0,3}", fullmatch=True), min_size=2, max_size=6)
numbers = st.one_of(st.just(""), st.integers(0, 12).map("{:02d}-".format), st.just("7_"))


@given(
    slugs.flatmap(lambda s: st.tuples(*[numbers.map(lambda n, x=x: f"{n}{x}.md") for x in s])),
    st.data(),
)
def test_any_order_can_be_made_step_by_step(names: tuple[str, ...], data: st.DataObject) -> None:
    order = sorted(names, key=natural_order)
    at = data.draw(st.integers(0, len(order) - 2))
    renames = moved(names, order[at], +1)
    after = sorted((renames.get(name, name) for name in names), key=natural_order)
    expected = [slug_of(name) for name in order]
    expected[at : at + 2] = reversed(expected[at : at + 2])
    assert [slug_of(name) for name in after] == expected


def test_links_follow() -> None:
    text = (
        "[a](01-a.md) [b](./01-a.md#x) [c](01-a.md) [d](001-a.md) [e](01-a.mdx)\n"
        '<a href="01-a.md">f</a> 01-a.md\n\n[g]: 01-a.md\n'
    )
    assert relinked(text, {"01-a.md": "02-a.md"}) == (
        "[a](02-a.md) [b](./02-a.md#x) [c](02-a.md) [d](001-a.md) [e](01-a.mdx)\n"
        '<a href="02-a.md">f</a> 01-a.md\n\n[g]: 02-a.md\n'
    )
    swapped = {"01-a.md": "02-a.md", "02-b.md": "01-b.md"}
    assert relinked("[a](01-a.md) [b](02-b.md)", swapped) == "[a](02-a.md) [b](01-b.md)"
