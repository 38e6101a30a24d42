"""The clerk's lists, read with as few statements as rows allow."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from core.domain.people import Role
from core.domain.queue import Cursor, Mark, QueueQuery, QueueRow, Tab
from core.domain.workflow import RECEIVED, Status
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.catalog_tables import FiledOnRevisionRow
from core.storage.queue_conditions import active_clerks, conditions, holds_document, in_tab, remarkable
from core.storage.queue_order import Key, behind, clauses, cursor_at, cursor_of_row, keys_of, turned
from core.storage.review_tables import LabelRow, LookRow
from core.storage.tables import DocumentRow, EventRow, PromocionRow

_CLAIMANT, _ASSIGNEE, _DECIDER = (aliased(AccountRow) for _ in range(3))
_P = PromocionRow
_NULLABLE = ("numero_oficialia", "numero_previo")
_APART = {*_NULLABLE, "assigned_to"}
_OWN = tuple(f.name for f in fields(QueueRow) if hasattr(_P, f.name) and f.name not in _APART)
_MOST_HOLDERS = 200


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a promoción in a list: ids, its place from 1, and how many the list has."""

    previous: int | None
    next: int | None
    position: int
    total: int


def ids_in_order(query: QueueQuery) -> Select[int]:
    """Return the statement of a list's ids in its order, without paging: for whoever adds conditions."""
    return select(_P.id).where(*conditions(query)).order_by(*clauses(keys_of(query)))


def queue_rows(session: Session, query: QueueQuery) -> tuple[QueueRow, ...]:
    """Return one page of a list: behind ``after``, or in front of ``before``, or its first."""
    keys = keys_of(query)
    # The page's ids first: documents are counted and names looked up for its rows, not for those skipped.
    page = _page_ids(query, keys).subquery()
    statement = _select_rows(query).join(page, page.c.id == _P.id).order_by(*clauses(keys))
    return _rows(session, statement)


def queue_total(session: Session, query: QueueQuery) -> int:
    """Return how many rows a list has in all."""
    statement = select(func.count()).select_from(_P).where(*conditions(query))
    return session.scalar(statement) or 0


def tab_counts(session: Session, query: QueueQuery) -> dict[Tab, int]:
    """Return how many rows each list has, without the search and the filters.

    One statement, so that the counts agree; a subquery for each, so that indexes answer it.
    """
    counts = [select(func.count()).select_from(_P).where(in_tab(tab, query)).scalar_subquery() for tab in Tab]
    return dict(zip(Tab, session.execute(select(*counts)).one(), strict=True))


def queue_edges(
    session: Session, query: QueueQuery, rows: Sequence[QueueRow]
) -> tuple[Cursor | None, Cursor | None]:
    """Return the places in front of a page's first row and behind its last; None where the list ends there."""
    if not rows:
        return None, None
    keys = keys_of(query)
    first, last = cursor_of_row(keys, rows[0]), cursor_of_row(keys, rows[-1])
    within = query.after is not None or query.before is not None
    return (
        first if within and _stands(session, _one_before(query, first)) else None,
        last if _stands(session, _one_after(query, last)) else None,
    )


def surroundings(session: Session, query: QueueQuery, promocion_id: int) -> Surroundings:
    """Return what stands around a promoción in a list, where it stands or would if it had not left it."""
    place = _place(session, query, promocion_id)
    if place is None:
        return Surroundings(None, None, 0, queue_total(session, query))
    keys = keys_of(query)
    ahead = behind(turned(keys), place)
    counted = [] if ahead is None else [ahead]
    passed = session.scalar(select(func.count()).select_from(_P).where(*conditions(query), *counted)) or 0
    within = session.scalar(select(_P.id).where(*conditions(query), _P.id == promocion_id)) is not None
    total = queue_total(session, query) + (0 if within else 1)
    following, previous = (
        session.scalar(_page_ids(asked, keys))
        for asked in (_one_after(query, place), _one_before(query, place))
    )
    return Surroundings(previous, following, passed + 1, total)


def rows_by_id(session: Session, query: QueueQuery, ids: Sequence[int]) -> tuple[QueueRow, ...]:
    """Return received promociones by id, in the list's order, whichever list they are on."""
    wanted = [i for i in ids if 0 < i < 2**31]
    statement = _select_rows(query).where(_P.id.in_(wanted), _P.status.in_(sorted(RECEIVED)))
    return _rows(session, statement.order_by(*clauses(keys_of(query))))


def rows_holding(session: Session, query: QueueQuery, sha256: str) -> tuple[QueueRow, ...]:
    """Return the received promociones with a document of this digest, in the list's order, 200 at most."""
    statement = _select_rows(query).where(holds_document(sha256), _P.status.in_(sorted(RECEIVED)))
    return _rows(session, statement.order_by(*clauses(keys_of(query))).limit(_MOST_HOLDERS))


def next_return(session: Session, query: QueueQuery) -> datetime | None:
    """Return when the first of those that wait for a later day comes back; None where none does."""
    return session.scalar(select(func.min(_P.held_until)).where(in_tab(Tab.HELD, query)))


def clerks_by_name(session: Session) -> tuple[tuple[int, str], ...]:
    """Return account and name of everybody who reviews, or did: accounts are never deleted."""
    reviews = select(AccountRoleRow.account_id).where(AccountRoleRow.role == Role.CLERK)
    named = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(reviews))
    return tuple((number, name) for number, name in session.execute(named.order_by(AccountRow.name)))


def _one_after(query: QueueQuery, place: Cursor) -> QueueQuery:
    return replace(query, after=place, before=None, limit=1)


def _one_before(query: QueueQuery, place: Cursor) -> QueueQuery:
    return replace(query, after=None, before=place, limit=1)


def _stands(session: Session, query: QueueQuery) -> bool:
    return session.scalar(_page_ids(query, keys_of(query))) is not None


def _page_ids(query: QueueQuery, keys: tuple[Key, ...]) -> Select[int]:
    read, cursor = keys, query.after
    if cursor is None and query.before is not None:
        read, cursor = turned(keys), query.before
    placed = behind(read, cursor) if cursor else None
    statement = select(_P.id).where(*conditions(query), *([] if placed is None else [placed]))
    return statement.order_by(*clauses(read)).limit(query.limit)


def _place(session: Session, query: QueueQuery, promocion_id: int) -> Cursor | None:
    columns = [key.column for key in keys_of(query)]
    received = select(*columns).where(_P.id == promocion_id, _P.status.in_(sorted(RECEIVED)))
    found = session.execute(received).first() if 0 < promocion_id < 2**31 else None
    return cursor_at(found) if found else None


def _select_rows(query: QueueQuery) -> Select[Any]:
    looked = (
        select(LookRow.at)
        .where(LookRow.promocion_id == _P.id, LookRow.account_id == query.clerk_id)
        .scalar_subquery()
    )
    changed = select(func.max(EventRow.at)).where(remarkable(query.clerk_id)).scalar_subquery()
    undecided = _P.status.in_([Status.SENT, Status.UNDER_REVIEW])
    mark = case(
        (~undecided, Mark.NONE),
        (looked.is_(None), Mark.NEW),
        (changed > looked, Mark.CHANGED),
        else_=Mark.NONE,
    )
    documents = select(func.count()).select_from(DocumentRow).where(DocumentRow.promocion_id == _P.id)
    return (
        select(
            *(getattr(_P, name) for name in _OWN),
            documents.scalar_subquery().label("documents"),
            _P.integridad_outcome.label("integridad"),
            _P.firma_outcome.label("firma"),
            _P.identidad_outcome.label("identidad"),
            *(func.coalesce(getattr(_P, name), "").label(name) for name in _NULLABLE),
            func.coalesce(_CLAIMANT.name, "").label("claimed_by_name"),
            func.coalesce(_ASSIGNEE.name, "").label("assigned_name"),
            func.coalesce(_DECIDER.name, "").label("decided_by_name"),
            case((_P.assigned_to.in_(active_clerks()), _P.assigned_to)).label("assigned_to"),
            mark.label("mark"),
            exists()
            .where(FiledOnRevisionRow.promocion_id == _P.id, FiledOnRevisionRow.filed_on != _P.filed_on)
            .label("refiled"),
        )
        .outerjoin(_CLAIMANT, _CLAIMANT.id == _P.claimed_by)
        .outerjoin(_ASSIGNEE, _ASSIGNEE.id == _P.assigned_to)
        .outerjoin(_DECIDER, _DECIDER.id == _P.decided_by)
    )


def _rows(session: Session, statement: Select[Any]) -> tuple[QueueRow, ...]:
    found = [dict(row) for row in session.execute(statement).mappings()]
    borne: dict[int, list[str]] = {}
    if found:
        labels = select(LabelRow.promocion_id, LabelRow.label).where(
            LabelRow.promocion_id.in_([row["id"] for row in found])
        )
        for promocion_id, label in session.execute(labels.order_by(LabelRow.at, LabelRow.label)):
            borne.setdefault(promocion_id, []).append(label)
    return tuple(_row(row, tuple(borne.get(row["id"], ()))) for row in found)


def _row(values: dict[str, Any], labels: tuple[str, ...]) -> QueueRow:
    codes = {"status": Status(values["status"]), "mark": Mark(values["mark"])}
    exact = {**codes, "refiled": bool(values["refiled"]), "labels": labels}
    return QueueRow(**{**values, **exact})
