from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import AnswersFileError
from quiz.exchange.answers_file import FORMAT, AnswersFile, checksum, read_answers

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ANY_TEXT = st.text(st.characters(), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
ANSWERS = st.dictionaries(TEXT, st.dictionaries(TEXT, TEXT, max_size=3), min_size=1, max_size=3)


def written(attempt: str, answers: dict[str, dict[str, str]]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "attempt": attempt,
        "answers": [{"item": item, "slots": slots} for item, slots in answers.items()],
        "checksum": checksum(attempt, answers),
    }


@given(TEXT, ANSWERS)
def test_what_is_written_is_read_back(attempt: str, answers: dict[str, dict[str, str]]) -> None:
    data = json.dumps(written(attempt, answers)).encode()
    assert read_answers(data) == AnswersFile(attempt, answers)


@given(st.binary(max_size=200))
def test_any_bytes_get_a_message(data: bytes) -> None:
    with suppress(AnswersFileError):
        read_answers(data)
        raise AssertionError("nothing of ours")


@given(JSON, st.sampled_from(["", "format", "attempt", "answers", "checksum", "inside", "slots"]))
def test_any_json_in_any_place_is_read_or_gets_a_message(anything: object, place: str) -> None:
    file = written("a1", {"i1": {"text": "x"}})
    if place == "inside":
        file["answers"] = [anything]
    elif place == "slots":
        file["answers"] = [{"item": "i1", "slots": anything}]
    elif place:
        file[place] = anything
    with suppress(AnswersFileError):
        read_answers(json.dumps(file if place else anything).encode())


@given(TEXT, ANSWERS, TEXT)
def test_the_answers_of_one_attempt_do_not_pass_for_anothers(
    attempt: str, answers: dict[str, dict[str, str]], other: str
) -> None:
    file = written(attempt, answers) | {"attempt": other}
    with suppress(AnswersFileError):
        assert read_answers(json.dumps(file).encode()).attempt_id == attempt


def test_the_checksum_sees_where_one_text_ends_and_the_next_begins() -> None:
    assert checksum("a", {"ib": {}}) != checksum("ai", {"b": {}})
    assert checksum("a", {"i": {"x": "1", "y": "2"}}) != checksum("a", {"i": {"y": "2", "x": "1"}})
