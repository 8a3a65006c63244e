"""The box "Notes for graders" of an open response, for whoever grades it elsewhere, and back.

It goes only where students never see it: in Moodle, `graderinfo` of an essay. There it stands below
a heading and comes last, so that nothing in it can be taken for a model answer, which students do
see. Other boxes for the instructor never leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from textwrap import dedent, indent

_TITLE = "Notes for graders"
_BOX = re.compile(rf'!!! +instructor +"{_TITLE}" *', re.IGNORECASE)
_HEADING = re.compile(rf"\*\*{_TITLE}\*\*", re.IGNORECASE)


def parted(text: str) -> tuple[str, str]:
    """An item's text without such boxes, and what stands in them. All is Markdown."""
    kept, notes, inside = list[str](), list[str](), False
    for line in text.split("\n"):
        if inside and (not line.strip() or line.startswith("    ")):
            notes.append(line)
        elif inside := _BOX.fullmatch(line) is not None:
            notes.append("")
        else:
            kept.append(line)
    return "\n".join(kept).strip(), dedent("\n".join(notes)).strip()


def as_html(notes: str, block: Callable[[str], str]) -> str:
    """The notes for graders' eyes alone; '' for none. `block` makes HTML of Markdown."""
    return f"<p><strong>{_TITLE}</strong></p>{block(notes)}" if notes else ""


def notes_in(blocks: Sequence[str]) -> tuple[list[str], str]:
    """Blocks of Markdown: those before the heading of the notes, and the notes."""
    start = next((i for i, block in enumerate(blocks) if _HEADING.fullmatch(block)), len(blocks))
    return list(blocks[:start]), "\n\n".join(blocks[start + 1 :])


def as_box(notes: str) -> str:
    """A box that no student gets; '' for no notes."""
    return f'!!! instructor "{_TITLE}"\n{indent(notes, "    ")}' if notes else ""
