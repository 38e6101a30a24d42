"""Trying again, at a supervisor's word, what waits for something outside the office."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from core.clock import Clock
from core.config import Settings
from core.domain.mail import MailKind, expired
from core.domain.people import Actor, Permission, require
from core.domain.verdict import Revocation
from core.errors import Refusal
from core.services.acuses import Acuses
from core.services.revalidating import Revalidating
from core.services.scanning import FoundInfectedMeanwhile, Scanning
from core.services.stamping import Stamping
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.evidence import pending_acuses
from core.storage.retrying import not_consulted, stopped_mail
from core.storage.scans import UNANSWERED, unanswered_documents

RETRY = "retry_waiting"
"""Name of the audit event."""
_MOST, _MOST_MAILS = 50, 500
_SILENT = 2
"""So many without an answer in a row, and the others would only wait as well."""


class Waiting(StrEnum):
    """What can be tried again."""

    REVOCATION = "revocation"
    ANTIVIRUS = "antivirus"
    ACUSES = "acuses"
    TIMESTAMPS = "timestamps"
    MAILS = "mails"


class NothingToRetryWith(Refusal):
    """What would be asked is not configured here."""


@dataclass(frozen=True, slots=True)
class Retried:
    """How many were tried, and how many are settled now; of messages, how many wait to be sent again."""

    tried: int
    settled: int


@dataclass(frozen=True, slots=True)
class Sources:
    """The services that finish what waits."""

    revalidating: Revalidating
    scanning: Scanning
    acuses: Acuses
    stamping: Stamping


class Retrying:
    """The use case of trying again."""

    def __init__(self, database: Database, clock: Clock, settings: Settings, sources: Sources) -> None:
        self._database = database
        self._clock = clock
        self._mails = settings.mails
        self._sources = sources

    def retry(self, actor: Actor, waiting: Waiting) -> Retried:
        """Try at once what the server would try later, or no more.

        Fifty promociones at most, and no longer than one upload waits for the antivirus.

        Raises:
            NotAllowed: the actor does not read the board.
            NothingToRetryWith: no antivirus, timestamping authority or mail server is configured.
        """
        require(actor, Permission.READ_BOARD)
        tries = {
            Waiting.REVOCATION: self._revocation,
            Waiting.ANTIVIRUS: self._antivirus,
            Waiting.ACUSES: self._acuses,
            Waiting.TIMESTAMPS: self._timestamps,
            Waiting.MAILS: self._stopped_mails,
        }
        found = tries[waiting](actor)
        with self._database.write() as session:
            facts = {"what": waiting.value, "tried": found.tried, "settled": found.settled}
            append_event(session, self._clock.now(), actor, RETRY, **facts)  # type: ignore[arg-type]  # texts and numbers
        return found

    def _revocation(self, actor: Actor) -> Retried:
        with self._database.read() as session:
            found = not_consulted(session, _MOST)
        tried = settled = silent = 0
        for promocion_id in found:
            found_now = self._sources.revalidating.revalidate(actor, promocion_id)
            tried += 1
            answered = found_now.verdict.revocation is not Revocation.NOT_CONSULTED
            settled += answered
            silent = 0 if answered else silent + 1
            if silent == _SILENT:
                break
        return Retried(tried, settled)

    def _antivirus(self, _actor: Actor) -> Retried:
        if not self._sources.scanning.is_on:
            raise NothingToRetryWith
        with self._database.read() as session:
            waiting = unanswered_documents(session, limit=_MOST)
        with suppress(FoundInfectedMeanwhile):  # kept, and an event says so: finding it is what asking is for
            self._sources.scanning.ask_again(waiting)
        with self._database.read() as session:
            left = {document.id for document in unanswered_documents(session, limit=_MOST * 100)}
        return Retried(len(waiting), sum(d.id not in left for d in waiting if d.scan in UNANSWERED))

    def _acuses(self, _actor: Actor) -> Retried:
        with self._database.read() as session:
            pending = pending_acuses(session)
        for acuse_id in pending:
            self._sources.acuses.try_finish(acuse_id)
        with self._database.read() as session:
            left = set(pending_acuses(session))
        return Retried(len(pending), sum(acuse_id not in left for acuse_id in pending))

    def _timestamps(self, _actor: Actor) -> Retried:
        if not self._sources.stamping.is_on:
            raise NothingToRetryWith
        return Retried(*self._sources.stamping.retry_pending())

    def _stopped_mails(self, actor: Actor) -> Retried:
        if not self._mails:
            raise NothingToRetryWith
        now = self._clock.now()
        with self._database.write() as session:
            stopped = stopped_mail(session, _MOST_MAILS)
            # what it said is forgotten once its link expired; there is nothing left to send
            again = [m for m in stopped if (m.facts or m.kind == MailKind.TEST) and not expired(m.facts, now)]
            for row in again:
                row.next_try_at, row.tries = now, 0
                append_event(session, now, actor, "retry_mail", kind=row.kind, mail=row.id)
        return Retried(len(stopped), len(again))
