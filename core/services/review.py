"""The clerk's job: take a promoción, read it, decide it exactly once."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.catalogs import Catalogs
from core.domain.event import Event
from core.domain.evidence import Signature, StoredAcuse
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document, Promocion
from core.domain.queue import QueueQuery, QueueRow, Tab
from core.domain.reading import Thing
from core.domain.reviewing import holds
from core.domain.verdict import Verdict
from core.errors import NotFound
from core.services.claims import Claims, received
from core.services.readings import Readings
from core.services.verification import Verification
from core.storage.document_rows import documents_of
from core.storage.engine import Database
from core.storage.events import history
from core.storage.evidence import acuses_of, current_signature
from core.storage.promociones import promocion_id_of
from core.storage.queue import queue_rows, queue_total, tab_counts
from core.storage.revocations import revocations_of


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
        claims: Claims,
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs
        self._verification = verification
        self._readings = readings
        self._claims = claims

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
            received(session, promocion_id)
        return promocion_id

    def open(self, actor: Actor, promocion_id: int) -> ReviewView:
        """Return a received promoción; taking it where the actor reviews and nobody else has it.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        if actor.may(Permission.REVIEW):
            self._claims.take(actor, promocion_id)
        with self._database.read() as session:
            promocion = received(session, promocion_id)
            signature = current_signature(session, promocion_id)
            if signature is None:
                raise NotFound
            view = ReviewView(
                promocion,
                documents_of(session, promocion_id),
                signature,
                acuses_of(session, promocion_id),
                history(session, promocion_id),
                holds(actor, promocion),
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

    def keep(self, actor: Actor, promocion_id: int) -> bool:
        """Prolong the actor's claim, as ``Claims.keep`` does."""
        return self._claims.keep(actor, promocion_id)

    def release(self, actor: Actor, promocion_id: int, note: str = "") -> None:
        """Put the promoción back into the queue, as ``Claims.release`` does."""
        self._claims.release(actor, promocion_id, note)

    def require_held(self, session: Session, actor: Actor, promocion_id: int) -> Promocion:
        """Return the promoción if the actor has it, as ``Claims.require_held`` does."""
        return self._claims.require_held(session, actor, promocion_id)
