"""Timestamps of sendings: wanted with the sending, asked for afterwards, so that no authority delays anybody."""

import hashlib
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.evidence import StoredTimestamp
from core.domain.people import Actor
from core.domain.workflow import RECEIVED
from core.services.reading import readable_promocion
from core.signatures.timestamp import NotStamped, Stamp, TimestampAuthority, TimestampReason
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.lookup import storable
from core.storage.timestamps import (
    due_timestamps,
    put_off_timestamp,
    set_timestamp,
    timestamp_of,
    want_timestamp,
)

_log = structlog.get_logger(__name__)
STAMP = "stamp"
"""Name of the audit event."""
_AT_ONCE = 20
_LONGEST_WAIT = timedelta(hours=6)
_OUT_OF_ORDER = {TimestampReason.UNREACHABLE, TimestampReason.TIMED_OUT}


class Stamping:
    """The use cases of timestamps; without an authority nothing is wanted and nothing asked."""

    def __init__(self, database: Database, clock: Clock, authority: TimestampAuthority | None) -> None:
        self._database = database
        self._clock = clock
        self._authority = authority

    @property
    def is_on(self) -> bool:
        """Whether an authority is configured."""
        return self._authority is not None

    def want(self, session: Session, promocion_id: int, cms: bytes) -> None:
        """Write into the transaction of a sending that its signature is to be stamped.

        The CMS is what is stamped: it binds the manifest, so the manifest's documents too.
        """
        if self._authority:
            want_timestamp(session, promocion_id, hashlib.sha256(cms).hexdigest(), self._clock.now())

    def finish_pending(self) -> int:
        """Ask for what is due; return how many were stamped.

        Stops at the first that finds the authority out of order: the others would only wait as well.
        """
        return self._ask(self._clock.now())[1]

    def retry_pending(self) -> tuple[int, int]:
        """Ask for what waits although it was put off; return how many were asked for, and how many stamped."""
        return self._ask(None)

    def _ask(self, due_at: datetime | None) -> tuple[int, int]:
        if self._authority is None:
            return 0, 0
        with self._database.read() as session:
            waiting = due_timestamps(session, due_at, limit=_AT_ONCE)
        asked = stamped = 0
        for wanted in waiting:
            reason = self._finish(self._authority, wanted)
            asked += 1
            stamped += reason is None
            if reason in _OUT_OF_ORDER:
                break
        return asked, stamped

    def _finish(self, authority: TimestampAuthority, wanted: StoredTimestamp) -> TimestampReason | None:
        """Ask once; return why there is still none."""
        try:
            stamp = authority.stamp(bytes.fromhex(wanted.sha256), self._clock.now())
        except NotStamped as error:
            wait = min(timedelta(minutes=2 ** min(wanted.tries, 10)), _LONGEST_WAIT)
            with self._database.write() as session:
                put_off_timestamp(session, wanted.id, error.reason.value, self._clock.now() + wait)
            _log.warning("not stamped", promocion_id=wanted.promocion_id, reason=error.reason.value)
            return error.reason
        with self._database.write() as session:
            self._keep(session, wanted, stamp)
        return None

    def _keep(self, session: Session, wanted: StoredTimestamp, stamp: Stamp) -> None:
        kept = set_timestamp(
            session, wanted.id, stamped_at=stamp.stamped_at, authority=stamp.authority, token=stamp.reply
        )
        if kept:  # another replica may have been faster
            authority = storable(stamp.authority)
            append_event(
                session, self._clock.now(), None, STAMP, promocion_id=wanted.promocion_id, authority=authority
            )

    def timestamp(self, actor: Actor, promocion_id: int) -> StoredTimestamp | None:
        """Return the timestamp of a sending, one still wanted, or None where none is.

        Raises:
            NotFound: there is no promoción that the actor may read.
        """
        with self._database.read() as session:
            promocion = readable_promocion(session, actor, promocion_id)
            return timestamp_of(session, promocion_id) if promocion.status in RECEIVED else None
