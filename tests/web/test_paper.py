"""Quizzes on paper: what is printed for students, and the key to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.storage import papers
from tests.answers import quizzes
from tests.conftest import ALL_TYPES, COURSES
from tests.visitor import Visitor
from tests.web.desk import enter, services
from tests.web.test_key_leakage import KEY, LESSON

PAPER = "/instructor/lessons/all-types/quizzes/all/paper"
ITEMS = quizzes(ALL_TYPES)["all-types", "all"].items


def codes(page: str) -> list[str]:
    return re.findall(r'class="code-of-paper">(\w+)<', page)


def sheets(page: str) -> str:
    """What is printed of a page."""
    return page[page.index('<table class="sheet') : page.rindex("</table>")]


def test_a_quiz_prints_with_all_its_items_and_is_remembered(app: Flask) -> None:
    laptop = enter(app)
    page = laptop.get(PAPER)
    for words in ("Name", "Class", "Date", "Points", "of 26.5"):
        assert words in sheets(page)
    assert sheets(page).count('<section class="item') == len(ITEMS)
    [code] = codes(page)
    kept = papers.get(services(app).db, code)
    assert [item_id for item_id, _ in kept.items] == [item.id for item in ITEMS]
    assert codes(laptop.get(PAPER)) == [code]


def test_versions_have_codes_of_their_own_and_the_key_fits_each(app: Flask) -> None:
    laptop = enter(app)
    printed = codes(laptop.get(f"{PAPER}?versions=3&order=mixed"))
    assert len(set(printed)) == 3
    key = laptop.get(f"{PAPER.removesuffix('paper')}key?versions=3&order=mixed")
    assert codes(key) == printed
    same = codes(laptop.get(f"{PAPER}?versions=3&order=same"))
    assert same[0] == printed[0]
    assert not set(same[1:]) & set(printed)


@pytest.mark.parametrize("versions", ["0", "5", "-1", "x", "", "99999999999", "٢"])
def test_an_unknown_number_of_versions_is_one(app: Flask, versions: str) -> None:
    assert len(codes(enter(app).get(f"{PAPER}?versions={versions}"))) == 1


def test_the_letters_of_the_key_are_those_of_the_paper(app: Flask) -> None:
    laptop = enter(app)
    item = next(item for item in ITEMS if item.type == "single choice")
    right = next(option.text for option in item.body.options if option.right)
    for number, letter in enumerate("ABCD", 1):
        query = f"?versions={number}"
        page = laptop.get(PAPER + query)
        mine = page.split('<table class="sheet')[-1]
        section = mine[mine.index(f'"{letter}-{item.id}"') :].split("</section>")[0]
        options = re.findall(r'class="letter">(\w)</span> <span dir="auto">([^<]*)<', section)
        [on_paper] = [name for name, text in options if text == right]
        key = laptop.get(f"{PAPER.removesuffix('paper')}key{query}").split('<table class="sheet')[
            -1
        ]
        section = key[key.index(f'"{letter}-{item.id}"') :].split("</section>")[0]
        assert f'<strong dir="auto">{on_paper}</strong>' in section
        assert right in section


def test_letters_and_numbers_of_the_key_stand_apart(app: Flask) -> None:
    """One can't count along “25314” while a class waits."""
    key = enter(app).get(PAPER.removesuffix("paper") + "key")
    several = 0
    for item in ITEMS:
        if item.type in ("multiple choice", "matching", "categorise", "ordering"):
            section = key[key.index(f'"A-{item.id}"') :].split("</section>")[0]
            [names] = re.findall(r'class="letters"><strong dir="auto">([^<]*)<', section)
            assert all(len(name) == 1 for name in names.split(" ")), names
            several += " " in names
    assert several > 3


def test_the_key_has_rubric_and_explanations(app: Flask) -> None:
    key = enter(app).get(PAPER.removesuffix("paper") + "key")
    for item in ITEMS:
        assert not item.why or item.why[:20] in key
    assert "Criterion" in key
    assert "A model text" in key


def course(folder: Path, key: str) -> Path:
    folder.mkdir()
    text = re.sub("see: .*\n", "", LESSON.format(feedback="after-submit", **KEY[key]))
    (folder / "01-same-texts.md").write_text(text, encoding="utf-8")
    return folder


def test_two_keys_print_the_same_paper(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    pages = []
    for key in KEY:
        laptop = enter(make_app(course(tmp_path / key, key), f"data-{key}"))
        page = laptop.get("/instructor/lessons/same-texts/quizzes/two/paper?versions=4")
        pages.append(re.sub(r'(code-of-paper">)\w+', r"\1CODE", sheets(page)))
        assert "No, look." not in page
    assert pages[0] == pages[1]


def test_no_note_for_the_instructor_is_on_the_paper(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = course(tmp_path / "course", "one")
    file = folder / "01-same-texts.md"
    note = '{#word}\n\n!!! instructor "Look out"\n    They will ask.\n'
    file.write_text(file.read_text("utf-8").replace("{#word}\n", note), encoding="utf-8")
    laptop = enter(make_app(folder))
    address = "/instructor/lessons/same-texts/quizzes/two/"
    assert "They will ask." not in laptop.get(f"{address}paper")
    assert laptop.status == 200


def test_a_right_to_left_lesson_prints_from_the_right(make_app: Callable[..., Flask]) -> None:
    laptop = enter(make_app(COURSES / "right-to-left"))
    page = laptop.get("/instructor/lessons/library/quizzes/quiz/paper")
    assert '<table class="sheet" role="presentation" lang="fa" dir="rtl">' in page


@pytest.mark.parametrize("kind", ["paper", "key"])
@pytest.mark.parametrize("quiz", ["all-types/quizzes/none", "none/quizzes/all", "%00/quizzes/all"])
def test_a_quiz_that_is_not_there_is_said_in_words(app: Flask, quiz: str, kind: str) -> None:
    laptop = enter(app)
    laptop.get(f"/instructor/lessons/{quiz}/{kind}")
    assert laptop.status == 404
    assert "There is no quiz here" in laptop.words


def test_the_lesson_s_page_leads_to_its_papers(app: Flask) -> None:
    laptop = enter(app)
    assert PAPER in laptop.get("/instructor/lessons/all-types")


@pytest.mark.parametrize("kind", ["paper", "key"])
def test_students_get_neither(app: Flask, student: Visitor, kind: str) -> None:
    student.get(PAPER.replace("paper", kind))
    assert student.status == 403
    assert ITEMS[0].stem not in student.text
