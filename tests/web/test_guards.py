"""Who may, who may not, and what a request must look like to be heard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from quiz.storage import instructors, students
from quiz.web.forms import tidy_name
from quiz.web.security import CONTENT_SECURITY_POLICY
from quiz.web.services import EXTENSION
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor

QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
ITEM = next(item for item in QUIZ.items if item.type == "short text")


@pytest.fixture
def attempt(student: Visitor) -> str:
    """The address of an attempt of Student One's with one answer in it."""
    form = student.start("all-types", "all")
    fill(form, ITEM, {"text": "mine alone"})
    path = student.path
    student.send(form, ("go", "save"))
    return path


@pytest.fixture
def stranger(visitor: Callable[[], Visitor]) -> Visitor:
    browser = visitor()
    browser.join("Student Two")
    return browser


@pytest.fixture
def nobody(visitor: Callable[[], Visitor]) -> Visitor:
    return visitor()


def token(browser: Visitor) -> str:
    page = "/finish" if browser.client.get_cookie("student") else browser.path
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page))
    assert found
    return found[1]


def addresses(attempt: str) -> list[tuple[str, str]]:
    return [
        ("GET", attempt),
        ("GET", f"{attempt}/summary"),
        ("GET", f"{attempt}/review"),
        ("POST", attempt),
        ("POST", f"{attempt}/submit"),
        ("POST", f"{attempt}/items/{ITEM.id}"),
    ]


def test_another_student_sees_and_changes_nothing(
    student: Visitor, stranger: Visitor, attempt: str
) -> None:
    stranger.get("/")
    known = token(stranger)
    for method, path in addresses(attempt):
        data = {"csrf_token": known, f"{ITEM.id}.text": "theirs", f"{ITEM.id}.seq": "500"}
        reply = stranger.client.open(path, method=method, data=data if method == "POST" else None)
        assert reply.status_code == 404, path
        assert "mine alone" not in reply.text
    student.get(attempt)
    assert student.form(attempt).fields[f"{ITEM.id}.text"] == ["mine alone"]


def test_whoever_has_not_joined_is_sent_to_join(nobody: Visitor, attempt: str) -> None:
    for path in ("/", "/reading", "/lessons/all-types", attempt, f"{attempt}/review"):
        reply = nobody.client.get(path)
        assert reply.status_code == 303
        assert reply.location == "/join"


def test_a_left_device_is_nobodys(student: Visitor, attempt: str) -> None:
    student.get("/finish")
    student.send(student.form("/leave"))
    assert student.path == "/join"
    student.get(attempt)
    assert student.path == "/join"


@pytest.mark.parametrize("path", ["/join", "/rejoin", "/leave", "ATTEMPT", "ATTEMPT/submit"])
def test_nothing_changes_without_the_page_s_own_token(
    student: Visitor, attempt: str, path: str
) -> None:
    reply = student.client.post(path.replace("ATTEMPT", attempt), data={"name": "Forged"})
    assert reply.status_code == 400
    student.get(attempt)
    assert student.path == attempt


def test_a_stale_token_gives_the_answers_back(student: Visitor, attempt: str) -> None:
    form = student.start("all-types", "all")
    form.fill(f"{ITEM.id}.text", "a long thought")
    form.fields["csrf_token"] = ["stale"]
    student.send(form, ("go", "save"))
    assert student.status == 400
    again = student.form(attempt)
    assert again.fields[f"{ITEM.id}.text"] == ["a long thought"]
    student.send(again, ("go", "save"))
    student.get(attempt)
    assert student.form(attempt).fields[f"{ITEM.id}.text"] == ["a long thought"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.20:8000", 200),
        ("[fe80::1]:8000", 200),
        ("localhost:8000", 200),
        ("evil.example", 400),
        ("192.168.1.20.evil.example", 400),
        ("", 400),
        ("a b", 400),
    ],
)
def test_only_the_laptop_s_own_addresses_are_answered(app: Flask, host: str, status: int) -> None:
    assert app.test_client().get("/join", headers={"Host": host}).status_code == status


def test_names_can_be_added_to_what_is_answered(make_app: Callable[..., Flask]) -> None:
    client = make_app(hosts=["Quiz.lan"]).test_client()
    assert client.get("/join", headers={"Host": "quiz.lan:80"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost"])
def test_another_site_cannot_post(student: Visitor, attempt: str, origin: str) -> None:
    form = student.start("all-types", "all")
    reply = student.client.post(attempt, data=form.fields, headers={"Origin": origin})
    assert reply.status_code == 403


def test_every_reply_carries_the_headers(student: Visitor, attempt: str) -> None:
    for path in ("/", "/join", "/lessons/all-types", attempt, "/nowhere", "/static/style.css?v=1"):
        with student.client.get(path) as reply:
            headers = reply.headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert ("no-store" in headers["Cache-Control"]) == (not path.startswith("/static"))


def test_the_identity_cookie_is_out_of_a_script_s_reach(visitor: Callable[[], Visitor]) -> None:
    browser = visitor()
    browser.get("/join")
    form = browser.form("/join")
    form.fill("code", browser.code())
    form.fill("name", "Student One")
    reply = browser.client.post("/join", data=form.fields)
    cookie = next(c for c in reply.headers.getlist("Set-Cookie") if c.startswith("student="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "it would be dropped over plain HTTP"


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "!!!", "x" * 81])
def test_a_name_must_say_something(nobody: Visitor, name: str) -> None:
    nobody.join(name)
    assert nobody.path == "/join"
    assert 'name="name"' in nobody.text


@pytest.mark.parametrize(
    "name", ["Test Learner", "آزمایشی", "Ann O’Test-Learner", "<b>Bold</b> Learner", "学生"]
)
def test_names_are_shown_as_text(nobody: Visitor, name: str) -> None:
    from markupsafe import escape

    nobody.join(name)
    assert nobody.path == "/"
    assert str(escape(name)) in nobody.text
    assert "<b>Bold" not in nobody.text


def test_an_answer_is_shown_as_text(student: Visitor, attempt: str) -> None:
    hostile = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)> [l](x) **b**'
    form = student.start("all-types", "all")
    for item in QUIZ.items:
        if "text" in key_of(item):
            form.fill(f"{item.id}.text", hostile)
    student.send(form, ("go", "save"))
    assert "<script>alert" not in student.text
    assert "onerror=alert(1)>" not in student.text.replace("&gt;", "")
    student.hand_in(student.form(attempt))
    assert "<script>alert" not in student.text
    assert "<strong>b</strong>" not in student.text


def test_two_students_may_have_one_name(app: Flask, visitor: Callable[[], Visitor]) -> None:
    one, two = visitor(), visitor()
    one.join("Same Name")
    two.join("Another Name")
    db = app.extensions[EXTENSION].db
    students.change(db, 2, name="Same Name", external_id="", class_id=1)
    form = one.start("all-types", "all")
    form.fill(f"{ITEM.id}.text", "mine alone")
    one.send(form, ("go", "save"))
    two.start("all-types", "all")
    assert "mine alone" not in two.text


def test_a_form_of_very_many_fields_is_refused(student: Visitor, attempt: str) -> None:
    body = urlencode([(f"f{i}", "1") for i in range(5_000)])
    reply = student.client.post(
        attempt, data=body, content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code == 413


def test_an_answer_too_long_to_be_one_is_refused_in_words(student: Visitor, attempt: str) -> None:
    form = student.start("all-types", "all")
    form.fill(f"{ITEM.id}.text", "x" * 25_000)
    student.send(form, ("go", "save"))
    assert student.status == 409
    assert "20,000" in student.text or "20000" in student.text


def test_a_form_of_the_one_before_is_worth_nothing_to_the_next(
    visitor: Callable[[], Visitor],
) -> None:
    shared, phone = visitor(), visitor()
    shared.get("/join")
    kept = shared.form("/join").fields | {"code": [shared.code()]}
    shared.join("Student One")
    shared.get("/finish")
    shared.send(shared.form("/leave"))
    again = shared.client.post("/join", data=kept | {"name": ["Student Two"]})
    assert again.status_code == 400
    assert phone.client.post("/join", data=kept | {"name": ["Student Two"]}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/join", "/attempts/none", "/instructor/", "/nowhere"])
@pytest.mark.parametrize("script", [False, True])
def test_a_closed_database_is_said_in_words(
    student: Visitor, app: Flask, path: str, script: bool
) -> None:
    app.extensions[EXTENSION].db.close()
    student.client.set_cookie("instructor", "some")
    reply = student.client.get(path, headers={"X-Autosave": "1"} if script else {})
    assert reply.status_code == (404 if path == "/nowhere" else 503)
    assert ("try again" in reply.text) == (reply.status_code == 503)


def test_a_reply_says_what_else_would_do(student: Visitor) -> None:
    assert "GET" in student.client.delete("/").headers["Allow"]


def test_a_static_file_is_kept_only_under_the_address_of_its_content(student: Visitor) -> None:
    for path, kept in (("/static/style.css", False), ("/static/style.css?v=1", True)):
        with student.client.get(path) as reply:
            assert ("immutable" in reply.headers["Cache-Control"]) == kept


def test_the_language_of_a_lesson_goes_along_into_its_quiz(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    text = "---\ntitle: سبق\nlang: ur\n---\n\n## Quiz: سوال {#q}\n\n### کتنے؟ {#one}\n\n= 1\n"
    (folder / "01-first.md").write_text(text, encoding="utf-8")
    browser = Visitor(make_app(folder).test_client())
    browser.join("Student One")
    form = browser.start("first", "q")
    assert 'lang="ur" dir="rtl"' in browser.text
    browser.hand_in(form)
    assert 'lang="ur" dir="rtl"' in browser.text


def test_a_name_of_stacked_marks_costs_nothing_and_loses_them(nobody: Visitor) -> None:
    assert tidy_name("a" + "\u0301\u0316" * 75_000) == tidy_name("a\u0301\u0316\u0301\u0316")
    nobody.join("Zoe" + "\u0301" * 400)
    assert nobody.path == "/"


def test_a_body_that_is_no_form_of_ours_is_not_even_read(student: Visitor, attempt: str) -> None:
    part = b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"
    for path in ("/join", "/leave", attempt):
        reply = student.client.post(path, data=part, content_type="multipart/form-data; boundary=x")
        assert reply.status_code == 415
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked"}
    assert student.client.post(attempt, data={}, environ_overrides=chunked).status_code == 411


@pytest.mark.parametrize("path", ["/join", "/rejoin", "/attempts/none", "/attempts/none/items/x"])
def test_who_has_not_joined_can_t_send_much(nobody: Visitor, path: str) -> None:
    form = "application/x-www-form-urlencoded"
    reply = nobody.client.post(path, data=b"x=" + b"%41" * 5_000, content_type=form)
    assert reply.status_code == 413


def test_a_page_cannot_know_of_saves_that_never_were(student: Visitor, attempt: str) -> None:
    form = student.start("all-types", "all")
    form.fill(f"{ITEM.id}.text", "planted")
    form.fields[f"{ITEM.id}.seq"] = ["999999999999998"]
    student.send(form, ("go", "save"))
    assert student.status == 409
    student.get(attempt)
    assert student.form(attempt).fields[f"{ITEM.id}.text"] == ["mine alone"]


def test_looking_at_a_link_does_not_use_it_up(app: Flask, visitor: Callable[[], Visitor]) -> None:
    folder = app.extensions[EXTENSION].db.folder
    link = f"/instructor/enter/{instructors.new_link_token(folder)}"
    browser = visitor()
    assert browser.client.head(link).headers.getlist("Set-Cookie") == []
    browser.get(link)
    assert browser.path == "/instructor/"
