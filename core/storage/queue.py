"""The clerk's lists, read with as few statements as rows allow."""

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.domain.queue import QueueQuery, QueueRow, SignatureFilter, Tab
from core.domain.workflow import CLOSED, RECEIVED, Status
from core.storage.account_tables import AccountRow
from core.storage.lookup import storable
from core.storage.searching import matches
from core.storage.tables import DocumentRow, PromocionRow

_FIELDS = tuple(f.name for f in fields(QueueRow))
_CLAIMANT = aliased(AccountRow)
_DECIDER = aliased(AccountRow)
_DOCUMENTS = (
    select(func.count())
    .select_from(DocumentRow)
    .where(DocumentRow.promocion_id == PromocionRow.id)
    .scalar_subquery()
)
_SORTS = {
    "filed_on": (PromocionRow.filed_on, PromocionRow.sent_at),
    "sent_at": (PromocionRow.sent_at,),
    "folio": (PromocionRow.folio,),
    "procedimiento": (PromocionRow.procedimiento,),
    "owner": (PromocionRow.owner_name,),
    "decided_at": (PromocionRow.decided_at,),
}


def queue_rows(session: Session, query: QueueQuery) -> tuple[QueueRow, ...]:
    """Return one page of a list."""
    order = _order(query)
    # The page's ids first: documents are counted and names looked up for its rows, not for those skipped.
    page = (
        select(PromocionRow.id)
        .where(*_conditions(query))
        .order_by(*order)
        .limit(query.limit)
        .offset(query.offset)
        .subquery()
    )
    statement = _select_rows().join(page, page.c.id == PromocionRow.id).order_by(*order)
    return tuple(_row(tuple(values)) for values in session.execute(statement))


def queue_total(session: Session, query: QueueQuery) -> int:
    """Return how many rows a list has in all."""
    statement = select(func.count()).select_from(PromocionRow).where(*_conditions(query))
    return session.scalar(statement) or 0


def tab_counts(session: Session, query: QueueQuery) -> dict[Tab, int]:
    """Return how many rows each list has, without the search and the filters.

    One statement, so that the counts agree; a subquery for each, so that indexes answer it.
    """
    counts = [
        select(func.count()).select_from(PromocionRow).where(_in_tab(tab, query)).scalar_subquery()
        for tab in Tab
    ]
    return dict(zip(Tab, session.execute(select(*counts)).one(), strict=True))


def _order(query: QueueQuery) -> list[UnaryExpression[Any] | InstrumentedAttribute[Any]]:
    columns = _SORTS.get(query.sort, _SORTS["filed_on"])
    return [*(c.desc() if query.descending else c.asc() for c in columns), PromocionRow.id]


def _select_rows() -> Select[tuple[object, ...]]:
    p = PromocionRow
    return (
        select(
            p.id,
            p.folio,
            p.status,
            p.procedimiento,
            p.tipo_procedimiento,
            p.owner_name,
            p.owner_rfc,
            _DOCUMENTS,
            p.integridad_outcome,
            p.firma_outcome,
            p.identidad_outcome,
            p.revocation,
            p.sent_at,
            p.filed_on,
            p.claimed_by,
            func.coalesce(_CLAIMANT.name, ""),
            p.claimed_at,
            p.claim_expires_at,
            p.decided_at,
            func.coalesce(_DECIDER.name, ""),
            func.coalesce(p.numero_oficialia, ""),
            p.ground,
            p.ground_text,
        )
        .outerjoin(_CLAIMANT, _CLAIMANT.id == p.claimed_by)
        .outerjoin(_DECIDER, _DECIDER.id == p.decided_by)
    )


def _row(values: tuple[Any, ...]) -> QueueRow:
    named = dict(zip(_FIELDS, values, strict=True))
    return QueueRow(**{**named, "status": Status(named["status"])})


def _in_tab(tab: Tab, query: QueueQuery) -> ColumnElement[bool]:
    p = PromocionRow
    live = and_(p.status == Status.UNDER_REVIEW, p.claim_expires_at > query.now)
    to_take = or_(
        p.status == Status.SENT, and_(p.status == Status.UNDER_REVIEW, p.claim_expires_at <= query.now)
    )
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.TO_TAKE: to_take,
        Tab.MINE: and_(live, p.claimed_by == query.clerk_id),
        Tab.IN_REVIEW: live,
        Tab.DECIDED_TODAY: p.decided_at >= query.today_since,
        Tab.CLOSED: p.status.in_(CLOSED),
        Tab.ALL: p.status.in_(RECEIVED),
    }
    return conditions[tab]


def _conditions(query: QueueQuery) -> list[ColumnElement[bool]]:
    conditions = [_in_tab(query.tab, query)]
    if query.tipo:
        conditions.append(PromocionRow.tipo_procedimiento == storable(query.tipo))
    if query.search.strip():
        conditions.append(matches(query.search, PromocionRow.search_matter, PromocionRow.search_people))
    signature = _signature(query.signature)
    return [*conditions, signature] if signature is not None else conditions


def _signature(wanted: SignatureFilter) -> ColumnElement[bool] | None:
    p = PromocionRow
    failed = {
        SignatureFilter.CRYPTO: p.firma_outcome == "failed",
        SignatureFilter.IDENTITY: p.identidad_outcome != "passed",
        SignatureFilter.INTEGRITY: p.integridad_outcome != "passed",
        SignatureFilter.REVOCATION: p.revocation == "no_consultado",
    }
    if wanted is SignatureFilter.VALID:
        return and_(
            p.firma_outcome == "passed", p.identidad_outcome == "passed", p.integridad_outcome == "passed"
        )
    return failed.get(wanted)
