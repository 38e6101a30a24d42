"""Word, Excel, OpenDocument and the compound files of old: entities, outside files, macros, loops."""

import io
import struct
import zipfile
from collections.abc import Mapping

from tests.documents_samples import compound, docx, package, picture_run, relationship, xlsx
from tests.hostile.sample import Hostile, Maker

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ja">'
    + "".join(
        f'<!ENTITY {name} "{f"&{below};" * 20}">' for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
"""Twenty to the eighth laughs."""
SECRET = "secreto-que-nadie-debe-leer"


def reads_outside(port: int, secret: str) -> Mapping[str, str]:
    """Return document type declarations that fetch: a local file, a remote DTD, a parameter entity, ftp."""
    return {
        "archivo": f'<!DOCTYPE l [<!ENTITY i SYSTEM "file://{secret}">]>',
        "remota": f'<!DOCTYPE l SYSTEM "http://127.0.0.1:{port}/l.dtd" [<!ENTITY i "">]>',
        "parámetro": f'<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p.dtd">%p;<!ENTITY i "">]>',
        "ftp": f'<!DOCTYPE l [<!ENTITY i SYSTEM "ftp://127.0.0.1:{port}/a">]>',
    }


def workbook_with(changes: Mapping[str, str | bytes]) -> bytes:
    """Return a workbook with these parts put in place of its own, or added."""
    with zipfile.ZipFile(io.BytesIO(xlsx([["a", 1], ["b", 2]]))) as book:
        parts: dict[str, str | bytes] = {name: book.read(name) for name in book.namelist()}
    return package({**parts, **changes})


def _strings(prolog: str, text: str) -> dict[str, str]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return {
        "xl/sharedStrings.xml": f'<?xml version="1.0"?>{prolog}<sst xmlns="{main}"><si><t>{text}</t></si></sst>'
    }


def outside_readers(port: int, secret: str) -> list[Hostile]:
    """Return Word, Excel and OpenDocument files that try to read a local file or to fetch from ``port``."""
    made = []
    for kind, prolog in reads_outside(port, secret).items():
        body = "<w:p><w:r><w:t>&i;</w:t></w:r></w:p>"
        made.append(Hostile(f"xxe {kind}.docx", docx(body, prolog=prolog), ("damaged",)))
        made.append(Hostile(f"xxe {kind}.xlsx", workbook_with(_strings(prolog, "&i;")), ("damaged",)))
        made.append(Hostile(f"xxe {kind}.odt", _open_document(prolog, "&i;")))
        made.append(Hostile(f"xxe {kind}.xml", f'<?xml version="1.0"?>{prolog}<l>&i;</l>'.encode()))
    fetched = relationship("image", f"http://127.0.0.1:{port}/i.png", external=True)
    linked = docx(picture_run('r:link="r9"'), relationships=fetched)
    made.append(Hostile("imagen remota.docx", linked, ("active_content:external_resources",)))
    template = relationship("attachedTemplate", f"http://127.0.0.1:{port}/t.dotm", external=True)
    parts = {
        "word/_rels/settings.xml.rels": f"<Relationships>{template}</Relationships>",
        "word/settings.xml": "<a/>",
    }
    made.append(Hostile("plantilla remota.docx", docx(parts=parts), ("active_content:external_resources",)))
    return made


def _open_document(prolog: str, text: str) -> bytes:
    content = (
        f'<?xml version="1.0"?>{prolog}<office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f"<text:p>{text}</text:p></office:text></office:body></office:document-content>"
    )
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def laughing_word() -> Hostile:
    """Billion laughs in a Word document."""
    return Hostile("risas.docx", docx("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", prolog=LAUGHS), ("damaged",))


def laughing_workbook() -> Hostile:
    """The same in a workbook's strings."""
    return Hostile("risas.xlsx", workbook_with(_strings(LAUGHS, "&i;")), ("damaged",))


def laughing_text() -> Hostile:
    """The same in an OpenDocument text."""
    return Hostile("risas.odt", _open_document(LAUGHS, "&i;"))


def laughing_in_utf16() -> Hostile:
    """The same in UTF-16, where a scanner for «<!DOCTYPE» in bytes sees nothing."""
    strings = _strings(LAUGHS, "&i;")["xl/sharedStrings.xml"].replace('"1.0"', '"1.0" encoding="UTF-16"', 1)
    return Hostile(
        "risas 16.xlsx", workbook_with({"xl/sharedStrings.xml": strings.encode("utf-16")}), ("damaged",)
    )


def deep_word() -> Hostile:
    """A table in a table, four thousand times."""
    depth = 4_000
    body = "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    return Hostile("tablas profundas.docx", docx(body), slow=True)


def long_word() -> Hostile:
    """Two hundred thousand paragraphs."""
    return Hostile("largo.docx", docx("<w:p><w:r><w:t>Promoción</w:t></w:r></w:p>" * 200_000), slow=True)


def macros() -> Hostile:
    """A Word document with macros."""
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return Hostile(
        "macros.docm",
        docx(parts={"word/vbaProject.bin": b"\xd0\xcf"}, main_type=macro),
        ("active_content:macros",),
    )


def embedded_object() -> Hostile:
    """A Word document with an OLE object."""
    return Hostile(
        "objeto.docx",
        docx(parts={"word/embeddings/oleObject1.bin": b"\xd0\xcf"}),
        ("active_content:ole_objects",),
    )


def dynamic_exchange() -> Hostile:
    """A field that starts a program when Word updates it."""
    field = '<w:p><w:r><w:instrText xml:space="preserve"> DDEAUTO c:\\\\cmd.exe "/k calc" </w:instrText></w:r></w:p>'
    return Hostile("dde.docx", docx(field), ("active_content:dde",))


def other_books() -> Hostile:
    """A workbook that reads another one, and a sheet of old macros."""
    book = workbook_with({"xl/externalLinks/externalLink1.xml": "<a/>", "xl/macrosheets/sheet1.xml": "<a/>"})
    return Hostile("otros libros.xlsx", book, ("active_content:external_resources", "active_content:macros"))


def wide_sheet() -> Hostile:
    """A sheet that claims every cell that Excel has, and one of them is there."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData><row r="1048576">'
        '<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return Hostile("ancho.xlsx", workbook_with({"xl/worksheets/sheet1.xml": sheet}))


def long_sheet() -> Hostile:
    """A sheet of a million rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "<row><c><v>1</v></c></row>" * 1_000_000
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return Hostile("largo.xlsx", workbook_with({"xl/worksheets/sheet1.xml": sheet}), slow=True)


def impossible_cells() -> Hostile:
    """Cells named nonsense, shared strings that are not there, dates beyond the calendar."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = (
        '<c r="ZZZZZZ99999999999999" t="s"><v>4294967295</v></c><c r="-1" t="n"><v>1e999</v></c>'
        '<c r="A1" t="d"><v>9999999-99-99</v></c><c r="A2" t="e"><v>&#xFFFD;</v></c><c t="b"><v>x</v></c>'
    )
    sheet = f'<worksheet xmlns="{main}"><sheetData><row r="x">{cells}</row></sheetData></worksheet>'
    return Hostile("celdas imposibles.xlsx", workbook_with({"xl/worksheets/sheet1.xml": sheet}))


def table_loop() -> Hostile:
    """A compound file whose sectors follow one another in a circle."""
    data = bytearray(compound(["WordDocument", "Macros"]))
    for sector in range(1, 4):
        struct.pack_into("<I", data, 512 + 4 * sector, 1)
    return Hostile("sectores en círculo.doc", bytes(data), ("active_content:macros|damaged",))


def directory_loop() -> Hostile:
    """A compound file whose directory entries are one another's brothers."""
    data = bytearray(compound(["WordDocument", "A", "B"]))
    for entry in range(1, 4):
        struct.pack_into("<3I", data, 1024 + 128 * entry + 68, 3, 2, 1)
    return Hostile("directorio en círculo.doc", bytes(data))


def impossible_compound() -> Hostile:
    """A compound file with sectors of 2^65535 bytes and its directory at the end of the world."""
    data = bytearray(compound(["Workbook"]))
    struct.pack_into("<H", data, 30, 0xFFFF)
    struct.pack_into("<I", data, 48, 0xFFFFFFF0)
    return Hostile("sectores imposibles.xls", bytes(data), ("damaged",))


MAKERS: tuple[Maker, ...] = (
    *(laughing_word, laughing_workbook, laughing_text, laughing_in_utf16, deep_word, long_word),
    *(macros, embedded_object, dynamic_exchange, other_books, wide_sheet, long_sheet, impossible_cells),
    *(table_loop, directory_loop, impossible_compound),
)
