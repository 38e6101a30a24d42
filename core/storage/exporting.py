"""Promociones for tables and bundles: ids of a whole list at once, then what is asked of them, some at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.domain.acuse import AcuseKind
from core.domain.coverage import from_facts
from core.domain.exporting import Column, Line, Paper, PaperStanding
from core.domain.people import Actor
from core.domain.queue import QueueQuery
from core.domain.reading import Thing
from core.domain.workflow import RECEIVED, Action
from core.storage.account_tables import AccountRow
from core.storage.queue import ids_in_order
from core.storage.review_tables import LabelRow
from core.storage.tables import AcuseRow, DocumentRow, EventRow, PromocionRow, ReadingRow

_LARGEST_ID = 2**31 - 1
_AT_ONCE = 500
_DECISIONS = (Action.ACCEPT.value, Action.REJECT.value)
_P = PromocionRow
_DECIDER = aliased(AccountRow)
_DOCUMENTS = (
    select(func.count()).select_from(DocumentRow).where(DocumentRow.promocion_id == _P.id).scalar_subquery()
)
_LINE = {
    "id": _P.id,
    "folio": _P.folio,
    "numero_oficialia": func.coalesce(_P.numero_oficialia, ""),
    "status": _P.status,
    "procedimiento": _P.procedimiento,
    "tipo_procedimiento": _P.tipo_procedimiento,
    "tipo_promocion": _P.tipo_promocion,
    "expediente": _P.expediente,
    "oficialia_previa": _P.oficialia_previa,
    "owner_name": _P.owner_name,
    "owner_rfc": _P.owner_rfc,
    "caracter": _P.caracter,
    "promovente": _P.promovente,
    "agente_economico": _P.agente_economico,
    "documents": _DOCUMENTS,
    "firma": _P.firma_outcome,
    "identidad": _P.identidad_outcome,
    "integridad": _P.integridad_outcome,
    "revocation": _P.revocation,
    "sent_at": _P.sent_at,
    "filed_on": _P.filed_on,
    "decided_at": _P.decided_at,
    "decided_by": func.coalesce(_DECIDER.name, ""),
    "ground": _P.ground,
    "ground_text": _P.ground_text,
    "ground_document": _P.ground_document,
    "ground_page": _P.ground_page,
    "reopened_at": _P.reopened_at,
    "numero_previo": func.coalesce(_P.numero_previo, ""),
}


def list_ids(session: Session, query: QueueQuery) -> tuple[int, ...]:
    """Return the ids of a whole list in its order: a list that changes meanwhile shows no row twice."""
    return tuple(session.scalars(ids_in_order(query)))


def received_among(session: Session, ids: Sequence[int]) -> tuple[int, ...]:
    """Return those of the ids that are received promociones, each once, in the order given."""
    wanted = [i for i in dict.fromkeys(ids) if 0 < i <= _LARGEST_ID]
    found: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found.update(session.scalars(select(_P.id).where(_P.id.in_(some), _P.status.in_(sorted(RECEIVED)))))
    return tuple(i for i in wanted if i in found)


def lines(session: Session, ids: Sequence[int], columns: Collection[Column]) -> list[Line]:
    """Return promociones as they stand now, in the order of ``ids``.

    Args:
        session: open transaction.
        ids: at most some hundreds.
        columns: labels and coverage are looked up only where they are among them.
    """
    columns_of_a_line: list[Any] = [value.label(name) for name, value in _LINE.items()]
    statement = (
        select(*columns_of_a_line)
        .outerjoin(_DECIDER, _DECIDER.id == _P.decided_by)
        .where(_P.id.in_(ids), _P.status.in_(sorted(RECEIVED)))
    )
    found = {row["id"]: dict(row) for row in session.execute(statement).mappings()}
    _add(found, "labels", _labels(session, ids) if Column.LABELS in columns else {})
    _add(found, "coverage", _coverage(session, ids) if Column.COVERAGE in columns else {})
    return [Line(**found[i]) for i in ids if i in found]


def _add(found: dict[int, dict[str, Any]], name: str, values: dict[int, Any]) -> None:
    for promocion_id, value in values.items():
        if promocion_id in found:
            found[promocion_id][name] = value


def _labels(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(LabelRow.promocion_id, LabelRow.label)
        .where(LabelRow.promocion_id.in_(ids))
        .order_by(LabelRow.at, LabelRow.label)
    )
    found: dict[int, tuple[str, ...]] = {}
    for promocion_id, label in rows:
        found[promocion_id] = (*found.get(promocion_id, ()), label)
    return found


def _coverage(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """Return what the last decision's act says was read; a decision that was undone says nothing of the next."""
    rows = session.execute(
        select(EventRow.promocion_id, EventRow.facts, EventRow.action)
        .where(EventRow.promocion_id.in_(ids), EventRow.action.in_((*_DECISIONS, Action.REOPEN.value)))
        .order_by(EventRow.id)
    )
    found: dict[int, Any] = {}
    for promocion_id, facts, action in rows:
        found[promocion_id] = from_facts(facts) if action in _DECISIONS else ()
    return found


def decided_between(
    session: Session, since: datetime, before: datetime, *, by: int | None
) -> tuple[tuple[int, int], ...]:
    """Return act and promoción of the decisions of a span, oldest first, also of those undone since.

    Args:
        session: open transaction.
        since: first instant, aware UTC.
        before: the first instant that is too late.
        by: whose; None for everybody's.
    """
    statement = select(EventRow.id, EventRow.promocion_id).where(
        EventRow.at >= since, EventRow.at < before, EventRow.action.in_(_DECISIONS)
    )
    if by is not None:
        statement = statement.where(EventRow.actor_id == by)
    rows = session.execute(statement.order_by(EventRow.id))
    return tuple((event_id, promocion_id) for event_id, promocion_id in rows if promocion_id is not None)


def lines_as_decided(session: Session, event_ids: Sequence[int]) -> list[Line]:
    """Return promociones as these decisions left them, in the order given; what came later does not count.

    ``reopened_at`` says when one was undone, where that was after the decision.
    """
    rows = session.execute(select(EventRow).where(EventRow.id.in_(event_ids)).order_by(EventRow.id)).scalars()
    events = list(rows)
    now = {line.id: line for line in lines(session, [e.promocion_id or 0 for e in events], ())}
    undone = _undone(session, list(now))
    return [
        _as_decided(now[e.promocion_id], e, undone.get(e.promocion_id, ()))
        for e in events
        if e.promocion_id in now
    ]


def _undone(session: Session, ids: Sequence[int]) -> dict[int, tuple[datetime, ...]]:
    rows = session.execute(
        select(EventRow.promocion_id, EventRow.at)
        .where(EventRow.promocion_id.in_(ids), EventRow.action == Action.REOPEN)
        .order_by(EventRow.id)
    )
    found: dict[int, tuple[datetime, ...]] = {}
    for promocion_id, at in rows:
        found[promocion_id or 0] = (*found.get(promocion_id or 0, ()), at)
    return found


def _as_decided(line: Line, event: EventRow, undone: Sequence[datetime]) -> Line:
    facts = event.facts
    page = facts.get("ground_page")
    kept = {name: getattr(line, name) for name in _LINE}
    decided = {
        "status": event.to_status,
        "decided_at": event.at,
        "decided_by": event.actor_name,
        "numero_oficialia": str(facts.get("numero_oficialia", "")),
        "ground": str(facts.get("ground", "")),
        "ground_text": str(facts.get("ground_text", "")),
        "ground_document": str(facts.get("ground_document", "")),
        "ground_page": page if isinstance(page, int) else None,
        "reopened_at": next((at for at in undone if at > event.at), None),
        "coverage": from_facts(facts),
    }
    return Line(**{**kept, **decided})


def papers(session: Session, ids: Sequence[int], *, every: bool) -> list[Paper]:
    """Return the receipts of promociones, in the order of ``ids`` and then as they were issued.

    Args:
        session: open transaction.
        ids: at most some hundreds.
        every: the acuses de envío as well; else those of a promoción without any decision's receipt only.
    """
    undecided = _P.reopened_at.is_not(None) & _P.decided_at.is_(None)
    rows = session.execute(
        select(AcuseRow, _P.folio, undecided)
        .join(_P, _P.id == AcuseRow.promocion_id)
        .where(AcuseRow.promocion_id.in_(ids), _P.status.in_(sorted(RECEIVED)))
        .order_by(AcuseRow.id)
    )
    found: dict[int, list[Paper]] = {}
    for row, folio, reopened in rows:
        standing = _standing(row, reopened=bool(reopened))
        paper = Paper(row.id, row.promocion_id, folio, row.kind, row.edition, standing)
        found.setdefault(row.promocion_id, []).append(paper)
    return [p for i in ids for p in (found.get(i, []) if every else _of_decisions(found.get(i, [])))]


def _standing(row: AcuseRow, *, reopened: bool) -> PaperStanding:
    if row.replaced_by is not None:
        return PaperStanding.REPLACED
    undone = reopened and row.kind != AcuseKind.ENVIO
    return PaperStanding.REOPENED if undone else PaperStanding.CURRENT


def _of_decisions(papers_of_one: list[Paper]) -> list[Paper]:
    return [p for p in papers_of_one if p.kind != AcuseKind.ENVIO] or papers_of_one


def not_read_since(
    session: Session, since: datetime, actor: Actor, what: Thing, ids: Sequence[int]
) -> tuple[int, ...]:
    """Return those of the promociones that the record does not say this person read since an instant."""
    read = set(
        session.scalars(
            select(ReadingRow.promocion_id).where(
                ReadingRow.actor_id == actor.account_id,
                ReadingRow.what == what,
                ReadingRow.at > since,
                ReadingRow.promocion_id.in_(ids),
            )
        )
    )
    return tuple(i for i in dict.fromkeys(ids) if i not in read)


def deciders(session: Session) -> tuple[tuple[int, str], ...]:
    """Return account and name of whoever decided a promoción that stands decided, by name."""
    decided = select(_P.decided_by).where(_P.decided_by.is_not(None)).distinct()
    rows = session.execute(
        select(AccountRow.id, AccountRow.name)
        .where(AccountRow.id.in_(decided))
        .order_by(AccountRow.name, AccountRow.id)
    )
    return tuple((row.id, row.name) for row in rows)
