"""What is cleared away when the process starts: bytes that nobody names, and what accounts left behind."""

import time
from dataclasses import dataclass
from datetime import timedelta

from core.clock import Clock
from core.services.accounts.known_devices import DEVICE_LIFETIME
from core.storage.devices import sweep_devices
from core.storage.document_store import LocalDocumentStore
from core.storage.engine import Database
from core.storage.named_bytes import named_digests
from core.storage.sweeping import sweep_links, sweep_sessions
from core.storage.tallies import sweep_tallies

_DAY_SECONDS = 24 * 3600
_KEPT = timedelta(days=30)
"""Ended sessions, used links and old failures are of use to whoever looks into an incident."""
_BLOCKS_KEPT = timedelta(days=400)


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
    """The use cases of clearing away."""

    def __init__(self, database: Database, store: LocalDocumentStore, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._clock = clock

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

    def sweep_accounts(self) -> int:
        """Delete what ended more than 30 days ago; return how many rows.

        Sessions, links, counts of wrong tries, and devices that lost their trust or did not sign in for
        half a year. Counts that block are kept for 400 days.
        """
        now = self._clock.now()
        with self._database.write() as session:
            return (
                sweep_sessions(session, now - _KEPT)
                + sweep_links(session, now - _KEPT)
                + sweep_tallies(session, before=now - _KEPT, blocks_before=now - _BLOCKS_KEPT)
                + sweep_devices(session, seen_before=now - DEVICE_LIFETIME, distrusted_before=now - _KEPT)
            )
