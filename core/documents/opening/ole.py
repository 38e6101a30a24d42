"""Legacy Office files, which are compound files (MS-CFB): what they are, and what acts in them.

Only the directory and the first bytes of one stream are read; the contents are not shown.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from core.documents.findings import ActiveKind
from core.documents.frames import Frame
from core.documents.opened import Opened

_END = 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY_BYTES = 128
_MAX_ENTRIES = 20_000
_KINDS = (
    ("EncryptedPackage", "encrypted_office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_MACROS = {"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}
_OBJECT = re.compile(r"_\d{6,}|MBD[0-9A-F]{8}|\x01Ole10Native")  # how Word and Excel name embedded objects
_FIB_ENCRYPTED = 0x0100  # MS-DOC §2.5.2 FibBase, bit fEncrypted of the word at offset 10
_FILEPASS = 0x002F  # MS-XLS §2.4.117, right after the BOF record of an encrypted workbook
_RECORDS_LOOKED_AT = 16


class _Damaged(Exception):  # noqa: N818 - says what the file is
    """The compound file's own structure does not hold."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One directory entry (MS-CFB §2.6.1); ``links`` are left sibling, right sibling and child."""

    name: str
    links: tuple[int, int, int]
    start: int
    size: int


class _Compound:
    """The directory of a compound file (MS-CFB §2.2, §2.6) and the start of its streams."""

    def __init__(self, opened: Opened) -> None:
        self._data = opened.map
        self.complete = True
        header = opened.head
        if len(header) < 512:  # noqa: PLR2004 - the header's fixed size, MS-CFB §2.2
            raise _Damaged
        self._sector = 1 << struct.unpack_from("<H", header, 30)[0]
        if self._sector not in {512, 4096}:
            raise _Damaged
        self._table_sectors = [s for s in self._tables(header) if s <= _LAST_SECTOR]
        first, self._small = struct.unpack_from("<I", header, 48)[0], struct.unpack_from("<I", header, 56)[0]
        self.entries = self._directory(first)
        self.top = self._top()

    def _tables(self, header: bytes) -> list[int]:
        """Return where the allocation table lies: 109 places in the header, the others in a chain (§2.5)."""
        tables = list(struct.unpack_from("<109I", header, 76))
        following = struct.unpack_from("<I", header, 68)[0]
        most = len(self._data) // self._sector
        while following <= _LAST_SECTOR and len(tables) <= most:
            at = (following + 1) * self._sector
            *more, following = struct.unpack(f"<{self._sector // 4}I", self._data[at : at + self._sector])
            tables += more
        return tables

    def _directory(self, first: int) -> list[_Entry]:
        data = self._chain(first, _MAX_ENTRIES * _ENTRY_BYTES)
        self.complete = self.complete and len(data) < _MAX_ENTRIES * _ENTRY_BYTES
        entries = []
        for at in range(0, len(data) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length = min(struct.unpack_from("<H", data, at + 64)[0], 64)
            name = data[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            entries.append(
                _Entry(
                    name, struct.unpack_from("<3I", data, at + 68), *struct.unpack_from("<2I", data, at + 116)
                )
            )
        if not entries:
            raise _Damaged
        return entries

    def _top(self) -> dict[str, _Entry]:
        """Return what hangs on the root itself; an embedded object has a directory of its own below it."""
        top: dict[str, _Entry] = {}
        seen: set[int] = set()
        waiting = [self.entries[0].links[2]]
        while waiting:
            number = waiting.pop()
            if number < len(self.entries) and number not in seen:
                seen.add(number)
                entry = self.entries[number]
                top[entry.name] = entry
                waiting += entry.links[:2]
        return top

    def _chain(self, sector: int, most: int) -> bytes:
        parts = bytearray()
        while sector <= _LAST_SECTOR and len(parts) < most:
            at = (sector + 1) * self._sector
            part = self._data[at : at + self._sector]
            if not part:
                raise _Damaged
            parts += part
            sector = self._next(sector)
        return bytes(parts)

    def _next(self, sector: int) -> int:
        per_table = self._sector // 4
        table = sector // per_table
        if table >= len(self._table_sectors):
            self.complete = False
            return _END
        at = (self._table_sectors[table] + 1) * self._sector + (sector % per_table) * 4
        found = self._data[at : at + 4]
        if len(found) < 4:  # noqa: PLR2004 - one sector number
            raise _Damaged
        return int(struct.unpack("<I", found)[0])

    def beginning(self, name: str) -> bytes:
        """Return the first bytes of a stream kept in ordinary sectors; nothing of a small one."""
        entry = self.top.get(name)
        if entry is None or entry.size < self._small:
            return b""
        return self._chain(entry.start, 2 * self._sector)


def kind(opened: Opened) -> str:
    """Return doc, xls, ppt, msg, encrypted_office, or ole for any other compound file."""
    try:
        names = _Compound(opened).top
    except (_Damaged, struct.error):
        return "ole"
    return next((code for name, code in _KINDS if name in names), "ole")


def examine(opened: Opened, kind: str) -> Iterator[Frame]:
    """Yield ``{damaged, password, active, complete}`` of a Word or Excel file.

    ``complete``: whether its whole directory was read, and with it the names of what may act.
    """
    try:
        compound = _Compound(opened)
        complete = compound.complete
        password = _word_is_encrypted(compound) if kind == "doc" else _excel_is_encrypted(compound)
    except (_Damaged, struct.error):
        yield Frame({"damaged": True})
        return
    names = {entry.name for entry in compound.entries}
    active = [ActiveKind.MACROS] if names & _MACROS else []
    active += [ActiveKind.OLE_OBJECTS] if any(_OBJECT.fullmatch(n) for n in names) else []
    yield Frame({"damaged": False, "password": password, "active": active, "complete": complete})


def _word_is_encrypted(compound: _Compound) -> bool:
    start = compound.beginning("WordDocument")
    return len(start) > 12 and bool(struct.unpack_from("<H", start, 10)[0] & _FIB_ENCRYPTED)  # noqa: PLR2004 - FibBase


def _excel_is_encrypted(compound: _Compound) -> bool:
    start = compound.beginning("Workbook") or compound.beginning("Book")
    at = 0
    for _ in range(_RECORDS_LOOKED_AT):
        if at + 4 > len(start):
            return False
        record, size = struct.unpack_from("<HH", start, at)
        if record == _FILEPASS:
            return True
        at += 4 + size
    return False
