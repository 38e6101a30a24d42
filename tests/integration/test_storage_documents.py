"""The document store: durable before it is named, never overwritten, hashed again on every way out."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage.document_store import CHUNK_BYTES, BytesAreMissing, LocalDocumentStore, StoredBytes

DATA = b"Escrito inicial"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> LocalDocumentStore:
    """Return an empty store."""
    return LocalDocumentStore(tmp_path / "documents")


def _files(store: LocalDocumentStore) -> list[Path]:
    return sorted(p for p in store._folder.rglob("*") if p.is_file())


def test_bytes_lie_under_their_digest(store: LocalDocumentStore) -> None:
    """What is put can be found, hashed and read back under its SHA-256, and nothing else lies about."""
    stored = store.put(DATA)
    assert stored == StoredBytes(SHA256, len(DATA))
    assert store.digest(SHA256) == stored
    assert b"".join(store.stream(SHA256)) == DATA
    assert _files(store) == [store.local_path(SHA256)]
    assert store.local_path(SHA256).relative_to(store._folder) == Path(SHA256[:2], SHA256[2:4], SHA256)


def test_bytes_are_durable_before_they_are_visible(
    store: LocalDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is fsynced before it is linked, and every folder above it after that."""
    order: list[str] = []
    real_fsync, real_link = os.fsync, os.link

    def fsync(descriptor: int) -> None:
        order.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().parent.name}")
        real_fsync(descriptor)

    def link(source: Path, target: Path) -> None:
        order.append("link")
        real_link(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", link)
    store.put(DATA)
    parents = [SHA256[:2], "documents", store._folder.parent.name]
    assert order == ["fsync incoming", "link", *(f"fsync {name}" for name in parents)]


def test_the_same_bytes_twice_are_stored_once(store: LocalDocumentStore) -> None:
    """A second filer with the same document: the very same file stays, and is as young as its last commit."""
    store.put(DATA)
    os.utime(store.local_path(SHA256), (1000, 1000))
    before = store.local_path(SHA256).stat()
    assert store.put(DATA) == StoredBytes(SHA256, len(DATA))
    after = store.local_path(SHA256).stat()
    assert (before.st_ino, before.st_size) == (after.st_ino, after.st_size)
    assert before.st_mtime < after.st_mtime
    assert len(_files(store)) == 1


@pytest.mark.parametrize("spoilt", [b"", DATA[:-1], DATA[:-1] + b"L"])
def test_bytes_that_the_disk_spoilt_are_put_aside(store: LocalDocumentStore, spoilt: bytes) -> None:
    """Who files the same document again gets it stored whole, and what lay there remains as evidence."""
    store.put(DATA)
    store.local_path(SHA256).write_bytes(spoilt)
    assert store.put(DATA) == StoredBytes(SHA256, len(DATA))
    assert b"".join(store.stream(SHA256)) == DATA
    assert store.stored() == {SHA256}
    assert [p.read_bytes() for p in (store._folder / "spoilt").iterdir()] == [spoilt]
    store.put(DATA)
    assert len(_files(store)) == 2


def test_many_writers_of_the_same_bytes_agree(store: LocalDocumentStore) -> None:
    """Eight threads at once leave one file and no part."""
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(store.put, [DATA] * 16))
    assert found == {StoredBytes(SHA256, len(DATA))}
    assert _files(store) == [store.local_path(SHA256)]


def test_a_discarded_writer_leaves_nothing(store: LocalDocumentStore) -> None:
    """Neither bytes nor part stay, and discarding again or after a commit is harmless."""
    writer = store.writer()
    assert writer.write(b"abc") == 3
    assert writer.write(b"de") == 5
    assert len(_files(store)) == 1
    writer.discard()
    writer.discard()
    assert _files(store) == []
    with store.writer() as kept:
        kept.write(DATA)
        kept.commit()
    kept.discard()
    assert b"".join(store.stream(SHA256)) == DATA


def test_a_failure_before_the_link_leaves_nothing(
    store: LocalDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at the last moment: no document, no part."""

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(OSError, match="No space"):
        store.put(DATA)
    assert _files(store) == []
    assert store.digest(SHA256) is None


@pytest.mark.parametrize(
    "spoilt", [b"Escrito inicial.", b"Escrito inicia", b"escrito inicial", b""], ids=["+", "-", "≠", "∅"]
)
def test_changed_bytes_never_leave_whole(store: LocalDocumentStore, spoilt: bytes) -> None:
    """Longer, shorter, equally long or empty: the stream raises and has not given the last chunk."""
    store.put(DATA)
    store.local_path(SHA256).write_bytes(spoilt)
    seen: list[bytes] = []
    with pytest.raises(BytesAreMissing):
        seen.extend(store.stream(SHA256))
    assert seen == []
    assert store.digest(SHA256) == StoredBytes(hashlib.sha256(spoilt).hexdigest(), len(spoilt))


def test_a_large_document_changed_in_its_middle_stops_short(store: LocalDocumentStore) -> None:
    """Earlier chunks may have left, but never as many bytes as were announced."""
    data = bytes(2 * CHUNK_BYTES + 7)
    digest = store.put(data).sha256
    assert [len(c) for c in store.stream(digest)] == [CHUNK_BYTES, CHUNK_BYTES, 7]
    store.local_path(digest).write_bytes(data[:CHUNK_BYTES] + b"\x01" + data[CHUNK_BYTES + 1 :])
    seen: list[bytes] = []
    with pytest.raises(BytesAreMissing):
        seen.extend(store.stream(digest))
    assert sum(map(len, seen)) == 2 * CHUNK_BYTES


def test_an_empty_document_can_be_stored_and_read(store: LocalDocumentStore) -> None:
    """Zero bytes have a digest too."""
    stored = store.put(b"")
    assert stored == StoredBytes(hashlib.sha256(b"").hexdigest(), 0)
    assert b"".join(store.stream(stored.sha256)) == b""


@given(st.one_of(st.text(max_size=80), st.sampled_from(["../" * 21 + "x", "A" * 64, "0" * 63, "/" * 64])))
def test_whatever_is_no_digest_is_no_path(text: str) -> None:
    """Path parts, upper case, other lengths: nothing but 64 lower-case hex digits reaches the disk."""
    store = LocalDocumentStore.__new__(LocalDocumentStore)
    store._folder = Path("/nonexistent")
    assert store.digest(text) is None
    with pytest.raises(BytesAreMissing):
        store.local_path(text)
    with pytest.raises(BytesAreMissing):
        next(store.stream(text))


def test_abandoned_parts_are_swept_and_others_are_not(store: LocalDocumentStore) -> None:
    """Only parts last written before the instant given go; documents never do."""
    store.put(DATA)
    old, new = store.writer(), store.writer()
    for writer in (old, new):
        writer.write(b"part")
    os.utime(old._temporary, (1000, 1000))
    os.utime(store.local_path(SHA256), (1000, 1000))
    assert store.sweep(2000) == 1
    assert _files(store) == sorted([store.local_path(SHA256), new._temporary])
    old.discard()
    new.discard()


def _age(path: Path, seconds: float) -> None:
    os.utime(path, (seconds, seconds))


def test_bytes_are_forgotten_only_when_old(store: LocalDocumentStore) -> None:
    """Those committed since stay, whatever they were before; what is not there was not deleted."""
    stored = store.put(DATA)
    path = store.local_path(SHA256)
    _age(path, 1000)
    assert not store.forget(SHA256, 1000)
    assert store.stored() == {SHA256}
    assert store.put(DATA) == stored
    assert not store.forget(SHA256, 2000)
    _age(path, 1000)
    assert store.forget(SHA256, 1001)
    assert not store.forget(SHA256, 1001)
    assert store.stored() == frozenset()


def test_forgetting_and_storing_at_once_loses_nothing(store: LocalDocumentStore) -> None:
    """However they interleave, what was committed last is there: young, or stored anew."""
    store.put(DATA)
    path = store.local_path(SHA256)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(100):
            _age(path, 1000)
            forgotten = pool.submit(store.forget, SHA256, 2000)
            kept = pool.submit(store.put, DATA)
            forgotten.result()
            assert kept.result().sha256 == SHA256
            assert b"".join(store.stream(SHA256)) == DATA
