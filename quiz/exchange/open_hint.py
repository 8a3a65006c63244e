"""A hint that students can open in a question's text, where it has no other place, and back."""

from __future__ import annotations

_BEGIN, _END = '<details class="hint"><summary>Hint</summary>', "</details>"


def hint_box(hint: str) -> str:
    """HTML for the end of a question's text; '' where there is no hint. `hint` is HTML."""
    return f"{_BEGIN}{hint}{_END}" if hint else ""


def hint_in(rendered: str) -> tuple[str, str]:
    """A question's text without such a hint, and the hint; both HTML. '' where there is none."""
    before, begin, rest = rendered.rpartition(_BEGIN)
    hint, end, after = rest.partition(_END)
    return (before + after, hint) if begin and end else (rendered, "")
