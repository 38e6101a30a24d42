"""The clerk's job: take a promoción, read it, decide it exactly once."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.catalogs import Catalogs
from core.domain.event import Event
from core.domain.evidence import Signature, StoredAcuse
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document, Promocion, plain_text
from core.domain.queue import QueueQuery, QueueRow, Tab
from core.domain.reading import Thing
from core.domain.verdict import Verdict
from core.domain.workflow import RECEIVED, Action, Status, next_status
from core.errors import NotFound, Refusal
from core.services.readings import Readings
from core.services.verification import Verification
from core.storage.document_rows import documents_of
from core.storage.engine import Database
from core.storage.events import append_event, history
from core.storage.evidence import acuses_of, current_signature
from core.storage.promociones import change_promocion, load_promocion, prolong_claim, promocion_id_of
from core.storage.queue import queue_rows, queue_total, tab_counts
from core.storage.revocations import revocations_of


class SomebodyElseHasIt(Refusal):
    """Another clerk has the promoción under review."""


class NotClaimed(Refusal):
    """A decision needs the promoción to be under the clerk's own review."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a list, and how many rows the list has in all."""

    rows: tuple[QueueRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything a clerk needs to decide, but for the verdict, which takes longer."""

    promocion: Promocion
    documents: tuple[Document, ...]
    signature: Signature
    acuses: tuple[StoredAcuse, ...]
    history: tuple[Event, ...]
    held: bool


class Review:
    """The use cases of the queue and of the review screen."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        catalogs: Catalogs,
        verification: Verification,
        readings: Readings,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = timedelta(minutes=settings.claim_minutes)
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs
        self._verification = verification
        self._readings = readings

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are decided."""
        return self._zone

    def queue(self, actor: Actor, query: QueueQuery) -> QueuePage:
        """Return one page of a list.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return QueuePage(queue_rows(session, query), queue_total(session, query))

    def counts(self, actor: Actor) -> dict[Tab, int]:
        """Return how many rows each list has.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return tab_counts(session, self.query(actor, Tab.ALL))

    def next_folio(self, actor: Actor) -> str:
        """Return the folio of the first promoción that waits; empty when none does.

        Raises:
            NotAllowed: the actor does not review.
        """
        require(actor, Permission.REVIEW)
        query = replace(self.query(actor, Tab.TO_TAKE), limit=1)
        with self._database.read() as session:
            return next((row.folio for row in queue_rows(session, query)), "")

    def query(self, actor: Actor, tab: Tab) -> QueueQuery:
        """Return a query of a list as of now."""
        now = self._clock.now()
        midnight = datetime.combine(now.astimezone(self._zone).date(), time(), self._zone)
        return QueueQuery(tab, actor.account_id, now, midnight.astimezone(UTC))

    def age_minutes(self, row: QueueRow) -> int:
        """Return how long a row has waited, in minutes of business."""
        end = row.decided_at or self._clock.now()
        return self._catalogs.calendar.business_minutes_between(
            row.sent_at, end, self._zone, row.tipo_procedimiento
        )

    def find(self, actor: Actor, folio: str) -> int:
        """Return the id of a received promoción by its folio.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            promocion_id = promocion_id_of(session, folio)
            _received(session, promocion_id)
        return promocion_id

    def open(self, actor: Actor, promocion_id: int) -> ReviewView:
        """Return a received promoción; taking it where the actor reviews and nobody else has it.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        if actor.may(Permission.REVIEW):
            self._try_claim(actor, promocion_id)
        with self._database.read() as session:
            promocion = _received(session, promocion_id)
            signature = current_signature(session, promocion_id)
            if signature is None:
                raise NotFound
            view = ReviewView(
                promocion,
                documents_of(session, promocion_id),
                signature,
                acuses_of(session, promocion_id),
                history(session, promocion_id),
                self._holds(actor, promocion),
            )
        self._readings.record(actor, Thing.FILING, promocion_id)
        return view

    def verdict(self, actor: Actor, view: ReviewView) -> Verdict:
        """Verify the promoción's signature against the stored bytes now; revocation as it was answered last.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            kept = revocations_of(session, view.promocion.id)
        return self._verification.verdict(view.promocion, view.documents, view.signature, kept)

    def _holds(self, actor: Actor, promocion: Promocion) -> bool:
        claim = promocion.claim
        return (
            promocion.status is Status.UNDER_REVIEW
            and claim is not None
            and claim.account_id == actor.account_id
        )

    def _try_claim(self, actor: Actor, promocion_id: int) -> None:
        with self._database.write() as session:
            promocion = _received(session, promocion_id, lock=True)
            now = self._clock.now()
            claim = promocion.claim
            if promocion.status not in {Status.SENT, Status.UNDER_REVIEW}:
                return
            if claim and claim.account_id == actor.account_id:
                prolong_claim(session, promocion.id, actor.account_id, now + self._lease)
            elif claim is None or claim.expires_at <= now:
                self._claim(session, actor, promocion, now)

    def _claim(self, session: Session, actor: Actor, promocion: Promocion, now: datetime) -> None:
        status = next_status(promocion.status, Action.CLAIM)
        lease = {"claimed_by": actor.account_id, "claimed_at": now, "claim_expires_at": now + self._lease}
        change_promocion(session, promocion, status=status, **lease)
        facts = {"expired_claim_of": promocion.claim.name} if promocion.claim else {}
        append_event(
            session,
            now,
            actor,
            Action.CLAIM,
            promocion_id=promocion.id,
            from_status=promocion.status,
            to_status=status,
            **facts,
        )

    def keep(self, actor: Actor, promocion_id: int) -> bool:
        """Prolong the actor's claim (heartbeat); return whether it is still theirs."""
        require(actor, Permission.REVIEW)
        with self._database.write() as session:
            return prolong_claim(session, promocion_id, actor.account_id, self._clock.now() + self._lease)

    def release(self, actor: Actor, promocion_id: int, note: str = "") -> None:
        """Put the promoción back into the queue.

        Raises:
            NotAllowed, NotFound: as they say.
            NotClaimed: the actor does not have it under review.
        """
        require(actor, Permission.REVIEW)
        with self._database.write() as session:
            promocion = self.require_held(session, actor, promocion_id)
            status = next_status(promocion.status, Action.RELEASE)
            now, written = self._clock.now(), plain_text(note)[:500]
            lease = {"claimed_by": None, "claimed_at": None, "claim_expires_at": None}
            change_promocion(session, promocion, status=status, **lease)
            append_event(
                session,
                now,
                actor,
                Action.RELEASE,
                promocion_id=promocion.id,
                from_status=promocion.status,
                to_status=status,
                **({"note": written} if written else {}),
            )

    def require_held(self, session: Session, actor: Actor, promocion_id: int) -> Promocion:
        """Return the promoción if the actor has it under review.

        Raises:
            NotFound, StatusForbids: as they say.
            SomebodyElseHasIt: another clerk has it.
            NotClaimed: nobody has, or it was never opened.
        """
        promocion = _received(session, promocion_id)
        if self._holds(actor, promocion):
            return promocion
        next_status(promocion.status, Action.RELEASE)
        if promocion.claim:
            raise SomebodyElseHasIt(name=promocion.claim.name)
        raise NotClaimed


def _received(session: Session, promocion_id: int, *, lock: bool = False) -> Promocion:
    promocion = load_promocion(session, promocion_id, lock=lock)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion
