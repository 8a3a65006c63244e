"""Ids of questions that are made of what the bank calls them."""

from __future__ import annotations

import pytest

from quiz.exchange.importing import BankFile, formats
from tests.exchange.importing.moodle import answer, question, read_one


def gift(text: str) -> str:
    (found,) = formats()["gift"].read(BankFile("bank.gift", text.encode()))
    assert found.item is not None
    return found.item.id


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("::Capital of France::Where is the king? {=Paris ~Rome}", "capital-of-france"),
        ("::Paris, easy::Where is the king? {=Paris ~Rome}", ""),
        ("::King in Paris::Where is the king? {=Paris =In Paris}", ""),
        ("::Paris::Is Paris a town? {=Paris ~Rome}", "paris"),
        ("::Sky true::The sky is blue. {T}", ""),
        ("::Legs 6::How many legs? {#6}", ""),
        ("::Sums: red, green::Which are colours? {~%50%red ~%50%green ~%-100%two}", ""),
        ("::Free::Write. {}", "free"),
        ("// [id:paris]\n::Paris::Where is the king? {=Paris ~Rome}", "paris"),
    ],
)
def test_a_name_that_gives_the_key_away_is_no_id_because_students_get_those(
    text: str, id: str
) -> None:
    assert gift(text) == id


def test_a_name_in_moodle_xml_neither() -> None:
    inside = answer(100, "Honey") + answer(0, "Wax")
    named = read_one(question("multichoice", inside, name="Bees make honey"))
    numbered = f"<idnumber>honey</idnumber>{inside}"
    own = read_one(question("multichoice", numbered, name="Bees make honey"))
    assert [one.item.id for one in (named, own) if one.item] == ["", "honey"]
