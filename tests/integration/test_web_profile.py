"""Asking for another e-mail address and confirming it, over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.types import ASGIApp

from core.storage.account_tables import AccountRow, MailRow
from tests.browsing import Browser
from tests.offices import PASSWORD, House, opened

NEW = "nueva@despacho.example"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on SQLite where Ana has an address."""
    with opened(tmp_path / "home") as built:
        with built.oficialia.database.write() as session:
            session.get_one(AccountRow, built.ana.account_id).email = "antes@despacho.example"
        yield built


@pytest.fixture
def ana(app: ASGIApp) -> Browser:
    """Return Ana's browser, signed in."""
    browser = Browser(app)
    assert browser.sign_in("ana").status_code == 303
    return browser


def _link(house: House) -> str:
    with house.oficialia.database.read() as session:
        (mail,) = session.scalars(select(MailRow).where(MailRow.kind == "confirm_email"))
        return str(mail.facts["link_path"])


def test_an_address_is_asked_for_and_confirmed_without_a_session(
    house: House, app: ASGIApp, ana: Browser
) -> None:
    """Opening the link twice changes nothing; its button does, once, in any browser."""
    asked = ana.submit("/cuenta/correo", {"correo": NEW, "contrasena": PASSWORD})
    assert asked.status_code == 200
    assert "Su cambio de correo está pedido" in asked.text
    stranger, link = Browser(app), _link(house)
    for _ in range(2):
        assert NEW in stranger.get(link).text
    assert house.oficialia.profile.view(house.ana).pending_email == NEW
    token = link.partition("=")[2]
    done = stranger.submit("/correo/confirmar", {"enlace": token}, drawn_at=link)
    assert "Su correo quedó confirmado" in done.text
    assert house.oficialia.profile.view(house.ana).email == NEW
    assert stranger.get(link).status_code == 422


def test_what_was_typed_stays_but_the_password(ana: Browser) -> None:
    """A wrong password is said in words, and nothing secret comes back."""
    refused = ana.submit("/cuenta/correo", {"correo": NEW, "contrasena": "equivocada-y-larga"})
    assert refused.status_code == 422
    assert f'value="{NEW}"' in refused.text
    assert 'role="alert"' in refused.text
    assert "equivocada-y-larga" not in refused.text
    script = ana.submit("/cuenta/correo", {"correo": '"><script>x</script>', "contrasena": "x"})
    assert "<script>x" not in script.text


def test_six_wrong_passwords_end_the_session(ana: Browser) -> None:
    """And the page says where to go."""
    for _ in range(6):
        last = ana.submit("/cuenta/correo", {"correo": NEW, "contrasena": "no"})
    assert 'href="/entrar"' in last.text
    assert ana.get("/cuenta/correo").status_code == 303


def test_a_form_from_elsewhere_does_nothing(house: House, app: ASGIApp, ana: Browser) -> None:
    """Without the token of a page of ours nothing is asked for or confirmed; without a session, neither."""
    forged = ana.request("POST", "/cuenta/correo", data={"correo": NEW, "contrasena": PASSWORD})
    assert forged.status_code == 422
    assert 'role="alert"' in forged.text
    assert house.oficialia.profile.view(house.ana).pending_email == ""
    ana.submit("/cuenta/correo", {"correo": NEW, "contrasena": PASSWORD})
    token = _link(house).partition("=")[2]
    assert Browser(app).request("POST", "/correo/confirmar", data={"enlace": token}).status_code == 403
    assert house.oficialia.profile.view(house.ana).pending_email == NEW
    assert Browser(app).get("/cuenta/correo").status_code == 303


@pytest.mark.parametrize("link", ["", "x", "%00%ed%a0%80", "a" * 3000])
def test_a_link_that_is_none_is_explained(app: ASGIApp, link: str) -> None:
    """In words, never a fault."""
    answer = Browser(app).get(f"/correo/confirmar?enlace={link}")
    assert answer.status_code == 422
    assert "El enlace no sirve." in answer.text
