"""What a file is, by its content. Returns codes of ``data/catalogs/media_types.toml``, ``unknown`` otherwise.

Signatures from the formats' own specifications: PDF ISO 32000-2 §7.5.2, ZIP APPNOTE 4.3, PNG W3C §5.2,
JPEG T.81, TIFF 6.0, compound files MS-CFB §2.2; Office types from [Content_Types].xml (ISO 29500-2 §10.1.2).
"""

import re
import struct
import zipfile
from collections.abc import Iterator

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import ole, pdf, text
from core.documents.opening.endings import missing_end

_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "executable"),
    (b"\x7fELF", "executable"),
)
_MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"presentationml.slideshow.main+xml", "pptx"),
    (b"ms-powerpoint.presentation.macroEnabled.main+xml", "pptx"),
)
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html[\s>]|script[\s>])")
"""What makes a browser that guesses types take the first bytes for a page."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_CONTENT_TYPES_BYTES = 1 << 20
_END_OF_DIRECTORY = 22
_COMMENT_BYTES = 65535


def answer(opened: Opened, extension: str) -> Iterator[Frame]:
    """Yield ``{kind, also, missing}``.

    The type, a second one that the same bytes can be read as, and what is missing at the end, or nothing.
    """
    kind = identify(opened, extension)
    yield Frame({"kind": kind, "also": _second_kind(opened, kind)})
    yield Frame({"missing": missing_end(opened, kind)})


def identify(opened: Opened, extension: str) -> str:
    """Return the type's code; ``extension`` (``.csv``) decides only among kinds of text."""
    head = opened.head
    kind = next((code for magic, code in _SIGNATURES if head.startswith(magic)), "")
    if kind == "zip":
        return _kind_of_zip(opened)
    if kind == "ole":
        return ole.kind(opened)
    if kind or (kind := _by_brand(head)):
        return kind
    if pdf.looks_like(head):
        return "pdf"
    return text.kind(opened, extension)


def _by_brand(head: bytes) -> str:
    """Return what a container's brand says: RIFF of WebP (RFC 9649 §2.3), ISO base media of HEIF."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return "heic" if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS else ""


def _kind_of_zip(opened: Opened) -> str:
    try:
        with zipfile.ZipFile(opened.stream) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                types = _read(archive, "[Content_Types].xml")
                return next((code for mark, code in _MAIN_PARTS if mark in types), "zip")
            if "mimetype" in names:
                return _MIMETYPES.get(_read(archive, "mimetype").strip(), "zip")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a directory that zipfile cannot read is a ZIP all the same, a damaged one
        return "zip"
    return "zip"


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_CONTENT_TYPES_BYTES)


def _second_kind(opened: Opened, kind: str) -> str:
    """Return what else another program may take these bytes for."""
    if kind == "unknown":
        return ""
    if kind != "pdf" and pdf.looks_like(opened.head):
        return "pdf"
    if kind not in {"html", "svg", "xml", "text", "eml"} and _PAGE.search(opened.head):
        return "html"
    by_zip = {"zip", "docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods", "odp"}
    return "zip" if kind not in by_zip and _ends_as_zip(opened) else ""


def _ends_as_zip(opened: Opened) -> bool:
    """Whether an end-of-central-directory record closes the file exactly (APPNOTE 4.3.16)."""
    tail = bytes(opened.map[-(_END_OF_DIRECTORY + _COMMENT_BYTES) :])
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_OF_DIRECTORY:
        return False
    entries, comment = struct.unpack_from("<H", tail, at + 10)[0], struct.unpack_from("<H", tail, at + 20)[0]
    return bool(entries) and at + _END_OF_DIRECTORY + comment == len(tail)
