"""What acts in a file is named, wherever and however it is written; what only waits for a click is not."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.documents.reader import DocumentReader
from tests import documents_samples as samples
from tests.documents_samples import docx, package, relationship, repacked
from tests.hostile.office import workbook_with
from tests.hostile.pdfs import with_objects

XML = '<?xml version="1.0"?>'
XHTML, SVG = 'xmlns:x="http://www.w3.org/1999/xhtml"', 'xmlns:s="http://www.w3.org/2000/svg"'
TEXTS = {
    "orden.csv": ("=cmd|'/c calc'!A1,2\r\n", ["dde"]),
    "entre comillas.csv": ('a;"=1+""b""&cmd|\'/c calc\'!A1";2\r\n', ["dde"]),
    "con coma.csv": ("a;@cmd|'/c a,b'!A0;2\n", ["dde"]),
    "pide.csv": ('a,"=WEBSERVICE(""http://127.0.0.1:1/x"")"\n', ["external_resources"]),
    "cuentas.csv": ("-5,+3.20,@nadie,a|b!,=SUMA(A1:A2)\n- uno; dos | tres\n", []),
    "dtd.xml": (f'{XML}<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', ["external_resources"]),
    "entidad.xml": (f'{XML}<!DOCTYPE a [<!ENTITY e SYSTEM "file:///e">]><a>&e;</a>', ["external_resources"]),
    "hoja.xml": (f'{XML}<?xml-stylesheet type="text/xsl" href="a.xsl"?><a/>', ["external_resources"]),
    "incluye.xml": (
        f'{XML}<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="b"/></a>',
        ["external_resources"],
    ),
    "imagen.xml": (
        f'{XML}<x:div {XHTML}><x:img src="http://127.0.0.1:1/i"/></x:div>',
        ["external_resources"],
    ),
    "programa.xml": (f"{XML}<x:div {XHTML}><x:script>alert(1)</x:script></x:div>", ["javascript"]),
    "atributo.xml": (f'{XML}<s:g {SVG} onload="alert(1)"/>', ["javascript"]),
    "entidad interna.xml": (
        f"{XML}<!DOCTYPE a [<!ENTITY e '<x:&#115;cript {XHTML}>alert(1)</x:script>'>]><a>&e;</a>",
        ["javascript"],
    ),
    "enlace.xml": (f'{XML}<x:p {XHTML}><x:a href="http://127.0.0.1:1/">x</x:a></x:p>', []),
    "factura.xml": (
        f'{XML}<c xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a http://b"/>',
        [],
    ),
}

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _field(instruction: str) -> bytes:
    begins = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return docx(f"{begins}<w:r><w:instrText>{instruction}</w:instrText></w:r></w:p>")


def _in_two_bytes(data: bytes) -> bytes:
    part = _part(data).decode()
    return repacked(data, "word/document.xml", part.encode(), part.encode("utf-16"))


def _part(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")


def _related(kind: str, *, external: bool = False, name: str = "settings.xml.rels") -> bytes:
    said = f"<Relationships>{relationship(kind, 'media/x.dat', external=external)}</Relationships>"
    return repacked(docx(), "word/document.xml", b"", b"", {f"word/_rels/{name}": said})


def _sheet(formula: str) -> bytes:
    cells = f'<sheetData><row r="1"><c r="A1"><f>{formula}</f></c></row></sheetData>'
    return workbook_with({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{cells}</worksheet>'})


def _twice() -> bytes:
    out = io.BytesIO(package({"word/document.xml": _part(_field("DDEAUTO cmd"))}))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as both:
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(io.BytesIO(docx())) as clean:
            for name in clean.namelist():
                both.writestr(name, clean.read(name))
    return out.getvalue()


PACKAGES: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "dos bytes.docx": (lambda: _in_two_bytes(_field("DDEAUTO cmd")), ["dde"]),
    "referencia.docx": (lambda: _field("D&#68;EAUTO cmd"), ["dde"]),
    "CDATA.docx": (lambda: _field("<![CDATA[DDEAUTO]]> cmd"), ["dde"]),
    "comentario.docx": (lambda: _field("DD<!-- -->EAUTO cmd"), ["dde"]),
    "números.docx": (lambda: _field("QUOTE 68 68 69 65 85 84 79"), ["dde"]),
    "dos veces.docx": (_twice, ["dde"]),
    "otra carpeta.docx": (
        lambda: repacked(docx(), "word/document.xml", b"", b"", {"a/pie.XML": _part(_field("DDE cmd"))}),
        ["dde"],
    ),
    "imagen.docx": (lambda: _field('INCLUDEPICTURE "htt&#112;://127.0.0.1:1/x"'), ["external_resources"]),
    "plantilla.docx": (
        lambda: _related("attachedTemplate", external=True, name="settings.xml.RELS"),
        ["external_resources"],
    ),
    "trozo.docx": (lambda: _related("aFChunk"), ["embedded_files"]),
    "objeto.docx": (lambda: _related("oleObject"), ["ole_objects"]),
    "programa.docx": (lambda: _related("vbaProject"), ["macros"]),
    "pide.xlsx": (lambda: _sheet('_xlfn.WEB&#83;ERVICE("http://127.0.0.1:1")'), ["external_resources"]),
    "suma.xlsx": (lambda: _sheet("SUM(A2:A9)&amp;CONVERT(1,2,3)"), []),
    "página.docx": (lambda: _field('HYPERLINK "http://127.0.0.1:1" \\o "QUOTE DDE"'), []),
}

_RUNS, _OPENS = "<< /S /JavaScript /JS (1) >>", "<< /S /URI /URI (http://127.0.0.1:1/) >>"
PDFS = {
    "índice": (
        "/Outlines << /First << /Title (a) /First << /Title (b) /A 9 0 R >> >> >>",
        "",
        ["javascript"],
    ),
    "hermano": ("/Outlines << /First << /Next << /A << /S /Launch /F (a) >> >> >> >>", "", ["launch"]),
    "después": (f"/OpenAction << /S /GoTo /Next [<< /S /GoTo /Next {_OPENS} >>] >>", "", ["remote"]),
    "al cerrar": (f"/AA << /WC {_OPENS} >>", "", ["remote"]),
    "hilo": ("/OpenAction << /S /Thread /F (http://127.0.0.1:1/a.pdf) /D 0 >>", "", ["remote"]),
    "al ver": ("", f"/Annots [<< /Subtype /Widget /AA << /PV {_OPENS} >> >>]", ["remote"]),
    "al abrir la página": ("", f"/Annots [<< /Subtype /Widget /AA << /PO {_RUNS} >> >>]", ["javascript"]),
    "adjunto de una página": ("", "/AF [<< /Type /Filespec /F (a) >>]", ["embedded_files"]),
    "enlace": ("", f"/Annots [<< /Subtype /Link /A {_OPENS} /AA << /U {_OPENS} >> >>]", []),
}


def _active(reader: DocumentReader, path: Path, name: str, data: bytes) -> list[object]:
    path.write_bytes(data)
    findings = reader.inspect(path, name).findings
    assert {f.code for f in findings} <= {"active_content", "without_text"}, findings
    return [f.facts["kind"] for f in findings if f.code == "active_content"]


@pytest.mark.parametrize("name", TEXTS)
def test_what_acts_in_text_is_named(reader: DocumentReader, tmp_path: Path, name: str) -> None:
    """A spreadsheet obeys cells of a CSV; a browser runs and fetches what an XML file says."""
    text, kinds = TEXTS[name]
    assert _active(reader, tmp_path / "x", name, text.encode()) == kinds


def test_what_acts_in_text_of_two_bytes_a_character_is_named(reader: DocumentReader, tmp_path: Path) -> None:
    """Excel writes its Unicode text so."""
    assert _active(reader, tmp_path / "x", "a.csv", "=cmd|'/c calc'!A1\t2\n".encode("utf-16")) == ["dde"]


@pytest.mark.parametrize("name", PACKAGES)
def test_what_acts_in_a_package_is_named(reader: DocumentReader, tmp_path: Path, name: str) -> None:
    """However its letters are written, whatever its part is called, and whichever of two parts is read."""
    make, kinds = PACKAGES[name]
    assert _active(reader, tmp_path / "x", name, make()) == kinds


@pytest.mark.parametrize("name", PDFS)
def test_what_acts_in_a_pdf_is_named(reader: DocumentReader, tmp_path: Path, name: str) -> None:
    """In bookmarks, in chains of actions, on being shown, and of a page; a link only waits for a click."""
    catalog, page, kinds = PDFS[name]
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R {page} >>".encode(),
        9: _RUNS.encode(),
    }
    assert _active(reader, tmp_path / "x", "a.pdf", with_objects(objects)) == kinds


def _far(data: bytes, *, listed: bool) -> bytes:
    """Return a compound file whose directory lies behind 110 tables' sectors, in the chain of tables or in none."""
    sectors = 110 * 128
    out = bytearray(data.ljust(512 * (1 + sectors), b"\0"))
    directory = data[1024:2048]
    table, chain, place = sectors, sectors + 1, 109 * 128 + 5
    out += bytes(512 * (place - sectors) if place > sectors else 0) + bytes(1024)
    struct.pack_into("<I", out, 48, place)
    out[(place + 1) * 512 : (place + 2) * 512] = directory[:512]
    out[(place + 2) * 512 : (place + 3) * 512] = directory[512:]
    rows = [0xFFFFFFFF] * 128
    rows[5], rows[6] = place + 1, 0xFFFFFFFE
    struct.pack_into("<128I", out, (table + 1) * 512, *rows)
    struct.pack_into("<128I", out, (chain + 1) * 512, table, *([0xFFFFFFFF] * 126), 0xFFFFFFFE)
    struct.pack_into("<109I", out, 76, *([0] * 109))
    struct.pack_into("<I", out, 68, chain if listed else 0xFFFFFFFE)
    return bytes(out)


@pytest.mark.parametrize(
    ("listed", "code", "fact"),
    [(True, "active_content", ("kind", "macros")), (False, "not_examined", ("step", "active_content"))],
)
def test_a_directory_at_the_end_of_a_large_file_is_read(
    reader: DocumentReader, tmp_path: Path, *, listed: bool, code: str, fact: tuple[str, str]
) -> None:
    """Behind seven megabytes the table goes on elsewhere; where it does not, nobody says that there are no macros."""
    path = tmp_path / "x"
    path.write_bytes(_far(samples.compound(["WordDocument", "b", "c", "d", "Macros"]), listed=listed))
    found = [(f.code, (fact[0], f.facts.get(fact[0]))) for f in reader.inspect(path, "viejo.doc").findings]
    assert found == [(code, fact)]


def test_a_pdf_that_only_one_reader_opens_is_not_called_clean(reader: DocumentReader, tmp_path: Path) -> None:
    """Scripts are looked for by one reader and pages by the other: what the one that fails looks for stays open."""
    catalog = f"<< /Type /Catalog /Pages 2 0 R /OpenAction {_RUNS} >>".encode()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [a b] /Contents 4 0 R >>"
    without_pypdf = with_objects({1: catalog, 3: page})
    without_pdfium = with_objects({1: catalog}, trailer=b"")
    for data, step in ((without_pypdf, "active_content"), (without_pdfium, "examine_pdf_pages")):
        (tmp_path / "x").write_bytes(data)
        findings = reader.inspect(tmp_path / "x", "a.pdf").findings
        assert [f.facts["step"] for f in findings if f.code == "not_examined"] == [step]
