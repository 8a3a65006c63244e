"""Elements with the names of QTI 2.2, and the names that each version has for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._xml import document

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
        schemas = f"{self.namespace} {self.schema}"
        return document(self.named(root), self.namespace, schemas, indented=False)

    def manifest(self, root: Element) -> bytes:
        """The file of a manifest, whose names are the same in both."""
        schemas = f"{self.manifest_namespace} {self.manifest_schema}"
        return document(root, self.manifest_namespace, schemas)


def _kebab(name: str) -> str:
    return name if name.startswith("{") else _CAPITAL.sub("-", name).lower()


def _without(element: Element, attribute: str) -> Element:
    new = Element(
        element.tag, {name: value for name, value in element.items() if name != attribute}
    )
    new.text, new.tail = element.text, element.tail
    new.extend(_without(child, attribute) for child in element)
    return new
