"""The plan of the course that is shipped: which question stands where, and what it counts."""

from __future__ import annotations

LESSONS = {
    "where-does-the-story-start": "l1",
    "who-is-in-it-and-who-is-not": "l2",
    "how-is-the-case-built": "l3",
    "how-well-is-it-supported": "l4",
    "what-should-be-done": "l5",
    "your-own-brief": "l6",
}
"""Address of a lesson -> what the ids of its questions begin with."""

COUNTS = {
    # items, comprehension, critical thinking, points
    "l1": (13, 8, 5, 24),
    "l2": (14, 7, 7, 34),
    "l3": (14, 6, 8, 36),
    "l4": (18, 1, 17, 46),
    "l5": (15, 7, 8, 32),
    "l6": (9, 0, 9, 35),
}

_TYPES = (
    "single choice",
    "multiple choice",
    "true/false",
    "numeric",
    "short text",
    "matching",
    "ordering",
    "categorise",
    "cloze",
    "open response",
)
_TABLE = {
    "l1": (6, 1, 1, 1, 1, 0, 1, 0, 1, 1),
    "l2": (7, 2, 0, 1, 1, 1, 0, 1, 0, 1),
    "l3": (8, 0, 0, 1, 1, 1, 1, 1, 0, 1),
    "l4": (11, 1, 1, 2, 0, 1, 0, 1, 0, 1),
    "l5": (10, 1, 0, 0, 1, 0, 0, 1, 1, 1),
    "l6": (4, 1, 0, 0, 0, 0, 1, 0, 1, 2),
}
TYPES = {
    (lesson, kind): count
    for lesson, row in _TABLE.items()
    for kind, count in zip(_TYPES, row, strict=True)
    if count
}
"""(lesson, type) -> how many."""

BLOOM = {"remember": 5, "understand": 19, "apply": 11, "analyse": 25, "evaluate": 21, "create": 2}

NEEDS = {"article": 27, "both": 35, "lesson": 21}
"""Eight questions test tools that work on any text, and are labelled `lesson` for that reason."""

TOOLS = ("l4-04", "l4-08", "l4-13", "l5-08", "l5-13", "l6-01", "l6-04", "l6-06")
"""Questions that say in their text that they test a tool."""

QUIZZES = {
    ("where-does-the-story-start", "exit"): "l1-01 l1-02 l1-04 l1-05 l1-06 l1-11",
    ("where-does-the-story-start", "written"): "l1-13",
    ("who-is-in-it-and-who-is-not", "exit"): "l2-02 l2-04 l2-06 l2-09 l2-12 l2-14",
    ("who-is-in-it-and-who-is-not", "written"): "l2-13",
    ("how-is-the-case-built", "exit"): "l3-01 l3-02 l3-03 l3-06 l3-09 l3-11",
    ("how-is-the-case-built", "written"): "l3-14",
    ("how-well-is-it-supported", "exit-a"): "l4-01 l4-05 l4-07 l4-08 l4-13 l4-15",
    ("how-well-is-it-supported", "exit-b"): "l4-03 l4-10 l4-11 l4-12 l4-14 l4-16",
    ("how-well-is-it-supported", "written"): "l4-18",
    ("what-should-be-done", "exit"): "l5-01 l5-03 l5-04 l5-06 l5-08 l5-12",
    ("what-should-be-done", "written"): "l5-15",
    ("your-own-brief", "exit"): "l6-01 l6-02 l6-03 l6-04 l6-07",
    ("your-own-brief", "written"): "l6-08 l6-09",
    ("final-test", "final"): (
        "l1-07 l1-08 l1-09 l1-10 l2-05 l2-07 l2-10 l2-11 l3-04 l3-05 l3-07 l3-08 l3-10 l3-13 "
        "l4-02 l4-04 l4-06 l4-09 l4-17 l5-05 l5-07 l5-09 l5-10 l5-11 l5-13 l5-14 l6-05 l6-06"
    ),
}
"""(lesson, quiz) -> the ids of its questions."""

PRACTICE = "l1-03 l1-12 l2-01 l2-03 l2-08 l3-12 l5-02"

POINTS = {"exit": 84, "final": 54, "written": 58, "practice": 11}
"""All points of the exit quizzes, the final test, the written tasks and the practice."""
