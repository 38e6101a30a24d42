"""The board says what the audit log says: by its tallies, by the log folded again, and by a slow exact query."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import delete, func, select

from core.domain.board import BoardView, RangeFigures, Rebuilding
from core.domain.board_fold import COUNTED
from core.domain.people import Role
from core.domain.queue import Tab
from core.domain.workflow import Action
from core.services.board import AGES
from core.services.board_tallying import BoardTallying
from core.storage import migrate
from core.storage.account_tables import AccountRow
from core.storage.board_tables import BoardPendingRow, BoardSpreadRow, BoardTallyRow
from core.storage.events import append_event
from core.storage.tables import EventRow, PromocionRow
from tests.concurrency import at_once
from tests.histories import TIPOS, History
from tests.offices import House, opened

ZONE = ZoneInfo("America/Mexico_City")
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))
QUICK = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
"""The making of receipts is not in question."""


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on either database, whose rejections need two."""
    with opened(tmp_path / "home", database_url, four_eyes=True) as built, QUICK:
        yield built


def board(house: House, since: date = ALWAYS[0], until: date = ALWAYS[1], tipo: str = "") -> RangeFigures:
    """Return what the board says of a range."""
    return house.oficialia.board.figures(house.actor("elena"), since, until, tipo).range


def view(house: House, tipo: str = "") -> BoardView:
    """Return the whole board."""
    return house.oficialia.board.figures(house.actor("elena"), *ALWAYS, tipo)


def same(house: House) -> None:
    """Hold the board against the log, for ranges that begin and end at odd places, and for each type."""
    today = house.clock.at.astimezone(ZONE).date()
    ends = [today - timedelta(days=days) for days in (0, 1, 3, 20, 45, 70, 100)]
    ranges = [ALWAYS, *((since, until) for since in ends for until in ends[:3] if since <= until)]
    for since, until in ranges:
        for tipo in ("", *TIPOS, "nunca hubo"):
            told = board(house, since, until, tipo)
            assert told == house.oficialia.reporting.figures(since, until, tipo), (since, until, tipo)


def pending(house: House) -> int:
    """Return how many acts wait to be tallied."""
    with house.oficialia.database.read() as session:
        return session.scalar(select(func.count(BoardPendingRow.event_id))) or 0


def test_the_board_says_what_the_log_says(house: House) -> None:
    """Whatever an office did, tallied often, seldom or not at all: sent, decided, reopened, proposed, filed anew."""
    history = History(house, Random(7))  # noqa: S311 - invented data
    for steps in (40, 25, 35):
        history.play(steps)
        same(house)
        house.oficialia.board_tallying.keep()
        assert pending(house) == 0
        same(house)
    history.play(5)
    flow = board(house).flow
    assert min(flow.sent, flow.accepted, flow.rejected, flow.reopened, flow.refiled) > 0, history.done
    _as_pandas_counts(house)
    _as_the_lists_show(house)


def _as_pandas_counts(house: House) -> None:
    """Arrivals by hour, decisions, and the times of each month, from rows of the tables and nobody's fold."""
    with house.oficialia.database.read() as session:
        sent = pd.Series(
            session.scalars(select(PromocionRow.sent_at).where(PromocionRow.sent_at.is_not(None)))
        )
        decided = select(EventRow.at, EventRow.action, EventRow.facts).where(
            EventRow.action.in_(["accept", "reject"])
        )
        acts = pd.DataFrame([(at, a, f["business_minutes"]) for at, a, f in session.execute(decided)])
    told = board(house)
    by_hour = pd.to_datetime(sent, utc=True).dt.tz_convert(ZONE).dt.hour.value_counts()
    assert {hour.hour: hour.sent for hour in told.hours if hour.sent} == by_hour.to_dict()
    months = pd.to_datetime(acts[0], utc=True).dt.tz_convert(ZONE).dt.strftime("%Y-%m")
    exact = {
        month: tuple(int(np.percentile(of[2], p, method="inverted_cdf")) for p in (50, 90))
        for month, of in acts.groupby(months)
    }
    assert {f"{m.month:%Y-%m}": (m.times.p50, m.times.p90) for m in told.months} == exact
    counts = acts[1].value_counts()
    assert (told.flow.accepted, told.flow.rejected) == (counts["accept"], counts["reject"])


def _as_the_lists_show(house: House) -> None:
    """Each figure at the head is what its list holds; the stock of the log is what the rows have undecided."""
    o, elena = house.oficialia, house.actor("elena")
    for tipo in ("", *TIPOS):
        shown = view(house, tipo)
        for counter in shown.counters:
            query = replace(
                o.queue.query(elena, counter.tab), state=counter.state, due=counter.due, tipo=tipo
            )
            assert o.queue.page(elena, query).total == counter.count, counter
        undecided = sum(bucket.count for bucket in shown.ageing)
        assert undecided == shown.range.flow.after
        assert sum(member.open for member in shown.team) <= undecided
        assert [member.name for member in shown.team] == ["Lucía Ríos Peña", "Mario Gil Soto"]


def test_the_team_and_the_ages_are_of_what_is_open(house: House) -> None:
    """Who has what, the oldest of it, how old everything is, and what was decided today."""
    o, elena = house.oficialia, house.actor("elena")
    free, reviewed, kept, held, decided = (house.sent() for _ in range(5))
    for promocion_id in (reviewed, held, decided):
        o.claims.take(house.lucia, promocion_id)
    o.assigning.assign(elena, kept, house.lucia.account_id)
    o.claims.hold(house.lucia, held, house.clock.at + timedelta(days=1), "Falta una consulta.")
    o.deciding.accept(house.lucia, decided)
    house.clock.advance(minutes=10)
    shown = view(house)
    lucia, mario = shown.team
    assert (lucia.in_review, lucia.kept, lucia.held, lucia.decided_today) == (1, 1, 1, 1)
    assert (lucia.oldest_folio, lucia.times.decided) == (house.load(reviewed).folio, 1)
    assert (mario.open, mario.oldest_folio, mario.oldest_minutes, mario.decided_today) == (0, "", None, 0)
    assert shown.oldest_folio == house.load(free).folio
    assert [bucket.least for bucket in shown.ageing] == list(AGES)
    assert [bucket.count for bucket in shown.ageing] == [4, 0, 0, 0, 0, 0, 0]
    house.clock.advance(days=21)
    aged = view(house)
    assert [bucket.count for bucket in aged.ageing] == [0, 0, 0, 0, 0, 0, 4]
    assert aged.oldest_minutes is not None
    assert aged.oldest_minutes > AGES[-1]
    assert (aged.team[0].in_review, aged.team[0].kept, aged.team[0].decided_today) == (0, 2, 0)


def test_those_who_tally_at_once_count_each_act_once(house: House) -> None:
    """Four of them, while others send and decide: nothing twice, nothing lost."""
    o = house.oficialia
    taken, signed = [house.taken() for _ in range(3)], [house.signed() for _ in range(3)]
    with patch("core.services.board_tallying._AT_ONCE", 2):
        results = at_once(
            [
                *(o.board_tallying.keep for _ in range(4)),
                *(partial(o.deciding.accept, house.lucia, promocion_id) for promocion_id in taken),
                *(partial(house.send, promocion_id) for promocion_id in signed),
            ]
        )
        assert [r for r in results if isinstance(r, Exception)] == []
        o.board_tallying.keep()
    flow = board(house).flow
    assert (flow.sent, flow.accepted, pending(house)) == (6, 3, 0)
    same(house)


def test_a_rebuilding_goes_on_where_it_was_interrupted(house: House) -> None:
    """What is done meanwhile waits, is shown all the same, and is counted once in the end."""
    history, tallying = History(house, Random(3)), house.oficialia.board_tallying  # noqa: S311 - invented data
    history.play(30)
    tallying.keep()
    before, seen = board(house), list[Rebuilding]()

    def stop(at: Rebuilding) -> None:
        seen.append(at)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with patch("core.services.board_tallying._EVENTS_AT_ONCE", 9):
        tallying.begin_rebuilding()
        assert board(house).flow.sent == 0
        assert view(house).rebuilding == Rebuilding(0, _last_event(house))
        with pytest.raises(KeyboardInterrupt):
            tallying.go_on_rebuilding(stop)
        assert [at.done for at in seen] == [9, 18]
        promocion_id = house.sent()
        assert (tallying._tally_some(), pending(house)) == (
            0,
            1,
        )  # as a server would that knows nothing of it
        tallying.keep()
    assert (view(house).rebuilding, pending(house)) == (None, 0)
    assert board(house).flow.sent == before.flow.sent + 1
    assert house.load(promocion_id).folio
    same(house)


def test_what_is_done_before_the_upgrade_is_folded_after_it(house: House) -> None:
    """The tables come empty; the server's first round of work fills them from the log."""
    History(house, Random(5)).play(25)  # noqa: S311 - invented data
    before = board(house)
    database = house.oficialia.database
    migrate.downgrade(database, "0006")
    migrate.upgrade(database)
    assert view(house).rebuilding is not None
    house.oficialia.board_tallying.keep()
    assert board(house) == before
    same(house)


def test_days_are_those_of_the_office(house: House) -> None:
    """Where the office's zone is set anew, everything is folded again into its days and hours."""
    house.clock.at = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    house.sent()
    o = house.oficialia
    o.board_tallying.keep()
    there = BoardTallying(o.database, replace(o.settings, zone="Asia/Tokyo"))
    there.keep()
    with o.database.read() as session:
        days = session.scalars(select(BoardTallyRow.starts_on).where(BoardTallyRow.grain == "day"))
        assert set(days) == {date(2026, 11, 24)}
    assert view(house).rebuilding == Rebuilding(0, _last_event(house))
    o.board_tallying.keep()
    assert view(house).rebuilding is None
    assert board(house, date(2026, 11, 23), date(2026, 11, 23)).hours[23].sent == 1


def test_a_rebuilding_of_another_zone_is_begun_anew(house: House) -> None:
    """What a server of another zone folded is not mixed with this one's days."""
    house.clock.at = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    for _ in range(3):
        house.sent()
    o = house.oficialia
    there = BoardTallying(o.database, replace(o.settings, zone="Asia/Tokyo"))
    there.keep()
    o.board_tallying.keep()
    with patch("core.services.board_tallying._EVENTS_AT_ONCE", _last_event(house) // 2):
        there.begin_rebuilding()
        assert there._fold_some() is not None
    o.board_tallying.keep()
    assert view(house).rebuilding is None
    assert board(house, date(2026, 11, 23), date(2026, 11, 23)).flow.sent == 3
    same(house)


def test_an_act_and_its_waiting_stand_or_fall_together(house: House) -> None:
    """Every counted act leaves a row, another none; what is rolled back leaves neither."""
    promocion_id, database = house.sent(), house.oficialia.database
    assert pending(house) == 1
    with database.write() as session:
        append_event(session, house.clock.at, house.lucia, Action.ACCEPT, promocion_id=promocion_id)
        session.rollback()
    assert pending(house) == 1
    for action in Action:
        with database.write() as session:
            append_event(session, house.clock.at, house.lucia, action, promocion_id=promocion_id)
    assert pending(house) == 1 + len(COUNTED)
    same(house)


def test_a_decision_says_how_long_it_took(house: House) -> None:
    """From the day it counts from, and after a reopening from there; a calendar changed later changes nothing."""
    o = house.oficialia
    house.clock.at = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)  # a Friday, an hour after closing
    promocion_id = house.sent()
    house.clock.at = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # Monday, half past eleven
    o.claims.take(house.lucia, promocion_id)
    o.deciding.accept(house.lucia, promocion_id)
    house.clock.advance(days=3)
    o.reopening.reopen(house.actor("elena"), promocion_id, "Se aceptó por error.")
    house.clock.advance(minutes=40)
    o.claims.take(house.lucia, promocion_id)
    o.deciding.accept(house.lucia, promocion_id)
    facts = [e.facts for e in house.events(promocion_id) if e.action == Action.ACCEPT]
    assert [fact["business_minutes"] for fact in facts] == [150, 40]
    assert facts[0]["counted_from"] == "2026-11-23T06:00:00+00:00"
    assert board(house).times.decided == 2
    assert board(house).out_of_hours.part == 1


def test_ranges_and_types_from_anybody_are_answered(house: House) -> None:
    """The ends of time, back to front, a type that no column holds: figures of nothing, and no fault."""
    house.sent()
    for since, until in ((date.min, date.max), (date.max, date.min), (date.max, date.max)):
        for tipo in ("", "x\0y", "'; --", "Ñ" * 500):
            told = board(house, since, until, tipo)
            assert told == house.oficialia.reporting.figures(since, until, tipo)
            assert told.flow.sent == (1 if tipo == "" and since != until else told.flow.sent)
            assert view(house, tipo).range.tipo == tipo


def test_the_tallies_can_always_be_made_again(house: House) -> None:
    """Whatever became of them, folding the log again gives the same rows."""
    History(house, Random(11)).play(30)  # noqa: S311 - invented data
    tallying, database = house.oficialia.board_tallying, house.oficialia.database
    tallying.keep()
    kept = _rows(house)
    with database.write() as session:
        session.execute(delete(BoardSpreadRow))
    tallying.begin_rebuilding()
    tallying.keep()
    assert _rows(house) == kept


def _rows(house: House) -> Counter[str]:
    with house.oficialia.database.read() as session:
        tallies = session.execute(select(BoardTallyRow.__table__)).all()
        spreads = session.execute(select(BoardSpreadRow.__table__)).all()
    told = [[*row[:-1], json.dumps(row[-1], sort_keys=True)] for row in (*tallies, *spreads)]
    return Counter(str(row) for row in told)


def _last_event(house: House) -> int:
    with house.oficialia.database.read() as session:
        return session.scalar(select(func.max(EventRow.id))) or 0


def test_only_who_can_come_in_is_in_the_team(house: House) -> None:
    """Neither a supervisor nor a clerk whose account is suspended; what those decided stays counted."""
    house.accepted("mario")
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.mario.account_id).suspended_at = house.clock.at
    shown = view(house)
    assert [member.account_id for member in shown.team] == [house.lucia.account_id]
    assert [clerk.account_id for clerk in shown.range.clerks] == [house.mario.account_id]
    assert Role.CLERK in house.mario.roles
    assert Tab.ALL in {counter.tab for counter in shown.counters}
