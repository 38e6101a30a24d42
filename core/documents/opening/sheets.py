"""Workbooks and CSV as bounded tables of text; a formula is shown as its text, never calculated."""

import csv
import datetime as dt
import io
import itertools
import warnings
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import openpyxl

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import text

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CELL_CHARACTERS = 30, 300, 60, 1000
_CSV_BYTES = 2 * 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_FLOAT_DIGITS = ".15g"  # Excel's own precision


class _ReadOnlySheet(Protocol):
    """What openpyxl gives in read-only mode; its published types describe the other mode."""

    title: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_row: int, max_col: int, values_only: bool) -> Iterable[Iterable[object]]: ...


def preview_workbook(opened: Opened) -> Iterator[Frame]:
    """Yield ``{sheets: [{name, rows, truncated, error}], truncated}``, the beginning of each sheet."""
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(opened.stream, read_only=True, data_only=False, keep_links=False)
    sheets = [_sheet(cast("_ReadOnlySheet", sheet)) for sheet in book.worksheets[:MAX_SHEETS]]
    yield Frame({"sheets": sheets, "truncated": len(book.worksheets) > MAX_SHEETS})


def preview_csv(opened: Opened) -> Iterator[Frame]:
    """Yield one sheet without a name."""
    content = text.decoded(opened, _CSV_BYTES)
    csv.field_size_limit(_CSV_BYTES)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content))
    kept, cut = _bounded(itertools.islice(rows, MAX_ROWS + 1))
    sheet = {"name": "", "rows": kept, "truncated": cut or opened.size > _CSV_BYTES}
    yield Frame({"sheets": [sheet], "truncated": False})


def _sheet(sheet: _ReadOnlySheet) -> dict[str, object]:
    sheet.reset_dimensions()  # the declared size may lie in either direction
    rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True)
    try:
        kept, cut = _bounded(rows)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one unreadable sheet leaves the others readable
        return {"name": sheet.title, "rows": [], "truncated": True, "error": type(error).__name__}
    return {"name": sheet.title, "rows": kept, "truncated": cut}


def _bounded(rows: Iterable[Iterable[object]]) -> tuple[list[list[str]], bool]:
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
    formula = getattr(cell, "text", cell)  # array formulas are objects that hold their text
    return str(formula)[:MAX_CELL_CHARACTERS]


def _delimiter(content: str) -> str:
    """Return the delimiter that the first lines have most of, a comma when none."""
    head = "\n".join(content.splitlines()[:20])
    return max(_DELIMITERS, key=head.count)
