from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from docs.screenshots import make


def test_the_picture_of_the_readme_can_be_made_again(browser: Browser, tmp_path: Path) -> None:
    make(browser, tmp_path / "student.png")
    assert 10_000 < (tmp_path / "student.png").stat().st_size < 150_000
