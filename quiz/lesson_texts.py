"""The texts of lesson files that are kept, one version after the other. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kept(StrEnum):
    """How a version of a lesson file came to be kept."""

    FOUND = "found"
    """It stood in the file, which another program had written."""
    SAVED = "saved"
    RESTORED = "restored"
    DRAFT = "draft"
    """Not in the file: it has mistakes, or waits for a decision."""
    SET_ASIDE = "set aside"
    """Not in the file: another text was preferred to it."""


@dataclass(frozen=True)
class LessonVersion:
    """One text of a lesson file, whether it ever stood in the file or not."""

    id: int
    file: str
    text: str
    hash: str
    how: Kept
    kept_at: str
