"""Workbooks and CSV as bounded tables of text; a formula is shown with its saved value, never calculated."""

import csv
import datetime as dt
import io
import itertools
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import text
from core.documents.opening.package_facts import package_facts
from core.documents.opening.packages import open_package
from core.documents.opening.shared_strings import LazyReader, SharedText, strings_of

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CELL_CHARACTERS = 30, 300, 60, 1000
_CSV_BYTES = 2 * 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # what Excel writes and reads as a first line
_HEAD_CHARACTERS = 65_536
_FLOAT_DIGITS = ".15g"  # Excel's own precision


class _ReadOnlySheet(Protocol):
    """What openpyxl gives in read-only mode; its published types describe the other mode."""

    title: str
    sheet_state: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_row: int, max_col: int, values_only: bool) -> Iterable[Iterable[object]]: ...


class _ReadOnlyBook(Protocol):
    """What is used of a workbook in that mode."""

    _data_only: bool


def preview_workbook(opened: Opened) -> Iterator[Frame]:
    """Yield ``{sheets: [{name, rows, truncated, hidden, error}], truncated, facts}``, the beginning of each sheet."""
    warnings.simplefilter("ignore")
    package = open_package(opened)
    reader = LazyReader(opened.stream, read_only=True, data_only=False, keep_links=False)
    reader.read()
    book = cast("_ReadOnlyBook", reader.wb)
    sheets = [_sheet(book, cast("_ReadOnlySheet", sheet)) for sheet in reader.wb.worksheets[:MAX_SHEETS]]
    _fill_in(sheets, package, reader.strings_part)
    more = len(reader.wb.worksheets) > MAX_SHEETS
    yield Frame({"sheets": sheets, "truncated": more, "facts": package_facts(package)})


def _fill_in(sheets: Iterable[dict[str, Any]], package: zipfile.ZipFile, part: str) -> None:
    """Put the shared strings where their marks stand."""
    rows = [row for sheet in sheets for row in sheet["rows"]]
    wanted = {cell.number for row in rows for cell in row if isinstance(cell, SharedText)}
    strings = strings_of(package, part, wanted)
    for row in rows:
        row[:] = [strings.get(c.number, "") if isinstance(c, SharedText) else c for c in row]


def preview_csv(opened: Opened) -> Iterator[Frame]:
    """Yield one sheet without a name."""
    content = text.decoded(opened, _CSV_BYTES)
    csv.field_size_limit(_CSV_BYTES)
    declared = _DECLARED.match(content)
    if declared:
        content = content[declared.end() :]
    rows = csv.reader(
        io.StringIO(content, newline=""), delimiter=declared[1] if declared else _delimiter(content)
    )
    kept, cut = bounded(itertools.islice(rows, MAX_ROWS + 1))
    sheet = {"name": "", "rows": kept, "truncated": cut or opened.size > _CSV_BYTES}
    yield Frame({"sheets": [sheet], "truncated": False})


def _sheet(book: _ReadOnlyBook, sheet: _ReadOnlySheet) -> dict[str, Any]:
    reading = _Reading()
    kept, cut = bounded(reading.until_broken(_rows(sheet)))
    if any(cell.startswith("=") for row in kept for cell in row):
        kept = _with_values(book, sheet, kept)
    about = {"name": sheet.title, "hidden": sheet.sheet_state != "visible", "rows": kept}
    if reading.error and not kept:
        return {**about, "truncated": True, "error": reading.error}
    return {**about, "truncated": cut or bool(reading.error)}


class _Reading:
    """Rows up to one that breaks the reader: those before it, and the other sheets, stay readable."""

    def __init__(self) -> None:
        self.error = ""

    def until_broken(self, rows: Iterable[Iterable[object]]) -> Iterator[Iterable[object]]:
        """Yield the rows; note what ended them."""
        try:
            yield from rows
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises anything on hostile sheets
            self.error = type(error).__name__


def _rows(sheet: _ReadOnlySheet) -> Iterable[Iterable[object]]:
    sheet.reset_dimensions()  # the declared size may lie in either direction
    return sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True)


def _with_values(book: _ReadOnlyBook, sheet: _ReadOnlySheet, rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with what was saved beside each formula: the sheet is read again, as its values."""
    book._data_only = True  # noqa: SLF001 - read at each pass; a second workbook would read all strings again
    try:
        again = itertools.islice(_Reading().until_broken(_rows(sheet)), len(rows))
        saved = [[_as_text(cell) for cell in row] for row in again]
    finally:
        book._data_only = False  # noqa: SLF001 - as above
    return [
        [_with_value(cell, saved, down, across) for across, cell in enumerate(row)]
        for down, row in enumerate(rows)
    ]


def _with_value(cell: str, saved: list[list[str]], down: int, across: int) -> str:
    if not cell.startswith("=") or down >= len(saved) or across >= len(saved[down]):
        return cell
    value = saved[down][across]
    return f"{cell} → {value}" if value and value != cell else cell


def bounded(rows: Iterable[Iterable[object]]) -> tuple[list[list[str]], bool]:
    """Return the first rows and columns as text, without blank ends, and whether there are more."""
    every = [[_as_text(cell) for cell in itertools.islice(row, MAX_COLUMNS + 1)] for row in rows]
    cut = len(every) > MAX_ROWS or any(len(row) > MAX_COLUMNS and row[MAX_COLUMNS] for row in every)
    kept = [_without_trailing(row[:MAX_COLUMNS]) for row in every[:MAX_ROWS]]
    while kept and not kept[-1]:
        kept.pop()
    return kept, cut


def _without_trailing(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return format(cell, _FLOAT_DIGITS)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, SharedText):
        return cell
    formula = getattr(cell, "text", cell)  # array formulas are objects that hold their text
    return str(formula)[:MAX_CELL_CHARACTERS]


def _delimiter(content: str) -> str:
    """Return the delimiter by which most of the first lines have the same number of cells, a comma when none."""
    head = "\n".join(content[:_HEAD_CHARACTERS].splitlines()[:20])
    return max(_DELIMITERS, key=lambda delimiter: _agreement(head, delimiter))


def _agreement(head: str, delimiter: str) -> tuple[int, int]:
    """Return how many records share the commonest number of cells above one, and that number."""
    widths = Counter(
        len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if len(row) > 1
    )
    return max(((times, width) for width, times in widths.items()), default=(0, 0))
