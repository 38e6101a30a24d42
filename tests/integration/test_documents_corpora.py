"""Real files, broken and hostile ones among them, through inspection and preview."""

import contextlib
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from core.config import Settings
from core.documents.reader import DocumentReader
from core.documents.refusals import PageCannotBeShown

MOST_SECONDS = 10.0


def test_every_file_of_the_corpora_is_read_without_surprise(corpora_folder: Path, tmp_path: Path) -> None:
    """Each file has a type and an answer within ten seconds, and the warm process outlives them all."""
    files = sorted(path for path in corpora_folder.rglob("*") if path.is_file())
    assert files
    with DocumentReader(Settings(), tmp_path) as reader, ThreadPoolExecutor(3) as pool:
        process = reader.confinement()["pid"]
        times = dict(zip(files, pool.map(partial(_seconds_to_read, reader), files), strict=True))
        assert reader.confinement()["pid"] == process
    assert {path.name: seconds for path, seconds in times.items() if seconds > MOST_SECONDS} == {}


def _seconds_to_read(reader: DocumentReader, path: Path) -> float:
    begun = time.monotonic()
    inspection = reader.inspect(path, path.name)
    assert reader.media_types.by_media_type(inspection.media_type).media_type == inspection.media_type
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if reader.preview(path, inspection.media_type, digest).kind in {"pages", "image"}:
        with contextlib.suppress(PageCannotBeShown):
            assert reader.page_image(path, digest, 1, 1000).data
    return time.monotonic() - begun
