"""Releasing a quiz to a class: asked about first, done, and taken back."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from quiz.storage import classes
from tests.answers import quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import Browsers, enter, form_to, on_network, release_form, services, take


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


def test_students_cannot_release_feedback(app: Flask, student: Visitor, laptop: Visitor) -> None:
    token = release_form(laptop, "release", "release").fields["csrf_token"]
    for browser in (student, on_network(laptop)):
        data = {"lesson": "release", "quiz": "release", "action": "release", "csrf_token": token}
        assert browser.client.post("/instructor/releases", data=data).status_code in (400, 403)
    student.get("/")
    attempt = take(student, "release", "release")
    assert "when your teacher releases them" in student.get(f"/attempts/{attempt}/review")


def test_feedback_comes_when_released_and_goes_when_withdrawn(
    student: Visitor, laptop: Visitor
) -> None:
    review = f"/attempts/{take(student, 'release', 'release')}/review"
    waiting = "when your teacher releases them"
    assert waiting in student.get(review)
    laptop.send(release_form(laptop, "release", "release"), ("action", "release"))
    assert "Students can now see the feedback" in laptop.text
    assert waiting not in student.get(review)
    laptop.send(release_form(laptop, "release", "release"), ("action", "withdraw"))
    assert waiting in student.get(review)


def test_the_page_of_a_released_quiz_promises_nothing_that_is_past(
    student: Visitor, laptop: Visitor
) -> None:
    take(student, "release", "release")
    page = "/lessons/release/quizzes/release"
    promises = ("when your teacher releases them", "Your answers are saved as you go.")
    laptop.send(release_form(laptop, "release", "release"), ("action", "release"))
    student.get(page)
    assert "it can't be begun again" in unescape(student.words)
    assert [words for words in promises if words in student.words] == []
    laptop.send(release_form(laptop, "release", "release"), ("action", "withdraw"))
    student.get(page)
    assert promises[0] in student.words


@pytest.mark.parametrize(
    "changes",
    [
        {"lesson": "nowhere"},
        {"quiz": ""},
        {"quiz": "\0"},
        {"action": "burn"},
        {"action": ""},
    ],
)
def test_a_release_of_nothing_is_refused(laptop: Visitor, changes: dict[str, str]) -> None:
    token = release_form(laptop, "release", "release").fields["csrf_token"][0]
    data = {"lesson": "release", "quiz": "release", "action": "release", "csrf_token": token}
    answer = laptop.client.post("/instructor/releases", data=data | changes)
    assert answer.status_code in (400, 404)


def test_a_release_says_everywhere_whether_it_shows_marks_or_all_feedback(
    student: Visitor, laptop: Visitor
) -> None:
    for lesson, quiz, what in (("all-types", "all", "marks"), ("release", "release", "feedback")):
        take(student, lesson, quiz)
        title = quizzes(ALL_TYPES)[lesson, quiz].title
        laptop.get("/instructor/")
        assert f"Release the {what}… : {title}" in laptop.words
        form = release_form(laptop, lesson, quiz)
        assert f"Release the {what}? {title}" in laptop.words
        laptop.send(form, ("action", "release"))
        assert f"Students can now see the {what} of “{title}”" in laptop.words
        laptop.send(release_form(laptop, lesson, quiz), ("action", "withdraw"))
        assert f"Hidden from students again: the {what} of “{title}”" in laptop.words
    laptop.get("/instructor/marking")
    assert "Release the feedback… (1 still unmarked)" in laptop.words


@pytest.mark.parametrize("path", ["/instructor/", "/instructor/marking"])
def test_no_page_of_the_desk_releases_anything_without_asking(
    student: Visitor, laptop: Visitor, path: str
) -> None:
    """Students see keys at once, so one click must not be enough."""
    take(student, "release", "release")
    laptop.get(path)
    assert "Release the feedback…" in laptop.words
    assert ("action", "release") not in [
        button for form in laptop.forms() for button in form.buttons
    ]


def test_before_a_release_the_page_says_what_it_shows_and_to_how_many(
    visitor: Browsers, student: Visitor, laptop: Visitor
) -> None:
    take(student, "release", "release")
    for name, begins in (("Student Two", True), ("Student Three", False)):
        other = visitor()
        other.join(name)
        if begins:
            other.start("release", "release")
    release_form(laptop, "release", "release")
    for words in (
        "1 student of 3 handed in. They see their marks, the key and the explanations at once.",
        "1 student is still at work. What is saved is handed in for them.",
        "Nobody can begin this quiz after it.",
        "1 response is still unmarked.",
        "You can hide it again.",
    ):
        assert words in laptop.words


def test_where_marks_alone_are_released_nothing_is_said_to_end(
    student: Visitor, laptop: Visitor
) -> None:
    take(student, "all-types", "all")
    student.start("all-types", "all")
    release_form(laptop, "all-types", "all")
    assert "1 student of 1 handed in. They see the marks, levels and comments" in laptop.words
    for words in ("at work", "Nobody can begin", "stays handed in", "the key"):
        assert words not in laptop.words


def test_a_release_that_shows_nobody_anything_says_so(student: Visitor, laptop: Visitor) -> None:
    release_form(laptop, "release", "release")
    assert "Nobody has handed in yet." in laptop.words
    assert "Nobody can begin this quiz after it." in laptop.words


def test_a_release_leads_back_to_where_it_was_asked_for(student: Visitor, laptop: Visitor) -> None:
    take(student, "release", "release")
    for back, page in (("marking", "/instructor/marking"), ("", "/instructor/")):
        laptop.get(f"/instructor/releases/release/release?back={back}")
        laptop.send(form_to(laptop, "/instructor/releases"), ("action", "release"))
        assert laptop.path == page
        laptop.send(release_form(laptop, "release", "release"), ("action", "withdraw"))


def test_a_quiz_that_is_not_there_cannot_be_asked_about(laptop: Visitor) -> None:
    laptop.get("/instructor/releases/release/nowhere")
    assert laptop.status == 404


def test_releasing_marks_alone_closes_nothing(student: Visitor, laptop: Visitor) -> None:
    student.start("all-types", "all")
    attempt = student.path
    laptop.send(release_form(laptop, "all-types", "all"), ("action", "release"))
    assert "handed in" not in laptop.text.partition("<h1")[0]
    student.get(attempt)
    assert student.path == attempt


def test_what_is_released_to_one_class_stays_hidden_from_another(
    app: Flask, visitor: Browsers, student: Visitor, laptop: Visitor
) -> None:
    db = services(app).db
    other = classes.make(db, "Class Two")
    second = visitor()
    second.join("Student Two")
    reviews = [f"/attempts/{take(who, 'release', 'release')}/review" for who in (student, second)]
    laptop.get("/instructor/?class=1")
    form = release_form(laptop, "release", "release")
    laptop.get(f"/instructor/?class={other.id}")
    laptop.send(form, ("action", "release"))
    waiting = "when your teacher releases them"
    assert waiting not in student.get(reviews[0]), "the form is of the class that it was shown for"
    assert waiting in second.get(reviews[1])


def test_releasing_needs_the_token_of_the_page(laptop: Visitor) -> None:
    data = {"lesson": "release", "quiz": "release", "action": "release"}
    assert laptop.client.post("/instructor/releases", data=data).status_code == 400


def test_releasing_hands_in_what_is_open_and_closes_the_quiz(
    visitor: Browsers, laptop: Visitor
) -> None:
    key = next(key for key in quizzes(ALL_TYPES) if key[0] == "release")
    student = visitor()
    student.join("Student One")
    take(student, *key, right=False)
    student.start(*key)
    second = student.path
    laptop.send(release_form(laptop, "release", "release"), ("action", "release"))
    student.get(second)
    assert student.path.endswith("/review")
    third = visitor()
    third.join("Student Two")
    page = third.get("/lessons/{}/quizzes/{}".format(*key))
    assert 'method="post" action="/lessons' not in page
