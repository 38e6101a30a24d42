"""Promociones: rows in, frozen domain values out. Their documents are in ``core.storage.document_rows``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.promocion import Claim, Decision, Promocion, PromocionFields, Standing
from core.domain.workflow import CLOSED, OPEN, Status
from core.errors import NotFound, Refusal
from core.storage.account_tables import AccountRow
from core.storage.lookup import row_by_id, storable
from core.storage.searching import columns_after, matches, search_columns
from core.storage.tables import CounterRow, PromocionRow


class ChangedMeanwhile(Refusal):
    """Somebody, or the same person in another window, changed the promoción first."""


def next_number(session: Session, counter: str) -> int:
    """Return the next consecutive number, gapless because it rolls back with the transaction.

    The counter's row stays locked until the transaction ends, so two of them never share a number.
    """
    bump = update(CounterRow).where(CounterRow.name == counter).values(value=CounterRow.value + 1)
    value: int | None = session.scalar(bump.returning(CounterRow.value))
    if value is not None:
        return value
    try:
        with session.begin_nested():
            session.add(CounterRow(name=counter, value=1))
    except IntegrityError:  # another transaction made the row first
        return next_number(session, counter)
    return 1


def insert_promocion(
    session: Session,
    owner: AccountRow,
    folio: str,
    value: PromocionFields,
    at: datetime,
    *,
    copied_from: int | None = None,
) -> int:
    """Store a new draft, begun from a rejected promoción where one is named, and return its id."""
    shown = {"folio": folio, "owner_name": owner.name, "owner_rfc": owner.rfc, **asdict(value)}
    row = PromocionRow(
        owner_id=owner.id,
        status=Status.DRAFT,
        created_at=at,
        updated_at=at,
        copied_from=copied_from,
        **shown,
        **search_columns(shown),
    )
    session.add(row)
    session.flush()
    return row.id


def load_promocion(
    session: Session, promocion_id: int, *, owner_id: int | None = None, lock: bool = False
) -> Promocion:
    """Return a promoción, only if it is ``owner_id``'s where that is given.

    Args:
        session: open transaction.
        promocion_id: which.
        owner_id: whose it must be; None where that does not matter.
        lock: let no other transaction change it before this one ends.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = row_by_id(session, PromocionRow, promocion_id, lock=lock)
    if row is None or (owner_id is not None and row.owner_id != owner_id):
        raise NotFound
    return _promociones(session, [row])[0]


def promocion_id_of(session: Session, folio: str) -> int:
    """Return the id of the promoción with this folio, whoever's it is.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(
        select(PromocionRow.id).where(PromocionRow.folio == storable(folio).strip().upper())
    )
    if found is None:
        raise NotFound
    return found


def change_promocion(session: Session, before: Promocion, **values: Any) -> None:  # noqa: ANN401 - column values
    """Compare-and-set: write only if status and version are still those of ``before``.

    Raises:
        ChangedMeanwhile: they are not.
    """
    statement = (
        update(PromocionRow)
        .where(
            PromocionRow.id == before.id,
            PromocionRow.status == before.status,
            PromocionRow.version == before.version,
        )
        .values(version=before.version + 1, **values, **columns_after(before, values))
    )
    result = session.connection().execute(statement)
    if result.rowcount != 1:
        raise ChangedMeanwhile
    session.expire_all()


def _promociones(session: Session, rows: Sequence[PromocionRow]) -> tuple[Promocion, ...]:
    """Return rows as domain values; the names of staff come with one statement for all."""
    staff = {account for row in rows for account in _staff(row) if account}
    named = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(staff))
    names: dict[int | None, str] = dict(session.execute(named).all()) if staff else {}
    return tuple(_promocion(row, names) for row in rows)


def _promocion(row: PromocionRow, names: Mapping[int | None, str]) -> Promocion:
    value = PromocionFields(**{f.name: getattr(row, f.name) for f in fields(PromocionFields)})
    return Promocion(
        id=row.id,
        folio=row.folio,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        owner_rfc=row.owner_rfc,
        status=Status(row.status),
        fields=value,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        signed_at=row.signed_at,
        sent_at=row.sent_at,
        filed_on=row.filed_on,
        filed_reason=row.filed_reason,
        filed_facts=row.filed_facts,
        calendar_edition=row.calendar_edition,
        claim=_claim(row, names),
        decision=_decision(row, names),
        standing=_standing(row, names),
    )


def _staff(row: PromocionRow) -> tuple[int | None, ...]:
    return (row.claimed_by, row.decided_by, row.assigned_to)


def _standing(row: PromocionRow, names: Mapping[int | None, str]) -> Standing:
    return Standing(
        row.assigned_to,
        names.get(row.assigned_to, ""),
        row.held_until,
        row.held_reason,
        row.reopened_at,
        row.numero_previo or "",
        row.copied_from,
    )


def _claim(row: PromocionRow, names: Mapping[int | None, str]) -> Claim | None:
    if row.claimed_by is None or row.claimed_at is None or row.claim_expires_at is None:
        return None
    return Claim(row.claimed_by, names.get(row.claimed_by, ""), row.claimed_at, row.claim_expires_at)


def _decision(row: PromocionRow, names: Mapping[int | None, str]) -> Decision | None:
    if row.decided_at is None:
        return None
    return Decision(
        row.decided_at,
        names.get(row.decided_by, ""),
        row.numero_oficialia or "",
        row.ground,
        row.ground_text,
        row.ground_document,
        row.ground_page,
    )


def filer_promociones(
    session: Session, owner_id: int, *, view: str, search: str, limit: int, offset: int
) -> tuple[tuple[Promocion, ...], int]:
    """Return one page of a filer's promociones, newest first, and how many there are in all.

    Args:
        session: open transaction.
        owner_id: the filer.
        view: ``abiertas`` | ``cerradas`` | ``todas`` (manual §10).
        search: looked for in procedimiento, folio, número de expediente and número de oficialía.
        limit: rows of a page.
        offset: rows to skip.
    """
    conditions: list[ColumnElement[bool]] = [PromocionRow.owner_id == owner_id]
    if view in {"abiertas", "cerradas"}:
        conditions.append(PromocionRow.status.in_(OPEN if view == "abiertas" else CLOSED))
    if search.strip():
        conditions.append(matches(search, PromocionRow.search_matter))
    total = session.scalar(select(func.count()).select_from(PromocionRow).where(*conditions)) or 0
    rows = session.scalars(
        select(PromocionRow)
        .where(*conditions)
        .order_by(PromocionRow.updated_at.desc(), PromocionRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return _promociones(session, rows.all()), total
