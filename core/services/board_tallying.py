"""Keeping the board's tallies: bringing in what was done since, and folding the whole log again."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from core.config import Settings
from core.domain.board import Rebuilding
from core.storage.board_tallies import (
    board_state,
    empty_tallies,
    fold_events,
    last_event,
    locked_state,
    some_pending,
    tally_pending,
)
from core.storage.engine import Database

_AT_ONCE = 2_000
"""Acts that one transaction tallies."""
_EVENTS_AT_ONCE = 20_000
"""Numbers of the log that one transaction of a rebuilding looks at."""


class BoardTallying:
    """The use cases of the server and of whoever operates it; the board itself asks for nothing of this."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._zone = ZoneInfo(settings.zone)

    def keep(self) -> int:
        """Bring everything that waits into the tallies, after a rebuilding where one is due; return how many acts.

        One is due after an upgrade, and where the days and hours of another zone were tallied.
        """
        with self._database.read() as session:
            state, waiting = board_state(session), some_pending(session)
            moved, rebuilding = state.zone not in {"", self._zone.key}, state.rebuilding
        if not (moved or rebuilding or waiting):  # most of the time; nobody else is kept from writing
            return 0
        if moved and not rebuilding:
            self.begin_rebuilding()
        self.go_on_rebuilding()
        tallied = 0
        while count := self._tally_some():
            tallied += count
        return tallied

    def is_rebuilding(self) -> bool:
        """Whether the log is being folded again, or was when somebody was interrupted."""
        with self._database.read() as session:
            return board_state(session).rebuilding

    def begin_rebuilding(self) -> None:
        """Empty the tallies, to be folded from the log again; what is pending is tallied afterwards."""
        with self._database.write() as session:
            state = locked_state(session)
            state.rebuilding, state.folded_through, state.zone = True, 0, self._zone.key
            empty_tallies(session)

    def go_on_rebuilding(self, progress: Callable[[Rebuilding], None] | None = None) -> None:
        """Fold the log from where it was left; interrupted, it goes on there the next time.

        Args:
            progress: told after each part.
        """
        while True:
            at = self._fold_some()
            if progress and at:
                progress(at)
            if at is None:
                return

    def _fold_some(self) -> Rebuilding | None:
        """Fold the next part of the log; return how far it has come, None once it is at its end."""
        with self._database.write() as session:
            state = locked_state(session)
            if not state.rebuilding:
                return None
            if state.zone != self._zone.key:  # begun by the upgrade, or by a server of another zone
                empty_tallies(session)
                state.zone, state.folded_through = self._zone.key, 0
            last = last_event(session)
            through = min(state.folded_through + _EVENTS_AT_ONCE, last)
            fold_events(session, self._zone, state.folded_through, through)
            state.folded_through, state.rebuilding = through, through < last
            return Rebuilding(through, last)

    def _tally_some(self) -> int:
        with self._database.write() as session:
            state = locked_state(session)
            if state.rebuilding or state.zone not in {"", self._zone.key}:
                return 0
            state.zone = self._zone.key
            return tally_pending(session, self._zone, limit=_AT_ONCE)
