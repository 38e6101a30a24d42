"""What an account or an address may ask of the console at once: refused in words, and nobody else's harmed."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from starlette.types import ASGIApp

from console.web import connections
from console.web.connections import Connections, Window
from console.web.gate import Gate
from console.web.quotas import Quota
from tests.browsing import HOST, Browser
from tests.handshakes import answer_everything, handshake
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía that allows thirty requests and two windows."""
    changes = opened(tmp_path / "home", requests_per_minute=30, connections_per_account=2)
    with changes as built:
        yield built


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Connections:
    """Return the open windows, none at the start."""
    fresh = Connections()
    monkeypatch.setattr("console.web.gate.OPEN", fresh)
    monkeypatch.setattr(connections, "OPEN", fresh)
    return fresh


def _gate() -> Gate:
    return Gate(answer_everything, Quota(lambda: 0.0))


def _inside(gate: ASGIApp, app: ASGIApp, username: str) -> Browser:
    browser, inside = Browser(app), Browser(gate)
    browser.sign_in(username)
    inside.cookies = browser.cookies
    return inside


def _statuses(browser: Browser, path: str, times: int) -> list[int]:
    return [browser.get(path).status_code for _ in range(times)]


def test_an_account_that_asks_too_much_is_told_when_to_come_back(app: ASGIApp) -> None:
    """Thirty pass, the next gets 429 with Retry-After, in words; another account goes on."""
    gate = _gate()
    ana, lucia = _inside(gate, app, "ana"), _inside(gate, app, "lucia")
    assert _statuses(ana, "/api/x", 30) == [200] * 30
    refused = ana.get("/api/x")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    assert refused.headers["retry-after"] == "2"
    assert "Espere 2 segundos" in refused.json()["error"]["do"]
    page = ana.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["retry-after"]) == (429, "2")
    assert "Se recibieron demasiadas peticiones" in page.text
    assert lucia.get("/api/x").status_code == 200


def test_an_address_without_a_session_has_a_third(app: ASGIApp) -> None:
    """Ten visits to the entrance; a signed-in person behind the same address goes on."""
    gate = _gate()
    ana, stranger = _inside(gate, app, "ana"), Browser(gate)
    assert _statuses(stranger, "/entrar", 11) == [200] * 10 + [429]
    assert ana.get("/api/x").status_code == 200


def test_pages_left_open_do_not_shut_the_entrance(app: ASGIApp) -> None:
    """What asks by itself after its session's end has an allowance of its own, of refusals."""
    del app
    browser = Browser(_gate())
    assert _statuses(browser, "/media/x", 11) == [403] * 10 + [429]
    assert browser.get("/entrar").status_code == 200


def test_the_files_of_a_page_cost_little_and_a_probe_nothing(app: ASGIApp) -> None:
    """A first visit's two hundred files pass where thirty requests do; ``/salud`` always answers."""
    gate = _gate()
    ana = _inside(gate, app, "ana")
    assert _statuses(ana, "/static/js/x.js", 200) == [200] * 200
    assert _statuses(Browser(gate), "/salud", 50) == [200] * 50


def test_an_account_opens_so_many_windows(house: House, app: ASGIApp, windows: Connections) -> None:
    """The third window of two is refused before it is accepted, and its page says why; another account's opens."""
    gate = _gate()
    ana = _inside(gate, app, "ana")
    cookie = ("cookie", f"oficialia_sesion={ana.token}")
    with ExitStack() as held:
        for _ in range(2):
            window = Window("x", house.ana.account_id, Quota(), AsyncMock(), AsyncMock())
            held.enter_context(windows.holding(window))
        assert handshake(gate, cookie) == [{"type": "websocket.close", "code": 1008}]
        page = ana.get("/mis-promociones", headers={"accept": "text/html"})
        assert page.status_code == 429
        assert "demasiadas ventanas abiertas" in page.text
        assert ana.get("/entrar", headers={"accept": "text/html"}).status_code == 200
        lucia = _inside(gate, app, "lucia")
        opened_by_lucia = handshake(gate, ("cookie", f"oficialia_sesion={lucia.token}"))
        assert opened_by_lucia == [{"type": "websocket.accept"}]
    assert windows.count(house.ana.account_id) == 0
    assert handshake(gate, cookie, ("host", HOST)) == [{"type": "websocket.close", "code": 1008}]
    assert handshake(gate, cookie) == [{"type": "websocket.accept"}]


def test_an_account_sends_four_documents_at_once(app: ASGIApp, house: House) -> None:
    """The fifth is refused while four are on their way, and nothing of it is read; afterwards it passes."""
    gate = _gate()
    ana = _inside(gate, app, "ana")
    path = "/api/promociones/1/documentos"
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(gate._uploads.one(house.ana.account_id))
        refused = ana.post(path, content=b"x")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_uploads")
        assert ana.get(path).status_code == 200
        assert _inside(gate, app, "juan").post(path, content=b"x").status_code == 200
    assert ana.post(path, content=b"x").status_code == 200
    assert gate._uploads.running(house.ana.account_id) == 0
