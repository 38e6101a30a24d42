"""Whether there is room for what arrives: in the document, in the filing, on the disk."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from core.config import Settings
from core.errors import Refusal
from core.storage.document_store import DocumentWriter, StoredBytes

KEPT_FREE_BYTES = 1024**3
"""Of the disk: the database, sealed receipts and mail must go on being written."""
_MIB = 1024 * 1024


class DocumentTooLarge(Refusal):
    """The document is larger than the limit, which is inclusive."""


class FilingTooLarge(Refusal):
    """With this document, the promoción's documents would be larger together than the limit, inclusive."""


class DiskIsFull(Refusal):
    """The server keeps what is left of its disk for what was already filed."""


class DigestDiffers(Refusal):
    """The bytes that arrived are not those that the browser announced."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What the browser says before the bytes. ``size_bytes`` 0 and ``sha256`` empty: it did not say."""

    size_bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """What limits an upload."""

    folder: Path
    max_document_bytes: int
    max_filing_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> "Room":
        """Return the limits that the operator set."""
        return cls(settings.home, settings.max_document_bytes, settings.max_filing_bytes)

    def check_size(self, size_bytes: int) -> None:
        """Refuse a document over the limit (inclusive).

        Raises:
            DocumentTooLarge: it is over.
        """
        if size_bytes > self.max_document_bytes:
            raise DocumentTooLarge(limit_mib=self.max_document_bytes // _MIB)

    def check_total(self, others_bytes: int, size_bytes: int) -> None:
        """Refuse a document that makes its filing larger than the limit (inclusive).

        Raises:
            FilingTooLarge: it does.
        """
        left = self.max_filing_bytes - others_bytes
        if size_bytes > left:
            raise FilingTooLarge(limit_mib=self.max_filing_bytes // _MIB, left_mib=max(left, 0) // _MIB)

    def check_disk(self, size_bytes: int = 0) -> None:
        """Refuse more bytes than the disk has to spare.

        Raises:
            DiskIsFull: less than ``KEPT_FREE_BYTES`` would be left.
        """
        if shutil.disk_usage(self.folder).free - size_bytes < KEPT_FREE_BYTES:
            raise DiskIsFull


class LimitedWriter:
    """A document's bytes on their way into the store, refused as soon as one of the limits is passed.

    Args:
        writer: where they go.
        room: the limits.
        others_bytes: how large the filing's other documents are together.
        announced: what the browser said beforehand.
    """

    def __init__(self, writer: DocumentWriter, room: Room, others_bytes: int, announced: Announced) -> None:
        self._writer = writer
        self._room = room
        self._others_bytes = others_bytes
        self._announced = announced

    def write(self, chunk: bytes) -> int:
        """Append and return the size so far, in bytes.

        Raises:
            DocumentTooLarge, FilingTooLarge, DiskIsFull: what was passed.
        """
        size_bytes = self._writer.write(chunk)
        self._room.check_size(size_bytes)
        self._room.check_total(self._others_bytes, size_bytes)
        self._room.check_disk()
        return size_bytes

    def sha256(self) -> str:
        """Return the digest of the bytes so far."""
        return self._writer.sha256()

    def commit(self) -> StoredBytes:
        """Make the bytes durable under their digest.

        Raises:
            DigestDiffers: they are not those that were announced; nothing is stored.
        """
        if self._announced.sha256 and self._announced.sha256 != self.sha256():
            raise DigestDiffers
        return self._writer.commit()

    def discard(self) -> None:
        """Forget the bytes. Harmless after :meth:`commit`."""
        self._writer.discard()
