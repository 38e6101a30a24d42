"""What would get a filing rejected is told before it is signed, and to the clerk afterwards."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.papers import Paper, pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import SignIn
from tests.documents_samples import encrypted_pdf

LOCKED = Paper("anexos/Poder cerrado.pdf", "application/pdf", encrypted_pdf("secreto"))
HAPPENED = re.compile("Hay un archivo que pide contraseña")


@pytest.fixture
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what prepares filings on the served folder."""
    with arranging(server.home) as made:
        yield made


def test_a_filer_learns_before_signing_what_would_be_rejected(
    page: Page, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """The step counts the rules, names the document and what to do, and leads to where it is mended."""
    folio = arrangement.draft(PERSON, "Con un archivo cerrado", pdf_paper(), LOCKED)
    sign_in(page, PERSON)
    filer.open_promocion(page, folio, "documentos")
    filer.press(page, "Seguir: revisar")
    expect(page.get_by_text(re.compile(r"24 comprobaciones: .*1 problema"))).to_be_visible()
    expect(page.get_by_text(HAPPENED)).to_be_visible()
    expect(page.get_by_text(LOCKED.name, exact=True).first).to_be_visible()
    filer.press(page, "Ir a los documentos")
    expect(page.get_by_role("button", name="Agregar archivos")).to_be_visible()
    filer.step(page, "Revisar")
    filer.press(page, "Seguir: firmar y enviar")
    expect(page.get_by_role("button", name="Certificado (.cer)")).to_be_visible()


def test_a_clerk_sees_the_same_rules_and_the_ground_they_suggest(
    page: Page, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """The checklist opens by itself where something needs attention; nothing decides by itself."""
    folio = arrangement.sent(PERSON, "Enviada con un archivo cerrado", pdf_paper(), LOCKED)
    sign_in(page, CLERK)
    clerk.open_review(page, folio)
    section = page.get_by_test_id("stExpander").filter(has_text="Lista de verificación")
    filer.scroll_to(section)
    expect(section.get_by_text(re.compile("Hay un archivo cifrado"))).to_be_visible()
    expect(section.get_by_text("Archivo protegido con contraseña")).to_be_visible()
    expect(section.get_by_text(re.compile("al enviarse y ahora"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Aceptar"))).to_be_enabled()
    expect(clerk.ask(page, "Aceptar").get_by_text(re.compile("lo marca como problema"))).to_be_visible()
