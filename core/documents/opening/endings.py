"""Whether a file ends as its format says; what was cut on its way often still opens, with less in it.

PDF: ISO 32000-2 §7.5.5 (trailer; readers accept the mark in the last 1024 bytes). JPEG: T.81 §B.1.1.3 (EOI).
PNG: W3C §11.2.5 (IEND). ZIP: APPNOTE 4.3.16 (end of central directory).
"""

import re
from collections.abc import Callable, Mapping

from core.documents.opened import Opened

_PDF_TAIL = 4096  # a signature's or a mail gateway's bytes may follow the mark
_ZIP_TAIL = 22 + 65535
_JPEG_TAIL = 65536
_PNG_END = b"IEND\xae\x42\x60\x82"
_START = re.compile(rb"startxref\s+(\d{1,15})\s")
_TABLE = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
_LOOKED_AT = 64


def missing_end(opened: Opened, kind: str) -> str:
    """Return what is missing, a code of ``[values.missing]`` in the texts; empty where nothing is."""
    check = _CHECKS.get(kind)
    return check(opened) if check else ""


def _pdf(opened: Opened) -> str:
    tail = bytes(opened.map[-_PDF_TAIL:])
    if b"%%EOF" not in tail:
        return "pdf_end"
    starts = _START.findall(tail)
    header = max(0, opened.head.find(b"%PDF-"))  # offsets may count from the header
    places = {int(starts[-1]), int(starts[-1]) + header} if starts else set()
    found = any(_TABLE.match(opened.map[at : at + _LOOKED_AT]) for at in places)
    return "" if found else "pdf_table"


def _jpeg(opened: Opened) -> str:
    return "" if b"\xff\xd9" in opened.map[-_JPEG_TAIL:] else "jpeg_end"


def _png(opened: Opened) -> str:
    return "" if opened.map.rfind(_PNG_END) >= 0 else "png_end"


def _zip(opened: Opened) -> str:
    return "" if b"PK\x05\x06" in opened.map[-_ZIP_TAIL:] else "zip_directory"


def _rtf(opened: Opened) -> str:
    return "" if opened.map[-_LOOKED_AT:].rstrip(b"\0\r\n\t \x1a").endswith(b"}") else "rtf_end"


_CHECKS: Mapping[str, Callable[[Opened], str]] = {
    "pdf": _pdf,
    "jpeg": _jpeg,
    "png": _png,
    "zip": _zip,
    "rtf": _rtf,
    **dict.fromkeys(("docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods"), _zip),
}
