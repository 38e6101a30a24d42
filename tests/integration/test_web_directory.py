"""Coming in through a real OpenID provider, from the button to the session."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from core.storage.account_tables import AccountRow
from tests.browsing import HOST, Browser, serving
from tests.offices import House, opened
from tests.openid import identify, real_provider, settings_for

START, RETURN = "/entrar/directorio", "/entrar/directorio/vuelta"
PEOPLE = {
    "lucia.d": {"email": "lucia@institucion.example", "email_verified": True},
    "mario.d": {"email": "mario@institucion.example", "email_verified": False},
    "ana.d": {"email": "ana@example.mx", "email_verified": True},
    "otra.d": {"email": "otra@institucion.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Return the address of a real provider that knows four people."""
    with real_provider(f"http://{HOST}{RETURN}", PEOPLE) as address:
        yield address


@pytest.fixture
def house(tmp_path: Path, issuer: str) -> Iterator[House]:
    """Return an Oficialía that uses it; its clock tells the provider's time."""
    settings = settings_for(issuer, tmp_path) | {"public_url": f"http://{HOST}"}
    with opened(tmp_path / "home", **settings) as built:
        built.clock.at = datetime.now(UTC)
        with built.oficialia.database.write() as session:
            for username in ("lucia", "mario"):
                row = session.get_one(AccountRow, built.actor(username).account_id)
                row.email = f"{username}@institucion.example"
            session.get_one(AccountRow, built.ana.account_id).email = "ana@example.mx"
        yield built


def _come(browser: Browser, person: str, following: str = "/bandeja") -> httpx.Response:
    """Go to the provider's own pages, identify there, and follow the way back."""
    leaving = browser.get(START, params={"siguiente": following})
    assert leaving.status_code == 303
    back = identify(leaving.headers["location"], person)
    assert back.path == RETURN
    return browser.get(back.raw_path.decode())


def test_staff_comes_in_and_is_recognised_again(house: House, app: ASGIApp) -> None:
    """First by the verified address; the second time the account is bound to the directory's person."""
    browser = Browser(app)
    answer = _come(browser, "lucia.d")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bandeja")
    actor = house.oficialia.sessions.actor(browser.token, "x")
    assert actor is not None
    assert actor.username == "lucia"
    first = browser.token
    assert _come(browser, "lucia.d").headers["location"] == "/bandeja"
    assert browser.token != first
    assert house.oficialia.sessions.actor(first, "x") is None
    with house.oficialia.database.read() as session:
        assert session.get_one(AccountRow, house.lucia.account_id).oidc_subject == "lucia.d"


@pytest.mark.parametrize("person", ["mario.d", "ana.d", "otra.d"])
def test_others_are_told_why_not(house: House, app: ASGIApp, person: str) -> None:
    """An unverified address, a filer's, one without account: the same page, and no session."""
    browser = Browser(app)
    answer = _come(browser, person)
    assert answer.status_code == 403
    assert "no tiene una cuenta del personal" in answer.text
    assert browser.token == ""
    assert house.oficialia.directory.is_configured


def test_a_used_answer_brings_nobody_in(app: ASGIApp) -> None:
    """The way back works once: the ticket is gone, and the provider knows the code as used."""
    browser = Browser(app)
    leaving = browser.get(START)
    ticket = browser.cookies.get("oficialia_directorio")
    back = identify(leaving.headers["location"], "lucia.d").raw_path.decode()
    assert browser.get(back).status_code == 303
    other = Browser(app)
    assert "venció" in other.get(back).text
    other.cookies.set("oficialia_directorio", str(ticket), domain=HOST)
    replayed = other.get(back)
    assert replayed.status_code == 403
    assert "no se puede aceptar" in replayed.text
    assert other.token == ""


def test_the_ticket_is_kept_from_scripts_and_leads_nowhere_else(house: House, app: ASGIApp) -> None:
    """HttpOnly, ten minutes; where the person wanted to go is a path of ours or the start."""
    browser = Browser(app)
    leaving = browser.get(START)
    cookie = leaving.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Max-Age=600" in cookie
    assert "samesite=lax" in cookie.lower()
    assert _come(browser, "lucia.d", "https://malo.example").headers["location"] == "/"
    assert house.oficialia.sessions.actor(browser.token, "x") is not None


def test_the_entrance_offers_it_where_there_is_one(app: ASGIApp) -> None:
    """The button leads to the directory and remembers where the person wanted to go."""
    drawn = Browser(app).get("/entrar", params={"siguiente": "/bandeja"})
    assert 'href="/entrar/directorio?siguiente=/bandeja"' in drawn.text


def test_without_a_directory_there_is_no_door(tmp_path: Path) -> None:
    """Neither button nor address."""
    with opened(tmp_path / "otro") as house, serving(house) as app:
        browser = Browser(app)
        assert "/entrar/directorio" not in browser.get("/entrar").text
        assert browser.get(START).status_code == 404
        assert browser.get(RETURN).status_code == 404
