"""What a clerk is shown of PDFs and pictures: pages, words, signatures, what the file says of itself."""

from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from core.documents.findings import FindingCode
from core.documents.previews import (
    ImagePreview,
    NoPreview,
    PagesPreview,
)
from tests import documents_samples as documents
from tests import preview_samples as samples
from tests.pki import people
from tests.reading_desk import ReadingDesk, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingDesk]:
    """Return a desk for the whole module."""
    with desk_in(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def test_an_encrypted_pdf_says_that_it_asks_for_a_password(desk: ReadingDesk) -> None:
    """The reason is that one, not a failure."""
    shown = desk.show(documents.encrypted_pdf("clave"), "a.pdf")
    assert isinstance(shown, NoPreview)
    assert shown.finding.code == FindingCode.PASSWORD_PROTECTED


def test_a_photograph_tells_its_camera_but_not_its_place(desk: ReadingDesk) -> None:
    """What it says of itself is listed, invisible characters written out; of the place only that there is one."""
    shown = desk.shown(samples.photograph(), "foto.jpg")
    assert isinstance(shown, ImagePreview)
    assert (shown.width, shown.height) == (40, 60)
    assert dict(shown.facts) == {
        "camera": "Kodak Brownie[U+001B]",
        "taken": "2026-11-22 09:30:00",
        "gps": "yes",
        "resolution": "300 × 300 dpi",
    }


@pytest.mark.parametrize(("form", "name"), [("GIF", "a.gif"), ("BMP", "a.bmp"), ("WEBP", "a.webp")])
def test_pictures_that_are_not_admitted_are_shown_all_the_same(
    desk: ReadingDesk, form: str, name: str
) -> None:
    """Whoever decides must be able to see what was filed."""
    data = documents.picture(form)
    shown = desk.shown(data, name)
    assert isinstance(shown, ImagePreview)
    path, digest = desk.store(data)
    assert desk.reader.page_image(path, digest, 1, 200).media_type == "image/png"
    assert FindingCode.TYPE_NOT_ADMITTED in {f.code for f in desk.reader.inspect(path, name).findings}


def test_a_pdf_lists_who_it_says_has_signed(desk: ReadingDesk) -> None:
    """Name, reason, date and format as the file says, and whether anything was added after it."""
    shown = desk.shown(samples.signed_pdf(), "firmado.pdf")
    assert isinstance(shown, PagesPreview)
    (signature,) = shown.signatures
    assert (signature.field, signature.name, signature.reason) == ("Firma1", "Ana Núñez", "Aprobado")
    assert (signature.signed_at, signature.format) == ("2026-11-22 10:00:00 -06:00", "ETSI.CAdES.detached")
    assert signature.covers_whole_file
    longer = desk.shown(samples.signed_pdf(tail=b"% otra cosa\n"), "firmado.pdf")
    assert isinstance(longer, PagesPreview)
    assert [s.covers_whole_file for s in longer.signatures] == [False]


def test_the_words_of_a_page_stand_where_they_are_drawn(desk: ReadingDesk) -> None:
    """Boxes are in the page's units from its upper left corner, also on a page that is turned and cropped."""
    content = b"BT /F1 24 Tf 72 700 Td (Escrito inicial) Tj 0 -100 Td (Hechos) Tj ET"
    path, digest = desk.store(documents.pdf(content=content))
    page = desk.reader.page_text(path, digest, 1)
    assert (page.text, page.width, page.height) == ("Escrito inicial\nHechos", 612, 792)
    first, second, third = page.words
    assert first.left == pytest.approx(72, abs=3)
    assert first.top == pytest.approx(792 - 700 - 18, abs=8)
    assert second.left > first.left + first.width
    assert third.top - first.top == pytest.approx(100, abs=1)
    assert first.height == pytest.approx(24, abs=8)
    turned = documents.pdf(content=content).replace(
        b"/MediaBox [0 0 612 792]", b"/CropBox [0 0 612 720] /Rotate 90 /MediaBox [0 0 612 792]"
    )
    path, digest = desk.store(turned)
    page = desk.reader.page_text(path, digest, 1)
    first = next(word for word in page.words if word.text.startswith("Escrito"))
    assert (page.width, page.height) == (720, 612)
    assert first.left + first.width == pytest.approx(720, abs=8)
    assert first.top == pytest.approx(72, abs=3)
    assert first.height > first.width


def test_a_text_is_found_on_every_page_that_has_it(desk: ReadingDesk) -> None:
    """Without regard to case and accents; a picture has no pages to search."""
    path, digest = desk.store(
        documents.pdf(3, content=b"BT /F1 24 Tf 72 700 Td (Promocion promoci\\363n) Tj ET")
    )
    hits = desk.reader.search(path, digest, "  PROMOCIÓN ")
    assert (hits.pages, hits.total, hits.searched, hits.complete) == (((1, 2), (2, 2), (3, 2)), 6, 3, True)
    assert desk.reader.search(path, digest, "amparo").total == 0
    assert desk.reader.search(path, digest, " \u0301").total == 0
    path, digest = desk.store(documents.picture())
    assert desk.reader.search(path, digest, "a").pages == ()


def test_what_was_typed_into_a_form_is_read_and_found(desk: ReadingDesk) -> None:
    """A field's value is drawn on the page, so it stands among its words where it is drawn."""
    path, digest = desk.store(samples.filled_form("Zacatecas"))
    (typed,) = [word for word in desk.reader.page_text(path, digest, 1).words if word.text == "Zacatecas"]
    assert typed.left == pytest.approx(102, abs=3)
    assert typed.top == pytest.approx(792 - 520, abs=12)
    assert desk.reader.search(path, digest, "zacatecas").pages == ((1, 1),)


def test_a_signature_names_its_certificates_holder(desk: ReadingDesk) -> None:
    """Also of a certificate of the SAT's shape, whose other attributes libraries stumble over."""
    who = people.person()
    cms = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(b"x")
        .add_signer(x509.load_der_x509_certificate(who.cer), who.private_key, hashes.SHA256())
        .sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])
    )
    shown = desk.shown(samples.signed_pdf(cms=cms + bytes(500)), "firmado.pdf")
    assert isinstance(shown, PagesPreview)
    (signature,) = shown.signatures
    assert signature.holder == who.certificate.holder
    assert signature.issuer
    assert signature.covers_whole_file
