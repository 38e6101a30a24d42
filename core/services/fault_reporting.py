"""Somebody reports a fault (manual §11), with an account or without one, and asks later how it stands."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.fault_reports import (
    FaultForm,
    FaultStatement,
    FaultStatus,
    FaultSystem,
    admit_fault,
    read_fault_folio,
)
from core.domain.fault_views import OwnFault, PublicFault
from core.domain.identifiers import Person
from core.domain.institucion import Contacto
from core.domain.people import Actor
from core.domain.registration import read_email
from core.errors import NotFound, Refusal
from core.server_key import ServerKey
from core.services.accounts.allowances import Allowance
from core.services.accounts.tries import address_key
from core.services.human_check import AnswerIsWrong, FormIsTooOld, HumanCheck, Returned, Sheet, load_questions
from core.storage.account_tables import AccountRow
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.fault_reports import (
    entries_of,
    fault_of_form,
    faults_of,
    find_fault,
    forget_faults,
    insert_fault,
)
from core.storage.fault_tables import FaultReportRow
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail

PER_ADDRESS = Allowance("fault", 30, timedelta(hours=1))
"""A law firm has one address: in an outage all of it may report."""
PER_ACCOUNT = Allowance("fault-account", 30, timedelta(hours=1))
EVERYBODY = Allowance("fault-everybody", 1_000, timedelta(hours=1))
"""Of those who have no session and answered rightly; whoever is signed in is never shut out by the others."""
PER_FORM = Allowance("fault-form", 5, timedelta(days=1))
"""Answers to one question: a program does not try its words one after the other."""
MAILS_PER_EMAIL = Allowance("fault-mail", 5, timedelta(days=1))
"""Nobody's mailbox is filled through our form; what is reported beyond it is kept, and not confirmed by mail."""
SUPPORT_MAILS = Allowance("fault-support", 60, timedelta(hours=1))
"""Nor is that of support, before which receipts and links wait in one line; beyond it the list tells."""
LOOKS_PER_ADDRESS = Allowance("fault-look", 30, timedelta(hours=1))
LOOKS_PER_FOLIO = Allowance("fault-look-folio", 20, timedelta(hours=1))
_MONTH = timedelta(days=30.44)
_MOST_OWN = 50
_SURNAMES = 2


class TooManyFaultReports(Refusal):
    """From this address, by this account, or by everybody together, too much was reported within the hour."""


class TooManyLooks(Refusal):
    """From this address, or of this folio, the state was asked for too often within the hour."""


class FormWasUsed(Refusal):
    """A report came of this form already, and what it says now is something else."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a form. ``mailed``: the folio goes to the reporter's address, too."""

    folio: str
    mailed: bool


class FaultReporting:
    """The use cases of whoever reports.

    Args:
        helping: returns who gives support now.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        key: ServerKey,
        helping: Callable[[], tuple[Contacto, ...]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._key = key
        self._helping = helping
        self._mails = settings.mails
        self._kept = settings.fault_months * _MONTH
        book = load_questions(settings.data / "catalogs" / "questions.toml")
        self._check = HumanCheck(key, "fault-report", book)

    def draw(self, actor: Actor | None = None) -> Sheet:
        """Return a form to be filled in; who is signed in is asked no question."""
        return self._check.draw(self._clock.now(), actor.account_id if actor else None)

    def draw_again(self, sealed: str, actor: Actor | None, *, another: bool) -> Sheet:
        """Return the form that came back, to be shown with what was typed.

        Args:
            sealed: as it came.
            actor: who is signed in.
            another: ask another question, counting the time from the first drawing.
        """
        now, account_id = self._clock.now(), actor.account_id if actor else None
        try:
            sheet = self._check.read(sealed, now, account_id)
        except FormIsTooOld:
            return self.draw(actor)
        if not another:
            return sheet
        return self._check.draw(now, sheet.account_id, drawn_at=sheet.drawn_at, but=sheet.ask)

    def known(self, actor: Actor) -> FaultForm:
        """Return the form with what is known of who is signed in; a company's name is nobody's."""
        with self._database.read() as session:
            row = row_by_id(session, AccountRow, actor.account_id)
            email = row.email if row else ""
        company = actor.rfc is not None and actor.rfc.person is Person.MORAL
        given, first, second = _name_parts("" if company else actor.name)
        return FaultForm(FaultSystem.OPE, actor.username, given, first, second, email, email)

    def report(self, form: FaultForm, returned: Returned, address: str, actor: Actor | None) -> Receipt:
        """Keep a report; tell the reporter and support by mail. The same form sent twice is one report.

        Raises:
            FaultReportNotAdmitted: with every problem of the fields.
            FormIsTooOld, FormCameTooFast, AnswerIsWrong, FormWasUsed, TooManyFaultReports: as they say.
        """
        said, now = admit_fault(form), self._clock.now()
        sheet = self._check.read(returned.sealed, now, actor.account_id if actor else None)
        if earlier := self._earlier(said, sheet):
            return earlier
        try:
            with self._database.write() as session:
                refusal = self._judged(session, returned, sheet, address, actor)
                receipt = None if refusal else self._keep(session, said, sheet, address, actor)
        except IntegrityError:  # the same form, sent twice at the same moment
            receipt, refusal = self._earlier(said, sheet), None
        if refusal:
            raise refusal
        return receipt or _unused()

    def _earlier(self, said: FaultStatement, sheet: Sheet) -> Receipt | None:
        """Return the receipt of a form that served already for the same; None where it is new."""
        with self._database.read() as session:
            row = fault_of_form(session, sheet.digest)
            if row is None:
                return None
            if (row.system, row.title, row.problem, row.email) != (
                said.system, said.title, said.problem, said.email,
            ):  # fmt: skip
                raise FormWasUsed
            return Receipt(row.folio, self._mails)

    def _judged(
        self, session: Session, returned: Returned, sheet: Sheet, address: str, actor: Actor | None
    ) -> Refusal | None:
        """Count the try and judge it; a refusal is returned, so that what was counted is committed."""
        now = self._clock.now()
        if not self._allowed(session, address, actor):
            return TooManyFaultReports()
        if sheet.ask and not PER_FORM.spend(session, self._key, sheet.digest, now):
            return AnswerIsWrong()
        try:
            self._check.judge(returned, sheet, now)
        except Refusal as refusal:
            return refusal
        # last: who is over the own limit, or is no person, does not use up what all have together
        if actor is None and not EVERYBODY.spend(session, self._key, "everybody", now):
            return TooManyFaultReports()
        return None

    def _allowed(self, session: Session, address: str, actor: Actor | None) -> bool:
        now = self._clock.now()
        if actor:
            return PER_ACCOUNT.spend(session, self._key, str(actor.account_id), now)
        return PER_ADDRESS.spend(session, self._key, address_key(self._key, address), now)

    def _keep(
        self, session: Session, said: FaultStatement, sheet: Sheet, address: str, actor: Actor | None
    ) -> Receipt:
        now = self._clock.now()
        row = insert_fault(session, said, sheet.digest, now, actor, address)
        append_event(session, now, actor, "report_fault", report=row.folio, address=address[:64])
        mailed = MAILS_PER_EMAIL.spend(session, self._key, said.email, now)
        if mailed:
            post_mail(session, "fault_received", row.email, now, **_told(row, "/consultar-reporte"))
        if self._mails and SUPPORT_MAILS.spend(session, self._key, "everybody", now):
            self._tell_support(session, row, now)
        return Receipt(row.folio, mailed and self._mails)

    def _tell_support(self, session: Session, row: FaultReportRow, now: datetime) -> None:
        facts: dict[str, Any] = {
            **_told(row, f"/fallas?reporte={row.folio}"),
            "username": row.username,
            "title": row.title,
            "reason": row.problem,
        }
        for email in dict.fromkeys(contacto.email for contacto in self._helping()):
            post_mail(session, "fault_for_support", email, now, **facts)

    def state(self, folio: str, email: str, address: str) -> PublicFault:
        """Return how a report stands, to whoever knows its folio and the e-mail that it gives.

        Raises:
            NotFound: no report has both; which of the two is wrong is not said.
            TooManyLooks: asked too often.
        """
        now, wanted, known = self._clock.now(), read_email(email).lower(), read_fault_folio(folio)
        with self._database.write() as session:
            allowed = LOOKS_PER_ADDRESS.spend(session, self._key, address_key(self._key, address), now)
            if allowed and known:  # what is no folio is nobody's, however many mistype one
                allowed = LOOKS_PER_FOLIO.spend(session, self._key, known, now)
            row = find_fault(session, known) if allowed else None
            found = public_fault(row) if row and _same(row.email, wanted) else None
        if not allowed:
            raise TooManyLooks
        if found is None:
            raise NotFound
        return found

    def mine(self, actor: Actor) -> tuple[OwnFault, ...]:
        """Return the newest reports that the person made signed in, with the answers to them."""
        with self._database.read() as session:
            rows = faults_of(session, actor.account_id, _MOST_OWN)
            replies = entries_of(session, [row.id for row in rows], "reply")
            return tuple(OwnFault(public_fault(row), row.title, tuple(replies[row.id])) for row in rows)

    def forget_old(self) -> int:
        """Take the personal data out of what was closed longer ago than they are kept; return how many."""
        now = self._clock.now()
        with self._database.write() as session:
            return forget_faults(session, now - self._kept, now)


def _unused() -> Receipt:
    raise FormWasUsed


def _told(row: FaultReportRow, path: str) -> dict[str, Any]:
    at = row.created_at.isoformat()
    return {"folio": row.folio, "system": row.system, "at": at, "link_path": path}


def _same(kept: str, asked: str) -> bool:
    return bool(kept) and hmac.compare_digest(kept.lower().encode(), asked.encode())


def public_fault(row: FaultReportRow) -> PublicFault:
    """Return how a report stands, without what it says."""
    system, status = FaultSystem(row.system), FaultStatus(row.status)
    return PublicFault(row.folio, system, status, row.created_at, row.updated_at)


def _name_parts(name: str) -> tuple[str, str, str]:
    """Return given names and the two surnames as Mexican names have them; a guess that the person can mend."""
    words = name.split()
    if len(words) <= _SURNAMES:
        return words[0] if words else "", words[1] if len(words) > 1 else "", ""
    return " ".join(words[:-_SURNAMES]), words[-2], words[-1]
