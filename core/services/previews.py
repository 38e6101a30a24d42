"""The receipt of a decision before it is one: the same paper, marked, without number, code and seal."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.acuse import AcuseKind
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Decision, Promocion, Rejection, plain_text
from core.domain.proposal import rejection_of_draft
from core.domain.reviewing import DraftKind
from core.errors import NotFound
from core.services.acuse_records import Proof
from core.services.acuses import Acuses
from core.services.claims import Claims
from core.services.rejections import MAX_GROUND_TEXT
from core.storage.document_rows import documents_of
from core.storage.drafts import draft_of
from core.storage.engine import Database
from core.storage.evidence import current_signature, verdict_history


class Previews:
    """The use case of looking at a receipt before deciding."""

    def __init__(self, database: Database, clock: Clock, claims: Claims, acuses: Acuses) -> None:
        self._database = database
        self._clock = clock
        self._claims = claims
        self._acuses = acuses

    def acceptance(self, actor: Actor, promocion_id: int) -> tuple[bytes, ...]:
        """Return the pages, PNG, of the acuse that accepting now would issue.

        It tells what was last answered about the certificate; accepting verifies and asks anew.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say.
        """
        require(actor, Permission.REVIEW)
        with self._database.read() as session:
            promocion = self._claims.require_held(session, actor, promocion_id)
            decision = Decision(self._minute(), actor.name, promocion.standing.numero_previo)
            return self._drawn(session, AcuseKind.RECEPCION, replace(promocion, decision=decision))

    def rejection(
        self, actor: Actor, promocion_id: int, rejection: Rejection | None = None
    ) -> tuple[bytes, ...]:
        """Return the pages, PNG, of the constancia that rejecting so now would issue.

        Args:
            actor: who has the promoción under review.
            promocion_id: which.
            rejection: as far as it is written, and as long as one may be; by default the actor's draft of one.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say; NotFound also
                where nothing is written yet.
        """
        require(actor, Permission.REVIEW)
        with self._database.read() as session:
            promocion = self._claims.require_held(session, actor, promocion_id)
            meant = rejection or drafted_rejection(session, actor.account_id, promocion_id)
            decision = Decision(
                self._minute(),
                actor.name,
                ground=meant.ground,
                text=plain_text(meant.text)[:MAX_GROUND_TEXT],
                document=meant.document,
                page=meant.page,
            )
            return self._drawn(session, AcuseKind.RECHAZO, replace(promocion, decision=decision))

    def _drawn(self, session: Session, kind: AcuseKind, promocion: Promocion) -> tuple[bytes, ...]:
        signature, verdicts = (
            current_signature(session, promocion.id),
            verdict_history(session, promocion.id),
        )
        if signature is None or not verdicts:  # a received promoción always has both
            raise NotFound
        documents = documents_of(session, promocion.id)
        proof = Proof(promocion, documents, signature, verdicts[-1].verdict)
        return self._acuses.preview(session, kind, proof)

    def _minute(self) -> datetime:
        """Return now to the minute: the pages of one look, asked for one by one, are of one paper."""
        return self._clock.now().replace(second=0, microsecond=0)


def drafted_rejection(session: Session, account_id: int, promocion_id: int) -> Rejection:
    """Return the rejection that somebody has begun to write.

    Raises:
        NotFound: they have not.
    """
    draft = draft_of(session, account_id, promocion_id, DraftKind.REJECTION)
    if draft is None:
        raise NotFound
    return rejection_of_draft(draft.content)
