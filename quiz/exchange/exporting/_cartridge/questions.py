"""Our items as questions of Common Cartridge, which knows six types: several responses become
several questions, which share the points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from quiz.exchange.exporting._gaps import filled
from quiz.exchange.exporting._item_sets import CannotCarry
from quiz.exchange.exporting._qti12.assessment import Body
from quiz.exchange.exporting._qti12.choice import Choice, Option
from quiz.exchange.exporting._qti12.idents import mixed, numbered
from quiz.exchange.exporting._qti12.item_options import options, truth
from quiz.exchange.exporting._qti12.text_boxes import Answer, Essay, Words
from quiz.exchange.exporting._qti12.typed_answers import asked, forms, right_answers, unsaid
from quiz.exchange.exporting._spellings import unfit
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item
from quiz.questions.cloze import Cloze
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.ordering import Ordering
from quiz.questions.parts.gaps import Gap
from quiz.questions.parts.numbers import shown, span
from quiz.questions.parts.pairs import Pairs
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse

ONE, SEVERAL, TRUTH = "cc.multiple_choice.v0p1", "cc.multiple_response.v0p1", "cc.true_false.v0p1"
WORD, TEXT = "cc.fib.v0p1", "cc.essay.v0p1"

_TICKS = (
    "Programs mark several right options each in their own way: Canvas takes off as much for a "
    "wrong tick as a right one earns, Moodle takes off nothing, others give points only if "
    "everything is right."
)
_SAID = "In Moodle, what is said to an option is shown to everybody."
_SAID_TO_RIGHT = "In Moodle, what is said to a right answer is shown to everybody."
_ZERO_LEFT_OUT = "Moodle leaves out the right answer 0: add it to the question there."
_ZERO = "0"
"""For PHP, such a text is empty (backup/cc/entity11.quiz.class.php: `get_answers`)."""
_WRITING = (
    "Other programs compare what is typed more strictly: as a rule only capital letters and a full "
    "stop at the end make no difference."
)
_NUMBERS = "A number is right there only if it is written just as in the answer."
_RANGE = "Common Cartridge has no numbers with a tolerance or a range ({})."
_SPLIT = (
    "Common Cartridge has no {}. It has become {} questions with one right option each, which "
    "share the points."
)
_GAPS = "The text with {} gaps has become {} questions, one for each gap, which share the points."
_CHANCE = "What blind guessing earns counts there; here it doesn't."
_PLACES = "Each right place earns its share there; here the order of every two steps counts."
_SWAPS = "What is said to certain wrong orders is not in the file."
_RUBRIC = (
    "The rubric and the model answer stand on a page for teachers alone. Canvas and Moodle don't "
    "show it to students; look whether your program does before you let students in."
)


@dataclass(frozen=True)
class CartridgeQuestion:
    """One question that an item becomes, with its type; `share` is of the item's points. What is
    said is HTML."""

    profile: str
    body: Body
    prompt: str
    share: Fraction = Fraction(1)
    incorrect: str = ""


@dataclass(frozen=True)
class CartridgeQuestions:
    """What an item becomes, and the sentences on what is lost or different."""

    questions: tuple[CartridgeQuestion, ...]
    losses: tuple[str, ...] = ()


def single_choice(item: Item, body: SingleChoice, texts: Texts) -> CartridgeQuestions:
    return _alone(ONE, Choice(_seen(options(body, texts))), asked(item, texts))


def multiple_choice(item: Item, body: MultipleChoice, texts: Texts) -> CartridgeQuestions:
    losses = (_TICKS, _SAID) if any(one.feedback for one in body.options) else (_TICKS,)
    ticks = Choice(_seen(options(body, texts)), multiple=True)
    return _alone(SEVERAL, ticks, asked(item, texts), losses)


def true_false(item: Item, body: TrueFalse, texts: Texts) -> CartridgeQuestions:
    # Moodle knows the two by these idents alone.
    return _alone(TRUTH, truth(body, texts, "true", "false"), asked(item, texts))


def short_text(item: Item, body: ShortText, texts: Texts) -> CartridgeQuestions:
    answers = right_answers(body, texts)
    cut = unfit(one.text for one in body.answers)
    losses = (*unsaid(body.wrong), *cut, *_in_moodle(answers), _WRITING)
    said = texts.block(body.other.feedback) if body.other else ""
    return _alone(WORD, Words(answers), asked(item, texts), losses, said)


def numeric(item: Item, body: Numeric, texts: Texts) -> CartridgeQuestions:
    key = span(body.answer.text)
    if key.low != key.high:
        raise CannotCarry(_RANGE.format(key.shown))
    number = shown(key.low)
    forms = dict.fromkeys((number, number.replace(".", ",")))
    said = texts.block(body.answer.feedback)
    answers = tuple(Answer(*one, said) for one in zip(numbered(len(forms)), forms, strict=True))
    losses = (*unsaid(body.wrong), *_in_moodle(answers), _NUMBERS)
    other = texts.block(body.other.feedback) if body.other else ""
    return _alone(WORD, Words(answers), asked(item, texts), losses, other)


def open_response(item: Item, body: OpenResponse, texts: Texts) -> CartridgeQuestions:
    losses = (_RUBRIC,) if body.rubric or body.model else ()
    return _alone(TEXT, Essay(), asked(item, texts, body.words), losses)


def matching(item: Item, body: Pairs, texts: Texts) -> CartridgeQuestions:
    return _paired(item, body, texts, "matching", ())


def categorise(item: Item, body: Pairs, texts: Texts) -> CartridgeQuestions:
    return _paired(item, body, texts, "sorting into groups", (_CHANCE,))


def _paired(
    item: Item, body: Pairs, texts: Texts, what: str, losses: tuple[str, ...]
) -> CartridgeQuestions:
    rights = mixed(body.rights, item)
    decoys = {decoy.text: decoy.feedback for decoy in body.decoys}
    prompt = asked(item, texts)
    questions = []
    for pair in body.pairs:
        said = {right: f"{pair.feedback}\n\n{decoys.get(right, '')}".strip() for right in rights}
        choice = _one_of(rights, pair.right, said, texts)
        left = f"{prompt}<p><strong>{texts.inline(pair.left)}</strong></p>"
        questions.append(CartridgeQuestion(ONE, choice, left, Fraction(1, len(body.pairs))))
    return CartridgeQuestions(tuple(questions), (_SPLIT.format(what, len(questions)), *losses))


def ordering(item: Item, body: Ordering, texts: Texts) -> CartridgeQuestions:
    places = [str(place) for place in range(1, len(body.steps) + 1)]
    of = dict(zip(body.steps, places, strict=True))
    prompt = asked(item, texts)
    questions = tuple(
        CartridgeQuestion(
            ONE,
            _one_of(places, of[step], {}, texts),
            f"{prompt}<p>Which place does this step have?</p>"
            f"<p><strong>{texts.inline(step)}</strong></p>",
            Fraction(1, len(places)),
        )
        for step in mixed(body.steps, item)
    )
    swaps = (_SWAPS,) if any(swap.feedback for swap in body.swaps) else ()
    return CartridgeQuestions(questions, (_SPLIT.format("ordering", len(places)), _PLACES, *swaps))


def cloze(item: Item, body: Cloze, texts: Texts) -> CartridgeQuestions:
    many = len(body.gaps) > 1
    shown = [f"<strong>({n}) ____</strong>" if many else "____" for n in _numbers(body.gaps)]
    stem, marked = f"<p>{texts.inline(item.stem)}</p>", texts.block(body.text)
    prompt = stem + filled(body, marked, shown)
    questions = []
    for number, gap in zip(_numbers(body.gaps), body.gaps, strict=True):
        asked = f"{prompt}<p>What belongs in gap {number}?</p>" if many else prompt
        questions.append(_gap(item, gap, asked, Fraction(1, len(body.gaps)), texts))
    plain = [gap for gap in body.gaps if not gap.menu]
    split = (_GAPS.format(len(questions), len(questions)),) if many else ()
    cut = unfit(answer for gap in plain for answer in gap.answers)
    bodies = [one.body for one in questions if isinstance(one.body, Words)]
    odd = _in_moodle([answer for words in bodies for answer in words.answers])
    return CartridgeQuestions(tuple(questions), (*split, *cut, *odd, _WRITING) if plain else split)


def _numbers(gaps: Sequence[Gap]) -> range:
    return range(1, len(gaps) + 1)


def _gap(item: Item, gap: Gap, prompt: str, share: Fraction, texts: Texts) -> CartridgeQuestion:
    if gap.menu:
        menu = mixed(gap.menu, item)
        said = dict.fromkeys(menu, gap.feedback)
        return CartridgeQuestion(ONE, _one_of(menu, gap.answers[0], said, texts), prompt, share)
    typed = [form for group in forms(gap.answers) for form in group]
    answers = tuple(Answer(*one) for one in zip(numbered(len(typed)), typed, strict=True))
    return CartridgeQuestion(WORD, Words(answers), prompt, share, texts.block(gap.feedback))


def _one_of(sources: Sequence[str], key: str, said: Mapping[str, str], texts: Texts) -> Choice:
    """Options of which the key is right; `said` is the feedback on the others. All Markdown."""
    return Choice(_seen(_options(sources, key, said, texts)))


def _options(
    sources: Sequence[str], key: str, said: Mapping[str, str], texts: Texts
) -> Iterator[Option]:
    for ident, source in zip(numbered(len(sources)), sources, strict=True):
        feedback = "" if source == key else texts.block(said.get(source, ""))
        yield Option(ident, texts.inline(source), source == key, feedback)


def _seen(options: Iterable[Option]) -> tuple[Option, ...]:
    """The options, none of them a text that Moodle would show as empty."""
    return tuple(
        replace(one, html=f"<span>{_ZERO}</span>") if one.html == _ZERO else one for one in options
    )


def _in_moodle(answers: Iterable[Answer]) -> tuple[str, ...]:
    """What becomes of right answers that are typed in Moodle alone."""
    found = tuple(answers)
    said = (_SAID_TO_RIGHT,) if any(one.feedback for one in found) else ()
    return (*said, _ZERO_LEFT_OUT) if any(one.text == _ZERO for one in found) else said


def _alone(
    profile: str, body: Body, prompt: str, losses: tuple[str, ...] = (), incorrect: str = ""
) -> CartridgeQuestions:
    return CartridgeQuestions(
        (CartridgeQuestion(profile, body, prompt, incorrect=incorrect),), losses
    )
