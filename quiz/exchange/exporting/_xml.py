"""XML: elements with text that any parser takes, and files that are the same every time."""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, tostring

from quiz.exchange.exporting._html import fit_for_xml

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def make(tag: str, *children: Element | str, **attributes: str | float) -> Element:
    """An element with these children, texts among them. `lang` is that of XML.

    Characters that no XML file can hold are left out.
    """
    element = Element(tag)
    for name, value in attributes.items():
        element.set(_LANG if name == "lang" else name, fit_for_xml(said(value)))
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


def document(root: Element, namespace: str, schemas: str, *, indented: bool = True) -> bytes:
    """A whole file whose elements are all in one namespace.

    `schemas` says where schemas are published: pairs of a namespace and an address. A file whose
    elements stand among texts can't be `indented`.
    """
    names = {"xmlns": namespace, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": schemas}
    # Moodle looks for the namespace within the first 500 characters.
    whole = Element(root.tag, names | root.attrib)
    whole.extend(root)
    if indented:
        indent(whole)
    return (_HEAD + tostring(whole, encoding="unicode") + "\n").encode()
