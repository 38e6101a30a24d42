"""What sources of revocation answered: evidence that is added and never changed."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.evidence import Occasion, StoredRevocation
from core.domain.verdict import Revocation
from core.storage.lookup import storable
from core.storage.tables import RevocationRow

_LONGEST_SOURCE = 300


def insert_revocations(session: Session, promocion_id: int, answers: Iterable[StoredRevocation]) -> None:
    """Keep answers in the transaction of what they were asked for."""
    for answer in answers:
        values = asdict(answer) | {"source": storable(answer.source)[:_LONGEST_SOURCE]}
        del values["id"]
        session.add(RevocationRow(promocion_id=promocion_id, **values))


def revocations_of(session: Session, promocion_id: int) -> tuple[StoredRevocation, ...]:
    """Return the answers kept about a promoción's signer, oldest first."""
    rows = session.scalars(
        select(RevocationRow).where(RevocationRow.promocion_id == promocion_id).order_by(RevocationRow.id)
    )
    return tuple(_stored(row) for row in rows)


def _stored(row: RevocationRow) -> StoredRevocation:
    return StoredRevocation(
        id=row.id,
        occasion=Occasion(row.occasion),
        asked_at=row.asked_at,
        value=Revocation(row.value),
        reason=row.reason,
        source=row.source,
        kind=row.kind,
        this_update=row.this_update,
        next_update=row.next_update,
        produced_at=row.produced_at,
        revoked_at=row.revoked_at,
        sha256=row.sha256,
        raw=row.raw,
    )
