"""The pictures of the manual: public, by name, and nothing else of their folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from tests.browsing import Browser, serving
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía."""
    with opened(tmp_path / "home") as built:
        yield built


@pytest.fixture
def app(house: House) -> Iterator[ASGIApp]:
    """Return our routes behind the gate."""
    with serving(house) as built:
        yield built


def test_pictures_are_served_by_name_and_nothing_else_is(app: ASGIApp, house: House) -> None:
    """A picture of the folder is public and may be kept; articles, other files and ways out of it are not served."""
    browser = Browser(app)
    picture = browser.get("/publico/ayuda/firmar.webp")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert picture.headers["cache-control"] == "public, max-age=3600"
    for name in ("nunca.webp", "..%2Ffirma.md", "articulos.toml", "%2e%2e%2farticulos.toml"):
        assert browser.get(f"/publico/ayuda/{name}").status_code == 404
    assert (house.oficialia.settings.data / "help" / "articulos.toml").is_file()
