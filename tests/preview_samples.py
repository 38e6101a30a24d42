"""Documents built for the tests of previews: presentations, OpenDocument, RTF, mail, signed PDFs, archives."""

import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO

import pypdf
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.documents_samples import package, pdf, picture

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def opendocument(
    kind: str, body: str, styles: str = "", prolog: str = "", parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return an OpenDocument file.

    Args:
        kind: ``text``, ``spreadsheet`` or ``presentation``.
        body: what stands within ``office:<kind>``.
        styles: what stands within ``office:automatic-styles``.
        prolog: before the root element.
        parts: more parts.
    """
    names = ("office", "text", "table", "draw", "style", "presentation")
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in names)
    content = (
        f"{prolog}<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return package({"mimetype": mimetype, "content.xml": content, **(parts or {})})


def presentation(*slides: str, order: tuple[int, ...] = ()) -> bytes:
    """Return a PowerPoint file with these slides (DrawingML within the shape tree), shown in an order of its own."""
    numbers = order or tuple(range(1, len(slides) + 1))
    spaces = f'xmlns:a="{_DRAWING}" xmlns:p="{_SLIDES}" xmlns:r="{_RELATIONSHIPS}"'
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    relationships = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONSHIPS}/slide" Target="slides/slide{n}.xml"/>'
        for n in numbers
    )
    shapes = {
        f"ppt/slides/slide{n}.xml": f"<p:sld {spaces}>{text}</p:sld>" for n, text in enumerate(slides, 1)
    }
    return package(
        {
            "[Content_Types].xml": "<Types><!-- presentationml.presentation.main+xml --></Types>",
            "ppt/presentation.xml": f"<p:presentation {spaces}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{relationships}</Relationships>",
            **shapes,
        }
    )


def slide(*lines: str) -> str:
    """Return a slide's shape with these paragraphs."""
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f"<p:sp><p:txBody>{paragraphs}</p:txBody></p:sp>"


def message(html: str = "", *, attachments: Mapping[str, bytes] | None = None, **headers: str) -> bytes:
    """Return an e-mail message from «Ana Núñez» with a plain body, an HTML one and attachments."""
    built = EmailMessage()
    built["From"] = "Ana Núñez <ana@example.mx>"
    built["To"] = "oficialia@example.gob.mx"
    built["Subject"] = "Promoción: «anexos»"
    built["Date"] = "Mon, 23 Nov 2026 10:00:00 -0600"
    for name, value in headers.items():
        built[name] = value
    built.set_content("Buenos días:\nenvío los anexos.\n")
    if html:
        built.add_alternative(html, subtype="html")
    for name, data in (attachments or {}).items():
        built.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return built.as_bytes()


def signed_pdf(*, tail: bytes = b"", cms: bytes = bytes(64)) -> bytes:
    """Return a PDF with a signature field whose byte range covers the file, before ``tail`` was appended."""
    value = (
        "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name (Ana N\\372\\361ez) "
        "/Reason (Aprobado) /M (D:20261122100000-06'00') /ByteRange [0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC] "
        f"/Contents <{cms.hex()}> >>"
    )
    form = f"/AcroForm << /SigFlags 3 /Fields [<< /FT /Sig /T (Firma1) /V {value} >>] >>"
    data = pdf(catalog=form)
    start = data.index(b"/Contents <") + len(b"/Contents ")
    end = data.index(b">", start) + 1
    for mark, number in ((b"AAAAAAAAAA", start), (b"BBBBBBBBBB", end), (b"CCCCCCCCCC", len(data) - end)):
        data = data.replace(mark, b"%10d" % number)
    return data + tail


def encrypted_zip() -> bytes:
    """Return a ZIP whose directory says that its one entry asks for a password."""
    data = bytearray(package({"secreto.txt": "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def zip_of(*names: str, nested: int = 0) -> bytes:
    """Return a ZIP of one-byte entries by any names, itself packed ``nested`` times over."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return zip_with(out.getvalue(), nested - 1) if nested else out.getvalue()


def zip_with(data: bytes, nested: int) -> bytes:
    """Return a ZIP within a ZIP, so many times."""
    packed = package({"dentro.zip": data})
    return zip_with(packed, nested - 1) if nested > 0 else packed


def photograph() -> bytes:
    """Return a JPEG that says which camera took it, when, and where."""
    return picture("JPEG", exif=_exif(), dpi=(300, 300))


def _exif() -> bytes:
    """Return EXIF of a camera on its side, with a place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = 6, "Kodak", "Brownie\x1b"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:22 09:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def filled_form(value: str) -> bytes:
    """Return a PDF of one page with a text field at 100, 500 that shows ``value``."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf()))
    page = writer.pages[0]
    drawn = DecodedStreamObject()
    drawn.set_data(f"BT /F1 12 Tf 2 4 Td ({value}) Tj ET".encode())
    drawn[NameObject("/Subtype")] = NameObject("/Form")
    drawn[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 200, 20)))
    drawn[NameObject("/Resources")] = page["/Resources"]
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("campo"),
            NameObject("/V"): TextStringObject(value),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject(map(NumberObject, (100, 500, 300, 520))),
            NameObject("/F"): NumberObject(4),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(drawn)}),
        }
    )
    reference = writer._add_object(field)
    page[NameObject("/Annots")] = ArrayObject([reference])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([reference])})
    writer.root_object[NameObject("/AcroForm")] = form
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
