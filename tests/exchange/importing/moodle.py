"""Moodle XML to try reading on."""

from __future__ import annotations

from quiz.exchange.importing import BankFile, Found, formats

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg"
    "=="
)
"""A picture of one dot."""


def question(kind: str, inside: str, text: str = "<p>What is a bee?</p>", name: str = "Bee") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}'
        "</question>"
    )


def answer(fraction: float, text: str, feedback: str = "", more: str = "") -> str:
    said = f"<feedback><text><![CDATA[{feedback}]]></text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction:g}"><text><![CDATA[{text}]]></text>{said}{more}</answer>'


def quiz(*questions: str) -> str:
    inside = "\n".join(questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{inside}\n</quiz>\n'


GOOD = question("truefalse", answer(100, "true") + answer(0, "false"), name="Good")


def read(text: str | bytes) -> list[Found]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(formats()["moodle_xml"].read(BankFile("bank.xml", data)))


def read_one(text: str) -> Found:
    """The only question of a bank."""
    (found,) = read(quiz(text))
    return found
