"""Markdown -> safe HTML, and a lesson -> the pieces of its page.

Rendering happens in the Markdown process, in batches; results are kept by content. Links are put in
afterwards, so that they follow the course as it is now.
"""

from __future__ import annotations

import copy
import html
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from quiz.content.allowed import EMPTY_TAGS, PICTURE_NAME, PICTURES
from quiz.content.markdown_client import Answer, Document, MarkdownClient
from quiz.content.render_cache import PASSING, Key, RenderCache
from quiz.errors import SecondReadingError
from quiz.model import Item, Lesson, Poll, Problem, Prose, Quiz
from quiz.questions import types

Link = Callable[[str, str, bool], str | None]
"""(file name, fragment or '', for the instructor?) -> the address of that page, or None."""

Piece = Item | Quiz | Poll
"""What stands between the running text of a lesson."""

SECONDS = 2.0
"""Time limit for one document."""

MAX_TEXT = 200_000
"""Characters of one document."""

MAX_CACHE = 16_000_000
"""Bytes, roughly, of rendered documents that are kept."""

_REASONS = {
    "slow": "This text takes too long to show. Look for long runs of brackets or other signs, or "
    "very deep lists, and make it simpler.",
    "deep": "This text is nested too deeply to be shown: lists, quotations or HTML tags inside "
    "each other. Make it flatter, and close HTML tags.",
    "large": f"This text is too long to be shown: over {MAX_TEXT:,} characters in one piece. "
    "Split the lesson.",
    "boxes": "A box for the instructor isn't recognised in this text, so that students would see "
    "it. Put it at the left margin with an empty line above, outside HTML and footnotes.",
    "untried": "This text wasn't tried, because several others take too long to show. Mend those "
    "first.",
    "failed": "This text can't be shown. Make it simpler until it can.",
}

UNTRIED = _REASONS["untried"]
"""What is said of a text that may be fine, but stands among slow ones."""

_UNCLOSED = (
    "The {what} at line {line} stands inside unclosed HTML. Close the HTML tag or comment above it."
)

_WORDS = r"[^\\`*_\[\]<>&{}|~^$#\x00-\x1f\ud800-\udfff]"
_PLAIN_LINE = rf"(?!\d)(?=\w){_WORDS}*(?!\s){_WORDS}"
_PLAIN = re.compile(rf"[ \n]*(?P<words>(?:{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*)?)[ \n]*")
"""What Markdown shows as it is typed: lines that begin and end with words or their signs."""
_ANCHOR = re.compile(r"<a(?P<attributes>(?: [a-z]+=\"[^\"]*\")*)>")
_HREF = re.compile(r" href=\"(?P<href>[^\"]*)\"")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PICTURE = re.compile(rf'<img src="/{PICTURES}/(?P<name>{PICTURE_NAME})"')
_TABLE = '<div class="table" tabindex="0" role="group" aria-label="Table"><table'


class RenderError(SecondReadingError):
    """A text that can't be shown, and why. `line` is where it starts, or 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Prepared:
    """What came of rendering a lesson.

    `problems` say what can't be shown, some of it in texts that are `waiting` for another trial.
    `links` are those that don't lead to other sites, as they are written, and `pictures` the names
    of those that are shown; each once.
    """

    problems: tuple[Problem, ...]
    waiting: tuple[Key, ...]
    links: tuple[str, ...]
    pictures: tuple[str, ...]


class Renderer:
    """Renders lessons and texts. Thread-safe. `link` gives the address of a lesson file's page.

    A text that took too long or failed is tried again later (see `render_cache`). `client` renders
    instead of the Markdown process; `clock` gives seconds that never run backwards.
    """

    def __init__(
        self,
        link: Link,
        client: MarkdownClient | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._client = client or MarkdownClient(SECONDS)
        self._client.start()
        self._clock = clock
        self._cache = RenderCache(MAX_CACHE, clock)
        self._filling = threading.Lock()
        self._mark = f"part{secrets.token_hex(8)}n"

    def leading(self, link: Link) -> Renderer:
        """This renderer, with links that lead elsewhere. It lives as long as this one."""
        other = copy.copy(self)
        other._link = link
        return other

    def afresh(self) -> Renderer:
        """This renderer without what it remembers, so that every text is tried anew."""
        other = copy.copy(self)
        other._cache = RenderCache(MAX_CACHE, self._clock)
        return other

    def close(self) -> None:
        """End the Markdown process."""
        self._client.close()

    def block(self, text: str, instructor: bool = False) -> str:
        """Markdown as HTML blocks. Students get no instructor boxes. Raises RenderError."""
        return self._linked(self._render(_document(text, instructor)), instructor)

    def inline(self, text: str) -> str:
        """Markdown as HTML within a line: no paragraphs, lists or boxes. Raises RenderError."""
        return self._linked(self._render(_document(text, inline=True)), False)

    def body(self, lesson: Lesson, instructor: bool = False) -> tuple[str | Piece, ...]:
        """The lesson's page in order: HTML, and the items, quizzes and polls that stand between it.

        The prose is rendered as one document, so that footnotes and link references work all over
        it. Raises RenderError.
        """
        rendered = self._render(self._body_document(lesson, instructor))
        return tuple(
            self._linked(part, instructor) if isinstance(part, str) else part
            for part in self._split(lesson, rendered)
        )

    def prepare(self, lesson: Lesson) -> Prepared:
        """Render all texts of a lesson in one go."""
        wanted = [(line, document) for line, document in self._texts(lesson) if _is_hard(document)]
        self._fill([document for _, document in wanted])
        problems, pages = set(), dict[str, None]()
        for line, document in wanted:
            try:
                pages[self._render(document, again=False)] = None
            except RenderError as error:
                problems.add(Problem(lesson.path, line, error.message))
        try:
            body = self._render(self._body_document(lesson, False), again=False)
            list(self._split(lesson, body))
        except RenderError as error:
            if error.line:
                problems.add(Problem(lesson.path, error.line, error.message))
        return Prepared(
            tuple(sorted(problems)),
            self._cache.waiting(document for _, document in wanted) if problems else (),
            tuple(dict.fromkeys(link for page in pages for link in _links(page))),
            tuple(dict.fromkeys(name for page in pages for name in _PICTURE.findall(page))),
        )

    def can_change(self, waiting: Sequence[Key]) -> bool:
        """Whether it makes sense to `prepare` the lesson of these texts again."""
        return self._cache.can_change(waiting)

    def _texts(self, lesson: Lesson) -> Iterator[tuple[int, Document]]:
        """All documents of a lesson, each with the line where it starts."""
        first = next((part.line for part in lesson.parts), 1)
        for instructor in (False, True):
            yield first, self._body_document(lesson, instructor)
        for text in (*lesson.objectives, *(meaning for _, meaning in lesson.terms)):
            yield 1, _document(text, inline=True)
        for quiz in lesson.quizzes:
            yield quiz.line, _document(quiz.title, inline=True)
            for document in _for_both(quiz.intro):
                yield quiz.line, document
        for poll in lesson.polls:
            for text in (poll.title, *poll.choices):
                yield poll.line, _document(text, inline=True)
            for document in _for_both(poll.intro):
                yield poll.line, document
        for item in lesson.items:
            for document in _item_documents(item):
                yield item.line, document

    def _body_document(self, lesson: Lesson, instructor: bool) -> Document:
        pieces = [
            part.text if isinstance(part, Prose) else f"{self._mark}{i}x"
            for i, part in enumerate(lesson.parts)
        ]
        return _document("\n\n".join(pieces), instructor)

    def _split(self, lesson: Lesson, rendered: str) -> Iterator[str | Piece]:
        rest = rendered
        for i, part in enumerate(lesson.parts):
            if isinstance(part, Prose):
                continue
            before, mark, rest = rest.partition(f"<p>{self._mark}{i}x</p>")
            if not mark or not _is_closed(before):
                raise RenderError(_UNCLOSED.format(what=_what(part), line=part.line), part.line)
            if before.strip():
                yield before.strip()
            yield part
        if rest.strip():
            yield rest.strip()

    def _render(self, document: Document, again: bool = True) -> str:
        """The HTML of a document. A failure that may pass is tried `again` if it is time."""
        answer = _at_once(document) or self._cache.get(document)
        if answer is None or (again and answer.error in PASSING):
            self._fill([document])
            answer = self._cache.get(document) or Answer("", "failed")
        if answer.error:
            raise RenderError(_REASONS.get(answer.error, _REASONS["failed"]))
        return answer.html

    def _fill(self, documents: Sequence[Document]) -> None:
        """Render what is wanted of these documents, in one round trip."""
        documents = [document for document in documents if _at_once(document) is None]
        if not self._cache.wanted(documents):
            return
        # One at a time, as the client does, so that nothing is rendered twice at once.
        with self._filling:
            wanted = self._cache.wanted(documents)
            start = self._clock()
            answers = self._client.render(wanted) if wanted else []
            for document, answer in zip(wanted, answers, strict=True):
                if answer.html:
                    answer = Answer(_finish(document, answer.html))
                self._cache.put(document, answer)
            if any(answer.error in PASSING for answer in answers):
                self._cache.rest(self._clock() - start)

    def _linked(self, rendered: str, instructor: bool) -> str:
        if "<a " not in rendered:
            return rendered
        return _ANCHOR.sub(lambda match: self._anchor(match, instructor), rendered)

    def _anchor(self, match: re.Match[str], instructor: bool) -> str:
        attributes = match["attributes"]
        found = _HREF.search(attributes)
        href = html.unescape(found["href"]) if found else ""
        if not found or href.startswith("#"):
            return match[0]
        if is_external(href):
            return f'<a{attributes} rel="noopener noreferrer">'
        file, fragment = link_target(href)
        address = self._link(file, fragment, instructor) if file else None
        new = f' href="{html.escape(address)}"' if address else ""
        return f"<a{attributes.replace(found[0], new)}>"


def _links(rendered: str) -> Iterator[str]:
    """Where a rendered text leads to on this site, without its footnotes."""
    for match in _ANCHOR.finditer(rendered):
        found = _HREF.search(match["attributes"])
        if found and "footnote-" not in match["attributes"]:
            href = html.unescape(found["href"])
            if not is_external(href):
                yield href


def is_external(href: str) -> bool:
    """Whether a link that passed the sanitiser leads to another site or opens a mail."""
    return bool(re.match(r"[a-z]+:", href, re.IGNORECASE))


def link_target(href: str) -> tuple[str, str]:
    """The file name and the fragment that a link of a lesson leads to; '' for no such file."""
    file, _, fragment = href.partition("#")
    file = unquote(file).removeprefix("./")
    return ("" if re.search(r"[/\\?\x00-\x1f]", file) else file), unquote(fragment)


def _document(text: str, instructor: bool = False, inline: bool = False) -> Document:
    # A text without boxes is the same for both, and is then rendered once.
    return Document(inline, instructor and "!!!" in text, _SURROGATE.sub("\ufffd", text))


def _for_both(text: str) -> Iterator[Document]:
    """Running text as students and as instructors are shown it."""
    yield _document(text)
    if "!!!" in text:
        yield _document(text, instructor=True)


def _item_documents(item: Item) -> Iterator[Document]:
    """All texts of an item, in every way they are shown."""
    yield _document(item.stem, inline=True)
    yield from _for_both(item.text)
    yield _document(item.hint)
    yield _document(item.why)
    for text in types()[item.type].texts(item.body):
        yield _document(text, inline=True)
        yield _document(text)


def _what(part: Piece) -> str:
    """What a part of a lesson is called in messages."""
    return {Quiz: "quiz", Poll: "poll"}.get(type(part), "question")


def _is_hard(document: Document) -> bool:
    """Whether a text is more than plain words, or can't be shown."""
    answer = _at_once(document)
    return answer is None or bool(answer.error)


def _at_once(document: Document) -> Answer | None:
    """What needs no Markdown process: nothing at all, plain words, and what is too long."""
    text = document.text
    if len(text) > MAX_TEXT:
        return Answer("", "large")
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return None
    words = plain["words"]
    return Answer(words if document.inline or not words else f"<p>{words}</p>")


def _finish(document: Document, rendered: str) -> str:
    rendered = rendered.strip()
    if document.inline:
        return rendered
    return rendered.replace("<table", _TABLE).replace("</table>", "</table></div>")


def _is_closed(rendered: str) -> bool:
    """Whether all elements of sanitised HTML are closed in it."""
    depth = 0
    for match in _TAG.finditer(rendered):
        if match["name"] not in EMPTY_TAGS:
            depth += -1 if match["end"] else 1
    return depth == 0
