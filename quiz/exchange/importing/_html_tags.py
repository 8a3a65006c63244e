"""Which HTML of a question bank is read, and which is left out."""

from __future__ import annotations

from quiz.content.allowed import INLINE_TAGS

_ALONE = """
area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th
thead tr track wbr
"""
_DROP = """
script style iframe object video audio canvas svg select textarea button noscript template title
head applet
"""
_BLOCKS = """
p div blockquote pre ul ol li dl dt dd table caption thead tbody tfoot tr th td hr h1 h2 h3 h4
h5 h6 figure figcaption section article aside header footer main details summary center address
nav
"""
_KEEP = """
abbr bdi bdo cite del dfn ins kbd mark q rp rt ruby s samp small sub sup time u var
"""
NEVER_INSIDE_THEMSELVES = frozenset(_ALONE.split())
"""Tags that need no end: the next one of the kind ends them, or they hold nothing."""
DROPPED = frozenset(_DROP.split())
"""Left out with all that stands in them."""
STRUCTURE = frozenset(_BLOCKS.split())
KEPT = frozenset(_KEEP.split())
"""Written as HTML, which lessons may hold within a line."""
TAGS = (INLINE_TAGS | STRUCTURE | {"strike", "tt"}) - DROPPED
ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "class"},
    "ol": {"start"},
    "td": {"colspan"},
    "th": {"colspan"},
}
