"""Accounts as people and administrators keep them, in the browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.bootstrap import Oficialia, build
from core.config import Settings
from core.domain.people import Role
from core.storage.accounts import NewAccount
from tests.acceptance import filer
from tests.acceptance.arranged import PERSON
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn, enter

ADMINISTRATOR, SUPERVISOR, LEAVING = "ines.robles", "elena.castaneda", "raul.ibanez"
PASSWORD = "contraseña-de-prueba"


@pytest.fixture(scope="module")
def oficialia(server: RunningApp) -> Iterator[Oficialia]:
    """Open the served demonstration's folder beside its server."""
    built = build(Settings(home=server.home, demo=True, allow_test_anchors=True))
    yield built
    built.close()


def test_accepting_the_notice_loses_nothing_that_was_typed(page: Page, oficialia: Oficialia) -> None:
    """A new filer who typed first, saves, is refused, accepts on the same screen, and saves."""
    new = NewAccount("rosa.gil", "ROSA GIL", "", frozenset({Role.FILER}), rfc="GIRO800101AB1")
    oficialia.accounts.create(new, PASSWORD)
    enter(page, "rosa.gil", PASSWORD)
    page.goto("/crear-promocion")
    expect(page.get_by_text("Antes de seguir: aviso de privacidad")).to_be_visible()
    filer.write(page, "Procedimiento *", "Escrita a las 23:58")
    filer.pick(page, "Tipo de promoción *", "Inicial")
    filer.choose(page, "Tipo de procedimiento *", "Denuncia")
    filer.press(page, "Guardar")
    expect(page.get_by_text("Falta que acepte el aviso de privacidad vigente")).to_be_visible()
    filer.press(page, "He leído y acepto")
    expect(page.get_by_text("Antes de seguir: aviso de privacidad")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Procedimiento *")).to_have_value("Escrita a las 23:58")
    filer.press(page, "Guardar")
    expect(page.get_by_role("button", name="Agregar archivos")).to_be_visible()


def test_a_session_left_open_elsewhere_is_closed(new_context: NewContext, sign_in: SignIn) -> None:
    """It is listed with its browser; closing it sends that browser to the sign-in, and this one stays."""
    elsewhere = sign_in(new_context().new_page(), PERSON)
    here = sign_in(new_context().new_page(), PERSON)
    here.goto("/perfil")
    expect(here.get_by_text("este navegador")).to_be_visible()
    here.get_by_role("button", name="Cerrar las demás sesiones").click()
    here.get_by_role("dialog").get_by_role("button", name="Cerrarlas").click()
    expect(here.get_by_text("Las demás sesiones se cerraron")).to_be_visible()
    expect(here.get_by_role("button", name="Cerrar las demás sesiones")).to_be_hidden()
    elsewhere.goto("/perfil")
    expect(elsewhere.get_by_role("heading", name="Entrar", exact=True)).to_be_visible()


def test_a_telephone_is_corrected_and_its_history_kept(page: Page, sign_in: SignIn) -> None:
    """A wrong one is said beside the field; a right one is stored in ten digits."""
    sign_in(page, PERSON).goto("/perfil")
    filer.write(page, "Teléfono del trabajo *", "55 1234")
    filer.press(page, "Guardar")
    expect(
        page.get_by_text("Escriba los 10 dígitos del teléfono, con clave de larga distancia")
    ).to_be_visible()
    filer.write(page, "Teléfono del trabajo *", "(55) 1234-5678")
    filer.press(page, "Guardar")
    expect(page.get_by_text("Sus datos se guardaron")).to_be_visible()
    expect(page.get_by_role("textbox", name="Teléfono del trabajo *")).to_have_value("5512345678")
    expect(page.get_by_text("Historia de cambios (1)")).to_be_visible()


def test_a_suspended_person_is_out_at_once(new_context: NewContext, sign_in: SignIn) -> None:
    """The administrator gives a reason; the open screen ends, and the supervisor reads why."""
    leaving = sign_in(new_context().new_page(), LEAVING)
    page = sign_in(new_context().new_page(), ADMINISTRATOR)
    page.goto(f"/?cuenta={LEAVING}")
    filer.press(page, "Suspender")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Suspender").click()
    expect(dialog.get_by_text("Falta el motivo")).to_be_visible()
    filer.write(page, "Motivo *", "Licencia sin goce")
    dialog.get_by_role("button", name="Suspender").click()
    expect(page.get_by_text("✖ Suspendida")).to_be_visible()
    leaving.goto("/")
    expect(leaving.get_by_role("heading", name="Entrar", exact=True)).to_be_visible()
    own = page.goto(f"/?cuenta={ADMINISTRATOR}")
    assert own is not None
    expect(page.get_by_text("Es su propia cuenta: nadie se administra a sí mismo.")).to_be_visible()
    expect(page.get_by_role("button", name="Suspender")).to_be_hidden()
