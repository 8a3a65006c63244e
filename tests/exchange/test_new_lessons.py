"""Lessons made of what was found in banks: each can be read, and nothing vanishes unsaid."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.content.parser import parse_lesson
from quiz.exchange.importing import BankFile, Fate, Found, Picture
from quiz.exchange.lesson_making import new_lessons as module
from quiz.exchange.lesson_making.banks import Bank, read_bank
from quiz.exchange.lesson_making.new_lessons import NewLessons, new_lessons
from quiz.exchange.lesson_making.question_pictures import with_pictures
from quiz.model import Item, Lesson, Problem
from quiz.questions import types
from tests.exchange.samples import LineFormat, around, found, made, png, question
from tests.questions.test_round_trip import RAW, SOURCES, sound_bodies


def read(new: NewLessons) -> list[Item]:
    """All questions of the new lessons, read from their texts without a problem."""
    items = []
    for lesson in new.lessons:
        again, problems = parse_lesson(lesson.file, lesson.slug, lesson.text)
        assert problems == []
        assert again is not None
        assert again.quizzes == lesson.lesson.quizzes
        items += [item for quiz in again.quizzes for item in quiz.items]
    return items


def test_a_file_is_a_lesson_and_each_category_a_quiz() -> None:
    new = made(
        found(question("Bees sting."), category=("Insects", "Bees")),
        found(question("Ants fly."), category=("Insects", "Ants")),
        found(question("Bees dance."), category=("Insects", "Bees")),
        found(question("Insects breathe."), category=("Insects",)),
    )
    (lesson,) = new.lessons
    assert (lesson.file, lesson.title, lesson.items) == ("01-insects.md", "Insects", 4)
    assert [(quiz.title, len(quiz.items)) for quiz in lesson.lesson.quizzes] == [
        ("Bees", 2),
        ("Ants", 1),
        ("Questions", 1),
    ]
    read(new)


def test_a_file_of_many_categories_is_called_like_the_file() -> None:
    new = made(
        found(question("One"), category=("A", "B")),
        found(question("Two"), category=("C",)),
        name="banks/My_old questions.gift",
    )
    assert new.lessons[0].title == "My old questions"
    assert [quiz.title for quiz in new.lessons[0].lesson.quizzes] == ["A / B", "C"]


def test_files_of_one_category_make_lessons_that_can_be_told_apart() -> None:
    banks = [
        Bank(f"{name}.xml", (found(question(name), category=("Biology", name)),))
        for name in ("one", "two_a", "x" * 400)
    ]
    titles = [lesson.title for lesson in new_lessons(banks, around()).lessons]
    assert titles[:2] == ["Biology", "Biology (two a)"]
    assert len(titles) == len(set(titles)) == 3


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a: b # c.gift", "a: b # c"),
        ("yes.gift", "yes"),
        ("'\"*&!.gift", "'\"*&!"),
        (".gift", ".gift"),
        ("\u202etfig\0.gift", "tfig"),
        ("شہد کی مکھی.gift", "شہد کی مکھی"),
        ("x" * 400 + ".gift", "x" * 150),
    ],
)
def test_a_title_is_what_the_file_is_called_whatever_that_is(name: str, title: str) -> None:
    new = made(found(question("One")), name=name)
    assert new.lessons[0].title == title
    assert len(read(new)) == 1


@pytest.mark.parametrize("category", ["*a* {#b}", "`", "", " ", "a\nb", "<script>", "x" * 999])
def test_a_quiz_can_be_called_like_any_category(category: str) -> None:
    new = made(
        found(question("One"), category=(category, "x")), found(question("Two"), category=("Y",))
    )
    assert len(read(new)) == 2


@pytest.mark.parametrize("category", ["[2026] Bees & *wasps*", "a_b 1 < 2", "C:\\bees"])
def test_a_quiz_is_called_like_its_category_without_signs_that_nobody_typed(category: str) -> None:
    new = made(
        found(question("One"), category=(category,)), found(question("Two"), category=("Y",))
    )
    assert [quiz.title for quiz in new.lessons[0].lesson.quizzes] == [category, "Y"]


@pytest.mark.parametrize("category", ["<b>Bees</b>", "![Bees](http:)", "[Bees](x.md)"])
def test_a_category_is_never_markup_in_a_title(category: str) -> None:
    new = made(
        found(question("One"), category=(category,)), found(question("Two"), category=("Y",))
    )
    title = new.lessons[0].lesson.quizzes[0].title
    assert "Bees" in title
    assert title != category


def test_a_category_that_can_not_be_shown_costs_no_question() -> None:
    def prepare(lesson: Lesson) -> list[Problem]:
        return [
            Problem(lesson.path, quiz.line, "This text can't be shown.")
            for quiz in lesson.quizzes
            if "endless" in quiz.title
        ]

    questions = [
        found(question(f"{name} {number}"), category=(name,))
        for name in ("Bees", "endless", "Ants")
        for number in range(3)
    ]
    place = replace(around(), unshowable=prepare)
    new = new_lessons([Bank("bees.gift", questions)], place)
    assert len(read(new)) == 9
    (lesson,) = new.lessons
    assert [quiz.title for quiz in lesson.lesson.quizzes] == ["Bees", "Questions", "Ants"]


def test_ids_are_kept_and_made_where_there_are_none() -> None:
    new = made(
        found(question("Do bees dance?", "dance")),
        found(question("Do bees *really* sing at night in town?")),
        found(question("Do bees really sing at night in town, too?")),
        found(question("کیا؟")),
    )
    assert [item.id for item in read(new)] == [
        "dance",
        "do-bees-really-sing-at-night",
        "do-bees-really-sing-at-night-2",
        "question",
    ]
    assert [arrival.fate for arrival in new.report.arrivals] == [Fate.KEPT] * 4


def test_an_id_in_use_gets_a_number_and_that_is_said() -> None:
    new = made(
        found(question("One", "one")),
        found(question("Two", "two")),
        found(question("Two again", "two")),
        ids=["one", "one-2"],
    )
    assert [item.id for item in read(new)] == ["one-3", "two", "two-2"]
    assert [arrival.fate for arrival in new.report.arrivals] == [
        Fate.CHANGED,
        Fate.KEPT,
        Fate.CHANGED,
    ]
    assert new.report.arrivals[0].reasons == (
        "The id `one` was in use already, so that it is `one-3` here.",
    )


def test_questions_that_must_not_meet_know_each_other_by_their_new_ids() -> None:
    new = made(
        found(replace(question("One", "one"), not_with=("two", "three"))),
        found(replace(question("Two", "two"), not_with=("one",))),
        ids=["one", "two"],
    )
    assert [item.not_with for item in read(new)] == [("two-2", "three"), ("one-2",)]


def test_an_id_never_meets_that_of_its_quiz() -> None:
    new = made(found(question("One", "questions")), found(question("Two", "bees")), name="bees.x")
    assert len(read(new)) == 2


def test_addresses_and_file_names_are_free() -> None:
    new = new_lessons(
        [Bank("bees.gift", (found(question("One")),)), Bank("bees.txt", (found(question("Two")),))],
        replace(around(), slugs=frozenset({"bees"}), files=frozenset({"07-end.md"})),
    )
    assert [lesson.file for lesson in new.lessons] == ["08-bees-2.md", "09-bees-3.md"]


def test_what_the_format_left_out_stays_in_the_report() -> None:
    new = made(found(None, words="A description", reasons=("It asks nothing.",), line=7))
    assert new.lessons == ()
    (arrival,) = new.report.arrivals
    assert (arrival.place, arrival.words, arrival.fate, arrival.reasons) == (
        "bees.gift:7",
        "A description",
        Fate.SKIPPED,
        ("It asks nothing.",),
    )


@pytest.mark.parametrize(
    "stem",
    ["Two\nlines", "Open\n\n```\ncode", "One\n\n## Two {#two}", "", "A\n\n---\n\nB"],
)
def test_a_question_that_can_not_stand_in_a_lesson_never_takes_the_others_along(stem: str) -> None:
    odd = replace(question("Odd"), stem=stem)
    new = made(found(question("One")), found(odd, line=9), found(question("Two")))
    assert [item.stem for item in read(new)] == ["One", "Two"]
    one, skipped, two = new.report.arrivals
    assert (one.lesson, skipped.lesson, two.lesson) == ("bees", "", "bees")
    assert skipped.fate is Fate.SKIPPED
    assert skipped.reasons[0].endswith(".")


def test_a_question_that_can_not_be_shown_is_left_out_alone() -> None:
    wrong = Problem("Slow", 0, "This text takes too long to show.")
    new = made(
        found(question("One")), found(question("Slow")), found(question("Two")), unshowable=wrong
    )
    assert [item.stem for item in read(new)] == ["One", "Two"]
    assert "takes too long" in new.report.arrivals[1].reasons[0]


def test_headings_of_two_questions_with_one_id_lose_one_question_and_say_so() -> None:
    first = replace(question("One"), text="#### Part {#part}")
    second = replace(question("Two"), text="#### Part {#part}")
    new = made(found(first), found(second), found(question("Three")))
    assert [item.stem for item in read(new)] == ["One", "Three"]
    assert "`part` is taken" in new.report.arrivals[1].reasons[0]


def test_many_questions_become_several_lessons_cut_between_quizzes() -> None:
    questions = [
        found(question(f"Number {i}", f"n{i}"), category=(f"C{i // 60}", "")) for i in range(300)
    ]
    new = made(*questions, name="numbers.gift")
    assert [lesson.items for lesson in new.lessons] == [60] * 5
    assert new.lessons[1].title == "numbers (part 2 of 5)"
    assert new.lessons[1].slug == "numbers-part-2-of-5"
    assert [item.id for item in read(new)] == [f"n{i}" for i in range(300)]


def test_a_quiz_that_is_too_long_for_a_lesson_is_cut() -> None:
    new = made(*(found(question(f"Number {i}")) for i in range(250)))
    assert [lesson.items for lesson in new.lessons] == [100, 100, 50]


def test_long_questions_make_short_lessons() -> None:
    text = "\n\n".join(["word " * 100] * 90)
    new = made(*(found(replace(question(f"Number {i}"), text=text.strip())) for i in range(9)))
    assert sum(lesson.items for lesson in new.lessons) == 9
    assert max(len(lesson.text) for lesson in new.lessons) <= module.MAX_CHARACTERS + 10_000


def test_pictures_get_names_of_their_own_and_the_same_one_is_kept_once() -> None:
    def shows(stem: str, name: str, colour: str) -> Found:
        text = f"![A \\[{colour}\\] square](pictures/{name})"
        item = replace(question(stem), text=text, why=text)
        return found(item, pictures=(Picture(name, png(colour)),))

    new = made(
        shows("One", "My Square (1).gif", "red"),
        shows("Two", "My Square (1).gif", "red"),
        shows("Three", "My Square (1).gif", "blue"),
    )
    assert sorted(new.pictures) == ["pictures/my-square-1-2.png", "pictures/my-square-1.png"]
    one, two, three = read(new)
    assert one.text == one.why == "![A \\[red\\] square](pictures/my-square-1.png)"
    assert two.text == one.text
    assert three.text == "![A \\[blue\\] square](pictures/my-square-1-2.png)"
    text = with_pictures(new.lessons[0].text, {"pictures/my-square-1.png": "pictures/other.png"})
    assert text.count("(pictures/other.png)") == 4
    assert text.count("(pictures/my-square-1-2.png)") == 2


def test_a_picture_that_can_not_be_drawn_becomes_its_description() -> None:
    item = replace(question("One"), text="![A bee](pictures/bee.svg)\n\n![](pictures/b.png)")
    new = made(found(item, pictures=(Picture("bee.svg", b"<svg/>"), Picture("b.png", b"damaged"))))
    assert new.pictures == {}
    assert read(new)[0].text == "(Picture: A bee)\n\n(Picture: ?)"
    (arrival,) = new.report.arrivals
    assert arrival.fate is Fate.CHANGED
    assert arrival.reasons[0].startswith("The picture “bee.svg” can't be shown")


def test_pictures_of_questions_that_are_left_out_are_not_kept() -> None:
    text = "![A bee](pictures/bee.png)"
    item = replace(question("Two"), stem="Two\nlines", text=text)
    new = made(found(item, pictures=(Picture("bee.png", png()),)), found(question("One")))
    assert new.pictures == {}


def test_a_file_that_breaks_off_gives_what_stands_before() -> None:
    seen: list[int] = []
    file = BankFile("a.lines", b"Bees sting.=true\n!\nBees dance.=true\n")
    bank = read_bank(file, lambda one: seen.append(one.line), lambda file: LineFormat())
    assert [one.line for one in bank.found] == seen == [1]
    report = new_lessons([bank], around()).report
    assert report.broken == (("a.lines", "The file breaks off here."),)
    assert [one.fate for one in report.arrivals] == [Fate.KEPT]


def test_progress_is_told_to_the_last_question() -> None:
    steps: list[int] = []
    questions = tuple(found(question(f"Number {i}")) for i in range(130))
    new_lessons([Bank("a", (*questions, found(None)))], around(), steps.append)
    assert sum(steps) == 131


@pytest.mark.slow
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_found_the_lessons_read_back_the_same(data: st.DataObject) -> None:
    questions = []
    for number in range(data.draw(st.integers(1, 5))):
        name = data.draw(st.sampled_from(sorted(SOURCES)))
        item = Item(
            data.draw(st.sampled_from(["", "a", "b"])),
            name,
            data.draw(RAW),
            data.draw(sound_bodies(name)),
            text=data.draw(st.just("") | RAW),
            points=data.draw(st.sampled_from([1.0, 0.5, 0.333])),
            why=data.draw(st.just("") | RAW),
        )
        category = tuple(data.draw(st.lists(st.sampled_from(["x", "`", "{#a}"]), max_size=2)))
        questions.append(found(item, line=number + 1, category=category))
    new = made(*questions)
    read(new)
    came_in = {
        (arrival.line, arrival.item_id)
        for arrival in new.report.arrivals
        if arrival.fate is not Fate.SKIPPED
    }
    assert [arrival.line for arrival in new.report.arrivals] == list(range(1, len(questions) + 1))
    originals = {one.line: one.item for one in questions}
    by_id = {item.id: item for item in read(new)}
    assert len(came_in) == len(by_id)
    for line, item_id in came_in:
        original = originals[line]
        assert original is not None
        assert by_id[item_id] == replace(original, id=item_id)
    for arrival in new.report.of(Fate.SKIPPED):
        assert arrival.reasons
    assert types()
