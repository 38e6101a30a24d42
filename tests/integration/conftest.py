"""An Oficialía, its routes behind the gate, and a reader of documents; a module may have its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from core.config import Settings
from core.documents.reader import DocumentReader
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


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentReader]:
    """Return a reader with the settings that ship."""
    with DocumentReader(Settings(), tmp_path_factory.mktemp("cache")) as running:
        yield running
