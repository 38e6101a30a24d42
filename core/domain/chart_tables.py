"""The board's figures as tables: the same for a screen's «Ver datos», a CSV, a workbook and a paper.

Cells hold facts and codes; :class:`BoardWords` gives them their names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.domain.board import BoardView, Share, Times
from core.domain.catalogs import Catalogs


class TableName(StrEnum):
    """The tables, in their order; the values stand in addresses."""

    COUNTERS = "cifras"
    TEAM = "equipo"
    AGEING = "antiguedad"
    DAYS = "movimiento"
    HOURS = "horas"
    TIMES = "tiempos"
    SHARES = "proporciones"
    GROUNDS = "causas"
    HEALTH = "salud"


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that has a name: of which kind, and which."""

    kind: str
    code: str


Cell = str | int | float | date | Coded | None
"""Minutes are whole minutes of business, rates are per cent with one decimal, None is «there is none»."""


@dataclass(frozen=True, slots=True)
class Table:
    """Codes of the columns, and rows of as many cells."""

    name: TableName
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class BoardWords:
    """What people call tables, columns and codes.

    Attributes:
        tables: titles, by :class:`TableName`.
        columns: headings, by code.
        printed: shorter ones for the paper, where there are.
        labels: names by kind and code.
    """

    tables: Mapping[str, str]
    columns: Mapping[str, str]
    printed: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]

    def with_catalogs(self, catalogs: Catalogs) -> "BoardWords":
        """Return the same, with the names of the catalogues' types and grounds; retired ones too."""
        named = {
            "type": {entry.code: entry.name for entry in catalogs.procedure_types},
            "ground": {entry.code: entry.title for entry in catalogs.grounds},
        }
        return replace(self, labels={**self.labels, **named})

    def title(self, table: Table) -> str:
        """Return what a table is called."""
        return self.tables[table.name.value]

    def headings(self, table: Table) -> tuple[str, ...]:
        """Return what its columns are called."""
        return tuple(self.columns[code] for code in table.columns)

    def printed_headings(self, table: Table) -> tuple[str, ...]:
        """Return what they are called on paper, where times stand in hours."""
        return tuple(self.printed.get(code) or self.columns[code] for code in table.columns)

    def rows(self, table: Table) -> Iterable[Sequence[str | int | float | date | None]]:
        """Yield its rows with every code named; a code that no name is known for stands for itself."""
        for row in table.rows:
            yield tuple(self.labels[c.kind].get(c.code, c.code) if isinstance(c, Coded) else c for c in row)


def per_cent(share: Share) -> float | None:
    """Return a share in per cent with one decimal; None of nothing."""
    return None if share.rate is None else round(100 * share.rate, 1)


def table_of(view: BoardView, name: TableName) -> Table:
    """Return one table of the board."""
    columns, rows = _MAKERS[name]
    return Table(name, columns, tuple(rows(view)))


def _counters(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    return ((Coded("counter", c.name.value), c.count) for c in view.counters)


def _team(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    for row in view.team:
        yield (
            row.name,
            row.open,
            row.in_review,
            row.kept,
            row.held,
            row.oldest_folio or None,
            row.oldest_minutes,
            row.decided_today,
            row.times.p50,
            row.times.decided,
        )


def _ageing(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    return ((bucket.least, bucket.below, bucket.count) for bucket in view.ageing)


def _days(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    for step in view.range.steps:
        yield step.starts_on, step.sent, step.decided, step.accepted, step.rejected, step.reopened


def _hours(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    return ((hour.hour, hour.sent, hour.decided) for hour in view.range.hours)


def _times(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    for month in view.range.months:
        yield month.month, *_numbers(month.times)
    yield None, *_numbers(view.range.times)


def _numbers(times: Times) -> tuple[Cell, ...]:
    return times.decided, times.p50, times.p90, times.unknown


def _shares(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    figures = view.range
    for code, share in (
        ("acceptance", figures.flow.acceptance),
        ("out_of_hours", figures.out_of_hours),
        ("read_in_full", figures.read_in_full),
    ):
        yield Coded("share", code), share.part, share.of, per_cent(share), share.unknown


def _grounds(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    total = sum(ground.count for ground in view.range.grounds)
    so_far = 0
    for ground in view.range.grounds:
        so_far += ground.count
        yield (
            Coded("ground", ground.ground),
            Coded("type", ground.tipo),
            ground.count,
            per_cent(Share(so_far, total)),
        )


def _health(view: BoardView) -> Iterable[tuple[Cell, ...]]:
    health = view.health
    counts = {
        "revocation": health.revocation_not_consulted,
        "antivirus": health.antivirus_waiting,
        "acuses": health.acuses_waiting,
        "timestamps": health.timestamps_waiting,
        "timestamps_failing": health.timestamps_failing,
        "mails_waiting": health.mails_waiting,
        "mails_stopped": health.mails_stopped,
    }
    return ((Coded("health", code), count) for code, count in counts.items())


_Rows = Callable[[BoardView], Iterable[tuple[Cell, ...]]]
_MAKERS: Mapping[TableName, tuple[tuple[str, ...], _Rows]] = {
    TableName.COUNTERS: (("figure", "count"), _counters),
    TableName.TEAM: (
        (
            "person",
            "open",
            "in_review",
            "kept",
            "held",
            "oldest",
            "oldest_minutes",
            "decided_today",
            "median",
            "n",
        ),
        _team,
    ),
    TableName.AGEING: (("least", "below", "open"), _ageing),
    TableName.DAYS: (("day", "sent", "decided", "accepted", "rejected", "reopened"), _days),
    TableName.HOURS: (("hour", "sent", "decided"), _hours),
    TableName.TIMES: (("month", "n", "p50", "p90", "unknown"), _times),
    TableName.SHARES: (("share", "part", "of", "rate", "unknown"), _shares),
    TableName.GROUNDS: (("ground", "type", "count", "cumulative"), _grounds),
    TableName.HEALTH: (("health", "count"), _health),
}
