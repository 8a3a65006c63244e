"""Whether what leaves for Canvas and as a cartridge is what it should be: see README.md.

python -m bench.qti12 [LESSONS]

Fetches three packages by name into a temporary folder: pyslet, whose source holds the official DTD
of IMS QTI 1.2.1 and which reads packages and QTI; lxml, which validates; and text2qti, which writes
packages that are known to arrive in Canvas.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.exchange.exporting import Carriage, Exported, Shipment, formats
from quiz.model import Lesson
from tests.exchange.exporting import canvas_rules

PACKAGES = ("pyslet==0.7.20170805", "lxml", "text2qti==0.8.0")
DTD = "/ims_qtiasiv1p2p1.dtd"
NAMESPACE = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
QUIZ = """\
Quiz title: A witness

1.  What is a bee?
*a) An insect
... Yes.
b) A bird

2.  Which are insects?
[*] Bees
[*] Wasps
[ ] Dogs

3.  Name an insect.
*   bee
*   wasp

4.  How many legs has a bee?
=   6 +- 0

5.  Write about bees.
____
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="?", type=Path, default=Path("lessons"))
    lessons = parser.parse_args().lessons
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        fetch(here)
        sys.path.insert(0, str(here / "site"))
        for name, out in exports(lessons).items():
            print(f"{name}: " + ", ".join(f"{out.count(one)} {one}" for one in Carriage))
            package = here / name
            package.with_suffix(".zip").write_bytes(out.data)
            with zipfile.ZipFile(package.with_suffix(".zip")) as archive:
                archive.extractall(package)
            validate(package, dtd(here))
            opened(package)
        reader_reads_text2qti(here)


def fetch(here: Path) -> None:
    """The packages, and the source of pyslet, which its installed copy lacks a part of."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--target", str(here / "site"), *PACKAGES], check=True)
    source = ["download", "--no-deps", "--no-binary", ":all:", "--dest", str(here), PACKAGES[0]]
    subprocess.run([*pip, *source], check=True)


def dtd(here: Path) -> Any:
    """The official DTD of QTI 1.2.1."""
    from_lxml = importlib.import_module("lxml.etree")
    with tarfile.open(next(here.glob("pyslet-*.tar.gz"))) as archive:
        name = next(one for one in archive.getnames() if one.endswith(DTD))
        file = archive.extractfile(name)
        assert file is not None
        return from_lxml.DTD(file)


def exports(folder: Path) -> dict[str, Exported]:
    """The course in both formats."""
    renderer = Renderer(lambda file, fragment, _: f"{file}#{fragment}" if fragment else file)
    course = CourseFolder(folder, renderer).course()
    lessons = tuple(one for one in course.lessons if isinstance(one, Lesson))
    reading = course.reading if isinstance(course.reading, Lesson) else None
    shipment = Shipment(course.title, course.lang, lessons, reading, renderer, lambda name: None)
    try:
        return {
            name: formats()[name].export(shipment) for name in ("canvas-qti", "common-cartridge")
        }
    finally:
        renderer.close()


def validate(package: Path, rules: Any) -> None:
    """Every assessment against the DTD, which knows no namespaces."""
    etree = importlib.import_module("lxml.etree")
    found: Counter[bool] = Counter()
    for path in sorted(package.rglob("*.xml")):
        tree = etree.fromstring(path.read_bytes())
        if tree.tag != f"{NAMESPACE}questestinterop":
            continue
        for element in tree.iter():
            element.tag = element.tag.removeprefix(NAMESPACE)
        tree.attrib.clear()
        etree.cleanup_namespaces(tree)
        found[rules.validate(tree)] += 1
        for error in rules.error_log.filter_from_errors():
            print(f"  {path.name}: {error.message}")
    print(f"  valid by the DTD of QTI 1.2.1: {found[True]} assessments; not valid: {found[False]}")


def opened(package: Path) -> None:
    """The package as pyslet opens it: its resources, their files, and the questions in them."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    profile = importlib.import_module("pyslet.imscc_profilev1p1")
    qti = importlib.import_module("pyslet.qtiv1.xml")
    uris = importlib.import_module("pyslet.rfc2396")
    content = profile.ContentPackage(str(package))
    resources = content.manifest.root.Resources.Resource
    files = [package / str(file.href) for one in resources for file in one.File]
    missing = [str(file) for file in files if not file.is_file()]
    questions = 0
    for one in resources:
        if one.type.startswith("imsqti"):
            path = package / str(one.File[0].href)
            document = qti.QTIDocument(baseURI=str(uris.URI.from_path(str(path))))
            document.read()
            sections = document.root.Assessment.SectionMixin
            questions += sum(len(section.SectionItemMixin) for section in sections)
    print(f"  pyslet: {len(resources)} resources, {len(files)} files, {questions} questions")
    print(f"  files that are missing: {missing}")
    content.Close()


def reader_reads_text2qti(here: Path) -> None:
    """The tests' reader of Canvas packages on a package that is not ours."""
    (here / "witness.txt").write_text(QUIZ, encoding="utf-8")
    run = "from text2qti.cmdline import main; main()"
    environment = {"PYTHONPATH": str(here / "site"), "PATH": ""}
    subprocess.run(
        [sys.executable, "-c", run, "witness.txt"], cwd=here, env=environment, check=True
    )
    [quiz] = canvas_rules.read((here / "witness.zip").read_bytes())
    print("The tests' reader on a package of text2qti:")
    for asked in quiz.questions:
        keys = [answer.text or str(answer.exact) for answer in asked.answers if answer.weight]
        print(f"  {asked.type}: {', '.join(keys)}")


if __name__ == "__main__":
    main()
