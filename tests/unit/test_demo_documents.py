"""The documents of the demonstration are what their names say, and say themselves what they are."""

import csv
import io
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from console.demo.accounts import DemoAccount, demo_credentials
from console.demo.documents import Case, DocumentMaker
from console.demo.office_files import FOOTER, monthly_price
from console.demo.story import DemoFiling, read_story
from core.config import PROJECT, Settings
from core.domain.promocion import PromocionFields

DEMO = PROJECT / "data" / "demo"
ACCOUNTS = {a.username: a for a in demo_credentials(Settings())}
FILINGS = {f.key: f for f in read_story(DEMO / "promociones.toml").filings}


@pytest.fixture(scope="module")
def maker() -> DocumentMaker:
    """Return one maker for all tests, as one loading has."""
    return DocumentMaker(DEMO)


def case(filing: DemoFiling, account: DemoAccount) -> Case:
    """Return a filing's case, by its filer's own right."""
    fields = PromocionFields(
        filing.procedimiento, "inicial", filing.tipo, caracter="propio_derecho", promovente=account.name
    )
    return Case(filing, account, fields, date(2026, 11, 3))


GAS = case(FILINGS["denuncia-gas"], ACCOUNTS["maria.nunez"])
CEMENT = case(FILINGS["exclusividad-cemento"], ACCOUNTS["compania.ejemplo"])


def text_of(pdf: bytes) -> str:
    """Return a PDF's text with single blanks, hyphenation at line ends undone."""
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(pages.replace("-\n", "").split())


def test_a_writ_tells_its_own_case(maker: DocumentMaker) -> None:
    """Two pages or more with the facts, the annexes, the date in words and the page numbers."""
    pdf = maker.make("escrito", GAS)
    text = text_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 2
    assert "cuarenta y dos expendios" in text
    assert "02 Poder notarial.pdf" in text
    assert "3 de noviembre de 2026" in text
    assert "Página 1 de" in text
    assert maker.make("escrito", CEMENT) != pdf


def test_what_a_person_wrote_is_never_markup(maker: DocumentMaker) -> None:
    """Typst code in a name is printed, not run."""
    hostile = '#panic("x") $ ] *'
    fields = replace(GAS.fields, promovente=hostile)
    filing = replace(GAS.filing, key="hostil", hechos=(hostile,))
    assert '#panic("x")' in text_of(maker.make("escrito", replace(GAS, fields=fields, filing=filing)))


@pytest.mark.parametrize("model", ["escrito", "poder", "contrato", "informe"])
def test_papers_say_that_they_are_a_demonstration(maker: DocumentMaker, model: str) -> None:
    """The foot of every page says so."""
    pages = PdfReader(io.BytesIO(maker.make(model, CEMENT))).pages
    assert all("DOCUMENTO DE DEMOSTRACIÓN" in page.extract_text() for page in pages)


def test_the_same_annex_is_made_once_and_is_always_the_same(maker: DocumentMaker) -> None:
    """A second filing of the same account and market gets the very same bytes, in any loading."""
    twin = replace(GAS, filing=replace(GAS.filing, key="otra"))
    assert maker.make("plano", GAS) is maker.make("plano", twin)
    for model in ("poder", "credencial", "precios"):
        assert DocumentMaker(DEMO).make(model, GAS) == maker.make(model, GAS)


def test_the_workbook_calculates(maker: DocumentMaker) -> None:
    """Four sheets; totals are formulas over the figures above them."""
    book = openpyxl.load_workbook(io.BytesIO(maker.make("cifras", GAS)))
    assert book.sheetnames == ["Ventas", "Participaciones", "Precios", "Notas"]
    sales = book["Ventas"]
    assert [c.value for c in sales[sales.max_row]][:2] == ["Total", f"=SUM(B2:B{sales.max_row - 1})"]
    shares = [row[1].value for row in book["Participaciones"].iter_rows(min_row=2, max_row=6)]
    assert shares == [38, 24, 19, 12, 7]
    assert book["Precios"].max_row == 25


def test_prices_rise_in_two_steps() -> None:
    """The story is of two simultaneous rises: after half a year and after fifteen months."""
    yearly = [monthly_price(100, month) for month in (0, 3, 6, 12, 15, 21)]
    assert yearly == [100.0, 100.0, 108.4, 108.4, 116.8, 116.8]


def test_word_documents_open(maker: DocumentMaker) -> None:
    """Heading, table and footer are there."""
    document = docx.Document(io.BytesIO(maker.make("relacion", GAS)))
    assert document.paragraphs[0].text == "Relación cronológica de hechos"
    assert len(document.tables[0].rows) == 6
    assert document.sections[0].footer.paragraphs[0].text == FOOTER


def test_tables_messages_and_registers_are_utf8(maker: DocumentMaker) -> None:
    """CSV, text and XML parse, Spanish letters intact."""
    rows = list(csv.DictReader(io.StringIO(maker.make("precios", GAS).decode())))
    assert len(rows) == 24 * 4
    assert rows[0]["bien"] == "Recipiente portátil de 10 kg"
    root = ET.fromstring(maker.make("padron", GAS))  # noqa: S314 - our own bytes
    assert root.findtext("agente") == "Gas del Cañón"
    assert maker.make("correo", GAS).decode().startswith("De: ")


@pytest.mark.parametrize(
    ("model", "kind"), [("credencial", "JPEG"), ("recibo_ilegible", "JPEG"), ("plano", "PNG")]
)
def test_pictures_are_pictures(maker: DocumentMaker, model: str, kind: str) -> None:
    """Each opens in its format, large enough to be looked at."""
    with Image.open(io.BytesIO(maker.make(model, GAS))) as image:
        assert image.format == kind
        assert min(image.size) > 500


def test_the_problem_files_have_their_problem(maker: DocumentMaker) -> None:
    """One asks for a password, one carries a script, one is empty."""
    assert PdfReader(io.BytesIO(maker.make("protegido", GAS))).is_encrypted
    opened = PdfReader(io.BytesIO(maker.make("con_programa", GAS)))
    assert "/JavaScript" in str(opened.root_object["/OpenAction"])
    assert maker.make("vacio", GAS) == b""
    with pytest.raises(KeyError):
        maker.make("inexistente", GAS)
