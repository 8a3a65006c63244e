"""Whatever arrives at whatever address: a message, never a 500, and nothing of anybody else's."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask

from tests.answers import key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
FORM = "application/x-www-form-urlencoded"
SECRET = "a thought of Student One alone"

VALUES = [
    b"", b" ", b"0", b"-1", b"1e999999", b"NaN", b"Infinity", b"9" * 400, b"1" * 30_000,
    b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", b"\xf0\x9f\x98\x80", "‮نام".encode(),
    b"true", b"ticked", b"null", b"[]", b"{}", b'{"a":{"a":{}}}', b"<script>", b"../../etc/passwd",
    b"%s%n", b"' OR 1=1 --", b"{{7*7}}", b"\r\nSet-Cookie: a=b", b"check:", b"check:nothing",
    "٣".encode(), "１２".encode(), b"2,015", b"1/0", b"__proto__", b"A" * 300,
]  # fmt: skip


def _names(rng: random.Random) -> bytes:
    item = rng.choice(QUIZ.items)
    slots = [*key_of(item), "seq", "choice", "text", "1", "99", "", "x" * 200, "a.b", "\x00"]
    other = ["go", "name", "code", "csrf_token", "reveal", item.id, f".{item.id}", "lesson", "quiz"]
    name = rng.choice([f"{item.id}.{rng.choice(slots)}", rng.choice(other)])
    return name.encode()


def _body(rng: random.Random, token: str) -> bytes:
    pairs = [(_names(rng), rng.choice(VALUES)) for _ in range(rng.randint(0, 8))]
    if rng.random() < 0.3 and pairs:
        pairs += [pairs[0]] * 2
    if rng.random() < 0.9:
        pairs.append((b"csrf_token", token.encode()))
    rng.shuffle(pairs)
    return b"&".join(
        quote_from_bytes(n).encode() + b"=" + quote_from_bytes(v).encode() for n, v in pairs
    )


def _paths(app: Flask, rng: random.Random, attempts: list[str]) -> str:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    rule = rng.choice(rules)
    pool = {
        "slug": ["all-types", "at-once", "reading", "nothing"],
        "quiz_id": ["all", "nothing"],
        "item_id": [item.id for item in QUIZ.items],
        "attempt_id": attempts,
    }
    path = rule.rule
    for argument in rule.arguments:
        odd = quote_from_bytes(rng.choice(VALUES)[:200] or b"-")
        value = odd if rng.random() < 0.2 else rng.choice(pool.get(argument, [odd]))
        for form in (f"<{argument}>", f"<path:{argument}>", f"<int:{argument}>"):
            path = path.replace(form, value)
    return path


@pytest.mark.parametrize("seed", range(10))
def test_malformed_requests(
    app: Flask, visitor: Callable[[], Visitor], seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """250 requests a seed: 2,500 in all, over every route and method."""
    rng = random.Random(seed)
    one, two = visitor(), visitor()
    one.join("Student One")
    form = one.start("all-types", "all")
    theirs = one.path
    for item in QUIZ.items:
        if "text" in key_of(item):
            form.fill(f"{item.id}.text", SECRET)
    one.send(form, ("go", "save"))
    before = one.form(theirs).fields
    two.join("Student Two")
    two.start("all-types", "all")
    own = two.path.removeprefix("/attempts/")
    token = two.form(two.path).fields["csrf_token"][0]
    for _ in range(250):
        path = _paths(app, rng, [own, own, theirs.removeprefix("/attempts/"), "nothing"])
        method = rng.choice(["GET", "POST", "POST", "POST", "PUT", "HEAD", "DELETE"])
        kind = rng.choice(
            ["application/x-www-form-urlencoded"] * 8 + ["application/json", "x/y", ""]
        )
        reply = two.client.open(
            path,
            method=method,
            data=_body(rng, token) if method != "GET" else None,
            content_type=kind,
            headers={"X-Autosave": "1"} if rng.random() < 0.4 else {},
            query_string=_body(rng, token)[:500].decode() if rng.random() < 0.3 else None,
            environ_base={"REMOTE_ADDR": f"10.0.{seed}.{rng.randint(1, 250)}"},
        )
        assert reply.status_code < 500, (method, path)
        assert SECRET.encode() not in reply.data, (method, path)
        assert b"Traceback" not in reply.data
        if two.client.get_cookie("student") is None:  # a POST to /leave that was well-formed
            two.join(f"Student Two {rng.random()}")
            token = two.start("all-types", "all").fields["csrf_token"][0]
            own = two.path.removeprefix("/attempts/")
    one.get(theirs)
    after = one.form(theirs).fields
    assert {k: v for k, v in after.items() if k != "csrf_token"} == {
        k: v for k, v in before.items() if k != "csrf_token"
    }
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    "raw",
    [b"%", b"%%%", b"=", b"&&&&", b"a=%ED%A0%80", b"a=%00", b"\xff\xff", b"a" * 200_000],
    ids=range(8),
)
def test_bodies_that_are_no_form(student: Visitor, raw: bytes) -> None:
    student.start("all-types", "all")
    reply = student.client.post(
        student.path, data=raw, content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code in (400, 413)
