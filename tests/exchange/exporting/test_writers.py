"""Which types of question a format can write."""

from __future__ import annotations

import pytest

from quiz.content.parser import parse_item
from quiz.content.render import Renderer
from quiz.exchange.exporting import Carriage, _writers, formats
from quiz.questions import types
from tests.exchange.exporting.courses import of_items


@pytest.mark.parametrize("key", sorted(formats()))
def test_every_type_has_a_writer_and_a_type_without_one_is_reported(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    course = of_items(renderer, *(parse_item(kind.example) for kind in types().values()))

    def unknown() -> set[str]:
        return {
            one.item.type
            for one in formats()[key].export(course).items
            if one.losses == (_writers.UNKNOWN,) and one.carriage is Carriage.OMITTED
        }

    assert unknown() == set()
    monkeypatch.setattr(_writers, "writers", lambda package: {})
    assert unknown() == set(types())
