"""The pictures of a course: a folder beside the lessons, `pictures/`.

A picture that comes in is drawn anew from its pixels. That drops whatever else the file carried,
such as the place where a photo was taken, and makes it small enough for a phone.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from quiz.content.allowed import PICTURE_NAME, PICTURES
from quiz.content.safe_folder import SafeFolder, is_device
from quiz.content.values import id_from
from quiz.errors import LessonFileError, LessonNameTaken, NotFound

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 1_600
"""Pixels of the longer side of what is kept."""

MAX_STEM = 50
JPEG_QUALITY = 85
TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""First bytes -> the type of picture that is served."""

_one_at_a_time = Lock()
"""Unpacked, a picture takes hundreds of megabytes for a moment."""
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_NAME = re.compile(PICTURE_NAME)
_WITHOUT_COLOUR = ("1", "L", "LA")


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn anew; `ending` is `png` or `jpg`."""

    data: bytes
    ending: str


def draw(name: str, data: bytes) -> Drawn:
    """A picture as the course keeps it. Takes PNG, JPEG, WebP and GIF (its first picture), told by
    their contents. Raises `LessonFileError`; `name` is what the file is called."""
    with _one_at_a_time:
        return _drawn_anew(name, data)


class PictureFolder:
    """The pictures of the course in a folder of lessons. Raises `LessonFileError`."""

    def __init__(self, lessons: Path) -> None:
        self._lessons = lessons
        self._path = lessons / PICTURES

    def names(self) -> tuple[str, ...]:
        """The names of all pictures that lessons can show, in order. Never raises."""
        try:
            if not self._path.is_dir():
                return ()
            with SafeFolder(self._lessons) as lessons, lessons.below(PICTURES) as folder:
                return tuple(name for name in folder.names() if _NAME.fullmatch(name))
        except (LessonFileError, OSError):
            return ()

    def stamps(self) -> tuple[tuple[str, int, int], ...]:
        """Each picture's name, size in bytes, and time of its last change in nanoseconds: what
        differs once a picture is another one. Never raises."""
        found = []
        for name in self.names():
            with contextlib.suppress(OSError):
                about = (self._path / name).stat(follow_symlinks=False)
                found.append((name, about.st_size, about.st_mtime_ns))
        return tuple(found)

    def read(self, name: str) -> tuple[bytes, str]:
        """A picture and its type, told by its contents. Raises `NotFound`."""
        if not _NAME.fullmatch(name):
            raise NotFound("picture", name)
        try:
            with SafeFolder(self._lessons) as lessons, lessons.below(PICTURES) as folder:
                data = folder.read(name, MAX_BYTES + 1)
        except LessonFileError:
            raise NotFound("picture", name) from None
        kind = next((kind for start, kind in TYPES.items() if data.startswith(start)), None)
        if kind is None or len(data) > MAX_BYTES:
            raise NotFound("picture", name)
        return data, kind

    def find(self, name: str) -> bytes | None:
        """A picture's bytes, or None where there is no such picture."""
        try:
            return self.read(name)[0]
        except NotFound:
            return None

    def add(self, data: bytes, name: str) -> str:
        """Draw a picture anew and keep it under a free name like the given one; what a lesson
        calls it."""
        return self.keep(draw(name, data), name)

    def keep(self, drawn: Drawn, name: str) -> str:
        """Keep a picture that was drawn under a free name like the given one; what a lesson calls
        it."""
        stem, ending = stem_of(name), drawn.ending
        with SafeFolder(self._lessons) as lessons, lessons.below(PICTURES, make=True) as folder:
            there = set(folder.names())
            for number in range(1, 10_000):
                free = f"{stem}-{number}.{ending}" if number > 1 else f"{stem}.{ending}"
                if free in there:
                    continue
                try:
                    folder.create(free, drawn.data)
                except LessonNameTaken:
                    continue
                return f"{PICTURES}/{free}"
        raise LessonNameTaken(name, "There are too many pictures of this name. Choose another.")


def stem_of(name: str) -> str:
    """A safe name, without an ending, from whatever the file is called elsewhere."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    stem = id_from(stem, most=MAX_STEM) or "picture"
    return f"picture-{stem}" if is_device(stem) else stem


def _drawn_anew(name: str, data: bytes) -> Drawn:
    if len(data) > MAX_BYTES:
        raise LessonFileError(name, "This picture is over 10 MB. Make it smaller first.")
    try:
        with warnings.catch_warnings():
            # Of what is too big we judge ourselves, by the header.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                _check_size(name, picture)
                was_jpeg = picture.format == "JPEG"
                drawn = _pixels(picture)
            return _encoded(drawn, was_jpeg)
    except LessonFileError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise LessonFileError(
            name,
            "This file is no picture that can be shown. Choose a PNG, JPEG, WebP or GIF file; a "
            "drawing (SVG) has to be saved as PNG first.",
        ) from None
    except MemoryError:
        raise LessonFileError(name, "This picture is too big for this laptop.") from None
    except Exception as error:
        # A damaged file can make a decoder raise nearly anything.
        raise LessonFileError(
            name, "This picture is damaged and can't be read. Save it again, or choose another."
        ) from error


def _check_size(name: str, picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise LessonFileError(
            name,
            f"This picture has {picture.width:,} x {picture.height:,} dots, which is more than "
            "the 40 million that are taken. Make it smaller first.",
        )


def _pixels(picture: Image.Image) -> Image.Image:
    """The picture's pixels alone, upright, at most MAX_SIDE wide and high."""
    small = _in_plain_colours(picture)
    small.thumbnail((MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(small)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (2 * MAX_SIDE, 2 * MAX_SIDE))
    picture.seek(0)
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in _WITHOUT_COLOUR else "RGB")


def _encoded(picture: Image.Image, was_jpeg: bool) -> Drawn:
    png, jpeg = io.BytesIO(), io.BytesIO()
    if picture.mode != "RGBA":
        picture.save(jpeg, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    if not was_jpeg:
        picture.save(png, "PNG", optimize=True)
        # Drawings stay sharp as PNG; photos become many times smaller as JPEG.
        if not jpeg.tell() or png.tell() < 2 * jpeg.tell():
            return Drawn(png.getvalue(), "png")
    return Drawn(jpeg.getvalue(), "jpg")
