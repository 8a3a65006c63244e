"""A bank of 5,000 questions through the real `import` command: see README.md.

python -m bench.imports [--questions 5000] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL_SECONDS = 10.0

_WORDS = re.findall(
    r"\w+",
    """
    bees towns honey flowers council roof market school garden hive pollen article author claim
    reason example source winter summer street number child teacher paper story doubt question
    """,
)


@dataclass(frozen=True)
class Run:
    """What a run of the command took. `worked` are the seconds that its processes had a core to
    themselves, `megabytes` is the most that one of them held."""

    seconds: float
    worked: float
    megabytes: float
    status: int
    shown: str


def gift_bank(questions: int, seed: int = 1) -> str:
    """A bank as it grows over the years: all kinds of questions, plain, in HTML and in Markdown."""
    chance = random.Random(seed)
    return "\n".join(_lines(chance, questions))


def _lines(chance: random.Random, questions: int) -> Iterator[str]:
    for number in range(questions):
        if number % 40 == 0:
            yield f"$CATEGORY: $course$/top/Bees/Chapter {number // 400 + 1}/Part {number // 40}\n"
        if chance.random() < 0.1:
            yield "// checked last year"
        name = f"::Q{number:05d} {_some(chance, 2)}::" if chance.random() < 0.7 else ""
        kind = chance.choice(_KINDS)
        yield f"{name}{_stem(chance, number)} {{{kind(chance)}}}\n"


def _some(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def _stem(chance: random.Random, number: int) -> str:
    words = f"{_some(chance, 7).capitalize()} {number}?"
    style = chance.random()
    if style < 0.25:
        return f"[html]<p>{words} <em>{_some(chance, 2)}</em></p><ul><li>a<li>b</ul>"
    if style < 0.4:
        return f"[markdown]{words} *{_some(chance, 2)}*"
    return words if style < 0.8 else f"{words} f(x) \\= \\{{1\\: 2\\}}"


def _single(chance: random.Random) -> str:
    options = [f"={_some(chance, 3)} a#Yes.", *(f"~{_some(chance, 3)} {c}#No." for c in "bcd")]
    chance.shuffle(options)
    return " ".join(options)


def _multiple(chance: random.Random) -> str:
    return " ".join(
        f"~%{weight}%{_some(chance, 2)} {weight}{i}" for i, weight in enumerate(_WEIGHTS)
    )


def _short(chance: random.Random) -> str:
    return f"={_some(chance, 1)} =%50%{_some(chance, 2)}#Nearly."


def _number(chance: random.Random) -> str:
    return f"#{chance.randrange(2000)}:{chance.choice(['0', '0.5', '10'])}"


def _matching(chance: random.Random) -> str:
    return " ".join(f"={_some(chance, 2)} {i} -> {_some(chance, 2)} {i}" for i in range(4))


_WEIGHTS = (50, 50, -50, -50)
_KINDS = (
    _single,
    _single,
    _multiple,
    _short,
    _number,
    _matching,
    lambda chance: chance.choice(["TRUE", "F#Why not?", "T"]),
    lambda chance: "",
)


def measured(bank: Path, lessons: Path) -> Run:
    """Bring a file in by the real command, in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "app.py", "import", bank),
            *("--lessons", lessons, "--data", lessons.parent / "data"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked, held = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return Run(seconds, worked, held, done.returncode, done.stdout + done.stderr)


def run(folder: Path, questions: int) -> Run:
    """Make a bank and a course in a folder, and bring the bank in."""
    bank, lessons = folder / "bank.gift", folder / "lessons"
    lessons.mkdir()
    bank.write_text(gift_bank(questions), encoding="utf-8")
    return measured(bank, lessons)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="a new folder for the bank and the lessons")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        found = run(folder, options.questions)
    print(found.shown)
    print(
        f"\n{options.questions} questions: {found.seconds:.1f} s (goal {GOAL_SECONDS:g}), of which "
        f"{found.worked:.1f} s at work, {found.megabytes:.0f} MB, exit code {found.status}"
    )


if __name__ == "__main__":
    main()
