"""Elements with the names of QTI 2.2, and the names that each version has for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from quiz.exchange.exporting._html import fit_for_xml

LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_HTML = """
a abbr b bdo blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i
img kbd li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr ul var
"""
HTML = frozenset(_HTML.split())
"""The elements of HTML that both versions take, under these names."""

_WRAPPED = frozenset({"modalFeedback", "rubricBlock"})
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Dialect:
    """What differs between the versions. `types` are the manifest's kinds of item and test.

    `kebab`: names have hyphens instead of capitals, elements begin with `qti-`, and what is said to
    people is wrapped in a body of its own.
    """

    namespace: str
    schema: str
    manifest_namespace: str
    manifest_schema: str
    package: tuple[str, str]
    types: tuple[str, str]
    kebab: bool = False

    def named(self, element: Element) -> Element:
        """The element and all in it, with this version's names."""
        if not self.kebab:
            return _without(element, "use")
        html = element.tag in HTML
        new = Element(
            element.tag if html else f"qti-{_kebab(element.tag)}",
            {(name if html else _kebab(name)): value for name, value in element.attrib.items()},
        )
        new.text, new.tail = element.text, element.tail
        holder = new
        if element.tag in _WRAPPED:
            holder = Element("qti-content-body")
            new.append(holder)
            holder.text, new.text = new.text, None
        holder.extend(self.named(child) for child in element)
        return new

    def document(self, root: Element) -> bytes:
        """A file of this version: an item or a test."""
        return write(self.named(root), self.namespace, self.schema)


def _kebab(name: str) -> str:
    return name if name.startswith("{") else _CAPITAL.sub("-", name).lower()


def _without(element: Element, attribute: str) -> Element:
    new = Element(
        element.tag, {name: value for name, value in element.items() if name != attribute}
    )
    new.text, new.tail = element.text, element.tail
    new.extend(_without(child, attribute) for child in element)
    return new


def make(tag: str, *children: Element | str, **attributes: str | float) -> Element:
    """An element with these children, texts among them. `lang` is that of XML."""
    element = Element(tag)
    for name, value in attributes.items():
        element.set(LANG if name == "lang" else name, fit_for_xml(said(value)))
    for child in children:
        if isinstance(child, str):
            append_text(element, child)
        else:
            element.append(child)
    return element


def append_text(element: Element, text: str) -> None:
    """Put a text after everything in the element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + fit_for_xml(text)
    else:
        element.text = (element.text or "") + fit_for_xml(text)


def said(value: str | float) -> str:
    """A value as XML has it: whole numbers without a point, truth in small letters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def write(root: Element, namespace: str, schema: str) -> bytes:
    """A whole file whose elements are all in one namespace."""
    root.set("xmlns", namespace)
    root.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    root.set("xsi:schemaLocation", f"{namespace} {schema}")
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
