"""Word and Excel documents of the demonstration."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
import openpyxl
from docx.shared import Pt
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

FOOTER = "DOCUMENTO DE DEMOSTRACIÓN. Personas, empresas y hechos son inventados."
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
_FIRST_YEAR = 2022
_PRICED_MONTHS = 24
_HEADING_FILL = PatternFill("solid", fgColor="F1E6EA")


def word_document(
    title: str,
    paragraphs: Sequence[str],
    headings: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    closing: str = "",
) -> bytes:
    """Return a DOCX: title, paragraphs, then a table where there are ``rows``, then ``closing``."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.author = "Demostración"
    document.core_properties.title = title
    document.core_properties.created = document.core_properties.modified = _MADE_AT.replace(tzinfo=None)
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        _add_table(document, headings, rows)
        document.add_paragraph()
    if closing:
        document.add_paragraph(closing)
    document.sections[0].footer.paragraphs[0].text = FOOTER
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_table(document: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:  # noqa: ANN401 - python-docx has no types
    table = document.add_table(rows=1, cols=len(headings), style="Light Grid Accent 1")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def workbook(market: Mapping[str, Any], words: Mapping[str, str]) -> bytes:
    """Return an XLSX of four sheets: sales and shares with formulas, two years of prices, notes.

    Args:
        market: an entry of ``[mercados]`` in ``data/demo/documents.toml``.
        words: ``[hojas]`` of the same file.
    """
    book = openpyxl.Workbook()
    book.properties.creator = "Demostración"
    book.properties.created = book.properties.modified = _MADE_AT.replace(tzinfo=None)
    sales = book.worksheets[0]
    sales.title = words["ventas"]
    _fill_sales(sales, market, words)
    _fill_shares(book.create_sheet(words["participaciones"]), market, words)
    _fill_prices(book.create_sheet(words["precios"]), market)
    book.create_sheet(words["notas"]).append([words["nota"]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_sales(sheet: Worksheet, market: Mapping[str, Any], words: Mapping[str, str]) -> None:
    shares = market["participaciones"]
    years = len(shares[0]["ventas"])
    _head(sheet, [words["agente"], *(_FIRST_YEAR + n for n in range(years)), words["total"]])
    for row, entry in enumerate(shares, start=2):
        sheet.append([entry["nombre"], *entry["ventas"], f"=SUM(B{row}:{_letter(years)}{row})"])
    last = len(shares) + 1
    sums = [f"=SUM({_letter(n)}2:{_letter(n)}{last})" for n in range(1, years + 2)]
    sheet.append([words["total"], *sums])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def _fill_shares(sheet: Worksheet, market: Mapping[str, Any], words: Mapping[str, str]) -> None:
    _head(sheet, [words["agente"], "%", "%²"])
    for row, entry in enumerate(market["participaciones"], start=2):
        sheet.append([entry["nombre"], entry["porcentaje"], f"=B{row}^2"])
    last = sheet.max_row
    sheet.append(["IHH", f"=SUM(B2:B{last})", f"=SUM(C2:C{last})"])


def _fill_prices(sheet: Worksheet, market: Mapping[str, Any]) -> None:
    goods = market["bienes"]
    _head(sheet, ["Mes", *(g["clave"] for g in goods)])
    for month in range(_PRICED_MONTHS):
        label = f"{_FIRST_YEAR + 2 + month // 12}-{month % 12 + 1:02d}"
        sheet.append([label, *(monthly_price(g["precio"], month) for g in goods)])


def monthly_price(base: float, month: int) -> float:
    """Return a price that rises in two steps, at the sixth and at the fifteenth month."""
    steps = (month >= 6) + (month >= 15)  # noqa: PLR2004 - as the docstring says
    return round(base * (1 + 0.084 * steps + 0.001 * (month % 3)), 2)


def _head(sheet: Worksheet, headings: Sequence[object]) -> None:
    sheet.append(list(headings))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEADING_FILL
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 28


def _letter(column: int) -> str:
    """Return the letter of a column, 0 is A."""
    return chr(ord("A") + column)
