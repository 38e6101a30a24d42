"""The cache of previews keeps within its size."""

import os
import threading
from pathlib import Path

import pytest

from core.documents import cache as cache_module
from core.documents.cache import PreviewCache, version_of_drawing

ENTRY = bytes(968)
"""With its sum, a thousand bytes on disk."""


def _digest(number: int) -> str:
    return f"{number:064x}"


def _put(cache: PreviewCache, number: int) -> None:
    cache.put(_digest(number), "page-1-1000", ENTRY)
    # written one after another, however coarse the file system's clock
    path = cache._path(_digest(number), "page-1-1000")
    if path.exists():
        os.utime(path, (number, number))


def _kept(cache: PreviewCache, numbers: range) -> list[int]:
    return [n for n in numbers if cache.get(_digest(n), "page-1-1000") is not None]


def test_the_oldest_entries_make_room(tmp_path: Path) -> None:
    """Ten fit; the eleventh takes the two oldest away, so that the next one need not look again."""
    cache = PreviewCache(tmp_path, max_bytes=10_000)
    for number in range(10):
        _put(cache, number)
    assert _kept(cache, range(20)) == list(range(10))
    _put(cache, 10)
    assert _kept(cache, range(20)) == list(range(2, 11))
    for number in range(11, 20):
        _put(cache, number)
    assert len(_kept(cache, range(20))) <= 10
    assert _kept(cache, range(20))[-1] == 19


def test_what_was_there_before_counts(tmp_path: Path) -> None:
    """A cache filled by an earlier process does not grow by another whole size."""
    before = PreviewCache(tmp_path, max_bytes=10_000)
    for number in range(10):
        _put(before, number)
    after = PreviewCache(tmp_path, max_bytes=10_000)
    _put(after, 10)
    assert _kept(after, range(20)) == list(range(2, 11))


def test_the_disk_is_looked_at_only_to_make_room(tmp_path: Path) -> None:
    """An entry more is an addition, not a walk over a hundred thousand files."""
    cache = PreviewCache(tmp_path, max_bytes=10_000)
    _put(cache, 0)
    walks: list[int] = []
    real = cache._entries
    cache._entries = lambda: (walks.append(1), real())[1]  # type: ignore[method-assign,func-returns-value]  # counts
    for number in range(1, 10):
        _put(cache, number)
    assert walks == []
    _put(cache, 10)
    assert walks == [1]


def test_many_threads_keep_within_it_together(tmp_path: Path) -> None:
    """Whoever writes at once leaves no more than the most behind."""
    cache = PreviewCache(tmp_path, max_bytes=10_000)

    def fill(start: int) -> None:
        for number in range(start, start + 25):
            cache.put(_digest(number), "k", ENTRY)

    threads = [threading.Thread(target=fill, args=(start,)) for start in range(0, 100, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file()) <= 10_000


def test_a_new_release_draws_anew(tmp_path: Path) -> None:
    """Another version sees nothing of an earlier one's, which goes when it is told to forget."""
    before = PreviewCache(tmp_path, version="a")
    before.put(_digest(1), "page-1-1000", ENTRY)
    after = PreviewCache(tmp_path, version="b")
    assert after.get(_digest(1), "page-1-1000") is None
    after.put(_digest(1), "page-1-1000", b"anew")
    after.forget_other_versions()
    assert (before.get(_digest(1), "page-1-1000"), after.get(_digest(1), "page-1-1000")) == (None, b"anew")
    PreviewCache(tmp_path / "nothing", version="b").forget_other_versions()


def test_the_version_is_of_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same twice; another once a library is."""
    first = version_of_drawing()
    assert version_of_drawing() == first
    monkeypatch.setattr(cache_module, "version_of", lambda _name: "99")
    assert version_of_drawing() != first
