"""Office Open XML packages (ISO 29500-2): bombs, damage, and what acts in them."""

import xml.parsers.expat
import zipfile
from collections.abc import Iterator
from typing import IO

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.active_office import active_kinds

MAX_EXPANDED_BYTES = 512 * 1024 * 1024
_MAX_ENTRIES = 20_000
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 64 * 1024 * 1024
_MAIN_FOLDER = {"docx": "word/", "docm": "word/", "xlsx": "xl/", "xlsm": "xl/"}
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
        yield Frame({"active": sorted(active_kinds(archive, MAX_EXPANDED_BYTES))})


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
