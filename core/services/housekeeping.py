"""What is cleared away when the process starts: bytes of uploads that never became a document."""

import time
from dataclasses import dataclass

from core.storage.document_store import LocalDocumentStore
from core.storage.engine import Database
from core.storage.named_bytes import named_digests

_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Swept:
    """What was cleared away.

    Attributes:
        parts: uploads that were interrupted.
        documents: stored bytes that no row names.
        of_another_database: nothing stored was deleted, because the database does not look like its own.
    """

    parts: int
    documents: int
    of_another_database: bool = False


class Housekeeping:
    """The use case of clearing away."""

    def __init__(self, database: Database, store: LocalDocumentStore) -> None:
        self._database = database
        self._store = store

    def sweep(self) -> Swept:
        """Delete parts, and stored bytes that no document and no receipt names, older than a day.

        Younger ones stay: an upload commits its bytes before its row. Where the database names none of what
        is stored, or something that is not, it may be another's or a restored one's: then nothing stored
        is deleted.
        """
        older_than = time.time() - _DAY_SECONDS  # the clock that the file system's dates are of
        parts = self._store.sweep(older_than)
        stored = self._store.stored()
        with self._database.read() as session:
            named = named_digests(session)
        unnamed = stored - named
        if unnamed and (unnamed == stored or not named <= self._store.stored()):
            return Swept(parts, 0, of_another_database=True)
        return Swept(parts, sum(self._store.forget(sha256, older_than) for sha256 in unnamed))
