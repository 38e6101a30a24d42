"""What is cleared away at the start: only what nobody names, and only when it is old."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.domain.accounts import LinkPurpose
from core.errors import Refusal
from core.services.accounts.links import Links
from core.services.accounts.sessions import SessionOrigin
from core.services.housekeeping import Swept
from core.storage.account_tables import DeviceRow, LinkRow, SessionRow, TallyRow
from core.storage.devices import distrust_devices
from tests.offices import PASSWORD, House, opened

DAY = 24 * 3600


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _files(house: House) -> list[Path]:
    return sorted(p for p in (house.oficialia.settings.home / "documents").rglob("*") if p.is_file())


def _make_old(house: House, seconds: float = DAY + 60) -> None:
    for path in _files(house):
        os.utime(path, (time.time() - seconds,) * 2)


def test_what_is_named_stays_and_the_rest_goes(house: House) -> None:
    """Documents of drafts and of filings and sealed receipts stay; a deleted document and a part go."""
    house.sent()
    draft_id = house.draft()
    house.attach(draft_id, "queda.txt", b"queda")
    deleted = house.attach(draft_id, "se va.txt", b"se va")
    house.oficialia.attaching.delete_document(house.ana, deleted.id)
    named = [p for p in _files(house) if p.name != deleted.sha256]
    (house.oficialia.settings.home / "documents" / "incoming" / "parte").write_bytes(b"interrumpida")
    _make_old(house)
    assert len(named) == 3
    assert house.oficialia.housekeeping.sweep() == Swept(parts=1, documents=1)
    assert _files(house) == named
    assert house.oficialia.housekeeping.sweep() == Swept(parts=0, documents=0)


def test_what_is_young_is_an_upload_on_its_way(house: House) -> None:
    """Bytes are committed before their row: up to a day nothing is touched."""
    house.attach(house.draft())
    _make_old(house)
    house.oficialia.store.put(b"sin renglon todavia")
    part = house.oficialia.store.writer()
    part.write(b"a medias")
    before = _files(house)
    assert house.oficialia.housekeeping.sweep() == Swept(parts=0, documents=0)
    assert _files(house) == before
    part.discard()


def test_bytes_stored_again_are_young(house: House) -> None:
    """Somebody uploads what an old, abandoned upload had left: it is not taken from under them."""
    house.attach(house.draft())
    house.oficialia.store.put(b"abandonado")
    _make_old(house)
    stored = house.oficialia.store.put(b"abandonado")
    assert house.oficialia.housekeeping.sweep() == Swept(parts=0, documents=0)
    assert house.oficialia.store.digest(stored.sha256) == stored


def test_another_databases_documents_are_left_alone(house: House) -> None:
    """A database that names nothing stored, or misses something, may be the wrong one: all stays."""
    store = house.oficialia.store
    store.put(b"de otra base")
    _make_old(house)
    spared = Swept(parts=0, documents=0, of_another_database=True)
    assert house.oficialia.housekeeping.sweep() == spared
    missing, present = (house.attach(house.draft(), data=data) for data in (b"uno", b"dos"))
    store.local_path(missing.sha256).unlink()
    _make_old(house)
    assert house.oficialia.housekeeping.sweep() == spared
    assert store.local_path(present.sha256).is_file()
    store.put(b"uno")
    assert house.oficialia.housekeeping.sweep() == Swept(parts=0, documents=1)


def _rows(house: House) -> dict[str, int]:
    kinds = (SessionRow, LinkRow, TallyRow, DeviceRow)
    with house.oficialia.database.read() as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds
        }


def _wrong(house: House, username: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Refusal):
            house.oficialia.sign_in.with_password(username, "equivocada", SessionOrigin("x", "x"))
        house.clock.advance(minutes=16)


def test_what_accounts_left_behind_goes_after_a_month(house: House) -> None:
    """Sessions, links and counts of a month ago go; what blocks stays over a year, a device half a year."""
    _wrong(house, "nadie", 6)
    _wrong(house, "otro", 1)
    house.oficialia.sign_in.with_password("ana", PASSWORD, SessionOrigin("y", "y"))
    with house.oficialia.database.write() as session:
        links = Links(house.oficialia.server_key)
        links.issue(session, LinkPurpose.RESET_PASSWORD, house.clock.at, account_id=house.ana.account_id)
    full = {"session": 1, "link": 1, "tally": 4, "device": 1}
    assert (_rows(house), house.oficialia.housekeeping.sweep_accounts()) == (full, 0)
    house.clock.advance(days=29)
    assert house.oficialia.housekeeping.sweep_accounts() == 0
    house.clock.advance(days=2)
    assert house.oficialia.housekeeping.sweep_accounts() == 5
    assert _rows(house) == {"session": 0, "link": 0, "tally": 1, "device": 1}
    house.clock.advance(days=150)
    assert house.oficialia.housekeeping.sweep_accounts() == 1
    house.clock.advance(days=220)
    assert house.oficialia.housekeeping.sweep_accounts() == 1
    assert sum(_rows(house).values()) == 0


def test_a_device_that_lost_its_trust_goes_after_a_month(house: House) -> None:
    """It is of no use to anybody, and what it did stands in the log."""
    house.oficialia.sign_in.with_password("ana", PASSWORD, SessionOrigin("y", "y"))
    with house.oficialia.database.write() as session:
        distrust_devices(session, house.ana.account_id, house.clock.at)
    house.clock.advance(days=31)
    house.oficialia.housekeeping.sweep_accounts()
    assert _rows(house)["device"] == 0
