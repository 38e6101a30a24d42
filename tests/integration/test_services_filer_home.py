"""A filer's home: what comes next, what is new until it was read, and the last receipts, of nobody else."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from core.domain.filer_home import FilerHomeView, NextStep
from core.services.filer_home import NEWS_SHOWN, OPEN_SHOWN
from tests.offices import REJECTION, House, opened

MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("America/Mexico_City"))


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, on a Monday at ten."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        built.clock.at = MONDAY_TEN
        yield built


def _view(house: House, who: str = "ana") -> FilerHomeView:
    return house.oficialia.filer_home.view(house.actor(who))


def _news(house: House, who: str = "ana") -> list[tuple[str, str]]:
    return [(one.action, one.folio) for one in _view(house, who).news]


def test_a_new_account_is_told_apart_from_one_that_has_nothing_open(house: House) -> None:
    """Somebody who never filed reads how it is done; somebody whose filings are closed does not."""
    empty = _view(house)
    assert (empty.is_new, empty.open, empty.receipts, empty.news) == (True, (), (), ())
    house.accepted()
    closed = _view(house)
    assert (closed.is_new, closed.open, closed.open_total) == (False, (), 0)


def test_each_open_filing_says_what_comes_next_and_its_date(house: House) -> None:
    """Documents, then signature, then sending with the day it would count, then waiting with the day it counts."""
    bare, filled = house.draft(), house.draft()
    house.attach(filled)
    signed, sent, taken = house.signed(), house.sent(), house.taken()
    found = {o.promocion.id: o for o in _view(house).open}
    assert {i: found[i].step for i in (bare, filled, signed, sent, taken)} == {
        bare: NextStep.ADD_DOCUMENTS,
        filled: NextStep.CHECK_AND_SIGN,
        signed: NextStep.SEND,
        sent: NextStep.WAIT_FOR_REVIEW,
        taken: NextStep.WAIT_FOR_DECISION,
    }
    assert (found[bare].documents, found[filled].documents) == (0, 1)
    assert (found[bare].filed_on, found[sent].filed_on) == (None, date(2026, 11, 23))
    house.clock.at = MONDAY_TEN.replace(hour=20)
    assert {o.filed_on for o in _view(house).open if o.promocion.id == signed} == {date(2026, 11, 24)}


def test_more_than_the_home_holds_is_counted(house: House) -> None:
    """The home shows the latest, and says how many there are in all."""
    ids = [house.draft() for _ in range(OPEN_SHOWN + 2)]
    view = _view(house)
    assert view.open_total == len(ids)
    assert [o.promocion.id for o in view.open] == sorted(ids, reverse=True)[:OPEN_SHOWN]


def test_a_reopened_filing_waits_for_nobody_but_the_office(house: House) -> None:
    """Whoever's decision was undone is told that there is nothing to do."""
    promocion_id = house.accepted()
    house.oficialia.reopening.reopen(
        house.actor("elena"), promocion_id, "Se resolvió con un dato equivocado."
    )
    (open_one,) = _view(house).open
    assert open_one.step is NextStep.WAIT_AFTER_REOPENING
    assert [action for action, _ in _news(house)] == ["reopen", "accept"]


def test_news_stay_until_they_are_read(house: House) -> None:
    """Acceptance and rejection are told, newest first; what is marked goes, what comes later is told again."""
    first = house.load(house.accepted()).folio
    taken = house.taken()
    house.oficialia.deciding.reject(house.lucia, taken, REJECTION)
    second = house.load(taken).folio
    assert _news(house) == [("reject", second), ("accept", first)]
    older = _view(house).news[1]
    house.oficialia.filer_home.mark_read(house.ana, older.event_id)
    assert _news(house) == [("reject", second)]
    house.oficialia.filer_home.mark_read(house.ana, 10**12)
    assert _news(house) == []
    third = house.load(house.accepted()).folio
    assert _news(house) == [("accept", third)]
    house.oficialia.filer_home.mark_read(house.ana, 0)
    assert _news(house) == [("accept", third)]


def test_news_grow_old(house: House) -> None:
    """After thirty days an act is no news any more, read or not."""
    house.accepted()
    house.clock.advance(days=31)
    assert _news(house) == []


def test_news_are_counted_beyond_what_is_shown(house: House) -> None:
    """The home shows the newest, and says how many there are."""
    for _ in range(NEWS_SHOWN + 1):
        house.accepted()
    view = _view(house)
    assert (len(view.news), view.news_total) == (NEWS_SHOWN, NEWS_SHOWN + 1)


def test_nobody_sees_anothers_home(house: House) -> None:
    """Filings, receipts and news of others are not there, and nobody reads them in another's stead."""
    house.accepted()
    assert _view(house, "juan") == FilerHomeView((), 0, (), (), 0, is_new=True)
    house.oficialia.filer_home.mark_read(house.actor("juan"), 10**12)
    assert len(_news(house)) == 1


def test_receipts_come_newest_first_without_those_that_were_replaced(house: House) -> None:
    """The receipt of the sending and the one of the decision; after another decision, that one's."""
    promocion_id = house.accepted()
    assert [r.kind for r in _view(house).receipts] == ["recepcion", "envio"]
    house.oficialia.reopening.reopen(
        house.actor("elena"), promocion_id, "Se resolvió con un dato equivocado."
    )
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    assert [r.kind for r in _view(house).receipts] == ["rechazo", "envio"]
