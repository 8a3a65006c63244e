"""One Markdown process for all checks: starting one takes longer than most checks themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quiz.content.render import Renderer


class _Lasting(Renderer):
    """A renderer that outlives the one check that it was made for."""

    def close(self) -> None:
        pass


@pytest.fixture(scope="session")
def lasting_renderer() -> Iterator[Renderer]:
    shared = _Lasting(lambda file, fragment, instructor: file)
    yield shared
    Renderer.close(shared)


@pytest.fixture(scope="module", autouse=True)
def shared_renderer(lasting_renderer: Renderer) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("quiz.checking.material.Renderer", lambda link: lasting_renderer)
        yield
