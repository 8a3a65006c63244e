"""The XML of one question -> a small tree that knows its lines, read by expat through defusedxml.

What stands in the way of reading it is mended where it can be told what was meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MAX_DEPTH = 60
MAX_NODES = 5_000

CONTROL = "Control characters, which nobody sees and which can't stand in XML, were taken out."
ENTITIES = (
    "Signs such as `&nbsp;` or a lone `&` stood in the file where XML doesn't allow them, and were "
    "read as they were meant."
)
LOOSE_HTML = "HTML stood in the file without being marked as text (CDATA); it was read as text."

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_XML_BY_NUMBER = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.I
)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_TEXT = re.compile(r"<text\b[^<>]*>|</text\s*>")


class NotWellFormed(Exception):
    """A question whose XML can't be read; the text says why, to a teacher."""


@dataclass
class Node:
    """An element. `parts` are its texts and its elements in their order."""

    tag: str
    attributes: dict[str, str]
    line: int
    parts: list[str | Node] = field(default_factory=list)

    def nodes(self, tag: str) -> list[Node]:
        """Its own elements of this name."""
        return [part for part in self.parts if isinstance(part, Node) and part.tag == tag]

    def node(self, tag: str) -> Node | None:
        return next(iter(self.nodes(tag)), None)

    @property
    def own_text(self) -> str:
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def has_elements(self) -> bool:
        return any(isinstance(part, Node) for part in self.parts)

    def value(self, tag: str, default: str = "") -> str:
        """What stands in its element of this name, or in a `<text>` in that."""
        found = self.node(tag)
        if found is None:
            return default
        inner = found.node("text")
        return (inner or found).own_text.strip()

    def markup(self) -> str:
        """What stands in it, with its elements written as HTML."""
        return "".join(_written(self))


def _written(node: Node) -> Iterator[str]:
    for part in node.parts:
        if isinstance(part, str):
            yield html.escape(part, quote=False) if node.has_elements else part
            continue
        attributes = "".join(
            f' {name}="{html.escape(value)}"' for name, value in part.attributes.items()
        )
        yield f"<{part.tag}{attributes}>"
        inner = part.parts
        if any(isinstance(one, Node) for one in inner):
            yield from _written(part)
        else:
            yield html.escape(part.own_text, quote=False)
        yield f"</{part.tag}>"


def read(text: str, line: int) -> tuple[Node, tuple[str, ...]]:
    """The tree of a question whose XML starts in this line, and what had to be mended.

    Raises `NotWellFormed`.
    """
    reasons: list[str] = []
    problem = ""
    for mend in (_as_it_is, _without_controls, _with_entities, _with_html):
        text, reason = mend(text)
        if mend is not _as_it_is and not reason:
            continue
        reasons += [reason] if reason else []
        try:
            return _tree(text, line), tuple(reasons)
        except ParseError as error:
            problem = _said(error, line)
        except (DefusedXmlException, ValueError) as error:
            raise NotWellFormed(str(error) if isinstance(error, _TooMuch) else _FORBIDDEN) from None
    raise NotWellFormed(problem)


def _tree(text: str, line: int) -> Node:
    builder = _Builder(line)
    parser = DefusedXMLParser(
        target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    builder.parser = parser.parser
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    return builder.close()


def _said(error: ParseError, line: int) -> str:
    where = line + error.position[0] - 1
    return (
        f"Its XML is damaged near line {where}, so it can't be read. Export it from Moodle again, "
        "or mend that line."
    )


_FORBIDDEN = "It defines names of its own (entities), which is not allowed."


class _TooMuch(ValueError):
    """More than a question can hold."""


class _Builder:
    """What the parser tells of a document, as a tree."""

    def __init__(self, line: int) -> None:
        self.first = line
        self.parser: Any = None
        self.open: list[Node] = []
        self.root: Node | None = None
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_NODES:
            raise _TooMuch("Its XML is nested too deeply or has too many elements to be read.")
        node = Node(tag.lower(), attributes, self.first + self.parser.CurrentLineNumber - 1)
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def close(self) -> Node:
        if self.root is None:
            raise _TooMuch("There is nothing in it.")
        return self.root


def _as_it_is(text: str) -> tuple[str, str]:
    return text, ""


def _without_controls(text: str) -> tuple[str, str]:
    clean = _outside_cdata(_NOT_XML.sub("", text), lambda part: _NOT_XML_BY_NUMBER.sub("", part))
    return clean, CONTROL if clean != text else ""


def _with_entities(text: str) -> tuple[str, str]:
    mended = _outside_cdata(
        text, lambda part: _AMPERSAND.sub("&amp;", _ENTITY.sub(_character, part))
    )
    return mended, ENTITIES if mended != text else ""


def _character(match: re.Match[str]) -> str:
    if match[1] in ("amp", "lt", "gt", "quot", "apos"):
        return match[0]
    return html5.get(f"{match[1]};", match[0])


def _with_html(text: str) -> tuple[str, str]:
    """The XML with what stands between `<text>` and `</text>` as text."""
    done, at, begin = list[str](), 0, -1
    for tag in _TEXT.finditer(text):
        if not tag[0].startswith("</"):
            begin = tag.end() if begin < 0 and not tag[0].endswith("/>") else begin
        elif begin >= 0:
            inside = _outside_cdata(text[begin : tag.start()], _escaped)
            done += [text[at:begin], inside]
            at, begin = tag.start(), -1
    mended = "".join([*done, text[at:]])
    return mended, LOOSE_HTML if mended != text else ""


def _escaped(part: str) -> str:
    return part.replace("<", "&lt;").replace(">", "&gt;")


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """The text with all that isn't CDATA changed."""
    done, at = list[str](), 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        done += [change(text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join([*done, change(text[at:])])
