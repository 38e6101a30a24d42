"""An Oficialía and its routes behind the gate, for the tests that ask over HTTP; a module may have its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from tests.browsing import serving
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on SQLite."""
    with opened(tmp_path / "home") as built:
        yield built


@pytest.fixture
def app(house: House) -> Iterator[ASGIApp]:
    """Return our routes behind the gate."""
    with serving(house) as built:
        yield built
