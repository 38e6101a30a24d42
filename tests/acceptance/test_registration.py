"""A person asks for an account, a supervisor approves it, and the person signs in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.clock import SystemClock
from core.config import Settings
from core.server_key import ServerKey
from tests.acceptance.filer import press
from tests.acceptance.mailbox import mailed_link
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import NewContext, enter, fill_credentials

SUPERVISOR = "elena.castaneda"
EMAIL = "rosa.avila@bufete.example"
PASSWORD = "tranvía azul de los lunes"
FIELDS = {
    "Nombre o razón social": "ROSA MARÍA ÁVILA LUNA",
    "RFC": "AILR850614Q10",
    "Correo electrónico": EMAIL,
    "Confirmación del correo": EMAIL,
    "Teléfono del trabajo": "+52 55 1234-5678",
    "Nombre de usuario": "rosa.avila",
}


@pytest.fixture
def mailing(fresh_home: Path) -> Iterator[RunningApp]:
    """Serve a demonstration with a mail server that takes nothing: its messages stay in the outbox."""
    server = {"OFICIALIA_SMTP_HOST": "127.0.0.1", "OFICIALIA_SMTP_SECURITY": "none"}
    with serve(fresh_home, 0, OFICIALIA_SMTP_PORT="9", OFICIALIA_MAIL_FROM="o@example.mx", **server) as app:
        yield app


def _fill(page: Page, home: Path, **changes: str) -> None:
    """Fill the form in as whoever opened it ten seconds ago."""
    for label, text in (FIELDS | changes).items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Persona física").check()
    page.get_by_label("Leí y acepto el").check()
    key = ServerKey.load(Settings(home=home).server_key_file)
    drawn_at = int(SystemClock().now().timestamp()) - 10
    drawn = key.box("registration-form").encrypt_at_time(b"", drawn_at).decode()
    page.locator("[name=dibujada]").evaluate("(field, value) => { field.value = value; }", drawn)


def test_a_person_gets_an_account(new_context: NewContext, mailing: RunningApp) -> None:
    """Form, wrong and then right; e-mail confirmed; approved with a warning seen; password chosen; inside."""
    page = new_context(base_url=mailing.url).new_page()
    page.goto("/solicitar-cuenta")
    _fill(page, mailing.home, RFC="AILR85")
    press(page, "Enviar solicitud")
    expect(page.get_by_role("alert")).to_contain_text("Faltan datos o hay datos que corregir.")
    expect(page.get_by_label("RFC", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Nombre de usuario", exact=True)).to_have_value("rosa.avila")
    _fill(page, mailing.home)
    press(page, "Enviar solicitud")
    expect(page.get_by_role("heading", name="Recibimos su solicitud de cuenta")).to_be_visible()
    page.goto(mailed_link(mailing.home, "confirm_registration", EMAIL))
    expect(page.get_by_text(EMAIL)).to_be_visible()
    press(page, "Confirmar mi correo")
    expect(page.get_by_role("heading", name="Su correo quedó confirmado")).to_be_visible()
    _approve(new_context(base_url=mailing.url).new_page())
    page.goto(mailed_link(mailing.home, "registration_approved", EMAIL))
    page.get_by_role("textbox", name="Contraseña nueva").fill(PASSWORD)
    page.get_by_role("textbox", name="Escríbala otra vez").fill(PASSWORD)
    press(page, "Guardar contraseña")
    expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
    fill_credentials(page, "rosa.avila2", PASSWORD)
    expect(page.get_by_text("ROSA MARÍA ÁVILA LUNA").first).to_be_visible()


def _approve(page: Page) -> None:
    enter(page, SUPERVISOR)
    page.goto("/solicitudes")
    expect(page.get_by_text("ROSA MARÍA ÁVILA LUNA")).to_be_visible()
    expect(page.get_by_text("Correo confirmado").first).to_be_visible()
    expect(page.get_by_text("El último carácter del RFC no es el que resulta")).to_be_visible()
    press(page, "Aprobar…")
    dialog = page.get_by_role("dialog")
    username = dialog.get_by_role("textbox", name="Usuario")
    expect(username).to_have_value("rosa.avila")
    username.fill("maria.nunez")
    username.press("Tab")
    dialog.get_by_role("button", name="Aprobar").click()
    expect(dialog.get_by_text("Ya existe una cuenta con el usuario maria.nunez.")).to_be_visible()
    username.fill("rosa.avila2")
    username.press("Tab")
    dialog.get_by_role("button", name="Aprobar").click()
    expect(page.get_by_text("Se creó la cuenta rosa.avila2 de ROSA MARÍA ÁVILA LUNA")).to_be_visible()
    expect(page.get_by_text("No hay solicitudes en espera.")).to_be_visible()


def test_a_request_is_refused_with_its_reason(
    page: Page, server: RunningApp, new_context: NewContext
) -> None:
    """Without mail the request comes unconfirmed and says so; refusing asks for a reason."""
    page.goto("/solicitar-cuenta")
    expect(page.get_by_text("Esta instalación no envía correos.")).to_be_visible()
    _fill(page, server.home, **{"Nombre o razón social": "**NEGRITAS** Y [ENLACE](http://x.example)"})
    press(page, "Enviar solicitud")
    expect(page.get_by_text("no tiene que confirmar su dirección")).to_be_visible()
    supervisor = enter(new_context().new_page(), SUPERVISOR)
    supervisor.goto("/solicitudes")
    expect(supervisor.get_by_text("**NEGRITAS** Y [ENLACE]")).to_be_visible()
    expect(supervisor.get_by_text("Correo sin confirmar").first).to_be_visible()
    press(supervisor, "Rechazar…")
    dialog = supervisor.get_by_role("dialog")
    dialog.get_by_role("button", name="Rechazar").click()
    expect(dialog.get_by_text("Falta el motivo, o es demasiado largo.")).to_be_visible()
    reason = dialog.get_by_role("textbox", name="Motivo para quien hizo la solicitud *")
    reason.fill("El nombre no es el de la constancia.")
    reason.press("Tab")
    dialog.get_by_role("button", name="Rechazar").click()
    expect(supervisor.get_by_text("No hay solicitudes en espera.")).to_be_visible()
