"""Outages: the staff name them by the reports that show them, and a supervisor suspends their days."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.closures import Closure, ClosureKind
from core.domain.editions import Edition
from core.domain.fault_reports import FaultAct
from core.domain.outages import (
    Outage,
    OutageHasNotEnded,
    OutageIsSuspended,
    OutagePage,
    OutageStatement,
    SuspensionProposal,
    admit_outage,
    days_of,
    outage_name,
)
from core.domain.people import Actor, Permission, require
from core.errors import NotFound, Refusal
from core.services.fault_desk import readable_remark
from core.storage.calendar_toml import parse_calendar
from core.storage.catalog_entries import CatalogText
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.fault_reports import add_entry, find_fault
from core.storage.fault_tables import FaultReportRow, OutageRow
from core.storage.lookup import row_by_id, storable
from core.storage.outages import (
    insert_outage,
    list_outages,
    outages_concerned,
    outages_of,
    pending_outages,
    reports_of_outage,
)

LISTED = 25
"""Outages of one page."""
MOST_PENDING = 200
_LARGEST_OFFSET = 1_000_000
_NAME = re.compile(r"\bINT-(\d{4,9})\b")
MOST_TOGETHER = 20
"""Outages that one suspension may rest on."""


class OutagesAlreadySuspended(Refusal):
    """One of the outages has its suspension already, or was withdrawn."""


class Outages:
    """The use cases of outages: ``READ_FAULTS`` to name them, ``MANAGE_CATALOGS`` to suspend their days."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._zone = settings.zone

    def listing(self, actor: Actor, offset: int = 0) -> OutagePage:
        """Return a page of 25 outages: those that wait for a suspension first, and the latest first.

        Args:
            actor: who asks.
            offset: how many come before the page.

        Raises:
            NotAllowed: the actor does not attend reports.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.read() as session:
            return list_outages(session, limit=LISTED, offset=max(0, min(offset, _LARGEST_OFFSET)))

    def pending(self, actor: Actor) -> tuple[Outage, ...]:
        """Return the outages that are neither suspended nor withdrawn, the latest first; 200 at most.

        Raises:
            NotAllowed: the actor does not attend reports.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.read() as session:
            return pending_outages(session, limit=MOST_PENDING)

    def outage(self, actor: Actor, outage_id: int) -> Outage:
        """Return one outage.

        Raises:
            NotAllowed: the actor does not attend reports.
            NotFound: there is none.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.read() as session:
            return outages_of(session, [_found(session, outage_id, lock=False)])[0]

    def name(self, actor: Actor, said: OutageStatement, folios: Sequence[str]) -> int:
        """Name an outage that these reports show; return its number.

        Raises:
            NotAllowed, NotFound, OutageNotAdmitted, OutageIsSuspended: as they say.
        """
        require(actor, Permission.READ_FAULTS)
        now = self._clock.now()
        admitted = admit_outage(said, now)
        with self._database.write() as session:
            row = insert_outage(session, admitted, actor, now)
            append_event(session, now, actor, "name_outage", outage=outage_name(row.id))
            for folio in dict.fromkeys(folios):
                self._join(session, actor, row, folio, now)
            return row.id

    def join(self, actor: Actor, outage_id: int, folio: str) -> None:
        """Add a report to an outage; it leaves the one that it was of.

        Raises:
            NotAllowed, NotFound, OutageIsSuspended: as they say.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.write() as session:
            row = _unsuspended(_found(session, outage_id))
            self._join(session, actor, row, folio, self._clock.now())

    def _join(self, session: Session, actor: Actor, row: OutageRow, folio: str, now: datetime) -> None:
        report = _report(session, folio)
        if report.outage_id == row.id:
            return
        if report.outage_id is not None:  # not locked: whoever holds one outage never waits for another
            _unsuspended(_found(session, report.outage_id, lock=False))
        report.outage_id = row.id
        name = outage_name(row.id)
        add_entry(session, report, now, actor, FaultAct.NAME_OUTAGE, name)
        append_event(session, now, actor, "name_outage", report=report.folio, outage=name)

    def leave(self, actor: Actor, folio: str) -> None:
        """Take a report out of its outage.

        Raises:
            NotAllowed, NotFound, OutageIsSuspended: as they say.
        """
        require(actor, Permission.READ_FAULTS)
        now = self._clock.now()
        with self._database.write() as session:
            # the outage is locked before its report, in the order of whoever suspends its days
            row = _unsuspended(_found(session, _report(session, folio, lock=False).outage_id or 0))
            report = _report(session, folio)
            if report.outage_id != row.id:
                raise NotFound
            report.outage_id = None
            add_entry(session, report, now, actor, FaultAct.UNNAME_OUTAGE, outage_name(row.id))
            append_event(
                session, now, actor, "unname_outage", report=report.folio, outage=outage_name(row.id)
            )

    def correct(self, actor: Actor, outage_id: int, said: OutageStatement) -> None:
        """Change what an outage says: most often, that it has ended.

        Raises:
            NotAllowed, NotFound, OutageNotAdmitted, OutageIsSuspended: as they say.
        """
        require(actor, Permission.READ_FAULTS)
        now = self._clock.now()
        admitted = admit_outage(said, now)
        with self._database.write() as session:
            row = _unsuspended(_found(session, outage_id))
            row.system, row.description = admitted.system, storable(admitted.description)
            row.started_at, row.ended_at = admitted.started_at, admitted.ended_at
            append_event(session, now, actor, "correct_outage", outage=outage_name(row.id))

    def withdraw(self, actor: Actor, outage_id: int, reason: str) -> None:
        """Say that it was no outage; its reports stay as they are, and stay named.

        Raises:
            NotAllowed, NotFound, OutageIsSuspended, RemarkEmpty: as they say.
        """
        require(actor, Permission.READ_FAULTS)
        now, why = self._clock.now(), readable_remark(reason)
        with self._database.write() as session:
            row = _unsuspended(_found(session, outage_id))
            row.withdrawn_at = now
            append_event(session, now, actor, "withdraw_outage", outage=outage_name(row.id), reason=why)

    def proposal(self, actor: Actor, outage_ids: Sequence[int]) -> SuspensionProposal:
        """Return the suspension that some outages ask for: their days, and who says so.

        Raises:
            NotAllowed: the actor does not keep the calendar.
            NotFound: one of them is none, or none was given.
            OutageHasNotEnded, OutagesAlreadySuspended: as they say.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        with self._database.read() as session:
            rows = [_found(session, number, lock=False) for number in _numbers(outage_ids)]
            _check_pending(rows)
            outages = outages_of(session, rows)
        spans = [days_of(outage.statement, self._zone) for outage in outages]
        return SuspensionProposal(min(s[0] for s in spans), max(s[1] for s in spans), outages)

    def saved(self, session: Session, actor: Actor | None, edition: Edition) -> None:
        """Write down what suspension came of which outage, in the transaction that saves the calendar.

        An entry of the calendar names the outages that it rests on (``INT-0007``), however it was saved: on
        its page, from a file, at the command line. Where no entry in use names one any more, its suspension
        has ended.
        """
        now, named = self._clock.now(), _named(edition)
        for row in outages_concerned(session, sorted(named)):
            closure = named.get(row.id)
            words = storable(_suspension_words(closure)) if closure else ""
            if closure and row.suspension != words:  # new, or of other days or another decree than before
                row.suspension, row.edition = words, edition.number
                row.suspended_at, row.suspended_by_name = now, actor.name if actor else ""
                self._tell(session, actor, row, "suspension", row.suspension, edition.number)
            elif closure is None:
                row.suspension, row.edition, row.suspended_at, row.suspended_by_name = "", None, None, ""
                self._tell(session, actor, row, "suspension_ended", edition.reason, edition.number)

    def _tell(
        self, session: Session, actor: Actor | None, row: OutageRow, kind: str, text: str, edition: int
    ) -> None:
        now, name = self._clock.now(), outage_name(row.id)
        for report in reports_of_outage(session, row.id):
            add_entry(session, report, now, actor, kind, f"{name} · {text}")
        action = "suspend_outage" if kind == "suspension" else "end_suspension"
        append_event(session, now, actor, action, outage=name, edition=edition)

    def committed(self, edition: Edition) -> None:
        """Do nothing more: everything was done in the transaction."""


def _named(edition: Edition) -> dict[int, Closure]:
    """Return the outages that entries in use name, each with its entry."""
    calendar = parse_calendar(CatalogText(edition.catalog, edition.content))
    suspensions = (c for c in calendar.closures_used if c.kind is ClosureKind.SUSPENSION)
    return {
        int(number): closure
        for closure in suspensions
        for number in _NAME.findall(f"{closure.legal_basis} {closure.source}")
    }


def _suspension_words(closure: Closure) -> str:
    """Return which days are suspended and by what basis, as the history keeps it."""
    days = f"{closure.on:%d/%m/%Y}"
    if closure.last_on != closure.on:
        days += f" – {closure.last_on:%d/%m/%Y}"
    return f"{days} · {closure.legal_basis}"


def _numbers(outage_ids: Sequence[int]) -> list[int]:
    """Return the numbers in order, so that no two writers wait for each other."""
    numbers = sorted(set(outage_ids))
    if not 0 < len(numbers) <= MOST_TOGETHER:
        raise NotFound
    return numbers


def _check_pending(rows: Sequence[OutageRow]) -> None:
    if any(row.suspended_at or row.withdrawn_at for row in rows):
        raise OutagesAlreadySuspended
    if any(row.ended_at is None for row in rows):
        raise OutageHasNotEnded


def _found(session: Session, outage_id: int, *, lock: bool = True) -> OutageRow:
    row = row_by_id(session, OutageRow, outage_id, lock=lock)
    if row is None:
        raise NotFound
    return row


def _report(session: Session, folio: str, *, lock: bool = True) -> FaultReportRow:
    report = find_fault(session, folio, lock=lock)
    if report is None:
        raise NotFound
    return report


def _unsuspended(row: OutageRow) -> OutageRow:
    if row.suspended_at:
        raise OutageIsSuspended
    return row
