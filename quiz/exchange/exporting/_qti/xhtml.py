"""The XHTML of lessons as XML that QTI takes: fewer elements, hardly any attributes, and no blocks
within lines.

QTI 2.2 has the newer elements of HTML in a namespace of their own, which few programs read; so both
versions get what they have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast
from xml.etree.ElementTree import Element, fromstring

from quiz.exchange.exporting._qti.dialect import HTML
from quiz.exchange.exporting._xml import append_text, make

GAP = "x-gap"
"""Stands in XHTML where an input belongs; its attribute `n` is the gap's number."""

_OTHER_NAME = {
    "aside": "div",
    "details": "div",
    "figcaption": "div",
    "figure": "div",
    "mark": "strong",
    "section": "div",
    "summary": "p",
}
_UNLIKE = {
    "del": "deleted text",
    "details": "text that opens on a click",
    "ins": "inserted text",
    "mark": "marked text",
    "ruby": "readings above words",
    "s": "struck-out text",
    "u": "underlined text",
}
"""Element -> what its text no longer looks like."""

_LINE_TAGS = "a abbr b bdo br cite code dfn em i img kbd q samp small span strong sub sup var"
_LINES = frozenset(_LINE_TAGS.split())
_DROPPED = frozenset({"wbr"})
_ONLY_LINES = frozenset({"p", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"}) | _LINES
_ONLY_BLOCKS = frozenset({"blockquote"})
_MEMBERS = {
    "ol": {"li"},
    "ul": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "col", "colgroup", "thead", "tfoot", "tbody"},
    "colgroup": {"col"},
    "thead": {"tr"},
    "tfoot": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
}
_PARTS = frozenset[str]().union(*_MEMBERS.values())
_ENTRY = {"ol": "li", "ul": "li", "dl": "dd"}
_PLACE = {"caption": 0, "col": 1, "colgroup": 1, "thead": 2, "tfoot": 3, "tbody": 4}
"""In which order QTI has the parts of a table."""
_NUMBER = re.compile("[1-9][0-9]{0,3}", re.ASCII)
_SCOPE = re.compile("(?:row|col)(?:group)?")
_ANY = re.compile(".*", re.DOTALL)
_LANGUAGE = re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_SPANS = {"colspan": _NUMBER, "rowspan": _NUMBER}
_ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "a": {"href": _ANY},
    "img": {"src": _ANY, "alt": _ANY},
    "td": _SPANS,
    "th": {**_SPANS, "scope": _SCOPE},
    "col": {"span": _NUMBER},
    "colgroup": {"span": _NUMBER},
}
"""Element -> its attributes, with what their values look like."""
_ALL = {"dir": re.compile("ltr|rtl"), "lang": _LANGUAGE}

Node = Element | str


class Xhtml:
    """Turns XHTML into elements, and remembers in `changes` what looks different there."""

    def __init__(self) -> None:
        self.changes: set[str] = set()
        self._gaps: Mapping[str, Element] = {}

    def blocks(self, xhtml: str, gaps: Mapping[str, Element]) -> list[Element]:
        """As blocks, with the inputs for gaps by their numbers; loose lines become paragraphs."""
        self._gaps = gaps
        return _in_paragraphs(self._nodes(_read(xhtml)))

    def lines(self, xhtml: str) -> list[Node]:
        """As what may stand within a line."""
        return list(_flat(self._nodes(_read(xhtml))))

    def _nodes(self, parent: Element) -> list[Node]:
        found: list[Node] = [parent.text] if parent.text else []
        for child in parent:
            found += self._node(child, parent.tag)
            found += [child.tail] if child.tail else []
        return found

    def _node(self, old: Element, parent: str) -> list[Node]:
        if old.tag == GAP:
            return [self._gaps[old.get("n", "")]]
        if old.tag in _DROPPED:
            return []
        if old.tag in _UNLIKE:
            self.changes.add(_UNLIKE[old.tag])
        if old.tag == "a" and not old.get("href"):
            return self._nodes(old)
        return [self._element(old, parent)]

    def _element(self, old: Element, parent: str) -> Element:
        tag = _OTHER_NAME.get(old.tag, old.tag)
        if tag in _PARTS and tag not in _MEMBERS.get(parent, ()):
            tag = "div"
        if tag == "bdo" and old.get("dir") not in ("ltr", "rtl"):
            tag = "span"
        new = make(tag if tag in HTML else "span", **self._attributes(old, tag))
        children = self._nodes(old)
        if tag == "table":
            return _table(new, children)
        if tag in _MEMBERS:
            children = list(_members(tag, children))
        elif new.tag in _ONLY_LINES:
            children = list(_flat(children))
        elif tag in _ONLY_BLOCKS:
            children = list(_in_paragraphs(children))
        return _filled(new, children)

    def _attributes(self, old: Element, tag: str) -> dict[str, str]:
        known = {**_ATTRIBUTES.get(tag, {}), **_ALL}
        kept = {
            name: value
            for name, value in old.items()
            if name in known and known[name].fullmatch(value)
        }
        if old.tag == "abbr" and old.get("title"):
            self.changes.add("what an abbreviation stands for")
        if old.tag == "ol" and {"start", "type", "reversed"} & set(old.keys()):
            self.changes.add("the numbers of a list")
        return kept


def _in_paragraphs(nodes: list[Node]) -> list[Element]:
    found: list[Element] = []
    loose: list[Node] = []
    for node in nodes:
        if _is_line(node):
            loose.append(node)
        else:
            found += [*_paragraph(loose), cast("Element", node)]
            loose = []
    return [*found, *_paragraph(loose)]


def _paragraph(loose: list[Node]) -> list[Element]:
    seen = any(isinstance(node, Element) or node.strip() for node in loose)
    return [_filled(make("p"), loose)] if seen else []


def _is_line(node: Node) -> bool:
    """Whether it may stand within a line: text, what HTML has there, inputs."""
    return isinstance(node, str) or node.tag in _LINES or node.tag not in HTML


def _flat(nodes: Iterable[Node]) -> Iterable[Node]:
    """The nodes with what is in blocks instead of the blocks."""
    for node in nodes:
        if _is_line(node):
            yield node
        elif isinstance(node, Element):
            yield " "
            yield from _flat(_children(node))
            yield " "


def _children(node: Element) -> Iterable[Node]:
    if node.text:
        yield node.text
    for child in list(node):
        tail, child.tail = child.tail, None
        yield child
        if tail:
            yield tail


def _members(tag: str, children: list[Node]) -> Iterable[Node]:
    """What may stand in a list or a row; in lists, whatever else stands there becomes an entry."""
    for child in children:
        if isinstance(child, Element) and child.tag in _MEMBERS[tag]:
            yield child
        elif tag in _ENTRY and (isinstance(child, Element) or child.strip()):
            yield make(_ENTRY[tag], child)


def _table(table: Element, children: list[Node]) -> Element:
    """A table has a body in QTI, and its parts have an order."""
    kept = [c for c in children if isinstance(c, Element) and c.tag in _PLACE]
    parts = [part for part in kept if len(part) or part.tag not in ("thead", "tbody", "tfoot")]
    if not any(part.tag == "tbody" for part in parts):
        heads = [part for part in parts if part.tag in ("thead", "tfoot")]
        if not heads:
            return make("div", *(text for part in parts for text in part.itertext()))
        heads[-1].tag = "tbody"
    parts.sort(key=lambda part: _PLACE[part.tag])
    return _filled(table, parts)


def _filled(element: Element, children: Iterable[Node]) -> Element:
    for child in children:
        if isinstance(child, str):
            append_text(element, child)
        else:
            child.tail = None
            element.append(child)
    return element


def _read(xhtml: str) -> Element:
    return fromstring(f"<div>{xhtml}</div>")  # noqa: S314  (our own writer made it)
