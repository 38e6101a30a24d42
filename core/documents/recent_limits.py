"""Readings that met a limit a short while ago, so that nobody pays for them again at once."""

import threading
import time
from collections.abc import Callable

from core.documents.findings import Limit

_REMEMBERED_SECONDS = 300.0
_MOST = 4096
_OF_THE_FILE = frozenset({Limit.MEMORY, Limit.TIME, Limit.CRASH, Limit.OUTPUT, Limit.FAILED})
"""Limits that come of the file; that every reader is busy or away says nothing about it."""

Reading = tuple[str, str, int]
"""SHA-256 of the file, task, page (0 for the whole file)."""


class RecentLimits:
    """What ended a reading, for five minutes, in memory; safe to use from many threads.

    Five minutes only, because a limit may have been the hour's and not the file's. The width of a page is
    not told apart: otherwise nineteen widths would each cost a reader its whole time.

    Args:
        now: seconds of a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._ended: dict[Reading, tuple[Limit, float]] = {}

    def get(self, reading: Reading) -> Limit | None:
        """Return what ended this reading lately; None where nothing is known of it."""
        with self._lock:
            limit, until = self._ended.get(reading, (None, 0.0))
            return limit if self._now() < until else None

    def remember(self, reading: Reading, limit: Limit) -> None:
        """Note what ended a reading; the oldest notes make room for it."""
        if limit not in _OF_THE_FILE:
            return
        with self._lock:
            self._ended.pop(reading, None)
            while len(self._ended) >= _MOST:
                del self._ended[next(iter(self._ended))]
            self._ended[reading] = (limit, self._now() + _REMEMBERED_SECONDS)
