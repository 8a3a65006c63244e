"""Marking open responses, over real HTTP and without JavaScript, from both sides."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from quiz.storage import classes, releases
from quiz.web.services import EXTENSION, Services
from tests.visitor import Form, Visitor
from tests.web.desk import enter, form_to, release_form

pytestmark = pytest.mark.slow

LESSON = """---
title: The shed
feedback: after-submit
---

Some words.

## Quiz: Two open ones {#two}

attempts: 3

### Why does the author *like* the shed? {#like}

points: 8

Say it in your own words.

____ 3-20 words

rubric:
| criterion | 4 | 2 | 0 |
|---|---|---|---|
| Reason | Bears on the text | Named | None |
| Example | A case | A remark | None |

model: Because it is dry, a model of a reason.

### What would you ask? {#ask}

points: 2.5

____

### Is it dry? {#dry}

= true

## Quiz: Held back {#held}

feedback: after-release

### Why not a garage? {#garage}

____

rubric:
| criterion | 1 | 0 |
|---|---|---|
| Reason | Held back description | None |
"""
READING = "---\ntitle: Reading\n---\n\n## P1 {#p1}\n\nOne.\n"
LIKE = "/instructor/marking/the-shed/two/like"
ASK = "/instructor/marking/the-shed/two/ask"
SECRETS = ("How it was marked", "Bears on the text and no", "A word from the teacher", "6 of 8")


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "01-the-shed.md").write_text(LESSON, encoding="utf-8")
    (folder / "reading.md").write_text(READING, encoding="utf-8")
    return folder


@pytest.fixture
def app(make_app: Callable[..., Flask], lessons: Path) -> Flask:
    return make_app(lessons)


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


@pytest.fixture
def hands_in(app: Flask) -> Callable[..., tuple[Visitor, str]]:
    """Let a new student hand in; gives their browser and the address of the review."""

    def hand_in(name: str, like: str = "", ask: str = "", quiz: str = "two") -> tuple[Visitor, str]:
        browser = Visitor(app.test_client())
        browser.join(name)
        form = browser.start("the-shed", quiz)
        if quiz == "two":
            form.fill("like.text", like)
            form.fill("ask.text", ask)
        else:
            form.fill("garage.text", like)
        browser.hand_in(form)
        return browser, browser.path

    return hand_in


HandsIn = Callable[..., tuple[Visitor, str]]


def form_of(browser: Visitor, path: str = LIKE) -> Form:
    """The form of the response on the page."""
    return browser.form(path)


def choose(form: Form, *places: int, comment: str = "") -> Form:
    for number, place in enumerate(places):
        form.fill(f"level.{number}", str(place))
    form.fill("comment", comment)
    return form


def mark(laptop: Visitor, *places: int, comment: str = "", path: str = LIKE) -> str:
    """Save levels for the response on the page."""
    return laptop.send(choose(form_of(laptop, path), *places, comment=comment), ("go", "save"))


def release(laptop: Visitor, action: str = "release", quiz: str = "two") -> str:
    return laptop.send(release_form(laptop, "the-shed", quiz), ("action", action))


# What waits


def test_a_class_without_open_responses_says_so(laptop: Visitor, hands_in: HandsIn) -> None:
    assert "Nothing to mark yet" in laptop.get("/instructor/marking")
    hands_in("Student One")
    assert "Nothing to mark yet" in laptop.get("/instructor/marking")
    assert "Nobody in this class has handed in a response" in laptop.get(LIKE)


def test_what_waits_is_counted_question_by_question(laptop: Visitor, hands_in: HandsIn) -> None:
    for n in range(3):
        hands_in(f"Student {n}", f"Reason number {n}", "Why?" if n else "")
    laptop.get("/instructor/marking")
    assert "5 responses wait to be marked" in laptop.words
    assert "0 of 3 marked" in laptop.words
    assert "0 of 2 marked" in laptop.words
    laptop.get(LIKE)
    mark(laptop, 0, 1)
    assert "1 of 3 marked" in laptop.words
    assert "1 of 3 marked" in laptop.get("/instructor/marking")


def test_open_attempts_do_not_wait(lessons: Path, laptop: Visitor, app: Flask) -> None:
    at_once = LESSON.replace("feedback: after-submit", "feedback: at-once")
    (lessons / "01-the-shed.md").write_text(at_once, encoding="utf-8")
    browser = Visitor(app.test_client())
    browser.join("Student One")
    form = browser.start("the-shed", "two")
    form.fill("like.text", "Not handed in")
    browser.send(form, ("go", "check:like"))
    assert "To be marked" in browser.text
    assert "Nothing to mark yet" in laptop.get("/instructor/marking")
    assert "Not handed in" not in laptop.get(LIKE)


def test_only_the_current_class_is_marked(app: Flask, laptop: Visitor, hands_in: HandsIn) -> None:
    hands_in("Student One", "A reason")
    services: Services = app.extensions[EXTENSION]
    services.db.write(
        lambda c: c.execute(
            "INSERT INTO classes (id, name, made_at) VALUES (2, 'Second class', '2026-01-01')"
        )
    )
    assert "Nothing to mark yet" in laptop.get("/instructor/marking?class=2")
    laptop.get(LIKE)
    assert laptop.status == 404
    assert "A reason" in laptop.get(f"{LIKE}?class=1")


# One response


def test_the_question_is_shown_as_it_was_asked_with_rubric_and_model(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    hands_in("Student One", "Line one <b>\n\nline  two")
    laptop.get(LIKE)
    assert "<em>like</em>" in laptop.text
    assert ">Line one &lt;b&gt;\n\nline  two</div>" in laptop.text
    for words in ("Say it in your own words", "Bears on the text", "A case", "a model of a reason"):
        assert words in laptop.words
    assert "5 words; 3 to 20 were asked for." in laptop.words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Two words", "2 words; 3 to 20 were asked for, so 1 too few"),
        (" ".join(["word"] * 23), "23 words; 3 to 20 were asked for, so 3 too many"),
    ],
)
def test_the_length_is_held_against_what_was_asked(
    laptop: Visitor, hands_in: HandsIn, text: str, said: str
) -> None:
    hands_in("Student One", text)
    laptop.get(LIKE)
    assert said in laptop.words


def test_names_are_hidden_until_they_are_asked_for(laptop: Visitor, hands_in: HandsIn) -> None:
    hands_in("Student Amber", "A reason")
    hands_in("Student Blue", "Another reason")
    page = laptop.get(LIKE)
    assert "Amber" not in page
    assert "Blue" not in page
    [switch] = re.findall(r'href="([^"]*names=1[^"]*)"', page)
    laptop.get(switch.replace("&amp;", "&"))
    assert ("Amber" in laptop.text) != ("Blue" in laptop.text)
    mark(laptop, 0, 0)
    assert "Amber" in laptop.text or "Blue" in laptop.text


def test_marking_goes_from_the_first_to_the_last_and_comes_to_an_end(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    reviews = [hands_in(f"Student {n}", f"Reason number {n}") for n in range(3)]
    laptop.get(LIKE)
    for done in range(1, 4):
        mark(laptop, 1, 0)
        assert "Saved: 6 of 8 points. Undo" in laptop.words
        assert f"{done} of 3 marked" in laptop.words
    assert "All 3 responses are marked" in laptop.words
    release(laptop)
    for student, review in reviews:
        student.get(review)
        assert "6 of 8 points" in student.words


def test_skipping_and_coming_back_later(laptop: Visitor, hands_in: HandsIn) -> None:
    for n in range(3):
        hands_in(f"Student {n}", f"Reason number {n}")
    shown = []
    laptop.get(LIKE)
    for word in ("Skip", "Skip", "Back"):
        shown += re.findall(r"Reason number (\d)", laptop.text)
        [link] = re.findall(rf'href="([^"]+)">{word}</a>', laptop.text)
        laptop.get(link)
    shown += re.findall(r"Reason number (\d)", laptop.text)
    assert sorted(shown[:3]) == ["0", "1", "2"]
    assert shown[3] == shown[1]
    mark(laptop, 0, 0)
    assert re.findall(r"Reason number (\d)", laptop.get(LIKE)) == [shown[0]]


def test_an_attempt_leads_to_its_own_response_and_shows_what_was_given(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    for n in range(4):
        _, review = hands_in(f"Student {n}", f"Reason number {n}")
        attempt = laptop.get(f"/instructor{review.removesuffix('/review')}")
        [link] = re.findall(r'href="([^"]+attempt=[^"]+)"', attempt)[:1]
        assert f"Reason number {n}" in laptop.get(link.replace("&amp;", "&"))
    mark(laptop, 1, 0, comment="A word")
    laptop.get(f"/instructor{review.removesuffix('/review')}")
    assert "Reason You 2 of 4 Named" in laptop.words
    assert "A word" in laptop.words


def test_the_order_stays_when_others_hand_in(laptop: Visitor, hands_in: HandsIn) -> None:
    def order() -> list[str]:
        laptop.get(LIKE)
        links = re.findall(r'<li><a href="([^"]+response=[^"]+)"', laptop.text)
        pages = [laptop.get(link.replace("&amp;", "&")) for link in links]
        return [re.findall(r"Reason number (\d+)", page)[0] for page in pages]

    for n in range(6):
        hands_in(f"Student {n}", f"Reason number {n}")
    first = order()
    assert order() == first
    for n in range(6, 9):
        hands_in(f"Student {n}", f"Reason number {n}")
    assert [n for n in order() if int(n) < 6] == first


def test_identical_responses_are_marked_once(laptop: Visitor, hands_in: HandsIn) -> None:
    same = [hands_in(f"Student {n}", said) for n, said in enumerate(("So dry", " So  dry\n"))]
    other, review = hands_in("Student Other", "so dry")
    laptop.get(LIKE)
    for _ in range(2):
        alike = "2 students wrote the same" in laptop.words
        mark(laptop, *((0, 0) if alike else (2, 2)))
    assert "3 of 3 marked" in laptop.words
    release(laptop)
    for student, path in same:
        student.get(path)
        assert "8 of 8 points" in student.words
    other.get(review)
    assert "0 of 8 points" in other.words


def test_who_hands_in_the_same_later_finds_the_choice_made(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    hands_in("Student One", "So dry")
    laptop.get(LIKE)
    mark(laptop, 1, 0, comment="A word")
    late, review = hands_in("Student Two", "So dry")
    laptop.get(LIKE)
    assert "1 of these 2 were marked before" in laptop.words
    form = form_of(laptop)
    assert (form.fields["level.0"], form.fields["comment"]) == (["1"], ["A word"])
    laptop.send(form, ("go", "save"))
    assert "2 of 2 marked" in laptop.words
    release(laptop)
    late.get(review)
    assert "6 of 8 points" in late.words


def test_a_marked_response_can_be_marked_again(laptop: Visitor, hands_in: HandsIn) -> None:
    student, review = hands_in("Student One", "A reason")
    laptop.get(LIKE)
    mark(laptop, 0, 0, comment="First")
    [link] = re.findall(r'<li><a href="([^"]+response=[^"]+)"', laptop.text)
    laptop.get(link.replace("&amp;", "&"))
    assert form_of(laptop).fields["comment"] == ["First"]
    mark(laptop, 2, 0, comment="Second")
    release(laptop)
    student.get(review)
    assert "4 of 8 points" in student.words
    assert "Second" in student.words
    assert "First" not in student.words


def test_the_last_mark_can_be_taken_back(laptop: Visitor, hands_in: HandsIn) -> None:
    for n in range(3):
        hands_in(f"Student {n}", "The same" if n else "Another")
    laptop.get(LIKE)
    for _ in range(2):
        mark(laptop, 0, 0)
    marked = int(re.findall(r"(\d) of 3 marked", laptop.words)[0])
    assert marked == 3
    laptop.send(laptop.form(f"{LIKE}/undo"))
    assert re.findall(r"([12]) of 3 marked", laptop.words)
    assert "Taken back." in laptop.words
    stale = laptop.form(LIKE)
    answer = laptop.client.post(f"{LIKE}/undo", data=stale.fields, follow_redirects=True)
    assert "It was taken back already." in answer.get_data(as_text=True)


# The form


def test_every_criterion_needs_a_level_and_nothing_typed_is_lost(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    hands_in("Student One", "A reason")
    laptop.get(LIKE)
    laptop.send(choose(form_of(laptop), 1, comment="Long thought\nabout"), ("go", "save"))
    assert laptop.status == 422
    assert "Still open: Example." in laptop.words
    again = form_of(laptop)
    assert again.fields["level.0"] == ["1"]
    assert again.fields["comment"] == ["Long thought\nabout"]
    assert "0 of 1 marked" in laptop.words


@pytest.mark.parametrize(
    ("typed", "points"),
    [("2.5", "2.5"), ("1,25", "1.25"), ("0", "0"), (" 2 ", "2")],
)
def test_without_a_rubric_points_are_typed(
    laptop: Visitor, hands_in: HandsIn, typed: str, points: str
) -> None:
    hands_in("Student One", "A reason", "What does it cost?")
    laptop.get(ASK)
    form = form_of(laptop, ASK)
    form.fill("points", typed)
    laptop.send(form, ("go", "save"))
    assert f"Saved: {points} of 2.5 points" in laptop.words


@pytest.mark.parametrize("typed", ["", "2.51", "-1", "two", "nan", "inf", "1e309", "9" * 400])
def test_points_that_cannot_be_are_refused(laptop: Visitor, hands_in: HandsIn, typed: str) -> None:
    hands_in("Student One", "A reason", "What does it cost?")
    laptop.get(ASK)
    form = form_of(laptop, ASK)
    form.fill("points", typed)
    form.fill("comment", "Kept")
    laptop.send(form, ("go", "save"))
    assert laptop.status == 422
    assert "a number from 0 to 2.5" in laptop.words
    assert form_of(laptop, ASK).fields["comment"] == ["Kept"]


def test_comments_come_back_as_buttons(laptop: Visitor, hands_in: HandsIn) -> None:
    for n in range(3):
        hands_in(f"Student {n}", f"Reason number {n}")
    laptop.get(LIKE)
    mark(laptop, 0, 0, comment="Read P1 again")
    form = choose(form_of(laptop), 1, comment="Nearly.")
    laptop.send(form, ("pick", "Read P1 again"))
    picked = form_of(laptop)
    assert picked.fields["comment"] == ["Nearly.\nRead P1 again"]
    assert picked.fields["level.0"] == ["1"]
    assert "1 of 3 marked" in laptop.words


def test_a_long_comment_in_any_script_fits_and_a_longer_one_is_refused(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    hands_in("Student One", "A reason")
    laptop.get(LIKE)
    mark(laptop, 0, 0, comment="اچھا " * 400)
    assert "1 of 1 marked" in laptop.words
    laptop.get(re.findall(r'<li><a href="([^"]+response=[^"]+)"', laptop.text)[0])
    mark(laptop, 0, 0, comment="x" * 2_001)
    assert laptop.status == 422
    assert "2,001 characters; there is room for 2,000" in laptop.words


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{LIKE}?response=nowhere", 404),
        ("/instructor/marking/the-shed/two/dry", 404),
        ("/instructor/marking/the-shed/two/%00", 404),
        ("/instructor/marking/nowhere/two/like", 404),
        ("/instructor/marking/the-shed/nowhere/like", 404),
    ],
)
def test_addresses_of_nothing(laptop: Visitor, hands_in: HandsIn, path: str, status: int) -> None:
    hands_in("Student One", "A reason")
    laptop.get(path)
    assert laptop.status == status


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"response": "nowhere"},
        {"level.0": "9", "level.1": "0"},
        {"level.0": "-1", "level.1": "0"},
        {"level.0": "0", "level.1": "x" * 5000},
        {"level.0": "²", "level.1": "0"},
        {"level.0": "0", "level.1": "0", "seen": "7"},
        {"level.0": "0", "level.1": "0", "seen": "²", "comment": "x" * 9000},
        {"level.0": "0", "level.1": "0", "comment": "a\0b"},
    ],
)
def test_a_made_up_form_changes_nothing_and_breaks_nothing(
    laptop: Visitor, hands_in: HandsIn, sent: dict[str, str]
) -> None:
    hands_in("Student One", "A reason")
    laptop.get(LIKE)
    kept = {name: form_of(laptop).fields[name][0] for name in ("csrf_token", "response")}
    data = kept | sent if sent else {"csrf_token": kept["csrf_token"]}
    answer = laptop.client.post(LIKE, data=data)
    assert answer.status_code in (404, 409, 422)
    assert "0 of 1 marked" in laptop.get("/instructor/marking")


def test_students_cannot_mark(laptop: Visitor, hands_in: HandsIn) -> None:
    student, _ = hands_in("Student One", "A reason")
    laptop.get(LIKE)
    data = urlencode({name: values[0] for name, values in form_of(laptop).fields.items()})
    data += "&level.0=0&level.1=0"
    for path in (LIKE, f"{LIKE}/undo", "/instructor/marking"):
        assert student.client.get(path).status_code in (403, 405)
        sent = student.client.post(
            path, data=data, content_type="application/x-www-form-urlencoded"
        )
        assert sent.status_code in (400, 403, 405)
    assert "0 of 1 marked" in laptop.get("/instructor/marking")


# Two windows


def test_a_response_marked_in_two_windows(app: Flask, laptop: Visitor, hands_in: HandsIn) -> None:
    student, review = hands_in("Student One", "A reason")
    laptop.get(LIKE)
    first, second = (choose(form_of(laptop), place, place) for place in (0, 2))
    second.fill("comment", "My own thought")
    laptop.send(first, ("go", "save"))
    assert "1 of 1 marked" in laptop.words
    laptop.send(second, ("go", "save"))
    assert laptop.status == 409
    assert "marked in another window in the meantime: 8 of 8 points" in laptop.words
    again = form_of(laptop)
    assert again.fields["comment"] == ["My own thought"]
    assert again.fields["level.0"] == ["2"]
    release(laptop)
    assert "8 of 8 points" in re.sub(r"\s+", " ", student.get(review))
    laptop.send(again, ("go", "save"))
    student.get(review)
    assert "0 of 8 points" in student.words


def test_the_class_that_the_page_showed_is_marked_whatever_another_tab_chose(
    app: Flask, laptop: Visitor, hands_in: HandsIn
) -> None:
    services: Services = app.extensions[EXTENSION]
    hands_in("Student One", "I do not know.", "I do not know.")
    other = classes.make(services.db, "Second class").id
    hands_in("Student Two", "I do not know.", "I do not know.")
    laptop.get(f"{LIKE}?class=1")
    form = choose(form_to(laptop, LIKE), 1, 0)
    laptop.get(f"/instructor/?class={other}")
    laptop.send(form, ("go", "save"))
    saved = form_to(laptop, f"{LIKE}/undo")
    assert "1 of 1 marked" in laptop.get("/instructor/marking?class=1")
    laptop.get("/instructor/releases/the-shed/two?class=1")
    shown = form_to(laptop, "/instructor/releases")
    assert "0 of 1 marked" in laptop.get(f"/instructor/marking?class={other}")
    laptop.send(shown, ("action", "release"))
    assert set(releases.released(services.db, 1)) == {("the-shed", "two")}
    assert set(releases.released(services.db, other)) == set()
    laptop.get(f"/instructor/?class={other}")
    laptop.send(saved)
    assert "0 of 1 marked" in laptop.get("/instructor/marking?class=1")


@pytest.mark.parametrize("step", ["incomplete", "pick"])
def test_a_step_in_between_does_not_hide_what_another_window_did(
    laptop: Visitor, hands_in: HandsIn, step: str
) -> None:
    hands_in("Student One", "A reason")
    hands_in("Student Two", "Another reason")
    laptop.get(LIKE)
    first, second = (choose(form_of(laptop), 0, 0, comment="A word") for _ in range(2))
    laptop.send(first, ("go", "save"))
    if step == "pick":
        second.buttons.append(("pick", "Picked"))
        laptop.send(second, ("pick", "Picked"))
    else:
        second.fields.pop("level.1")
        laptop.send(second, ("go", "save"))
        assert laptop.status == 422
    assert "in another window" not in laptop.words
    laptop.send(choose(form_of(laptop), 2, 2), ("go", "save"))
    assert laptop.status == 409
    assert "marked in another window in the meantime: 8 of 8 points" in laptop.words
    laptop.send(form_of(laptop), ("go", "save"))
    assert laptop.status == 200
    assert "Saved: 0 of 8 points" in laptop.words


def test_the_same_form_sent_twice_marks_once(laptop: Visitor, hands_in: HandsIn) -> None:
    hands_in("Student One", "A reason")
    laptop.get(LIKE)
    form = choose(form_of(laptop), 0, 1, comment="Once")
    for _ in range(2):
        laptop.send(form, ("go", "save"))
        assert laptop.status == 200
    laptop.send(laptop.form(f"{LIKE}/undo"))
    assert "0 of 1 marked" in laptop.words


def test_a_mark_taken_back_in_another_window_is_told(laptop: Visitor, hands_in: HandsIn) -> None:
    hands_in("Student One", "A reason")
    laptop.get(LIKE)
    mark(laptop, 0, 0)
    undo = laptop.form(f"{LIKE}/undo")
    laptop.get(re.findall(r'<li><a href="([^"]+response=[^"]+)"', laptop.text)[0])
    form = choose(form_of(laptop), 1, 1)
    laptop.send(undo)
    laptop.send(form, ("go", "save"))
    assert laptop.status == 409
    assert "taken back in another window" in laptop.words


# The rubric edited in the middle


def test_a_rubric_edited_in_the_middle_leaves_what_is_marked_and_asked(
    lessons: Path, laptop: Visitor, hands_in: HandsIn
) -> None:
    marked, review = hands_in("Student One", "The first reason")
    laptop.get(LIKE)
    mark(laptop, 1, 0)
    waiting, its_review = hands_in("Student Two", "The second reason")
    file = lessons / "01-the-shed.md"
    edited = LESSON.replace("| Bears on the text | Named |", "| Newly described | Named now |")
    file.write_text(edited, encoding="utf-8")
    new, new_review = hands_in("Student Three", "The third reason")
    laptop.get(LIKE)
    for _ in range(2):
        asked_before = "The second reason" in laptop.text
        assert ("Bears on the text" in laptop.text) == asked_before
        assert ("Newly described" in laptop.text) != asked_before
        assert ("The rubric of this question has changed since" in laptop.words) == asked_before
        assert ("/instructor/regrades/the-shed/two/like" in laptop.text) == asked_before
        mark(laptop, 0, 0)
    assert "3 of 3 marked" in laptop.words
    release(laptop)
    marked.get(review)
    assert "6 of 8 points" in marked.words
    assert "Newly described" not in marked.text
    waiting.get(its_review)
    assert "Bears on the text" in waiting.text
    new.get(new_review)
    assert "Newly described" in new.text


def test_what_a_regrade_asks_anew_waits_again_with_what_was_chosen_before(
    lessons: Path, laptop: Visitor, hands_in: HandsIn
) -> None:
    student, review = hands_in("Student One", "A reason")
    laptop.get(LIKE)
    mark(laptop, 1, 0, comment="A word")
    row = "| Example | A case | A remark | None |"
    more = LESSON.replace(row, f"{row}\n| Language | Clear | Mostly | Hard to follow |")
    (lessons / "01-the-shed.md").write_text(more, encoding="utf-8")
    regrade = LIKE.replace("/marking/", "/regrades/")
    laptop.get(regrade)
    form = laptop.form(regrade)
    form.fill("choice.two.like", "new key")
    form.fill("reason.two.like", "Language counts too.")
    laptop.send(form)
    laptop.get(LIKE)
    assert "0 of 1 marked" in laptop.words
    assert "has changed since" not in laptop.words
    form = form_of(laptop)
    assert (form.fields["level.0"], form.fields["level.1"]) == (["1"], ["0"])
    assert "level.2" not in form.fields
    form.fill("level.2", "2")
    laptop.send(form, ("go", "save"))
    assert "Saved: 4 of 8 points" in laptop.words
    release(laptop)
    student.get(review)
    assert "Language Your teacher 0 of 4 Hard to follow" in student.words
    assert "4 of 8 points" in student.words


def test_a_lesson_that_is_broken_or_gone_can_still_be_marked(
    lessons: Path, laptop: Visitor, hands_in: HandsIn
) -> None:
    for n in range(2):
        hands_in(f"Student {n}", f"Reason number {n}")
    file = lessons / "01-the-shed.md"
    file.write_text("---\ncolour: red\n---\n", encoding="utf-8")
    laptop.get(LIKE)
    mark(laptop, 0, 0)
    file.unlink()
    assert "1 of 2 marked" in laptop.get("/instructor/marking")
    laptop.get(LIKE)
    mark(laptop, 0, 0)
    assert "2 of 2 marked" in laptop.words
    assert "2 of 2 marked" in laptop.get("/instructor/marking")


# What the student sees


def all_pages(student: Visitor, review: str) -> str:
    paths = ("/", "/lessons/the-shed", "/lessons/the-shed/quizzes/two", review)
    return "".join(student.get(path) for path in paths)


def test_gradings_are_in_no_page_of_a_student_before_the_release(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    student, review = hands_in("Student One", "A reason")
    before = all_pages(student, review)
    laptop.get(LIKE)
    mark(laptop, 1, 0, comment="A word from the teacher")
    after = all_pages(student, review)
    tokens = re.compile(r'name="csrf_token" value="[^"]+"')
    assert tokens.sub("", after) == tokens.sub("", before)
    assert "To be marked" in after
    release(laptop)
    told = all_pages(student, review)
    for secret in ("How it was marked", "A word from the teacher", "Named"):
        assert secret in told
    release(laptop, "withdraw")
    hidden = all_pages(student, review)
    assert "How it was marked" not in hidden
    assert "A word from the teacher" not in hidden


def test_after_the_release_the_student_sees_criteria_levels_and_comment(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    student, review = hands_in("Student One", "A reason", "A question?")
    laptop.get(LIKE)
    mark(laptop, 1, 0, comment="Look <b>again</b>\nat P1.")
    release(laptop)
    student.get(review)
    assert "Reason Your teacher 2 of 4 Named" in student.words
    assert "Example Your teacher 4 of 4 A case" in student.words
    assert "Look &lt;b&gt;again&lt;/b&gt;\nat P1." in student.text
    assert "1 answer is still to be marked" in student.words


def test_releasing_says_how_many_are_still_unmarked(laptop: Visitor, hands_in: HandsIn) -> None:
    for n in range(3):
        hands_in(f"Student {n}", f"Reason number {n}", "Why?")
    laptop.get(LIKE)
    mark(laptop, 0, 0)
    laptop.get("/instructor/marking")
    assert "Release the marks… (5 still unmarked)" in laptop.words
    release(laptop)
    assert "5 responses are still unmarked; students see “To be marked”" in laptop.words


def test_a_release_of_gradings_leaves_open_attempts_open(
    app: Flask, laptop: Visitor, hands_in: HandsIn
) -> None:
    hands_in("Student One", "A reason")
    late = Visitor(app.test_client())
    late.join("Student Two")
    form = late.start("the-shed", "two")
    laptop.get(LIKE)
    mark(laptop, 0, 0)
    release(laptop)
    form.fill("like.text", "Still writing")
    late.send(form, ("go", "save"))
    assert late.status == 200
    assert late.path.startswith("/attempts/")
    assert "Still writing" in late.text


# Rating oneself


def rate(student: Visitor, review: str, *places: int) -> Form:
    student.get(review)
    address = review.replace("/review", "/items/like/rating")
    form = student.form(address)
    for number, place in enumerate(places):
        form.fill(f"level.{number}", str(place))
    return form


def test_a_rating_of_ones_own_is_shown_beside_the_teachers(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    student, review = hands_in("Student One", "A reason")
    student.send(rate(student, review, 0, 2))
    assert "Your rating is kept" in student.words
    assert "Reason You 4 of 4 Bears on the text" in student.words
    laptop.get(LIKE)
    assert "How the student rates this" in laptop.words
    assert "Reason : 4 of 4" in laptop.words
    mark(laptop, 1, 1)
    release(laptop)
    student.get(review)
    assert "Reason Your teacher 2 of 4 Named You 4 of 4 Bears on the text" in student.words
    assert "/rating" not in student.text


def test_a_rating_can_be_made_in_parts_and_changed(hands_in: HandsIn) -> None:
    student, review = hands_in("Student One", "A reason")
    student.send(rate(student, review))
    assert "Choose a level first" in student.words
    student.send(rate(student, review, 1))
    assert "You can still rate 1 more" in student.words
    student.send(rate(student, review, 0, 0))
    assert "Reason You 4 of 4" in student.words


def test_after_the_marks_are_shown_a_rating_stays(laptop: Visitor, hands_in: HandsIn) -> None:
    student, review = hands_in("Student One", "A reason")
    form = rate(student, review, 0, 0)
    laptop.get(LIKE)
    mark(laptop, 1, 1)
    release(laptop)
    student.send(form)
    assert student.status == 409
    student.get(review)
    assert "4 of 4 Bears" not in student.words


def test_another_students_response_cannot_be_rated(app: Flask, hands_in: HandsIn) -> None:
    student, review = hands_in("Student One", "A reason")
    form = rate(student, review, 0, 0)
    stranger, own = hands_in("Student Two", "A reason")
    form.fields["csrf_token"] = rate(stranger, own).fields["csrf_token"]
    stranger.send(form)
    assert stranger.status == 404
    assert "4 of 4" not in student.get(review)
    for item in ("dry", "ask", "nowhere", "%00"):
        form.action = own.replace("/review", f"/items/{item}/rating")
        stranger.send(form)
        assert stranger.status in (404, 409)


def test_where_feedback_waits_for_the_release_the_rubric_does_too(
    laptop: Visitor, hands_in: HandsIn
) -> None:
    student, review = hands_in("Student One", "A reason", quiz="held")
    assert "Held back description" not in student.text
    token = (
        student.get("/finish") and re.findall(r'name="csrf_token" value="([^"]+)"', student.text)[0]
    )
    address = review.replace("/review", "/items/garage/rating")
    answer = student.client.post(address, data={"csrf_token": token, "level.0": "0"})
    assert answer.status_code == 404
    release(laptop, quiz="held")
    assert "Held back description" in student.get(review)
    assert address in student.text
