"""Every address of the desk names its class, so that two tabs can be about two classes."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from flask import Flask

from quiz.model import Class, SittingRules
from quiz.storage import classes, sittings, students
from quiz.storage.sittings import NewSitting
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import bring_in, enter, form_to, services, take
from tests.web.test_paper import codes

pytestmark = pytest.mark.slow

LESSON = "/instructor/lessons/release"
OF_NO_CLASS = {"instructor.enter", "instructor.leave"}
NOT_LINKED = {
    "instructor.backup_file",
    "instructor.intake_picture",
    "instructor.take_away_file",
}
"""What pages lead to only once something else was done."""
OTHERS = 2
"""Pages of one kind that are looked at: those of every student are alike."""


@pytest.fixture
def app(make_app: Callable[..., Flask], tmp_path: Path) -> Flask:
    """Over a copy of the course, whose lessons are moved about."""
    return make_app(shutil.copytree(ALL_TYPES, tmp_path / "lessons"))


@pytest.fixture
def other(app: Flask) -> Class:
    return classes.make(services(app).db, "Class Two")


@pytest.fixture
def laptop(app: Flask, student: Visitor) -> Visitor:
    """The instructor's browser, two students of one name with work and an ID, and questions that
    wait."""
    take(student, "release", "release")
    take(student, "all-types", "all")
    db = services(app).db
    students.join(db, "Student One", 1)
    students.give_ids(db, {1: "school-1"})
    rules = SittingRules()
    sittings.plan(db, NewSitting(1, "all-types", "all", "All types", "All ten kinds", rules))
    browser = enter(app)
    bring_in(browser, ("bees.gift", b"::Bees:: Bees {=buzz =%50%hum}\n"))
    return browser


def class_of(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("class", [])


def test_every_form_and_link_of_every_page_names_the_class(
    app: Flask, laptop: Visitor, other: Class
) -> None:
    routes = app.url_map.bind("localhost")
    seen: Counter[str] = Counter()
    waiting, known, without = ["/instructor/?class=1"], set[str](), []
    while waiting:
        page = waiting.pop()
        path = urlsplit(page).path
        endpoint, _ = routes.match(path)
        if path in known or seen[endpoint] >= OTHERS:
            continue
        known.add(path)
        seen[endpoint] += 1
        # Not as text: some are files.
        laptop.response, laptop.path = laptop.client.get(page), path
        assert laptop.status == 200, page
        if laptop.response.mimetype != "text/html":
            continue
        posts = [form.action for form in laptop.forms() if "csrf_token" in form.fields]
        # A dialog's form goes nowhere.
        asks = [form for form in laptop.forms() if "csrf_token" not in form.fields and form.action]
        without += [(page, "a form that asks") for one in asks if "class" not in one.fields]
        # What a page's script asks for names its class too.
        links = [
            unescape(link)
            for link in re.findall(r'(?:<a [^>]*href|data-from)="([^"]+)"', laptop.text)
        ]
        for address in posts + [link for link in links if not link.startswith("#")]:
            full = urljoin(path, address)
            if address in posts:
                goes_to, _ = routes.match(urlsplit(full).path, method="POST")
            elif not urlsplit(full).path.startswith("/instructor"):
                continue
            else:
                goes_to, _ = routes.match(urlsplit(full).path)
                if not class_of(full) or class_of(full) == ["1"]:
                    waiting.append(full)
            # The author's text links to lessons too; it is rendered once for all classes.
            by_author = goes_to == "instructor.lesson" and urlsplit(full).fragment
            if goes_to not in OF_NO_CLASS and len(class_of(full)) != 1 and not by_author:
                without.append((page, address))
        if endpoint == "instructor.paper":
            waiting += [
                f"/instructor/papers/{code}/students/1?class=1" for code in codes(laptop.text)
            ]
        if endpoint == "instructor.lesson_version":
            waiting += [f"{path.replace('history', k)}?class=1" for k in ("conflict", "changes")]
    assert without == []
    every = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("instructor.") and "GET" in (rule.methods or ())
    }
    assert every - set(seen) - OF_NO_CLASS == NOT_LINKED


def test_a_form_sent_brings_back_to_its_own_class(laptop: Visitor, other: Class) -> None:
    """Also one that is about no class, such as a lesson's."""
    laptop.get("/instructor/lessons?class=1")
    form = form_to(laptop, f"{LESSON}/order")
    laptop.get(f"/instructor/?class={other.id}")
    laptop.send(form, form.buttons[0])
    assert laptop.response is not None
    assert laptop.response.request.args["class"] == "1"
    assert "Class Two</option>" in laptop.text
    assert 'value="1" selected' in laptop.text


def test_a_lesson_is_saved_though_the_class_of_its_page_was_removed(
    app: Flask, laptop: Visitor, other: Class
) -> None:
    laptop.get(f"/instructor/lessons?class={other.id}")
    form = form_to(laptop, f"{LESSON}/order")
    classes.remove(services(app).db, other.id)
    laptop.client.get("/instructor/?class=1")
    answer = laptop.client.post(form.action, data=dict(form.fields) | dict(form.buttons[:1]))
    assert answer.status_code == 303
    assert class_of(answer.location) != [str(other.id)]


def test_a_class_that_is_removed_on_its_own_page_leads_to_another(
    laptop: Visitor, other: Class
) -> None:
    laptop.get(f"/instructor/classes/{other.id}?class={other.id}")
    [form] = [form for form in laptop.forms() if ("action", "remove") in form.buttons]
    laptop.send(form, ("action", "remove"))
    assert laptop.status == 200
    assert "was removed" in laptop.text


def test_another_class_is_chosen_from_what_is_one_class_s_own(
    laptop: Visitor, other: Class
) -> None:
    laptop.get("/instructor/sittings/1?class=1")
    [form] = [one for one in laptop.forms() if list(one.fields) == ["class"]]
    laptop.get(f"{urlsplit(form.action).path}?class={other.id}")
    assert laptop.status == 200
    assert "Sittings Class Two" in laptop.words
