"""Well-formed HTML -> Markdown with marks in it, through markdownify."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from markdownify import MarkdownConverter

from quiz.content.allowed import PICTURE_NAME, PICTURES, SCHEMES
from quiz.exchange.escaping import escaped, printable
from quiz.exchange.importing._html_tags import KEPT, STRUCTURE

START = "\ufdd0"
"""Stands in a line after what is structure: a bullet, a quotation mark, a whole table row."""
BREAK = "\ufdd1"
"""A line break, and in a line the end of a paragraph."""
TOP_BREAK = "\ufdd2"
"""A line break between texts that stand in no paragraph."""

_BREAKS = re.compile(rf"([{BREAK}{TOP_BREAK}])(?: *[{BREAK}{TOP_BREAK}])+")

NESTED = (
    "A list inside a list is part of the outer one now: explanations can't hold lists in lists."
)
FLATTENED = "A list or a table is written in one line, because an answer has one line here."

_OWN_PICTURE = re.compile(rf"{PICTURES}/{PICTURE_NAME}")
_EXTERNAL = re.compile(rf"(?:{'|'.join(sorted(SCHEMES))}):", re.IGNORECASE)
_LIKE_AN_ANSWER = re.compile(r"[-=_]|(?:or|not|else)=|(?:order|rubric|model|why):")
_SAFE_IN_LINK = "/:?#@!$&'+,=%~-._"


class Writer(MarkdownConverter):
    """markdownify with the lesson format's own signs."""

    def __init__(self, *, line: bool, code: bool, flat: bool) -> None:
        super().__init__(wrap=True, wrap_width=None, heading_style="atx")
        self.line, self.code, self.flat = line, code, flat
        self.reasons: list[str] = []
        self.numbers: Counter[int] = Counter()

    def process_tag(self, node: Tag, parent_tags: Any = None) -> str:
        if node.name in ("ul", "ol"):
            _gather_loose(node)
        return str(cast(Any, super()).process_tag(node, parent_tags=parent_tags))

    def process_text(self, el: Any, parent_tags: Any = None) -> str:
        # Code is no exception: it is written as HTML, within which Markdown's signs count.
        tags = set(parent_tags or ()) - {"_noformat"}
        return str(cast(Any, super()).process_text(el, parent_tags=tags))

    def escape(self, text: str, parent_tags: Any) -> str:
        return escaped(text)

    def convert__document_(self, el: Tag, text: str, parent_tags: Any) -> str:
        return tidy(text).strip()

    def convert_br(self, el: Tag, text: str, parent_tags: Any) -> str:
        top = isinstance(el.parent, BeautifulSoup)
        return f"{TOP_BREAK if top and not self.line else BREAK}{text}"

    def _block(self, text: str) -> str:
        if self.line:
            return f"{BREAK}{text.strip()}{BREAK}"
        return _apart(tidy(text).strip("\n "))

    def _in_line(self, parent_tags: Any) -> bool:
        """Whether what stands here has one line: all of it does, or the cell of a table does."""
        return self.line or not {"td", "th"}.isdisjoint(parent_tags)

    def _in_entry(self, parent_tags: Any) -> bool:
        """The same, or what stands here is part of a list's entry that has one line."""
        return self._in_line(parent_tags) or (self.flat and "li" in parent_tags)

    def convert_p(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._block(text)

    convert_div = convert_figure = convert_section = convert_article = convert_p
    convert_figcaption = convert_aside = convert_header = convert_footer = convert_p
    convert_main = convert_details = convert_summary = convert_center = convert_p
    convert_address = convert_nav = convert_caption = convert_dl = convert_dt = convert_dd = (
        convert_p
    )

    def _heading(self, el: Tag, text: str, parent_tags: Any) -> str:
        if self._in_entry(parent_tags) or _has_blocks(text):
            return self._block(text)
        text = " ".join(_unbroken(text).split())
        if not text:
            return ""
        bold = f"<strong>{text}</strong>" if "*" in text else f"**{text}**"
        # A lesson's own parts have the higher levels.
        level, text = int(el.name[1]), re.sub(r"(?<!\\)#(?=#*$)", r"\\#", text)
        return f"\n\n{'#' * level} {START}{text}\n\n" if level > 3 else self._block(bold)

    convert_h1 = convert_h2 = convert_h3 = convert_h4 = convert_h5 = convert_h6 = _heading

    def convert_hr(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._block("")

    def convert_blockquote(self, el: Tag, text: str, parent_tags: Any) -> str:
        if self._in_entry(parent_tags) or not text.strip():
            return self._block(text)
        lines = _unbroken(tidy(text).strip()).split("\n")
        return self._block("\n".join(f"> {START}{line}".rstrip() for line in lines))

    def convert_list(self, el: Tag, text: str, parent_tags: Any) -> str:
        if self._in_line(parent_tags):
            self.reasons.append(FLATTENED)
            return self._block(text.strip().removesuffix(";"))
        text = tidy(text).strip("\n")
        if "\n\n" in text:
            text = re.sub(r"\n+(?=(?:-|[0-9]+\.) )", "\n\n", text)
        return _apart(text)

    convert_ul = convert_ol = convert_list

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        text = tidy(text).strip()
        if not text:
            return ""
        if el.parent is None or el.parent.name not in ("ul", "ol"):
            return self._block(text)
        if self._in_line(parent_tags):
            return f"{text.replace(BREAK, ' ')}; "
        bullet = f"{self._number(el)}." if el.parent and el.parent.name == "ol" else "-"
        if self.flat:
            flat = re.sub(rf"(?m)^(?:-|[0-9]+\.) {START}", "– ", text)
            self.reasons += [NESTED] if flat != text else []
            return f"{bullet} {START}{_unbroken(re.sub(chr(10) + '+', BREAK, flat))}\n"
        first, *rest = _unbroken(text).split("\n")
        more = [f"    {line}".rstrip() for line in rest]
        return "\n".join([f"{bullet} {START}{first}", *more, ""])

    def _number(self, item: Tag) -> int:
        parent: Any = item.parent
        first = str(parent.get("start") or "1")
        self.numbers[id(parent)] += 1
        return (
            (int(first) if re.fullmatch("[0-9]{1,4}", first) else 1) + self.numbers[id(parent)] - 1
        )

    def convert_table(self, el: Tag, text: str, parent_tags: Any) -> str:
        if self._in_entry(parent_tags):
            self.reasons.append(FLATTENED)
            return self._block(text.strip().removesuffix(";"))
        rows = [row for row in text.split("\n") if row.startswith("|")]
        others = [row for row in text.split("\n") if not row.startswith("|")]
        if not rows:
            return self._block(text)
        columns = max(row.count("|") for row in rows) - 1
        rows = [row + " |" * (columns + 1 - row.count("|")) for row in rows]
        if el.find("th") is None:
            rows.insert(0, "| " + " | ".join([""] * columns) + " |")
        rows.insert(1, "|" + "---|" * columns)
        table = "\n".join(f"{row}{START}" for row in rows)
        return self._block("\n".join(others)) + f"\n\n{table}\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: Any) -> str:
        if self._in_entry(parent_tags):
            return text.strip().removesuffix(",") + "; "
        return f"\n| {text.strip()}\n" if text.strip() else ""

    def convert_td(self, el: Tag, text: str, parent_tags: Any) -> str:
        if self._in_entry(parent_tags):
            return f"{text.strip()}, " if text.strip() else ""
        text = tidy(text).strip().replace("\n\n", BREAK).replace(START, "")
        text = " ".join(text.split())
        text = text.replace(BREAK, "<br>").replace(TOP_BREAK, "<br>").replace("|", "&#124;")
        span = str(el.get("colspan") or "1")
        extra = min(int(span), 20) - 1 if re.fullmatch("[0-9]{1,4}", span) else 0
        return f" {text} |" + " |" * max(extra, 0)

    convert_th = convert_td

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        lines = [line.rstrip() for line in el.get_text().strip("\n").split("\n")]
        if self._in_line(parent_tags):
            return self._block(_code(" ".join(" ".join(lines).split())))
        if not self.code or not isinstance(el.parent, BeautifulSoup):
            return self._block(BREAK.join(map(_code, lines)))
        fence = "~~~"
        while any(line.startswith(fence) for line in lines):
            fence += "~"
        lines = [f" {line}" if _LIKE_AN_ANSWER.match(line) else line for line in lines]
        return "\n\n" + "\n".join(f"{line}{START}" for line in (fence, *lines, fence)) + "\n\n"

    def _emphasis(self, el: Tag, text: str, sign: str, tag: str) -> str:
        text = _broken_once(text)
        inner = text.strip(f" \n{BREAK}{TOP_BREAK}")
        if not inner or _has_blocks(text):
            return text
        before, after = text[: text.find(inner)], text[text.find(inner) + len(inner) :]
        parent = el.parent
        alone = (
            not _inline([*_beside(el), *el.children])
            and parent is not None
            and (isinstance(parent, BeautifulSoup) or parent.name in STRUCTURE)
        )
        if alone:
            return f"{before}{sign}{inner}{sign}{after}"
        return f"{before}<{tag}>{inner}</{tag}>{after}"

    def convert_b(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._emphasis(el, text, "**", "strong")

    convert_strong = convert_b

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._emphasis(el, text, "*", "em")

    convert_i = convert_em

    def convert_code(self, el: Tag, text: str, parent_tags: Any) -> str:
        words = el.get_text()
        if el.find_parent("pre") or not words.strip() or _has_blocks(text):
            return text
        simple = text == words == words.strip() and not _inline(_beside(el))
        return f"`{words}`" if simple else f"<code>{text}</code>"

    convert_tt = convert_code

    def convert_strike(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f"<s>{text}</s>" if text.strip() else text

    def get_conv_fn(self, tag_name: str) -> Any:
        if tag_name in KEPT:
            return lambda el, text, parent_tags: _raw(el, text)
        return cast(Any, super()).get_conv_fn(tag_name)

    def convert_span(self, el: Tag, text: str, parent_tags: Any) -> str:
        return _raw(el, text) if el.get("lang") or el.get("dir") else text

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        address = str(el.get("href") or "").strip()
        text = _broken_once(text)
        inner = text.strip()
        if not inner or not address or address.startswith("#") or _has_blocks(text):
            return text
        if not _EXTERNAL.match(address):
            name = address.rpartition("/")[2].partition("?")[0] or address
            self.reasons.append(f"A link to “{name}”, which isn't on the web, is plain words now.")
            return text
        safe = quote(address, safe=_SAFE_IN_LINK)
        before, after = text[: text.find(inner)], text[text.find(inner) + len(inner) :]
        return f"{before}[{inner}]({safe}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        source, alt = str(el.get("src") or ""), described(str(el.get("alt") or ""))
        if _OWN_PICTURE.fullmatch(source) and alt:
            return f"![{alt}]({source})"
        self.reasons.append(lost_picture(source, alt, str(el.get("class") or "")))
        return escaped(f"[{alt}]") if alt else ""


def _beside(el: Tag) -> list[PageElement | None]:
    return [el.previous_sibling, el.next_sibling]


def _inline(elements: Iterable[PageElement | None]) -> list[Tag]:
    """Those that stand within a line, so that signs of Markdown would touch theirs."""
    tags = [one for one in elements if isinstance(one, Tag)]
    return [tag for tag in tags if tag.name not in STRUCTURE and tag.name != "br"]


def _gather_loose(entries: Tag) -> None:
    """Put what stands in a list outside its entries into paragraphs. Browsers show it so, in lines
    of its own; beside an entry it would swallow the entry's mark."""
    paragraph: Tag | None = None
    for child in list(entries.children):
        if isinstance(child, Tag) and child.name in STRUCTURE:
            paragraph = None
        elif paragraph is not None:
            paragraph.append(child)
        elif isinstance(child, Tag) or child.get_text().strip():
            paragraph = Tag(name="p")
            child.replace_with(paragraph)
            paragraph.append(child)


def _code(line: str) -> str:
    """A line of code within running text, its spaces kept."""
    words = escaped(line)
    spaced = re.sub("^ +|  +", lambda match: "&nbsp;" * len(match[0]), words)
    return f"<code>{spaced}</code>" if words else ""


def _apart(text: str) -> str:
    """A block. An empty one, too, parts what stands before it from what stands after it."""
    return f"\n\n{text}\n\n" if text else "\n\n"


def _has_blocks(text: str) -> bool:
    return START in text or "\n\n" in text


def _raw(el: Tag, text: str) -> str:
    """The element as HTML, which lessons may hold within a line."""
    if not text.strip() or _has_blocks(text):
        return text
    text = _broken_once(text)
    names = ("lang", "dir") if el.name == "span" else ("lang", "dir", "title")
    attributes = "".join(f' {name}="{_quoted(str(el[name]))}"' for name in names if el.get(name))
    return f"<{el.name}{attributes}>{text}</{el.name}>"


def _quoted(text: str) -> str:
    return re.sub(r"[^\w ,.;()'-]", lambda match: f"&#{ord(match[0])};", " ".join(text.split()))


def described(text: str) -> str:
    """What a picture shows, fit to stand between square brackets."""
    text = " ".join(printable(text).replace("[", "(").replace("]", ")").split())
    return re.sub(r"[\\`<>*]", "", text)[:300].strip()


def lost_picture(source: str, alt: str, kind: str) -> str:
    what = f" (“{alt}”)" if alt else ""
    if re.search("formula|texrender|mathjax", kind, re.IGNORECASE):
        return f"A formula that is a picture{what} is left out. Write it in words or as text."
    if _EXTERNAL.match(source):
        return (
            f"A picture from the web{what} is left out, because the classroom may have no "
            f"internet. It is at {source[:200]}."
        )
    return f"A picture{what} is left out, because it isn't in the file."


def _broken_once(text: str) -> str:
    """The text of a tag, which no end of a paragraph may tear apart: see `tidy`."""
    return _BREAKS.sub(r"\1", text)


def _unbroken(text: str) -> str:
    """The text with its line breaks within their lines, where a new line would end a list item."""
    return re.sub(f"[{BREAK}{TOP_BREAK}]", "<br> ", text)


def tidy(text: str) -> str:
    """Breaks at the ends of paragraphs taken away; several of them end a paragraph."""
    text = re.sub(rf" *([{BREAK}{TOP_BREAK}]) *", r"\1", text)
    # Only from its beginning is a run of breaks looked at: there may be thousands.
    run = rf"(?<![{BREAK}{TOP_BREAK}])[{BREAK}{TOP_BREAK}]+"
    text = re.sub(rf"{run}(?=\n|$)|(?<=\n){run}", "", text)
    return re.sub(rf"[{BREAK}{TOP_BREAK}]{{2,}}", "\n\n", text)
