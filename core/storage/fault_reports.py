"""Reports of faults in the database: found, listed, counted, and forgotten."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from core.domain.fault_reports import (
    CLOSED_FAULTS,
    FaultStatement,
    FaultStatus,
    FaultSystem,
    format_fault_folio,
    read_fault_folio,
)
from core.domain.fault_views import FaultEntry, FaultPage, FaultQuery, FaultRow
from core.domain.identifiers import FOLIO_ALPHABET
from core.domain.people import Actor
from core.storage.fault_tables import FaultEntryRow, FaultReportRow, OutageRow
from core.storage.lookup import storable
from core.storage.searching import fold, matches

_LETTERS = 8
_LARGEST_ID = 2**31 - 1
_OPEN = FaultReportRow.status.not_in(sorted(CLOSED_FAULTS))


def insert_fault(
    session: Session, said: FaultStatement, digest: str, at: datetime, actor: Actor | None, address: str
) -> FaultReportRow:
    """Store a report under a new folio, with the first line of its history.

    Raises:
        sqlalchemy.exc.IntegrityError: its form served already.
    """
    row = FaultReportRow(
        folio=_new_folio(session),
        form_digest=digest,
        system=said.system,
        status=FaultStatus.NEW,
        username=storable(said.username),
        given_names=storable(said.given_names),
        first_surname=storable(said.first_surname),
        second_surname=storable(said.second_surname),
        email=said.email,
        title=storable(said.title),
        problem=storable(said.problem),
        promocion_folio=storable(said.promocion_folio),
        error_code=storable(said.error_code),
        account_id=actor.account_id if actor else None,
        address=address[:64],
        created_at=at,
        updated_at=at,
        search="",
    )
    row.search = _search_text(row)
    session.add(row)
    session.flush()
    add_entry(session, row, at, actor, "report")
    return row


def _new_folio(session: Session) -> str:
    """Return a folio that no report has; of 31⁸ a second drawing is for the one in a lifetime."""
    while True:
        folio = format_fault_folio("".join(secrets.choice(FOLIO_ALPHABET) for _ in range(_LETTERS)))
        if find_fault(session, folio) is None:
            return folio


def _search_text(row: FaultReportRow) -> str:
    parts = (row.folio, row.promocion_folio, row.error_code, row.title, row.username, _name(row), row.email)
    return "\n".join(fold(part) for part in (*parts, row.problem) if part)


def add_entry(
    session: Session, row: FaultReportRow, at: datetime, actor: Actor | None, kind: str, text: str = ""
) -> None:
    """Add a line to a report's history, which changed at that instant."""
    row.updated_at = at
    session.add(
        FaultEntryRow(
            report_id=row.id,
            at=at,
            account_id=actor.account_id if actor else None,
            author_name=actor.name if actor else "",
            kind=kind,
            text=storable(text),
        )
    )


def find_fault(session: Session, folio: str, *, lock: bool = False) -> FaultReportRow | None:
    """Return a report by its folio, however it is typed."""
    query = select(FaultReportRow).where(FaultReportRow.folio == read_fault_folio(folio))
    if lock:  # read anew: what this transaction saw before may have changed while it waited
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def fault_of_form(session: Session, digest: str) -> FaultReportRow | None:
    """Return the report that a form served for."""
    return session.scalar(select(FaultReportRow).where(FaultReportRow.form_digest == digest))


def faults_of(session: Session, account_id: int, limit: int) -> list[FaultReportRow]:
    """Return the newest reports of an account, newest first."""
    query = select(FaultReportRow).where(FaultReportRow.account_id == account_id)
    return list(session.scalars(query.order_by(FaultReportRow.id.desc()).limit(limit)))


def entries_of(session: Session, report_ids: list[int], kind: str = "") -> dict[int, list[FaultEntry]]:
    """Return the history of some reports by their ids, oldest line first; ``kind`` narrows it to one."""
    query = select(FaultEntryRow).where(FaultEntryRow.report_id.in_(report_ids)).order_by(FaultEntryRow.id)
    found: dict[int, list[FaultEntry]] = {report_id: [] for report_id in report_ids}
    for row in session.scalars(query.where(FaultEntryRow.kind == kind) if kind else query):
        found[row.report_id].append(FaultEntry(row.at, row.author_name, row.kind, row.text))
    return found


def list_faults(session: Session, query: FaultQuery, account_id: int) -> FaultPage:
    """Return a page of reports, newest first; ``account_id`` is who asks."""
    where = and_(*_conditions(query, account_id))
    total = session.scalar(select(func.count()).select_from(FaultReportRow).where(where)) or 0
    backwards = query.before_id is not None
    statement = _turned(select(FaultReportRow).where(where), query)
    found = list(session.scalars(statement.limit(query.limit + 1)))
    more, found = len(found) > query.limit, found[: query.limit]
    if backwards:
        found.reverse()
    newer = found[0].id if found and (more if backwards else query.after_id is not None) else None
    older = found[-1].id if found and (backwards or more) else None
    return FaultPage(tuple(fault_row(row) for row in found), total, newer, older)


def _turned(statement: Select[FaultReportRow], query: FaultQuery) -> Select[FaultReportRow]:
    if query.before_id is not None:
        later = FaultReportRow.id > _within_ids(query.before_id)
        return statement.where(later).order_by(FaultReportRow.id)
    if query.after_id is not None:
        statement = statement.where(FaultReportRow.id < _within_ids(query.after_id))
    return statement.order_by(FaultReportRow.id.desc())


def _within_ids(number: int) -> int:
    """Return the number that compares alike with every id, for one that overflows the column."""
    return max(0, min(number, _LARGEST_ID))


def _conditions(query: FaultQuery, account_id: int) -> list[ColumnElement[bool]]:
    asked = (
        (query.status is not None, FaultReportRow.status == query.status),
        (query.only_open, _OPEN),
        (query.system is not None, FaultReportRow.system == query.system),
        (query.mine, FaultReportRow.assigned_to == account_id),
        (query.outages, FaultReportRow.outage_id.is_not(None)),
        (bool(query.search.strip()), _sought(query.search)),
    )
    return [condition for applies, condition in asked if applies] or [FaultReportRow.id > 0]


def _sought(search: str) -> ColumnElement[bool]:
    by_text = matches(search, FaultReportRow.search)
    folio = read_fault_folio(search)
    return or_(by_text, FaultReportRow.folio == folio) if folio else by_text


def count_faults(session: Session, account_id: int) -> dict[str, int]:
    """Return how many reports there are of each status, and how many open ones an account has (``mine``)."""
    statuses = session.execute(
        select(FaultReportRow.status, func.count()).group_by(FaultReportRow.status)
    ).all()
    own = select(func.count()).select_from(FaultReportRow)
    counts = {status.value: 0 for status in FaultStatus} | {str(s): int(n) for s, n in statuses}
    counts["mine"] = session.scalar(own.where(_OPEN, FaultReportRow.assigned_to == account_id)) or 0
    return counts


def forget_faults(session: Session, closed_before: datetime, at: datetime) -> int:
    """Take the personal data out of reports closed long ago; return how many were changed.

    Those that show an outage stay whole while it counts: a suspension may rest on them.
    """
    withdrawn = select(OutageRow.id).where(OutageRow.withdrawn_at.is_not(None))
    old = and_(
        FaultReportRow.closed_at < closed_before,
        # what was opened once more may say again whom it concerns
        or_(FaultReportRow.forgotten_at.is_(None), FaultReportRow.forgotten_at <= FaultReportRow.closed_at),
        or_(FaultReportRow.outage_id.is_(None), FaultReportRow.outage_id.in_(withdrawn)),
    )
    empty = ("username", "given_names", "first_surname", "second_surname", "email", "title", "problem")
    values = {**dict.fromkeys((*empty, "promocion_folio", "error_code", "address"), ""), "forgotten_at": at}
    changed = (
        update(FaultReportRow).where(old).values(account_id=None, search=func.lower(FaultReportRow.folio))
    )
    ids = list(session.scalars(changed.values(values).returning(FaultReportRow.id)))
    if ids:
        session.execute(update(FaultEntryRow).where(FaultEntryRow.report_id.in_(ids)).values(text=""))
    return len(ids)


def fault_row(row: FaultReportRow) -> FaultRow:
    """Return a report as lists show it."""
    return FaultRow(
        id=row.id,
        folio=row.folio,
        system=FaultSystem(row.system),
        status=FaultStatus(row.status),
        title=row.title,
        reporter=_name(row),
        username=row.username,
        email=row.email,
        created_at=row.created_at,
        updated_at=row.updated_at,
        assigned_to=row.assigned_to,
        assigned_name=row.assigned_name,
        outage=row.outage_id,
    )


def _name(row: FaultReportRow) -> str:
    return " ".join(part for part in (row.given_names, row.first_surname, row.second_surname) if part)
