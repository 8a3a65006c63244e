"""What all types of question share: name, texts, pictures, points, tags, hints.

Source: Moodle 4.5, question/format/xml/format.php (`import_headers`, `import_text_with_files`,
`import_combined_feedback`, `import_hints`, `import_question_tags`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from quiz.content.allowed import PICTURES
from quiz.content.printer import print_item
from quiz.exchange.importing import Found
from quiz.exchange.importing._checked import reason_against
from quiz.exchange.importing._markup import Converted, Kind, Question, as_blocks, as_line, as_plain
from quiz.exchange.importing._markup import as_question as question_of
from quiz.exchange.importing._names import as_id, id_of_name
from quiz.exchange.importing.moodle_xml._pictures import Gallery, QuestionPictures
from quiz.exchange.importing.moodle_xml._tree import Node
from quiz.exchange.item_tags import (
    type_tag,
    with_tags,
    without_see_line,
    without_source_lines,
)
from quiz.exchange.part_feedback import told_in
from quiz.model import Body, Item, Outside
from quiz.report_text import first_words

_KINDS = {
    "html": Kind.HTML,
    "moodle_auto_format": Kind.MOODLE,
    "plain_text": Kind.PLAIN,
    "markdown": Kind.MARKDOWN,
    "wiki_like": Kind.MOODLE,
}
_OVERALL = {
    "correctfeedback": "right answers",
    "partiallycorrectfeedback": "partly right answers",
    "incorrectfeedback": "wrong answers",
}
_USUAL = re.compile(
    r"""
    your\ answer\ is\ (partially\ )?(correct|incorrect)
  | die\ antwort\ ist\ (teilweise\ )?(richtig|falsch)
  | votre\ réponse\ est\ (partiellement\ )?(correcte|incorrecte)
  | respuesta\ (parcialmente\ )?(correcta|incorrecta)
  | su?a\ resposta\ está\ (parcialmente\ )?(correta|incorreta)
  | risposta\ (corretta|parzialmente\ esatta|errata)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What Moodle itself says to answers, in the languages that we know of."""
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,12}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?"
)
MOST_POINTS = 9999.99


class CannotHold(Exception):
    """A question that no item of ours can hold; the text says why, to a teacher."""


class Draft:
    """A question of the file on its way to an item. `reasons` grow on the way, each once.

    `open_hint` is a hint that its type found in its text, as HTML.
    """

    def __init__(self, node: Node, encoded: tuple[bytes, ...], gallery: Gallery) -> None:
        self.node = node
        self.type = node.attributes.get("type", "").strip().lower()
        self.reasons: dict[str, None] = {}
        self.open_hint = ""
        self._told_by_part = ""
        self.pictures = QuestionPictures(node, encoded, gallery, self.say)
        self.name = as_plain(node.value("name"), Kind.HTML).text
        text = node.node("questiontext")
        self.kind = _kind(text, Kind.HTML)
        self.points = self._points()
        self.raw = self.raw_of(text) + self._old_image()

    def say(self, reason: str) -> None:
        self.reasons[reason] = None

    @property
    def words(self) -> str:
        words = self.name or as_plain(self.raw, self.kind).text
        return first_words(words) or "a question without words"

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Its tags, each once."""
        found = (
            self.plain(tag)
            for holder in (*self.node.nodes("tags"), *self.node.nodes("coursetags"))
            for tag in holder.nodes("tag")
        )
        return tuple(dict.fromkeys(filter(None, found)))

    def came_from(self, type_: str) -> bool:
        """Whether a tag says that it was a question of this type of ours."""
        return type_tag(type_) in self.tags

    def line(self, node: Node | None) -> str:
        """The text of an element as Markdown in one line."""
        return self.told(as_line(self.raw_of(node), _kind(node, self.kind)))

    def blocks(self, node: Node | None) -> str:
        """The text of an element as Markdown."""
        return self.told(as_blocks(self.raw_of(node), _kind(node, self.kind)))

    def plain(self, node: Node | None) -> str:
        """The text of an element as plain text in one line, as it stands."""
        found = node.node("text") if node else None
        return as_plain((found or node).own_text, Kind.PLAIN).text if node else ""

    def question(self, raw: str = "") -> Question:
        """The question's own text. `raw` is it as HTML, where a type has changed it."""
        made = question_of(raw or self.raw, self.kind, self.name)
        for reason in made.reasons:
            self.say(reason)
        return made

    def named_question(self, raw: str) -> Question:
        """The question's name as its heading, and all of its text below."""
        name = self.name or "Complete the text."
        if self.kind is Kind.HTML:
            return self.question(f"<p>{html.escape(name)}</p>{raw}")
        return self.question(f"{name}\n\n{raw}")

    def feedback(self, node: Node) -> str:
        """The feedback that belongs to an answer."""
        return self.blocks(node.node("feedback"))

    def part_feedback(self, name_of: Callable[[str], str]) -> dict[str, str]:
        """What is said to wrong parts, by their keys, where the file comes from us. `name_of` a key
        is what that part is called there as HTML, or ''. Feedback on others is left out."""
        node = self.node.node("incorrectfeedback")
        html_ = self.raw_of(node) if _kind(node, self.kind) is Kind.HTML else ""
        self._told_by_part, entries = told_in(html_)
        found = dict[str, str]()
        # Each is asked for once: there may be thousands of entries, and names as long as a file.
        names = {key: _letters(name_of(key)) for key in dict.fromkeys(one.key for one in entries)}
        for one in entries:
            about = as_plain(one.about, Kind.HTML).text
            if not about or names[one.key] != _letters(one.about):
                self.say(f"The feedback on “{about}” is left out: nothing is called so any more.")
            elif one.key in found:
                again = first_words(as_plain(one.feedback, Kind.HTML).text)
                self.say(f"Further feedback on “{about}” is left out: “{again}”.")
            else:
                found[one.key] = self.told(as_blocks(one.feedback, Kind.HTML))
        return found

    def told(self, converted: Converted) -> str:
        """The text, after its reasons were told."""
        for reason in converted.reasons:
            self.say(reason)
        return converted.text

    def raw_of(self, node: Node | None) -> str:
        """The text of an element in its own format, with the new names of its pictures."""
        if node is None:
            return ""
        inner = node.node("text")
        text = (inner.markup() if inner else node.own_text).strip()
        if _kind(node, Kind.HTML) is Kind.MARKDOWN:
            text = self.pictures.in_markdown(text, self.name)
        else:
            text = self.pictures.in_html(text, self.name)
        self.pictures.mention(text)
        return text

    def _old_image(self) -> str:
        """The picture of a question as Moodle 1.9 wrote it."""
        image = self.node.value("image")
        if not image or self.node.node("image_base64") is None:
            return ""
        return self.pictures.in_html(
            f'<img src="data:picture,{self.node.value("image_base64")}">', self.name
        )

    def _points(self) -> float:
        given = number_of(self.node.value("defaultgrade", "1"))
        if given is None or given <= 0:
            if self.type not in ("description", "category") and self.node.node("defaultgrade"):
                self.say("It was worth no points in Moodle. Here it is worth 1.")
            return 1.0
        points = min(max(round(given, 2), 0.01), MOST_POINTS)
        if abs(points - given) > 0.001:
            self.say(f"It was worth {given:g} points in Moodle, and is worth {points:g} here.")
        return points

    def finish(self, body: Body, type_: str, question: Question | None = None) -> Item:
        """The item, with all that isn't its body. Raises `CannotHold`."""
        asked = question or self.question()
        why, sources = self._why()
        item = Item(
            id=as_id(self.node.value("idnumber")) or id_of_name(self.name, asked.stem, type_, body),
            type=type_,
            stem=asked.stem,
            body=body,
            text=asked.text,
            points=self.points,
            hint=self._hint(),
            outside=sources,
            why=why,
        )
        item = self._tagged(item)
        self._tell_the_rest()
        if against := reason_against(item):
            raise CannotHold(against)
        return item

    def found(self, item: Item | None, category: tuple[str, ...]) -> Found:
        """What became of the question; of its pictures, those that the item shows."""
        text = print_item(replace(item, id="a")) if item else ""
        shown = tuple(
            one for one in self.pictures.kept.values() if f"({PICTURES}/{one.name})" in text
        )
        return Found(self.node.line, self.words, item, tuple(self.reasons), category, shown)

    def _why(self) -> tuple[str, tuple[Outside, ...]]:
        """The explanation, and the sources that stand below it."""
        node = self.node.node("generalfeedback")
        text, sources = without_source_lines(without_see_line(self.raw_of(node)))
        return self.told(as_blocks(text, _kind(node, self.kind))), sources

    def _hint(self) -> str:
        hints = [self.told(as_line(self.open_hint, Kind.HTML))]
        hints += [self.line(hint.node("hintcontent") or hint) for hint in self.node.nodes("hint")]
        hints = [hint for hint in dict.fromkeys(hints) if hint]
        if len(hints) > 1:
            self.say("Its hints, which Moodle shows one after another, are one hint here.")
        penalty = number_of(self.node.value("penalty")) or 0.0
        if hints and penalty > 0:
            self.say(
                f"After a hint a further try costs {penalty:.0%} in Moodle. Here a hint costs "
                "nothing."
            )
        return "<br> ".join(hints)

    def _tagged(self, item: Item) -> Item:
        item, left = with_tags(item, self.tags)
        if left:
            self.say(f"Tags have no place here: {', '.join(dict.fromkeys(left))}.")
        return replace(item, points=round(item.points, 2))

    def _tell_the_rest(self) -> None:
        """What Moodle has for the question as a whole, and we haven't."""
        for tag, whom in _OVERALL.items():
            raw = self.raw_of(self.node.node(tag))
            text = as_plain(raw.replace(self._told_by_part, ""), self.kind).text
            if text and not _USUAL.fullmatch(text.rstrip(" .!")):
                self.say(f"The feedback for all {whom} is left out: “{first_words(text)}”.")
        if self.node.value("hidden") == "1":
            self.say("It is hidden in Moodle, as questions are that were replaced or deleted.")
        for name in self.pictures.unused():
            self.say(f"The file “{name}” came with it, but no text shows it; it is left out.")


def _kind(node: Node | None, default: Kind) -> Kind:
    name = node.attributes.get("format", "").strip().lower() if node else ""
    return _KINDS.get(name, default)


def _letters(rendered: str) -> str:
    """The words of HTML without spaces, which differ with the tags around it."""
    return "".join(as_plain(rendered, Kind.HTML).text.split())


def number_of(text: str) -> float | None:
    """A number of the file, with a full stop or a comma; None where it is none."""
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def fraction_of(answer: Node) -> float:
    """What an answer earns, -1 to 1."""
    given = number_of(answer.attributes.get("fraction", "")) or 0.0
    old = number_of(answer.value("fraction"))
    return old if old is not None else given / 100
