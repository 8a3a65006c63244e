"""What is said to everybody about an item, as both formats carry it."""

from __future__ import annotations

import html
from collections.abc import Callable

from quiz.exchange.exporting._texts import Texts
from quiz.model import Item


def explanation(item: Item, texts: Texts, address: Callable[[str], str | None]) -> str:
    """The explanation and where to read again, in HTML. `address` is where an anchor leads."""
    anchors = [_anchor(anchor, address(anchor)) for anchor in item.see]
    again = f"<p>Read again: {', '.join(anchors)}</p>" if anchors else ""
    return texts.block(item.why) + again


def _anchor(anchor: str, address: str | None) -> str:
    name = html.escape(anchor.upper())
    return f'<a href="{html.escape(address)}">{name}</a>' if address else name
