"""An attacker with a stolen, planted or half-finished cookie, and with links that are not theirs."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.types import ASGIApp

from console.web.gate import Gate
from console.web.identity import csrf_token
from core.domain.accounts import LinkPurpose, SessionStage
from core.domain.people import Actor, Role
from core.services.accounts.links import LinkNotValid, Links
from core.storage.account_lists import replace_roles
from core.storage.account_tables import SessionRow
from tests.browsing import HOST, Browser
from tests.handshakes import answer_everything, handshake
from tests.offices import PASSWORD, House
from tests.second_factors import enrol, shown, token_at

COOKIE = "oficialia_sesion"
NEW = "otra contraseña muy larga"


def _holding(app: ASGIApp, token: str) -> Browser:
    browser = Browser(app)
    browser.cookies.set(COOKIE, token, domain=HOST, path="/")
    return browser


def _opens_nothing(app: ASGIApp, token: str) -> bool:
    """Whether a token is let in nowhere: pages, machines, changes with its own right key, the WebSocket."""
    thief = _holding(app, token)
    page, machine, change = thief.get("/perfil"), thief.get("/api/nada"), thief.post("/api/sesion")
    window = handshake(Gate(answer_everything), ("cookie", f"{COOKIE}={token}"))
    return (
        (page.status_code, machine.status_code, change.status_code) == (303, 403, 403)
        and page.headers["location"].startswith("/entrar")
        and window == [{"type": "websocket.close", "code": 1008}]
        and thief.get("/api/sesion").json() == {"ended": True}
    )


def _sign_out(_house: House, browser: Browser) -> None:
    browser.get(f"/salir?clave={csrf_token(browser.token)}")


def _idle(house: House, _browser: Browser) -> None:
    house.clock.advance(minutes=60, seconds=1)


def _age(house: House, browser: Browser) -> None:
    for _ in range(13):
        house.clock.advance(minutes=55, seconds=30)
        browser.get("/api/nada")


def _change_password(_house: House, browser: Browser) -> None:
    fields = {"actual": PASSWORD, "nueva": NEW, "repetida": NEW}
    assert browser.submit("/cuenta/contrasena", fields).headers["location"] == "/cuenta/contrasena?listo=1"


def _end_others(house: House, _browser: Browser) -> None:
    house.oficialia.sessions.end_others(house.lucia, token_at(house, "lucia"))


def _add_second_factor(house: House, _browser: Browser) -> None:
    enrol(house, "lucia")


def _administrator(house: House) -> Actor:
    """Return Elena as an administrator, which she is not otherwise."""
    roles = frozenset({Role.ADMINISTRATOR})
    with house.oficialia.database.write() as session:
        replace_roles(session, house.actor("elena").account_id, roles)
    return replace(house.actor("elena"), roles=roles)


def _suspend(house: House, _browser: Browser) -> None:
    administration = house.oficialia.administration
    administration.suspend(_administrator(house), house.lucia.account_id, "Perdió su equipo")


def _change_roles(house: House, _browser: Browser) -> None:
    roles = frozenset({Role.SUPERVISOR})
    administration = house.oficialia.administration
    administration.change_roles(_administrator(house), house.lucia.account_id, roles, "Cambió de área")


ENDS = (_sign_out, _idle, _age, _change_password, _end_others, _add_second_factor, _suspend, _change_roles)


@pytest.mark.parametrize("end", ENDS)
def test_a_stolen_cookie_dies_with_its_session(
    house: House, app: ASGIApp, end: Callable[[House, Browser], None]
) -> None:
    """However a session ended, its cookie opens no page, route, change or window, and is told nothing."""
    browser = Browser(app)
    browser.sign_in("lucia")
    stolen = browser.token
    assert _holding(app, stolen).get("/api/nada").status_code == 404
    assert not _opens_nothing(app, stolen)
    end(house, browser)
    assert _opens_nothing(app, stolen)


@pytest.mark.parametrize("planted", ["plantada", "A" * 43, "A" * 20_000, "a b", "%00"])
def test_a_planted_session_cookie_is_not_taken_over(house: House, app: ASGIApp, planted: str) -> None:
    """What stood in the browser before signing in is no session, and does not become one."""
    victim = _holding(app, planted)
    assert victim.sign_in("ana").status_code == 303
    assert victim.token not in {"", planted}
    assert _opens_nothing(app, planted)
    with house.oficialia.database.read() as session:
        assert session.query(SessionRow).count() == 1


def test_an_attackers_own_session_planted_in_a_browser_ends(app: ASGIApp) -> None:
    """Whoever signs in over it gets another token; the attacker's is ended and never becomes the victim's."""
    attacker = Browser(app)
    attacker.sign_in("juan")
    victim = _holding(app, attacker.token)
    victim.sign_in("ana")
    assert victim.token != attacker.token
    assert _opens_nothing(app, attacker.token)


def test_a_half_way_token_is_worth_nothing(house: House, app: ASGIApp) -> None:
    """Between password and code the token opens nothing, and after the code it is another one."""
    secret, _ = enrol(house, "ana")
    browser = Browser(app)
    assert browser.sign_in("ana").headers["location"].startswith("/entrar/segundo-factor")
    half = browser.token
    thief = _holding(app, half)
    assert thief.get("/api/nada").status_code == 403
    assert thief.get("/perfil").status_code == 303
    assert handshake(Gate(answer_everything), ("cookie", f"{COOKIE}={half}"))[0]["type"] == "websocket.close"
    assert browser.submit("/entrar/segundo-factor", {"codigo": shown(house, secret)}).status_code == 303
    assert browser.token != half
    assert _opens_nothing(app, half)
    assert browser.get("/api/nada").status_code == 404


def test_the_second_step_is_not_skipped_by_another_door(house: House, app: ASGIApp) -> None:
    """With the password alone: no form of the account, no link, no sign-in as somebody else finishes it."""
    enrol(house, "ana")
    browser = Browser(app)
    browser.sign_in("ana")
    for path in ("/cuenta/contrasena", "/cuenta/correo", "/sesion-lista"):
        assert browser.get(path).headers["location"].startswith("/entrar?siguiente="), path
    assert browser.get("/cuenta/segundo-factor").headers["location"].startswith("/entrar/segundo-factor")
    for code in ("", "000000", "0" * 2000, "٠٠٠٠٠٠", "A" * 16):
        assert browser.submit("/entrar/segundo-factor", {"codigo": code}).status_code == 422
    assert house.oficialia.sessions.stage(browser.token) is SessionStage.SECOND_FACTOR


def test_a_planted_form_cookie_forges_nothing(app: ASGIApp) -> None:
    """Whoever knows the form cookie of a browser knows no token of the forms drawn after signing in."""
    attacker, victim = Browser(app), Browser(app)
    drawn = attacker.get("/entrar")
    known = drawn.text.split('name="clave" value="')[1].split('"')[0]
    victim.cookies.set("oficialia_formulario", str(attacker.cookies.get("oficialia_formulario")))
    victim.sign_in("ana")
    fields = {"clave": known, "actual": PASSWORD, "nueva": NEW, "repetida": NEW}
    for path in ("/cuenta/contrasena", "/cuenta/correo", "/cuenta/segundo-factor"):
        assert victim.request("POST", path, data=fields).status_code in {403, 422}, path
    assert Browser(app).sign_in("ana", NEW).status_code == 422
    assert Browser(app).sign_in("ana").status_code == 303


@pytest.mark.parametrize("held", LinkPurpose)
@pytest.mark.parametrize("asked", LinkPurpose)
def test_a_link_serves_its_own_purpose_alone(house: House, held: LinkPurpose, asked: LinkPurpose) -> None:
    """Of the five kinds of link none passes for another, used or only looked at."""
    links, now = Links(house.oficialia.server_key), house.clock.now()
    with house.oficialia.database.write() as session:
        token = links.issue(session, held, now, account_id=house.ana.account_id)
    with house.oficialia.database.write() as session:
        if held is asked:
            assert links.use(session, asked, token, now).account_id == house.ana.account_id
        for act in (links.look, links.use):
            with pytest.raises(LinkNotValid):
                act(session, asked, token, now)


def test_a_link_of_one_account_changes_no_other(house: House, app: ASGIApp) -> None:
    """The link decides whose password it is; who is signed in, or what else is sent, does not."""
    links, now = Links(house.oficialia.server_key), house.clock.now()
    with house.oficialia.database.write() as session:
        token = links.issue(
            session, LinkPurpose.RESET_PASSWORD, now, account_id=house.actor("juan").account_id
        )
    browser = Browser(app)
    browser.sign_in("ana")
    fields = {"enlace": token, "nueva": NEW, "repetida": NEW, "usuario": "ana", "account_id": "1"}
    assert browser.submit("/contrasena", fields, f"/contrasena?enlace={token}").status_code == 303
    assert Browser(app).sign_in("ana").status_code == 303
    assert Browser(app).sign_in("juan", NEW).status_code == 303
    assert browser.submit("/contrasena", fields, "/entrar").status_code == 422


def test_a_reset_link_does_not_skip_the_second_factor(house: House, app: ASGIApp) -> None:
    """Whoever reads the owner's mail gets another password from it, and meets the code all the same."""
    secret, _ = enrol(house, "ana")
    links, now = Links(house.oficialia.server_key), house.clock.now()
    with house.oficialia.database.write() as session:
        token = links.issue(session, LinkPurpose.RESET_PASSWORD, now, account_id=house.ana.account_id)
    browser = Browser(app)
    fields = {"enlace": token, "nueva": NEW, "repetida": NEW}
    assert browser.submit("/contrasena", fields, f"/contrasena?enlace={token}").status_code == 303
    assert browser.get("/api/nada").status_code == 403
    assert browser.sign_in("ana", NEW).headers["location"].startswith("/entrar/segundo-factor")
    assert browser.get("/api/nada").status_code == 403
    assert browser.submit("/entrar/segundo-factor", {"codigo": shown(house, secret)}).status_code == 303
    assert browser.get("/api/nada").status_code == 404


def test_signing_out_empties_the_browsers_cache(app: ASGIApp) -> None:
    """Page images that the browser kept are gone for whoever uses it next."""
    browser = Browser(app)
    browser.sign_in("ana")
    answer = browser.get(f"/salir?clave={csrf_token(browser.token)}")
    assert answer.headers["clear-site-data"] == '"cache"'


def test_recovery_codes_cannot_be_guessed(house: House) -> None:
    """Ten of 120 bits each, other ones for each person and each time."""
    shown_once = [code for who in ("ana", "juan", "lucia") for code in enrol(house, who)[1].codes]
    assert len(set(shown_once)) == 30
    assert all(re.fullmatch(r"[A-Z2-7]{24}", code) for code in shown_once)
    assert all(len(set(code)) > 6 for code in shown_once)
