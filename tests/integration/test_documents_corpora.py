"""Real files, broken and hostile ones among them, through inspection and preview."""

import contextlib
import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from console.web.document_json import page_words, preview_json
from core.config import Settings
from core.documents.reader import DocumentReader
from core.documents.refusals import PageCannotBeShown
from core.documents.searching import DocumentCannotBeSearched

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
    preview = reader.preview(path, inspection.media_type, digest)
    assert _answered(preview_json(preview))
    if preview.kind in {"pages", "image"}:
        with contextlib.suppress(PageCannotBeShown):
            assert reader.page_image(path, digest, 1, 1000).data
        with contextlib.suppress(PageCannotBeShown):
            assert _answered(page_words(reader.page_text(path, digest, 1)))
        with contextlib.suppress(DocumentCannotBeSearched):
            assert reader.search(path, digest, "a").total >= 0
    return time.monotonic() - begun


def _answered(content: dict[str, object]) -> bytes:
    """Write it as the routes do: numbers that are none and half characters would raise."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
