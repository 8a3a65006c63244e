"""What HTML may stand in a lesson. Everything else is reported when the lesson is read, and is
taken out in any case when it is shown."""

from __future__ import annotations

_INLINE = """
a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong
sub sup time u var wbr
"""
_BLOCK = """
aside blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr
li ol p pre section summary table tbody td tfoot th thead tr ul
"""
INLINE_TAGS = frozenset(_INLINE.split())
BLOCK_TAGS = INLINE_TAGS | frozenset(_BLOCK.split())
EMPTY_TAGS = frozenset({"br", "col", "hr", "img", "wbr"})
"""Those that hold nothing and have no end."""
ATTRIBUTES = {
    "*": {"class", "id", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "col": {"span"},
    "colgroup": {"span"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
SCHEMES = frozenset({"http", "https", "mailto"})

BOX_KINDS = (
    "check",
    "instructor",
    "note",
    "tip",
    "discuss",
    "activity",
    "words",
    "timeline",
    "map",
)
INSTRUCTOR = "instructor"

PICTURES = "pictures"
"""The folder of the course's pictures, beside the lessons; also their address."""
PICTURE_NAME = r"[a-z0-9][a-z0-9-]{0,63}\.(?:png|jpe?g)"
