"""Aiken: single choice questions, an option to a line, then `ANSWER: B`.

Source of what Moodle makes of a file: Moodle 4.5, question/format/aiken. There a stem is one line
(of several, only the last is kept), options start with a capital letter and `)` or `.`, and the
answer with `ANSWER:` in capitals. All texts are plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quiz.exchange.importing import BankFile, BankFormat, Found, _markup
from quiz.exchange.importing._checked import reason_against
from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing._text import is_text, read_questions, start_of
from quiz.model import Item
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.parts.options import Option
from quiz.questions.single_choice import SingleChoice
from quiz.report_text import first_words

MAX_CHARACTERS = 60_000
MAX_LINES = 1_000
"""Of one question; a lesson takes no longer ones."""

_OPTION = re.compile(r"\(?(?P<letter>[A-Za-z])[).\]]\s*(?P<text>.*)", re.DOTALL)
_ANSWER = re.compile(r"ANS(?:WER)?\s*[:：.=]\s*(?P<answer>.*)", re.IGNORECASE | re.DOTALL)
_LETTERS = re.compile(r"\(?([A-Za-z])(?:[).\]](?:\s.*)?)?", re.DOTALL)
_SEVERAL = re.compile(r"[A-Za-z](?:(?:\s*[,;&+/]\s*|\s+and\s+|\s+)[A-Za-z])+", re.IGNORECASE)
_LOOKS = re.compile(r"^[^\S\n]*ANS(?:WER)?[^\S\n]*[:：.=][^\S\n]*\S", re.MULTILINE | re.IGNORECASE)
_LOOKS_OPTION = re.compile(r"^[^\S\n]*\(?[A-Za-z][).\]]", re.MULTILINE)
_GIFT = re.compile(r"(?<!\\)\{\s*(?:[=~#>]|t(?:rue)?\b|f(?:alse)?\b)", re.IGNORECASE)

_NOTHING = (
    "There are no questions in this file. In Aiken a question stands in one line, its options "
    "below it as `A) text`, and then `ANSWER: A`."
)
_TOO_LONG = f"It has over {MAX_CHARACTERS:,} characters or {MAX_LINES:,} lines. Shorten it."
_LINES = "Its text has several lines, of which Moodle would have kept the last one alone."
_LONG_OPTION = "Lines that followed an option were read as a part of it."
_EARLY = "Its answer stood above its options."
_NO_ANSWER = "It has no line such as `ANSWER: B` that says which option is right."
_NO_OPTIONS = "It has no options. Write them below it as `A) text`."
_ONE_OPTION = "It has one option only, and at least two are needed to choose from."
_NO_STEM = "These options have no question above them."
_NOT_AMONG = "Its answer, {}, is none of its options."
_BY_TEXT = "Its answer gave the text of the right option instead of its letter."
_ALL_RIGHT = (
    "Its answer names several options, of which Moodle would have taken the first. Here students "
    "tick all that are right."
)


class AikenFormat(BankFormat):
    name = "Aiken"
    endings = (".aiken", ".txt")

    def recognises(self, file: BankFile) -> bool:
        if file.name.lower().endswith(".aiken"):
            return True
        if not is_text(file):
            return False
        start = start_of(file)
        answers = len(_LOOKS.findall(start))
        return bool(answers and _LOOKS_OPTION.search(start)) and answers > len(_GIFT.findall(start))

    def read(self, file: BankFile) -> Iterator[Found]:
        return read_questions(file, _questions, _NOTHING)


def _questions(text: str) -> Iterator[Found]:
    return (_found(raw) for raw in _Reader().read(text))


@dataclass
class _Raw:
    """A question as its lines say it. `tail` are lines below an option that may belong to it or
    be the next question; `answer` is what stands after `ANSWER:`, None where that is missing."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    answer: str | None = None
    early: bool = False
    tail: list[tuple[int, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.line)


class _Reader:
    """Goes down the lines and puts questions together."""

    def __init__(self) -> None:
        self.raw = _Raw()
        self.blank = False

    def read(self, text: str) -> Iterator[_Raw]:
        for number, match in enumerate(re.finditer(r"[^\n]*\n|[^\n]+", text), 1):
            line = match[0].strip()
            if line:
                yield from self._line(number, line)
            self.blank = not line
        yield from self._done()

    def _line(self, number: int, line: str) -> Iterator[_Raw]:
        answer, option = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
        if answer:
            yield from self._answered(number, answer["answer"].strip())
        elif option and self._comes_next(option["letter"].upper()):
            self._end_option()
            self._started(number)
            self.raw.letters.append(option["letter"].upper())
            self.raw.options.append([option["text"]])
        elif option and option["letter"] in "Aa" and self.raw:
            yield from self._begins_again(number)
            self.raw.letters.append("A")
            self.raw.options.append([option["text"]])
        elif self.raw.answer is not None or (self.raw.options and self.blank and not self.raw.tail):
            yield from self._done()
            self._begin([(number, line)], number)
        elif self.raw.options:
            if len(self.raw.tail) <= MAX_LINES:
                self.raw.tail.append((number, line))
        else:
            self._started(number)
            if len(self.raw.stem) <= MAX_LINES:
                self.raw.stem.append(f"\n{line}" if self.blank and self.raw.stem else line)

    def _begins_again(self, number: int) -> Iterator[_Raw]:
        """At a second `A)`: what stands between is the next question, or the first was no option
        but a question that begins like one (`A. Smith wrote ...`)."""
        raw, following = self.raw, self.raw.tail
        if len(raw.options) == 1 and not (raw.stem or following or raw.answer):
            following = [(raw.line, f"{raw.letters[0]}. {raw.options[0][0]}")]
            self.raw = _Raw()
        raw.tail = []
        yield from self._done()
        self._begin(following, number)

    def _comes_next(self, letter: str) -> bool:
        letters = self.raw.letters
        if self.raw.answer is not None and not self.raw.early:
            return False
        return letter == "A" if not letters else letters[-1] < letter

    def _answered(self, number: int, answer: str) -> Iterator[_Raw]:
        if self.raw.answer is not None:
            yield from self._done()
        self._end_option()
        self._started(number)
        self.raw.answer = answer
        self.raw.early = bool(self.raw.stem) and not self.raw.options

    def _started(self, number: int) -> None:
        self.raw.line = self.raw.line or number

    def _begin(self, lines: list[tuple[int, str]], number: int) -> None:
        self.raw.line = lines[0][0] if lines else number
        self.raw.stem = [line for _, line in lines]

    def _end_option(self) -> None:
        """What followed the last option belongs to it."""
        if self.raw.options:
            self.raw.options[-1] += [line for _, line in self.raw.tail]
        self.raw.tail = []

    def _done(self) -> Iterator[_Raw]:
        self._end_option()
        if self.raw:
            yield self.raw
        self.raw = _Raw()


def _found(raw: _Raw) -> Found:
    """What becomes of a question."""
    words = first_words(" ".join((raw.stem or (raw.options or [[raw.answer or ""]])[0])[:3]))
    texts = [*raw.stem, *(text for option in raw.options for text in option), raw.answer or ""]
    if sum(map(len, texts)) > MAX_CHARACTERS or len(texts) > MAX_LINES:
        return Found(raw.line, words, None, (_TOO_LONG,))
    reasons = list[str]()
    try:
        item = _item(raw, reasons)
    except ValueError as error:
        return Found(raw.line, words, None, (str(error),))
    if reason := reason_against(item):
        return Found(raw.line, words, None, (reason,))
    return Found(raw.line, words, item, tuple(dict.fromkeys(reasons)))


def _item(raw: _Raw, reasons: list[str]) -> Item:
    """Raises `ValueError` with the reason where there is none."""
    if not raw.options:
        raise ValueError(_NO_OPTIONS)
    if not raw.stem:
        raise ValueError(_NO_STEM)
    if len(raw.options) < 2:
        raise ValueError(_ONE_OPTION)
    if raw.answer is None:
        raise ValueError(_NO_ANSWER)
    keys = _keys(raw, raw.answer, reasons)
    if raw.early:
        reasons.append(_EARLY)
    if len(raw.stem) > 1:
        reasons.append(_LINES)
    if any(len(option) > 1 for option in raw.options):
        reasons.append(_LONG_OPTION)
    question = _markup.as_question("\n".join(raw.stem), Kind.PLAIN)
    reasons += question.reasons
    options = []
    for letter, lines in zip(raw.letters, raw.options, strict=True):
        text = _markup.as_line("\n".join(lines), Kind.PLAIN)
        reasons += text.reasons
        options.append(Option(text.text, letter in keys))
    if len(keys) > 1:
        return Item(
            "", "multiple choice", question.stem, MultipleChoice(tuple(options)), question.text
        )
    return Item("", "single choice", question.stem, SingleChoice(tuple(options)), question.text)


def _keys(raw: _Raw, answer: str, reasons: list[str]) -> set[str]:
    """The letters of the right options."""
    texts = [" ".join(option).strip().casefold() for option in raw.options]
    if texts.count(answer.casefold()) == 1:
        if len(answer) > 1:
            reasons.append(_BY_TEXT)
        return {raw.letters[texts.index(answer.casefold())]}
    one = _LETTERS.fullmatch(answer)
    several = _SEVERAL.fullmatch(answer)
    keys = set()
    if one:
        keys = {one[1].upper()}
    elif several:
        keys = set(re.sub(r"(?i)\band\b|[^A-Za-z]", "", answer).upper())
        reasons.append(_ALL_RIGHT)
    if not keys or not keys <= set(raw.letters):
        raise ValueError(_NOT_AMONG.format(f"“{first_words(answer)}”"))
    return keys
