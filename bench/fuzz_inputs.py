"""Files of questions that nobody would write: the same one for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from docs.exchange_samples import BANKS
from quiz.exchange.importing import BankFile

MAX_BYTES = 60_000
ENDINGS = (".gift", ".txt", ".xml")

_GIFT = """\
// A comment
$CATEGORY: $course$/top/Bees/Part 1

::Q1:: [html]<p>Which <em>insect</em> is this?</p> {
  =%100%bee#Yes. ~%-33.33333%ant#Read again. ~wasp ####All insects. }

::Q\\:2::[markdown]*How* many\\nlegs \\{six\\}? {#6:0.5 =%50%5..7#Nearly.}

Bees sting.{T#No.#Yes.####Not all.}
[plain]Who eats what? { =bee -> nectar =cow -> grass =a \\= b -> c }
Honey is made by {1:=bees~wasps} in “hives”.
Put in order {>2 ALL VERTICAL ABSOLUTE_POSITION SHOW none
egg
caterpillar
butterfly
}
Why? {}
A description.
"""
_AIKEN = """\
Who carries the pollen?
A. The bees
B) The beekeepers
ANSWER: A

How many legs has a bee?
A) Four
B) Six
C) Eight
ANSWER: B
"""
_XML_TOP = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
_XML_CATEGORY = (
    '<question type="category"><category><text>$course$/top/Bees</text></category></question>\n'
)
_PIXEL = (  # a picture of one dot
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_XML_PICTURE = f"""\
<question type="multichoice"><name><text>Picture</text></name>
<questiontext format="html"><text><![CDATA[<p>What is <img src="@@PLUGINFILE@@/a%20b.png" alt="a
bee"> this?</p><table><tr><td>1</td></tr></table>]]></text>
<file name="a b.png" path="/" encoding="base64">{_PIXEL}</file></questiontext>
<generalfeedback format="html"><text>Look &amp; see.</text></generalfeedback>
<defaultgrade>2.5</defaultgrade><penalty>0.3333333</penalty><single>true</single>
<answer fraction="100" format="html"><text>A bee</text>
<feedback><text>Yes.</text></feedback></answer>
<answer fraction="0" format="html"><text>A cow</text></answer></question>
"""
_XML_FROM_HERE = """\
<question type="ordering"><name><text>Order</text></name>
<questiontext format="html"><text>In order.</text></questiontext>
<generalfeedback format="html"><text><![CDATA[<p>So.</p><p class="see">Where to look in the reading:
P1</p><p class="outside">Source: Council (2025), checked 2026-01-01</p>]]></text></generalfeedback>
<shownumcorrect></shownumcorrect><answer fraction="1"><text>one</text></answer>
<answer fraction="2"><text>two</text></answer><answer fraction="3"><text>three</text></answer>
<incorrectfeedback format="html"><text><![CDATA[<dl class="part-feedback"><dt class="part-2-1">
“two” before “one”</dt><dd>No.</dd><dt class="part-3-1">“three” before “one”</dt>
<dd dir="auto"><p>No.</p></dd></dl>]]></text></incorrectfeedback>
<tags><tag><text>type: ordering</text></tag><tag><text>M1: step 3 before 2</text></tag></tags>
</question>
<question type="essay"><name><text>Why</text></name><questiontext format="html"><text><![CDATA[
<p>Why?</p><details class="hint"><summary>Hint</summary><p>P1</p></details>]]></text></questiontext>
<graderinfo format="html"><text><![CDATA[<p><strong>Model answer</strong></p><p>So.</p>
<p><strong>Notes for graders</strong></p><p>Look.</p>]]></text></graderinfo></question>
"""

CORPUS: Mapping[str, tuple[str, ...]] = {
    ".gift": (_GIFT, *BANKS["gift"][1].values()),
    ".txt": (_AIKEN, *BANKS["aiken"][1].values()),
    ".xml": (
        _XML_TOP + _XML_CATEGORY + _XML_PICTURE + "</quiz>",
        _XML_TOP + _XML_FROM_HERE + "</quiz>",
        *BANKS["moodle_xml"][1].values(),
    ),
}

_TOKENS = re.findall(
    r"\S+",
    """
    { } {} = ~ # #### :: \\ \\= \\{ \\: \\n -> %50% %-100% %1e9% %% [html] [markdown] [moodle] [ ]
    ]] [[ // $CATEGORY: {#1..2} {#1:0:0} {T {>2 {1:MC: {1:SA:= ANSWER: A. B) <p> </p> <![CDATA[ ]]>
    <!-- --> <img src="data:image/png;base64,AAAA"> &amp; &#0; &#x110000; &lol; <script> <table>
    <tr><td/colspan=9999> <ul><li> <question/type="cloze"> </question> <text> </text> <file>=</file>
    <answer/fraction="nan"> @@PLUGINFILE@@/../../x.png ![a](pictures/x.png) ` ``` ~~~ * _ # ### !!!
    > | --- === {#id} (x) [x] 1. ____ why: rubric: NaN inf 1e309 -0 0x10 ½ ٣ 99999999999999999999
    \x00 \x1a \x0b \u2028 \ufeff \u202e \ud7ff é 😀 “ ” <answer> </answer> <single> <defaultgrade>
    1e400
    """,
)
_TOKENS += ['<question type="cloze">', '<answer fraction="nan">', "\n", "\n\n", " ", "\t", "\r"]
_BOMBS = (
    "[",
    "<",
    "{",
    "~",
    "=",
    "\\",
    "&",
    "<p>",
    "<ul><li>",
    "[[",
    "(",
    "*",
    "#",
    "%",
    " ",
    "\n",
    "::",
)
_BILLION = (
    "<!DOCTYPE quiz [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>"
    "<!ENTITY e SYSTEM 'file:///etc/hostname'>]><quiz><question type='essay'><name><text>&d;&e;"
    "</text></name></question></quiz>"
)


def fuzzed(seed: int) -> BankFile:
    """The input of this seed."""
    chance = random.Random(seed)
    ending = chance.choice(ENDINGS)
    make = chance.choices((_mutated, _noise, _nonsense), (80, 8, 12))[0]
    name = f"bank{chance.choice(ENDINGS) if chance.random() < 0.1 else ending}"
    return BankFile(name, make(chance, ending)[:MAX_BYTES])


def _mutated(chance: random.Random, ending: str) -> bytes:
    """Some questions of the corpus with a few slips in them."""
    text = "\n\n".join(chance.choices(CORPUS[ending], k=chance.randint(1, 3)))
    # XML with a slip in its signs is mostly unreadable as a whole, so keep them in order often.
    slips = _XML_SLIPS if ending == ".xml" and chance.random() < 0.7 else _SLIPS
    if slips is _XML_SLIPS:
        text = f"<quiz>{_WRAPPING.sub('', text)}</quiz>"
    for _ in range(chance.randint(1, 8)):
        text = chance.choice(slips)(chance, text)
    encoding = chance.choices(
        ("utf-8", "cp1252", "utf-16", "utf-8-sig", "latin-1"), (80, 8, 6, 4, 2)
    )
    data = text.encode(encoding[0], "replace")
    if chance.random() < 0.2:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at:]
    return data.replace(b"\n", b"\r\n") if chance.random() < 0.1 else data


def _noise(chance: random.Random, ending: str) -> bytes:
    return chance.randbytes(chance.randint(0, 2_000))


def _nonsense(chance: random.Random, ending: str) -> bytes:
    """What means a lot to a parser and nothing to anybody else."""
    kind = chance.random()
    if kind < 0.1:
        return _BILLION.encode()
    sign = chance.choice(_BOMBS)
    bomb = sign * (chance.choice((100, 3_000, 20_000)) // len(sign))
    if kind < 0.5:
        before, after = chance.choice(CORPUS[ending]), chance.choice(CORPUS[ending])
        at = chance.randrange(len(before) + 1)
        return (before[:at] + bomb + after[at:]).encode()
    if kind < 0.7:
        return bomb.encode()
    return "".join(chance.choices(_TOKENS, k=chance.choice((20, 300, 3_000)))).encode(
        "utf-8", "replace"
    )


def _place(chance: random.Random, text: str) -> tuple[int, int]:
    at = chance.randrange(len(text) + 1)
    return at, min(len(text), at + chance.randint(0, chance.choice((2, 20, 200))))


def _without(chance: random.Random, text: str) -> str:
    start, end = _place(chance, text)
    return text[:start] + text[end:]


def _twice(chance: random.Random, text: str) -> str:
    start, end = _place(chance, text)
    times = chance.choice((1, 1, 5, 50))
    return text[:start] + text[start:end] * times + text[start:]


def _with_token(chance: random.Random, text: str) -> str:
    start, _ = _place(chance, text)
    return text[:start] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 30)) + text[start:]


def _replaced(chance: random.Random, text: str) -> str:
    start, end = _place(chance, text)
    return text[:start] + chance.choice(_TOKENS) + text[end:]


def _swapped(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines)


def _cut(chance: random.Random, text: str) -> str:
    start, _ = _place(chance, text)
    return text[:start] if chance.random() < 0.3 else text


def _spliced(chance: random.Random, text: str) -> str:
    start, _ = _place(chance, text)
    other = chance.choice(CORPUS[chance.choice(ENDINGS)])
    return text[:start] + other + text[start:]


def _element(chance: random.Random, text: str) -> re.Match[str] | None:
    """Some element that holds no other of its own name."""
    found = list(_ELEMENT.finditer(text, chance.randrange(max(len(text) // 2, 1))))
    return chance.choice(found) if found else None


def _element_gone(chance: random.Random, text: str) -> str:
    found = _element(chance, text)
    return text[: found.start()] + text[found.end() :] if found else text


def _element_again(chance: random.Random, text: str) -> str:
    found = _element(chance, text)
    times = chance.choice((1, 1, 3, 200))
    return text[: found.end()] + found[0] * times + text[found.end() :] if found else text


def _element_filled(chance: random.Random, text: str) -> str:
    found = _element(chance, text)
    if not found:
        return text
    words = "".join(chance.choices([*_TOKENS, *CORPUS[".gift"]], k=chance.choice((1, 2, 8, 200))))
    words = _NOT_XML.sub("", words)
    if chance.random() < 0.1:
        words = chance.choice(_BOMBS) * 5_000
    start, end = found.span("inside")
    return f"{text[:start]}{escape(words)}{text[end:]}"


def _element_moved(chance: random.Random, text: str) -> str:
    one, other = _element(chance, text), _element(chance, text)
    if not one or not other or one.end() > other.start():
        return text
    return (
        text[: one.start()]
        + other[0]
        + text[one.end() : other.start()]
        + one[0]
        + text[other.end() :]
    )


def _attribute(chance: random.Random, text: str) -> str:
    found = list(_ATTRIBUTE.finditer(text))
    if not found:
        return text
    one = chance.choice(found)
    value = chance.choice(
        ("", "0", "-100", "nan", "1e999", "33.33333", "html", "plain_text", "x" * 99)
    )
    return f"{text[: one.start(1)]}{value}{text[one.end(1) :]}"


_WRAPPING = re.compile(r"<\?xml[^>]*>|</?quiz>")
_ELEMENT = re.compile(r"<(\w+)[^<>]*>(?P<inside>(?:(?!<\1\b).)*?)</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s\w+=["']([^"']*)["']""")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_SLIPS: tuple[Callable[[random.Random, str], str], ...] = (
    _element_gone,
    _element_again,
    _element_filled,
    _element_filled,
    _element_moved,
    _attribute,
)
_SLIPS: tuple[Callable[[random.Random, str], str], ...] = (
    _without,
    _twice,
    _with_token,
    _with_token,
    _replaced,
    _swapped,
    _cut,
    _spliced,
)
