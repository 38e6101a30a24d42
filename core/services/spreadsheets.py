"""Tables as CSV and XLSX, row by row: no table is ever held whole, and no cell is a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from core.domain.exporting import SheetKind

if TYPE_CHECKING:  # a third of a second to import, and only an export needs it
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | float | datetime | date | None
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Wide ones too: Excel in Japanese takes them for the others."""
_LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
_BOM = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for windows-1252."""
_INSTANT, _DAY = "dd/mm/yyyy hh:mm:ss", "dd/mm/yyyy"


class Outlet(Protocol):
    """Where a table goes: a file, an answer on its way."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; return how many."""
        ...

    def flush(self) -> None:
        """Pass on what is held back."""
        ...


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's title and its width in characters."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook. ``title``: at most 31 characters, none of ``[ ] : * ? /``."""

    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]


def neutralise(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP CSV injection: leading apostrophe)."""
    risky = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if risky else text


def write_sheet(
    kind: SheetKind, out: Outlet, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> None:
    """Write a table to ``out``, which need not be seekable.

    Instants are written by the clock of ``zone``: as dates that can be sorted in XLSX, as ``22/11/2026 13:58:07``
    in CSV. An XLSX passes through a temporary file and reaches ``out`` at the end; a CSV row by row.

    Raises:
        Whatever ``rows`` or ``out`` raise; what was written is then to be thrown away.
    """
    {SheetKind.CSV: _write_csv, SheetKind.XLSX: _write_xlsx}[kind](out, headings, rows, zone)


class _Text:
    """A text file upon an outlet, as the csv module wants it."""

    def __init__(self, out: Outlet) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(text.encode("utf-8", "replace"))


def _write_csv(
    out: Outlet, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> None:
    out.write(_BOM)
    writer = csv.writer(_Text(out))
    writer.writerow([neutralise(h.title) for h in headings])
    writer.writerows([_as_text(cell, zone) for cell in row] for row in rows)


def _as_text(cell: Cell, zone: ZoneInfo) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return neutralise(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _write_xlsx(
    out: Outlet, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> None:
    write_book(out, [Sheet("Promociones", headings, rows)], zone)


def write_book(out: Outlet, sheets: Iterable[Sheet], zone: ZoneInfo) -> None:
    """Write a workbook of several tables, each as :func:`write_sheet` writes its one.

    Raises:
        Whatever the rows or ``out`` raise; what was written is then to be thrown away.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - see above

    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet, zone)
    book.save(out)


def _add(book: "Workbook", sheet: Sheet, zone: ZoneInfo) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see above

    page = book.create_sheet(sheet.title)
    for number, heading in enumerate(sheet.headings, 1):
        page.column_dimensions[get_column_letter(number)].width = heading.width
    page.freeze_panes = "A2"
    try:
        written = _fill(page, sheet.headings, sheet.rows, zone)
    except BaseException:
        page.close()
        page._writer.cleanup()  # noqa: SLF001 - openpyxl offers no other way to drop its temporary file early
        raise
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{written + 1}"


def _fill(
    sheet: "WriteOnlyWorksheet", headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> int:
    """Write the heading and every row; return how many rows there were."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see above
    from openpyxl.styles import Font  # noqa: PLC0415 - see above

    titles = [_put(WriteOnlyCell(sheet), h.title, zone) for h in headings]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    # a cell is reused by each row for its kind of value: a date's format must not stay on the number after it
    kept: list[dict[type, SheetCell]] = [{} for _ in headings]
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is how many they were
        sheet.append(
            [
                None if cell is None else _put(_cell_for(of_column, type(cell), sheet), cell, zone)
                for of_column, cell in zip(kept, row, strict=True)
            ]
        )
    return number


def _cell_for(of_column: "dict[type, SheetCell]", kind: type, sheet: "WriteOnlyWorksheet") -> "SheetCell":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see above

    if kind not in of_column:
        of_column[kind] = WriteOnlyCell(sheet)
    return of_column[kind]


def _put(cell: "SheetCell", value: Cell, zone: ZoneInfo) -> "SheetCell":
    """Give a cell its value; a text stays one whatever it looks like, a formula or «#N/A»."""
    if isinstance(value, str):
        cell.value = _printable(neutralise(value))
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.value = value.astimezone(zone).replace(tzinfo=None, microsecond=0)
        cell.number_format = _INSTANT
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
    return cell


def _printable(text: str) -> str:
    """Return a text without what XML cannot hold, as long as a cell may be."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - see above

    kept = ILLEGAL_CHARACTERS_RE.sub("", text[:_LONGEST_TEXT])
    return kept.encode("utf-8", "replace").decode()
