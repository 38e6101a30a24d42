"""The gate and the entrance: who gets in, as whom, and what of a client's claims is believed."""

import re
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.web.gate import Gate
from console.web.identity import CSRF_HEADER, IDENTITY_HEADER, identity_of, safe_next
from console.web.routes import guarded_routes, public_routes, routes
from tests.browsing import HOST, Browser, serving
from tests.offices import House, opened


@pytest.fixture
def streamlit(app: ASGIApp) -> ASGIApp:  # noqa: ARG001 - makes the Oficialía the process's own
    """Return the gate before a server that answers everything, as Streamlit would, with what it was told."""
    return Gate(_answer_everything)


async def _answer_everything(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        return
    told = [v.decode() for k, v in scope["headers"] if k.lower() == IDENTITY_HEADER.encode()]
    await JSONResponse({"identity": told})(scope, receive, send)


STREAMLITS = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/media/abc.pdf",
    "/component/x",
    "/static/x",
    "/api/documentos/1/original",
    "/api/nada",
)


@pytest.mark.parametrize("path", STREAMLITS)
def test_machines_get_403_without_a_session(streamlit: ASGIApp, path: str) -> None:
    """Whatever Streamlit or our own routes would answer, nobody gets it without a session."""
    answer = Browser(streamlit).get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "session_ended")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/upload_file/a/b", "/_stcore/agent/openapi.json"]
)
def test_what_nobody_needs_is_closed_to_everybody(app: ASGIApp, streamlit: ASGIApp, path: str) -> None:
    """Streamlit's upload, metrics and agent routes are 404 with a session as without."""
    browser, inside = Browser(app), Browser(streamlit)
    browser.sign_in("ana")
    inside.cookies = browser.cookies
    for asked in (inside, Browser(streamlit)):
        answer = asked.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


PAGES = (
    "/",
    "/bandeja?tipo=DEN",
    "/entrar/x",
    "/verificar/a/b",
    "/salud/x",
    "/publico",
    "/demo/efirmas/x.key",
)


@pytest.mark.parametrize("path", PAGES)
def test_people_are_led_to_the_entrance(streamlit: ASGIApp, path: str) -> None:
    """A page asked for without a session leads to the form, which remembers it."""
    answer = Browser(streamlit).get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/entrar?siguiente=%2F")


def test_every_guarded_route_is_closed(app: ASGIApp) -> None:
    """Each route behind a session answers 403 or 303 without one, read from the table of routes itself."""
    closed: set[str] = set()
    for route in guarded_routes():
        assert isinstance(route, Route)
        path = re.sub(r"{\w+:int}", "1", route.path).replace("{kind}", "csv")
        for method in route.methods or {"GET"}:
            assert Browser(app).request(method, path).status_code in {303, 403}, (method, path)
        closed.add(path)
    assert len(closed) >= 11
    assert routes() == [*public_routes(), *guarded_routes()]


@pytest.mark.parametrize(
    "path", ["/entrar", "/salud", "/verificar", "/verificar/ABC", "/publico/oficialia.css"]
)
def test_the_public_paths_answer_anybody(app: ASGIApp, path: str) -> None:
    """These five ask for no session, and carry the hardening headers like everything else."""
    answer = Browser(app).get(path)
    assert answer.status_code in {200, 404}
    assert answer.headers["x-frame-options"] == "DENY"


def _handshake(app: ASGIApp, *headers: tuple[str, str]) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(k.encode(), v.encode()) for k, v in (("host", HOST), *headers)]
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/_stcore/stream",
        "headers": raw,
        "query_string": b"",
    }
    anyio.run(app, scope, receive, send)
    return sent


def test_the_websocket_opens_for_a_session_of_ours_only(app: ASGIApp, streamlit: ASGIApp) -> None:
    """No cookie, a stale cookie or another site's Origin: closed before it is accepted."""
    browser = Browser(app)
    browser.sign_in("ana")
    cookie = ("cookie", f"oficialia_sesion={browser.token}")
    refused = [{"type": "websocket.close", "code": 1008}]
    assert _handshake(streamlit) == refused
    assert _handshake(streamlit, ("cookie", "oficialia_sesion=inventada")) == refused
    assert _handshake(streamlit, cookie, ("origin", "https://evil.example")) == refused
    assert _handshake(streamlit, cookie, ("origin", "http://[")) == refused
    assert _handshake(streamlit, cookie, ("origin", "null")) == refused
    assert _handshake(streamlit, cookie, ("origin", f"http://{HOST}")) == [{"type": "websocket.accept"}]
    assert Browser(streamlit).get("/_stcore/stream").status_code == 403


def test_a_clients_identity_is_dropped(house: House, app: ASGIApp, streamlit: ASGIApp) -> None:
    """Whatever a client claims, Streamlit reads one identity, and it is the cookie's."""
    browser = Browser(app)
    browser.sign_in("ana")
    inside = Browser(streamlit)
    inside.cookies = browser.cookies
    forged = [(IDENTITY_HEADER, "otra"), (IDENTITY_HEADER.upper(), "una")]
    answer = inside.request("GET", "/x", headers=forged)
    assert answer.json() == {"identity": [identity_of(house.ana)]}
    assert browser.token not in answer.text
    assert Browser(streamlit).request("GET", "/salud", headers=forged).json() == {"identity": []}
    assert house.ana.name not in answer.text


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(app: ASGIApp) -> None:
    """HttpOnly, SameSite=Lax, for the whole site, and gone with the browser's session."""
    browser = Browser(app)
    answer = browser.sign_in("ana", following="/mis-promociones")
    (cookie,) = [c.lower() for c in answer.headers.get_list("set-cookie") if c.startswith("oficialia_sesion")]
    assert (answer.status_code, answer.headers["location"]) == (303, "/mis-promociones")
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "max-age" not in cookie
    assert "secure" not in cookie
    assert browser.get("/salir").headers["location"] == "/"


def test_under_tls_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    """With secure cookies the name has the __Host- prefix, which browsers take from this host over TLS only."""
    with opened(tmp_path / "home", secure_cookies=True) as house, serving(house) as app:
        browser = Browser(app, secure=True)
        cookie = browser.sign_in("ana").headers["set-cookie"]
        assert cookie.startswith("__Host-oficialia_sesion=")
        assert "Secure" in cookie
        assert browser.get("/api/nada").status_code == 404
        plain = Browser(app)
        plain.cookies.set("oficialia_sesion", browser.token)
        assert plain.get("/api/nada").status_code == 403


def test_wrong_credentials_do_not_say_which(app: ASGIApp) -> None:
    """Unknown user and wrong password look the same, keep the user name, escape it, and set no cookie."""
    browser = Browser(app)
    pages = [browser.sign_in(who, "equivocada") for who in ("juan", "nadie")]
    assert [p.status_code for p in pages] == [422, 422]
    assert pages[0].text.replace("juan", "nadie") == pages[1].text
    assert "set-cookie" not in pages[0].headers
    hostile = browser.sign_in('"><script>alert(1)</script>', "x")
    assert "<script>" not in hostile.text
    assert "script-src 'self';" in hostile.headers["content-security-policy"]
    for name in ("a\x00b", "x" * 5000, ""):
        assert browser.sign_in(name, "x").status_code == 422


def test_a_form_that_is_no_form_is_refused(app: ASGIApp) -> None:
    """A broken multipart, a file, too many fields, an endless one: refused, and nothing fails."""
    browser = Browser(app)
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert browser.request("POST", "/entrar", content=b"--y", headers=broken).status_code == 422
    assert browser.request("POST", "/entrar", files={"usuario": b"x"}).status_code == 422
    assert browser.request("POST", "/entrar", data={str(n): "x" for n in range(40)}).status_code == 422
    assert browser.request("POST", "/entrar", data={"usuario": "x" * 2_000_000}).status_code == 422


def test_signing_in_again_ends_the_earlier_session(app: ASGIApp) -> None:
    """Whoever signs in as another leaves no live session behind in that browser."""
    browser, copy = Browser(app), Browser(app)
    browser.sign_in("ana")
    copy.cookies.set("oficialia_sesion", browser.token)
    assert copy.get("/api/nada").status_code == 404
    browser.sign_in("juan")
    assert copy.get("/api/nada").status_code == 403
    assert browser.get("/api/nada").status_code == 404


def test_signing_out_needs_the_sessions_own_key(app: ASGIApp) -> None:
    """A link on another site does not sign anybody out; our own does, for good."""
    browser, copy = Browser(app), Browser(app)
    browser.sign_in("ana")
    copy.cookies.set("oficialia_sesion", browser.token)
    for query in ("", "?clave=", "?clave=inventada"):
        assert browser.get(f"/salir{query}").headers["location"] == "/"
    assert browser.get("/api/nada").status_code == 404
    answer = browser.get(f"/salir?clave={browser.csrf[CSRF_HEADER]}")
    assert answer.headers["location"] == "/entrar?salida=1"
    assert browser.token == ""
    assert copy.get("/api/nada").status_code == 403


def test_a_session_ends_by_the_clock_behind_the_gate_too(house: House, app: ASGIApp) -> None:
    """After an hour of silence the next request is told that the session ended."""
    browser = Browser(app)
    browser.sign_in("ana")
    house.clock.advance(minutes=61)
    assert browser.get("/api/nada").status_code == 403
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://[", f"http://{HOST}.evil.example"]
)
def test_another_sites_requests_change_nothing(house: House, app: ASGIApp, origin: str) -> None:
    """With a session and even the header, an Origin that is not ours is refused; also when signing in."""
    browser = Browser(app)
    browser.sign_in("ana")
    promocion_id = house.draft()
    address = f"/api/promociones/{promocion_id}/documentos?nombre=a.txt"
    answer = browser.post(address, content=b"x", headers={**browser.csrf, "origin": origin})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "form_expired")
    form = {"usuario": "juan", "contrasena": "x"}
    assert Browser(app).request("POST", "/entrar", data=form, headers={"origin": origin}).status_code == 403
    assert house.oficialia.filing.view(house.ana, promocion_id).documents == ()
    same = browser.post(address, content=b"x", headers={**browser.csrf, "origin": f"http://{HOST}"})
    assert same.status_code == 201


def test_changing_routes_need_the_sessions_header(house: House, app: ASGIApp) -> None:
    """Upload, deletion, preparing and signing: without the header, or with another session's, refused."""
    browser, other = Browser(app), Browser(app)
    browser.sign_in("ana")
    other.sign_in("juan")
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    base = f"/api/promociones/{promocion_id}"
    asked = [
        ("POST", f"{base}/documentos?nombre=b.txt"),
        ("POST", f"{base}/firma/preparar"),
        ("POST", f"{base}/firma"),
        ("DELETE", f"/api/documentos/{document.id}"),
    ]
    for method, path in asked:
        for headers in ({}, {CSRF_HEADER: ""}, {CSRF_HEADER: "ñ"}, other.csrf):
            raw = {k: v.encode() for k, v in headers.items()}
            answer = browser.request(method, path, headers=raw)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "form_expired"), path
    assert len(house.oficialia.filing.view(house.ana, promocion_id).documents) == 1


ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    "//[",
    "http://[",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_signing_in_leads_nowhere_else(app: ASGIApp, path: str) -> None:
    """No value of ``siguiente`` leads to another host, shown or sent."""
    assert safe_next(path) == "/"
    assert Browser(app).sign_in("ana", following=path).headers["location"] == "/"
    page = Browser(app).get("/entrar", params={"siguiente": path})
    assert (page.status_code, 'name="siguiente" value="/"' in page.text) == (200, True)


def test_our_own_paths_are_gone_to() -> None:
    """A path with its query is kept."""
    assert safe_next("/revision?folio=PRO-00001-AAAA&paso=2") == "/revision?folio=PRO-00001-AAAA&paso=2"
