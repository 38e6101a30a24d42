"""An attacker with plain requests: other sites' forms, crooked paths, odd methods, forged names, alike files."""

import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from starlette.routing import Mount, Route
from starlette.types import ASGIApp
from streamlit.runtime.memory_media_file_storage import _calculate_file_id as media_id
from structlog.testing import capture_logs

from console.web.gate import Gate
from console.web.routes import routes
from core.storage.account_tables import AccountRow
from tests.browsing import HOST, Browser
from tests.handshakes import answer_everything
from tests.offices import House, opened
from tests.registrations import mails

SECRET = "solo para quien opera el servidor"
PUBLIC = "https://tramites.oficialia.example"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía that mails, under another address than the one that it also answers for."""
    mail = "o@oficialia.example"
    with opened(
        tmp_path / "home", demo=True, smtp_host="127.0.0.1", mail_from=mail, public_url=PUBLIC
    ) as built:
        yield built


def _changing() -> list[tuple[str, str]]:
    asked = [
        (method, re.sub(r"{\w+(:\w+)?}", "1", route.path))
        for route in routes()
        if isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"GET", "HEAD"})
    ]
    return sorted(set(asked))


def test_there_are_forms_to_be_forged() -> None:
    """The list that the next test walks is read from the routes and is not empty."""
    assert {("POST", "/entrar"), ("POST", "/cuenta/contrasena"), ("DELETE", "/api/documentos/1")} <= set(
        _changing()
    )
    assert len(_changing()) >= 17


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{HOST}.evil.example", "", None])
def test_another_sites_form_changes_nothing(app: ASGIApp, origin: str | None) -> None:
    """Every changing route, asked with the victim's cookie: an alien Origin is refused before anything else is read.

    Without an Origin, as old browsers and programs ask, the form's own token is still asked for.
    """
    victim = Browser(app)
    victim.sign_in("ana")
    token = victim.token
    for method, path in _changing():
        headers = {} if origin is None else {"origin": origin}
        fields = {"usuario": "ana", "contrasena": "x", "nueva": "otra contraseña larga", "accion": "activar"}
        answer = victim.request(method, path, headers=headers, data=fields)
        assert answer.status_code in {403, 422}, (method, path, answer.status_code)
        if origin is not None:
            assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), (method, path)
    assert victim.token == token
    assert victim.get("/api/nada").status_code == 404


def test_reading_across_sites_is_not_opened(app: ASGIApp) -> None:
    """No answer says that another origin may read it, and none may be loaded as part of another page."""
    browser = Browser(app)
    browser.sign_in("ana")
    for path in ("/api/sesion", "/entrar", "/verificar", "/salud", "/api/exportar/cerradas.csv"):
        answer = browser.get(path, headers={"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in answer.headers, path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", path


CROOKED = (
    "..",
    "../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/server.key",
    "....//....//server.key",
    "..%5c..%5cserver.key",
    "%00",
    "server.key%00.cer",
    "%c0%ae%c0%ae/server.key",
    "/etc/passwd",
    "file:///etc/passwd",
    "~/server.key",
    "A" * 4000,
    "%ff%fe",
    "'; DROP TABLE account; --",
    "{{7*7}}",
    "%0d%0aSet-Cookie:%20a=b",
)
PLACES = (
    "/publico/{}",
    "/publico/marcas/{}",
    "/publico/desbloqueo/{}",
    "/demo/efirmas/{}",
    "/verificar/{}",
    "/verificar?codigo={}",
    "/api/promociones/1/evidencia/{}",
    "/api/exportar/cerradas.{}",
    "/api/documentos/{}/original",
    "/api/acuses/{}.pdf",
    "/contrasena?enlace={}",
    "/desbloquear/enlace?enlace={}",
    "/solicitar-cuenta/confirmar?enlace={}",
    "/manual/{}",
    "/manual?buscar={}",
    "/publico/ayuda/{}",
    "/reportar-falla?recibo={}",
    "/reportar-falla?clave={0}&promocion={0}&sistema={0}",
    "/consultar-reporte?folio={}",
    "/api/catalogos/labels/{}.toml",
    "/api/catalogos/{}/0.toml",
    "/api/tablero/{}.csv",
    "/api/tablero/movimiento.csv?tipo={0}&desde={0}&hasta={0}",
    "/api/fallas.csv?buscar={0}&estado={0}&sistema={0}&tras={0}&antes={0}",
    "/correo/confirmar?enlace={}",
    "/static/{}",
    "/media/{}",
    "/app/static/{}",
)


@pytest.mark.parametrize("place", PLACES)
def test_no_crooked_name_reaches_a_file(house: House, app: ASGIApp, place: str) -> None:
    """Names that climb, end early or are no names: never a fault, never a file of the server's."""
    house.oficialia.settings.home.joinpath("server.key").touch()
    house.oficialia.settings.home.joinpath("secreto.txt").write_text(SECRET)
    signed_in = Browser(app)
    signed_in.sign_in("lucia")
    supervisor = Browser(app)
    supervisor.sign_in("elena")
    for browser in (Browser(app), signed_in, supervisor):
        for name in (*CROOKED, "../" * 8 + str(house.oficialia.settings.home / "secreto.txt").lstrip("/")):
            answer = browser.get(place.format(name))
            assert answer.status_code < 500, (place, name)
            assert SECRET not in answer.text
            assert "root:" not in answer.text
            assert "<i>" not in answer.text
            assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("digits", [11, 30, 5_000])
def test_no_number_is_too_long_for_an_address(app: ASGIApp, digits: int) -> None:
    """Numbers that no column holds, and those of which Python makes none, are nobody's."""
    clerk, supervisor, filer = (Browser(app) for _ in range(3))
    for browser, name in ((clerk, "lucia"), (supervisor, "elena"), (filer, "ana")):
        browser.sign_in(name)
    number = "9" * digits
    asked = [
        (supervisor, f"/api/catalogos/labels/{number}.toml"),
        (clerk, f"/api/documentos/{number}/original"),
        (clerk, f"/promociones/{number}/informe"),
        (clerk, f"/api/promociones/1/vista-previa/acuse/{number}.png"),
        (filer, f"/api/promociones/{number}/paquete.zip"),
    ]
    assert {path: browser.get(path).status_code for browser, path in asked} == {p: 404 for _, p in asked}


def test_links_in_mail_never_follow_the_request(house: House, app: ASGIApp) -> None:
    """Asked under another name of ours, with forged forwarding headers: the address in the mail is the setting's."""
    with house.oficialia.database.write() as session:
        session.query(AccountRow).filter_by(username="ana").one().email = "ana@promovente.example"
    browser = Browser(app)
    drawn = browser.get("/recuperar")
    token = drawn.text.split('name="clave" value="')[1].split('"')[0]
    forged = {
        "x-forwarded-host": "evil.example",
        "forwarded": "host=evil.example",
        "x-original-host": "evil.example",
        "referer": "https://evil.example/",
    }
    browser.request("POST", "/recuperar", data={"clave": token, "cuenta": "ana"}, headers=forged)
    (message,) = mails(house, "reset_password")
    letter = house.oficialia.mailing._write("reset_password", message.facts, message.to_address)
    assert f"{PUBLIC}/contrasena?enlace=" in letter.body
    assert "evil" not in letter.body
    alien = browser.request("POST", "/recuperar", data={"cuenta": "ana"}, headers={"host": "evil.example"})
    assert alien.status_code == 421
    assert len(mails(house, "reset_password")) == 1


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "PATCH", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused(app: ASGIApp, method: str) -> None:
    """With a session as without, our routes answer them with 403 or 405 and echo nothing."""
    signed_in = Browser(app)
    signed_in.sign_in("ana")
    for route in routes():
        if isinstance(route, Mount):
            continue
        path = re.sub(r"{\w+(:\w+)?}", "1", route.path) if isinstance(route, Route) else ""
        for browser in (signed_in, Browser(app)):
            answer = browser.request(method, path, headers={"x-echo": SECRET})
            assert answer.status_code in {403, 404, 405}, (method, path)
            assert SECRET not in answer.text


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback", "/auth/x"])
def test_streamlits_own_sign_in_is_closed(house: House, app: ASGIApp, path: str) -> None:
    """Routes that Streamlit brings along and nothing of ours uses are nobody's."""
    browser, inside = Browser(app), Browser(Gate(answer_everything))
    browser.sign_in("ana")
    inside.cookies = browser.cookies
    assert house.ana
    assert inside.get(path).status_code == 404
    assert Browser(Gate(answer_everything)).get(path).status_code == 404


def test_two_files_of_one_media_id_stay_two(house: House, app: ASGIApp) -> None:
    """Two different files of 2 MiB that Streamlit's media store takes for one: each is given to its owner alone."""
    first = bytearray(b"A" * 2 * 1024 * 1024)
    second = bytearray(first)
    second[300_000:300_010] = b"RESERVADO!"
    assert media_id(bytes(first), "application/pdf") == media_id(bytes(second), "application/pdf")
    mine = house.attach(house.draft(), "a.txt", bytes(first))
    others = house.attach(house.draft("juan"), "a.txt", bytes(second), filer="juan")
    assert mine.sha256 != others.sha256
    ana, juan = Browser(app), Browser(app)
    ana.sign_in("ana")
    juan.sign_in("juan")
    assert ana.get(f"/api/documentos/{mine.id}/original").content == bytes(first)
    assert juan.get(f"/api/documentos/{others.id}/original").content == bytes(second)
    assert ana.get(f"/api/documentos/{others.id}/original").status_code == 404
    assert juan.get(f"/api/documentos/{mine.id}/original").status_code == 404


def test_every_answer_says_what_it_is(app: ASGIApp) -> None:
    """Text has its charset, and nothing is left to the browser's guess."""
    browser = Browser(app)
    browser.sign_in("lucia")
    for path in ("/entrar", "/verificar", "/salud", "/api/sesion", "/api/nada", "/publico/oficialia.css"):
        answer = browser.get(path)
        kind = answer.headers["content-type"]
        assert kind == "application/json" or kind.endswith("; charset=utf-8"), (path, kind)
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_fault_tells_nothing_of_the_inside(house: House, app: ASGIApp) -> None:
    """The person gets a reference, the log the rest."""
    browser = Browser(app)
    browser.sign_in("ana")
    failing = patch.object(type(house.oficialia.reading), "preview", side_effect=RuntimeError(SECRET))
    with failing, capture_logs() as lines:
        answer = browser.get("/api/documentos/1/vista")
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    (line,) = [line for line in lines if line["event"] == "request failed"]
    assert str(line["reference"]) in answer.text
    assert str(line["exc_info"]) == SECRET
