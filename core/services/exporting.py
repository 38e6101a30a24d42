"""Tables of promociones: those marked, a whole list, or what was decided today."""

import secrets
import shutil
import time as systime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.coverage import Progress, ReadShare
from core.domain.exporting import (
    MOST_MARKED,
    MOST_ROWS,
    Column,
    Line,
    NothingToExport,
    Scope,
    Selection,
    TableStyle,
    TableWords,
    TooMuchToExport,
)
from core.domain.people import Actor, Permission, require
from core.domain.reading import Thing
from core.errors import NotFound
from core.services.catalog_cells import FROM_CATALOGS, catalog_cell
from core.services.current_catalogs import CurrentCatalogs
from core.services.readings import Readings
from core.services.spreadsheets import Cell, Heading, Outlet, write_sheet
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.exporting import decided_between, lines, lines_as_decided, list_ids, received_among

Progressing = Callable[[int, int], None]
"""Told how many of how many are done; what it raises ends the export."""
_AT_ONCE = 500
_KEPT_FOR_SECONDS = 3600
_TOKEN_BYTES = 24
_INSTANTS = frozenset({Column.SENT_AT, Column.DECIDED_AT, Column.REOPENED_AT})
_WIDTHS = {
    Column.FOLIO: 18,
    Column.PROCEDIMIENTO: 50,
    Column.OWNER_NAME: 32,
    Column.PROMOVENTE: 32,
    Column.TIPO_PROCEDIMIENTO: 40,
    Column.GROUND: 40,
    Column.GROUND_TEXT: 60,
    Column.LEGAL_BASIS: 50,
    Column.COVERAGE: 40,
}
_USUAL_WIDTH = 22


def _not_told(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A table that waits to be fetched. ``token``: its place, known to whoever had it made."""

    token: str
    name: str
    size_bytes: int
    rows: int


class Exporting:
    """The use cases of tables."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        catalogs: CurrentCatalogs,
        readings: Readings,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogs = catalogs
        self._readings = readings
        self._zone = ZoneInfo(settings.zone)
        self._folder = settings.home / "exports"

    def count(self, actor: Actor, selection: Selection) -> int:
        """Return how many rows a table would have.

        Raises:
            NotAllowed: the actor does not export.
        """
        require(actor, Permission.EXPORT)
        return len(self._keys(actor, selection))

    def table(
        self,
        actor: Actor,
        selection: Selection,
        style: TableStyle,
        out: Outlet,
        told: Progressing = _not_told,
    ) -> int:
        """Write a table to ``out``; return how many rows it has. That it was asked for is written down first.

        Raises:
            NotAllowed: the actor does not export.
            NothingToExport, TooMuchToExport, NotFound: what the selection holds.
        """
        require(actor, Permission.EXPORT)
        keys = self._keys(actor, selection)
        if not keys:
            raise NothingToExport
        if len(keys) > MOST_ROWS:
            raise TooMuchToExport(most=MOST_ROWS, count=len(keys))
        self._record(actor, selection, style, len(keys))
        headings = [self._heading(c, style.words) for c in style.columns]
        rows = (
            [self._cell(line, column, style.words) for column in style.columns]
            for line in self._lines(selection, keys, style, told)
        )
        write_sheet(style.kind, out, headings, rows, self._zone)
        return len(keys)

    def prepare(
        self,
        actor: Actor,
        selection: Selection,
        style: TableStyle,
        name: str,
        told: Progressing = _not_told,
    ) -> PreparedFile:
        """Write a table to a file that the actor alone can fetch, within an hour.

        Args:
            actor: who exports.
            selection: which promociones.
            style: how it is written.
            name: of the file, one of ours.
            told: how far it is.

        Raises:
            NotAllowed, NothingToExport, TooMuchToExport, NotFound: as for :meth:`table`.
        """
        require(actor, Permission.EXPORT)
        self.sweep()
        token = secrets.token_hex(_TOKEN_BYTES)
        folder = self._place(actor, token)
        folder.mkdir(parents=True, mode=0o700)
        try:
            with (folder / name).open("wb") as file:
                rows = self.table(actor, selection, style, file, told)
        except BaseException:  # also when the person leaves the screen half-way
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return PreparedFile(token, name, (folder / name).stat().st_size, rows)

    def prepared(self, actor: Actor, token: str) -> Path:
        """Return the file that the actor had prepared.

        Raises:
            NotAllowed: the actor does not export.
            NotFound: there is none, it is another's, or its hour has passed.
        """
        require(actor, Permission.EXPORT)
        if len(token) != 2 * _TOKEN_BYTES or not set(token) <= set("0123456789abcdef"):
            raise NotFound
        folder = self._place(actor, token)
        found = next((p for p in sorted(folder.glob("*")) if not self._is_stale(folder)), None)
        if found is None:
            raise NotFound
        return found

    def sweep(self) -> int:
        """Remove what was prepared more than an hour ago; return how many files' folders."""
        stale = [p for p in self._folder.glob("*/*") if self._is_stale(p)]
        for folder in stale:
            shutil.rmtree(folder, ignore_errors=True)
        return len(stale)

    def _place(self, actor: Actor, token: str) -> Path:
        return self._folder / str(actor.account_id) / token

    def _is_stale(self, folder: Path) -> bool:
        try:
            made_at = folder.stat().st_mtime
        except FileNotFoundError:
            return True
        # the clock that the file system's dates are of
        return systime.time() - made_at > _KEPT_FOR_SECONDS

    def _keys(self, actor: Actor, selection: Selection) -> tuple[int, ...]:
        """Return ids of promociones; of somebody's day those of the acts."""
        with self._database.read() as session:
            if selection.scope is Scope.DAY:
                # what the actor decided; whoever supervises decides nothing and gets everybody's
                by = actor.account_id if actor.may(Permission.REVIEW) else None
                since = self._midnight()
                acts = decided_between(session, since, since + timedelta(days=1), by=by)
                return tuple(event_id for event_id, _ in acts)
            if selection.query is not None:
                return list_ids(session, selection.query)
            return named(session, selection.ids)

    def _midnight(self) -> datetime:
        today = self._clock.now().astimezone(self._zone).date()
        return datetime.combine(today, time(), self._zone).astimezone(UTC)

    def _record(self, actor: Actor, selection: Selection, style: TableStyle, rows: int) -> None:
        """Write down who takes what with them, before a byte of it leaves."""
        self._readings.record(actor, Thing.LIST, None)
        with self._database.write() as session:
            append_event(
                session,
                self._clock.now(),
                actor,
                "export",
                promocion_id=None,
                scope=selection.scope.value,
                rows=rows,
                sheet=style.kind.value,
                columns=len(style.columns),
                **({"filters": selection.filters[:500]} if selection.filters else {}),
            )

    def _lines(
        self, selection: Selection, keys: Sequence[int], style: TableStyle, told: Progressing
    ) -> Iterator[Line]:
        done, left = 0, iter(keys)
        told(0, len(keys))
        while some := tuple(islice(left, _AT_ONCE)):
            with self._database.read() as session:
                found = (
                    lines_as_decided(session, some)
                    if selection.scope is Scope.DAY
                    else lines(session, some, style.columns)
                )
            yield from found
            done += len(some)
            told(done, len(keys))

    def _heading(self, column: Column, words: TableWords) -> Heading:
        title = words.headings.get(column, column.value)
        if column in _INSTANTS:
            title = f"{title} ({self._zone.key})"
        return Heading(title, _WIDTHS.get(column, _USUAL_WIDTH))

    def _cell(self, line: Line, column: Column, words: TableWords) -> Cell:
        named = words.values.get(column, {})
        if column is Column.COVERAGE:
            return _read(line.coverage, words)
        if column is Column.LABELS:
            return ", ".join(named.get(code, code) for code in line.labels)
        if column in FROM_CATALOGS:
            return catalog_cell(self._catalogs.now(), line, column)
        value: Cell = getattr(line, column.value)
        return _named(value, named) if isinstance(value, str) else value


def named(session: Session, ids: Sequence[int]) -> tuple[int, ...]:
    """Return received promociones that were marked one by one, each once.

    Raises:
        NotFound: one of them does not exist or was not sent.
        TooMuchToExport: they are more than anybody marks.
    """
    if len(ids) > MOST_MARKED:
        raise TooMuchToExport(most=MOST_MARKED, count=len(ids))
    found = received_among(session, ids)
    if len(found) != len(set(ids)):
        raise NotFound
    return found


def _named(code: str, words: Mapping[str, str]) -> str:
    return words.get(code, code)


def _read(coverage: Sequence[ReadShare], words: TableWords) -> str:
    """Return how far everything was read, or nothing where the act does not say."""
    if not coverage:
        return ""
    totals = [share.total for share in coverage]
    told = words.coverage_uncounted if None in totals else words.coverage
    return told.format(
        documents=len(coverage),
        full=sum(share.progress is Progress.FULL for share in coverage),
        seen=sum(share.seen for share in coverage),
        pages=sum(total or 0 for total in totals),
    )
