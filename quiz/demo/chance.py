"""Chance that is the same in every run: it comes from what it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")


def chance(*about: object) -> float:
    """A number above 0 and below 1, the same for the same things."""
    digest = hashlib.sha256(repr(about).encode()).digest()
    return (int.from_bytes(digest[:6], "big") + 1) / (2**48 + 2)


def normal(mean: float, spread: float, *about: object) -> float:
    """A number from a normal distribution, the same for the same things."""
    return NormalDist(mean, spread).inv_cdf(chance(*about))


def one_of(values: Sequence[T], *about: object) -> T:
    """One of the values, the same for the same things."""
    return values[int(chance(*about) * len(values))]
