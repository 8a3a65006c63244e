"""What the course calls its misconception tags: `M3: Reversal`, under `check:` in index.md."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from quiz.checking.settings import read_settings
from quiz.content.assembly import INDEX
from quiz.content.files import SourceFile
from quiz.content.source import Report, numbered
from quiz.web.services import services


def tag_names() -> Mapping[str, str]:
    """Tag -> its name; a tag that has none is absent."""
    file = services().folder.snapshot().files.get(INDEX)
    return _read(file) if file else {}


@lru_cache(maxsize=4)
def _read(file: SourceFile) -> Mapping[str, str]:
    # A file that hasn't changed is the same object, so that it is read again only when it has.
    return read_settings(file.path, numbered(file.text or "", Report(file.path))).tags
