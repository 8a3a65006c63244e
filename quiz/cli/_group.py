"""Finding commands by the names of their files."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any

import click


class Commands(click.Group):
    """A group whose commands are the modules of a package.

    `instructor_link.py` is `instructor-link`, and `import_.py` is `import`, which no module can be
    called; its command is the module's `command`. Modules whose names start with an underscore are
    shared pieces. Only the command that is asked for is imported: each start would wait for the
    others. `default` is the one where none is named.
    """

    def __init__(
        self, *args: Any, package: str, path: Iterable[str], default: str, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self._package, self._path, self._default = package, list(path), default

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = self._modules().get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(f"{self._package}.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101
        command.name = cmd_name
        return command

    def _modules(self) -> dict[str, str]:
        """The name of each command and of its module."""
        names = (module.name for module in pkgutil.iter_modules(self._path))
        return {
            name.rstrip("_").replace("_", "-"): name for name in names if not name.startswith("_")
        }

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = [self._default, *args]
        return super().parse_args(ctx, args)
