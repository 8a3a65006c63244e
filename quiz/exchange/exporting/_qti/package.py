"""The files of a package: a manifest, items, tests and pictures in one ZIP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from quiz.content.allowed import PICTURES
from quiz.exchange.exporting._qti.assessment import Assessment, write_assessment
from quiz.exchange.exporting._qti.dialect import Dialect
from quiz.exchange.exporting._qti.item import WrittenItem
from quiz.exchange.exporting._xml import make
from quiz.exchange.exporting._zip import zipped


def pack(dialect: Dialect, items: Sequence[WrittenItem], tests: Sequence[Assessment]) -> bytes:
    """The zip. The manifest comes first, as readers look for it."""
    shown = [*(item.pictures for item in items), *(test.pictures for test in tests)]
    pictures = {name: data for some in shown for name, data in some.items()}
    resources = [
        *(_test(dialect, test) for test in tests),
        *(_item(dialect, item) for item in items),
        *(_resource(_picture(name), "webcontent", _path(name), ()) for name in sorted(pictures)),
    ]
    return zipped(
        {"imsmanifest.xml": dialect.manifest(_manifest(dialect, resources))}
        | {test.file: dialect.document(write_assessment(test)) for test in tests}
        | {item.file: dialect.document(item.root) for item in items}
        | {_path(name): pictures[name] for name in sorted(pictures)}
    )


def _manifest(dialect: Dialect, resources: Iterable[Element]) -> Element:
    schema, version = dialect.package
    return make(
        "manifest",
        make("metadata", make("schema", schema), make("schemaversion", version)),
        make("organizations"),
        make("resources", *resources),
        identifier="manifest",
    )


def _test(dialect: Dialect, test: Assessment) -> Element:
    needs = [*(item.identifier for item in test.items), *map(_picture, sorted(test.pictures))]
    return _resource(test.identifier, dialect.types[1], test.file, needs)


def _item(dialect: Dialect, item: WrittenItem) -> Element:
    needs = map(_picture, sorted(item.pictures))
    return _resource(item.identifier, dialect.types[0], item.file, needs)


def _path(name: str) -> str:
    return f"{PICTURES}/{name}"


def _picture(name: str) -> str:
    return f"picture_{name}"


def _resource(identifier: str, kind: str, file: str, needs: Iterable[str]) -> Element:
    return make(
        "resource",
        make("file", href=file),
        *(make("dependency", identifierref=each) for each in needs),
        identifier=identifier,
        type=kind,
        href=file,
    )
