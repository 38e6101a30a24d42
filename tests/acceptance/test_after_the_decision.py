"""A rejection by keyboard with document and page, its correction by the filer, and a reopening by a supervisor."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

SUPERVISOR = "elena.castaneda"
GROUND = "Falta un anexo mencionado en el escrito"
TEXT = "El hecho segundo cita el anexo 2 y no se acompañó."
WHY = "Se rechazó aunque el anexo sí estaba."
CONFIRM = "Control+Shift+Enter"


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def reviewing(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of a clerk, signed in."""
    return sign_in(new_context().new_page(), CLERK)


def _expect_picture(dialog: Locator) -> None:
    picture = dialog.get_by_role("img", name=re.compile("^Vista previa.*página 1 de"))
    filer.scroll_to(picture)
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 500


def test_a_half_written_rejection_comes_back_with_its_preview(
    reviewing: Page, arrangement: Arrangement
) -> None:
    """Ground, document, page and text survive the closed dialog and the reload; one key press rejects with them."""
    paper = pdf_paper()
    folio = arrangement.sent(PERSON, "Denuncia a medio rechazar", paper)
    clerk.open_review(reviewing, folio)
    expect(reviewing.get_by_role("tabpanel").get_by_role("img").first).to_be_visible()
    dialog = clerk.ask(reviewing, "Rechazar")
    filer.choose(reviewing, "Causa *", GROUND)
    filer.write(reviewing, "Texto para el promovente *", TEXT)
    dialog.get_by_role("button", name=re.compile("^Usar lo que estoy viendo")).click()
    expect(dialog.get_by_text(f"«{paper.name}», página 1")).to_be_visible()
    _expect_picture(dialog)
    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_have_count(0)
    reviewing.reload()
    clerk.expect_review(reviewing, folio)
    dialog = clerk.ask(reviewing, "Rechazar")
    text = dialog.get_by_role("textbox", name="Texto para el promovente *")
    expect(text).to_have_value(TEXT)
    expect(dialog.get_by_text(f"Rechazada: {GROUND}")).to_be_visible()
    text.focus()
    reviewing.keyboard.press(CONFIRM)
    expect(reviewing.get_by_text(f"{folio} rechazada")).to_be_visible()
    decision = arrangement.promocion(folio).decision
    assert decision is not None
    assert (decision.text, decision.document, decision.page) == (TEXT, paper.name, 1)


def test_the_filer_of_a_rejected_promocion_begins_again(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """The grounds stand on top of the new draft, and the document that is as it was says so."""
    folio = arrangement.rejected(PERSON, "Denuncia que se corrige", TEXT)
    filing = sign_in(new_context().new_page(), PERSON)
    filer.open_promocion(filing, folio)
    filing.get_by_role("button", name="Corregir y presentar de nuevo").click()
    expect(filing.get_by_text(f"Corrige la promoción {folio}, que fue rechazada")).to_be_visible()
    expect(filing.get_by_text(TEXT)).to_be_visible()
    expect(filing.get_by_text(f"Sin cambios: es el mismo archivo que en {folio}.")).to_be_visible()
    assert filer.folio_of(filing) != folio


def test_reopened_by_a_supervisor_and_told_to_everybody(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """The supervisor says why; the filer reads that it was reopened; whoever verifies the old receipt is told."""
    folio = arrangement.accepted(PERSON, "Denuncia que se reabre")
    code = arrangement.codes(folio)[-1]
    supervising = sign_in(new_context().new_page(), SUPERVISOR)
    clerk.open_review(supervising, folio)
    dialog = clerk.ask(supervising, "Reabrir")
    supervising.keyboard.press(CONFIRM)
    expect(dialog.get_by_text("Falta el motivo de la reapertura.")).to_be_visible()
    dialog.get_by_role("textbox").fill(WHY)
    supervising.keyboard.press(CONFIRM)
    expect(supervising.get_by_text(f"{folio} se reabrió y está en la bandeja")).to_be_visible()
    expect(supervising.get_by_text(re.compile(f"^Reabierta el .*{WHY}"))).to_be_visible()
    filing = sign_in(new_context().new_page(), PERSON)
    filer.open_promocion(filing, folio)
    expect(filing.get_by_text(re.compile("^La Oficialía reabrió esta promoción"))).to_be_visible()
    expect(filing.get_by_role("link", name=re.compile("^Acuse de recepción.*reabierta el"))).to_be_visible()
    expect(filing.get_by_text(WHY)).to_have_count(0)
    filing.goto(f"/verificar/{code}")
    expect(filing.get_by_text(re.compile("^La promoción se reabrió el"))).to_be_visible()
