"""The pages of the second factor behind the gate: who may open them, what they show, which session they give."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from starlette.types import ASGIApp

from console.web.identity import cookie_name
from core.domain.accounts import SessionStage
from tests.browsing import HOST, Browser, serving
from tests.offices import PASSWORD, House, opened
from tests.second_factors import enrol, shown, token_at

STEP, ACCOUNT = "/entrar/segundo-factor", "/cuenta/segundo-factor"


def _browser(app: ASGIApp, token: str) -> Browser:
    browser = Browser(app)
    browser.cookies.set(cookie_name(secure=False), token, domain=HOST)
    return browser


def _browser_at(house: House, app: ASGIApp, username: str, stage: SessionStage) -> Browser:
    return _browser(app, token_at(house, username, stage))


def _text(response: httpx.Response) -> str:
    return html.unescape(response.text)


def _secret(response: httpx.Response) -> str:
    found = re.search(r'class="secreto">([A-Z2-7 ]+)<', response.text)
    assert found
    return found[1].replace(" ", "")


def _ticket(response: httpx.Response) -> str:
    found = re.search(r'name="comprobante" value="([^"]+)"', response.text)
    assert found
    return found[1]


def test_the_code_opens_a_new_session_and_leads_on(house: House, app: ASGIApp) -> None:
    """The half-way cookie gives way to another, and the person lands where they wanted to go."""
    secret, _ = enrol(house, "ana")
    browser = _browser_at(house, app, "ana", SessionStage.SECOND_FACTOR)
    half_way = browser.token
    answer = browser.submit(STEP, {"codigo": shown(house, secret), "siguiente": "/mis-promociones"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/mis-promociones")
    assert browser.token not in {"", half_way}
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert house.oficialia.sessions.actor(browser.token, "x") is not None
    assert house.oficialia.sessions.stage(half_way) is None


@pytest.mark.parametrize("stage", [SessionStage.SECOND_FACTOR, SessionStage.ENROLMENT])
def test_a_half_way_session_opens_nothing_else(house: House, app: ASGIApp, stage: SessionStage) -> None:
    """The gate treats it like no session at all."""
    enrol(house, "ana")
    browser = _browser_at(house, app, "ana", stage)
    assert browser.get("/").headers["location"].startswith("/entrar")
    assert browser.get("/api/acuses/1.pdf").status_code == 403
    assert browser.get("/_stcore/host-config").status_code == 403


@pytest.mark.parametrize(
    ("stage", "path", "leads_to"),
    [
        (None, STEP, "/entrar?siguiente=%2F"),
        (None, ACCOUNT, "/entrar?siguiente=%2Fcuenta%2Fsegundo-factor"),
        (SessionStage.OPEN, STEP, "/"),
        (SessionStage.ENROLMENT, STEP, "/cuenta/segundo-factor?siguiente=%2F"),
        (SessionStage.SECOND_FACTOR, ACCOUNT, "/entrar/segundo-factor?siguiente=%2Fcuenta%2Fsegundo-factor"),
    ],
)
def test_each_session_is_led_to_its_page(
    house: House, app: ASGIApp, stage: SessionStage | None, path: str, leads_to: str
) -> None:
    """Whoever opens the page of another stage is sent on, with nothing shown."""
    browser = _browser_at(house, app, "ana", stage) if stage else Browser(app)
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize("following", ["https://malo.example", "//malo.example", "/\\malo.example", "x"])
def test_no_code_leads_to_another_host(house: House, app: ASGIApp, following: str) -> None:
    """An address that is no path of ours is forgotten."""
    secret, _ = enrol(house, "ana")
    browser = _browser_at(house, app, "ana", SessionStage.SECOND_FACTOR)
    assert "malo" not in browser.get(STEP, params={"siguiente": following}).text
    answer = browser.submit(STEP, {"codigo": shown(house, secret), "siguiente": following})
    assert answer.headers["location"] == "/"


def test_a_wrong_code_is_answered_in_words(house: House, app: ASGIApp) -> None:
    """How many are left is said; after the last the page leads back to the password."""
    enrol(house, "ana")
    browser = _browser_at(house, app, "ana", SessionStage.SECOND_FACTOR)
    answers = [browser.submit(STEP, {"codigo": "000000", "siguiente": "/perfil"}) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert "Intentos que le quedan: 1." in _text(answers[-1])
    drawn = browser.get(STEP)
    token = re.search(r'name="clave" value="([0-9a-f]+)"', drawn.text)
    data = {"clave": token[1] if token else "", "codigo": "000000", "siguiente": "/perfil"}
    last = browser.request("POST", STEP, data=data)
    assert "esta sesión se cerró" in _text(last)
    assert 'href="/entrar?siguiente=/perfil"' in last.text
    assert 'name="codigo"' not in last.text


def test_a_recovery_code_says_how_many_are_left(house: House, app: ASGIApp) -> None:
    """The person is inside, knows that one is gone, and is offered to register another phone."""
    _, confirmed = enrol(house, "ana")
    browser = _browser_at(house, app, "ana", SessionStage.SECOND_FACTOR)
    answer = browser.submit(STEP, {"codigo": confirmed.codes[0], "siguiente": "/perfil"})
    assert answer.status_code == 200
    assert "Le quedan 9 de 10." in _text(answer)
    assert 'href="/perfil"' in answer.text
    assert house.oficialia.sessions.actor(browser.token, "x") is not None


def test_a_form_without_its_token_changes_nothing(house: House, app: ASGIApp) -> None:
    """Another site's form is answered with the page drawn anew, whatever it carries."""
    secret, confirmed = enrol(house, "ana")
    browser = _browser_at(house, app, "ana", SessionStage.SECOND_FACTOR)
    answer = browser.request("POST", STEP, data={"codigo": shown(house, secret), "siguiente": "/"})
    assert house.oficialia.sessions.stage(browser.token) is SessionStage.SECOND_FACTOR
    assert answer.status_code == 403
    assert "Escriba su código" in _text(answer)
    inside = _browser(app, confirmed.opened.token)
    data = {"accion": "desactivar", "contrasena": PASSWORD, "codigo": shown(house, secret)}
    inside.request("POST", ACCOUNT, data=data)
    standing = house.oficialia.second_factors.standing(inside.token, "x")
    assert standing is not None
    assert standing.since is not None


def test_setting_it_up_shows_secret_and_codes_once(house: House, app: ASGIApp) -> None:
    """Password, QR and text, the app's code, ten codes to keep; the page can be read without scripts."""
    browser = _browser_at(house, app, "ana", SessionStage.OPEN)
    before = browser.token
    drawn = browser.submit(ACCOUNT, {"accion": "activar", "contrasena": PASSWORD})
    assert "data:image/svg+xml" in drawn.text
    assert "otpauth://totp/" in drawn.text
    wrong = browser.submit(
        ACCOUNT, {"accion": "confirmar", "comprobante": _ticket(drawn), "codigo": "000000"}
    )
    assert (wrong.status_code, _secret(wrong)) == (422, _secret(drawn))
    fields = {"accion": "confirmar", "comprobante": _ticket(wrong), "codigo": shown(house, _secret(drawn))}
    done = browser.submit(ACCOUNT, fields)
    codes = re.findall(r"<li><code>([A-Z2-7-]{29})</code>", done.text)
    assert (done.status_code, len(codes)) == (200, 10)
    download = re.search(r'href="(data:text/plain[^"]+)"', done.text)
    assert download
    assert all(code in unquote(download[1]) for code in codes)
    assert done.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in done.headers["content-security-policy"]
    assert browser.token != before
    assert "Códigos de recuperación sin usar: <strong>10" in browser.get(ACCOUNT).text


def test_it_can_be_replaced_renewed_and_turned_off(house: House, app: ASGIApp) -> None:
    """Each act asks for password and code, and says what became of it."""
    secret, confirmed = enrol(house, "ana")
    browser = _browser(app, confirmed.opened.token)

    def act(name: str) -> httpx.Response:
        fields = {"accion": name, "contrasena": PASSWORD, "codigo": shown(house, secret)}
        house.clock.advance(seconds=30)
        return browser.submit(ACCOUNT, fields | {"codigo": shown(house, secret)})

    assert "Los códigos anteriores ya no sirven." in _text(act("codigos"))
    assert _secret(act("activar")) != secret
    off = act("desactivar")
    assert off.headers["location"] == "/cuenta/segundo-factor?listo=desactivado"
    assert "está desactivado" in _text(browser.get(off.headers["location"]))


def test_a_wrong_proof_is_answered_on_the_page(house: House, app: ASGIApp) -> None:
    """Nothing that was typed is sent back; after six the session is over, and that is said."""
    _, confirmed = enrol(house, "ana")
    browser = _browser(app, confirmed.opened.token)
    fields = {"accion": "desactivar", "contrasena": "equivocada-123", "codigo": "000000"}
    answers = [browser.submit(ACCOUNT, fields) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 6
    assert "Intentos que le quedan: 1." in _text(answers[4])
    assert "esta sesión se cerró" in _text(answers[5])
    assert not any("equivocada-123" in answer.text for answer in answers)


def test_staff_that_must_enrol_does_so_before_anything_else(tmp_path: Path) -> None:
    """The secret is shown at once, under the half-way session; the code opens a complete one."""
    with opened(tmp_path / "home", staff_second_factor=True) as house, serving(house) as app:
        browser = _browser_at(house, app, "lucia", SessionStage.ENROLMENT)
        drawn = browser.get(ACCOUNT, params={"siguiente": "/bandeja"})
        assert "La institución pide a su personal" in _text(drawn)
        fields = {"accion": "confirmar", "comprobante": _ticket(drawn), "siguiente": "/bandeja"}
        done = browser.submit(ACCOUNT, fields | {"codigo": shown(house, _secret(drawn))})
        assert 'href="/bandeja"' in done.text
        assert house.oficialia.sessions.actor(browser.token, "x") is not None
        inside = browser.get(ACCOUNT)
        assert "Desactivar</button>" not in inside.text
