"""Office Open XML packages (ISO 29500-2): bombs, damage, and what acts in them."""

import re
import xml.parsers.expat
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from core.documents.findings import ActiveKind
from core.documents.frames import Frame
from core.documents.opened import Opened

MAX_EXPANDED_BYTES = 512 * 1024 * 1024
_MAX_ENTRIES = 20_000
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 64 * 1024 * 1024
_MAX_RELATIONSHIPS_BYTES = 4 * 1024 * 1024
_MAIN_FOLDER = {"docx": "word/", "docm": "word/", "xlsx": "xl/", "xlsm": "xl/"}
_BY_NAME = (
    (re.compile(r"vbaproject.*\.bin$|(^|/)vbadata\.xml$|macrosheets/", re.IGNORECASE), ActiveKind.MACROS),
    (re.compile(r"(^|/)(embeddings/.*|activex/.*\.(bin|xml))$", re.IGNORECASE), ActiveKind.OLE_OBJECTS),
    (re.compile(r"(^|/)(externallinks/|connections\.xml$)", re.IGNORECASE), ActiveKind.EXTERNAL_RESOURCES),
)
# By what the package calls them, since a part may bear any name (ISO 29500-2 §10.1.2).
_BY_TYPE = (
    (b"application/vnd.ms-office.vbaproject", ActiveKind.MACROS),
    (b"application/vnd.ms-excel.macrosheet+xml", ActiveKind.MACROS),
    (b"application/vnd.openxmlformats-officedocument.oleobject", ActiveKind.OLE_OBJECTS),
    (b"application/vnd.ms-office.activex", ActiveKind.OLE_OBJECTS),
)
_TYPES = "[Content_Types].xml"
_TYPES_BYTES = 4 * 1024 * 1024
_DDE_LINK = re.compile(rb"<(?:\w+:)?ddeLink\b")
# A field's instruction (ISO 29500-1 §17.16) may be cut into runs anywhere: its letters are put together first.
_INSTRUCTION = re.compile(
    rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)<|\binstr=[\"']([^\"']*)[\"']|fldCharType=[\"'](begin)"
)
_DDE = re.compile(rb"(?:^|\n)\s*DDE(?:AUTO)?\b", re.IGNORECASE)
_FETCHES = re.compile(
    rb"(?:^|\n)\s*INCLUDE(?:PICTURE|TEXT)\b[^\n]*?(?:https?:|ftp:|file:|\\\\)", re.IGNORECASE
)
_ENCRYPTED = 0x1
"""General purpose bit 0 (APPNOTE 4.4.4)."""


def examine(opened: Opened, kind: str) -> Iterator[Frame]:
    """Yield ``{damaged, expands_bytes}``, ``{password}`` or, where the package is sound, ``{active}``."""
    try:
        archive = zipfile.ZipFile(opened.stream)
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        yield Frame({"damaged": True})
        return
    if expands_too_much(entries):
        yield Frame({"damaged": False, "expands_bytes": sum(e.file_size for e in entries)})
        return
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        yield Frame({"damaged": False, "password": True})
        return
    damaged = not (_has_main_part(entries, kind) and _is_sound(archive))
    yield Frame({"damaged": damaged})
    if not damaged:
        yield Frame({"active": sorted(_active_kinds(archive))})


def expands_too_much(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether unpacking asks for more than an honest document; zipfile reads no more than declared."""
    expanded, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    ratio = expanded / max(packed, 1)
    return (
        len(entries) > _MAX_ENTRIES
        or expanded > MAX_EXPANDED_BYTES
        or (expanded > _RATIO_FROM_BYTES and ratio > _MAX_RATIO)
    )


def _has_main_part(entries: list[zipfile.ZipInfo], kind: str) -> bool:
    folder = _MAIN_FOLDER.get(kind, "")
    return any(entry.filename.startswith(folder) for entry in entries)


def _is_sound(archive: zipfile.ZipFile) -> bool:
    """Whether every part unpacks with its CRC and every XML part named as such is well-formed."""
    for entry in archive.infolist():
        try:
            with archive.open(entry) as part:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _parse(part)
                else:
                    while part.read(1 << 20):
                        pass
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - zlib, struct, expat, zipfile: each its own error for the same answer
            return False
    return True


def _parse(part: IO[bytes]) -> None:
    """Read the part through expat.

    Raises:
        ValueError: a document type declaration, which ISO 29500-2 §9.1 forbids.
        ExpatError: not well-formed.
    """
    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ParseFile(part)
    while part.read(1 << 20):
        pass


def _refuse_doctype(*_: object) -> None:
    raise ValueError("doctype")


def _active_kinds(archive: zipfile.ZipFile) -> set[ActiveKind]:
    names = archive.namelist()
    kinds = {kind for name in names for pattern, kind in _BY_NAME if pattern.search(name)}
    types = _content(archive, _TYPES, _TYPES_BYTES).lower() if _TYPES in names else b""
    kinds |= {kind for mark, kind in _BY_TYPE if mark in types}
    for name in names:
        if name.endswith(".rels") and _reaches_outside(archive, name):
            kinds.add(ActiveKind.EXTERNAL_RESOURCES)
        if name.endswith(".xml") and name.startswith(("word/", "xl/externalLinks/")):
            kinds |= _kinds_in_part(_content(archive, name, MAX_EXPANDED_BYTES))
    return kinds


def _content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as part:
        return part.read(most)


def _kinds_in_part(part: bytes) -> set[ActiveKind]:
    """Return what fields and links of a part do; each field's instruction stands on a line of its own."""
    found = _INSTRUCTION.findall(part)
    fields = b"".join(b"\n" if begin else run or b"\n" + whole + b"\n" for run, whole, begin in found)
    kinds = {ActiveKind.DDE} if _DDE_LINK.search(part) or _DDE.search(fields) else set()
    return kinds | ({ActiveKind.EXTERNAL_RESOURCES} if _FETCHES.search(fields) else set())


def _reaches_outside(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a relationships part names something to fetch; a hyperlink only waits to be clicked."""
    with archive.open(name) as part:
        root = ET.fromstring(part.read(_MAX_RELATIONSHIPS_BYTES))  # noqa: S314 - no DTD: _parse refused those
    return any(
        r.get("TargetMode") == "External" and not str(r.get("Type", "")).endswith("/hyperlink") for r in root
    )
