"""Inspection of real bytes by the real readers, honest and hostile."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import Settings
from core.documents.findings import Inspection, Severity
from core.documents.reader import DocumentReader
from tests import documents_samples as samples

Examine = Callable[[str, bytes], Inspection]
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
LINKED = samples.relationship("image", "http://127.0.0.1:1/espia.png", external=True)
DOCTYPE = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def examine(reader: DocumentReader, tmp_path: Path) -> Examine:
    """Return a function that inspects bytes under a name."""

    def inspect(name: str, data: bytes) -> Inspection:
        path = tmp_path / "documento"
        path.write_bytes(data)
        return reader.inspect(path, name)

    return inspect


HONEST = {
    "escrito.pdf": (samples.pdf(3), "application/pdf", 3),
    "ESCRITO.PDF": (samples.pdf(), "application/pdf", 1),
    "permisos.pdf": (samples.encrypted_pdf(""), "application/pdf", 1),
    "poder.docx": (
        samples.docx(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        None,
    ),
    "anexo.xlsx": (
        samples.xlsx([["Ventas", 1]]),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        None,
    ),
    "viejo.doc": (samples.compound(["WordDocument"]), "application/msword", None),
    "viejo.xls": (samples.compound(["Workbook"]), "application/vnd.ms-excel", None),
    "foto.png": (samples.picture("PNG"), "image/png", 1),
    "foto.jpeg": (samples.picture("JPEG"), "image/jpeg", 1),
    "plano.tif": (samples.picture("TIFF"), "image/tiff", 1),
    "nota.txt": ("Año y señal".encode(), "text/plain", None),
    "viejo.txt": ("Año y señal".encode("cp1252"), "text/plain", None),
    "bloc.txt": ("Año y señal".encode("utf-16"), "text/plain", None),
    "tabla.csv": (b"a;b\n1;2\n", "text/csv", None),
    "cfdi.xml": (b'<?xml version="1.0"?><a/>', "application/xml", None),
    "datos.json": (b'{"a": [1, 2]}', "application/json", None),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_known_by_its_content(examine: Examine, name: str) -> None:
    """Type and pages are right and nothing is found fault with."""
    data, media_type, pages = HONEST[name]
    assert examine(name, data) == Inspection(media_type, pages, ())


CUT = {
    ("cortado.pdf", "pdf_end"): samples.pdf(2)[:200],
    ("cortado.docx", "zip_directory"): samples.docx()[:-40],
    ("cortada.png", "png_end"): samples.picture("PNG", (400, 400))[:300],
    ("cortada.jpg", "jpeg_end"): samples.picture("JPEG", (400, 400))[:700],
}


@pytest.mark.parametrize(("name", "missing"), CUT)
def test_a_file_cut_on_its_way_is_damaged_and_says_what_is_missing(
    examine: Examine, name: str, missing: str
) -> None:
    """Whoever reads «damaged» also learns that the end is not there."""
    inspection = examine(name, CUT[name, missing])
    assert [f.code for f in inspection.findings] == ["damaged", "truncated"]
    assert dict(inspection.findings[1].facts) == {"missing": missing}
    assert inspection.severity is Severity.REFUSED


REFUSED = {
    ("vacio.pdf", "empty"): b"",
    ("otro.pdf", "damaged"): b"esto no es un PDF",
    ("cerrado.pdf", "password_protected"): samples.encrypted_pdf("secreto"),
    ("cerrado.docx", "password_protected"): samples.compound(["EncryptedPackage", "EncryptionInfo"]),
    ("cerrado.doc", "password_protected"): samples.compound(
        ["WordDocument"], bytes(10) + struct.pack("<H", 0x0100)
    ),
    ("cerrado.xls", "password_protected"): samples.compound(
        ["Workbook"], struct.pack("<HHIHHH", 0x0809, 4, 0, 0x002F, 2, 1)
    ),
    ("hueco.docx", "damaged"): samples.docx(body="<w:p>"),
    ("entidad.docx", "damaged"): samples.docx(prolog=DOCTYPE),
    ("roto.xml", "damaged"): b"<?xml version='1.0'?><a>",
    ("roto.json", "damaged"): b'{"a": ',
    ("hondo.json", "damaged"): b"[" * 100_000,
    ("bomba.xlsx", "expands_too_much"): samples.xlsx_bomb(),
    ("bomba.pdf", "expands_too_much"): samples.pdf_bomb(),
    ("varios.zip", "type_not_admitted"): samples.package({"a.txt": "a"}),
    ("programa.exe", "type_not_admitted"): b"MZ\x90\x00" + bytes(100),
    ("pagina.html", "type_not_admitted"): b"<!doctype html><script>alert(1)</script>",
    ("dibujo.svg", "type_not_admitted"): b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    ("ruido.bin", "type_not_admitted"): bytes(range(256)),
}


@pytest.mark.parametrize(("name", "code"), REFUSED)
def test_what_cannot_be_filed_is_refused(examine: Examine, name: str, code: str) -> None:
    """Each defect has its own code, and it is the worst that was found."""
    inspection = examine(name, REFUSED[name, code])
    assert [f.code for f in inspection.findings] == [code]
    assert inspection.severity is Severity.REFUSED


ACTIVE = {
    ("abre.pdf", "javascript"): samples.pdf(
        catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    ),
    ("nombres.pdf", "javascript"): samples.pdf(
        catalog="/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>"
    ),
    ("seguido.pdf", "launch"): samples.pdf(
        catalog="/OpenAction << /S /GoTo /D [5 0 R] /Next << /S /Launch /F (cmd.exe) >> >>"
    ),
    ("pagina.pdf", "launch"): samples.pdf_with_page_action("/Launch"),
    ("envia.pdf", "remote"): samples.pdf_with_page_action("/SubmitForm"),
    ("adjunto.pdf", "embedded_files"): samples.pdf_with_attachment(),
    ("forma.pdf", "xfa"): samples.form_pdf(),
    ("macro.docm", "macros"): samples.docx(parts={"word/vbaProject.bin": b"x"}, main_type=DOCM),
    ("objeto.docx", "ole_objects"): samples.docx(parts={"word/embeddings/oleObject1.bin": b"x"}),
    ("espia.docx", "external_resources"): samples.docx(relationships=LINKED),
    ("dde.docx", "dde"): samples.docx(
        body="<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd</w:instrText></w:r></w:p>"
    ),
    ("dde-en-partes.docx", "dde"): samples.docx(
        body='<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>D</w:instrText></w:r>'
        "<w:r><w:instrText>DE c:\\\\cmd</w:instrText></w:r></w:p>"
    ),
    ("trae.docx", "external_resources"): samples.docx(
        body="<w:p><w:r><w:instrText>INCLUDEPICTURE &quot;http://127.0.0.1:1/x&quot;</w:instrText></w:r></w:p>"
    ),
    ("nota-dde.docx", "dde"): samples.docx(
        parts={"word/footnotes.xml": '<w:f xmlns:w="w"><w:fldSimple w:instr=" DDEAUTO cmd "/></w:f>'}
    ),
    ("va-solo.pdf", "remote"): samples.pdf(catalog="/OpenAction << /S /URI /URI (http://127.0.0.1:1) >>"),
    ("sin-tipo.pdf", "javascript"): samples.pdf(catalog="/OpenAction << /S /Rara /JS (app.alert\\(1\\)) >>"),
    ("macro.doc", "macros"): samples.compound(["WordDocument", "Macros"]),
    ("objeto.xls", "ole_objects"): samples.compound(["Workbook", "MBD0001A2B3"]),
}


@pytest.mark.parametrize(("name", "kind"), ACTIVE)
def test_active_content_is_named_with_its_kind(examine: Examine, name: str, kind: str) -> None:
    """What acts by itself is a warning that says what it is."""
    findings = examine(name, ACTIVE[name, kind]).findings
    assert [(f.code, dict(f.facts)) for f in findings] == [("active_content", {"kind": kind})]
    assert findings[0].severity is Severity.WARNING


def test_a_hyperlink_is_no_active_content(examine: Examine) -> None:
    """A link waits to be clicked: almost every document has one."""
    link = samples.relationship("hyperlink", "https://www.gob.mx", external=True)
    assert examine("liga.docx", samples.docx(relationships=link)).findings == ()


def test_a_link_to_click_in_a_pdf_is_no_active_content(examine: Examine) -> None:
    """An address in an annotation waits too; only one that opens by itself is told."""
    annotation = "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://a.mx) >> >>"
    linked = samples.pdf().replace(b"/Contents 4 0 R", b"/Contents 4 0 R /Annots [%s]" % annotation.encode())
    assert {f.code for f in examine("liga.pdf", linked).findings} <= {"truncated"}


def test_an_office_file_of_locked_parts_asks_for_a_password(examine: Examine) -> None:
    """Parts locked the way ZIP does it cannot be read, whatever the directory says."""
    locked = bytearray(samples.docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        named = locked.find(b"word/document.xml", locked.find(mark, locked.find(b"PK\x01\x02") * (at == 8)))
        place = locked.rfind(mark, 0, named)
        locked[place + at] |= 1
    assert "password_protected" in {f.code for f in examine("cerrado.docx", bytes(locked)).findings}


@pytest.mark.parametrize(
    ("name", "data", "facts"),
    [
        ("foto.pdf", samples.picture("PNG"), {"extension": ".pdf", "detected": "png"}),
        ("escrito.docx", samples.pdf(), {"extension": ".docx", "detected": "pdf"}),
    ],
)
def test_a_name_that_promises_another_type_is_a_warning(
    examine: Examine, name: str, data: bytes, facts: dict[str, str]
) -> None:
    """The content decides what it is; the difference is told."""
    (finding,) = examine(name, data).findings
    assert (finding.code, dict(finding.facts)) == ("content_differs_from_extension", facts)


@pytest.mark.parametrize(
    ("name", "data", "facts"),
    [
        ("doble.pdf", samples.pdf() + samples.package({"a": "b"}), {"first": "pdf", "second": "zip"}),
        ("doble.png", samples.picture("PNG") + samples.pdf(), {"first": "png", "second": "pdf"}),
        ("pagina.pdf", b"<script>alert(1)</script>\n" + samples.pdf(), {"first": "pdf", "second": "html"}),
    ],
)
def test_a_file_of_two_types_is_a_warning(
    examine: Examine, name: str, data: bytes, facts: dict[str, str]
) -> None:
    """A polyglot shows different people different things."""
    found = {f.code: dict(f.facts) for f in examine(name, data).findings}
    assert found["two_types_in_one"] == facts


def test_readers_that_disagree_are_a_warning(examine: Examine) -> None:
    """A PDF without a cross-reference offset opens in pdfium only, and with a false count in both."""
    lame = samples.pdf().replace(b"startxref", b"startxxxx").replace(b"trailer", b"trxxler")
    codes = {f.code for f in examine("cojo.pdf", lame).findings}
    assert codes - {"truncated"} <= {"opens_in_one_reader_only", "damaged"}
    assert codes - {"truncated"}
    miscounted = samples.pdf(2).replace(b"/Count 2", b"/Count 5")
    found = {f.code: dict(f.facts) for f in examine("cuenta.pdf", miscounted).findings}
    assert found["page_counts_differ"] == {"pdfium": 5, "pypdf": 2}


SAMPLED = {
    ("en-blanco.pdf", "pages_blank"): (samples.pdf(3, content=b""), {"number": 3, "looked": 3, "page": 1}),
    ("escaneado.pdf", "without_text"): (samples.scanned_pdf(), {"number": 1, "looked": 1, "page": 1}),
    ("enorme.pdf", "page_too_large"): (
        samples.pdf(2).replace(b" /MediaBox [0 0 612 792]", b"/MediaBox[0 0 612 28800]"),
        {"page": 1, "width_cm": 22, "height_cm": 1016},
    ),
}


@pytest.mark.parametrize(("name", "code"), SAMPLED)
def test_a_sample_of_the_pages_is_looked_at(examine: Examine, name: str, code: str) -> None:
    """Blank pages, pages that are only pictures and absurd sizes are told, none of them refused."""
    data, facts = SAMPLED[name, code]
    inspection = examine(name, data)
    assert [(f.code, dict(f.facts)) for f in inspection.findings] == [(code, facts)]
    assert inspection.severity is not Severity.REFUSED


def test_a_long_pdf_is_sampled_not_read_through(examine: Examine) -> None:
    """Of two hundred blank pages twelve are drawn, the first and the last among them."""
    (finding,) = examine("largo.pdf", samples.pdf(200, content=b"")).findings
    assert dict(finding.facts) == {"number": 12, "looked": 12, "page": 1}


def test_a_pdf_whose_table_is_elsewhere_is_told(examine: Examine) -> None:
    """Readers rebuild it by guessing; the filer learns that something was lost or moved."""
    moved = samples.pdf().replace(b"startxref\n", b"startxref\n9")
    assert [dict(f.facts) for f in examine("movido.pdf", moved).findings] == [{"missing": "pdf_table"}]


def test_too_many_pixels_are_never_decoded(examine: Examine) -> None:
    """A picture of 3 600 megapixels costs its header only."""
    (finding,) = examine("enorme.png", samples.enormous_png()).findings
    assert (finding.code, finding.facts["megapixels"]) == ("too_many_pixels", 3600)


def test_too_many_pages_are_told(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the number a clerk can read, the filer is warned."""
    monkeypatch.setattr("core.documents.inspection.MAX_PAGES", 4)
    (finding,) = examine("largo.pdf", samples.pdf(5)).findings
    assert (finding.code, dict(finding.facts)) == ("too_many_pages", {"pages": 5, "most": 4})


def test_what_was_not_examined_is_said(tmp_path: Path) -> None:
    """Without time to look, the finding names the step and the limit, and does not refuse the file."""
    path = tmp_path / "escrito.pdf"
    path.write_bytes(samples.pdf())
    hasty = Settings(worker_memory_mib=16)
    with DocumentReader(hasty, tmp_path / "cache") as reader:
        inspection = reader.inspect(path, path.name)
    assert {f.code for f in inspection.findings} == {"not_examined"}
    assert inspection.findings[0].facts["step"] == "identify"
    assert inspection.severity is Severity.WARNING


def test_entities_are_neither_expanded_nor_fetched(examine: Examine) -> None:
    """A billion laughs and an external entity leave the reader alive and the file as it is."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ja">{laughs}]><a>&a11;</a>'
    assert examine("risas.xml", bomb.encode()).findings == ()
    outside = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert [f.facts.get("kind") for f in examine("fuera.xml", outside).findings] == ["external_resources"]
