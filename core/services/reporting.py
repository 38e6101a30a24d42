"""The figures of a range from the audit log alone: slow, asks no tally, and must say what the board says."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import Clock
from core.config import Settings
from core.domain.board import ALL_TYPES, RangeFigures
from core.domain.board_figures import Gathered, asked_range
from core.storage.board_tallies import act_of, select_acts
from core.storage.engine import Database
from core.storage.tables import EventRow

_AT_ONCE = 5_000
_LATEST_RECORD = timedelta(days=1)
"""A sending counts when it was received, and its act is written once its documents were verified."""


class Reporting:
    """The use case of whoever doubts a figure."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)

    def figures(self, since: date, until: date, tipo: str = ALL_TYPES) -> RangeFigures:
        """Return the figures of a range, folded from every act until its end.

        Args:
            since: local day; the range is put in order, and ends today at the latest.
            until: local day, included.
            tipo: code of a type of procedure; ``ALL_TYPES`` for all.
        """
        today = self._clock.now().astimezone(self._zone).date()
        gathered = Gathered(asked_range(since, until, tipo, today))
        midnight = datetime.combine(gathered.asked.until, time(), self._zone).astimezone(UTC)
        end = midnight + timedelta(days=1) + _LATEST_RECORD
        with self._database.read() as session:
            acts = session.execute(
                select_acts().where(EventRow.at < end), execution_options={"yield_per": _AT_ONCE}
            )
            for row in acts:
                gathered.add_act(act_of(row), self._zone)
        return gathered.figures()
