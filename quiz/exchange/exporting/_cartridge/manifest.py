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

from quiz.exchange.exporting._xml import document, make

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
    found = [*(one for chapter in chapters for one in chapter.resources), *others]
    idents = {one.path: one.ident for one in found}
    style = next((one.ident for one in others if one.path.endswith(".css")), "")
    resources = []
    for one in found:
        uses = [style] if one.title and one.kind == PAGE else []
        uses += [idents[path] for path in _used(one.data) if path in idents]
        resources.append(_resource(one, uses))
    whole = make(
        "manifest",
        _about(course, lang),
        make("organizations", _tree(chapters)),
        make("resources", *resources),
        identifier="second_reading",
        **{"xmlns:lom": _RESOURCE, "xmlns:lomimscc": _MANIFEST},
    )
    return document(whole, _CONTENT, _LOCATIONS)


def _about(course: str, lang: str) -> Element:
    title = make("lomimscc:string", course, **({"language": lang} if lang else {}))
    general = make("lomimscc:general", make("lomimscc:title", title))
    return make(
        "metadata",
        make("schema", "IMS Common Cartridge"),
        make("schemaversion", "1.1.0"),
        make("lomimscc:lom", general),
    )


def _tree(chapters: Sequence[Chapter]) -> Element:
    nodes = (_node(number, chapter) for number, chapter in enumerate(chapters, start=1))
    top = make("item", *nodes, identifier="root")
    return make("organization", top, identifier="organization", structure="rooted-hierarchy")


def _node(number: int, chapter: Chapter) -> Element:
    leaves = (
        make(
            "item", make("title", one.title), identifier=f"in_{one.ident}", identifierref=one.ident
        )
        for one in chapter.resources
    )
    return make("item", make("title", chapter.title), *leaves, identifier=f"chapter_{number}")


def _resource(one: Resource, uses: Sequence[str]) -> Element:
    return make(
        "resource",
        *([_for_teachers()] if one.teachers else []),
        make("file", href=one.path),
        *(make("dependency", identifierref=ident) for ident in uses),
        identifier=one.ident,
        type=one.kind,
        **({"href": one.path} if one.kind == PAGE else {}),
    )


def _for_teachers() -> Element:
    role = make(
        "lom:intendedEndUserRole",
        make("lom:source", "IMSGLC_CC_Rolesv1p1"),
        make("lom:value", "Instructor"),
    )
    return make("metadata", make("lom:lom", make("lom:educational", role)))


def _used(data: bytes) -> Iterator[str]:
    """Paths of the files that an assessment calls by, each once."""
    yield from dict.fromkeys(found.decode() for found in _USED.findall(data))
