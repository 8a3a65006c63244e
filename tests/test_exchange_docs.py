"""The tables of docs/exchange.md say what the code does, and the page leads to what there is."""

from __future__ import annotations

import re

import pytest

from docs.exchange_samples import BANKS, full_items, plain_items
from docs.exchange_table import BEGIN, PAGE, page
from quiz.cli.export import command as export
from quiz.cli.import_ import command as import_
from quiz.content.parser import parse_item
from quiz.content.printer import print_item
from quiz.exchange import exporting, importing
from quiz.questions import types


@pytest.mark.slow
def test_the_tables_are_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m docs.exchange_table`"


def test_the_examples_are_items_of_every_type() -> None:
    for items in (plain_items(), full_items()):
        assert list(items) == list(types())
        for item in items.values():
            assert parse_item(print_item(item)) == item


def test_there_are_questions_of_every_format_that_is_read() -> None:
    assert set(importing.formats()) <= set(BANKS)


def test_the_page_names_only_options_and_formats_that_exist() -> None:
    text = PAGE.read_text(encoding="utf-8")
    known = {word for one in (export, import_) for option in one.params for word in option.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - {"--help"} <= known
    for key in re.findall(r"app\.py export ([a-z][a-z0-9-]*)", text):
        assert key in exporting.formats()
    own_words = text.partition(BEGIN)[0]
    assert set(re.findall(r"\(`([a-z0-9-]+)`\)", own_words)) == set(exporting.formats())
