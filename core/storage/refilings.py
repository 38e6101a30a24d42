"""Days taken as filed: which promociones a changed calendar can concern, and writing down old and new."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from core.domain.calendar_changes import DaySpan
from core.domain.people import Actor
from core.domain.refiling import FiledRevision, Moved, Received, filed_as_stored
from core.domain.workflow import Action
from core.storage.catalog_tables import FiledOnRevisionRow
from core.storage.events import append_to_many
from core.storage.tables import PromocionRow

_MOST_SPANS = 60
"""Conditions in one query; beyond that the days between the first and the last are taken as changed."""
_AT_A_TIME = 500
_P, _R = PromocionRow, FiledOnRevisionRow


def possibly_concerned(
    session: Session, spans: Sequence[DaySpan], zone: ZoneInfo, *, lock: bool = False
) -> Iterator[Received]:
    """Yield the received promociones whose days, from sending to filing, meet one of the spans; by sending.

    Args:
        session: open transaction.
        spans: days on which two calendars differ.
        zone: where days are decided.
        lock: keep the rows as they are until it ends. SQLite's writers are alone as it is.
    """
    if not spans:
        return
    columns = (
        _P.id,
        _P.folio,
        _P.status,
        _P.owner_id,
        _P.tipo_procedimiento,
        _P.sent_at,
        _P.filed_on,
        _P.filed_reason,
        _P.filed_facts,
        _P.calendar_edition,
    )
    met = or_(*(_meets(span, zone) for span in _few(spans)))
    query = select(*columns).where(_P.sent_at.is_not(None), met).order_by(_P.sent_at, _P.id)
    for row in session.execute(query.with_for_update() if lock else query):
        filed = filed_as_stored(row.filed_on, row.filed_reason, row.filed_facts)
        yield Received(
            row.id,
            row.folio,
            row.status,
            row.owner_id,
            row.tipo_procedimiento,
            row.sent_at,
            filed,
            row.calendar_edition,
        )


def _few(spans: Sequence[DaySpan]) -> Sequence[DaySpan]:
    if len(spans) <= _MOST_SPANS:
        return spans
    ends = [span.last for span in spans if span.last]
    last = max(ends) if len(ends) == len(spans) else None
    return [DaySpan(min(span.first for span in spans), last)]


def _meets(span: DaySpan, zone: ZoneInfo) -> ColumnElement[bool]:
    """Return the condition that a promoción was sent by the span's end, and counts from its beginning or later."""
    late = _P.filed_on >= span.first
    if span.last is None:
        return late
    midnight = datetime.combine(span.last + timedelta(days=1), time(), zone)
    return and_(late, _P.sent_at < midnight)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why days are computed anew: the edition, the words of whoever saved it, when, and who (None: the server)."""

    edition: int
    words: str
    at: datetime
    actor: Actor | None


def move(session: Session, moved: Sequence[Moved], cause: Cause) -> None:
    """Write new days down in the transaction that saves the edition: in rows, beside the old ones, in the log."""
    for start in range(0, len(moved), _AT_A_TIME):
        some = moved[start : start + _AT_A_TIME]
        ids = [m.received.id for m in some]
        numbers = _last_numbers(session, ids)
        kept = [_first(m.received) for m in some if m.received.id not in numbers]
        kept += [_next(m, numbers.get(m.received.id, 0) + 1, cause) for m in some]
        session.execute(insert(_R), kept)
        session.execute(update(_P), [_columns(m, cause) for m in some])
        # whoever is deciding on one of them meanwhile looks again
        session.execute(
            update(_P).where(_P.id.in_(ids)).values(version=_P.version + 1),
            execution_options={"synchronize_session": False},
        )
        acts = [(m.received.id, m.received.status, _facts(m, cause)) for m in some]
        append_to_many(session, cause.at, cause.actor, Action.REFILE, acts)
    session.expire_all()


def _last_numbers(session: Session, promocion_ids: Sequence[int]) -> Mapping[int, int]:
    found = session.execute(
        select(_R.promocion_id, func.max(_R.number))
        .where(_R.promocion_id.in_(promocion_ids))
        .group_by(_R.promocion_id)
    )
    return dict(found.all())


def _first(received: Received) -> dict[str, Any]:
    """Return what stood since the sending, kept once it no longer stands in the promoción itself."""
    return {
        "promocion_id": received.id,
        "number": 0,
        "filed_on": received.filed.on,
        "reason": received.filed.reason.value,
        "facts": dict(received.filed.facts),
        "calendar_edition": received.calendar_edition,
        "computed_at": received.sent_at,
        "cause": "",
    }


def _next(moved: Moved, number: int, cause: Cause) -> dict[str, Any]:
    return {
        "promocion_id": moved.received.id,
        "number": number,
        "filed_on": moved.after.on,
        "reason": moved.after.reason.value,
        "facts": dict(moved.after.facts),
        "calendar_edition": cause.edition,
        "computed_at": cause.at,
        "cause": cause.words,
    }


def _columns(moved: Moved, cause: Cause) -> dict[str, Any]:
    return {
        "id": moved.received.id,
        "filed_on": moved.after.on,
        "filed_reason": moved.after.reason.value,
        "filed_facts": dict(moved.after.facts),
        "calendar_edition": cause.edition,
    }


def _facts(moved: Moved, cause: Cause) -> dict[str, str | int]:
    return {
        "filed_before": moved.before.on.isoformat(),
        "filed_on": moved.after.on.isoformat(),
        "calendar_edition": cause.edition,
        "reason": cause.words,
    }


def revisions_of(session: Session, promocion_id: int) -> tuple[FiledRevision, ...]:
    """Return every day a promoción was ever taken as filed on, oldest first; nothing where it never moved."""
    rows = session.scalars(select(_R).where(_R.promocion_id == promocion_id).order_by(_R.number))
    return tuple(
        FiledRevision(
            row.number,
            row.filed_on,
            row.reason,
            row.facts,
            row.calendar_edition,
            row.computed_at,
            row.cause,
        )
        for row in rows
    )
