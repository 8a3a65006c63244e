"""What every page is made of: one style sheet, one script, templates without code in them."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
SCRIPT = (STATIC / "quiz.js").read_text(encoding="utf-8")
EDITOR = (STATIC / "editor.js").read_text(encoding="utf-8")
SITTING = [
    (STATIC / name).read_text(encoding="utf-8") for name in ("answers_file.js", "sitting.js")
]
MARKUP_NAMESPACE = "http://www.w3.org/2000/svg"

CODE_IN_MARKUP = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "a script in the page": r"<script(?![^>]*\ssrc=)",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"javascript:",
}
BACKGROUNDS = ("paper", "shade", "tint")
WORDS = ("ink", "soft", "accent", "right", "partly", "wrong")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", CODE_IN_MARKUP)
def test_templates_hold_no_code_that_the_policy_would_refuse(what: str) -> None:
    pattern = re.compile(CODE_IN_MARKUP[what], re.IGNORECASE)
    assert [str(path) for path in TEMPLATES if pattern.search(read(path))] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>run()</script>",
        '<p class="x" onclick="run()">',
        '<a href="javascript:run()">',
    ],
)
def test_code_in_a_template_is_seen(markup: str) -> None:
    assert any(re.search(pattern, markup, re.IGNORECASE) for pattern in CODE_IN_MARKUP.values())


def test_nothing_is_fetched_from_another_host() -> None:
    files = [*TEMPLATES, *(path for path in STATIC.rglob("*") if path.is_file())]
    for path in files:
        text = read(path).replace(MARKUP_NAMESPACE, "")
        assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text, re.IGNORECASE), path
        assert "@import" not in text, path


def test_every_static_file_that_a_template_asks_for_is_there() -> None:
    asked = {
        name for path in TEMPLATES for name in re.findall(r"static_url\('([^']+)'\)", read(path))
    }
    assert {"style.css", "print.css", "quiz.js", "editor.js", "favicon.svg"} <= asked
    assert [name for name in sorted(asked) if not (STATIC / name).is_file()] == []


def test_style_and_script_leave_room_for_the_page() -> None:
    """In bytes, as they are and as they travel: a page with all of it stays below 30,000."""
    assert len(STYLE.encode()) < 19_000
    assert len(SCRIPT.encode()) < 16_000
    assert len(EDITOR.encode()) < 15_000
    assert max(len(text.encode()) for text in SITTING) < 6_000
    assert sum(len(gzip.compress(text.encode())) for text in (STYLE, SCRIPT)) < 11_000
    assert sum(len(gzip.compress(text.encode())) for text in SITTING) < 5_000


def test_the_style_sheet_knows_no_left_and_right() -> None:
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:\s*(?:left|right)"
    assert re.findall(physical, STYLE) == []


def test_the_script_uses_nothing_that_plain_http_takes_away() -> None:
    for name in ("crypto.subtle", "randomUUID", "clipboard", "serviceWorker", "wakeLock"):
        assert all(name not in script for script in (SCRIPT, *SITTING))
    for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert all(name not in script for script in (SCRIPT, EDITOR, *SITTING))


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the light and the dark scheme by name."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    found = {"light": dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))}
    found["dark"] = found["light"] | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_the_guidelines_do() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    colours = palettes()[scheme]
    pairs = [*product(WORDS, BACKGROUNDS), ("on-accent", "accent")]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert min(contrast(colours["edge"], colours[back]) for back in BACKGROUNDS) >= 3
