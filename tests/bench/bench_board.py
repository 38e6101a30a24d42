"""What the board costs the server over five years of promociones, and what keeping its tallies costs.

``OFICIALIA_BENCH_PROMOCIONES`` says how many there are, 50 000 where it is not set; the office of the issue has
1 000 000.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import SelectBase, func, insert, select, text

from core.bootstrap import Oficialia
from core.domain.board_figures import Asked
from core.domain.board_fold import COUNTED
from core.domain.people import Actor, Role
from core.domain.queue import Tab
from core.storage.board_now import counters_statement, health_statement
from core.storage.board_reading import Span, details_statement, spreads_statement, steps_statement
from core.storage.board_tables import BoardPendingRow, BoardSpreadRow, BoardTallyRow
from core.storage.tables import EventRow
from tests.bench.five_years import DAYS, FiveYears
from tests.bench.timing import sample, say, show
from tests.bench.workplace import person_with, workplace
from tests.offices import SetClock
from tests.postgresql import fresh_database

COUNT = int(os.environ.get("OFICIALIA_BENCH_PROMOCIONES", "50000"))
_PENDING = 2_000


@dataclass(frozen=True, slots=True)
class Long:
    """An Oficialía with five years behind it, and its supervisor."""

    oficialia: Oficialia
    elena: Actor
    engine: str

    @property
    def today(self) -> date:
        """The local day."""
        return self.oficialia.clock.now().astimezone(UTC).date()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Long]:
    """Return an Oficialía with five years behind it, folded into its tallies."""
    home = tmp_path_factory.mktemp(f"long-{request.param}")
    if request.param == "sqlite":
        yield from _long(home, "", "SQLite")
        return
    with fresh_database(request.getfixturevalue("postgresql_server")) as url:
        yield from _long(home, url, "PostgreSQL")


def _long(home: Path, url: str, engine: str) -> Iterator[Long]:
    now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    with workplace(home, url, SetClock(now)) as oficialia:
        elena = person_with(oficialia, "elena", Role.SUPERVISOR)
        begin = perf_counter()
        calendar, zone = oficialia.catalogs.now().calendar, oficialia.board._zone
        FiveYears(oficialia.database, calendar, zone, now, COUNT).fill()
        say(f"\n{engine}: {COUNT} promociones made in {perf_counter() - begin:.0f} s")
        begin = perf_counter()
        oficialia.board_tallying.begin_rebuilding()
        oficialia.board_tallying.go_on_rebuilding()
        took = perf_counter() - begin
        with oficialia.database.read() as session:
            sizes = [
                session.scalar(select(func.count()).select_from(t)) or 0
                for t in (EventRow, BoardTallyRow, BoardSpreadRow)
            ]
        say(
            f"{engine}: rebuilt from {sizes[0]} acts in {took:.0f} s ({sizes[0] / took:.0f}/s): "
            f"{sizes[1]} tallies, {sizes[2]} histograms"
        )
        _settle(oficialia)
        yield Long(oficialia, elena, engine)


def _settle(oficialia: Oficialia) -> None:
    """Bring the tallies to where a server's own upkeep has them a minute later."""
    with oficialia.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if oficialia.database.is_sqlite else "VACUUM ANALYZE"))


def _boards(long: Long) -> dict[str, Callable[[], object]]:
    board, today = long.oficialia.board, long.today
    whole, month = today - timedelta(days=DAYS), today.replace(day=1)
    asked = {
        "whole range": (whole, today, ""),
        "whole range, one type": (whole, today, "DEN"),
        "from the 17th of a month to the 9th, three years": (date(2023, 3, 17), date(2026, 3, 9), ""),
        "a quarter, day by day": (today - timedelta(days=91), today, ""),
        "this month": (month, today, ""),
        "this month, one type": (month, today, "DEN"),
        "today": (today, today, ""),
    }
    return {name: partial(board.figures, long.elena, *ask) for name, ask in asked.items()}


def test_one_look_at_the_board(long: Long) -> None:
    """Everything that the board shows, for ranges short and long, with and without a type."""
    show(
        f"Board, services only, {long.engine}, {COUNT} promociones",
        {n: sample(a) for n, a in _boards(long).items()},
    )
    shown = long.oficialia.board.figures(long.elena, date.min, date.max)
    say(
        f"{sum(b.count for b in shown.ageing)} undecided, {shown.range.flow.decided} decided, {shown.range.times}"
    )
    assert shown.range.flow.sent == COUNT


def test_with_acts_that_wait_to_be_tallied(long: Long) -> None:
    """What a look costs with half a minute's acts, and with many more, not in the tallies yet; then tallying them."""
    o = long.oficialia
    whole = partial(o.board.figures, long.elena, long.today - timedelta(days=DAYS), long.today)
    taken = {"nothing waits": sample(whole)}
    with o.database.read() as session:
        counted = select(EventRow.id).where(EventRow.action.in_(COUNTED)).order_by(EventRow.id.desc())
        last = session.scalars(counted.limit(_PENDING)).all()
    for fewer, more in pairwise((0, 50, _PENDING)):
        with o.database.write() as session:
            session.execute(insert(BoardPendingRow), [{"event_id": number} for number in last[fewer:more]])
        taken[f"{more} acts wait"] = sample(whole)
    show(f"Board with acts that wait, {long.engine}", taken)
    begin = perf_counter()
    tallied = o.board_tallying.keep()
    took = perf_counter() - begin
    say(f"{long.engine}: {tallied} acts tallied in {took:.2f} s ({tallied / took:.0f}/s)")
    assert tallied == _PENDING


def test_the_log_alone(long: Long) -> None:
    """The report of a month and of everything: slow, and equal to what the board said before acts were doubled."""
    begin = perf_counter()
    told = long.oficialia.reporting.figures(long.today - timedelta(days=DAYS), long.today)
    say(f"{long.engine}: the report folds the log in {perf_counter() - begin:.0f} s")
    assert told.flow.sent == COUNT


def test_how_the_figures_are_found(long: Long) -> None:
    """Print each database's plan for the board's statements."""
    o = long.oficialia
    whole, asked = (
        Span("month", date(2022, 1, 1), date(2026, 10, 1)),
        Asked(date(2022, 1, 1), date(2026, 10, 31)),
    )
    one_type = Asked(asked.since, asked.until, "DEN")
    statements: dict[str, SelectBase] = {
        "steps": steps_statement(whole, asked),
        "details": details_statement(whole, asked),
        "details of one type": details_statement(whole, one_type),
        "durations": spreads_statement(whole, asked),
        "counters": counters_statement(o.queue.query(long.elena, Tab.ALL)),
        "health": health_statement(),
    }
    plans = {name: _plan(long, statement) for name, statement in statements.items()}
    for name, plan in plans.items():
        say(f"\n{long.engine}, {name}:\n{plan}")
    assert "board_spread" in plans["durations"]


def _plan(long: Long, statement: SelectBase) -> str:
    database = long.oficialia.database
    asked = str(statement.compile(database.engine, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF)"
    with database.read() as session:
        rows = session.execute(text(f"{how} {asked}".replace(":", r"\:"))).all()
    return "\n".join(f"    {row[-1]}" for row in rows)
