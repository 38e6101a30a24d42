"""Documents built for the tests: ordinary ones, and hostile ones of each kind."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import openpyxl
import pypdf
from PIL import Image
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(pages: int = 1, catalog: str = "", content: bytes | None = None, filters: str = "") -> bytes:
    """Return a PDF of letter-size pages that share one content stream.

    Args:
        pages: how many.
        catalog: more entries of the document catalogue, in PDF syntax.
        content: the stream, as filtered; text «Promoción» by default.
        filters: its /Filter entry, in PDF syntax.
    """
    stream = b"BT /F1 24 Tf 72 700 Td (Promocion) Tj ET" if content is None else content
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + pages))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(stream)} {filters} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
    objects += [page + b"/Resources << /Font << /F1 3 0 R >> >> >>"] * pages
    return _with_table(objects)


def _with_table(objects: Sequence[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(
        out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    )


def scanned_pdf() -> bytes:
    """Return a PDF of one page that is only a picture."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture("PNG", (850, 1100)))) as scan:
        scan.save(out, "PDF")
    return out.getvalue()


def encrypted_pdf(user_password: str) -> bytes:
    """Return an AES-256 PDF that opens with ``user_password``."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    return _written(writer)


def pdf_with_attachment() -> bytes:
    """Return a PDF with a file embedded in it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.add_attachment("otro.txt", b"adjunto")
    return _written(writer)


def pdf_with_page_action(action: str) -> bytes:
    """Return a PDF whose page does ``action`` (``/Launch``) when opened."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    act = DictionaryObject({NameObject("/S"): NameObject(action)})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): act})
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_bomb(gibibytes: int = 9) -> bytes:
    """Return a few kilobytes whose page content, deflated three times over, is gigabytes of zeros."""
    size, blocks = 1 << 20, gibibytes << 10
    packer = zlib.compressobj(9)
    start = packer.compress(bytes(size)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(size)) + packer.flush(zlib.Z_FULL_FLUSH)  # the same for each further MiB
    checksum = ((size * blocks % 65521) << 16) | 1  # Adler-32 of zeros, RFC 1950 §8.2
    inner = start + block * (blocks - 1) + b"\x03\x00" + struct.pack(">I", checksum)
    return pdf(
        content=zlib.compress(zlib.compress(inner, 9), 9),
        filters="/Filter [/FlateDecode /FlateDecode /FlateDecode]",
    )


def form_pdf() -> bytes:
    """Return a PDF whose catalogue holds an XFA form."""
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp/>")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    form = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
    writer.root_object[NameObject("/AcroForm")] = form
    return _written(writer)


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(
    body: str = "<w:p><w:r><w:t>Promoción</w:t></w:r></w:p>",
    parts: Mapping[str, str | bytes] | None = None,
    relationships: str = "",
    main_type: str = _WORD_TYPE,
    prolog: str = "",
) -> bytes:
    """Return a Word document with ``body`` in its main part, and more parts and relationships."""
    namespaces = f'xmlns:w="{_WORD}" xmlns:r="{_RELATIONSHIPS}" xmlns:a="{_DRAWING}"'
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="png" ContentType="image/png"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_RELATIONSHIPS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{prolog}<w:document {namespaces}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relationships}'
            "</Relationships>",
            **(parts or {}),
        }
    )


def picture_run(relationship: str) -> str:
    """Return a Word paragraph with the picture of a relationship, ``r:embed="r9"`` or ``r:link="r9"``."""
    return (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><a:graphic><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/'
        f'drawingml/2006/picture"><pic:blipFill><a:blip {relationship}/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def relationship(kind: str, target: str, *, external: bool) -> str:
    """Return a relationship ``r9`` of an Office part."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r9" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"{mode}/>'


def xlsx(rows: Sequence[Sequence[object]], title: str = "Anexo") -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_bomb() -> bytes:
    """Return a workbook of about a megabyte whose sheet inflates to a gigabyte."""
    out = io.BytesIO(xlsx([["a"]]))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/x.xml", "w") as part,
    ):
        for _ in range(1024):
            part.write(bytes(1 << 20))
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """Return a picture, red on its left half and blue on its right; ``options`` go to Pillow."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def enormous_png() -> bytes:
    """Return a PNG of 60 000 × 60 000 pixels that holds almost none of them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def compound(names: Sequence[str], first_stream: bytes = b"") -> bytes:
    """Return a compound file (MS-CFB) with these entries below its root; the first one holds the bytes."""
    stream = first_stream.ljust(4096, b"\0")
    count = len(names)
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    sectors = (count + 1 + 3) // 4
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<IIIIII", header, 48, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    start = len(chain)
    chain += [*range(start + 1, start + 8), 0xFFFFFFFE]
    table = struct.pack("<128I", *(chain + [0xFFFFFFFF] * (128 - len(chain))))
    nothing = 0xFFFFFFFF
    entries = [_entry("Root Entry", 5, (nothing, nothing, 1), 0xFFFFFFFE, 0)]
    for number, name in enumerate(names, 1):
        right = number + 1 if number < count else nothing
        where = (start, 4096) if number == 1 else (0xFFFFFFFE, 0)
        entries.append(_entry(name, 2 if number == 1 else 1, (nothing, right, nothing), *where))
    directory = b"".join(entries).ljust(sectors * 512, b"\0")
    return bytes(header) + table + directory + stream


def _entry(name: str, kind: int, links: tuple[int, int, int], start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded), kind, 1, *links)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def repacked(
    data: bytes, name: str, old: bytes, new: bytes, more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return a package with ``old`` replaced by ``new`` within one part, and ``more`` parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {entry: archive.read(entry) for entry in archive.namelist()}
    content = parts[name]
    assert isinstance(content, bytes)
    assert old in content
    return package({**parts, name: content.replace(old, new), **(more or {})})
