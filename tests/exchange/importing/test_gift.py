"""GIFT as people write it. The names say what Moodle 4.5 makes of it, where it differs from us."""

from __future__ import annotations

import pytest

from quiz.exchange.importing import BankFile, Fate, UnreadableBank, format_of
from quiz.model import Bloom
from tests.exchange.importing.reading import reader, skipped

read, body = reader("gift")


# What stands in Moodle's own documentation


def test_single_choice_as_moodle_reads_it() -> None:
    text = "Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}"
    assert body(text, unchanged=True) == (
        "Who's buried in Grant's tomb?\n- ( ) Grant\n- ( ) Jefferson\n- (x) no one"
    )


def test_missing_word_shows_a_blank_as_in_moodle() -> None:
    text = "Grant is {~buried =entombed ~living} in Grant's tomb."
    assert body(text).startswith("Grant is \\_\\_\\_\\_\\_ in Grant's tomb.\n- ( ) buried\n")


def test_a_full_stop_after_the_braces_makes_a_blank_as_in_moodle() -> None:
    assert body("Two plus two equals {=four =4}.") == (
        "Two plus two equals \\_\\_\\_\\_\\_.\n= four\nor= 4"
    )


def test_a_missing_word_below_the_first_paragraph_is_a_gap_where_moodle_shows_a_blank() -> None:
    text = r"Fill in.\n\nBees make {=honey =wax\=} all day."
    assert body(text) == "Fill in.\nBees make [[honey|wax=]] all day."


def test_matching_as_moodle_reads_it() -> None:
    text = "Match.{=Canada -> Ottawa =Italy->Rome =  -> Paris}"
    assert body(text, unchanged=True) == (
        "Match.\n- Canada -> Ottawa\n- Italy -> Rome\n- _ -> Paris"
    )


def test_numbers_with_tolerance_and_feedback_as_moodle_reads_them() -> None:
    text = "When?{#\n=1822:2#Yes.\n=%0%1830:1#No.\n~#Look it up.}"
    assert body(text, unchanged=True) == (
        "When?\n= 1822 +- 2\n    > Yes.\nnot= 1830 +- 1\n    > No.\nelse=\n    > Look it up."
    )


def test_a_range_as_moodle_reads_it() -> None:
    assert body("Pi?{#3.141..3.142}", unchanged=True) == "Pi?\n= 3.141 .. 3.142"


def test_empty_braces_are_an_essay_as_in_moodle() -> None:
    assert body("Why? {}", unchanged=True) == "Why?\n____"


def test_general_feedback_is_the_explanation() -> None:
    text = "The sun is a star.{T#Wrong, it is.#Right.#### It shines.}"
    assert body(text, unchanged=True) == (
        "The sun is a star.\n= true\n    > Right.\nnot= false\n    > Wrong, it is.\n\n"
        "why: It shines."
    )


def test_a_description_is_left_out_where_moodle_keeps_a_text_without_points() -> None:
    assert "asks nothing" in skipped(read("::Intro::Read the next text with care."))


def test_weights_of_several_right_answers_as_moodle_reads_them() -> None:
    text = "Who?{~%-50%No one ~%50%Grant ~%50%His wife ~%-50%His father}"
    assert body(text, unchanged=True) == (
        "Who?\n- [ ] No one\n- [x] Grant\n- [x] His wife\n- [ ] His father"
    )


def test_ordering_as_moodle_4_5_writes_it() -> None:
    text = "::O::Put in order.{>3 ALL VERTICAL ABSOLUTE_POSITION SHOW none\none\ntwo\nthree\n}"
    assert body(text) == "Put in order.\norder:\n1. one\n2. two\n3. three"


def test_ordering_of_a_few_random_steps_says_so() -> None:
    (found,) = read("Order.{>2 RANDOM HORIZONTAL REL 1 \na\nb\nc}")
    assert any("2 of 3" in reason for reason in found.reasons)


# Signs and marks


def test_escaped_signs_stand_for_themselves_as_in_moodle() -> None:
    text = r"Which \{is\} 5\: \#1? {~ \= 2 + 2 = \= 2 + 3 #a\~b ~ \\ }"
    assert body(text, unchanged=True) == (
        "Which {is} 5: #1?\n- ( ) &#61; 2 + 2\n- (x) &#61; 2 + 3\n    > a~b\n- ( ) \\\\"
    )


def test_an_escaped_line_end_is_a_line_end_as_in_moodle() -> None:
    assert body(r"One.\n\nTwo? {T}") == "One.\nTwo?\n\n= true"


def test_a_title_with_escaped_colons_is_one_title_as_in_moodle() -> None:
    (found,) = read(r"::Part 1\:\: Bees::Do bees fly? {T}")
    assert found.words == "Part 1:: Bees"
    assert found.item is not None
    assert found.item.id == "part-1-bees"


def test_a_title_that_never_ends_belongs_to_the_text_as_in_moodle() -> None:
    (found,) = read("::Do bees fly? {T}")
    assert found.item is not None
    assert found.item.stem == "Do bees fly?"
    assert "second `::`" in found.reasons[0]


def test_html_is_formatted_text_as_in_moodle() -> None:
    assert body("[html]<p>Is <b>this</b> so?</p>{T}", unchanged=True).startswith(
        "Is **this** so?\n"
    )


def test_markdown_is_kept() -> None:
    text = "[markdown]Is *this* `so`? {=**Yes** ~No}"
    assert body(text, unchanged=True) == "Is *this* `so`?\n- (x) **Yes**\n- ( ) No"


def test_markdown_that_a_lesson_cannot_hold_shows_its_signs() -> None:
    (found,) = read("[markdown]See ![](http://example.org/a.png) {=a ~b}")
    assert found.fate is Fate.CHANGED
    assert "signs are shown" in found.reasons[0]


def test_each_text_has_a_mark_of_its_own_as_in_moodle() -> None:
    text = "[html]Which?{=[plain]*a* ~[markdown]*b*#[html]<i>c</i>}"
    assert body(text, unchanged=True) == "Which?\n- (x) \\*a\\*\n- ( ) *b*\n    > *c*"


def test_marks_in_capital_letters_which_moodle_shows_as_text() -> None:
    assert body("[HTML]<b>So</b>? {T}", unchanged=True).startswith("**So**?")


def test_an_unknown_mark_is_text_as_in_moodle() -> None:
    assert body("[sic] Is it? {T}").startswith("\\[sic] Is it?")


def test_plain_signs_of_markdown_are_text() -> None:
    assert body("Is 2*3*4 = 24 in a_b_c? {T}", unchanged=True).startswith("Is 2\\*3\\*4 = 24")


def test_signs_in_html_tags_that_nobody_escaped_where_moodle_cuts_the_answer() -> None:
    text = '[html]Where?{=<a href="https://example.org/?a=b#c">Here</a> ~There}'
    assert body(text, unchanged=True).startswith("Where?\n- (x) [Here](https://example.org/?a=b")


def test_braces_of_a_formula_where_moodle_takes_them_for_answers() -> None:
    (found,) = read(r"How much is \(\frac{1}{2} + x^{2}\)? {=1 ~2}")
    assert found.item is not None
    assert found.item.type == "single choice"
    assert "\\frac{1}{2}" in found.item.stem


def test_typographic_quotes_are_kept() -> None:
    text = "What does “op-ed” mean? {=‘opposite’ ~«opinion»}"
    assert "- (x) ‘opposite’\n- ( ) «opinion»" in body(text, unchanged=True)


def test_a_sentence_wrapped_over_lines_is_one_where_moodle_shows_a_line_end() -> None:
    text = "Match the countries with their\ncapitals. {=a->b =c->d}"
    assert body(text).startswith("Match the countries with their capitals.\n- a")
    text = "Was macht die\nBiene?\nSie fliegt. {T}"
    assert body(text) == "Was macht die\nBiene?<br>\nSie fliegt.\n\n= true"


def test_reports_name_a_question_by_its_words_without_tags() -> None:
    (found,) = read("[html]<p>Is <b>this</b>&nbsp;so?</p>{T}")
    assert found.words == "Is this so?"


# Where one question ends


def test_a_blank_line_between_braces_where_moodle_breaks_off_the_import() -> None:
    first, second = read("Which? {\n=a\n\n~b\n}\n\nNext {T}")
    assert first.item is not None
    assert len(first.item.body.options) == 2  # type: ignore[attr-defined]
    assert "Blank lines" in first.reasons[0]
    assert second.item is not None


def test_no_blank_line_between_questions_where_moodle_swallows_the_second() -> None:
    found = read("One? {T}\nTwo? {F}\n::Three::Three? {=3}\n// note\nFour {\n=a ~b\n}")
    assert [one.line for one in found] == [1, 2, 3, 5]
    assert all(one.item for one in found)


def test_a_line_with_blanks_only_parts_questions_as_in_moodle() -> None:
    assert len(read("One? {T}\n \t\nTwo? {F}\n\u00a0\nThree {T}")) == 3


def test_a_line_with_only_a_zero_which_moodle_takes_for_blank() -> None:
    assert body("How many?\n0\nor one? {T}").startswith("How many?")
    assert len(read("How many?\n0\nor one? {T}")) == 1


def test_an_open_brace_costs_its_own_question_where_moodle_stops() -> None:
    first, second = read("Which? {=a ~b\n\nNext {T}")
    assert "no closing one" in first.reasons[0]
    assert second.item is not None


def test_a_lone_closing_brace_costs_its_own_question_where_moodle_stops() -> None:
    first, second = read("Which? =a ~b}\n\nNext {T}")
    assert "no opening one" in first.reasons[0]
    assert second.item is not None


def test_several_answers_in_one_sentence_of_which_moodle_reads_the_first() -> None:
    assert "several pairs" in skipped(read("Bees {=fly} and {=swim}."))


def test_comments_are_left_out_as_in_moodle_but_addresses_are_kept() -> None:
    text = "// A comment {=x}\n  // and another\nSee http://example.org/ {T}\n// the end"
    (found,) = read(text)
    assert found.line == 3
    assert found.item is not None
    assert found.item.stem == "See http://example.org/"


def test_windows_and_old_macintosh_line_ends_as_in_moodle() -> None:
    for end in ("\r\n", "\r"):
        assert [one.line for one in read(f"One? {{T}}{end}{end}Two {{{end}=a{end}~b}}")] == [1, 3]


# Categories, ids and tags


def test_a_category_holds_until_the_next_without_moodles_own_words() -> None:
    text = "$CATEGORY: $course$/top/Default for X//Y/Bees\n\nOne {T}\n\n$CATEGORY: Wasps\n\nTwo {T}"
    assert [one.category for one in read(text)] == [("Default for X/Y", "Bees"), ("Wasps",)]


def test_a_question_right_below_a_category_which_moodle_takes_for_its_name() -> None:
    (found,) = read("$CATEGORY: Bees\nOne {T}")
    assert found.category == ("Bees",)
    assert found.line == 2


def test_ids_and_tags_stand_in_comments_as_in_moodle() -> None:
    (found,) = read("// q [id:bee-1] [tag:bloom: apply] [tag:2019]\n::Title::One? {T}")
    assert found.item is not None
    assert found.item.id == "bee-1"
    assert found.item.bloom is Bloom.APPLY
    assert "2019" in found.reasons[0]


# What our types can't say


def test_true_in_any_capitals_where_moodle_makes_a_short_answer() -> None:
    for word in ("T", "TRUE", "True", "true", "t"):
        assert body(f"Is it? {{{word}}}", unchanged=True) == "Is it?\n= true"
    for word in ("F", "FALSE", "False", "false", "f"):
        assert body(f"Is it? {{{word}#Look!}}", unchanged=True) == (
            "Is it?\n= false\nnot= true\n    > Look!"
        )


def test_part_of_the_marks_for_a_wrong_option_is_said() -> None:
    (found,) = read("Where?{~Rome ~%50%Galilee =Nazareth}")
    assert found.item is not None
    assert found.item.type == "single choice"
    assert "“Galilee” earned a part of the marks (50 %)" in found.reasons[0]


def test_several_equals_signs_which_moodle_takes_as_equally_right() -> None:
    (found,) = read("Which?{=a =b ~c}")
    assert found.item is not None
    assert found.item.type == "multiple choice"
    assert "any one of them" in found.reasons[0]


def test_weights_without_a_price_for_wrong_ticks_are_said() -> None:
    (found,) = read("Which?{~%50%a ~%50%b ~c}")
    assert "weights" in found.reasons[0]


def test_a_weight_after_an_equals_sign_which_moodle_shows_as_text() -> None:
    assert body("Which?{=%100%a ~%0%b}", unchanged=True) == "Which?\n- (x) a\n- ( ) b"


def test_weights_with_a_decimal_comma_which_moodle_shows_as_text() -> None:
    text = "Which?{~%33,33333%a ~%33,33333%b ~%33,33333%c ~%-100%d}"
    assert body(text, unchanged=True).count("- [x]") == 3


def test_no_right_option_is_a_reason_to_leave_it_out() -> None:
    assert "None of its options is right" in skipped(read("Which?{~a ~b}"))


def test_one_option_is_a_reason_to_leave_it_out_as_in_moodle() -> None:
    assert "one option only" in skipped(read("Which?{~%100%a}"))


def test_empty_and_repeated_options_are_left_out() -> None:
    (found,) = read("Which?{=a ~ ~b ~b}")
    assert found.item is not None
    assert len(found.reasons) == 2


def test_stars_stand_for_letters_in_moodle_alone() -> None:
    (found,) = read(r"Who?{=*Grant* =\*\*\*#Stars.}")
    assert found.item is not None
    assert [answer.text for answer in found.item.body.answers] == ["Grant", "***"]  # type: ignore[attr-defined]
    assert "any letters" in found.reasons[0]


def test_a_lone_star_without_marks_is_what_is_said_to_the_rest() -> None:
    assert body("Who?{=Grant =%0%*#Read again.}", unchanged=True) == (
        "Who?\n= Grant\nelse=\n    > Read again."
    )


def test_half_right_short_answers_are_wrong_and_that_is_said() -> None:
    (found,) = read("Who?{=Nazareth =%75%Nazereth#Misspelled. =%25%Bethlehem}")
    (reason,) = found.reasons
    assert reason.startswith("“Nazereth”, “Bethlehem” earned a part of the marks (75 %, 25 %).")


def test_answers_that_differ_in_capitals_alone_are_one() -> None:
    assert body("Who?{=No one =no one. =NO ONE}", unchanged=True) == "Who?\n= No one"


def test_several_right_numbers_become_texts() -> None:
    (found,) = read("Roots of 4?{#=2 =-2}")
    assert found.item is not None
    assert found.item.type == "short text"
    assert "Several numbers" in found.reasons[0]


def test_several_ranges_are_left_out() -> None:
    assert "tolerance" in skipped(read("Where?{#=2:1 =9:1}"))


def test_a_number_that_is_none_where_moodle_lets_every_answer_be_right() -> None:
    assert "can't be read as a number" in skipped(read("How many?{#twelve}"))


def test_numbers_in_the_writing_of_engineers_and_with_decimal_commas() -> None:
    assert body("How much?{#1.5e3:0,5}", unchanged=True) == "How much?\n= 1500 +- 0.5"


def test_a_backward_range_which_no_answer_meets_in_moodle() -> None:
    assert body("Which?{#5..1}") == "Which?\n= 1 .. 5"


def test_right_sides_that_repeat_become_groups() -> None:
    (found,) = read("Sort.{=cow -> plants =lion -> meat =wolf -> meat}")
    assert found.item is not None
    assert found.item.type == "categorise"
    assert "guessing" in found.reasons[0]


def test_a_pair_without_an_arrow_costs_the_question_where_moodle_stops() -> None:
    assert "no arrow" in skipped(read("Match.{=a -> b =c -> d =e}"))


def test_an_arrow_in_feedback_which_moodle_takes_for_a_pair() -> None:
    assert body("Which?{=a#go -> on}") == "Which?\n= a\n    > go \\-> on"


def test_an_arrow_as_html_editors_write_it_which_moodle_refuses() -> None:
    assert "- a -> b" in body("[html]Match.{=a -&gt; b =c -&gt; d}")


def test_arrows_of_word_processors_which_moodle_takes_for_answers() -> None:
    assert body("Match.{=a → b =c –> d}") == "Match.\n- a -> b\n- c -> d"
    assert body("What follows?{=a → b}") == "What follows?\n= a → b"


def test_gaps_of_moodles_cloze_of_which_moodle_makes_an_option() -> None:
    assert "embedded answers" in skipped(read("It is {1:MC:~red~=blue}."))


def test_a_question_with_a_name_only_has_it_as_its_text() -> None:
    assert body("::The sun is a star.::{T}") == "The sun is a star.\n= true"


def test_a_question_without_any_text_is_left_out_as_moodle_keeps_it_empty() -> None:
    assert "no text" in skipped(read("{T}"))


def test_what_would_be_a_heading_or_an_answer_in_a_lesson_stays_text() -> None:
    text = r"Read.\n\n# 1\n\nwhy\: because\n- (x) no {=- [x] a\n\nwhy\: b ~= c}"
    (found,) = read(text)
    assert found.item is not None


# Limits


def test_a_question_of_a_hundred_thousand_signs_costs_no_other() -> None:
    first, second = read(f"Long? {{={'a' * 100_000} ~b}}\n\nNext {{T}}")
    assert "60,000 characters" in first.reasons[0]
    assert second.item is not None


def test_a_question_of_thousands_of_lines_costs_no_other() -> None:
    first, second = read("a\\n" * 3_000 + "{T}\n\nNext {T}")
    assert "2,000 lines" in first.reasons[0]
    assert second.item is not None


@pytest.mark.parametrize(
    "answers", ["~a" * 200, "#" + "=1" * 200, "=a->b" * 200, ">3" + "\na" * 200]
)
def test_hundreds_of_answers_cost_no_other_question(answers: str) -> None:
    first, second = read(f"Many? {{{answers}}}\n\nNext {{T}}")
    assert "over 100 answers" in first.reasons[0]
    assert second.item is not None


@pytest.mark.slow
def test_a_file_of_too_many_questions_says_where_it_stops() -> None:
    found = read("a\n\n" * 20_002)
    assert len(found) == 20_001
    assert found[-1].line == 40_001
    assert "over 20,000 questions" in found[-1].reasons[0]


# Files


def test_an_image_named_as_text_is_refused_in_words() -> None:
    file = BankFile("bank.txt", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnreadableBank, match="picture"):
        list(format_of(file).read(file))


def test_a_file_without_questions_is_refused_in_words() -> None:
    with pytest.raises(UnreadableBank, match="no questions"):
        read("// only a comment\n\n")


def test_a_guessed_encoding_is_said_with_the_first_question() -> None:
    first, second = read("Où? {=là}\n\nQuand ? {=été}".encode("windows-1252"))
    assert "Windows-1252" in first.reasons[0]
    assert second.reasons == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What? {T}", "GIFT"),
        ("::T::Text only", "GIFT"),
        ("$CATEGORY: a\n", "GIFT"),
        ("What?\nA) a\nB) b\nANSWER: A", "Aiken"),
        ("What {x}?\nA) a\nB) b\nANSWER: A", "Aiken"),
        ("A. Smith asks: ANSWER me! {=a ~b}\n\nB. {T}", "GIFT"),
    ],
)
def test_formats_of_txt_files_are_told_apart(text: str, name: str) -> None:
    assert format_of(BankFile("bank.TXT", text.encode())).name == name


@pytest.mark.parametrize("text", ["milk, eggs", '{"a": 1}', "<?xml version='1.0'?><quiz/>", ""])
def test_other_txt_files_are_no_bank(text: str) -> None:
    with pytest.raises(UnreadableBank):
        format_of(BankFile("bank.txt", text.encode()))
