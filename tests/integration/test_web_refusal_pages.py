"""What is refused behind a link is told to a person in a page with a way on, to a program in JSON."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from console.office import office
from tests.browsing import Browser, serving
from tests.offices import opened

NAVIGATION = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[ASGIApp]:
    """Return our routes behind the gate."""
    with opened(tmp_path / "home") as house, serving(house) as built:
        yield built


@pytest.mark.parametrize("path", ["/api/acuses/999.pdf", "/api/exportar/acuses.zip", "/entrar/directorio"])
def test_a_person_gets_a_page_with_a_way_on(app: ASGIApp, path: str) -> None:
    """Whoever follows a link that is refused reads why and gets back; a script's request keeps its JSON."""
    browser = Browser(app)
    browser.sign_in("ana")
    page, answer = browser.get(path, headers=NAVIGATION), browser.get(path)
    assert page.status_code == answer.status_code >= 400
    assert page.headers["content-type"].startswith("text/html")
    assert answer.json()["error"]["what"] in page.text
    assert 'href="/">Ir al inicio</a>' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_fault_has_a_page_too(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault behind a link names the reference to report, and nothing of what went wrong inside."""
    browser = Browser(app)
    browser.sign_in("ana")

    def fail(*_: object) -> None:
        raise ValueError("inside")

    monkeypatch.setattr(office().reading, "acuse", fail)
    page = browser.get("/api/acuses/1.pdf", headers=NAVIGATION)
    assert (page.status_code, "inside" in page.text) == (500, False)
    assert "Ir al inicio" in page.text
