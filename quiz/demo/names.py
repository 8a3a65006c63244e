"""Who is in the invented class: plants, so that nobody takes them for people."""

from __future__ import annotations

CLASS_NAME = "Invented class"
_PLANTS = (
    "Alder",
    "Birch",
    "Cedar",
    "Daisy",
    "Elm",
    "Fern",
    "Gorse",
    "Hazel",
    "Ivy",
    "Juniper",
    "Kale",
    "Larch",
    "Maple",
    "Nettle",
    "Oak",
    "Pine",
    "Quince",
    "Rowan",
    "Sage",
    "Thyme",
    "Vetch",
)
_LONG = "Learner Weeping-Willow-by-the-Long-Path-behind-the-Old-School-Garden"
_RIGHT_TO_LEFT = "طالب علم زیتون"
_TWICE = ("Learner Marigold", "Learner Marygold")
"""As if one had joined twice: the list of students points them out."""

NAMES = (*(f"Learner {plant}" for plant in _PLANTS), _LONG, _RIGHT_TO_LEFT, *_TWICE)
"""All 25, in the order in which they came."""
