"""What becomes of the questions of a Moodle XML file, type by type."""

from __future__ import annotations

import pytest

from quiz.exchange.importing import Fate, Found
from quiz.exchange.open_hint import hint_box
from quiz.exchange.part_feedback import Told, told_list
from quiz.model import Bloom, Item, Strand
from quiz.questions.categorise import Categorise
from quiz.questions.cloze import Cloze
from quiz.questions.matching import Matching
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import Criterion, OpenResponse, Rubric
from quiz.questions.ordering import Ordering, Swap
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.gaps import Gap
from quiz.questions.parts.options import Option
from quiz.questions.parts.pairs import Decoy, Pair
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse
from tests.exchange.importing.moodle import GOOD, PNG, answer, question, quiz, read, read_one

TWO = answer(100, "An insect") + answer(0, "A bird")


def item(found: Found) -> Item:
    assert found.item is not None, found.reasons
    return found.item


def body(text: str) -> object:
    return item(read_one(text)).body


def reasons(text: str) -> str:
    return " ".join(read_one(text).reasons)


# Options


def test_one_right_option_is_single_choice() -> None:
    text = question(
        "multichoice", answer(100, "<p>An <b>insect</b></p>", "Yes.") + answer(0, "Bird")
    )
    found = read_one(text)
    assert item(found) == Item(
        "bee",
        "single choice",
        "What is a bee?",
        SingleChoice((Option("An **insect**", True, "", "Yes."), Option("Bird"))),
    )
    assert found.fate is Fate.KEPT


def test_several_right_options_are_multiple_choice() -> None:
    answers = answer(50, "a") + answer(50, "b") + answer(-50, "c") + answer(-50, "d")
    found = read_one(question("multichoice", f"<single>false</single>{answers}"))
    assert isinstance(item(found).body, MultipleChoice)
    assert [option.right for option in item(found).body.options] == [True, True, False, False]
    assert found.reasons == ()


def test_rounded_shares_as_moodle_writes_them_are_equal_shares() -> None:
    answers = "".join(answer(33.33333, text) for text in "abc") + answer(-100, "d")
    found = read_one(question("multichoice", f"<single>false</single>{answers}"))
    assert found.reasons == ()


def test_shares_that_differ_in_moodle_are_told() -> None:
    answers = answer(75, "a") + answer(25, "b") + answer(0, "c")
    told = reasons(question("multichoice", f"<single>false</single>{answers}"))
    assert "different shares" in told
    assert "cost nothing in Moodle" in told


def test_a_part_for_a_second_best_option_is_told_and_earns_nothing() -> None:
    told = reasons(question("multichoice", answer(100, "a") + answer(50, "b") + answer(-50, "c")))
    assert "“b” earned 50% in Moodle" in told
    assert "took points off" in told


def test_any_of_several_right_options_of_a_single_choice_become_ticks() -> None:
    text = question("multichoice", answer(100, "a") + answer(100, "b") + answer(0, "c"))
    assert isinstance(body(text), MultipleChoice)
    assert "any one of its right options was enough" in reasons(text)


def test_the_best_option_is_the_key_where_none_earned_all() -> None:
    text = question("multichoice", answer(90, "a") + answer(0, "b"))
    assert body(text) == SingleChoice((Option("a", True), Option("b")))
    assert "earned 90%" in reasons(text)


def test_a_question_without_a_right_option_is_skipped() -> None:
    found = read_one(question("multichoice", answer(0, "a") + answer(0, "b")))
    assert found.fate is Fate.SKIPPED
    assert found.words == "Bee"


def test_moodle_drops_options_without_text_and_so_do_we() -> None:
    text = question("multichoice", answer(100, "a") + answer(0, "b") + answer(0, "") * 3)
    assert body(text) == SingleChoice((Option("a", True), Option("b")))
    assert read_one(text).reasons == ()


def test_the_same_option_twice_is_one() -> None:
    text = question("multichoice", answer(100, "a") + answer(0, "b") + answer(0, "b"))
    assert body(text) == SingleChoice((Option("a", True), Option("b")))
    assert "stood there twice" in reasons(text)


def test_an_option_that_is_a_list_becomes_one_line() -> None:
    text = question("multichoice", answer(100, "<ul><li>x</li><li>y</li></ul>") + answer(0, "b"))
    assert body(text) == SingleChoice((Option("x; y", True), Option("b")))
    assert "one line" in reasons(text)


def test_multichoiceset_gives_parts_here() -> None:
    text = question("multichoiceset", answer(100, "a") + answer(100, "b") + answer(0, "c"))
    assert isinstance(body(text), MultipleChoice)
    assert "only exactly the right ticks" in reasons(text)


def test_multiple_responses_of_the_open_university_are_ticks() -> None:
    text = question("oumultiresponse", answer(100, "a") + answer(100, "b") + answer(0, "c"))
    assert isinstance(body(text), MultipleChoice)
    assert "a tick too many took away a right one" in reasons(text)


def test_a_question_made_of_questions_is_one_question() -> None:
    parts = f"<subquestions>{GOOD}{GOOD}</subquestions>"
    bank = read(quiz(question("combined", parts, name="Both"), GOOD))
    assert [(found.words, found.fate) for found in bank] == [
        ("Both", Fate.SKIPPED),
        ("Good", Fate.KEPT),
    ]


# True or false


def test_true_false_keeps_the_feedback_of_both() -> None:
    text = question("truefalse", answer(0, "true", "No.") + answer(100, "false", "Yes."))
    assert body(text) == TrueFalse(False, "Yes.", "", "No.")


def test_true_false_in_words_of_another_language_is_read_in_order() -> None:
    text = question("truefalse", answer(0, "Vrai") + answer(100, "Faux"))
    assert body(text) == TrueFalse(False)
    assert "the first was taken as true" in reasons(text)


def test_true_false_with_false_first_is_read_by_its_words() -> None:
    assert body(question("truefalse", answer(100, "false") + answer(0, "true"))) == TrueFalse(False)


# Typed answers


def test_short_answers_with_what_is_said_to_all_others() -> None:
    answers = answer(100, "bees", "Yes.") + answer(100, "bee") + answer(0, "wasps", "No.")
    text = question("shortanswer", f"<usecase>0</usecase>{answers}{answer(0, '*', 'Look again.')}")
    assert body(text) == ShortText(
        (Answer("bees", "", "Yes."), Answer("bee")),
        (Answer("wasps", "", "No."),),
        Answer("", "", "Look again."),
    )
    assert read_one(text).reasons == ()


def test_a_star_inside_an_answer_stands_for_any_letters_and_is_told() -> None:
    text = question("shortanswer", answer(100, "colo*r"))
    assert body(text) == ShortText((Answer("colo r"),))
    assert "any letters in the answer “colo*r”" in reasons(text)


def test_a_star_with_a_backslash_is_a_star() -> None:
    assert body(question("shortanswer", answer(100, "2\\*3"))) == ShortText((Answer("2*3"),))


def test_what_had_to_be_typed_in_capitals_is_told() -> None:
    assert "Capital letters" in reasons(
        question("shortanswer", f"<usecase>1</usecase>{answer(100, 'USA')}")
    )


def test_half_right_words_earn_nothing_and_are_told() -> None:
    text = question("shortanswer", answer(100, "bee") + answer(50, "insect"))
    assert body(text) == ShortText((Answer("bee"),), (Answer("insect"),))
    assert "earned 50% in Moodle" in reasons(text)


def test_a_short_answer_that_is_plain_text_keeps_its_signs() -> None:
    assert body(question("shortanswer", answer(100, "<b> & _x_"))) == ShortText(
        (Answer("<b> & _x_"),)
    )


def test_anything_at_all_right_is_skipped() -> None:
    assert read_one(question("shortanswer", answer(100, "*"))).fate is Fate.SKIPPED


@pytest.mark.parametrize(
    ("number", "tolerance", "expected"),
    [
        ("42", "0", "42"),
        ("3,5", "0.25", "3.5 +- 0.25"),
        ("1.2e-3", "0", "0.0012"),
        ("1 000", "", "1000"),
        ("-7", "1E-1", "-7 +- 0.1"),
        (".5", "0", "0.5"),
    ],
)
def test_numbers_as_moodle_writes_them(number: str, tolerance: str, expected: str) -> None:
    more = f"<tolerance>{tolerance}</tolerance>"
    assert body(question("numerical", answer(100, number, "", more))) == Numeric(Answer(expected))


def test_a_number_outside_of_text_as_moodle_1_wrote_it() -> None:
    old = "<answer>12<fraction>1</fraction><tolerance>0</tolerance></answer>"
    assert body(question("numerical", old)) == Numeric(Answer("12"))


def test_units_are_told() -> None:
    units = "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    assert "Units (km)" in reasons(question("numerical", answer(100, "12") + units))


def test_only_one_right_number_can_stand() -> None:
    text = question("numerical", answer(100, "12") + answer(100, "24") + answer(0, "*", "No."))
    assert body(text) == Numeric(Answer("12"), (), Answer("", "", "No."))
    assert "24" in reasons(text)


def test_what_is_no_number_is_skipped_in_words() -> None:
    found = read_one(question("numerical", answer(100, "{=x+1}")))
    assert "can't be read as one" in found.reasons[0]


# Pairs and orders


def pair(left: str, right: str) -> str:
    return (
        f'<subquestion format="html"><text><![CDATA[{left}]]></text>'
        f"<answer><text><![CDATA[{right}]]></text></answer></subquestion>"
    )


def test_matching_with_a_side_without_text_has_a_decoy() -> None:
    text = question("matching", pair("<p>bee</p>", "hive") + pair("bird", "nest") + pair("", "den"))
    assert body(text) == Matching((Pair("bee", "hive"), Pair("bird", "nest")), (Decoy("den"),))


def test_matching_with_one_right_side_twice_is_about_groups() -> None:
    pairs = pair("bee", "insect") + pair("ant", "insect") + pair("owl", "bird")
    assert isinstance(body(question("match", pairs)), Categorise)
    assert "sorting into groups" in reasons(question("match", pairs))


def test_an_arrow_in_a_pair_stays_an_arrow() -> None:
    text = question("ddmatch", pair("a -> b", "x -> y") + pair("c", "d"))
    assert body(text) == Matching((Pair(r"a \-> b", r"x \-> y"), Pair("c", "d")))


def test_steps_are_sorted_by_their_fraction_which_is_their_place() -> None:
    text = question("ordering", answer(2, "second") + answer(1, "first") + answer(3, "third"))
    assert body(text) == Ordering(("first", "second", "third"))
    assert "another share here" in reasons(text)


def told(*entries: tuple[str, str, str], wrong: str = "incorrectfeedback") -> str:
    """Feedback for parts as our export writes it."""
    shown = told_list(Told(*entry) for entry in entries)
    return f'<{wrong} format="html"><text><![CDATA[{shown}]]></text></{wrong}>'


PAIRS = pair("<p>bee</p>", "hive") + pair("bird", "nest") + pair("", "den")


def test_feedback_of_parts_that_our_export_wrote_goes_to_its_parts() -> None:
    rows = ("1", "bee", "Look at <em>P1</em>."), ("3", "den", "<p>No.</p><p>Nobody.</p>")
    text = question("matching", PAIRS + told(*rows) + told(*rows, wrong="partiallycorrectfeedback"))
    assert body(text) == Matching(
        (Pair("bee", "hive", "", "Look at *P1*."), Pair("bird", "nest")),
        (Decoy("den", "", "No.\n\nNobody."),),
    )
    assert reasons(text) == ""
    steps = answer(1, "one") + answer(2, "<p>two</p>") + answer(3, "three")
    made = body(question("ordering", steps + told(("3-2", "“three” before “two”", "No."))))
    assert made == Ordering(("one", "two", "three"), (Swap(3, 2, "", "No."),))


def test_feedback_of_parts_is_known_again_as_an_editor_writes_it() -> None:
    shown = """<dl class="part-feedback">
    <dt class="part-1">bee</dt>
    <dd>Look.</dd>
    </dl>"""
    text = f"<incorrectfeedback><text><![CDATA[{shown}]]></text></incorrectfeedback>"
    made = body(question("matching", PAIRS + text))
    assert made == Matching(
        (Pair("bee", "hive", "", "Look."), Pair("bird", "nest")), (Decoy("den"),)
    )


@pytest.mark.parametrize(
    ("key", "about"),
    [("2", "bee"), ("1", "wasp"), ("9", ""), ("9", "bee"), ("1-2", "bee"), ("", "")],
)
def test_feedback_of_a_part_that_was_changed_since_is_told(key: str, about: str) -> None:
    text = question("matching", PAIRS + told((key, about, "Look.")))
    made = body(text)
    assert made == Matching((Pair("bee", "hive"), Pair("bird", "nest")), (Decoy("den"),))
    assert "is left out" in reasons(text)


def test_feedback_that_stands_there_twice_is_told() -> None:
    text = question("matching", PAIRS + told(("1", "bee", "Look."), ("1", "bee", "Listen.")))
    assert body(text) == Matching(
        (Pair("bee", "hive", "", "Look."), Pair("bird", "nest")), (Decoy("den"),)
    )
    assert "Further feedback on “bee” is left out: “Listen.”" in reasons(text)
    steps = answer(1, "one") + answer(2, "two")
    twice = [(key, "“two” before “one”", "No.") for key in ("2-1", "02-1")]
    assert body(question("ordering", steps + told(*twice))) == Ordering(
        ("one", "two"), (Swap(2, 1, "", "No."),)
    )


@pytest.mark.parametrize("key", ["2-3", "4-1", "0-0", "3", "2-1-", "1-1", "02-1"])
def test_feedback_of_no_wrong_order_is_told(key: str) -> None:
    steps = answer(1, "one") + answer(2, "two") + answer(3, "three")
    text = question("ordering", steps + told((key, "“two” before “three”", "No.")))
    assert body(text) == Ordering(("one", "two", "three"))
    assert "is left out" in reasons(text)


def test_feedback_that_was_changed_for_partly_right_answers_alone_is_told() -> None:
    partly = told(("1", "bee", "Changed."), wrong="partiallycorrectfeedback")
    text = question("matching", PAIRS + told(("1", "bee", "Look.")) + partly)
    assert "all partly right answers is left out" in reasons(text)


# Texts of one's own


def test_notes_for_graders_stay_with_the_instructor() -> None:
    more = (
        "<responseformat>editor</responseformat><minwordlimit>40</minwordlimit>"
        "<maxwordlimit>80</maxwordlimit><graderinfo format='html'><text>Look for "
        "two reasons.</text></graderinfo>"
    )
    made = item(read_one(question("essay", more)))
    assert made.body == OpenResponse((40, 80), None, "")
    assert "in a box that you alone see" in reasons(question("essay", more))
    assert made.text == '!!! instructor "Notes for graders"\n    Look for two reasons.'


def test_a_hint_in_the_text_of_an_essay_is_its_hint() -> None:
    text = question("essay", "").replace("</p>", f"</p>{hint_box('<p>Read <em>P1</em>.</p>')}", 1)
    found = read_one(text)
    assert (item(found).stem, item(found).text) == ("What is a bee?", "")
    assert item(found).hint == "Read *P1*."
    assert found.reasons == ()


def test_no_part_of_our_notes_becomes_a_model_answer() -> None:
    shown = (
        "<p><strong>Notes for graders</strong></p><p><strong>Model answer</strong></p><p>No.</p>"
    )
    found = read_one(
        question(
            "essay", f"<graderinfo format='html'><text><![CDATA[{shown}]]></text></graderinfo>"
        )
    )
    assert item(found).body == OpenResponse(None, None, "")
    assert item(found).text.startswith('!!! instructor "Notes for graders"\n    **Model answer**')
    assert found.reasons == ()


def test_a_rubric_in_the_notes_for_graders_is_a_rubric() -> None:
    table = (
        "<table><thead><tr><th>Criterion</th><th>2</th><th>0</th></tr></thead><tbody>"
        "<tr><th>Reason</th><td>One | two</td><td></td></tr></tbody></table>"
        "<p><strong>Model answer</strong></p><p>Because.</p>"
    )
    more = f"<graderinfo format='html'><text><![CDATA[{table}]]></text></graderinfo>"
    rubric = Rubric((2.0, 0.0), (Criterion("Reason", ("One &#124; two", "")),))
    found = read_one(question("essay", more))
    assert item(found).body == OpenResponse(None, rubric, "Because.")
    assert found.reasons == ()


def test_files_to_hand_in_are_told_or_the_question_is_skipped() -> None:
    assert "Files could be handed in" in reasons(question("essay", "<attachments>2</attachments>"))
    only = question("essay", "<responseformat>noinline</responseformat>")
    assert read_one(only).fate is Fate.SKIPPED


def test_a_text_to_start_from_is_told() -> None:
    more = "<responsetemplate format='html'><text>Dear …</text></responsetemplate>"
    assert "as a start" in reasons(question("essay", more))


# Gaps


def test_a_cloze_with_typed_gaps_and_menus() -> None:
    text = question(
        "cloze",
        "",
        "<p>Complete it.</p><p>Water freezes at {2:SHORTANSWER:=0~=zero} degrees. Ice is "
        "{2:MULTICHOICE:=lighter~heavier#Think of ice in a glass.}.</p>",
    )
    assert item(read_one(text)) == Item(
        "bee",
        "cloze",
        "Complete it.",
        Cloze(
            ("Water freezes at ", " degrees. Ice is ", "."),
            (
                Gap(("0", "zero")),
                Gap(("lighter",), ("lighter", "heavier"), "", "Think of ice in a glass."),
            ),
        ),
        points=4,
    )


def test_a_cloze_whose_first_paragraph_has_a_gap_is_called_by_its_name() -> None:
    made = item(read_one(question("multianswer", "", "A bee has {:SA:=six} legs.", "Legs of bees")))
    assert made.stem == "Legs of bees"
    assert made.body == Cloze(("A bee has ", " legs."), (Gap(("six",)),))


def test_escapes_in_a_cloze_are_signs_of_its_answers() -> None:
    text = r"<p>Q</p><p>{1:SA:=a\}b~=c\~d~=e\#f~=&#123;g&#125;}</p>"
    assert body(question("cloze", "", text)) == Cloze(
        ("", ""), (Gap(("a}b", "c~d", "e#f", "{g}")),)
    )


def test_a_bar_or_bracket_in_a_menu_stays_one() -> None:
    text = "<p>Q</p><p>x {1:MC:=a|b~[[c]]~(d)} y</p>"
    gap = Gap(("a&#124;b",), ("a&#124;b", r"\[\[c\]\]", r"\(d)"))
    assert body(question("cloze", "", text)) == Cloze(("x ", " y"), (gap,))


def test_signs_beside_a_gap_stay_signs() -> None:
    text = r"<p>Q</p><p>C:\{1:SA:=bee}(see: wasp) x{1:MC:=^2~^3}</p>"
    assert body(question("cloze", "", text)) == Cloze(
        ("C:\\\\", r"\(see: wasp) x", ""),
        (Gap(("bee",)), Gap(("&#94;2",), ("&#94;2", "&#94;3"))),
    )


def test_a_cloze_with_lines_and_pictures_as_editors_write_it() -> None:
    text = (
        '<p>Match the insects,</p>\n<p><img src="@@PLUGINFILE@@/My%20Bee.PNG" alt="A bee" '
        'width="50" /> or a wasp<br />* Hive: {1:MULTICHOICE:=bee#OK~wasp#Wrong}<br />* Nest: '
        "{1:MULTICHOICE:%0%bee#No~=wasp#OK}<br />It says {1:SHORTANSWER:%100%buzz#Yes!<br />"
        "~%50%hum#Nearly<br />right.~*#No.}.</p>"
    )
    found = read_one(with_file(text).replace('"multichoice"', '"cloze"'))
    made = item(found).body
    assert isinstance(made, Cloze)
    assert made.pieces == (
        "![A bee](pictures/my-bee.png) or a wasp<br>\n\\* Hive: ",
        "<br>\n\\* Nest: ",
        "<br>\nIt says ",
        ".",
    )
    assert [gap.answers for gap in made.gaps] == [("bee",), ("wasp",), ("buzz",)]
    assert "earned a part in Moodle earn nothing here: hum" in " ".join(found.reasons)


def test_gaps_that_counted_differently_count_the_same() -> None:
    text = question("cloze", "", "<p>Q</p><p>{1:SA:=a} {3:SA:=b}</p>")
    assert item(read_one(text)).points == 4
    assert "counted differently" in reasons(text)


def test_a_number_in_a_cloze_is_compared_as_text_and_its_tolerance_is_told() -> None:
    text = question("cloze", "", "<p>Q</p><p>{1:NUMERICAL:=3,14:0.01}</p>")
    assert body(text) == Cloze(("", ""), (Gap(("3.14",)),))
    assert "tolerance of 0.01" in reasons(text)


def test_half_right_and_case_in_a_cloze_are_told() -> None:
    text = question("cloze", "", "<p>Q</p><p>{1:SAC:=Bee~%50%bee~*#No}</p>")
    assert "earned a part" in reasons(text)
    assert "Capital letters" in reasons(text)
    assert body(text) == Cloze(("", ""), (Gap(("Bee",), (), "", "No"),))


def test_several_boxes_in_a_cloze_are_skipped() -> None:
    found = read_one(question("cloze", "", "<p>Q</p><p>{1:MULTIRESPONSE:=a~=b~c}</p>"))
    assert found.fate is Fate.SKIPPED


def test_braces_that_are_no_gap_stay_text() -> None:
    text = "<p>Q</p><p>{x} {1:FOO:=y} {1:SA:=a} {1:SA:=b</p>"
    assert body(question("cloze", "", text)) == Cloze(
        ("{x} {1:FOO:=y} ", " {1:SA:=b"), (Gap(("a",)),)
    )


def words(tag: str, *choices: tuple[str, int]) -> str:
    return "".join(
        f"<{tag}><text>{text}</text><group>{group}</group></{tag}>" for text, group in choices
    )


def test_missing_words_become_menus_of_their_group() -> None:
    more = words("selectoption", ("six", 1), ("eight", 1), ("wings", 2), ("legs", 2))
    text = question("gapselect", more, "<p>Q</p><p>A bee has [[1]] [[4]].</p>")
    assert body(text) == Cloze(
        ("A bee has ", " ", "."),
        (Gap(("six",), ("six", "eight")), Gap(("legs",), ("wings", "legs"))),
    )


def test_words_to_drag_become_menus() -> None:
    more = words("dragbox", ("<i>six</i>".replace("<", "&lt;"), 1), ("eight", 1))
    text = question("ddwtos", more, "<p>Q</p><p>[[1]] or [[2]]</p>")
    assert body(text) == Cloze(
        ("", " or ", ""), (Gap(("*six*",), ("*six*", "eight")), Gap(("eight",), ("*six*", "eight")))
    )
    assert "one gap only" in reasons(text)


def test_a_gap_without_its_choice_is_skipped() -> None:
    found = read_one(question("gapselect", words("selectoption", ("a", 1)), "<p>[[7]]</p>"))
    assert "no such choice" in found.reasons[0]


# What stands around the types


@pytest.mark.parametrize(
    "kind",
    [
        *["description", "calculated", "calculatedsimple", "calculatedmulti", "random", "stack"],
        *["coderunner", "ddmarker", "ddimageortext", "pmatch", ""],
    ],
)
def test_types_that_no_item_can_hold_are_named(kind: str) -> None:
    bank = read(quiz(question(kind, TWO), GOOD))
    assert [found.fate for found in bank] == [Fate.SKIPPED, Fate.KEPT]
    assert (kind or "not given") in bank[0].reasons[0]


def test_categories_are_paths_and_two_strokes_are_one() -> None:
    path = "$course$/top/Unit 1/Bees//wasps"
    category = f'<question type="category"><category><text>{path}</text></category></question>'
    (found,) = read(quiz(category, GOOD))
    assert found.category == ("Unit 1", "Bees/wasps")


def test_what_is_said_about_a_category_is_told() -> None:
    about = "<info format='html'><text>All about bees.</text></info>"
    category = '<question type="category"><category><text>A</text></category>' + about
    bank = read(quiz(f"{category}</question>", GOOD))
    assert [(found.fate, found.category) for found in bank] == [
        (Fate.SKIPPED, ("A",)),
        (Fate.KEPT, ("A",)),
    ]
    assert bank[0].words == "All about bees."


def test_what_moodle_says_about_every_category_is_no_news() -> None:
    about = "The default category for questions shared in context 'C1'."
    category = f"<category><text>A</text></category><info><text>{about}</text></info>"
    assert len(read(quiz(f'<question type="category">{category}</question>', GOOD))) == 1


def test_points_id_hints_tags_and_explanation() -> None:
    more = (
        "<generalfeedback><text>Because.</text></generalfeedback><defaultgrade>2.5</defaultgrade>"
        "<idnumber>L1 Bee_a</idnumber><hint><text>Look.</text></hint><hint><text>Again.</text>"
        "</hint><penalty>0.3333333</penalty><tags><tag><text>Bloom: Understand</text></tag>"
        "<tag><text>strand: comprehension</text></tag><tag><text>see: P2</text></tag>"
        "<tag><text>week 3</text></tag></tags>"
    )
    found = read_one(question("multichoice", more + TWO))
    made = item(found)
    assert (made.id, made.points, made.why) == ("l1-bee-a", 2.5, "Because.")
    assert (made.bloom, made.strand, made.see) == (Bloom.UNDERSTAND, Strand.COMPREHENSION, ("p2",))
    assert made.hint == "Look.<br> Again."
    told = " ".join(found.reasons)
    assert "week 3" in told
    assert "costs 33%" in told
    assert "one hint here" in told


def test_a_question_worth_nothing_is_worth_one_point() -> None:
    found = read_one(question("multichoice", f"<defaultgrade>0</defaultgrade>{TWO}"))
    assert item(found).points == 1
    assert "no points" in found.reasons[0]


def test_feedback_for_all_is_told_but_not_moodles_own_words() -> None:
    more = (
        "<correctfeedback><text>Your answer is correct.</text></correctfeedback>"
        "<partiallycorrectfeedback><text>Die Antwort ist teilweise richtig.</text>"
        "</partiallycorrectfeedback>"
        "<incorrectfeedback><text>Read chapter 2.</text></incorrectfeedback>"
    )
    (told,) = read_one(question("multichoice", more + TWO)).reasons
    assert "Read chapter 2" in told


def test_hidden_questions_are_told() -> None:
    assert "hidden in Moodle" in reasons(question("multichoice", f"<hidden>1</hidden>{TWO}"))


def picture(name: str = "My%20Bee.PNG", alt: str = "") -> str:
    return f'<p>Which insect is this?</p><p><img src="@@PLUGINFILE@@/{name}"{alt}></p>'


def with_file(text: str, name: str = "My Bee.PNG", data: str = PNG) -> str:
    file = f'<file name="{name}" path="/" encoding="base64">{data}</file>'
    return question("multichoice", TWO, text).replace("</questiontext>", f"{file}</questiontext>")


def test_a_picture_comes_along_under_a_name_of_ours() -> None:
    found = read_one(with_file(picture(alt=' alt="A striped insect"')))
    assert item(found).text == "![A striped insect](pictures/my-bee.png)"
    assert [one.name for one in found.pictures] == ["my-bee.png"]
    assert found.pictures[0].data.startswith(b"\x89PNG")
    assert found.reasons == ()


def test_a_picture_without_a_description_gets_the_questions_name() -> None:
    found = read_one(with_file(picture()))
    assert item(found).text == "![Bee](pictures/my-bee.png)"
    assert "no description" in found.reasons[0]


def test_a_picture_inside_the_html_comes_along() -> None:
    text = f'<p>Which?</p><img alt="A dot" src="data:image/png;base64,{PNG}">'
    found = read_one(question("multichoice", TWO, text))
    assert item(found).text == "![A dot](pictures/picture-1.png)"
    assert len(found.pictures) == 1


def test_pictures_of_one_name_are_kept_apart_and_the_same_one_is_one() -> None:
    other = PNG.replace("AAfFcSJ", "AAfFcSK")
    bank = read(
        quiz(*(with_file(picture(alt=' alt="x"'), data=data) for data in (PNG, other, PNG)))
    )
    names = [one.name for found in bank for one in found.pictures]
    assert names == ["my-bee.png", "my-bee-2.png", "my-bee.png"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (picture("gone.png"), "isn't in the file"),
        ('<p>Q</p><img src="https://x.org/a.png" alt="A map">', "from the web (“A map”)"),
        ('<p>Q</p><p><a href="@@PLUGINFILE@@/notes.pdf">Notes</a></p>', "notes.pdf"),
        ('<p>Q</p><iframe src="https://x.org"></iframe>', "A video, a sound or a page"),
        (r"<p>Solve \(x^2 = 4\)</p>", "A formula stays as it was typed"),
        ("<p>Q</p><math><mi>x</mi></math>", "A formula"),
    ],
)
def test_what_a_reader_would_miss_is_told(text: str, said: str) -> None:
    assert said in reasons(question("multichoice", TWO, text))


def test_a_drawing_is_no_picture_that_can_be_shown() -> None:
    svg = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjwvc3ZnPjwhLS0gLS0+PCEtLSAtLT4="
    found = read_one(with_file(picture("a.svg"), "a.svg", svg))
    assert found.pictures == ()
    assert "drawing (SVG)" in found.reasons[0]


def test_a_file_that_no_text_shows_is_told() -> None:
    assert "“My Bee.PNG” came with it" in reasons(with_file("<p>Q</p>"))


def test_scripts_styles_and_handlers_are_gone_without_a_word() -> None:
    text = '<style>p{}</style><p style="color:red" onclick="x()">Q<script>alert(1)</script></p>'
    found = read_one(question("multichoice", TWO, text))
    assert item(found).stem == "Q"
    assert found.reasons == ()


def test_a_question_that_begins_with_a_picture_is_called_by_its_name() -> None:
    text = '<p><img src="@@PLUGINFILE@@/My%20Bee.PNG" alt="A bee"></p><p>Which?</p>'
    made = item(read_one(with_file(text)))
    assert (made.stem, made.text) == ("Bee", "![A bee](pictures/my-bee.png)\n\nWhich?")


def test_moodles_own_format_counts_line_ends() -> None:
    text = question("multichoice", TWO, "First line\nsecond <b>line</b>")
    made = item(read_one(text.replace('"html"', '"moodle_auto_format"')))
    assert (made.stem, made.text) == ("First line", "second **line**")


def test_plain_text_is_shown_as_it_stands() -> None:
    text = question("multichoice", TWO, "What does <b> or *x* do?")
    made = item(read_one(text.replace('"html"', '"plain_text"')))
    assert made.stem == r"What does &lt;b> or \*x\* do?"
