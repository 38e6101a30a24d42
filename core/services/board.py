"""The supervisor's board: what stands where now, and the figures of a range of days."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.board import (
    ALL_TYPES,
    AgeBucket,
    BoardView,
    ClerkTimes,
    RangeFigures,
    Rebuilding,
    TeamRow,
    Times,
)
from core.domain.board_figures import Asked, Gathered, asked_range
from core.domain.calendar import BusinessCalendar
from core.domain.due import counts_from
from core.domain.people import Actor, Permission, require
from core.domain.queue import Tab
from core.services.current_catalogs import CurrentCatalogs
from core.services.queue import Queue
from core.storage.board_now import Undecided, clerks_who_can_come, counters, health, undecided
from core.storage.board_reading import gather, snapshot
from core.storage.board_tallies import board_state, last_event, pending_acts
from core.storage.engine import Database

AGES = (0, 4 * 60, 8 * 60, 16 * 60, 24 * 60, 40 * 60, 80 * 60)
"""Where the buckets of the ages begin, in minutes of business."""
_NOTHING = Times(0, None, None)


@dataclass(frozen=True, slots=True)
class _Aged:
    """Something undecided and how long it has counted, in minutes of business."""

    row: Undecided
    minutes: int


class Board:
    """The use cases of the board."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs, queue: Queue
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs
        self._queue = queue

    def figures(self, actor: Actor, since: date, until: date, tipo: str = ALL_TYPES) -> BoardView:
        """Return the board as it is now.

        Args:
            actor: a supervisor.
            since: local day; the range is put in order, and ends today at the latest.
            until: local day, included.
            tipo: code of a type of procedure; ``ALL_TYPES`` for all. Of one that there never was, nothing.

        Raises:
            NotAllowed: the actor does not read the board.
        """
        require(actor, Permission.READ_BOARD)
        now, calendar = self._clock.now(), self._catalogs.now().calendar
        today = now.astimezone(self._zone).date()
        query = replace(self._queue.query(actor, Tab.ALL), tipo=tipo)
        with self._database.read() as session:
            snapshot(session)
            told, day = self._gathered(
                session, asked_range(since, until, tipo, today), Asked(today, today, tipo)
            )
            aged = self._aged(undecided(session, tipo, now), calendar, now)
            oldest = _oldest(aged)
            return BoardView(
                at=now,
                zone=self._zone.key,
                counters=counters(session, query),
                oldest_folio=oldest.row.folio if oldest else "",
                oldest_minutes=oldest.minutes if oldest else None,
                day_minutes=calendar.usual_day_minutes(today),
                team=tuple(_team(clerks_who_can_come(session), aged, told.clerks, day.clerks)),
                ageing=ageing(each.minutes for each in aged),
                range=told,
                health=health(session),
                rebuilding=self._rebuilding(session),
            )

    def _gathered(self, session: Session, first: Asked, *others: Asked) -> list[RangeFigures]:
        """Return the figures of ranges, the stock only of the first: the tallies, and what waits for them."""
        gathered: list[Gathered] = [gather(session, first)]
        gathered += [gather(session, asked, stock=False) for asked in others]
        for act in pending_acts(session):
            for each in gathered:
                each.add_act(act, self._zone)
        return [each.figures() for each in gathered]

    def _rebuilding(self, session: Session) -> Rebuilding | None:
        state = board_state(session)
        if state.rebuilding:
            return Rebuilding(state.folded_through, last_event(session))
        return None if state.zone in {"", self._zone.key} else Rebuilding(0, last_event(session))

    def _aged(self, rows: Iterable[Undecided], calendar: BusinessCalendar, now: datetime) -> list[_Aged]:
        zone = self._zone
        return [
            _Aged(
                row,
                calendar.business_minutes_between(
                    counts_from(row.sent_at, row.filed_on, zone), now, zone, row.tipo
                ),
            )
            for row in rows
        ]


def ageing(minutes: Iterable[int]) -> tuple[AgeBucket, ...]:
    """Return how many ages lie in each bucket, youngest first; each border belongs to the older one."""
    found = Counter(sum(age >= least for least in AGES) - 1 for age in minutes)
    borders = zip(AGES, (*AGES[1:], None), strict=True)
    return tuple(AgeBucket(least, below, found[place]) for place, (least, below) in enumerate(borders))


def _oldest(aged: Iterable[_Aged]) -> _Aged | None:
    return min(aged, key=lambda each: (-each.minutes, each.row.sent_at, each.row.folio), default=None)


def _team(
    clerks: Sequence[tuple[int, str]],
    aged: Sequence[_Aged],
    decided: Iterable[ClerkTimes],
    today: Iterable[ClerkTimes],
) -> list[TeamRow]:
    theirs: dict[int, list[_Aged]] = {account_id: [] for account_id, _ in clerks}
    for each in aged:
        theirs.get(each.row.reviewed_by or each.row.kept_for or 0, []).append(each)
    times = {clerk.account_id: clerk.times for clerk in decided}
    count = {clerk.account_id: clerk.decided for clerk in today}
    return [
        _member(
            account_id, name, theirs[account_id], count.get(account_id, 0), times.get(account_id, _NOTHING)
        )
        for account_id, name in clerks
    ]


def _member(account_id: int, name: str, aged: Sequence[_Aged], decided_today: int, times: Times) -> TeamRow:
    oldest = _oldest(aged)
    kept = [each for each in aged if each.row.reviewed_by is None]
    held = sum(each.row.held for each in kept)
    return TeamRow(
        account_id=account_id,
        name=name,
        in_review=len(aged) - len(kept),
        kept=len(kept) - held,
        held=held,
        oldest_folio=oldest.row.folio if oldest else "",
        oldest_minutes=oldest.minutes if oldest else None,
        decided_today=decided_today,
        times=times,
    )
