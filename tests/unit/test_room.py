"""What limits an upload while its bytes arrive."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.services.room import KEPT_FREE_BYTES, Announced, DiskIsFull, LimitedWriter, Room
from core.storage.document_store import LocalDocumentStore


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[LimitedWriter]:
    """Return where bytes go that nobody announced."""
    store = LocalDocumentStore(tmp_path)
    made = LimitedWriter(store.writer(), Room(tmp_path, 100, 100), 0, Announced())
    yield made
    made.discard()


def test_a_disk_that_fills_meanwhile_ends_an_upload(
    writer: LimitedWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was announced, and whoever else writes: the last GiB is left, chunk by chunk."""
    disk = SimpleNamespace(free=KEPT_FREE_BYTES)
    monkeypatch.setattr("core.services.room.shutil.disk_usage", lambda _: disk)
    assert writer.write(b"abc") == 3
    disk.free -= 1
    with pytest.raises(DiskIsFull):
        writer.write(b"d")
