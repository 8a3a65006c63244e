"""Moodle XML files as they really are: damaged, hostile, of any encoding."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.exchange.importing import BankFile, Fate, Found, UnreadableBank, format_of, formats
from quiz.exchange.importing._checked import reason_against
from quiz.exchange.importing.moodle_xml._pictures import Gallery
from quiz.exchange.importing.moodle_xml._tree import NotWellFormed
from quiz.exchange.importing.moodle_xml._tree import read as read_tree
from tests.exchange.importing.moodle import GOOD, PNG, answer, question, quiz, read

TEXT = "<p>“Größe” of a bee?</p>"
ODD = question("multichoice", answer(100, "a") + answer(0, "b"), TEXT, "Odd")


def fates(bank: list[Found]) -> list[Fate]:
    return [found.fate for found in bank]


def told(found: Found) -> str:
    return " ".join(found.reasons)


def test_lines_are_those_of_the_file() -> None:
    bank = read(
        quiz(GOOD, "<!-- question: 7 -->", GOOD, GOOD.replace("<name>", "\n\n<name>"), GOOD)
    )
    assert [found.line for found in bank] == [3, 5, 6, 9]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_a_mark(encoding: str) -> None:
    (found,) = read(quiz(ODD).encode(encoding))
    assert found.item is not None
    assert found.item.stem == "“Größe” of a bee?"
    assert found.reasons == ()


@pytest.mark.parametrize("encoding", ["iso-8859-15", "windows-1252", "koi8-r"])
def test_other_encodings_that_the_file_declares(encoding: str) -> None:
    text = quiz(ODD.replace("“Größe”", "Большая" if encoding == "koi8-r" else "Größe"))
    (found,) = read(text.replace("UTF-8", encoding).encode(encoding))
    assert found.item is not None
    assert found.item.stem.endswith(" of a bee?")
    assert found.reasons == ()


def test_windows_bytes_in_a_file_that_says_utf_8_are_read_and_told() -> None:
    bank = read(quiz(ODD, GOOD).encode("windows-1252"))
    assert bank[0].item is not None
    assert bank[0].item.stem == "“Größe” of a bee?"
    assert "Windows-1252" in told(bank[0])
    assert bank[1].reasons == ()


def test_an_encoding_that_nobody_knows_is_read_as_utf_8() -> None:
    (found,) = read(quiz(ODD).replace("UTF-8", "x-klingon").encode())
    assert found.item is not None
    assert found.item.stem == "“Größe” of a bee?"


def test_control_characters_are_taken_out_and_told() -> None:
    bank = read(quiz(ODD.replace("bee", "b\x0bee\x1f&#x1;"), GOOD))
    assert fates(bank) == [Fate.CHANGED, Fate.KEPT]
    assert "Control characters" in told(bank[0])


def test_html_entities_outside_of_cdata_are_read_and_told() -> None:
    bad = question("multichoice", answer(100, "a") + answer(0, "b"), name="Caf&eacute;&nbsp;& bar")
    bank = read(quiz(bad, GOOD))
    assert bank[0].words == "Café & bar"
    assert "`&nbsp;`" in told(bank[0])
    assert bank[1].fate is Fate.KEPT


def test_html_without_cdata_is_read_as_text() -> None:
    for text in ("<p>What is a <b>bee</b>?</p>", "What is a <b>bee</b>?<br>"):
        bad = ODD.replace(f"<![CDATA[{TEXT}]]>", text)
        bank = read(quiz(bad, GOOD))
        assert bank[0].item is not None, told(bank[0])
        assert bank[0].item.stem == "What is a **bee**?"
        assert bank[1].fate is Fate.KEPT


@pytest.mark.parametrize(
    "bad",
    [
        ODD.replace("</answer>", "", 1),
        ODD.replace("</name>", "</nome>"),
        ODD.replace('type="multichoice"', 'type="multichoice'),
        ODD.replace("<name>", "<name"),
        ODD.replace("<answer", "<answer & <", 1),
        '<question type="essay"><![CDATA[never closed</question>',
        '<question type="essay"><!-- never closed </question>',
        "<question/>",
    ],
)
def test_one_damaged_question_costs_no_other(bad: str) -> None:
    bank = read(quiz(GOOD, bad, GOOD, ODD))
    assert [found.words for found in bank if found.item] == ["Good", "Good", "Odd"]
    skipped = [found for found in bank if not found.item]
    assert len(skipped) == 1
    assert skipped[0].line == 4
    assert re.search(r"\w.*\.$", told(skipped[0]))


def test_a_question_without_its_end_costs_no_other() -> None:
    bank = read(quiz(GOOD, ODD.removesuffix("</question>"), GOOD))
    assert fates(bank) == [Fate.KEPT, Fate.SKIPPED, Fate.KEPT]
    assert "`</question>` is missing" in told(bank[1])


def test_a_file_that_breaks_off_keeps_the_questions_that_are_whole() -> None:
    text = quiz(GOOD, GOOD, ODD)
    bank = read(text[: text.index("of a bee")])
    assert fates(bank) == [Fate.KEPT, Fate.KEPT, Fate.SKIPPED]
    assert bank[2].words == "Odd"
    assert "breaks off" in told(bank[2])


def test_the_end_of_a_question_inside_cdata_or_a_comment_is_none() -> None:
    inside = ODD.replace("<p>", "<p>&lt;/question&gt; </question><question> ", 1)
    bank = read(quiz(inside.replace("<answer", "<!-- </question> --><answer", 1), GOOD))
    assert fates(bank) == [Fate.KEPT, Fate.KEPT]


def test_line_ends_of_every_kind() -> None:
    for end in ("\r\n", "\r"):
        bank = read(quiz(GOOD, GOOD).replace("\n", end))
        assert [found.line for found in bank] == [3, 4]


BOMB = "<!DOCTYPE quiz [" + "".join(
    f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "x" * 10}">' for i in range(30)
)


@pytest.mark.parametrize(
    "head",
    [
        f"{BOMB}]><quiz>&a29;",
        '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;',
        '<!DOCTYPE quiz SYSTEM "http://x.org/q.dtd"><quiz>',
        '<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://x.org/p">%p;]><quiz>',
    ],
)
def test_names_of_its_own_are_refused(head: str) -> None:
    with pytest.raises(UnreadableBank, match="DTD or entities"):
        read(f'<?xml version="1.0"?>{head}{GOOD}</quiz>')


def test_an_entity_within_a_question_is_never_looked_up() -> None:
    bad = ODD.replace("<name>", '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;<name>')
    bank = read(quiz(GOOD, bad, GOOD))
    assert fates(bank) == [Fate.KEPT, Fate.SKIPPED, Fate.KEPT]
    assert "root:" not in str(bank)


@pytest.mark.parametrize(
    "names", ['<!ENTITY y "z">', '<!ENTITY y SYSTEM "file:///etc/passwd">', ""]
)
def test_the_reader_of_one_question_knows_no_names_of_its_own(names: str) -> None:
    with pytest.raises(NotWellFormed, match="names of its own"):
        read_tree(f"<!DOCTYPE question [{names}]><question>{'&y;' if names else ''}</question>", 1)


def test_deep_and_wide_and_long_questions_are_skipped() -> None:
    deep = question("essay", "<a>" * 100_000 + "</a>" * 100_000, name="deep")
    wide = question("essay", "<a/>" * 100_000, name="wide")
    long = question("essay", "", "x" * 2_000_000, name="long")
    nested = question("multichoice", answer(100, "<div>" * 50_000) + answer(0, "b"), name="html")
    bank = read(quiz(deep, wide, long, nested, GOOD))
    assert [found.words for found in bank] == ["deep", "wide", "long", "html", "Good"]
    assert fates(bank)[:3] == [Fate.SKIPPED] * 3
    assert bank[4].fate is Fate.KEPT


@pytest.mark.parametrize("sign", ["<![CDATA[", "<!--", "<question>", "<text>", "&nbsp;", "{1:SA:"])
def test_signs_that_begin_something_again_and_again_take_no_time(sign: str) -> None:
    many = sign * 100_000
    bank = read(f"<quiz>{GOOD}{question('cloze', '', many)}{many}</quiz>")
    assert bank[0].fate is Fate.KEPT
    assert all(found.fate is Fate.SKIPPED for found in bank[1:])


def test_parts_without_an_end_are_not_looked_for_again_and_again() -> None:
    bank = read(f"<quiz>{GOOD}{'<question><subquestions>' * 3_000}{' ' * 40_000_000}")
    assert bank[0].fate is Fate.KEPT
    assert len(bank) == 3_001


def test_thousands_of_pictures_of_one_name_get_names_of_their_own() -> None:
    gallery = Gallery()
    names = [gallery.name("bee.png", b"%d" % number, "png") for number in range(20_000)]
    assert names[:3] == ["bee.png", "bee-2.png", "bee-3.png"]
    assert len(set(names)) == 20_000


@pytest.mark.parametrize(
    "bad",
    [
        question("shortanswer", answer(100, "9" * 5_000), name="Odd"),
        question(
            "shortanswer", answer(100, "a"), "&#" + "0" * 5_000 + "65;" + "a" * 200_000, "Odd"
        ),
        question("essay", "", f'<p><img src="&#{"9" * 5_000};"> Q</p>', "Odd"),
        question("cloze", "", f"<p>A</p><p>{{1:SA:=a}} &#57344;{'1' * 5_000}&#57345;</p>", "Odd"),
    ],
)
def test_numbers_of_thousands_of_digits_cost_no_other_question(bad: str) -> None:
    bank = read(quiz(GOOD, bad, GOOD))
    assert [found.words for found in bank] == ["Good", "Odd", "Good"]
    assert bank[2].fate is Fate.KEPT


def test_html_that_is_too_deep_is_read_as_its_words() -> None:
    inside = answer(100, "<div>" * 5_000 + "a bee") + answer(0, "b")
    (found,) = read(quiz(question("multichoice", inside)))
    assert found.item is not None
    assert "a bee" in str(found.item.body)
    assert "its words are kept" in told(found)


def test_a_picture_of_many_megabytes_is_left_out() -> None:
    data = "A" * 15_000_000
    file = f'<file name="a.png" path="/" encoding="base64">{data}</file>'
    text = ODD.replace(TEXT, '<p>Q</p><img src="@@PLUGINFILE@@/a.png">')
    (found,) = read(quiz(text.replace("</questiontext>", f"{file}</questiontext>")))
    assert found.pictures == ()
    assert "over 10 MB" in told(found)


def test_files_that_are_no_bank_are_refused_in_words() -> None:
    with pytest.raises(UnreadableBank, match="over 50 MB"):
        read(b"<quiz>" + b" " * 50_000_001)
    with pytest.raises(UnreadableBank, match="no question"):
        read(quiz())


def test_too_many_questions_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quiz.exchange.importing.moodle_xml.MAX_QUESTIONS", 2)
    bank = read(quiz(GOOD, GOOD, GOOD, GOOD))
    assert fates(bank) == [Fate.KEPT, Fate.KEPT, Fate.SKIPPED]


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (quiz(GOOD).encode(), True),
        (quiz(GOOD).encode("utf-16"), True),
        (b"\xef\xbb\xbf" + quiz(GOOD).encode(), True),
        (f"<!-- made by hand -->\n<quiz>{GOOD}</quiz>".encode(), True),
        (GOOD.encode(), True),
        (b"<?xml version='1.0'?><manifest/>", False),
        (b"<html><body>quiz</body></html>", False),
        (b"::Q:: What? {=a ~b}", False),
        (b"", False),
    ],
)
def test_moodle_xml_is_known_by_its_start(data: bytes, known: bool) -> None:
    file = BankFile("Questions.XML", data)
    assert formats()["moodle_xml"].recognises(file) is known
    if known:
        assert format_of(file) is formats()["moodle_xml"]


FULL = quiz(
    '<question type="category"><category><text>$course$/top/A</text></category></question>',
    ODD,
    GOOD,
    question("cloze", "", "<p>Q</p><p>{1:SA:=a~*#b} {2:MC:=a~b#c} {:NM:=3:1}</p>"),
    question(
        "matching",
        "".join(
            f"<subquestion><text>{i}</text><answer><text>{i}x</text></answer></subquestion>"
            for i in range(3)
        ),
    ),
    question("numerical", answer(100, "3", "y", "<tolerance>1</tolerance>")),
    question(
        "gapselect",
        "<selectoption><text>a</text></selectoption><selectoption><text>b</text></selectoption>",
        "<p>Q</p><p>[[1]]</p>",
    ),
    question("essay", "<graderinfo><text>x</text></graderinfo>"),
    question("ordering", answer(1, "a") + answer(2, "b")),
    question("shortanswer", answer(100, "a*") + answer(50, "c") + answer(0, "*", "no")),
    ODD.replace(
        "</questiontext>",
        f'<file name="a.png" path="/" encoding="base64">{PNG}</file></questiontext>',
    ).replace("<p>", '<p><img src="@@PLUGINFILE@@/a.png">'),
).encode()

PIECES = re.findall(rb"<[^<>]*>|[^<>]+", FULL)
patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def check(data: bytes) -> None:
    """Only `UnreadableBank` may be raised, and what comes out can stand in a lesson."""
    try:
        bank = read(data)
    except UnreadableBank:
        return
    for found in bank:
        assert found.line >= 1
        assert found.item is not None or found.reasons
        assert all(re.search(r"\w.*[.”]$", reason) for reason in found.reasons), found.reasons
        if found.item:
            assert reason_against(found.item) == ""
            assert all(f"pictures/{one.name}" in str(found.item) for one in found.pictures)


@pytest.mark.slow
@patient
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data)
    check(b'<quiz><question type="multichoice">' + data + b"</question>" + GOOD.encode())


@pytest.mark.slow
@patient
@given(st.data())
def test_a_good_file_with_some_pieces_changed(data: st.DataObject) -> None:
    pieces = list(PIECES)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        end = at + data.draw(st.integers(0, 3))
        other = data.draw(st.integers(0, len(pieces) - 1))
        instead = data.draw(
            st.sampled_from(
                [[], pieces[at:end] * 2, [pieces[other]], [b"<![CDATA["], [b"&nbsp;"], [b"\xe4"]]
            )
        )
        pieces[at:end] = instead
        pieces = pieces or [b"x"]
    check(b"".join(pieces))


@pytest.mark.slow
@patient
@given(st.data())
def test_a_good_file_with_some_bytes_changed(data: st.DataObject) -> None:
    text = bytearray(FULL)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=3))
    check(bytes(text))
