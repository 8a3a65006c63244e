"""What the instructor typed comes back on the page that says why it wasn't taken."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from quiz.web.instructor.typed_back import LABELS
from tests.visitor import Visitor
from tests.web.desk import enter, on_network

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "instructor"
FIELD = re.compile(r"<(input|textarea)\b((?:\{\{.*?\}\}|\{%.*?%\}|[^>])*)>")
TYPED = {
    "/instructor/marking/a/b/c": ("comment", "Comment"),
    "/instructor/regrades/a/b/c": ("reason.b.c", "Reason of the regrade: c"),
    "/instructor/students/ids": ("ids", "The list of names and IDs"),
    "/instructor/lessons": ("title", "Title"),
    "/instructor/classes": ("name", "Name"),
}
WORDS = "Good <b>point</b>,\nنعم"


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    browser = enter(app)
    browser.get("/instructor/students")
    return browser


def post(laptop: Visitor, path: str, name: str, **more: str) -> str:
    token = laptop.form("/instructor/leave").fields["csrf_token"][0]
    data = {"csrf_token": token, "lesson": "hidden-words", name: WORDS} | more
    response = laptop.client.post(path, data=data)
    laptop.response = response
    return response.get_data(as_text=True)


def came_back(page: str, label: str) -> bool:
    found = re.search(
        rf'<label for="([\w-]+)">{label}</label></p>\s*<textarea id="\1"[^>]* readonly>\n(.*?)'
        "</textarea>",
        page,
        re.DOTALL,
    )
    return found is not None and found[2] == "Good &lt;b&gt;point&lt;/b&gt;,\nنعم"


def leads_to_the_desk(page: str) -> bool:
    return bool(re.search(r'href="/instructor/[^"]*">To the overview<', page))


@pytest.mark.parametrize(("path", "field"), TYPED.items())
def test_a_session_that_ended_costs_no_words(
    laptop: Visitor, path: str, field: tuple[str, str]
) -> None:
    laptop.client.delete_cookie("instructor")
    page = post(laptop, path, field[0])
    assert laptop.status == 403
    assert came_back(page, field[1])
    assert "hidden-words" not in page


@pytest.mark.parametrize(("path", "field"), TYPED.items())
def test_a_form_that_grew_too_old_costs_no_words(
    laptop: Visitor, path: str, field: tuple[str, str]
) -> None:
    page = post(laptop, path, field[0], csrf_token="old")
    assert laptop.status == 400
    assert came_back(page, field[1])
    assert leads_to_the_desk(page)
    laptop.client.delete_cookie("instructor")
    assert came_back(post_again(laptop, path, field[0]), field[1])
    assert laptop.status == 403


def post_again(laptop: Visitor, path: str, name: str) -> str:
    laptop.response = laptop.client.post(path, data={"csrf_token": "old", name: WORDS})
    return laptop.text


@pytest.mark.parametrize("path", ["/instructor/marking/a/b/c", "/instructor/regrades/a/b/c"])
def test_what_is_gone_costs_no_words(laptop: Visitor, path: str) -> None:
    name, label = TYPED[path]
    page = post(laptop, path, name)
    assert laptop.status == 404
    assert came_back(page, label)


def test_a_class_that_is_gone_costs_no_words(laptop: Visitor) -> None:
    page = post(laptop, "/instructor/students/ids?class=999", "ids")
    assert laptop.status == 404
    assert came_back(page, "The list of names and IDs")


def test_a_message_leads_back_to_its_own_side(laptop: Visitor) -> None:
    for path in ("/instructor/lessons/nowhere", "/instructor/nowhere"):
        assert leads_to_the_desk(laptop.get(path))
    assert 'href="/">To the course' in laptop.get("/nowhere")
    assert 'href="/">To the course' in on_network(laptop).get("/instructor/lessons")


def test_nothing_comes_back_away_from_the_laptop(laptop: Visitor) -> None:
    token = on_network(laptop).form("/instructor/leave").fields["csrf_token"][0]
    for sent, status in (("old", 400), (token, 403)):
        data = {"csrf_token": sent, "ids": WORDS}
        laptop.response = laptop.client.post("/instructor/students/ids", data=data)
        assert laptop.status == status
        assert "Good" not in laptop.text


def test_what_is_refused_unread_stays_unread(laptop: Visitor) -> None:
    body = urlencode({"name": "x" * 9_000})
    form = "application/x-www-form-urlencoded"
    answer = laptop.client.post("/instructor/classes", data=body, content_type=form)
    assert answer.status_code == 413
    assert "xxx" not in answer.text
    foreign = {"Origin": "http://evil.example"}
    answer = laptop.client.post("/instructor/classes", data={"name": WORDS}, headers=foreign)
    assert answer.status_code == 403
    assert "Good" not in answer.text


def test_every_field_that_is_typed_into_has_a_label_in_words() -> None:
    found = set()
    for template in TEMPLATES.glob("*.html"):
        for _, attributes in FIELD.findall(posted(template.read_text(encoding="utf-8"))):
            kind = re.search(r'type="([\w-]+)"', attributes)
            name = re.search(r'name="([^".{]+)', attributes)
            if name and (kind is None or kind[1] not in ("hidden", "radio", "checkbox", "file")):
                found.add(name[1])
    assert {"comment", "ids", "reason", "text", "title"} <= found
    assert found <= LABELS.keys()


def posted(template: str) -> str:
    """A template without its forms that only ask."""
    return re.sub(r'<form[^>]*method="get".*?</form>', "", template, flags=re.DOTALL)
