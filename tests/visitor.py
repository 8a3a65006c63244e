"""A reader of pages without JavaScript: follows links, fills in forms as the page offers them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quiz.storage import classes
from quiz.web.services import EXTENSION, Services


@dataclass
class Form:
    """One form of a page: where it goes, what it sends as it stands, and what it offers."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def fill(self, name: str, *values: str) -> None:
        """Set a field; with no value, clear it. The page must have it, and offer the value."""
        assert name in self.offers, f"{name} is not on this form: {sorted(self.offers)}"
        offers = self.offers[name]
        for value in values:
            assert not offers or value in offers, f"{name} does not offer {value}"
        self.fields[name] = list(values)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._disabled = 0
        self._stack: list[bool] = []
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(a.get("action", ""))
            self.forms.append(self._open)
        if tag == "fieldset":
            self._stack.append("disabled" in a)
            self._disabled += "disabled" in a
        if self._open is None or self._disabled or "disabled" in a:
            return
        name = a.get("name", "")
        if tag == "button" and name:
            self._open.buttons.append((name, a.get("value", "")))
        elif tag == "input" and name:
            self._input(self._open, name, a)
        elif tag == "select":
            self._select = name
            self._open.offers.setdefault(name, [])
        elif tag == "option" and self._select:
            value = a.get("value", "")
            self._open.offers[self._select].append(value)
            if "selected" in a or self._select not in self._open.fields:
                self._open.fields[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            self._open.offers[name] = []
            self._open.fields[name] = [""]

    def _input(self, form: Form, name: str, a: dict[str, str]) -> None:
        if a.get("type") in ("radio", "checkbox"):
            form.offers.setdefault(name, []).append(a.get("value", "on"))
            if "checked" in a:
                others = form.fields.get(name, []) if a["type"] == "checkbox" else []
                form.fields[name] = [*others, a.get("value", "on")]
        else:
            form.offers.setdefault(name, [])
            form.fields[name] = [a.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "fieldset":
            self._disabled -= self._stack.pop()
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.fields[self._area][0] += data.removeprefix("\n")


class Visitor:
    """One browser. Remembers the page it is on, which it loads when somebody looks at it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.path = "/"
        self.response: TestResponse | None = None

    def _loaded(self) -> TestResponse:
        if self.response is None:
            self.get(self.path)
            assert self.response is not None
        return self.response

    @property
    def text(self) -> str:
        return self._loaded().get_data(as_text=True)

    @property
    def words(self) -> str:
        """What the page says, without its markup."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    @property
    def status(self) -> int:
        return self._loaded().status_code

    def get(self, path: str) -> str:
        self.response = self.client.get(path, follow_redirects=True)
        self.path = self.response.request.path
        return self.text

    def forms(self) -> list[Form]:
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def form(self, action: str) -> Form:
        """The form of the current page that goes to `action`, without query and fragment."""
        found = [f for f in self.forms() if urlsplit(f.action or self.path).path == action]
        assert found, f"no form to {action} on {self.path}: {[f.action for f in self.forms()]}"
        return found[0]

    def send(self, form: Form, button: tuple[str, str] | None = None) -> str:
        """Press a button of the form."""
        data = dict(form.fields)
        if button:
            assert button in form.buttons, f"no button {button}: {form.buttons}"
            data[button[0]] = [button[1]]
        target = form.action or self.path
        self.response = self.client.post(target, data=data, follow_redirects=True)
        self.path = self.response.request.path
        return self.text

    def code(self) -> str:
        """The code of the class that the program shows first, as the projector has it."""
        services: Services = self.client.application.extensions[EXTENSION]
        return classes.first(services.db).shown_code

    def join(self, name: str, code: str = "") -> None:
        """Join the class with this code, or the one that is shown first."""
        self.get("/join")
        form = self.form("/join")
        form.fill("code", code or self.code())
        form.fill("name", name)
        self.response = self.client.post("/join", data=form.fields)
        if self.response.location == "/":
            self.response, self.path = None, "/"

    def start(self, lesson: str, quiz: str) -> Form:
        """Start a quiz (or go on with it) and give its form; `self.path` is the attempt's."""
        path = f"/lessons/{lesson}/quizzes/{quiz}"
        going_on = re.search(r'href="(/attempts/[\w-]+)"', self.get(path))
        if going_on:
            self.get(going_on[1])
        else:
            self.send(self.form(path))
        return self.form(self.path)

    def hand_in(self, form: Form) -> str:
        """Save, look at the summary, submit; ends on the review."""
        attempt = self.path
        self.send(form, ("go", "summary"))
        return self.send(self.form(f"{attempt}/submit"))
