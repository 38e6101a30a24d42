"""A person files, from the empty form to the acuse."""

import hashlib
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import by_hand, filer
from tests.acceptance.arranged import PERSON, efirma
from tests.acceptance.filer import KEY_PASSWORD
from tests.acceptance.overheard import Overheard, secrets_of
from tests.acceptance.papers import Paper, every_kind, pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import SignIn

LIMIT_BYTES = 50 * 1024 * 1024
SURE = (
    "¿La información capturada es correcta? De ser así, una vez enviada la promoción no se permite "
    "la modificación de ningún dato o documento."
)


@pytest.fixture
def filing(page: Page, sign_in: SignIn) -> Page:
    """Return the page of the person, signed in."""
    return sign_in(page, PERSON)


def test_form_says_what_is_missing_and_saves_what_is_right(filing: Page) -> None:
    """An empty form names each missing field; the complete one gives a folio and shows what was written."""
    filing.goto("/crear-promocion")
    filer.press(filing, "Guardar")
    expect(filing.get_by_text("Faltan datos o hay datos que corregir.")).to_be_visible()
    expect(filing.get_by_text("Este dato es obligatorio.")).to_have_count(3)
    filer.write(filing, "Procedimiento *", "Denuncia de todos los campos")
    filer.pick(filing, "Tipo de promoción *", "Inicial")
    filer.choose(filing, "Tipo de procedimiento *", "Otro")
    filer.press(filing, "Guardar")
    expect(filing.get_by_text("Para este tipo de procedimiento este dato es obligatorio.")).to_be_visible()
    expect(filing.get_by_text("Este dato es obligatorio.", exact=True)).to_have_count(0)
    filer.choose(filing, "Carácter del promovente", "Representante legal o Apoderado")
    filer.write(filing, "Nombre del promovente *", "MARÍA NÚÑEZ")
    filer.write(filing, "Agente económico *", "PEÑA E HIJOS, S.A.")
    filer.write(filing, "Descripción de la promoción *", "Lo que se pide, con **negritas** que no lo son.")
    filer.press(filing, "Guardar")
    expect(filing.get_by_role("heading", name="Denuncia de todos los campos")).to_be_visible()
    expect(filing.get_by_text("¿La documentación fue enviada?")).to_contain_text("No")
    filer.step(filing, "Datos")
    procedimiento = filing.get_by_role("textbox", name="Procedimiento *")
    expect(procedimiento).to_be_disabled()
    expect(procedimiento).to_have_value("Denuncia de todos los campos")
    expect(filing.get_by_role("textbox", name="Agente económico *")).to_have_value("PEÑA E HIJOS, S.A.")
    description = filing.get_by_role("textbox", name="Descripción de la promoción *")
    expect(description).to_have_value("Lo que se pide, con **negritas** que no lo son.")


def test_documents_are_added_kept_replaced_and_deleted(filing: Page, tmp_path: Path) -> None:
    """Four kinds arrive with their digests; too large, empty and namesake files each get their answer."""
    filer.create(filing, "Denuncia con documentos")
    papers = every_kind()
    filer.upload(filing, *papers)
    for paper in papers:
        expect(_digest(filing, paper.name, paper)).to_be_visible()
    too_large = tmp_path / "Enorme.pdf"
    with too_large.open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    filer.offer(filing, too_large)
    line = filer.on_its_way(filing, "Enorme.pdf")
    expect(line).to_contain_text("El archivo mide 52,428,801 bytes y el límite es de 52,428,800 bytes.")
    filer.offer(filing, [Paper("Vacío.pdf", "application/pdf", b"")])
    expect(filer.on_its_way(filing, "Vacío.pdf")).to_contain_text("El archivo está vacío (0 bytes).")
    _answer_namesakes(filing)
    filer.do_with(filing, "Escrito (2).pdf", "Eliminar")
    question = filing.get_by_role("dialog")
    expect(question).to_contain_text("¿Está seguro de que desea eliminar permanentemente este archivo?")
    question.get_by_role("button", name="Cancelar").click()
    expect(filer.row(filing, "Escrito (2).pdf")).to_be_visible()
    filer.do_with(filing, "Escrito (2).pdf", "Eliminar")
    question.get_by_role("button", name="Eliminar").click()
    expect(filer.row(filing, "Escrito (2).pdf")).to_have_count(0)
    filing.reload()
    expect(filing.get_by_text(re.compile("^4 documentos"))).to_be_visible()


def _answer_namesakes(filing: Page) -> None:
    longer, longest = pdf_paper(pages=3), pdf_paper(pages=4)
    filer.offer(filing, [longer])
    filer.on_its_way(filing, longer.name).get_by_role("button", name="Conservar ambos").click()
    expect(_digest(filing, "Escrito (2).pdf", longer)).to_be_visible()
    expect(_digest(filing, "Escrito.pdf", pdf_paper())).to_be_visible()
    filer.offer(filing, [longest])
    filer.on_its_way(filing, longest.name).get_by_role("button", name="Reemplazar").click()
    expect(_digest(filing, "Escrito.pdf", longest)).to_be_visible()
    expect(_digest(filing, "Escrito (2).pdf", longer)).to_be_visible()


def _digest(page: Page, name: str, paper: Paper) -> Locator:
    digest = hashlib.sha256(paper.data).hexdigest()
    return filer.row(page, name).locator(f'code[title="{digest}"]')


def test_person_signs_and_sends_and_holds_an_acuse(filing: Page, server: RunningApp, tmp_path: Path) -> None:
    """Signing sends no key; sending asks first; acuse and package stand without this product."""
    overheard = Overheard()
    overheard.listen(filing)
    folio = filer.create(filing, "Denuncia que se envía")
    papers = every_kind()
    filer.upload(filing, *papers)
    filer.step(filing, "Firmar y enviar")
    filer.sign(filing, efirma(server.home, PERSON))
    _expect_secrets_kept(overheard, server)
    dialog = filer.ask_to_send(filing)
    expect(dialog).to_contain_text(SURE)
    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_have_count(0)
    expect(filing.get_by_text("¿La documentación fue enviada?")).to_contain_text("No")
    filer.send(filing)
    expect(filing.get_by_text("¿La documentación fue enviada?")).to_contain_text("Sí")
    for act in ("Creó la promoción", "Agregó un documento", "Firmó", "Envió la promoción"):
        expect(filing.get_by_text(act).first).to_be_visible()
    _expect_acuse(filer.downloaded(filing, "Acuse de envío (PDF)"), folio, papers, tmp_path)
    bag = by_hand.unpack(filer.downloaded(filing, "Paquete de evidencia (ZIP)"), tmp_path)
    by_hand.expect_package_stands(bag)
    for paper in papers:
        assert (bag / "data" / "documentos" / paper.name).read_bytes() == paper.data


def _expect_secrets_kept(overheard: Overheard, server: RunningApp) -> None:
    key = efirma(server.home, PERSON, ".key").read_bytes()
    certificate = efirma(server.home, PERSON).read_bytes()
    assert overheard.holds(certificate[300:360]), "the certificate does travel: we would have heard the key"
    left = [n for n, secret in secrets_of(key, KEY_PASSWORD).items() if overheard.holds(secret)]
    assert left == []
    database = b"".join(path.read_bytes() for path in server.home.glob("oficialia.sqlite3*"))
    assert key[200:260] not in database
    assert KEY_PASSWORD.encode() not in database + server.log.read_bytes()


def _expect_acuse(pdf: bytes, folio: str, papers: tuple[Paper, ...], folder: Path) -> None:
    by_hand.expect_sealed(pdf, folder)
    text = by_hand.pdf_text(pdf, folder)
    today = datetime.now(ZoneInfo("America/Mexico_City"))
    assert folio in text
    assert f"{today:%d/%m/%Y}" in text
    unbroken = text.replace(" ", "")
    for paper in papers:
        assert hashlib.sha256(paper.data).hexdigest() in unbroken, paper.name
        assert paper.name.replace(" ", "") in unbroken
