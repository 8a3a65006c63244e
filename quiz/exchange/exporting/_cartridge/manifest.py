"""The manifest of a Common Cartridge 1.1.

1.1 is the newest version that both Moodle 4.5 (1.0 and 1.1) and Canvas (1.0 to 1.3) take. Moodle
knows it by the namespace within the first 500 characters, expects names without prefixes, and
makes a section of each item below the root; Canvas makes a module of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti12.tree import add, document, root

PAGE = "webcontent"
ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"

_CONTENT = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_RESOURCE = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource"
_MANIFEST = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
_PROFILE = "http://www.imsglobal.org/profile/cc/ccv1p1"
_LOCATIONS = (
    f"{_CONTENT} {_PROFILE}/ccv1p1_imscp_v1p2_v1p0.xsd "
    f"{_RESOURCE} {_PROFILE}/LOM/ccv1p1_lomresource_v1p0.xsd "
    f"{_MANIFEST} {_PROFILE}/LOM/ccv1p1_lommanifest_v1p0.xsd"
)
FILES = "$IMS-CC-FILEBASE$"
"""Stands for the cartridge in the addresses of its files."""

_USED = re.compile(re.escape(FILES).encode() + rb"/?([A-Za-z0-9_./-]+)")


@dataclass(frozen=True)
class Resource:
    """One file of the cartridge. `title` is plain text, '' for what only others use.

    What is for `teachers` alone says so; Canvas and Moodle then hide it from students.
    """

    ident: str
    path: str
    data: bytes
    kind: str = PAGE
    title: str = ""
    teachers: bool = False


@dataclass(frozen=True)
class Chapter:
    """A part of the course with its resources in order."""

    title: str
    resources: tuple[Resource, ...]


def manifest(
    course: str, lang: str, chapters: Sequence[Chapter], others: Sequence[Resource]
) -> bytes:
    """The manifest. `others` are used by what stands in the chapters."""
    names = {"xmlns:lom": _RESOURCE, "xmlns:lomimscc": _MANIFEST}
    attributes = {"identifier": "second_reading", **names}
    whole = root("manifest", _CONTENT, _LOCATIONS, attributes)
    _about(add(whole, "metadata"), course, lang)
    _tree(add(whole, "organizations"), chapters)
    found = [*(one for chapter in chapters for one in chapter.resources), *others]
    resources = add(whole, "resources")
    idents = {one.path: one.ident for one in found}
    style = next((one.ident for one in others if one.path.endswith(".css")), "")
    for one in found:
        uses = [style] if one.title and one.kind == PAGE else []
        uses += [idents[path] for path in _used(one.data) if path in idents]
        _resource(resources, one, uses)
    return document(whole)


def _about(metadata: Element, course: str, lang: str) -> None:
    add(metadata, "schema", "IMS Common Cartridge")
    add(metadata, "schemaversion", "1.1.0")
    general = add(add(metadata, "lomimscc:lom"), "lomimscc:general")
    attributes = {"language": lang} if lang else {}
    add(add(general, "lomimscc:title"), "lomimscc:string", course, attributes)


def _tree(organizations: Element, chapters: Sequence[Chapter]) -> None:
    attributes = {"identifier": "organization", "structure": "rooted-hierarchy"}
    organization = add(organizations, "organization", "", attributes)
    top = add(organization, "item", "", {"identifier": "root"})
    for number, chapter in enumerate(chapters, start=1):
        node = add(top, "item", "", {"identifier": f"chapter_{number}"})
        add(node, "title", chapter.title)
        for one in chapter.resources:
            attributes = {"identifier": f"in_{one.ident}", "identifierref": one.ident}
            add(add(node, "item", "", attributes), "title", one.title)


def _resource(resources: Element, one: Resource, uses: Sequence[str]) -> None:
    attributes = {"identifier": one.ident, "type": one.kind}
    attributes |= {"href": one.path} if one.kind == PAGE else {}
    resource = add(resources, "resource", "", attributes)
    if one.teachers:
        role = add(
            add(add(add(resource, "metadata"), "lom:lom"), "lom:educational"),
            "lom:intendedEndUserRole",
        )
        add(role, "lom:source", "IMSGLC_CC_Rolesv1p1")
        add(role, "lom:value", "Instructor")
    add(resource, "file", "", {"href": one.path})
    for ident in uses:
        add(resource, "dependency", "", {"identifierref": ident})


def _used(data: bytes) -> Iterator[str]:
    """Paths of the files that an assessment calls by, each once."""
    yield from dict.fromkeys(found.decode() for found in _USED.findall(data))
