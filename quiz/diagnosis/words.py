"""Sizes and lengths of time as people say them."""

from __future__ import annotations

from datetime import timedelta


def size_in_words(size: int) -> str:
    """Bytes as people say them: `812 kB`, `3.4 MB`, `1.2 GB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} kB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1_000_000_000:.1f} GB"


def age_in_words(age: timedelta) -> str:
    """A length of time in its largest unit: `5 minutes`, `1 day`."""
    seconds = max(0, int(age.total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"1 {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"
