from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from docs.screenshots import make, make_desk


def test_the_picture_of_the_readme_can_be_made_again(browser: Browser, tmp_path: Path) -> None:
    make(browser, tmp_path / "student.png")
    assert 10_000 < (tmp_path / "student.png").stat().st_size < 150_000


def test_the_pictures_of_a_class_can_be_made_again(browser: Browser, tmp_path: Path) -> None:
    make_desk(browser, tmp_path)
    sizes = {path.stem: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {"way-in", "opening", "board", "spread"}
    assert all(10_000 < size < 300_000 for size in sizes.values()), sizes
