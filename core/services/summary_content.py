"""What a summary holds: the board's tables as sheets of a workbook, and as they are printed."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from core.domain.board import BoardView
from core.domain.chart_tables import BoardWords, Table, TableName, table_of
from core.receipts.summary import PrintedSummary, PrintedTable
from core.services.spreadsheets import Heading, Sheet

_WIDE, _NARROW = 40, 18
_MINUTES = frozenset({"oldest_minutes", "median", "p50", "p90", "least", "below"})
_TEXTS = frozenset({"figure", "person", "oldest", "day", "month", "share", "ground", "type", "health"})
"""Columns of words and days; the others hold numbers."""
_PRINTED = (
    TableName.TEAM,
    TableName.AGEING,
    TableName.DAYS,
    TableName.TIMES,
    TableName.SHARES,
    TableName.GROUNDS,
    TableName.HEALTH,
)
_PERCENT = frozenset({"rate", "cumulative"})
Value = str | int | float | date | None


def headings(words: BoardWords, table: Table) -> list[Heading]:
    """Return a table's headings with the widths of their columns."""
    named = zip(table.columns, words.headings(table), strict=True)
    return [Heading(title, _WIDE if code in _TEXTS else _NARROW) for code, title in named]


def sheets(words: BoardWords, view: BoardView) -> Iterator[Sheet]:
    """Yield every table of the board as a sheet, its minutes as they are: a workbook is for counting on."""
    for name in TableName:
        table = table_of(view, name)
        yield Sheet(words.title(table)[:31], headings(words, table), words.rows(table))


def printed(words: BoardWords, view: BoardView) -> PrintedSummary:
    """Return the board as a paper tells it: spans in hours of business, one decimal."""
    figures, zone = view.range, ZoneInfo(view.zone)
    local = view.at.astimezone(zone)
    return PrintedSummary(
        since=_text(words, figures.since, ""),
        until=_text(words, figures.until, ""),
        tipo=words.labels["type"].get(figures.tipo, figures.tipo),
        made_at=view.at,
        made=f"{local:%d/%m/%Y %H:%M} ({local:%Z}, {view.zone})",
        figures=[*_head(words, view)],
        tables=[_printed(words, table_of(view, name)) for name in _PRINTED],
    )


def _head(words: BoardWords, view: BoardView) -> Iterator[tuple[str, str]]:
    for counter in view.counters:
        yield words.labels["counter"][counter.name.value], f"{counter.count:,d}"
    flow = view.range.flow
    for code, count in (("sent", flow.sent), ("accepted", flow.accepted), ("rejected", flow.rejected)):
        yield words.columns[code], f"{count:,d}"


def _printed(words: BoardWords, table: Table) -> PrintedTable:
    rows = [
        [_text(words, value, code) for code, value in zip(table.columns, row, strict=True)]
        for row in words.rows(table)
    ]
    return PrintedTable(
        words.title(table),
        words.printed_headings(table),
        [code not in _TEXTS for code in table.columns],
        rows,
    )


def _text(words: BoardWords, value: Value, code: str) -> str:
    if value is None:
        return words.printed["whole"] if code == "month" else "—"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%m/%Y}" if code == "month" else f"{value:%d/%m/%Y}"
    if code in _MINUTES:
        return f"{value / 60:,.1f}"
    return f"{value:.1f} %" if code in _PERCENT else f"{value:,}"
