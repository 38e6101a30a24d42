"""Names and addresses: under which the gate answers, what of a proxy's headers it believes, what it adds."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config

from console.web.gate import Gate
from core.storage.account_tables import SessionRow
from tests.browsing import HOST, Browser, serving
from tests.offices import House, opened

ELSEWHERE = (
    "evil.example",
    f"{HOST}.evil.example",
    f"evil.example#{HOST}",
    f"{HOST}@evil.example",
    f"evil.example/{HOST}",
    f"{HOST}:0",
    f"{HOST}:x",
    "[::1",
    "",
    "203.0.113.1",
)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_another_name_is_answered_for_nothing(app: ASGIApp, host: str) -> None:
    """421 in words, with a live session too, and the right address is the setting's, not the request's."""
    browser = Browser(app)
    browser.sign_in("ana")
    for path in ("/entrar", "/", "/api/documentos/1/original", "/_stcore/health"):
        answer = browser.get(path, headers={"host": host})
        assert (answer.status_code, answer.json()["error"]["code"]) == (421, "host_not_ours")
        assert "http://127.0.0.1:8501" in answer.json()["error"]["do"]
        assert "set-cookie" not in answer.headers


def test_a_person_under_another_name_reads_a_page(app: ASGIApp) -> None:
    """In Spanish, with the right address, and nothing of the wrong one in it."""
    answer = Browser(app).get("/entrar", headers={"host": "evil.example", "accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (421, "text/html; charset=utf-8")
    assert "Esta dirección no es la de la Oficialía." in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:8443", f"{HOST}.", "localhost", "[::1]:8501"])
def test_our_names_are_answered_for_at_any_port(app: ASGIApp, host: str) -> None:
    """As the settings name them; loopback names since the console's own address is one."""
    assert Browser(app).get("/entrar", headers={"host": host}).status_code == 200


def test_loopback_names_are_not_ours_where_the_address_is_public(tmp_path: Path) -> None:
    """Another site's page must not reach a console on this machine by its loopback name (DNS rebinding)."""
    public = opened(tmp_path / "home", public_url="https://oficialia.example", allowed_hosts="")
    with public as house, serving(house) as app:
        assert Browser(app).get("/entrar", headers={"host": "localhost"}).status_code == 421
        assert Browser(app).get("/entrar").status_code == 200


def test_a_probe_may_ask_by_address(app: ASGIApp) -> None:
    """``/salud`` answers whatever the name, and tells nothing; so do the public files."""
    assert Browser(app).get("/salud", headers={"host": "10.0.0.7:8501"}).status_code == 200
    assert Browser(app).get("/publico/oficialia.css", headers={"host": "10.0.0.7"}).status_code == 200


def test_two_names_are_none(app: ASGIApp) -> None:
    """A request with two Host headers is somebody's trick."""
    answer = Browser(app).request("GET", "/entrar", headers=[("host", HOST), ("host", HOST)])
    assert answer.status_code == 421


def test_an_origin_of_an_alien_host_is_refused_though_the_two_agree(app: ASGIApp) -> None:
    """Origin and Host may both be the attacker's: the Host must be one of ours."""
    headers = {"host": "evil.example", "origin": "http://evil.example"}
    assert Browser(app).request("POST", "/entrar", headers=headers).status_code == 421


def _asked_through_uvicorn(app: ASGIApp, peer: str, headers: dict[str, str]) -> int:
    """Ask as uvicorn would with its own defaults, which ``st.App.run`` leaves as they are; return the status."""
    server = Config(app)
    server.load()
    status: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": headers.pop("body").encode(), "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    raw = [(k.encode(), v.encode()) for k, v in headers.items() if k != "body"]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/entrar",
        "raw_path": b"/entrar",
        "query_string": b"",
        "root_path": "",
        "headers": raw,
        "client": (peer, 1),
        "server": ("127.0.0.1", 8501),
    }
    anyio.run(server.loaded_app, scope, receive, send)
    return status[0]


@pytest.mark.parametrize(
    ("peer", "believed"), [("203.0.113.50", "203.0.113.50"), ("127.0.0.1", "198.51.100.77")]
)
def test_a_clients_forwarded_address_is_not_believed(
    house: House, app: ASGIApp, monkeypatch: pytest.MonkeyPatch, peer: str, believed: str
) -> None:
    """``X-Forwarded-For`` counts from the proxy on this machine only; from anybody else their own address does."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    browser = Browser(app)
    page = browser.get("/entrar")
    token = page.text.split('name="clave" value="')[1].split('"')[0]
    form = f"clave={token}&usuario=ana&contrasena=una+contrase%C3%B1a+de+prueba"
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {
        "host": HOST,
        "cookie": cookies,
        "content-type": "application/x-www-form-urlencoded",
        "x-forwarded-for": "198.51.100.77",
        "body": form,
    }
    assert _asked_through_uvicorn(app, peer, headers) == 303
    with house.oficialia.database.read() as session:
        assert [row.address for row in session.query(SessionRow)] == [believed]


async def _html(scope: Scope, receive: Receive, send: Send) -> None:
    kind = HTMLResponse if str(scope["path"]) == "/" else PlainTextResponse
    await kind("<p>hola</p>", headers={"cache-control": "public"})(scope, receive, send)


def test_what_streamlit_serves_carries_our_headers(app: ASGIApp) -> None:
    """Its page has the policy and is not kept; what is no page has one under which nothing acts."""
    browser, inside = Browser(app), Browser(Gate(_html))
    browser.sign_in("ana")
    inside.cookies = browser.cookies
    page, text = inside.get("/"), inside.get("/static/x.txt")
    assert "script-src 'self' blob: 'sha256-" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert text.headers["content-security-policy"].startswith("default-src 'none';")
    assert text.headers["cache-control"] == "public"
    for answer in (page, text):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "strict-transport-security" not in answer.headers


def test_under_tls_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    """HSTS of at least a year, once the cookies say that the console is served over TLS (ASVS 5, 3.4.1)."""
    with opened(tmp_path / "home", secure_cookies=True) as house, serving(house) as app:
        header = Browser(app, secure=True).get("/entrar").headers["strict-transport-security"]
        assert int(header.split("=")[1].split(";")[0]) >= 31_536_000
