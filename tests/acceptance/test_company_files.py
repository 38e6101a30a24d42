"""A company files a complementaria, and only the company's own e.firma signs it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance import by_hand, filer
from tests.acceptance.arranged import COMPANY, PERSON, arranging, efirma
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import SignIn

ARTICLE_13 = "la promoción no se tendría por recibida (artículo 13"
NUMBER_MISSING = "Una promoción complementaria necesita al menos uno de los dos números"


@pytest.fixture
def company(page: Page, sign_in: SignIn) -> Page:
    """Return the page of the company, signed in."""
    return sign_in(page, COMPANY)


def test_complementaria_needs_a_number(company: Page) -> None:
    """Without expediente and without número de oficialía nothing is saved; with one of them it is."""
    company.goto("/crear-promocion")
    filer.write(company, "Procedimiento *", "Desahogo de requerimiento")
    filer.pick(company, "Tipo de promoción *", "Complementaria")
    filer.choose(company, "Tipo de procedimiento *", "Incidentes")
    expect(company.get_by_role("textbox", name="Número de expediente")).to_be_visible()
    filer.press(company, "Guardar")
    expect(company.get_by_text(NUMBER_MISSING).first).to_be_visible()
    assert "/crear-promocion" in company.url
    filer.write(company, "Número de expediente", "EXP-01-2020")
    filer.press(company, "Guardar")
    expect(company.get_by_role("button", name="Agregar archivos")).to_be_visible()
    filer.step(company, "Datos")
    expect(company.get_by_role("textbox", name="Número de expediente")).to_have_value("EXP-01-2020")


def test_representative_may_not_sign_for_the_company(
    company: Page, server: RunningApp, tmp_path: Path
) -> None:
    """The legal representative's e.firma is refused with article 13; the company's own signs and sends."""
    with arranging(server.home) as arrangement:
        folio = arrangement.draft(COMPANY, "Escrito de la compañía", pdf_paper())
    filer.open_promocion(company, folio, "firmar")
    filer.give_certificate(company, efirma(server.home, "representante-de-la-compania"))
    expect(company.get_by_text(ARTICLE_13)).to_be_visible()
    expect(company.get_by_text("Firme con la e.firma de la persona moral.")).to_be_visible()
    filer.sign(company, efirma(server.home, COMPANY))
    expect(company.get_by_text("COMPAÑÍA EJEMPLO & ASOCIADOS").first).to_be_visible()
    filer.send(company)
    pdf = filer.downloaded(company, "Acuse de envío (PDF)")
    by_hand.expect_sealed(pdf, tmp_path)
    assert "CE&140312QK9" in by_hand.pdf_text(pdf, tmp_path)
    by_hand.expect_package_stands(
        by_hand.unpack(filer.downloaded(company, "Paquete de evidencia (ZIP)"), tmp_path)
    )


def test_another_filers_folio_is_as_unknown_as_none(company: Page, server: RunningApp) -> None:
    """Another filer's folio and files answer exactly as if they did not exist."""
    with arranging(server.home) as arrangement:
        folio = arrangement.draft(PERSON, "Asunto ajeno")
        (document,) = arrangement.document_ids(folio)
    answers = []
    for asked in (folio, "PRO-99999-ZZZZ"):
        company.goto(f"/promocion?folio={asked}")
        alert = company.get_by_role("alert")
        expect(alert).to_contain_text("No encontramos lo que pidió.")
        answers.append(alert.inner_text())
        expect(company.get_by_text("Asunto ajeno")).to_have_count(0)
    assert answers[0] == answers[1]
    paths = [f"/api/documentos/{n}/{what}" for n in (document, 999_999) for what in ("original", "vista")]
    replies = [company.request.get(path) for path in paths]
    assert {reply.status for reply in replies} == {404}
    assert len({reply.text() for reply in replies}) == 1
