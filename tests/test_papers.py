from __future__ import annotations

import pytest

from quiz.model import Item, Lesson, Paper, Quiz
from quiz.papers import CODE_LENGTH, LETTERS, paper_view, papers, tidy_code
from quiz.questions import types
from quiz.questions.parts.paper import letter
from tests.answers import quizzes
from tests.conftest import ALL_TYPES
from tests.questions.bodies import parse

QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
LESSON = Lesson("all-types", "lessons/all-types.md", "Every kind of question", (QUIZ,))
VERSIONS = {item.id: f"v-{item.id}" for item in QUIZ.items}


def made(
    *,
    quiz: Quiz = QUIZ,
    versions: dict[str, str] = VERSIONS,
    secret: bytes = b"secret",
    count: int = 4,
    same_order: bool = False,
) -> tuple[Paper, ...]:
    return papers(LESSON, quiz, versions, secret, count=count, same_order=same_order)


def test_the_same_quiz_gives_the_same_papers_with_codes_of_their_own() -> None:
    assert made() == made()
    codes = [paper.code for paper in made()]
    assert len(set(codes)) == len(LETTERS)
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert not set("".join(codes)) & set("01IO")
    assert made(count=2) == made()[:2]


def test_another_wording_order_or_laptop_gives_another_code() -> None:
    first = made()[0].code
    assert made(versions=VERSIONS | {QUIZ.items[3].id: "edited"})[0].code != first
    assert made(secret=b"another")[0].code != first
    assert made(same_order=True)[1].code != made()[1].code


def test_the_first_version_is_as_the_author_wrote_it() -> None:
    first = made()[0]
    assert [item_id for item_id, _ in first.items] == [item.id for item in QUIZ.items]
    for item in QUIZ.items:
        if item.type in ("single choice", "multiple choice"):
            options = [option.text for option in item.body.options]
            assert [choice.text for choice in paper_view(item, first).choices] == options


def test_the_versions_differ_so_that_neighbours_can_not_copy() -> None:
    all_four = made()
    orders = {tuple(item_id for item_id, _ in paper.items) for paper in all_four}
    assert len(orders) == len(all_four)
    assert all(sorted(order) == sorted(VERSIONS) for order in orders)
    several = [item for item in QUIZ.items if "choice" in item.type]
    views = [tuple(paper_view(item, paper) for item in several) for paper in all_four]
    assert len(set(views)) == len(all_four)


def test_items_can_keep_their_order_on_all_versions() -> None:
    same = made(same_order=True)
    assert len({paper.items for paper in same}) == 1
    assert len({paper.code for paper in same}) == len(same)
    choice = next(item for item in QUIZ.items if len(types()[item.type].possible(item.body)) > 3)
    assert len({str(paper_view(choice, paper)) for paper in same}) > 1


def test_no_order_on_paper_depends_on_the_key() -> None:
    def of(options: str) -> Item:
        return Item("i", "single choice", "Which?", parse("single choice", options))

    one = of("- (x) a\n- ( ) b\n- ( ) c\n- ( ) d")
    two = of("- ( ) a\n- ( ) b\n- ( ) c\n- (x) d")
    for first, second in zip(made(), made(versions=dict.fromkeys(VERSIONS, "x")), strict=True):
        assert paper_view(one, first) == paper_view(two, second)


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (53, "BB")])
def test_letters_go_on_after_z(place: int, name: str) -> None:
    assert letter(place) == name


@pytest.mark.parametrize("typed", ["k7m2qx", " K7M-2QX ", "k7m 2qx"])
def test_a_code_may_be_typed_carelessly(typed: str) -> None:
    assert tidy_code(typed) == "K7M2QX"
