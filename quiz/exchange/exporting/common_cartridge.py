"""A whole course as an IMS Common Cartridge: lessons and reading as pages, quizzes as assessments.

Pages lie in one folder and call each other by their names, so that links work wherever the folder
is unpacked. Assessments lie at the top, where Canvas and Moodle agree on what the files that they
use are called. Practice is an assessment for each lesson, because a cartridge can hold only one
question bank, which students never see.
"""

from __future__ import annotations

from collections.abc import Iterator

from quiz.exchange.exporting import Exported, ExportFormat, Shipment
from quiz.exchange.exporting._cartridge.assessments import AssessmentFile, assessment_file
from quiz.exchange.exporting._cartridge.manifest import (
    ASSESSMENT,
    FILES,
    Chapter,
    Resource,
    manifest,
)
from quiz.exchange.exporting._cartridge.pages import STYLE, index_page, lesson_page, teacher_page
from quiz.exchange.exporting._html import Address
from quiz.exchange.exporting._item_sets import (
    ItemSet,
    about_polls,
    item_sets,
    missing_pictures,
    named,
)
from quiz.exchange.exporting._texts import Texts
from quiz.exchange.exporting._zip import zipped
from quiz.model import Feedback, Lesson

_FOLDER = "lessons/"
_FILES = f"{FILES}/{_FOLDER}"
_PICTURES = "pictures/"

_WHEN = (
    "A cartridge doesn't say when students see answers and feedback. Set that in the other program "
    "before you let students in."
)
_RELEASE = "These quizzes show nothing here until you release the answers: {}."
_PRACTICE = (
    "Practice has become a quiz for each lesson that can be taken as often as one likes. Take it "
    "out of the gradebook there."
)
_INTRO = "What stands above the questions of these quizzes stands on their lessons' pages: {}."
_POLLS = "Polls stand in their lessons as text, and nobody can vote there: {}."
_PLACES = (
    "Links from questions lead to a whole page, not to a place on it. In Moodle, no link to a page "
    "of the file works, because each page becomes an activity of its own."
)
_GONE = "Links to pages that are not in the file have become plain text."


class CommonCartridge(ExportFormat):
    name = "Common Cartridge"
    program = (
        "In Moodle, choose Restore in the menu of a course, in Canvas Settings, Import Course "
        "Content, Common Cartridge 1.x Package; most other learning platforms import it too."
    )
    ending = ".imscc"
    media_type = "application/zip"

    def export(self, shipment: Shipment) -> Exported:
        return _Cartridge(shipment).exported()


class _Cartridge:
    """One export: what its parts know of each other."""

    def __init__(self, shipment: Shipment) -> None:
        self._shipment = shipment
        pages = [*shipment.lessons, *([shipment.reading] if shipment.reading else [])]
        self._pages = {_file(one): f"{_stem(one)}.html" for one in pages}
        self._pages["index.md"] = "index.html"
        self._on_pages = Texts(shipment.html, shipment.picture, _PICTURES, self._from_page)

    def exported(self) -> Exported:
        quizzes = list(item_sets(self._shipment.lessons))
        assessments = [self._assessment(group) for group in quizzes]
        chapters = [self._start(), *self._chapters(quizzes, assessments)]
        others = list(self._others())
        index = manifest(self._shipment.course, self._shipment.lang, chapters, others)
        held = [one for chapter in chapters for one in chapter.resources]
        packed = {"imsmanifest.xml": index} | {one.path: one.data for one in [*held, *others]}
        return Exported(
            zipped(packed),
            tuple(carried for one in assessments for carried in one.carried),
            tuple(self._losses(quizzes, assessments)),
        )

    def _chapters(
        self, quizzes: list[ItemSet], assessments: list[AssessmentFile]
    ) -> Iterator[Chapter]:
        for lesson in self._shipment.lessons:
            rows = zip(quizzes, assessments, strict=True)
            yield self._chapter(lesson, [row for row in rows if row[0].lesson is lesson])

    def _others(self) -> Iterator[Resource]:
        """What pages and assessments use."""
        yield Resource("style", f"{_FOLDER}style.css", STYLE.encode())
        for number, name in enumerate(sorted(self._on_pages.pictures), start=1):
            data = self._on_pages.pictures[name]
            yield Resource(f"picture_{number}", f"{_FOLDER}{_PICTURES}{name}", data)

    def _start(self) -> Chapter:
        """The index, and the reading."""
        shipment = self._shipment
        rows = [(self._pages[_file(one)], one.title) for one in shipment.lessons]
        found = []
        if shipment.reading:
            rows.insert(0, (self._pages[_file(shipment.reading)], shipment.reading.title))
            found.append(self._page(shipment.reading))
        data = index_page(shipment.course, shipment.lang, rows)
        index = Resource("page_index", f"{_FOLDER}index.html", data, title=shipment.course)
        return Chapter(shipment.course, (index, *found))

    def _chapter(self, lesson: Lesson, quizzes: list[tuple[ItemSet, AssessmentFile]]) -> Chapter:
        """A lesson's page, its quizzes, and what they are graded by."""
        found = [self._page(lesson)]
        for group, one in quizzes:
            if one.data:
                path, title = f"{group.ident}.xml", self.title(group)
                found.append(Resource(group.ident, path, one.data, ASSESSMENT, title))
        own = [group for group, _ in quizzes]
        data = teacher_page(lesson, self._shipment.lang, own, self._on_pages)
        if data:
            stem, title = _stem(lesson), f"For teachers: {lesson.title}"
            path = f"{_FOLDER}teacher_{stem}.html"
            found.append(Resource(f"teacher_{stem}", path, data, title=title, teachers=True))
        return Chapter(lesson.title, tuple(found))

    def _page(self, lesson: Lesson) -> Resource:
        shipment = self._shipment
        data = lesson_page(lesson, shipment.lang, shipment.html, self._on_pages)
        path = f"{_FOLDER}{self._pages[_file(lesson)]}"
        return Resource(f"page_{_stem(lesson)}", path, data, title=lesson.title)

    def _assessment(self, group: ItemSet) -> AssessmentFile:
        texts = self._on_pages.leading(f"{_FILES}{_PICTURES}", self._from_item(group.lesson))
        return assessment_file(group, texts)

    def _from_page(self, href: str) -> str | None:
        if href.startswith("#"):
            return href
        file, _, fragment = href.partition("#")
        found = self._pages.get(file)
        return f"{found}#{fragment}" if found and fragment else found

    def _from_item(self, lesson: Lesson) -> Address:
        """Canvas follows no link from a question to a place on a page."""

        def lead(href: str) -> str | None:
            file = href.partition("#")[0] or _file(lesson)
            return f"{_FILES}{self._pages[file]}" if file in self._pages else None

        return lead

    def title(self, group: ItemSet) -> str:
        return group.title(self._on_pages)

    def _losses(self, quizzes: list[ItemSet], assessments: list[AssessmentFile]) -> Iterator[str]:
        if quizzes:
            yield _WHEN
        late = [group for group in quizzes if group.feedback is Feedback.AFTER_RELEASE]
        introduced = [group for group in quizzes if group.intro]
        for some, sentence in ((late, _RELEASE), (introduced, _INTRO)):
            if some:
                yield sentence.format(named(map(self.title, some)))
        if any(group.is_practice for group in quizzes):
            yield _PRACTICE
        for one in assessments:
            yield from one.losses
        yield _PLACES
        if self._on_pages.dropped:
            yield _GONE
        yield from about_polls(self._shipment, _POLLS)
        yield from missing_pictures(self._on_pages.missing)


def _file(lesson: Lesson) -> str:
    """What links call the lesson's file."""
    return lesson.path.rpartition("/")[2]


def _stem(lesson: Lesson) -> str:
    return _file(lesson).removesuffix(".md")
