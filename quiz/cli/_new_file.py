"""Writing a file that a command was asked for: never over another one, and whole or not at all."""

from __future__ import annotations

from pathlib import Path

import click


def refuse_existing(path: Path, otherwise: str = "") -> None:
    """Raise ClickException where there is such a file. `otherwise` is another thing to do."""
    if path.exists():
        raise click.ClickException(
            f"There is a file {path} already. Choose another name{otherwise}."
        )


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, in place of the one that is there. Raises ClickException in plain words."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.ClickException(
            f"{path} can't be written: {error.strerror or 'unknown reason'}. Choose another place."
        ) from error
