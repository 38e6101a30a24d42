"""A blocked account is unblocked: by its owner's e.firma, by the link that was sent, by a supervisor."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.clock import SystemClock
from core.config import Settings
from core.storage.account_tables import AccountRow
from core.storage.accounts import account_by_username
from core.storage.engine import Database
from tests.acceptance.arranged import COMPANY, PERSON, efirma
from tests.acceptance.filer import KEY_PASSWORD, press
from tests.acceptance.mailbox import mailed_link
from tests.acceptance.overheard import Overheard, secrets_of
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, enter, fill_credentials

Blocked = Callable[[str], bool]


def _account(home: Path, username: str, act: Callable[[AccountRow], bool]) -> bool:
    database = Database(Settings(home=home).database_url)
    try:
        with database.write() as session:
            row = account_by_username(session, username)
            assert row, username
            return act(row)
    finally:
        database.close()


@pytest.fixture
def blocked(server: RunningApp) -> Blocked:
    """Block both filers' accounts; return a function that tells whether one still is."""

    def block(row: AccountRow) -> bool:
        row.blocked_at = SystemClock().now()
        return True

    for username in (PERSON, COMPANY):
        _account(server.home, username, block)
    return lambda username: _account(server.home, username, lambda row: row.blocked_at is not None)


def _give(page: Page, server: RunningApp, username: str, of: str, password: str = KEY_PASSWORD) -> None:
    """Fill in the page of the e.firma and press its button."""
    page.get_by_label("Usuario", exact=True).fill(username)
    page.locator("#certificado").set_input_files(efirma(server.home, of))
    page.locator("#llave").set_input_files(efirma(server.home, of, ".key"))
    page.get_by_label("Contraseña de la llave", exact=True).fill(password)
    press(page, "Desbloquear")


def test_the_owner_signs_and_is_inside(page: Page, server: RunningApp, blocked: Blocked) -> None:
    """From the sign-in page to the start page with one signature, of which only the signature left."""
    overheard, faults = Overheard(), list[str]()
    overheard.listen(page)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto("/desbloquear")
    page.get_by_role("link", name="Usar mi e.firma").click()
    press(page, "Desbloquear")
    for words in ("su usuario", "su certificado", "su llave", "la contraseña de la llave"):
        expect(page.get_by_text(f"Favor de ingresar {words}", exact=True)).to_be_visible()
    _give(page, server, PERSON, PERSON, "equivocada")
    expect(page.get_by_text("La contraseña no es la de esta llave")).to_be_visible()
    expect(page.get_by_label("Contraseña de la llave", exact=True)).to_be_focused()
    page.get_by_label("Mostrar contraseña").check()
    expect(page.get_by_label("Contraseña de la llave", exact=True)).to_have_attribute("type", "text")
    page.get_by_label("Contraseña de la llave", exact=True).fill(KEY_PASSWORD)
    press(page, "Desbloquear")
    expect(page.get_by_role("heading", name="Su cuenta está desbloqueada")).to_be_visible()
    _expect_secrets_kept(overheard, server)
    assert not blocked(PERSON)
    page.get_by_role("link", name="Entrar", exact=True).first.click()
    fill_credentials(page, PERSON)
    page.wait_for_url(lambda url: "/entrar" not in url)
    assert faults == []


def _expect_secrets_kept(overheard: Overheard, server: RunningApp) -> None:
    key = efirma(server.home, PERSON, ".key").read_bytes()
    certificate = efirma(server.home, PERSON).read_bytes()
    assert overheard.holds(certificate[300:360]), "the certificate does travel: we would have heard the key"
    assert [n for n, s in secrets_of(key, KEY_PASSWORD).items() if overheard.holds(s)] == []
    stored = b"".join(path.read_bytes() for path in server.home.glob("oficialia.sqlite3*"))
    assert key[200:260] not in stored
    assert KEY_PASSWORD.encode() not in stored + server.log.read_bytes()


def test_a_wrong_password_is_told_when_its_field_is_left(page: Page, server: RunningApp) -> None:
    """Without signing; and over plain http nothing is asked for at all."""
    page.goto("/desbloquear/efirma")
    password = page.get_by_label("Contraseña de la llave", exact=True)
    page.locator("#certificado").set_input_files(efirma(server.home, PERSON))
    page.locator("#llave").set_input_files(efirma(server.home, PERSON, ".key"))
    for typed, problems in (("equivocada", 1), (KEY_PASSWORD, 0)):
        password.fill(typed)
        password.blur()
        expect(page.get_by_text("La contraseña no es la de esta llave")).to_have_count(problems)
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page.reload()
    expect(page.get_by_text("En esta dirección su navegador no puede firmar.")).to_be_visible()
    expect(password).to_be_disabled()
    expect(page.get_by_role("button", name="Desbloquear")).to_be_disabled()


def test_somebody_elses_efirma_and_an_unknown_name(page: Page, server: RunningApp, blocked: Blocked) -> None:
    """The same words for both; the files stay chosen for another try."""
    page.goto("/desbloquear/efirma")
    said = set()
    for username in (COMPANY, "nadie"):
        _give(page, server, username, PERSON)
        expect(page.get_by_role("button", name="Desbloquear")).to_be_enabled()
        expect(page.get_by_text("Esta e.firma no desbloquea esa cuenta.")).to_be_visible()
        said.add(page.locator("#resultado").inner_text())
    assert len(said) == 1
    assert blocked(COMPANY)


def test_the_link_lifts_the_block(page: Page, server: RunningApp, blocked: Blocked) -> None:
    """Asked for by e-mail address; the page says the same as for nobody; the button lifts the block."""
    address = "juridico@compania-ejemplo.example"
    for asked in ("nadie@x.example", address):
        page.goto("/desbloquear")
        page.get_by_label("Usuario o correo de la cuenta").fill(asked)
        press(page, "Pedir el enlace")
        expect(page.get_by_text("aquí no se dice si existe una cuenta")).to_be_visible()
    page.goto(mailed_link(server.home, "unblock_link", address))
    expect(page.get_by_text(COMPANY)).to_be_visible()
    assert blocked(COMPANY)
    press(page, "Desbloquear mi cuenta")
    expect(page.get_by_role("heading", name="Su cuenta está desbloqueada")).to_be_visible()
    assert not blocked(COMPANY)


@pytest.mark.parametrize("username", ["elena.castaneda", "ines.robles"])
def test_the_staff_lift_a_block(
    new_context: NewContext, server: RunningApp, blocked: Blocked, username: str
) -> None:
    """Supervisors and administrators see who is blocked and unblock with a reason."""
    assert blocked(PERSON)
    page = enter(new_context(base_url=server.url).new_page(), username)
    page.goto("/solicitudes")
    row = page.locator("[class*=st-key-blocked_]").filter(has_text=PERSON)
    row.get_by_role("button", name="Desbloquear…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Desbloquear").click()
    expect(dialog.get_by_text("Falta el motivo, o es demasiado largo.")).to_be_visible()
    reason = dialog.get_by_role("textbox", name="Motivo *")
    reason.fill("Llamó y se identificó con su credencial.")
    reason.press("Tab")
    dialog.get_by_role("button", name="Desbloquear").click()
    expect(page.get_by_text(f"Se desbloqueó la cuenta {PERSON}")).to_be_visible()
    assert not blocked(PERSON)
