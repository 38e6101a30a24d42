"""The staff attend the reports of faults: take, answer, close, note; each act is in the log and in the history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.exporting import SheetKind
from core.domain.fault_reports import CLOSED_FAULTS, MAX_REMARK, FaultAct, FaultStatus, fault_after
from core.domain.fault_views import FaultPage, FaultQuery, FaultView
from core.domain.outages import outage_name
from core.domain.people import Actor, Permission, require
from core.domain.promocion import plain_text
from core.domain.visible_text import shows_something
from core.errors import NotFound, Refusal
from core.services.spreadsheets import Cell, Heading, Outlet, write_sheet
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.fault_reports import (
    add_entry,
    count_faults,
    entries_of,
    fault_row,
    find_fault,
    list_faults,
)
from core.storage.fault_tables import FaultReportRow
from core.storage.outbox import post_mail

_CHUNK = 500
_WIDTH = 24
_MAILS = {
    FaultAct.REPLY: "fault_replied",
    FaultAct.RESOLVE: "fault_resolved",
    FaultAct.DISMISS: "fault_dismissed",
}
_NEEDS_TEXT = frozenset({FaultAct.NOTE, FaultAct.REPLY, FaultAct.RESOLVE, FaultAct.DISMISS, FaultAct.REOPEN})
COLUMNS = (
    "folio",
    "created_at",
    "system",
    "status",
    "title",
    "reporter",
    "username",
    "email",
    "promocion_folio",
    "error_code",
    "problem",
    "assigned_name",
    "updated_at",
    "closed_at",
    "outage",
)
"""Of the table, in their order."""


class RemarkEmpty(Refusal):
    """The note, answer or reason shows nothing, or is too long. Facts: ``most`` characters."""


@dataclass(frozen=True, slots=True)
class FaultWords:
    """The words of the table: headings by column, states by code."""

    headings: Mapping[str, str]
    statuses: Mapping[str, str]


class FaultDesk:
    """The use cases of whoever attends the reports. Each asks for ``READ_FAULTS`` first."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)

    def page(self, actor: Actor, query: FaultQuery) -> FaultPage:
        """Return a page of reports, newest first.

        Raises:
            NotAllowed: the actor does not attend them.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.read() as session:
            return list_faults(session, query, actor.account_id)

    def counts(self, actor: Actor) -> Mapping[str, int]:
        """Return how many reports there are of each status, and how many open ones the actor has (``mine``).

        Raises:
            NotAllowed: the actor does not attend them.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.read() as session:
            return count_faults(session, actor.account_id)

    def view(self, actor: Actor, folio: str) -> FaultView:
        """Return a report with its history.

        Raises:
            NotAllowed: the actor does not attend them.
            NotFound: there is none.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.read() as session:
            row = _found(find_fault(session, folio))
            return _view(row, session)

    def take(self, actor: Actor, folio: str) -> FaultView:
        """Assign a report to oneself, also one that somebody else has.

        Raises:
            NotAllowed, NotFound, FaultActForbidden: as they say.
        """
        return self._act(actor, folio, FaultAct.TAKE)

    def release(self, actor: Actor, folio: str) -> FaultView:
        """Give a report back: it is new again, and nobody's.

        Raises:
            NotAllowed, NotFound, FaultActForbidden: as they say.
        """
        return self._act(actor, folio, FaultAct.RELEASE)

    def note(self, actor: Actor, folio: str, text: str) -> FaultView:
        """Write a note that only the staff read.

        Raises:
            NotAllowed, NotFound, RemarkEmpty: as they say.
        """
        return self._act(actor, folio, FaultAct.NOTE, text)

    def reply(self, actor: Actor, folio: str, text: str) -> FaultView:
        """Answer the reporter, by mail.

        Raises:
            NotAllowed, NotFound, RemarkEmpty: as they say.
        """
        return self._act(actor, folio, FaultAct.REPLY, text, tell=True)

    def resolve(self, actor: Actor, folio: str, text: str, *, tell: bool = True) -> FaultView:
        """Close a report as resolved; ``tell``: what was done goes to the reporter, as an answer and by mail.

        Raises:
            NotAllowed, NotFound, FaultActForbidden, RemarkEmpty: as they say.
        """
        return self._act(actor, folio, FaultAct.RESOLVE, text, tell=tell)

    def dismiss(self, actor: Actor, folio: str, text: str, *, tell: bool = True) -> FaultView:
        """Close a report without anything done; ``tell``: the reporter gets the reason, as an answer and by mail.

        Raises:
            NotAllowed, NotFound, FaultActForbidden, RemarkEmpty: as they say.
        """
        return self._act(actor, folio, FaultAct.DISMISS, text, tell=tell)

    def reopen(self, actor: Actor, folio: str, text: str) -> FaultView:
        """Open a closed report again; it is the actor's.

        Raises:
            NotAllowed, NotFound, FaultActForbidden, RemarkEmpty: as they say.
        """
        return self._act(actor, folio, FaultAct.REOPEN, text)

    def _act(
        self, actor: Actor, folio: str, act: FaultAct, text: str = "", *, tell: bool = False
    ) -> FaultView:
        require(actor, Permission.READ_FAULTS)
        now, said = self._clock.now(), readable_remark(text) if act in _NEEDS_TEXT else ""
        with self._database.write() as session:
            row = _found(find_fault(session, folio, lock=True))
            after = fault_after(FaultStatus(row.status), act)
            _assign(row, actor, act)
            row.status, row.closed_at = after, row.closed_at or now if after in CLOSED_FAULTS else None
            if tell and act is not FaultAct.REPLY:  # the reporter finds among the answers what closed it
                add_entry(session, row, now, actor, FaultAct.REPLY, said)
            add_entry(session, row, now, actor, act, said)
            if tell:
                _post(session, row, act, said)
            append_event(session, now, actor, f"{act}_fault", report=row.folio)
            session.flush()
            return _view(row, session)

    def table(self, actor: Actor, query: FaultQuery, words: FaultWords, out: Outlet) -> int:
        """Write the reports of a list as CSV to ``out``; return how many. That it was asked for is written down.

        Raises:
            NotAllowed: the actor does not attend them.
        """
        require(actor, Permission.READ_FAULTS)
        with self._database.write() as session:
            total = list_faults(session, replace(query, limit=1), actor.account_id).total
            append_event(session, self._clock.now(), actor, "export_faults", rows=total)
        headings = [Heading(words.headings[column], _WIDTH) for column in COLUMNS]
        with self._database.read() as session:
            rows = (_cells(view, words) for view in _all(session, query, actor.account_id))
            write_sheet(SheetKind.CSV, out, headings, rows, self._zone)
        return total


def readable_remark(text: str) -> str:
    """Return a note, an answer or a reason as it is kept.

    Raises:
        RemarkEmpty: it shows nothing, or is longer than 4,000 characters.
    """
    said = plain_text(text)
    if len(said) > MAX_REMARK or not shows_something(said):
        raise RemarkEmpty(most=MAX_REMARK)
    return said


def _found(row: FaultReportRow | None) -> FaultReportRow:
    if row is None:
        raise NotFound
    return row


def _assign(row: FaultReportRow, actor: Actor, act: FaultAct) -> None:
    if act in {FaultAct.TAKE, FaultAct.REOPEN}:
        row.assigned_to, row.assigned_name = actor.account_id, actor.name
    elif act is FaultAct.RELEASE:
        row.assigned_to, row.assigned_name = None, ""


def _post(session: Session, row: FaultReportRow, act: FaultAct, said: str) -> None:
    facts = {"folio": row.folio, "reason": said, "link_path": "/consultar-reporte"}
    post_mail(session, _MAILS[act], row.email, row.updated_at, account_id=row.account_id, **facts)


def _view(row: FaultReportRow, session: Session) -> FaultView:
    return FaultView(
        fault_row(row),
        row.problem,
        row.promocion_folio,
        row.error_code,
        row.address,
        row.account_id is not None,
        row.closed_at,
        row.forgotten_at,
        tuple(entries_of(session, [row.id])[row.id]),
    )


def _all(session: Session, query: FaultQuery, account_id: int) -> Iterator[FaultView]:
    asked = replace(query, after_id=None, before_id=None, limit=_CHUNK)
    while True:
        page = list_faults(session, asked, account_id)
        for row in page.rows:
            yield _view(session.get_one(FaultReportRow, row.id), session)
        if page.after is None:
            return
        asked = replace(asked, after_id=page.after)


def _cells(view: FaultView, words: FaultWords) -> list[Cell]:
    row = view.row
    values: dict[str, Cell] = {
        **{name: getattr(row, name) for name in ("folio", "created_at", "title", "reporter", "username")},
        **{name: getattr(row, name) for name in ("email", "assigned_name", "updated_at")},
        **{name: getattr(view, name) for name in ("promocion_folio", "error_code", "problem", "closed_at")},
        "system": row.system.value,
        "status": words.statuses[row.status],
        "outage": outage_name(row.outage) if row.outage else None,
    }
    return [values[column] for column in COLUMNS]
