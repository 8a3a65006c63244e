"""How many files and sockets this system lets one process hold open."""

from __future__ import annotations

import select
import sys

if sys.platform != "win32":
    import resource

SPARE = 100
"""Open files beside the connections: the database, lessons, logs."""
SELECT_ONLY = 450
"""`select` takes 512 sockets on Windows, and fails for all of them above that."""


def connections(wanted: int) -> int:
    """How many of `wanted` connections this process can hold; its own limit is raised for that."""
    if not hasattr(select, "poll"):
        return min(wanted, SELECT_ONLY)
    if sys.platform == "win32":
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted + SPARE
    if soft != resource.RLIM_INFINITY and soft < files:
        soft = files if hard == resource.RLIM_INFINITY else min(files, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - SPARE)
