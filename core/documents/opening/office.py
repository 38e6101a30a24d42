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
    (re.compile(r"(^|/)externallinks/", re.IGNORECASE), ActiveKind.EXTERNAL_RESOURCES),
)
_DDE = re.compile(rb"(?:<w:instrText[^>]*>|w:instr=\")\s*DDE(?:AUTO)?\b|<ddeLink\b")


def examine(opened: Opened, kind: str) -> Iterator[Frame]:
    """Yield ``{damaged, expands_bytes}`` and, where the package is sound, ``{active}``."""
    try:
        archive = zipfile.ZipFile(opened.stream)
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        yield Frame({"damaged": True})
        return
    if expands_too_much(entries):
        yield Frame({"damaged": False, "expands_bytes": sum(e.file_size for e in entries)})
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
    for name in names:
        if name.endswith(".rels") and _reaches_outside(archive, name):
            kinds.add(ActiveKind.EXTERNAL_RESOURCES)
        if name.startswith(("word/document", "word/header", "word/footer", "xl/externalLinks/")):
            with archive.open(name) as part:
                if _DDE.search(part.read(MAX_EXPANDED_BYTES)):
                    kinds.add(ActiveKind.DDE)
    return kinds


def _reaches_outside(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a relationships part names something to fetch; a hyperlink only waits to be clicked."""
    with archive.open(name) as part:
        root = ET.fromstring(part.read(_MAX_RELATIONSHIPS_BYTES))  # noqa: S314 - no DTD: _parse refused those
    return any(
        r.get("TargetMode") == "External" and not str(r.get("Type", "")).endswith("/hyperlink") for r in root
    )
