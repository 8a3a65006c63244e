"""XML: elements with text that any parser takes, and files that are the same every time."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from quiz.exchange.exporting._html import fit_for_xml

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def root(
    tag: str, namespace: str, schemas: str, attributes: Mapping[str, str] | None = None
) -> Element:
    """The outermost element. Namespaces are attributes of it, so that its tags need no prefix.

    `schemas` says where schemas are published: pairs of a namespace and an address.
    """
    own = {"xmlns": namespace, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": schemas}
    return Element(tag, _fit({**own, **(attributes or {})}))


def add(
    parent: Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> Element:
    """A new last child of `parent`. Characters that no XML file can hold are left out."""
    element = SubElement(parent, tag, _fit(attributes or {}))
    element.text = fit_for_xml(text) or None
    return element


def document(element: Element) -> bytes:
    """The file with this outermost element."""
    indent(element)
    return (_HEAD + tostring(element, encoding="unicode") + "\n").encode()


def _fit(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: fit_for_xml(value) for name, value in attributes.items()}
