"""The strings that a workbook's cells share: only those that are shown, of a table that may hold millions."""

import zipfile
from collections.abc import Iterable, Mapping
from typing import Self, cast

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS

from core.documents.opening.packages import Enough, Events, read_part

MAX_STRING_CHARACTERS = 1000
_ESCAPED = "x005F_"  # how Excel spells an underscore that would else begin an escape


def _do_not_look_for_size(_sheet: object) -> None:
    """Leave a sheet's declared size alone: it may lie, and where it is missing openpyxl reads all for it."""


ReadOnlyWorksheet._get_size = _do_not_look_for_size  # type: ignore[attr-defined]  # noqa: SLF001 - called by __init__


class SharedText(str):
    """Stands in a cell until its string is read; not empty, so that a row's end is seen."""

    __slots__ = ("number",)
    number: int

    def __new__(cls, number: int) -> Self:
        """Return the mark of a string by its number in the table, from 0."""
        text = super().__new__(cls, " ")
        text.number = number
        return text


class _Marks:
    """Takes the place of the list of all strings."""

    def __getitem__(self, number: int) -> SharedText:
        if number < 0:
            raise IndexError(number)
        return SharedText(number)


class LazyReader(ExcelReader):
    """openpyxl's reader of workbooks, which looks at the shared strings later."""

    strings_part = ""

    def read_strings(self) -> None:
        """Note where the strings are."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]  # untyped in its published types
        if part is not None:
            self.strings_part = part.PartName[1:]
            self.shared_strings = cast("list[str]", _Marks())


def strings_of(package: zipfile.ZipFile, part: str, wanted: Iterable[int]) -> Mapping[int, str]:
    """Return the strings of these numbers, each cut; one that is not there is missing."""
    table = _Table(frozenset(wanted))
    if part and table.last >= 0:
        read_part(package, part, table)
    return table.found


class _Table(Events):
    """Reads ``si`` elements (ISO 29500-1 §18.4.8) up to the last one wanted, their phonetic text left out."""

    def __init__(self, wanted: frozenset[int]) -> None:
        self.found: dict[int, str] = {}
        self.last = max(wanted, default=-1)
        self._wanted = wanted
        self._number = -1
        self._words: list[str] = []
        self._in_text = False
        self._phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - as Events has it
        """Open a string or a run of it."""
        if name == "si":
            self._number += 1
            self._words = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._in_text = not self._phonetic and self._number in self._wanted

    def end(self, name: str) -> None:
        """Keep the string; stop after the last one."""
        self._in_text = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            if self._number in self._wanted:
                text = "".join(self._words).replace(_ESCAPED, "")
                self.found[self._number] = text[:MAX_STRING_CHARACTERS]
            if self._number >= self.last:
                raise Enough

    def characters(self, data: str) -> None:
        """Keep the words of a string that is wanted."""
        if self._in_text:
            self._words.append(data)
