"""A clerk accepts and rejects, the filer reads it, and two clerks never decide the same filing."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import by_hand, clerk, filer
from tests.acceptance.arranged import (
    CLERK,
    CLERK_NAME,
    OTHER_CLERK,
    OTHER_CLERK_NAME,
    PERSON,
    Arrangement,
    arranging,
)
from tests.acceptance.filer import press
from tests.acceptance.papers import SHEET_TEXT, WORD_TEXT, every_kind, pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

GROUND = "Falta un anexo mencionado en el escrito"
NUMBER = re.compile(r"OP-\d{4}-\d{6}")
REASON = "=El hecho segundo cita el Anexo 2, página 3, y no se acompañó."
"""Begins as a formula does: no export may let a spreadsheet take it for one."""


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def reviewing(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of a clerk, signed in."""
    return sign_in(new_context().new_page(), CLERK)


@pytest.fixture
def other_clerk(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of another clerk, signed in."""
    return sign_in(new_context().new_page(), OTHER_CLERK)


def test_clerk_sees_every_document_and_the_verdict(reviewing: Page, arrangement: Arrangement) -> None:
    """From the Bandeja to the review: PDF and picture drawn, Word and Excel readable, all of it matching."""
    papers = every_kind()
    folio = arrangement.sent(PERSON, "Denuncia con cuatro documentos", *papers)
    clerk.open_from_queue(reviewing, folio)
    viewer = reviewing.get_by_role("region", name="Visor de documentos")
    for number, paper in enumerate(papers, 1):
        viewer.get_by_role("tab", name=re.compile(rf"^{number} ?{re.escape(paper.name)}")).click()
        expect(viewer.get_by_role("tabpanel", name=paper.name)).to_be_visible()
        _expect_shown(viewer.get_by_role("tabpanel"), paper.media_type)
        expect(viewer.get_by_text("Coincide con el manifiesto")).to_be_visible()
    for line in (
        "✔ Integridad: 5 de 5 archivos coinciden",
        "✔ Firma: Válida al firmar",
        "✔ Identidad: Quien firma es titular de la cuenta",
    ):
        expect(reviewing.get_by_text(line)).to_be_visible()
    manifest = clerk.expand(reviewing, "Documentos (4)")
    cells = manifest.get_by_test_id("data-grid-canvas").locator("td")
    expect(cells.filter(has_text="✔ coincide")).to_have_count(5)


def _expect_shown(panel: Locator, media_type: str) -> None:
    if "word" in media_type:
        expect(panel.frame_locator("iframe").get_by_text(WORD_TEXT)).to_be_visible()
    elif "sheet" in media_type:
        expect(panel.get_by_role("cell", name=SHEET_TEXT)).to_be_visible()
        expect(panel.get_by_role("cell", name="1234.5")).to_be_visible()
    else:
        image = panel.get_by_role("img").first
        expect(image).to_be_visible()
        expect(image).to_have_js_property("complete", value=True)
        assert image.evaluate("image => image.naturalWidth") > 100


def test_acceptance_gives_a_number_and_both_sides_a_receipt(
    reviewing: Page, new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, tmp_path: Path
) -> None:
    """Accepting asks first; then filer and clerks see number, who and when, and every export holds it."""
    folio = arrangement.sent(PERSON, "Denuncia que se acepta")
    clerk.open_review(reviewing, folio)
    dialog = clerk.ask(reviewing, "Aceptar")
    expect(dialog).to_contain_text("No se puede deshacer.")
    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_have_count(0)
    assert arrangement.promocion(folio).status == "under_review"
    clerk.confirm(clerk.ask(reviewing, "Aceptar"), "Aceptar")
    told = reviewing.get_by_text(re.compile(rf"{folio} aceptada con el número OP-"))
    expect(told).to_be_visible()
    found = NUMBER.search(told.inner_text())
    assert found
    filing = sign_in(new_context().new_page(), PERSON)
    filer.open_promocion(filing, folio)
    expect(filing.get_by_text(re.compile("Aceptada$"))).to_be_visible()
    pdf = filer.downloaded(filing, "Acuse de recepción (PDF)")
    by_hand.expect_sealed(pdf, tmp_path)
    text = by_hand.pdf_text(pdf, tmp_path)
    assert folio in text
    assert found.group() in text
    clerk.open_review(reviewing, folio)
    expect(reviewing.get_by_text(re.compile(found.group())).first).to_be_visible()
    _expect_exports(reviewing, {folio, found.group(), "Aceptada", CLERK_NAME}, tmp_path)


def test_rejection_tells_ground_text_and_what_to_do(
    reviewing: Page, new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, tmp_path: Path
) -> None:
    """Ground and text are demanded in words; the filer reads them, with advice, on screen and on paper."""
    folio = arrangement.sent(PERSON, "Denuncia que se rechaza")
    clerk.open_review(reviewing, folio)
    dialog = clerk.ask(reviewing, "Rechazar")
    expect(dialog.get_by_role("button", name=re.compile("^Rechazar"))).to_be_disabled()
    expect(dialog.get_by_text(re.compile("^Falta: la causa, el texto"))).to_be_visible()
    dialog.get_by_role("combobox", name="Causa *").click()
    reviewing.get_by_role("option", name=GROUND).click()
    clerk.confirm(dialog, "Rechazar")
    expect(dialog.get_by_text("Falta explicar el motivo al promovente.")).to_be_visible()
    assert arrangement.promocion(folio).status == "under_review"
    filer.write(reviewing, "Texto para el promovente *", REASON)
    clerk.confirm(dialog, "Rechazar")
    expect(reviewing.get_by_text(f"{folio} rechazada")).to_be_visible()
    filing = sign_in(new_context().new_page(), PERSON)
    filer.open_promocion(filing, folio)
    expect(filing.get_by_text(re.compile("Rechazada$"))).to_be_visible()
    for text in (GROUND, REASON, "Agregue el anexo que el escrito menciona"):
        expect(filing.get_by_text(text).first).to_be_visible()
    pdf = filer.downloaded(filing, "Constancia de rechazo (PDF)")
    by_hand.expect_sealed(pdf, tmp_path)
    printed = by_hand.pdf_text(pdf, tmp_path)
    for text in (folio, GROUND, REASON):
        assert text in printed
    _expect_exports(reviewing, {folio, GROUND, "Rechazada", CLERK_NAME, f"'{REASON}"}, tmp_path)


def _expect_exports(page: Page, cells: set[str], folder: Path) -> None:
    """Fail unless the closed view, as table, XLSX, CSV and ZIP, holds a row with these cells."""
    folio = next(cell for cell in cells if cell.startswith("PRO-"))
    page.goto("/cerradas")
    box = page.get_by_role("searchbox", name="Buscar")
    box.fill(folio)
    box.press("Enter")
    expect(clerk.grid_rows(page)).to_have_count(1)
    expect(clerk.grid_rows(page)).to_contain_text(CLERK_NAME)
    press(page, "Exportar la lista (1)…")
    book = openpyxl.load_workbook(io.BytesIO(filer.downloaded(page, "Descargar Excel (XLSX)")))
    rows = [[str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows()]
    page.get_by_role("dialog").get_by_text("CSV", exact=True).click()
    text = filer.downloaded(page, "Descargar CSV").decode("utf-8-sig")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for exported in (rows, list(csv.reader(io.StringIO(text)))):
        assert len(exported) == 2
        assert cells <= set(exported[1]), exported[1]
    clerk.click_first_row(page, 16)
    archive = zipfile.ZipFile(io.BytesIO(filer.downloaded(page, "Acuses de la marcada (ZIP)")))
    name, *further = archive.namelist()
    assert folio in name
    assert further == ["indice.csv", "manifest-sha256.txt"]
    by_hand.expect_sealed(archive.read(name), folder)


def test_second_clerk_reads_and_may_not_decide(
    reviewing: Page, other_clerk: Page, arrangement: Arrangement
) -> None:
    """Who opens second is told who has it, may read everything, and finds the decisions disabled with why."""
    folio = arrangement.sent(PERSON, "Denuncia que dos abren", pdf_paper())
    clerk.open_review(reviewing, folio)
    expect(reviewing.get_by_text("La tiene usted")).to_be_visible()
    clerk.open_review(other_clerk, folio)
    expect(
        other_clerk.get_by_text(re.compile(f"Sólo lectura. La tiene {CLERK_NAME} desde el"))
    ).to_be_visible()
    expect(other_clerk.get_by_text(f"La está revisando {CLERK_NAME}.")).to_be_visible()
    for name in ("Aceptar", "Rechazar", "Devolver"):
        expect(other_clerk.get_by_role("button", name=re.compile(f"^{name}"))).to_be_disabled()
    _expect_shown(other_clerk.get_by_role("tabpanel"), "application/pdf")
    assert arrangement.actions(folio).count("claim") == 1


def test_two_clerks_with_open_dialogs_make_one_decision(
    reviewing: Page, other_clerk: Page, arrangement: Arrangement
) -> None:
    """With both confirmations on screen, the one who no longer has it is refused by name; one decision stands."""
    folio = arrangement.sent(PERSON, "Denuncia que dos resuelven")
    clerk.open_review(reviewing, folio)
    accepting = clerk.ask(reviewing, "Aceptar")
    elsewhere = reviewing.context.new_page()
    clerk.open_review(elsewhere, folio)
    clerk.confirm(clerk.ask(elsewhere, "Devolver"), "Devolver")
    expect(elsewhere.get_by_text("devuelta a la bandeja")).to_be_visible()
    clerk.open_review(other_clerk, folio)
    other_accepting = clerk.ask(other_clerk, "Aceptar")
    clerk.confirm(accepting, "Aceptar")
    expect(accepting.get_by_text(f"La promoción la está revisando {OTHER_CLERK_NAME}.")).to_be_visible()
    clerk.confirm(other_accepting, "Aceptar")
    expect(other_clerk.get_by_text(re.compile(rf"{folio} aceptada"))).to_be_visible()
    clerk.confirm(accepting, "Aceptar")
    expect(accepting.get_by_text("La promoción ya no admite esta acción.")).to_be_visible()
    assert arrangement.actions(folio).count("accept") == 1
    assert arrangement.acuse_kinds(folio) == ["envio", "recepcion"]


def test_one_clerk_in_two_tabs_makes_one_decision(reviewing: Page, arrangement: Arrangement) -> None:
    """Accepting in one tab and rejecting in another at the same moment leaves exactly one of the two."""
    folio = arrangement.sent(PERSON, "Denuncia en dos pestañas")
    other_tab = reviewing.context.new_page()
    for page in (reviewing, other_tab):
        clerk.open_review(page, folio)
    accepting, rejecting = clerk.ask(reviewing, "Aceptar"), clerk.ask(other_tab, "Rechazar")
    rejecting.get_by_role("combobox", name="Causa *").click()
    other_tab.get_by_role("option", name="Duplicada", exact=True).click()
    filer.write(other_tab, "Texto para el promovente *", "Ya se había presentado el mismo escrito.")
    clerk.confirm(accepting, "Aceptar")
    clerk.confirm(rejecting, "Rechazar")
    refused = "La promoción ya no admite esta acción.|La promoción cambió mientras usted trabajaba en ella."
    done = f"{folio} (aceptada|rechazada)"
    for page in (reviewing, other_tab):
        expect(page.get_by_text(re.compile(f"{done}|{refused}")).first).to_be_visible()
    decisions = [a for a in arrangement.actions(folio) if a in {"accept", "reject"}]
    assert len(decisions) == 1
    assert len(arrangement.acuse_kinds(folio)) == 2
