"""Real files, broken and hostile ones among them, through inspection and preview.

``bench_hostile.py`` sends every one of them through the real server and prints how long each took.
"""

import contextlib
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from core.config import Settings
from core.documents.reader import DocumentReader
from core.documents.refusals import PageCannotBeShown, PageNotFound, ReadersAreBusy

MOST_FILES = int(os.environ.get("CORPORA_FILES", "250"))
"""Spread evenly over the folder: thousands of files would take the suite an hour."""
_LARGEST_BYTES = 50 * 1024 * 1024
_NOT_SHOWN = (PageCannotBeShown, PageNotFound, ReadersAreBusy)


def _files(folder: Path) -> list[Path]:
    """Return regular, readable files of a size that may be filed, spread over the tree."""
    every = sorted(path for path in folder.rglob("*") if _may_be_filed(path))
    step = max(1, -(-len(every) // MOST_FILES))
    return every[::step]


def _may_be_filed(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= _LARGEST_BYTES and os.access(path, os.R_OK)
    except OSError:  # a link that leads in a circle
        return False


def test_every_file_of_the_corpora_is_read_without_surprise(corpora_folder: Path, tmp_path: Path) -> None:
    """Each file has a type and an answer, and the warm process outlives them all."""
    files = _files(corpora_folder)
    if not files:
        pytest.skip("the folder that OFICIALIA_CORPORA names is empty")
    with DocumentReader(Settings(), tmp_path) as reader, ThreadPoolExecutor(3) as pool:
        process = reader.confinement()["pid"]
        read = list(pool.map(partial(_read, reader), files))
        assert reader.confinement()["pid"] == process
    assert len(read) == len(files)
    assert all(read)


def _read(reader: DocumentReader, path: Path) -> str:
    """Return the type that was found, once everything that can be shown was asked for."""
    inspection = reader.inspect(path, path.name)
    assert reader.media_types.by_media_type(inspection.media_type).media_type == inspection.media_type
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if reader.preview(path, inspection.media_type, digest).kind in {"pages", "image"}:
        with contextlib.suppress(*_NOT_SHOWN):
            assert reader.page_image(path, digest, 1, 1000).data
    return inspection.media_type


def test_a_tree_of_anything_is_looked_through(tmp_path: Path) -> None:
    """Pipes, links in a circle and links to nothing are passed over; of many files some of each part are taken."""
    os.mkfifo(tmp_path / "tubo")
    (tmp_path / "círculo").symlink_to(tmp_path / "círculo")
    (tmp_path / "nada").symlink_to(tmp_path / "no existe")
    (tmp_path / "carpeta").mkdir()
    for number in range(MOST_FILES + 100):
        (tmp_path / "carpeta" / f"{number:04d}").write_bytes(b"x")
    found = _files(tmp_path)
    assert MOST_FILES // 2 <= len(found) <= MOST_FILES
    assert {path.parent.name for path in found} == {"carpeta"}
