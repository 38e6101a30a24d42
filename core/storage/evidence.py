"""Signatures, verdicts and acuses: evidence that is added and never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.domain.evidence import Occasion, Signature, StoredAcuse, StoredVerdict
from core.domain.verdict_json import verdict_from_json
from core.storage.lookup import row_by_id, storable
from core.storage.tables import AcuseRow, PromocionRow, SignatureRow, VerdictRow


def insert_signature(session: Session, promocion_id: int, signature: Signature) -> None:
    """Store a new signature; the earlier one, if any, is voided at the same instant."""
    void_signature(session, promocion_id, signature.signed_at)
    session.add(
        SignatureRow(
            promocion_id=promocion_id,
            signed_at=signature.signed_at,
            certificate=signature.certificate,
            cms=signature.cms,
            fields=signature.fields,
            manifest=signature.manifest,
            manifest_sha256=signature.manifest_sha256,
        )
    )


def void_signature(session: Session, promocion_id: int, at: datetime) -> None:
    """Mark the current signature as voided by a later change."""
    session.execute(
        update(SignatureRow)
        .where(SignatureRow.promocion_id == promocion_id, SignatureRow.voided_at.is_(None))
        .values(voided_at=at)
    )


def current_signature(session: Session, promocion_id: int) -> Signature | None:
    """Return the signature that stands; None when there is none or it was voided."""
    row = session.scalar(
        select(SignatureRow)
        .where(SignatureRow.promocion_id == promocion_id, SignatureRow.voided_at.is_(None))
        .order_by(SignatureRow.id.desc())
    )
    if row is None:
        return None
    return Signature(row.signed_at, row.certificate, row.cms, row.fields, row.manifest, row.manifest_sha256)


def insert_verdict(
    session: Session, promocion_id: int, at: datetime, content: dict[str, Any], occasion: Occasion, by: str
) -> None:
    """Keep a verdict as it was given, when, and at whose request."""
    row = VerdictRow(promocion_id=promocion_id, made_at=at, occasion=occasion, by_name=by, content=content)
    session.add(row)


def verdicts_of(session: Session, promocion_id: int) -> tuple[Mapping[str, Any], ...]:
    """Return the verdicts given, oldest first."""
    query = select(VerdictRow.content).where(VerdictRow.promocion_id == promocion_id).order_by(VerdictRow.id)
    return tuple(session.scalars(query))


def verdict_history(session: Session, promocion_id: int) -> tuple[StoredVerdict, ...]:
    """Return the verdicts given with occasion and name, oldest first."""
    rows = session.scalars(
        select(VerdictRow).where(VerdictRow.promocion_id == promocion_id).order_by(VerdictRow.id)
    )
    return tuple(
        StoredVerdict(row.id, Occasion(row.occasion), row.by_name, verdict_from_json(row.content))
        for row in rows
    )


def set_outcomes(session: Session, promocion_id: int, outcomes: Mapping[str, str]) -> None:
    """Let the queue show another verdict on a promoción that waits for its decision.

    What is decided keeps what it was decided by. The version stays: a decision under way in another window
    verifies again anyway, and must not be lost to a look.
    """
    session.execute(
        update(PromocionRow)
        .where(PromocionRow.id == promocion_id, PromocionRow.decided_at.is_(None))
        .values(**outcomes)
    )


def insert_acuse(session: Session, acuse: StoredAcuse) -> int:
    """Freeze a receipt's content in the transaction of the act it proves; return its id.

    Whatever ``acuse.id`` is, and without its PDF.
    """
    row = AcuseRow(
        promocion_id=acuse.promocion_id,
        kind=acuse.kind,
        code=acuse.code,
        issued_at=acuse.issued_at,
        record=dict(acuse.record),
        edition=acuse.edition,
    )
    session.add(row)
    session.flush()
    return row.id


def replace_acuses(session: Session, replaced: Sequence[StoredAcuse], by: int) -> None:
    """Mark receipts of earlier decisions as replaced; they stay as they are. What replaced one stands for ever."""
    session.execute(
        update(AcuseRow)
        .where(AcuseRow.id.in_([acuse.id for acuse in replaced]), AcuseRow.replaced_by.is_(None))
        .values(replaced_by=by)
    )


def load_acuse(session: Session, acuse_id: int) -> StoredAcuse | None:
    """Return one receipt."""
    row = row_by_id(session, AcuseRow, acuse_id)
    return _acuse(row) if row else None


def acuse_by_code(session: Session, code: str) -> StoredAcuse | None:
    """Return the receipt with this public verification code."""
    row = session.scalar(select(AcuseRow).where(AcuseRow.code == storable(code)))
    return _acuse(row) if row else None


def acuses_of(session: Session, promocion_id: int) -> tuple[StoredAcuse, ...]:
    """Return a promoción's receipts, oldest first."""
    rows = session.scalars(
        select(AcuseRow).where(AcuseRow.promocion_id == promocion_id).order_by(AcuseRow.id)
    )
    return tuple(_acuse(row) for row in rows)


def pending_acuses(session: Session) -> tuple[int, ...]:
    """Return the ids of receipts whose PDF was not stored yet."""
    return tuple(
        session.scalars(select(AcuseRow.id).where(AcuseRow.pdf_sha256.is_(None)).order_by(AcuseRow.id))
    )


def set_acuse_pdf(session: Session, acuse_id: int, sha256: str) -> None:
    """Name the stored PDF, once: a second attempt leaves the first one in place."""
    session.execute(
        update(AcuseRow)
        .where(AcuseRow.id == acuse_id, AcuseRow.pdf_sha256.is_(None))
        .values(pdf_sha256=sha256)
    )


def _acuse(row: AcuseRow) -> StoredAcuse:
    return StoredAcuse(
        row.id,
        row.promocion_id,
        row.kind,
        row.code,
        row.issued_at,
        row.record,
        row.pdf_sha256 or "",
        row.edition,
        row.replaced_by,
    )
