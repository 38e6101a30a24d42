"""What a suspension decreed for a day with five thousand filings costs: looking at it, and saving it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from core.bootstrap import Oficialia
from core.domain.closures import Closure, ClosureKind
from core.domain.people import Role
from core.storage.accounts import NewAccount, insert_account
from core.storage.tables import EventRow, PromocionRow
from tests.bench.received import fill
from tests.bench.timing import sample, say
from tests.bench.workplace import actor_of, workplace
from tests.offices import SetClock

MOVED = 5_000
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)
ZONE = ZoneInfo("America/Mexico_City")


@pytest.fixture
def oficialia(tmp_path: Path, database_url: str) -> Iterator[Oficialia]:
    """Return an Oficialía that received half of its ten thousand promociones on one Monday morning."""
    with workplace(tmp_path / "home", database_url, SetClock(NOW)) as built:
        fill(built.database, NOW)
        values = {"sent_at": MONDAY, "filed_on": MONDAY.date(), "filed_reason": "within_hours"}
        with built.database.write() as session:
            session.execute(update(PromocionRow).where(PromocionRow.id <= MOVED).values(**values))
        yield built


def test_a_day_with_five_thousand_filings_is_suspended(oficialia: Oficialia) -> None:
    """Print how long the look and the saving take, mails and acts included."""
    with oficialia.database.write() as session:
        new = NewAccount("supervisa", "Supervisa", "!", frozenset({Role.SUPERVISOR}))
        account_id = insert_account(session, new, NOW)
    actor, found = actor_of(oficialia, account_id), oficialia.catalogs.now().calendar
    decreed = Closure(MONDAY.date(), ClosureKind.SUSPENSION, "Acuerdo de medición", "medición")
    calendar = found.with_closures([decreed])
    begin = perf_counter()
    effect = oficialia.calendar_desk.prospect(actor, calendar).effect
    looked = perf_counter() - begin
    begin = perf_counter()
    oficialia.calendar_desk.save(actor, calendar, 0, "Falla general del sistema")
    saved = perf_counter() - begin
    with oficialia.database.read() as session:
        acts = session.scalar(select(func.count()).where(EventRow.action == "refile"))
    assert effect.total + effect.reasons == acts
    say(f"{acts} days computed anew: looked in {looked:.2f} s, saved in {saved:.2f} s")


def test_ages_of_five_years(oficialia: Oficialia) -> None:
    """Print what the ages of two hundred rows of five years cost."""
    calendar, start = oficialia.catalogs.now().calendar, NOW - timedelta(days=5 * 365)
    rows = [start + timedelta(hours=n) for n in range(200)]
    taken = sample(lambda: [calendar.business_minutes_between(at, NOW, ZONE) for at in rows])
    ages = [calendar.business_minutes_between(at, NOW, ZONE) for at in (rows[0], rows[-1])]
    assert ages[0] > ages[1] > 0
    say(f"ages of 200 rows of five years: {taken.median:.1f} ms, at the 90th percentile {taken.p90:.1f} ms")
