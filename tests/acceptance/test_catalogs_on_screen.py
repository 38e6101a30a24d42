"""A supervisor keeps the catalogues: grounds retired and put in order, a colleague meanwhile, and a notice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import clerk
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

SUPERVISOR = "elena.castaneda"
GROUND = "Falta un anexo mencionado en el escrito"
OTHER = "Certificado revocado al firmar"
RENAMED = "Certificado revocado por el SAT"
NOTICE = "El **sábado** no habrá servicio de 8:00 a 10:00."


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def keeping(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of a supervisor, signed in."""
    return sign_in(new_context().new_page(), SUPERVISOR)


def _open(page: Page, catalog: str) -> None:
    page.goto(f"/catalogos?catalogo={catalog.replace(' ', '+')}")
    expect(page.get_by_role("heading", name="Catálogos")).to_be_visible()
    expect(page.get_by_text("Sin cambios por guardar")).to_be_visible()


def _entry(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=title)


def _press(page: Page, act: str, title: str) -> None:
    button = page.get_by_role("button", name=f"{act} {title}", exact=True)
    button.scroll_into_view_if_needed()
    button.click()


def _save(page: Page, reason: str = "") -> None:
    page.get_by_role("button", name="Revisar y guardar").click()
    dialog = page.get_by_role("dialog")
    if reason:
        dialog.get_by_role("textbox", name="Motivo").fill(reason)
    dialog.get_by_role("button", name="Guardar la edición").click()
    expect(page.get_by_text("Se guardó la edición")).to_be_visible()


def _causes(page: Page, folio: str) -> Locator:
    """Open the rejection of a promoción and the list of its grounds, and return the options."""
    clerk.open_review(page, folio)
    clerk.ask(page, "Rechazar").get_by_role("combobox", name="Causa *").click()
    expect(page.get_by_role("option", name=RENAMED)).to_be_visible()
    return page.get_by_role("option")


def _retire(page: Page, title: str, reason: str) -> None:
    _press(page, "Retirar", title)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Motivo").fill(reason)
    dialog.get_by_role("button", name="Retirar").click()
    expect(_entry(page, title)).to_contain_text("Sin uso desde el")


def _rename(page: Page, title: str, other: str) -> None:
    _press(page, "Editar", title)
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Título").fill(other)
    form.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("1 cambio sin guardar")).to_be_visible()


def _refused_save(page: Page, reason: str) -> None:
    page.get_by_role("button", name="Revisar y guardar").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Motivo").fill(reason)
    dialog.get_by_role("button", name="Guardar la edición").click()
    expect(dialog.get_by_text("Alguien guardó otra edición mientras usted trabajaba")).to_be_visible()
    dialog.get_by_role("button", name="Seguir editando").click()


def test_a_ground_is_retired_while_a_colleague_edits(
    keeping: Page, new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """It is gone for the clerk, reads on in what it rejected, and a colleague's draft is put upon the edition."""
    rejected = arrangement.rejected(PERSON, "Denuncia rechazada", "Falta el anexo 2.")
    waiting = arrangement.sent(PERSON, "Denuncia que espera")
    colleague = sign_in(new_context().new_page(), SUPERVISOR)
    _open(colleague, "Causas de rechazo")
    _rename(colleague, OTHER, RENAMED)
    _open(keeping, "Causas de rechazo")
    _retire(keeping, GROUND, "Se pide por otro medio")
    _save(keeping)
    expect(keeping.get_by_text("Edición 1 ·")).to_contain_text("Se pide por otro medio")

    _refused_save(colleague, "Como lo nombra la norma")
    colleague.get_by_role("button", name="Poner mis cambios sobre la edición 1").click()
    expect(_entry(colleague, GROUND)).to_contain_text("Sin uso desde el")
    _save(colleague, "Como lo nombra la norma")
    expect(_entry(colleague, RENAMED)).to_be_visible()

    reviewing = sign_in(new_context().new_page(), CLERK)
    offered = _causes(reviewing, waiting)
    expect(offered.filter(has_text=GROUND)).to_have_count(0)
    clerk.open_review(reviewing, rejected)
    expect(reviewing.get_by_text(GROUND).first).to_be_visible()


def test_the_order_is_changed_by_keyboard_alone(keeping: Page) -> None:
    """Alt with an arrow moves the entry, the focus goes with it, and the draft can be thrown away."""
    _open(keeping, "Etiquetas")
    listed = keeping.get_by_role("list", name="Etiquetas").get_by_role("listitem")
    down = keeping.get_by_role("button", name="Bajar Urgente", exact=True)
    down.focus()
    keeping.keyboard.press("Alt+ArrowDown")
    expect(listed.nth(1)).to_contain_text("Urgente")
    expect(down).to_be_focused()
    expect(keeping.get_by_text("Urgente: lugar 2 de 6")).to_be_attached()
    keeping.keyboard.press("Enter")
    expect(listed.nth(2)).to_contain_text("Urgente")
    keeping.get_by_role("button", name="Descartar los cambios").click()
    keeping.get_by_role("dialog").get_by_role("button", name="Descartar").click()
    expect(listed.nth(0)).to_contain_text("Urgente")


def _choose(dialog: Locator, name: str, option: str) -> None:
    dialog.get_by_role("combobox", name=name).click()
    dialog.page.get_by_role("option", name=option).click()


def test_a_notice_is_shown_and_hidden(keeping: Page, new_context: NewContext, sign_in: SignIn) -> None:
    """Its writer sees it first as it will look; everybody sees it, as plain text, until they hide it."""
    _open(keeping, "Avisos")
    keeping.get_by_role("button", name="Agregar aviso").click()
    form = keeping.get_by_role("dialog")
    expect(form.get_by_role("textbox", name="Clave")).to_be_visible()
    expect(keeping.locator('[data-test-script-state="notRunning"]')).to_be_visible()
    form.get_by_role("button", name="Aceptar").click()
    expect(form.get_by_text("Este dato es obligatorio.")).to_have_count(4)
    form.get_by_role("textbox", name="Clave").fill("SABADO")
    form.get_by_role("textbox", name="Texto").fill(NOTICE)
    _choose(form, "Importancia", "Advierte")
    _choose(form, "Quién lo ve", "Todos")
    expect(form.get_by_role("alert").get_by_text(NOTICE)).to_be_visible()
    form.get_by_role("button", name="Aceptar").click()
    expect(_entry(keeping, "SABADO")).to_be_visible()
    _save(keeping, "Mantenimiento")

    visitor = new_context().new_page()
    visitor.goto("/entrar")
    expect(visitor.get_by_role("note").get_by_text(NOTICE)).to_be_visible()
    page = sign_in(visitor, PERSON)
    shown = page.get_by_role("alert").get_by_text(NOTICE)
    expect(shown).to_be_visible()
    page.get_by_role("button", name=re.compile("^close Ocultar|^Ocultar")).click()
    expect(shown).to_have_count(0)
