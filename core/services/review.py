"""The review screen: one promoción with everything that a decision needs."""

from dataclasses import dataclass

from core.domain.event import Event
from core.domain.evidence import Signature, StoredAcuse
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document, Promocion
from core.domain.reading import Thing
from core.domain.reviewing import holds
from core.domain.verdict import Verdict
from core.errors import NotFound
from core.services.claim_acts import received
from core.services.claims import Claims
from core.services.readings import Readings
from core.services.verification import Verification
from core.storage.document_rows import documents_of
from core.storage.engine import Database
from core.storage.events import history
from core.storage.evidence import acuses_of, current_signature
from core.storage.promociones import promocion_id_of
from core.storage.revocations import revocations_of


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
    """The use cases of reading what was received."""

    def __init__(
        self,
        database: Database,
        verification: Verification,
        readings: Readings,
        claims: Claims,
    ) -> None:
        self._database = database
        self._verification = verification
        self._readings = readings
        self._claims = claims

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
