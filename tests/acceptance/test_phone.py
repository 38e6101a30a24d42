"""On a phone of 390 × 844 nothing is wider than the screen and what matters can be reached."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.papers import every_kind
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

PHONE = {"width": 390, "height": 844}
_WIDER = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
  .filter(box => box && box.scrollWidth > box.clientWidth)
  .map(box => `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}`)"""


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """Return a page on a phone."""
    return new_context(viewport=PHONE, has_touch=True, device_scale_factor=2).new_page()


def expect_fits(page: Page, action: Locator) -> None:
    """Fail where the page scrolls sideways, or an action cannot be brought wholly onto the screen."""
    filer.scroll_to(action)
    # not 1: what is as high as the screen may lose a fraction of a pixel to rounding
    expect(action).to_be_in_viewport(ratio=0.99)
    assert page.evaluate(_WIDER) == []


def test_sign_in_on_a_phone(phone: Page) -> None:
    """The sign-in fits and its button is on the first screen."""
    phone.goto("/entrar")
    button = phone.get_by_role("button", name="Entrar", exact=True)
    expect(button).to_be_in_viewport(ratio=1)
    expect_fits(phone, button)


def test_filers_screens_on_a_phone(phone: Page, sign_in: SignIn, arrangement: Arrangement) -> None:
    """List, form, documents, signing, sending and acuse fit, each with its main action."""
    sign_in(phone, PERSON)
    phone.goto("/mis-promociones")
    expect_fits(phone, phone.get_by_role("main").get_by_role("button", name="Crear promoción"))
    phone.goto("/crear-promocion")
    expect_fits(phone, phone.get_by_role("button", name="Guardar"))
    draft = arrangement.draft(PERSON, "Borrador con un título largo que no cabe en un renglón", *every_kind())
    filer.open_promocion(phone, draft, "documentos")
    expect_fits(phone, phone.get_by_role("button", name="Agregar archivos"))
    expect_fits(phone, phone.get_by_role("button", name="Acciones de «Identificación.png»"))
    filer.open_promocion(phone, draft, "firmar")
    expect_fits(phone, phone.get_by_role("button", name="Aceptar"))
    filer.open_promocion(phone, arrangement.signed(PERSON, "Firmada en el teléfono"), "firmar")
    expect_fits(phone, phone.get_by_role("button", name="Enviar información"))
    dialog = filer.ask_to_send(phone)
    expect_fits(phone, dialog.get_by_role("button", name="Continuar"))
    dialog.get_by_role("button", name="Continuar").click()
    expect_fits(phone, phone.get_by_role("link", name="Acuse de envío (PDF)"))
    expect(phone.get_by_text(re.compile("Enviada$")).first).to_be_visible()


def test_review_on_a_phone(phone: Page, sign_in: SignIn, arrangement: Arrangement) -> None:
    """Bandeja and review fit, the page is drawn, and the decision can be reached without losing the document."""
    folio = arrangement.sent(PERSON, "Denuncia revisada en el teléfono", *every_kind())
    sign_in(phone, CLERK)
    phone.goto("/")
    expect_fits(phone, phone.get_by_role("main").get_by_role("button", name="Siguiente"))
    clerk.open_review(phone, folio)
    expect_fits(
        phone, phone.get_by_role("tabpanel").get_by_role("img").first.locator("xpath=ancestor::section")
    )
    for name in ("Aceptar", "Rechazar"):
        expect_fits(phone, phone.get_by_role("button", name=name))
    dialog = clerk.ask(phone, "Aceptar")
    expect_fits(phone, dialog.get_by_role("button", name="Aceptar"))
    clerk.confirm(dialog, "Aceptar")
    expect(phone.get_by_text(f"{folio} aceptada con el número OP-")).to_be_visible()
