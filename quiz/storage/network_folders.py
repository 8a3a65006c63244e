"""Is a folder on another machine? SQLite's locks and shared memory don't hold there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

NETWORK_TYPES = frozenset(
    (
        "9p",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "ftp",
        "gfs2",
        "glusterfs",
        "gvfsd-fuse",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "rclone",
        "s3fs",
        "smb3",
        "smbfs",
        "sshfs",
        "vboxsf",
        "webdav",
    )
)
_OCTAL = re.compile(r"\\([0-7]{3})")
_MAC_MOUNT = re.compile(r" on (?P<point>.+) \((?P<type>\w+)")


def network_type(folder: Path, mounts: Iterable[tuple[str, str]]) -> str | None:
    """The kind of network file system that holds `folder`, or None where it is on this machine.

    `mounts` are (mount point, type) in the order they were made: a later one hides an earlier
    one at the same place. `folder` must be absolute and free of links.
    """
    holders = {holder.as_posix() for holder in (folder, *folder.parents)}
    found = {point: kind for point, kind in mounts if point in holders}
    bare = found[max(found, key=len)].removeprefix("fuse.") if found else ""
    return bare if bare in NETWORK_TYPES else None


def linux_mounts(table: str) -> list[tuple[str, str]]:
    """(mount point, type) of each line of `/proc/mounts`, which writes a space as `\\040`."""
    rows = (line.split(" ") for line in table.splitlines())
    return [
        (_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), row[1]), row[2])
        for row in rows
        if len(row) > 2
    ]


def mac_mounts(table: str) -> list[tuple[str, str]]:
    """(mount point, type) of each line that macOS's `mount` prints."""
    found = (_MAC_MOUNT.search(line) for line in table.splitlines())
    return [(match["point"], match["type"]) for match in found if match]


def network_file_system(folder: Path) -> str | None:
    """What network file system `folder` is on, as a short name; None if it isn't or can't be told.

    Certain on Linux, the best that can be had on macOS and Windows.
    """
    folder = folder.resolve()
    if sys.platform == "win32":
        return _windows_type(folder)
    try:
        if sys.platform == "darwin":
            listed = subprocess.run(
                ["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True
            )
            return network_type(folder, mac_mounts(listed.stdout))
        table = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, subprocess.SubprocessError):
        return None
    return network_type(folder, linux_mounts(table))


if sys.platform == "win32":

    def _windows_type(folder: Path) -> str | None:
        import ctypes

        remote_drive = 4
        if folder.drive.startswith("\\\\"):
            return "network share"
        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\")
        return "network drive" if kind == remote_drive else None
