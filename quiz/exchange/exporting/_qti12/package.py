"""Files in one ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The same lessons give the same file, whenever it is made."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The bytes of the ZIP, its files in the order given. Names are paths with `/` in them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
