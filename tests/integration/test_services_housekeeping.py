"""What is cleared away at the start: only what nobody names, and only when it is old."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.housekeeping import Swept
from tests.offices import House, opened

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
