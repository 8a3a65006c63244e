"""Checks on running Markdown: what would leak, vanish or look wrong without a word is reported."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quiz.content.allowed import BLOCK_TAGS, BOX_KINDS, PICTURE_NAME, PICTURES, SCHEMES
from quiz.content.outline import Marked
from quiz.content.source import Report, did_you_mean

_BOX = re.compile(r"(?P<before>[\s>*+.)0-9-]*)!!!(?P<rest>.*)$")
_BOX_HEAD = re.compile(r"!!! (?P<kind>[A-Za-z-]+)(?: +\"[^\"]*\")?\s*$")
_NEAR_BOX = re.compile(
    rf"[\s>*+-]*(?:(?:!!?(?!!)|:::|\?\?\?\+?)\s*(?:{'|'.join(BOX_KINDS)})\b|!!(?!!)\s*\w"
    r"|>\s*\[!\w+\])",
    re.IGNORECASE,
)
# Every repetition that may start anywhere in a line is bounded, so that no line takes long.
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\\.")
_TAG = re.compile(r"</?(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|$)")
_PICTURE = re.compile(r"!\[[^\]]{0,300}\] ?[(\[]|<img\b", re.IGNORECASE)
_OWN_PICTURE = re.compile(rf"!\[(?P<alt>[^\]]{{0,300}})\]\({PICTURES}/{PICTURE_NAME}\)")
_REMOTE_PICTURE = re.compile(
    r"!\[[^\]]{0,300}\]\(\s*<?(?:[a-z][a-z0-9+.-]{0,20}:|//)", re.IGNORECASE
)
_LINK = re.compile(
    r"""(?:\]\(\s*<?|\bhref\s*=\s*["']?|^\s*\[[^\]^][^\]]*\]:\s*<?)(?P<scheme>[a-z][a-z0-9+.-]*):""",
    re.IGNORECASE,
)
_STYLE = re.compile(r"<[a-z][^<>]{0,300}\s(?P<name>style|on[a-z]{1,20})\s*=", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"(?P<definition>^\s*)?\[\^(?P<name>[^\]]{0,100})\](?(definition)(?P<colon>:)?)"
)

_TELLING = re.compile(r"[<!]|\]\(|\]:|\[\^|:::|\?\?\?|href", re.IGNORECASE)
"""What every line has of which anything can be reported; most have none of it."""

_PICTURE_RULE = (
    f"A picture is written `![What it shows]({PICTURES}/name.png)`, and its file, a PNG or JPEG, "
    "has a name of small letters a-z, digits and hyphens."
)
_BOX_RULE = (
    'A box starts with a line such as `!!! note "Title"`, and its text stands below, each line '
    "indented by four spaces."
)


def check_markup(lines: Sequence[Marked], report: Report, *, footnotes: bool = True) -> None:
    """Report what is wrong with running Markdown; questions can't have footnotes."""
    lines = [line for line in lines if not line.code]
    if not any(_TELLING.search(line.text) for line in lines):
        return
    _check_boxes(lines, report)
    texts = [(line.number, _without_code(line.text)) for line in lines]
    for number, text in texts:
        _check_line(number, text, report)
    _check_footnotes(texts, report, footnotes)


def _without_code(text: str) -> str:
    return _CODE.sub("", text) if "`" in text or "\\" in text else text


def is_box(text: str) -> bool:
    """Whether a line opens a box, or tries to."""
    telling = "!" in text or ":::" in text or "???" in text
    return telling and bool(_BOX.match(text) or _NEAR_BOX.match(text))


def _check_boxes(lines: Sequence[Marked], report: Report) -> None:
    for i, line in enumerate(lines):
        match = _BOX.match(line.text)
        if match is None:
            if _NEAR_BOX.match(line.text):
                report(line.number, f"This looks like a box but isn't one. {_BOX_RULE}")
            continue
        head = _BOX_HEAD.match(line.text[match.end("before") :])
        if head is None:
            report(line.number, f"This box can't be read. {_BOX_RULE}")
        elif head["kind"].lower() not in BOX_KINDS:
            kinds = ", ".join(f"`{kind}`" for kind in BOX_KINDS)
            hint = did_you_mean(head["kind"], BOX_KINDS)
            report(line.number, f"There is no box `{head['kind']}`; the kinds are {kinds}.{hint}")
        elif not match["before"].strip():
            _check_box_body(lines, i, _indent(line.text), report)


def _check_box_body(lines: Sequence[Marked], i: int, indent: int, report: Report) -> None:
    """The lines of the box at `i` are indented by four more spaces, as far as it goes."""
    empty = True
    for j in range(i + 1, len(lines)):
        text = lines[j].text
        if not text:
            continue
        inside = _indent(text) >= indent + 4
        touches = lines[j - 1].text and lines[j - 1].number == lines[j].number - 1
        if not inside and empty:
            report(lines[i].number, f"This box has no text. {_BOX_RULE}")
        elif not inside and (touches or _indent(text) > indent):
            report(
                lines[j].number,
                f"Does this line belong to the box of line {lines[i].number}? If so, indent it by "
                "four spaces; if not, leave an empty line above it and begin at the left margin.",
            )
        if not inside:
            return
        empty = False
    if empty:
        report(lines[i].number, f"This box has no text. {_BOX_RULE}")


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _check_line(number: int, text: str, report: Report) -> None:
    for match in _PICTURE.finditer(text):
        _check_picture(number, text, match.start(), report)
    for match in _TAG.finditer(text):
        tag = match["tag"].lower()
        if tag not in BLOCK_TAGS and tag != "img":
            report(
                number,
                f"The HTML tag `<{tag}>` can't be used in lessons. If it isn't meant as HTML, "
                "write `\\<` for the sign.",
            )
    if style := _STYLE.search(text):
        report(number, f"The HTML attribute `{style['name']}` can't be used in lessons.")
    for match in _LINK.finditer(text):
        if match["scheme"].lower() not in SCHEMES:
            report(
                number,
                f"Links with `{match['scheme']}:` can't be used. A link leads to a lesson file or "
                "starts with https:, http: or mailto:.",
            )


def _check_picture(number: int, text: str, start: int, report: Report) -> None:
    own = _OWN_PICTURE.match(text, start)
    if own and own["alt"].strip():
        return
    if own:
        report(
            number,
            "This picture has no description. Say between the square brackets what it shows, for "
            "those who can't see it.",
        )
    elif _REMOTE_PICTURE.match(text, start):
        report(
            number,
            "A picture from another site can't be shown: the classroom may have no internet. Put "
            f"the picture into the folder {PICTURES}. {_PICTURE_RULE}",
        )
    else:
        report(number, f"This picture can't be shown. {_PICTURE_RULE}")


def _check_footnotes(lines: Sequence[tuple[int, str]], report: Report, allowed: bool) -> None:
    used: dict[str, int] = {}
    defined: dict[str, int] = {}
    for number, text in lines:
        for match in _FOOTNOTE.finditer(text) if "[^" in text else ():
            name = match["name"]
            if not allowed:
                report(
                    number,
                    "Footnotes can't be used in questions. Write the source into the text.",
                )
            elif match["colon"] and name in defined:
                report(
                    number,
                    f"The footnote `[^{name}]` has a text already, in line {defined[name]}.",
                )
            elif match["colon"]:
                defined[name] = number
            else:
                used.setdefault(name, number)
    for name in used.keys() - defined.keys():
        report(
            used[name],
            f"The footnote `[^{name}]` has no text. Write a line `[^{name}]: …` at the end.",
        )
    for name in defined.keys() - used.keys():
        report(defined[name], f"Nothing in the lesson refers to this footnote, `[^{name}]`.")
