"""One question as it is written in GIFT, and what of its item is lost on the way.

Texts stay the Markdown that they are, with the mark `[markdown]` on the question where there is
any: the file stays readable, and other programs render it. What only lessons know (boxes) is HTML.
Source of what Moodle makes of each sign: Moodle 4.5, question/format/gift.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.content.markup import is_box
from quiz.exchange.escaping import at_start
from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._html import fit_for_xml, plain
from quiz.exchange.exporting._moodle.bank import NO_LINKS, UNSEEN, question_name
from quiz.exchange.exporting._texts import Texts
from quiz.exchange.item_tags import see_line, tags_of
from quiz.exchange.lost_settings import NO_NOTE, has_note, lost_settings
from quiz.model import Item
from quiz.questions import types

WORTH = 1.0
"""Points of every question that GIFT brings in."""

KIND = re.compile(r"\[(?:html|markdown|plain|moodle)\]", re.IGNORECASE)
"""The mark of what a text is written in."""

_ESCAPED = re.compile(r"[\\#=~{}:]")
_PLAIN = re.compile(r"[^\W_][\w .,;:?!'’‘“”()–—…/-]*")
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]{0,300})\]\([^()\s]*\)")
_COURSE_LINK = re.compile(
    r"(?<![!\\])\[(?P<text>[^\[\]]*)\]\((?!https?:|mailto:)[^()]*\)", re.IGNORECASE
)
_BRACE = re.compile(r"(?<!\\)(?P<before>(?:\\\\)*)\\?(?P<brace>[{}])")

_BOX = "The box in its text is there as ordinary formatted text."


class Question:
    """Writes the texts of one item. `losses` grow on the way, each once."""

    def __init__(self, item: Item, shipment: Shipment) -> None:
        self.item = item
        self.html = shipment.html
        self._losses: dict[str, None] = {}
        texts = (item.stem, item.text, item.why, *types()[item.type].texts(item.body))
        self.markdown = not all(_PLAIN.fullmatch(text) for text in texts if text)

    @property
    def losses(self) -> tuple[str, ...]:
        return tuple(self._losses)

    def lose(self, *sentences: str) -> None:
        self._losses.update(dict.fromkeys(sentences))

    @property
    def mark(self) -> str:
        """The mark of what the question is written in; without one it is Moodle's own kind."""
        return "[markdown]" if self.markdown else ""

    def marked(self, text: str) -> str:
        """A Markdown text with its signs escaped, and marked where it is written in another way
        than the question."""
        if any(is_box(line) for line in text.split("\n")):
            return f"[html]{escaped(self.rendered(text))}"
        text = self.fitted(text)
        if KIND.match(text):
            return f"[markdown]{escaped(text)}"
        return escaped(f"&#37;{text[1:]}" if text.startswith("%") else text)

    def line(self, text: str) -> str:
        """The same for a text within a line here (an option, a side), which other programs show as
        blocks: nothing at its start is taken for a list or a heading."""
        return self.marked(self._in_a_line(text))

    def _in_a_line(self, text: str) -> str:
        line = " ".join(filter(None, (part.strip() for part in text.split("\n"))))
        return at_start(line) if self.markdown else line

    def rendered(self, text: str) -> str:
        """A Markdown text as HTML, without what leads nowhere in another program."""
        if any(is_box(line) for line in text.split("\n")):
            self.lose(_BOX)
        if has_note(text):
            self.lose(NO_NOTE)
        return self._placed(self.html.block(text))

    def inline(self, text: str) -> str:
        """A Markdown text as HTML within a line."""
        return self._placed(self.html.inline(text))

    def _placed(self, rendered: str) -> str:
        texts = Texts(self.html, lambda name: None, "")
        found = texts.placed(rendered)
        self._say_fitted(bool(texts.missing), bool(texts.dropped))
        if fit_for_xml(rendered) != rendered:
            self.lose(UNSEEN)
        return found

    def fitted(self, text: str) -> str:
        """Markdown without pictures and links that lead nowhere in another program."""
        without = _PICTURE.sub(lambda match: match["alt"], text)
        linkless = _COURSE_LINK.sub(lambda match: match["text"], without)
        self._say_fitted(without != text, linkless != without)
        return linkless

    def _say_fitted(self, pictures: bool, links: bool) -> None:
        if pictures:
            self.lose("GIFT has no pictures, so what they show stands in words in their places.")
        if links:
            self.lose(NO_LINKS)

    def plain(self, text: str) -> str:
        """A Markdown text as plain words on one line."""
        return plain(self.inline(text))

    def stem(self) -> str:
        """The text of the question above its answers."""
        return self.with_stem(self._below())

    def stem_without_braces(self) -> str:
        """The same with references for braces: not even escaped ones may stand there."""
        markdown = _BRACE.sub(_reference, self._in_a_line(self.item.stem) + self._below())
        marked = self._with_mark(self.marked(markdown))
        return marked.replace("\\{", "&#123;").replace("\\}", "&#125;")

    def _below(self) -> str:
        return f"\n\n{self.item.text}" if self.item.text else ""

    def with_stem(self, text: str) -> str:
        """The stem and what is below it, with the mark that its answers follow."""
        return self._with_mark(self.marked(self._in_a_line(self.item.stem) + text))

    def _with_mark(self, marked: str) -> str:
        return marked if KIND.match(marked) else self.mark + marked

    def general(self) -> str:
        """The explanation, as the last of the answers; '' where there is none."""
        why = self.marked(self.item.why) if self.item.why else ""
        see = escaped(see_line(self.item))
        between = escaped("\n\n") if why and see else ""
        return f"####{why}{between}{see}" if why or see else ""

    def comment(self) -> str:
        """The line above the question that Moodle reads its ID number and tags from."""
        tags, carried = tags_of(self.item, WORTH)
        if self.item.points != WORTH:
            self.lose(
                f"It is worth 1 point there instead of {self.item.points:g}. Write its points into "
                "the Moodle quiz."
            )
        # The tag tells the teacher; nobody asks the students.
        self.lose(*lost_settings(self.item, carried - {"evidence"}))
        return "// " + " ".join([f"[id:{self.item.id}]", *(f"[tag:{tag}]" for tag in tags)])

    def name(self) -> str:
        """What Moodle's lists call the question: the beginning of its stem."""
        words = plain(self.html.inline(self.item.stem)) or self.item.id
        if self.item.type == "ordering":
            # Its reader looks for the first brace of all, and a name knows no references.
            words = words.replace("{", "(").replace("}", ")")
        return f"::{escaped(question_name(words))}::"


def _reference(brace: re.Match[str]) -> str:
    return f"{brace['before']}&#{ord(brace['brace'])};"


def escaped(text: str) -> str:
    """A text in one line, with a backslash before each of GIFT's signs."""
    return _ESCAPED.sub(r"\\\g<0>", text).replace("\n", "\\n")


def on_lines(answers: Iterator[str] | list[str], general: str) -> str:
    """Answers in braces, one to a line."""
    rows = [*answers, *([general] if general else [])]
    return "{\n" + "".join(f"\t{row}\n" for row in rows) + "}"


def entity(text: str, *signs: str) -> str:
    """Markdown or HTML with character references for some signs."""
    return text.translate({ord(sign): f"&#{ord(sign)};" for sign in signs})
