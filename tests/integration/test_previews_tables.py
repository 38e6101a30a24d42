"""What a clerk is shown of workbooks, OpenDocument sheets and CSV."""

import io
from collections.abc import Iterator

import openpyxl
import pytest

from core.documents.previews import (
    TablePreview,
)
from tests import documents_samples as documents
from tests import preview_samples as samples
from tests.reading_desk import ReadingDesk, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingDesk]:
    """Return a desk for the whole module."""
    with desk_in(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def test_opendocument_sheets_become_tables(desk: ReadingDesk) -> None:
    """A formula stands with its saved value, repeated cells are counted out, and hidden sheets are marked."""
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    body = (
        '<table:table table:name="Cifras"><table:table-row><table:table-cell table:number-columns-repeated="2">'
        '<text:p>5</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.A1:.B1])"><text:p>10</text:p>'
        '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="Oculta" table:style-name="ta2"/>'
    )
    shown = desk.shown(samples.opendocument("spreadsheet", body, styles), "cifras.ods")
    assert isinstance(shown, TablePreview)
    first, second = shown.sheets
    assert (first.name, first.rows, first.hidden) == ("Cifras", (("5", "5", "=SUM([.A1:.B1]) → 10"),), False)
    assert (first.truncated, second.name, second.hidden) == (False, "Oculta", True)


def test_a_workbook_shows_formulas_with_their_saved_values(desk: ReadingDesk) -> None:
    """«=SUM(A1:A2) → 3»; one that no program has calculated stands alone; hidden sheets are marked."""
    book = openpyxl.Workbook()
    sheet, hidden = book.worksheets[0], book.create_sheet("Otra")
    hidden.sheet_state = "veryHidden"
    for row in ([1], [2], ["=SUM(A1:A2)"], ["=B9"], ["texto"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    calculated = documents.repacked(
        out.getvalue(), "xl/worksheets/sheet1.xml", b"<f>SUM(A1:A2)</f><v", b"<f>SUM(A1:A2)</f><v>3</v><v"
    )
    shown = desk.shown(calculated, "libro.xlsx")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].rows == (("1",), ("2",), ("=SUM(A1:A2) → 3",), ("=B9",), ("texto",))
    assert [(s.name, s.hidden) for s in shown.sheets] == [("Sheet", False), ("Otra", True)]


def test_a_workbooks_shared_strings_are_read_only_as_far_as_they_are_shown(desk: ReadingDesk) -> None:
    """Two hundred thousand strings, of which a few stand in the first rows; runs and phonetics as Excel has them."""
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    many = "".join(f"<si><t>cadena {number}</t></si>" for number in range(200_000))
    first = "<si><r><t>Año </t></r><r><t>fiscal</t></r><rPh><t>x</t></rPh></si>"
    cells = "".join(
        f'<c r="{c}1" t="s"><v>{n}</v></c>' for c, n in (("A", 0), ("B", 150_000), ("C", 999_999), ("D", 1))
    )
    parts = {
        "xl/sharedStrings.xml": f"<sst {spaces}>{first}{many}</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet {spaces}><sheetData><row r="1">{cells}</row></sheetData></worksheet>',
    }
    plain = documents.xlsx([["x"]])
    strings = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml"/></Types>'
    )
    data = documents.repacked(plain, "[Content_Types].xml", b"</Types>", strings, parts)
    shown = desk.shown(data, "libro.xlsx")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].rows == (("Año fiscal", "cadena 149999", "", "cadena 0"),)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"a;b\n1,5;2,5\n3,1;4,2\n", (("a", "b"), ("1,5", "2,5"), ("3,1", "4,2"))),
        ("Año,Monto\n2026,1\n".encode("utf-16"), (("Año", "Monto"), ("2026", "1"))),
        ("año\tmonto\n«1»\t2\n".encode("cp1252"), (("año", "monto"), ("«1»", "2"))),
        (b"sep=|\na|b\n1|2\n", (("a", "b"), ("1", "2"))),
        (b'a,b\n"x; y; z",1\n"u; v; w",2\n', (("a", "b"), ("x; y; z", "1"), ("u; v; w", "2"))),
    ],
)
def test_a_csv_is_read_as_its_program_wrote_it(
    desk: ReadingDesk, data: bytes, rows: tuple[tuple[str, ...], ...]
) -> None:
    """The delimiter and the encoding are found out."""
    shown = desk.shown(data, "tabla.csv")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].rows == rows
