"""The pictures that came with a question, and what is told of those that can't be kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from quiz.content.allowed import PICTURES
from quiz.content.values import id_from
from quiz.exchange.free_ids import FreeIds
from quiz.exchange.importing import Picture
from quiz.exchange.importing._html import characters
from quiz.exchange.importing._html_writer import described
from quiz.exchange.importing.moodle_xml._tree import Node

MAX_PICTURE = 14_000_000
"""Characters of an encoded picture, which is some 10 MB."""

_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "png"), (b"RIFF", "png"))
"""First bytes -> the ending of the name; what is neither PNG nor JPEG is drawn anew as PNG."""

_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[(?P<alt>[^\]\n]{0,300})\]\((?P<src>[^()\s]{1,500})[^()\n]{0,200}\)")
_ATTRIBUTE = re.compile(
    r"""(?P<name>src|alt|class)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""", re.I
)
_NUMBER = re.compile(r"[0-9]{1,6}")
_INLINE = re.compile(rf"data:picture,({_NUMBER.pattern})")
_HERE = re.compile(r"@@PLUGINFILE@@/(?P<path>[^?#]*)", re.IGNORECASE)
_TOO_BIG = "The picture “{}” is over 10 MB and is left out. Make it smaller and put it in."
_NO_PICTURE = (
    "The picture “{}” is of a kind that can't be shown, such as a drawing (SVG), or it is damaged; "
    "it is left out. Save it as PNG and put it in."
)
NO_DESCRIPTION = (
    "A picture had no description for those who can't see it; it says “{}” now. Write what it "
    "shows."
)


class Gallery:
    """The names that pictures of one file have got, so that no two share one."""

    def __init__(self) -> None:
        self._names: dict[bytes, str] = {}
        self._stems = FreeIds()

    def name(self, wanted: str, data: bytes, ending: str) -> str:
        """The name of a picture: the same one for the same picture."""
        key = hashlib.sha256(data).digest()
        if key not in self._names:
            stem = id_from(wanted.rpartition(".")[0] or wanted, most=50) or "picture"
            self._names[key] = f"{self._stems.free(stem)}.{ending}"
        return self._names[key]


class QuestionPictures:
    """The pictures of one question. `say` takes what is to be told of them."""

    def __init__(
        self, node: Node, encoded: tuple[bytes, ...], gallery: Gallery, say: Callable[[str], None]
    ) -> None:
        self._files = dict(_files(node, encoded))
        self._encoded, self._gallery, self._say = encoded, gallery, say
        self._used: set[str] = set()
        self.kept: dict[str, Picture] = {}

    def unused(self) -> list[str]:
        """The names of the files that no text has asked for."""
        return [name for name in self._files if name not in self._used]

    def mention(self, text: str) -> None:
        """Take note of files that a text links to, which will be told as lost links."""
        for match in _HERE.finditer(text):
            self._used.add(unquote(match["path"].split('"')[0].split("'")[0].split("<")[0]))

    def in_html(self, text: str, instead: str) -> str:
        """HTML with the question's pictures by their new names. `instead` describes those that
        have no description."""
        return _IMG.sub(lambda match: self._image(match[0], instead), text)

    def in_markdown(self, text: str, instead: str) -> str:
        def placed(match: re.Match[str]) -> str:
            made = self._placed(match["src"], match["alt"], instead)
            return f"![{made[1]}]({made[0]})" if made else match[0]

        return _MARKDOWN.sub(placed, text)

    def _image(self, tag: str, instead: str) -> str:
        found = {
            match["name"].lower(): characters(match["a"] or match["b"] or match["c"] or "")
            for match in _ATTRIBUTE.finditer(tag)
        }
        made = self._placed(found.get("src", ""), found.get("alt", ""), instead)
        if made is None:
            return tag
        return f'<img src="{made[0]}" alt="{html.escape(made[1])}">'

    def _placed(self, source: str, alt: str, instead: str) -> tuple[str, str] | None:
        """(address, description) of a picture that came along; None where it is none of these."""
        name, data = self._found(source)
        if not name:
            return None
        raw = self._raw(name, data)
        if not raw:
            return "", described(alt)
        ending = next((ending for start, ending in _KINDS if raw.startswith(start)), "")
        if not ending:
            self._say(_NO_PICTURE.format(name))
            return "", described(alt)
        new = self._gallery.name(name, raw, ending)
        self.kept[new] = Picture(new, raw)
        shown = described(alt)
        if not shown:
            shown = described(instead) or "A picture"
            self._say(NO_DESCRIPTION.format(shown))
        return f"{PICTURES}/{new}", shown

    def _found(self, source: str) -> tuple[str, bytes]:
        inline = _INLINE.fullmatch(source.strip())
        if inline and int(inline[1]) < len(self._encoded):
            return f"picture-{int(inline[1]) + 1}.png", self._encoded[int(inline[1])]
        match = _HERE.match(source.strip())
        if match is None:
            return "", b""
        path = unquote(match["path"])
        name = path if path in self._files else path.rpartition("/")[2]
        self._used.add(name)
        return (name, self._files[name]) if name in self._files else ("", b"")

    def _raw(self, name: str, data: bytes) -> bytes:
        if len(data) > MAX_PICTURE:
            self._say(_TOO_BIG.format(name))
            return b""
        try:
            raw = base64.b64decode(data)
        except (binascii.Error, ValueError):
            raw = b""
        if not raw:
            self._say(_NO_PICTURE.format(name))
        return raw


def _files(node: Node, encoded: tuple[bytes, ...]) -> list[tuple[str, bytes]]:
    """(path and name, encoded) of every file anywhere in a question; short ones are no pictures."""
    found = []
    stack = [node]
    while stack:
        one = stack.pop()
        stack += [part for part in one.parts if isinstance(part, Node)]
        number = one.own_text.strip()
        data = b""
        if _NUMBER.fullmatch(number) and int(number) < len(encoded):
            data = encoded[int(number)]
        if one.tag == "file":
            path = one.attributes.get("path", "/").strip("/")
            name = one.attributes.get("name", "")
            found.append((f"{path}/{name}" if path else name, data or number.encode()))
    return found
