"""Pictures: what comes in is drawn anew, what is shown is the course's own and described."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from quiz.content.course import CourseFolder
from quiz.content.pictures import MAX_BYTES, PictureFolder
from quiz.content.render import Renderer
from quiz.errors import LessonFileError, NotFound
from quiz.model import Lesson
from tests.content.broken.cases import FRONT, ITEM, QUIZ

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    return tmp_path / "lessons"


@pytest.fixture
def pictures(folder: Path) -> PictureFolder:
    return PictureFolder(folder)


def drawn(kind: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A picture, red on its left half and blue on its right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def opened(pictures: PictureFolder, address: str) -> Image.Image:
    return Image.open(io.BytesIO(pictures.read(address.removeprefix("pictures/"))[0]))


def is_near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(a - b) < 40 for a, b in zip(colour, wanted, strict=True))


@pytest.mark.parametrize(
    ("kind", "name"),
    [("PNG", "bees.png"), ("JPEG", "bees.jpg"), ("WEBP", "bees.png"), ("GIF", "bees.png")],
)
def test_kinds(kind: str, name: str, pictures: PictureFolder, folder: Path) -> None:
    assert pictures.add(drawn(kind), "Bees.whatever") == f"pictures/{name}"
    assert pictures.names() == (name,)
    data, mimetype = pictures.read(name)
    assert mimetype == ("image/jpeg" if name.endswith("jpg") else "image/png")
    assert data == (folder / "pictures" / name).read_bytes()
    picture = opened(pictures, name).convert("RGB")
    assert is_near(picture.getpixel((5, 10)), RED)
    assert is_near(picture.getpixel((35, 10)), BLUE)


def test_large_ones_become_small(pictures: PictureFolder) -> None:
    assert opened(pictures, pictures.add(drawn("PNG", (4000, 1000)), "a")).size == (1600, 400)
    assert opened(pictures, pictures.add(drawn("JPEG", (1000, 4000)), "b")).size == (400, 1600)
    assert opened(pictures, pictures.add(drawn("PNG", (30, 20)), "c")).size == (30, 20)


def test_photos_become_jpeg_and_drawings_stay_png(pictures: PictureFolder) -> None:
    photo = Image.effect_noise((400, 400), 80).convert("RGB")
    stream = io.BytesIO()
    photo.save(stream, "PNG")
    assert pictures.add(stream.getvalue(), "photo.png") == "pictures/photo.jpg"
    assert pictures.add(drawn("PNG", (400, 400)), "drawing.png") == "pictures/drawing.png"


def test_what_is_hidden_in_a_file_is_dropped(pictures: PictureFolder) -> None:
    """Where a photo was taken, comments, and what is behind the end."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET maker"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET comment")
    for data, name in (
        (drawn("JPEG", exif=exif, comment=b"SECRET comment") + b"SECRET <script>", "a.jpg"),
        (drawn("PNG", pnginfo=text, exif=exif) + b"SECRET", "b.png"),
        (drawn("WEBP", exif=exif), "c.webp"),
        (drawn("GIF", comment=b"SECRET") + b"SECRET", "d.gif"),
    ):
        kept = pictures.read(pictures.add(data, name).removeprefix("pictures/"))[0]
        assert b"SECRET" in data
        assert b"SECRET" not in kept
        assert b"script" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photo_taken_sideways_stands_upright(pictures: PictureFolder) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the top is at the right
    kept = opened(pictures, pictures.add(drawn("JPEG", (400, 200), exif=exif), "a.jpg"))
    assert kept.size == (200, 400)
    assert is_near(kept.getpixel((100, 50)), RED)
    assert is_near(kept.getpixel((100, 350)), BLUE)


def test_transparency_stays(pictures: PictureFolder) -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(stream, "PNG")
    kept = opened(pictures, pictures.add(stream.getvalue(), "a.png"))
    assert kept.getpixel((5, 5)) == (255, 0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGBA"])
def test_modes(mode: str, pictures: PictureFolder) -> None:
    stream = io.BytesIO()
    Image.new(mode, (10, 10)).save(stream, "JPEG" if mode == "CMYK" else "PNG")
    opened(pictures, pictures.add(stream.getvalue(), "a")).load()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has this many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "empty": (b"", "no picture"),
    "text": (b"Bees.", "no picture"),
    "HTML": (b"<html><script>alert(1)</script>", "no picture"),
    "SVG": (SVG, "has to be saved as PNG"),
    "BMP": (drawn("BMP"), "no picture"),
    "TIFF": (drawn("TIFF"), "no picture"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "no picture"),
    "truncated": (drawn("PNG", (400, 400))[:-50], "damaged"),
    "truncated JPEG": (drawn("JPEG", (400, 400))[:400], "damaged"),
    "header alone": (drawn("PNG")[:20], "no picture|damaged"),
    "41 megapixels": (bomb(6_410, 6_400), "40 million"),
    "a bomb": (bomb(30_000, 30_000), "40 million|no picture"),
    "too many bytes": (drawn("PNG") + b"x" * MAX_BYTES, "over 10 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused(what: str, pictures: PictureFolder, folder: Path) -> None:
    data, words = REFUSED[what]
    with pytest.raises(LessonFileError, match=words):
        pictures.add(data, "a.png")
    assert list(folder.rglob("*")) in ([], [folder / "pictures"])


NAMES = {
    "Bees in Spring.JPG": "bees-in-spring.png",
    "../../secret.png": "secret.png",
    "..\\..\\secret.png": "secret.png",
    "/etc/passwd": "passwd.png",
    "a\x00b.png": "a-b.png",
    "CON.png": "picture-con.png",
    "aux": "picture-aux.png",
    "image.png.html": "image-png.png",
    "شہد.png": "picture.png",
    "é.png": "e.png",
    ". .": "picture.png",
    "": "picture.png",
    "x" * 300: "x" * 50 + ".png",
    "\ud800.png": "picture.png",
    "<script>.png": "script.png",
}


@pytest.mark.parametrize("given", NAMES, ids=range(len(NAMES)))
def test_safe_names(given: str, pictures: PictureFolder, folder: Path) -> None:
    assert pictures.add(drawn("PNG"), given) == f"pictures/{NAMES[given]}"
    assert [path.name for path in folder.rglob("*.*")] == [NAMES[given]]


def test_nothing_is_overwritten(pictures: PictureFolder, folder: Path) -> None:
    first = pictures.add(drawn("PNG"), "bees.png")
    before = pictures.read("bees.png")
    (folder / "pictures" / "bees-2.png").symlink_to(folder / "nowhere")
    assert first == "pictures/bees.png"
    assert pictures.add(drawn("PNG", (9, 9)), "bees.png") == "pictures/bees-3.png"
    assert pictures.read("bees.png") == before


def test_only_the_courses_own_pictures_are_served(pictures: PictureFolder, folder: Path) -> None:
    pictures.add(drawn("PNG"), "bees.png")
    outside = folder.parent / "outside.png"
    outside.write_bytes(drawn("PNG"))
    (folder / "pictures" / "link.png").symlink_to(outside)
    (folder / "pictures" / "page.png").write_bytes(b"<script>alert(1)</script>")
    (folder / "pictures" / "drawing.svg").write_bytes(SVG)
    (folder / "pictures" / "Upper.png").write_bytes(drawn("PNG"))
    (folder / "pictures" / "folder.png").mkdir()
    assert pictures.names() == ("bees.png", "page.png")
    for name in (
        *("link.png", "page.png", "drawing.svg", "Upper.png", "folder.png", "no.png", "", "."),
        *(
            "../outside.png",
            "..%2foutside.png",
            "bees.png\x00",
            "bees.png/",
            "/bees.png",
            "x" * 999,
        ),
    ):
        with pytest.raises(NotFound):
            pictures.read(name)


def test_a_folder_of_pictures_that_is_a_link(pictures: PictureFolder, folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "bees.png").write_bytes(drawn("PNG"))
    (folder / "pictures").symlink_to(elsewhere)
    assert pictures.names() == ()
    with pytest.raises(NotFound):
        pictures.read("bees.png")
    with pytest.raises(LessonFileError, match="is a link"):
        pictures.add(drawn("PNG"), "wasps.png")
    assert [path.name for path in elsewhere.iterdir()] == ["bees.png"]


def test_a_folder_without_pictures(pictures: PictureFolder) -> None:
    assert pictures.names() == ()
    assert PictureFolder(Path("nowhere")).names() == ()


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    yield renderer
    renderer.close()


SHOWN = '<img src="/pictures/bee.png" alt="A bee" loading="lazy">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![A bee](pictures/bee.png)", SHOWN),
        ('![A bee](pictures/bee.png "Title")', SHOWN),
        ('<img src="pictures/bee.png" alt="A bee" id="x" class="y" style="z" width="9">', SHOWN),
        ("![A bee][1]\n\n[1]: pictures/bee.png", SHOWN),
        ("![](pictures/bee.png)", ""),
        ("![ ](pictures/bee.png)", ""),
        ('<img src="pictures/bee.png">', ""),
        ("![A bee](/pictures/bee.png)", ""),
        ("![A bee](pictures/Bee.png)", ""),
        ("![A bee](pictures/bee.svg)", ""),
        ("![A bee](pictures/../bee.png)", ""),
        ("![A bee](pictures//bee.png)", ""),
        ("![A bee](pictures/bee.png?x=1)", ""),
        ("![A bee](pictures/%62ee.png)", ""),
        ("![A bee](pictures\\bee.png)", ""),
        ("![A bee](https://example.org/pictures/bee.png)", ""),
        ("![A bee](//example.org/pictures/bee.png)", ""),
        ("![A bee](data:image/png;base64,AAAA)", ""),
        ("![A bee](javascript:alert(1))", ""),
        ('<img src="pictures/bee.png" src="https://example.org" alt="A bee" onerror="x()">', SHOWN),
        ('<img srcset="https://example.org 2x" src="x" alt="A bee">', ""),
    ],
)
def test_only_described_pictures_of_the_folder_are_shown(
    text: str, html: str, renderer: Renderer
) -> None:
    assert renderer.block(text) == f"<p>{html}</p>"
    if "\n" not in text:
        assert renderer.inline(text) == html


def test_signs_in_a_description_stay_text(renderer: Renderer) -> None:
    html = renderer.block('![a "<b>" > <div onclick=x> & \\] b](pictures/bee.png)')
    assert html.count("<") == 3
    assert 'loading="lazy"></p>' in html
    assert "&lt;div onclick=x&gt;" in html


def course_of(folder: Path, renderer: Renderer, text: str) -> list[tuple[int, str]]:
    (folder / "01-bees.md").write_text(FRONT + text)
    return [(p.line, p.message) for p in CourseFolder(folder, renderer).course().problems]


def test_a_missing_picture_is_reported_where_it_stands(
    pictures: PictureFolder, folder: Path, renderer: Renderer
) -> None:
    text = "\n" + ITEM.replace("- (x) six", "- (x) ![Six legs](pictures/bee.png)")
    ((line, message),) = course_of(folder, renderer, text)
    assert (line, message[:32]) == (7, "There is no picture `bee.png` in")
    following = CourseFolder(folder, renderer)
    assert isinstance(following.course().lessons[0], Lesson)
    pictures.add(drawn("PNG"), "bee.png")
    assert following.course().problems == ()
    (folder / "pictures" / "bee.png").unlink()
    assert len(following.course().problems) == 1


def test_pictures_in_questions_and_boxes(
    pictures: PictureFolder, folder: Path, renderer: Renderer
) -> None:
    pictures.add(drawn("PNG"), "bee.png")
    picture = "![A bee](pictures/bee.png)"
    text = (
        f"\n!!! note\n    {picture}\n\n"
        + QUIZ.replace("- (x) six", f"{picture}\n\n- (x) {picture}\n    > {picture}")
        + f"\nwhy: {picture}\n"
    )
    assert course_of(folder, renderer, text) == []
