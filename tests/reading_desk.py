"""A reader of documents with a folder to store them in, for the tests of previews."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.config import Settings
from core.documents.previews import NoPreview, Preview
from core.documents.reader import DocumentReader


@dataclass
class ReadingDesk:
    """A warm reader, and where documents lie under their digests."""

    reader: DocumentReader
    folder: Path

    def store(self, data: bytes) -> tuple[Path, str]:
        """Keep bytes as the document store does."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / digest
        path.write_bytes(data)
        return path, digest

    def show(self, data: bytes, name: str) -> Preview:
        """Return the preview that a clerk gets of a file filed by this name."""
        path, digest = self.store(data)
        return self.reader.preview(path, self.reader.inspect(path, name).media_type, digest)

    def shown(self, data: bytes, name: str) -> Preview:
        """Return it, and fail with its reason where there is none."""
        preview = self.show(data, name)
        assert not isinstance(preview, NoPreview), preview.finding
        return preview


@contextmanager
def desk_in(folder: Path) -> Iterator[ReadingDesk]:
    """Return a desk whose process ends with it."""
    documents = folder / "documents"
    documents.mkdir()
    with DocumentReader(Settings(), folder / "previews") as reader:
        yield ReadingDesk(reader, documents)
