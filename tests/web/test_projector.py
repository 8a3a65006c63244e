"""The projector: what a class sees, when, and that nothing on it leads to a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from quiz.model import Item, Moment, SittingRules
from quiz.storage import attempts, classes, polls, sittings, students
from tests.answers import key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.room import Room
from tests.visitor import Visitor
from tests.web.desk import enter, services

pytestmark = pytest.mark.slow

KEY = ("all-types", "all")
ITEMS = {item.id: item for item in quizzes(ALL_TYPES)[KEY].items}
CHOICE = next(item for item in ITEMS.values() if item.type == "single choice")
TYPED = next(item for item in ITEMS.values() if item.type == "short text")
OPEN = next(item for item in ITEMS.values() if item.type == "open response")
OF_TYPE = {item.type: item for item in reversed(ITEMS.values())}
STEPS = ("", "?show=answers", "?show=answers&show=typed", "?show=answers&show=typed&show=key")
CAST = ("Zarghuna Quillfeather", "Bartholomew Xu", "فرشته کوهستانی")
OF_ITS_OWN = r'data-version="\w+"|src="data:[^"]+"|/j\w*/\d+'
"""What differs between the pages of two classes in any case."""
SECRET = "mellifluous-marker"


@pytest.fixture
def room(app: Flask) -> Room:
    """The quiz of all ten types, open in the first class; nobody is there yet."""
    return Room(services(app).db, ALL_TYPES, KEY)


@pytest.fixture
def desk(app: Flask) -> Visitor:
    return enter(app)


def choose(item: Item, place: int) -> dict[str, str]:
    """The option of a single choice that stands at a place."""
    return {"choice": item.body.options[place].id}  # type: ignore[attr-defined]


def live(desk: Visitor, path: str, version: str = "") -> dict[str, object]:
    """What the page's own script gets."""
    reply = desk.client.get(path, headers={"X-Version": version, "X-Autosave": "1"})
    assert reply.status_code == 200
    return dict(reply.get_json())


def still(page: str) -> str:
    """A page without the time of day."""
    return re.sub(r"As of \d\d:\d\d", "", page)


def test_the_way_in_is_on_every_page(room: Room, desk: Visitor) -> None:
    code = desk.code()
    for path in ("/classroom/", room.page, *(room.at(CHOICE) + step for step in STEPS)):
        assert code in desk.get(path)
        assert "http:// localhost/" in desk.words
        assert 'class="qr" src="data:image/svg' in desk.text
    classes.let_join(room.db, 1, joining=False)
    assert "nobody new can join it" in desk.get(room.page)


def test_an_empty_room_is_said_to_be_empty(room: Room, desk: Visitor) -> None:
    desk.get(room.page)
    assert "0 of 0 answers" in desk.words
    desk.get(room.at(CHOICE) + "?show=answers")
    assert "Nobody has answered this question yet" in desk.words
    assert desk.words.count("0 of 0") == len(CHOICE.body.options) + 3  # type: ignore[attr-defined]


def test_it_counts_who_joined_began_answered_and_handed_in(room: Room, desk: Visitor) -> None:
    first, second = room.begin("One"), room.begin("Two")
    room.join("Three")
    for attempt in (first, second):
        room.save(attempt, CHOICE, choose(CHOICE, 0))
    room.save(first, TYPED, {"text": "a shed"})
    room.hand_in(first)
    desk.get(room.page)
    assert "joined 3 started 2 handed in 1" in desk.words
    assert f"3 of {2 * len(ITEMS)} answers" in desk.words
    desk.get(room.at(TYPED))
    assert "1 of 2 have answered this question" in desk.words
    assert "1 of 2 handed in" in desk.words


def test_a_student_counts_once_with_the_newest_attempt(app: Flask, desk: Visitor) -> None:
    room = Room(services(app).db, ALL_TYPES, KEY, SittingRules(attempts=None))
    before = room.begin("One")
    room.save(before, CHOICE, choose(CHOICE, 0))
    room.hand_in(before)
    room.save(room.again(before.student_id), CHOICE, choose(CHOICE, 1))
    answers = shares(desk.get(room.at(CHOICE) + "?show=answers"))
    assert answers[:2] == [(0, 1), (1, 1)]


def test_who_left_the_class_is_not_in_it(room: Room, desk: Visitor) -> None:
    attempt = room.begin("One")
    other = classes.make(room.db, "Other").id
    students.change(room.db, attempt.student_id, name="One", external_id="", class_id=other)
    desk.get(room.page)
    assert "joined 0 started 0" in desk.words


def shares(page: str) -> list[tuple[int, int]]:
    found = re.findall(r'class="share"[^>]*><strong>(\d+)</strong> of (\d+)', page)
    return [(int(count), int(of)) for count, of in found]


@pytest.mark.parametrize("item", OF_TYPE.values(), ids=OF_TYPE)
def test_what_was_answered_is_sent_only_when_it_is_asked_for(
    room: Room, desk: Visitor, item: Item
) -> None:
    """The page is the same whatever was answered, until it is asked for."""
    first, second = room.begin("One"), room.begin("Two")
    wrong = dict.fromkeys(key_of(item), SECRET)
    for attempt in (first, second):
        room.save(attempt, item, key_of(item))
    before, asked_for = still(desk.get(room.at(item))), desk.get(room.at(item) + STEPS[1])
    room.save(second, item, wrong, sequence=2)
    assert still(desk.get(room.at(item))) == before
    assert shares(before) == []
    assert SECRET not in str(live(desk, room.at(item)))
    # Texts are only counted.
    assert (still(desk.get(room.at(item) + STEPS[1])) == still(asked_for)) == (item is OPEN)


def moved_keys(tmp_path: Path) -> list[Path]:
    """Courses that differ in their keys alone."""
    made = []
    for name, keys in (("one", ("x", " ", "roof", "41")), ("other", (" ", "x", "yard", "12"))):
        folder = tmp_path / name
        folder.mkdir()
        first, second, word, number = keys
        (folder / "01-hives.md").write_text(
            f"---\ntitle: Hives\n---\n\n## Quiz: Exit {{#exit}}\n\n"
            f"### Where? {{#where}}\n\n- ({first}) Roof\n- ({second}) Yard\n\n"
            f"### And? {{#and}}\n\n- [{first}] Roof\n- [{second}] Yard\n\n"
            f"### Is it so? {{#so}}\n\n= {'true' if first == 'x' else 'false'}\n\n"
            f"### In a word? {{#word}}\n\n= {word}\n\n### How many? {{#many}}\n\n= {number}\n"
        )
        made.append(folder)
    return made


def test_the_key_is_sent_only_when_it_is_asked_for(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    pages: list[dict[str, str]] = []
    for course in moved_keys(tmp_path):
        app = make_app(course, data=course.name)
        room, desk = Room(services(app).db, course, ("hives", "exit")), enter(app)
        where, either, so, word, many = room.quiz.items
        roof, yard = (option.id for option in where.body.options)  # type: ignore[attr-defined]
        for name, chosen in (("One", roof), ("Two", yard), ("Three", yard)):
            attempt = room.begin(name)
            room.save(attempt, where, {"choice": chosen})
            room.save(attempt, either, {chosen: "ticked"})
            room.save(attempt, so, {"choice": "true"})
            room.save(attempt, word, {"text": "Roof" if chosen == roof else "yard"})
            room.save(attempt, many, {"text": "41" if chosen == roof else "12"})
        code = desk.code()
        pages.append(
            {
                room.at(item) + step: still(desk.get(room.at(item) + step)).replace(code, "")
                for item in room.quiz.items
                for step in (*STEPS, "?show=key", "?show=typed&show=key")
            }
        )
    one, other = (
        {path: re.sub(OF_ITS_OWN, "", page) for path, page in found.items()} for found in pages
    )
    for path, page in one.items():
        is_key = path.endswith(STEPS[-1])
        assert (page == other[path]) != is_key, path
        assert ("✓" in page) == is_key, path


def test_words_that_were_typed_need_a_click_of_their_own(room: Room, desk: Visitor) -> None:
    room.save(room.begin("One"), TYPED, {"text": SECRET})
    for step in ("", "?show=answers", "?show=answers&show=key", "?show=typed"):
        assert SECRET not in desk.get(room.at(TYPED) + step)
    assert SECRET in desk.get(room.at(TYPED) + STEPS[2])


def test_many_different_words_leave_room_for_the_question(room: Room, desk: Visitor) -> None:
    for number in range(9):
        room.save(room.begin(f"N{number}"), TYPED, {"text": f"word {number}"})
    desk.get(room.at(TYPED) + STEPS[2])
    assert "word 5" in desk.text
    assert "word 6" not in desk.text
    assert "And 3 other responses, from 3 of 9." in desk.words


def test_every_step_is_a_link_that_leads_back(room: Room, desk: Visitor) -> None:
    room.save(room.begin("One"), TYPED, {"text": "a shed"})
    page = desk.get(room.at(TYPED))
    for words in ("Show the answers", "Show what was typed", "Show the key"):
        page = desk.get(link(page, words))
    assert "show=answers&show=typed&show=key" in desk.response.request.url  # type: ignore[union-attr]
    page = desk.get(link(page, "Hide what was typed"))
    assert "✓" in page
    page = desk.get(link(page, "Hide the answers"))
    assert still(page) == still(desk.get(room.at(TYPED)))


def link(page: str, words: str) -> str:
    found = re.search(rf'href="([^"]+)"[^>]*>{words}</a>', page)
    assert found, words
    return found[1].replace("&amp;", "&")


def test_no_page_leads_to_a_person(room: Room, desk: Visitor) -> None:
    people = [room.begin(name) for name in CAST]
    for number, attempt in enumerate(people):
        for item in ITEMS.values():
            given = {"text": SECRET} if item is OPEN else key_of(item)
            room.save(attempt, item, given, ("p1",) if item.evidence else ())
        if number:
            room.hand_in(attempt)
    known = students.in_class(room.db, 1)
    about = {name for student in known for name in (student.name, student.code)}
    about |= {attempt.id for attempt in people} | {SECRET, "/students/", "/attempts/"}
    paths = ["/classroom/", room.page]
    paths += [room.at(item) + step for item in ITEMS.values() for step in STEPS]
    paths += [f"{room.at(CHOICE)}/evidence{step}" for step in ("", "?show=key&read=p1")]
    for path in paths:
        page = desk.get(path) + str(live(desk, path))
        assert [told for told in about if told in page] == [], path


def test_the_script_gets_what_has_changed(room: Room, desk: Visitor) -> None:
    attempt = room.begin("One")
    page = desk.get(room.at(CHOICE))
    version = re.search(r'data-version="(\w+)"', page)
    assert version
    assert live(desk, room.at(CHOICE), version[1]) == {"version": version[1], "parts": {}}
    room.save(attempt, CHOICE, choose(CHOICE, 0))
    changed = live(desk, room.at(CHOICE), version[1])
    assert changed["version"] != version[1]
    assert "1 of 1" in str(changed["parts"])
    assert live(desk, room.at(CHOICE), str(changed["version"]))["parts"] == {}


def test_a_browser_that_was_signed_out_is_told_so(room: Room, desk: Visitor) -> None:
    desk.client.delete_cookie("instructor")
    reply = desk.client.get(room.page, headers={"X-Version": "", "X-Autosave": "1"})
    assert reply.status_code == 403
    assert reply.get_json()["outcome"] == "signed out"


def test_the_class_is_the_sitting_s_own(app: Flask, desk: Visitor) -> None:
    db = services(app).db
    other = classes.make(db, "Evening class")
    room = Room(db, ALL_TYPES, KEY, class_id=other.id)
    desk.get("/instructor/?class=1")
    assert other.shown_code in desk.get(room.page)
    assert "Evening class" in desk.text
    desk.get(link(desk.text, "The sitting at the desk"))
    assert desk.status == 200
    assert "Evening class" in desk.text


def test_a_quiz_that_left_the_course_is_shown_as_it_was(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    course = moved_keys(tmp_path)[0]
    app = make_app(course)
    room, desk = Room(services(app).db, course, ("hives", "exit")), enter(app)
    word = room.quiz.items[3]
    room.save(room.begin("One"), word, {"text": "roof"})
    (course / "01-hives.md").unlink()
    assert "In a word?" in desk.get(room.at(word) + STEPS[-1])
    assert shares(desk.text) == [(1, 1)]


@pytest.mark.parametrize("path", ["/99", "/1/items/nowhere", "/1/items/nowhere/evidence"])
def test_what_is_not_there_is_said(room: Room, desk: Visitor, path: str) -> None:
    assert desk.client.get(f"/classroom/sittings{path}").status_code == 404


def test_a_question_that_asks_for_no_paragraphs_has_no_map(room: Room, desk: Visitor) -> None:
    other = next(item for item in ITEMS.values() if not item.evidence)
    desk.get(f"{room.at(other)}/evidence")
    assert desk.status == 404
    assert "doesn't ask which paragraphs" in desk.words
    assert "/evidence" not in desk.get(room.at(other))


# What was cited


def cited(room: Room, answers: str, *anchors: str) -> None:
    """A student for each letter, who chose the option at that place and cites these paragraphs."""
    for letter in answers:
        given = choose(CHOICE, "ABCD".index(letter))
        room.save(room.begin(f"Student {letter}"), CHOICE, given, anchors)


def test_the_reading_is_shaded_by_what_each_camp_cited(room: Room, desk: Visitor) -> None:
    cited(room, "AAB", "p1")
    cited(room, "BB", "p1", "p3")
    desk.get(link(desk.get(room.at(CHOICE)), "Show what was cited"))
    assert "Those who chose A cite P1 (2 of 2)." in desk.words
    assert "Those who chose B cite P1 (3 of 3) and P3 (2 of 3)." in desk.words
    assert "A and B both cite P1 most, and yet they chose differently." in desk.words
    assert "P1: The morning 5 2 3 P2: Who rides, and how far 0 0 0" in desk.words
    assert "5 of 5 cited something." in desk.words


def test_the_map_tells_the_key_only_when_it_is_asked_for(room: Room, desk: Visitor) -> None:
    cited(room, "AB", "p1")
    page = desk.get(f"{room.at(CHOICE)}/evidence")
    assert "✓" not in page + str(live(desk, f"{room.at(CHOICE)}/evidence"))
    assert "is-key" not in page
    page = desk.get(link(page, "Show the key"))
    assert page.count("✓") == 2
    assert page.count('class="is-key"') == len(CHOICE.evidence)


def test_a_paragraph_can_be_read_beside_the_map(room: Room, desk: Visitor) -> None:
    cited(room, "A", "p3")
    page = desk.get(f"{room.at(CHOICE)}/evidence")
    assert "painted lines" not in page
    form = desk.form(f"{room.at(CHOICE)}/evidence")
    form.fill("read", "p3")
    page = desk.get(f"{form.action}?{urlencode(form.fields, doseq=True)}")
    assert "painted lines" in page
    assert "A covered shed" not in desk.words
    assert "Those who chose A" in desk.get(link(page, "Put the paragraph away"))
    assert desk.client.get(f"{room.at(CHOICE)}/evidence?read=nowhere").status_code == 200


def test_an_empty_map_says_so(room: Room, desk: Visitor) -> None:
    assert "Nobody has cited a paragraph yet." in desk.get(f"{room.at(CHOICE)}/evidence")


# The time that the class has


def test_the_time_is_told_without_a_clock(app: Flask, desk: Visitor) -> None:
    db = services(app).db
    room = Room(db, ALL_TYPES, KEY, SittingRules(time_limit=1200), opened=False)
    assert "Not open yet." in desk.get(room.page)
    sittings.open_(db, room.sitting.id, db.clock.now())
    assert "20 minutes from the moment you begin" in desk.get(room.page)
    room.begin("One")
    assert "Most have about 20 minutes left." in desk.get(room.page)
    sittings.pause(db, room.sitting.id, db.clock.now())
    assert "Paused" in desk.get(room.page)
    sittings.resume(db, room.sitting.id, db.clock.now())
    sittings.close(db, room.sitting.id, db.clock.now(), everyone=True)
    for attempt in attempts.in_sitting(db, room.sitting.id):
        room.hand_in(attempt)
    assert "Closed." in desk.get(room.page)


def test_nobody_s_extra_time_is_told(app: Flask, desk: Visitor) -> None:
    room = Room(services(app).db, ALL_TYPES, KEY, SittingRules(time_limit=1200))
    student_id = room.join("One")
    sittings.multiply_time(room.db, student_id, 2.0)
    room.again(student_id)
    assert "20 minutes from the moment you begin" in desk.get(room.page)
    assert "40 minutes" not in desk.words


# The ways to it, and polls


def test_the_desk_leads_to_it(room: Room, desk: Visitor) -> None:
    page = desk.get(f"/instructor/sittings/{room.sitting.id}")
    assert desk.client.get(link(page, "Show on the projector")).status_code == 200
    page = desk.get("/instructor/")
    assert desk.client.get(link(page, "Show on the projector")).status_code == 200


def test_the_way_in_leads_on_to_what_is_going_on(room: Room, desk: Visitor) -> None:
    room.join("One")
    page = desk.get("/classroom/")
    assert "joined 1" in desk.words
    assert desk.get(link(page, room.quiz.title)) == desk.get(room.page)


def test_a_poll_is_shown_once_it_is_closed(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    (tmp_path / "bees").mkdir()
    (tmp_path / "bees" / "01-bees.md").write_text(
        "---\ntitle: Bees\n---\n\n## Poll: How well? {#flight}\n\n- Badly\n- Well\n"
    )
    app = make_app(tmp_path / "bees")
    db, desk = services(app).db, enter(app)
    path, key = "/classroom/polls/bees/flight", ("bees", "flight", Moment.BEFORE)
    assert "Not open yet." in desk.get(path)
    polls.open_round(db, 1, key, "How well?", ("Badly", "Well"))
    for number in range(6):
        student, _ = students.join(db, f"Voter {number}", 1)
        polls.vote(db, student.id, key, 1 + number % 2)
    desk.get(path)
    assert "6 of 6 have voted" in desk.words
    assert "50 %" not in desk.words
    polls.close_round(db, 1, *key)
    assert "50 %" in desk.get(path)
    assert "Voter" not in desk.text
    assert desk.client.get("/classroom/polls/bees/nowhere").status_code == 404
