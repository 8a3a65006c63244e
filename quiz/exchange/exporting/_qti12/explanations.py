"""What is said to everybody about an item, as both formats carry it."""

from __future__ import annotations

from quiz.exchange.exporting._texts import Texts
from quiz.model import Item


def explanation(item: Item, texts: Texts) -> str:
    """The explanation and where to read again, in HTML."""
    again = f"<p>Read again: {', '.join(map(texts.paragraph, item.see))}</p>" if item.see else ""
    return texts.block(item.why) + again
