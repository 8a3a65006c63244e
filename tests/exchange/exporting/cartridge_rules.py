"""What a Common Cartridge 1.1 must be, and what importers take from it.

Written from the profile's rules (QTI 1.2.1 for Common Cartridge, the rules in words of its schema)
and from how Moodle (backup/cc) and Canvas (lib/cc/importer/standard) read, apart from the code
under test.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

CONTENT = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
LOM = "{http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MOODLE_KNOWS_IT_BY = "xmlns=http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
_ASSESSMENT_FIELDS = {
    "cc_profile",
    "qmd_assessmenttype",
    "qmd_scoretype",
    "qmd_feedbackpermitted",
    "qmd_solutionspermitted",
    "cc_maxattempts",
}
_ATTEMPTS = {"1", "2", "3", "4", "5", "unlimited"}
_ITEM_FIELDS = {"cc_profile", "cc_weighting", "qmd_computerscored"}
_FILEBASE = "$IMS-CC-FILEBASE$"


@dataclass
class Option:
    ident: str
    html: str
    right: bool = False
    feedback: str = ""


@dataclass
class Question:
    """A question as importers agree on it. `answers` are those that may be typed; `in_moodle` those
    of them that Moodle takes."""

    ident: str
    title: str
    profile: str
    weight: int
    prompt: str
    options: list[Option] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    in_moodle: list[str] = field(default_factory=list)
    general: str = ""

    @property
    def right(self) -> list[Option]:
        return [option for option in self.options if option.right]


@dataclass
class Assessment:
    ident: str
    title: str
    settings: Mapping[str, str]
    questions: list[Question]


@dataclass
class Entry:
    """A leaf of the organisation."""

    chapter: str
    title: str
    ident: str
    path: str
    teachers: bool


@dataclass
class Cartridge:
    files: dict[str, bytes]
    entries: list[Entry]
    assessments: list[Assessment]

    def page(self, name: str) -> str:
        return self.files[f"lessons/{name}"].decode()


def read(data: bytes) -> Cartridge:
    """The cartridge, after all that must hold for it was checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_.-]+(/[a-z0-9_.-]+)*", name) for name in names)
    assert not any(".." in name for name in names)
    start = re.sub(r"[\s\"']", "", files["imsmanifest.xml"].decode()[:500]).lower()
    assert MOODLE_KNOWS_IT_BY in start
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    resources = _resources(manifest, files)
    entries = _entries(manifest, resources)
    found = [
        _assessment(files[_path(one)])
        for one in resources.values()
        if one.get("type") == ASSESSMENT
    ]
    cartridge = Cartridge(files, entries, found)
    _check_links(cartridge)
    return cartridge


def _path(resource: ElementTree.Element) -> str:
    return resource.find(f"{CONTENT}file").get("href")


def _resources(
    manifest: ElementTree.Element, files: Mapping[str, bytes]
) -> dict[str, ElementTree.Element]:
    assert manifest.findtext(f"{CONTENT}metadata/{CONTENT}schema") == "IMS Common Cartridge"
    assert manifest.findtext(f"{CONTENT}metadata/{CONTENT}schemaversion") == "1.1.0"
    identifiers = [one.get("identifier") for one in manifest.iter() if one.get("identifier")]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one, re.ASCII) for one in identifiers)
    found = {one.get("identifier"): one for one in manifest.iter(f"{CONTENT}resource")}
    paths = [file.get("href") for one in found.values() for file in one.iter(f"{CONTENT}file")]
    assert sorted([*paths, "imsmanifest.xml"]) == sorted(files)
    for ident, one in found.items():
        assert one.get("type") in (ASSESSMENT, "webcontent")
        assert (one.get("href") is None) == (one.get("type") == ASSESSMENT)
        assert one.get("href") in (None, _path(one))
        uses = [use.get("identifierref") for use in one.iter(f"{CONTENT}dependency")]
        assert len(set(uses)) == len(uses)
        assert ident not in uses
        assert all(found[use].get("type") == "webcontent" for use in uses)
    return found


def _entries(
    manifest: ElementTree.Element, resources: Mapping[str, ElementTree.Element]
) -> list[Entry]:
    """Root without a title, chapters without a file, and leaves: what both make courses of."""
    [organization] = manifest.iter(f"{CONTENT}organization")
    assert organization.get("structure") == "rooted-hierarchy"
    [top] = organization.findall(f"{CONTENT}item")
    assert top.find(f"{CONTENT}title") is None
    entries = []
    for chapter in top.findall(f"{CONTENT}item"):
        assert chapter.get("identifierref") is None
        for leaf in chapter.findall(f"{CONTENT}item"):
            assert leaf.find(f"{CONTENT}item") is None
            one = resources[leaf.get("identifierref")]
            roles = [role.text for role in one.iter(f"{LOM}value")]
            entries.append(
                Entry(
                    chapter.findtext(f"{CONTENT}title"),
                    leaf.findtext(f"{CONTENT}title") or "",
                    leaf.get("identifierref"),
                    _path(one),
                    roles == ["Instructor"],
                )
            )
    return entries


def _fields(parent: ElementTree.Element) -> dict[str, str]:
    rows = parent.findall(f"{QTI}qtimetadata/{QTI}qtimetadatafield")
    labels = [row.findtext(f"{QTI}fieldlabel") for row in rows]
    assert len(set(labels)) == len(labels)
    return dict(zip(labels, (row.findtext(f"{QTI}fieldentry") for row in rows), strict=True))


def _assessment(data: bytes) -> Assessment:
    whole = ElementTree.fromstring(data)
    assert whole.tag == f"{QTI}questestinterop"
    [found] = whole
    settings = _fields(found)
    assert set(settings) <= _ASSESSMENT_FIELDS
    assert settings["cc_profile"] == "cc.exam.v0p1"
    assert settings["cc_maxattempts"] in _ATTEMPTS
    [section] = found.findall(f"{QTI}section")
    questions = [_question(item) for item in section.findall(f"{QTI}item")]
    idents = [one.ident for one in questions]
    assert len(set(idents)) == len(idents)
    return Assessment(found.get("ident"), found.get("title"), settings, questions)


def _question(item: ElementTree.Element) -> Question:
    meta = _fields(item.find(f"{QTI}itemmetadata"))
    assert set(meta) <= _ITEM_FIELDS
    weight = int(meta["cc_weighting"])
    assert 0 < weight < 100
    presentation = item.find(f"{QTI}presentation")
    prompt = presentation.findtext(f"{QTI}material/{QTI}mattext") or ""
    # Moodle reads the text of a question as Latin-1.
    assert prompt.isascii()
    asked = Question(item.get("ident"), item.get("title"), meta["cc_profile"], weight, prompt)
    _check_feedback(item)
    asked.general = _general(item)
    match meta["cc_profile"]:
        case "cc.multiple_choice.v0p1" | "cc.true_false.v0p1":
            _read_one(item, asked)
        case "cc.multiple_response.v0p1":
            _read_several(item, asked)
        case "cc.fib.v0p1":
            _read_typed(item, asked)
        case "cc.essay.v0p1":
            assert meta["qmd_computerscored"] == "No"
            assert next(item.iter(f"{QTI}varequal"), None) is None
        case other:
            raise AssertionError(f"Common Cartridge has no {other}")
    return asked


def _check_feedback(item: ElementTree.Element) -> None:
    """Whatever is said exists, and whatever exists is said."""
    shown = {one.get("linkrefid") for one in item.iter(f"{QTI}displayfeedback")}
    assert all(one.get("feedbacktype") == "Response" for one in item.iter(f"{QTI}displayfeedback"))
    assert shown == {one.get("ident") for one in item.iter(f"{QTI}itemfeedback")}
    for set_ in item.iter(f"{QTI}setvar"):
        assert set_.get("action") == "Set"
    for tag in ("or", "vargte", "varlte", "vargt", "varlt"):
        assert next(item.iter(f"{QTI}{tag}"), None) is None


def _conditions(item: ElementTree.Element) -> list[ElementTree.Element]:
    return item.findall(f"{QTI}resprocessing/{QTI}respcondition")


def _text(item: ElementTree.Element, feedback: str) -> str:
    for said in item.findall(f"{QTI}itemfeedback"):
        if said.get("ident") == feedback:
            return said.findtext(f"{QTI}flow_mat/{QTI}material/{QTI}mattext") or ""
    raise AssertionError(f"{feedback} is said nowhere")


def _general(item: ElementTree.Element) -> str:
    """As Moodle: all that is said in conditions after which the next is tried."""
    found = [
        _text(item, shown.get("linkrefid"))
        for condition in _conditions(item)
        if condition.get("continue") == "Yes"
        for shown in condition.iter(f"{QTI}displayfeedback")
    ]
    return " ".join(found)


def _options(item: ElementTree.Element, asked: Question, cardinality: str) -> dict[str, Option]:
    [response] = item.findall(f"{QTI}presentation/{QTI}response_lid")
    assert response.get("rcardinality") == cardinality
    for label in response.iter(f"{QTI}response_label"):
        text = label.findtext(f"{QTI}material/{QTI}mattext") or ""
        # For PHP, "0" is empty, and Moodle would show an empty option.
        assert text != "0"
        asked.options.append(Option(label.get("ident"), text))
    by_ident = {option.ident: option for option in asked.options}
    assert len(by_ident) == len(asked.options) >= 2
    for one in item.iter(f"{QTI}varequal"):
        assert one.get("respident") == response.get("ident")
        assert one.text in by_ident
    return by_ident


def _read_one(item: ElementTree.Element, asked: Question) -> None:
    by_ident = _options(item, asked, "Single")
    if asked.profile == "cc.true_false.v0p1":
        assert set(by_ident) == {"true", "false"}
    for condition in _conditions(item):
        for one in condition.findall(f"{QTI}conditionvar/{QTI}varequal"):
            assert condition.get("continue") == "No"
            shown = condition.find(f"{QTI}displayfeedback")
            set_ = condition.findtext(f"{QTI}setvar")
            by_ident[one.text].right = set_ == "100"
            by_ident[one.text].feedback = (
                "" if shown is None else _text(item, shown.get("linkrefid"))
            )
    assert len(asked.right) == 1


def _read_several(item: ElementTree.Element, asked: Question) -> None:
    """Moodle takes for right what minds case and isn't denied, where everything is scored."""
    by_ident = _options(item, asked, "Multiple")
    for condition in _conditions(item):
        every = condition.find(f"{QTI}conditionvar/{QTI}and")
        if every is not None:
            assert condition.findtext(f"{QTI}setvar") == "100"
            for one in every.findall(f"{QTI}varequal"):
                assert one.get("case") == "Yes"
                by_ident[one.text].right = True
            denied = {one.text for one in every.findall(f"{QTI}not/{QTI}varequal")}
            assert denied == {option.ident for option in asked.options if not option.right}
        else:
            one = condition.find(f"{QTI}conditionvar/{QTI}varequal")
            if one is not None:
                shown = condition.find(f"{QTI}displayfeedback")
                by_ident[one.text].feedback = _text(item, shown.get("linkrefid"))
    assert asked.right


def _read_typed(item: ElementTree.Element, asked: Question) -> None:
    [response] = item.findall(f"{QTI}presentation/{QTI}response_str")
    scored = [one for one in _conditions(item) if one.findtext(f"{QTI}setvar") == "100"]
    # Moodle takes the right answers from the first condition that scores.
    [condition] = scored
    asked.answers = [one.text or "" for one in condition.iter(f"{QTI}varequal")]
    assert all(asked.answers)
    # For PHP, "0" is empty, and empty answers are left out.
    asked.in_moodle = [answer for answer in asked.answers if answer != "0"]
    # Canvas takes every answer that is compared anywhere for a right one.
    assert {one.text for one in item.iter(f"{QTI}varequal")} == set(asked.answers)
    assert {one.get("respident") for one in item.iter(f"{QTI}varequal")} == {response.get("ident")}


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def addresses(text: str) -> list[str]:
    """Where links and pictures of an HTML text lead, those to other sites apart."""
    reader = _Addresses()
    reader.feed(text)
    reader.close()
    return [one for one in reader.found if not re.match("[a-z]+:", one)]


def _check_links(cartridge: Cartridge) -> None:
    """Pages are well-formed, and everything that is called by is there, places included."""
    pages = {
        name: ElementTree.fromstring(data)
        for name, data in cartridge.files.items()
        if name.endswith(".html")
    }
    idents = {name: {one.get("id") for one in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        assert page.tag == f"{XHTML}html"
        assert next(page.iter(f"{XHTML}script"), None) is None
        assert not any("style" in one.attrib for one in page.iter())
        for address in addresses(cartridge.files[name].decode()):
            path, _, fragment = unquote(address).partition("#")
            target = posixpath.join(posixpath.dirname(name), path) if path else name
            assert target in cartridge.files, address
            assert not fragment or fragment in idents[target], address
    for assessment in cartridge.assessments:
        for asked in assessment.questions:
            for address in addresses(asked.prompt):
                assert moodle_file(address) in cartridge.files, address
                assert canvas_file(address) in cartridge.files, address
            for address in _called_elsewhere(asked):
                # In Canvas, another reader follows these, which wants the stroke.
                assert address.startswith(f"{_FILEBASE}/"), address
                assert canvas_file(address) in cartridge.files, address


def moodle_file(address: str) -> str:
    """What Moodle makes of an address in the text of a question of an assessment at the top
    (backup/cc/entities.class.php: `update_sources`; PARAM_PATH refuses doubled strokes). '' where
    it takes no file along."""
    crumbs = f"./{address.replace(_FILEBASE, '')}".split("/")
    path = "/".join(crumb for crumb in crumbs if crumb != ".")
    return "" if "//" in f"/{path}" else path


def canvas_file(address: str) -> str:
    """What Canvas makes of it (lib/cc/importer/standard/converter.rb: `replace_urls`)."""
    assert address.startswith(_FILEBASE), address
    return address.removeprefix(_FILEBASE).removeprefix("/")


def _called_elsewhere(asked: Question) -> Collection[str]:
    texts = [asked.general]
    texts += [text for option in asked.options for text in (option.html, option.feedback)]
    return [address for text in texts for address in addresses(text)]
