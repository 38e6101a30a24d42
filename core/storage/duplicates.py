"""Promociones that may be the same filing: those that hold the same bytes, or name the same matter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from core.domain.people import Actor
from core.domain.remarks import Candidate, Candidates, Compared, Judgement, SharedDocument
from core.domain.workflow import RECEIVED, Status
from core.storage.review_tables import DuplicateRow
from core.storage.tables import DocumentRow, PromocionRow

_HERE, _THERE = aliased(DocumentRow), aliased(DocumentRow)


def candidates_of(session: Session, promocion_id: int, limit: int) -> Candidates:
    """Return the promociones that share a document or the matter with one that exists.

    Args:
        session: open transaction.
        promocion_id: of a received promoción.
        limit: how many are returned at most; all are counted.
    """
    here = session.get_one(PromocionRow, promocion_id)
    alike = _alike(here)
    total = session.scalar(select(func.count()).select_from(PromocionRow).where(alike)) or 0
    shares = (
        select(func.count(_THERE.sha256.distinct()))
        .join(_HERE, and_(_HERE.sha256 == _THERE.sha256, _HERE.promocion_id == promocion_id))
        .where(_THERE.promocion_id == PromocionRow.id)
        .correlate(PromocionRow)
        .scalar_subquery()
    )
    found = select(PromocionRow).where(alike).order_by(shares.desc(), PromocionRow.sent_at.desc())
    rows = session.scalars(found.limit(limit)).all()
    names = _names(session, [here.id, *(row.id for row in rows)])
    shared = _shared(session, promocion_id, [row.id for row in rows])
    judged = _judgements(session, promocion_id)
    found_here = tuple(
        Candidate(
            row.id,
            _compared(row, names[row.id]),
            tuple(shared.get(row.id, ())),
            row.owner_id == here.owner_id and row.procedimiento == here.procedimiento,
            judged.get(row.id),
        )
        for row in rows
    )
    return Candidates(_compared(here, names[here.id]), found_here, total)


def is_candidate(session: Session, promocion_id: int, other_id: int) -> bool:
    """Return whether two promociones share a document or the matter."""
    here = session.get_one(PromocionRow, promocion_id)
    alike = select(PromocionRow.id).where(_alike(here), PromocionRow.id == other_id)
    return session.scalar(alike) is not None


def _alike(here: PromocionRow) -> ColumnElement[bool]:
    """Return the condition of being received, another one, and like this one in bytes or in matter."""
    digests = select(DocumentRow.sha256).where(DocumentRow.promocion_id == here.id)
    holding = select(_THERE.promocion_id).where(_THERE.sha256.in_(digests))
    matter = and_(PromocionRow.owner_id == here.owner_id, PromocionRow.procedimiento == here.procedimiento)
    return and_(
        PromocionRow.id != here.id,
        PromocionRow.status.in_(RECEIVED),
        or_(PromocionRow.id.in_(holding), matter),
    )


def _names(session: Session, promocion_ids: list[int]) -> Mapping[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    found = (
        select(DocumentRow.promocion_id, DocumentRow.name)
        .where(DocumentRow.promocion_id.in_(promocion_ids))
        .order_by(DocumentRow.position, DocumentRow.id)
    )
    for promocion_id, name in session.execute(found):
        names[promocion_id].append(name)
    return names


def _shared(session: Session, promocion_id: int, others: list[int]) -> Mapping[int, list[SharedDocument]]:
    shared: dict[int, list[SharedDocument]] = defaultdict(list)
    found = (
        select(_THERE.promocion_id, _HERE.sha256, _HERE.name, _THERE.name)
        .join(_HERE, _HERE.sha256 == _THERE.sha256)
        .where(_HERE.promocion_id == promocion_id, _THERE.promocion_id.in_(others))
        .order_by(_HERE.position, _HERE.id, _THERE.id)
    )
    for other_id, sha256, name, other_name in session.execute(found):
        shared[other_id].append(SharedDocument(sha256, name, other_name))
    return shared


def _judgements(session: Session, promocion_id: int) -> Mapping[int, Judgement]:
    rows = session.scalars(
        select(DuplicateRow).where(
            or_(DuplicateRow.promocion_id == promocion_id, DuplicateRow.other_id == promocion_id)
        )
    )
    return {
        row.other_id if row.promocion_id == promocion_id else row.promocion_id: Judgement(
            row.is_duplicate, row.reason, row.account_name, row.at
        )
        for row in rows
    }


def put_judgement(
    session: Session, pair: Iterable[int], actor: Actor, at: datetime, reason: str, *, is_duplicate: bool
) -> None:
    """Store what was said of two promociones, in the place of what was said before."""
    first, second = sorted(pair)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    said = {
        "is_duplicate": is_duplicate,
        "reason": reason,
        "account_id": actor.account_id,
        "account_name": actor.name,
        "at": at,
    }
    statement = dialect.insert(DuplicateRow).values(promocion_id=first, other_id=second, **said)
    session.execute(statement.on_conflict_do_update(index_elements=["promocion_id", "other_id"], set_=said))


def _compared(row: PromocionRow, documents: list[str]) -> Compared:
    return Compared(
        row.folio,
        Status(row.status),
        row.owner_name,
        row.owner_rfc,
        row.procedimiento,
        row.tipo_procedimiento,
        row.tipo_promocion,
        row.expediente,
        row.oficialia_previa,
        row.promovente,
        row.agente_economico,
        row.sent_at,
        row.numero_oficialia or "",
        tuple(documents),
    )
