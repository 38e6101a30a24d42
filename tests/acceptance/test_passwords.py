"""Passwords in a real browser: shown and hidden, refused in words, changed, chosen by link; without scripts, too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.acceptance.filer import press
from tests.acceptance.mailbox import mailed_link
from tests.acceptance.running_app import RunningApp, demo_password, serve
from tests.acceptance.visitors import NewContext, enter, fill_credentials

CLERK, FILER, EMAIL = "raul.ibanez", "maria.nunez", "maria.nunez@promovente.example"
NEW = "tranvía azul de los lunes"
GRAVE = {"serious", "critical"}


@pytest.fixture
def mailing(fresh_home: Path) -> Iterator[RunningApp]:
    """Serve a demonstration with a mail server that takes nothing: its messages stay in the outbox."""
    with serve(
        fresh_home,
        OFICIALIA_SMTP_HOST="127.0.0.1",
        OFICIALIA_SMTP_PORT="9",
        OFICIALIA_SMTP_SECURITY="none",
        OFICIALIA_MAIL_FROM="oficialia@institucion.example",
    ) as app:
        yield app


def _type(page: Page, **typed: str) -> None:
    for field, text in typed.items():
        page.locator(f"#{field}").fill(text)


def _link(page: Page, app: RunningApp) -> str:
    """Return the path of the mailed link; it is written once the page was sent, so ask until it is there."""
    for _ in range(200):
        try:
            return mailed_link(app.home, "reset_password", EMAIL)
        except AssertionError:
            page.request.get("/salud")
    return mailed_link(app.home, "reset_password", EMAIL)


def _leave(page: Page) -> None:
    """Sign out, as the link in the sidebar does."""
    page.goto("/")
    page.get_by_role("link", name="Cerrar sesión").click()
    page.wait_for_url("**/entrar?salida=1")


def _graves(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {n['html']}" for v in found if v["impact"] in GRAVE for n in v["nodes"]]


def test_a_password_is_shown_and_hidden(page: Page) -> None:
    """The button says what it does and in which state it is; what was typed stays, and is hidden when sent."""
    page.goto("/entrar")
    _type(page, usuario="nadie", contrasena="lo que escribí")
    button = page.get_by_role("button", name="Mostrar Contraseña")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_text("Ocultar")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#contrasena")).to_have_attribute("type", "text")
    expect(page.locator("#contrasena")).to_have_value("lo que escribí")
    button.click()
    expect(page.locator("#contrasena")).to_have_attribute("type", "password")
    page.locator("#contrasena").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no son correctos")
    expect(page.locator("#contrasena")).to_have_value("")


def test_a_password_is_changed(page: Page, new_context: NewContext) -> None:
    """Refused in words beside the field, then changed: this browser goes on, the other one is out."""
    other = enter(new_context().new_page(), CLERK)
    enter(page, CLERK)
    page.goto("/cuenta/contrasena")
    _type(page, actual=demo_password(CLERK), nueva="raul.ibanez.2026", repetida="raul.ibanez.2026")
    press(page, "Cambiar contraseña")
    expect(page.locator("#nueva")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("La contraseña dice demasiado de usted")
    expect(page.locator("#nueva")).to_be_focused()
    assert _graves(page) == []
    _type(page, actual=demo_password(CLERK), nueva=NEW, repetida=NEW)
    press(page, "Cambiar contraseña")
    expect(page.get_by_role("heading", name="Su contraseña cambió")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    other.goto("/")
    other.wait_for_url("**/entrar?**")
    fill_credentials(other, CLERK, NEW)
    expect(other.get_by_role("heading", name="Bandeja")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_forgotten_password_is_chosen_anew(
    new_context: NewContext, mailing: RunningApp, scripts: bool
) -> None:
    """From the entrance by the mailed link back to the entrance, with scripts and without."""
    page = new_context(base_url=mailing.url, java_script_enabled=scripts).new_page()
    page.goto("/entrar")
    page.get_by_role("link", name="Olvidé mi contraseña").click()
    page.get_by_label("Usuario o correo electrónico").fill(EMAIL.upper())
    press(page, "Enviar enlace")
    expect(page.get_by_role("heading", name="Revise su correo")).to_be_visible()
    page.goto(_link(page, mailing))
    expect(page.get_by_text("Tiene al menos 15 caracteres")).to_be_visible()
    _type(page, nueva=NEW, repetida=NEW + ".")
    press(page, "Guardar contraseña")
    expect(page.get_by_text("Las dos contraseñas no son iguales.")).to_be_visible()
    _type(page, nueva=NEW, repetida=NEW)
    press(page, "Guardar contraseña")
    expect(page.get_by_text("Su contraseña está guardada.")).to_be_visible()
    fill_credentials(page, FILER, NEW)
    page.wait_for_url(lambda url: "/entrar" not in url)
    page.goto(_link(page, mailing))
    expect(page.get_by_role("heading", name="El enlace no sirve.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_grave_fault(new_context: NewContext, mailing: RunningApp, scheme: str) -> None:
    """Each page of passwords, and the notice of a block, as axe-core sees them."""
    page = new_context(base_url=mailing.url, color_scheme=scheme).new_page()
    page.goto("/recuperar")
    assert _graves(page) == []
    page.get_by_label("Usuario o correo electrónico").fill(EMAIL)
    press(page, "Enviar enlace")
    page.goto(_link(page, mailing))
    assert _graves(page) == []
    page.goto("/contrasena?enlace=x")
    assert _graves(page) == []


def test_a_stranger_is_blocked_and_the_owner_works_on(
    page: Page, new_context: NewContext, server: RunningApp
) -> None:
    """Whoever guesses meets warnings, waits and the block; the owner's browser signs in all the same."""
    owner = enter(new_context().new_page(), "compania.ejemplo")
    _leave(owner)
    page.goto("/entrar")
    notice, heard = page.get_by_role("alert"), []
    for number in range(300):  # waits of a few seconds each stand between
        fill_credentials(page, "compania.ejemplo", f"equivocada {number}")
        page.wait_for_load_state()
        heard.append(notice.locator("strong").inner_text())
        if heard[-1] == "La cuenta está bloqueada.":
            break
    assert [
        w
        for n, w in enumerate(heard)
        if w != "Hubo varios intentos equivocados y ahora hay que esperar un momento."
    ] == [
        *["El usuario o la contraseña no son correctos."] * 4,
        "El usuario o la contraseña no son correctos. Le queda un intento.",
        "La cuenta está bloqueada.",
    ]
    assert _graves(page) == []
    fill_credentials(page, "compania.ejemplo")
    expect(notice).to_contain_text("La cuenta está bloqueada.")
    expect(notice.get_by_role("link", name="Desbloquear mi cuenta")).to_be_visible()
    fill_credentials(owner, "compania.ejemplo")
    expect(owner.get_by_text("COMPAÑÍA EJEMPLO").first).to_be_visible()
    assert "equivocada" not in server.log_tail()
