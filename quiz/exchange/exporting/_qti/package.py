"""The files of a package: a manifest, items, tests and pictures in one ZIP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from quiz.content.allowed import PICTURES
from quiz.exchange.exporting._qti.assessment import Assessment, write_assessment
from quiz.exchange.exporting._qti.dialect import Dialect
from quiz.exchange.exporting._qti.item import WrittenItem
from quiz.exchange.exporting._xml import make
from quiz.exchange.exporting._zip import zipped


def pack(
    dialect: Dialect,
    items: Sequence[WrittenItem],
    tests: Sequence[Assessment],
    pictures: Sequence[tuple[str, bytes]],
) -> bytes:
    """The zip. The manifest comes first, as readers look for it."""
    manifest = dialect.manifest(_manifest(dialect, items, tests, [name for name, _ in pictures]))
    return zipped(
        {"imsmanifest.xml": manifest}
        | {test.file: dialect.document(write_assessment(test)) for test in tests}
        | {item.file: dialect.document(item.root) for item in items}
        | {f"{PICTURES}/{name}": data for name, data in pictures}
    )


def _manifest(
    dialect: Dialect,
    items: Sequence[WrittenItem],
    tests: Sequence[Assessment],
    pictures: Sequence[str],
) -> Element:
    schema, version = dialect.package
    return make(
        "manifest",
        make("metadata", make("schema", schema), make("schemaversion", version)),
        make("organizations"),
        make("resources", *_resources(dialect, items, tests, pictures)),
        identifier="manifest",
    )


def _resources(
    dialect: Dialect,
    items: Sequence[WrittenItem],
    tests: Sequence[Assessment],
    pictures: Sequence[str],
) -> Iterator[Element]:
    item_type, test_type = dialect.types
    for test in tests:
        needs = [*(item.identifier for item in test.items), *map(_picture, test.pictures)]
        yield _resource(test.identifier, test_type, test.file, needs)
    for item in items:
        yield _resource(item.identifier, item_type, item.file, map(_picture, item.pictures))
    for name in pictures:
        yield _resource(_picture(name), "webcontent", f"{PICTURES}/{name}", ())


def _picture(name: str) -> str:
    return f"picture_{name}"


def _resource(
    identifier: str, kind: str, file: str, needs: Iterator[str] | Sequence[str]
) -> Element:
    return make(
        "resource",
        make("file", href=file),
        *(make("dependency", identifierref=each) for each in needs),
        identifier=identifier,
        type=kind,
        href=file,
    )
