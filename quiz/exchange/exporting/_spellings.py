"""Typed answers for Moodle's comparing, which is stricter than ours.

Moodle takes no notice of capital letters and of spaces around an answer, and `*` stands for
anything (question/type/shortanswer/question.php: `compare_string_with_wildcard`). What else we
take no notice of, and students are likely to type, becomes further answers.
"""

from __future__ import annotations

import unicodedata

from quiz.grammar import one_line
from quiz.questions.parts.answers import APOSTROPHES, FINAL_SIGNS, fold

MAX_DOUBLED = 5
"""Spaces in an answer up to which each may be typed twice."""


def spellings(text: str) -> tuple[str, ...]:
    """The answer as its author wrote it, then as students may type it too; each once.

    () where there is nothing that can be seen.
    """
    written = one_line(text)
    if not written:
        return ()
    plain = unicodedata.normalize("NFKC", written.translate(APOSTROPHES))
    plain = one_line("".join(c for c in plain if unicodedata.category(c) != "Cf"))
    if not plain:
        return ()
    bare = plain.rstrip(FINAL_SIGNS + " ") or plain
    forms = [written, bare, f"{bare}."]
    if "'" in bare:
        curly = bare.replace("'", "’")
        forms += [curly, f"{curly}."]
    if bare.casefold() != bare.lower():
        forms.append(bare.casefold())
    words = bare.split(" ")
    if 1 < len(words) <= MAX_DOUBLED + 1:
        forms += [f"{' '.join(words[:i])}  {' '.join(words[i:])}" for i in range(1, len(words))]
    return tuple(form for form in dict.fromkeys(forms) if fold(form) == fold(written))


def literal(text: str) -> str:
    """The text as an answer of Moodle's that stands for these signs and nothing else."""
    return text.replace("*", "\\*")
