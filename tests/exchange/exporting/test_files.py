"""What holds for the file of every format."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from quiz.content.render import Renderer
from quiz.exchange.exporting import formats
from quiz.model import Item, Lesson, Quiz
from tests.conftest import ALL_TYPES
from tests.exchange.exporting.courses import course, files, shipment
from tests.questions.bodies import parse

NO_XML = (".css", ".png")


@pytest.mark.parametrize("kind", sorted(formats()))
def test_the_same_lessons_give_the_same_file_whenever_it_is_made(
    renderer: Renderer, kind: str
) -> None:
    shipped = course(ALL_TYPES, renderer)
    data = formats()[kind].export(shipped).data
    assert formats()[kind].export(shipped).data == data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {file.date_time for file in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("kind", sorted(formats().keys() - {"gift"}))
def test_what_no_xml_can_hold_is_left_out_everywhere(renderer: Renderer, kind: str) -> None:
    odd = "Be\x01es \ufffe & <wasps>"
    item = Item("what", "true/false", odd, parse("true/false", "= true"))
    quiz = Quiz("exit", odd, (item,))
    one = Lesson("bees", "01-bees.md", odd, (quiz,), objectives=(odd,), terms=((odd, odd),))
    shipped = replace(shipment([one], renderer), course=odd)
    data = formats()[kind].export(shipped).data
    parts = files(data) if zipfile.is_zipfile(io.BytesIO(data)) else {kind: data}
    for name, part in parts.items():
        assert b"\x01" not in part
        if not name.endswith(NO_XML):
            ElementTree.fromstring(part)
