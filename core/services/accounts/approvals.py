"""Requests for an account before the supervisor: what to look at, and the decision."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import LinkPurpose, RegistrationStatus
from core.domain.identifiers import Rfc
from core.domain.people import Actor, Permission, Role, require
from core.domain.registration import PendingRegistration, read_username
from core.errors import NotFound, Refusal
from core.server_key import ServerKey
from core.services.accounts.creation import UsernameTaken, create_account
from core.services.accounts.links import Links
from core.services.accounts.reasons import readable_reason
from core.storage.account_tables import AccountRow, RegistrationRow
from core.storage.accounts import NewAccount
from core.storage.engine import Database
from core.storage.events import append_account_event, append_event
from core.storage.links import retire_links
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail
from core.storage.registrations import (
    Decision,
    Taken,
    accept_privacy,
    close_registration,
    count_registrations,
    open_registrations,
    taken_among,
)

MOST_LISTED = 50


class RegistrationAlreadyDecided(Refusal):
    """The request is not open: somebody decided it."""


class UsernameNotAdmitted(Refusal):
    """The user name has not the form of one."""


@dataclass(frozen=True, slots=True)
class PendingList:
    """The requests that wait longest, and how many wait in all."""

    registrations: tuple[PendingRegistration, ...]
    total: int


class Approvals:
    """The use cases of deciding requests for an account."""

    def __init__(self, database: Database, clock: Clock, settings: Settings, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._links = Links(key)
        confirmed = RegistrationStatus.CONFIRMED
        # without a mail server no link arrives by itself, and nobody must wait for one
        self._waiting = (confirmed,) if settings.mails else (confirmed, RegistrationStatus.REQUESTED)

    def pending(self, actor: Actor) -> PendingList:
        """Return the requests that wait for a supervisor, those that wait longest first.

        Raises:
            NotAllowed: the actor does not decide them.
        """
        require(actor, Permission.APPROVE_REGISTRATIONS)
        with self._database.read() as session:
            rows = open_registrations(session, self._waiting, MOST_LISTED)
            total = count_registrations(session, self._waiting)
            taken = taken_among(session, rows)
            return PendingList(tuple(_pending(row, rows, taken) for row in rows), total)

    def approve(self, actor: Actor, registration_id: int, username: str) -> int:
        """Make the account, without a password yet, and send the link to choose one; return its id.

        Raises:
            NotAllowed: the actor does not decide requests.
            UsernameNotAdmitted, UsernameTaken: choose another.
            RegistrationAlreadyDecided, NotFound: there is nothing to decide.
        """
        require(actor, Permission.APPROVE_REGISTRATIONS)
        chosen = read_username(username)
        if not chosen:
            raise UsernameNotAdmitted
        try:
            with self._database.write() as session:
                row = self._close(session, actor, registration_id, RegistrationStatus.APPROVED)
                return self._open_account(session, actor, row, chosen)
        except IntegrityError:  # an account of that name was made at the same moment
            raise UsernameTaken(username=chosen) from None

    def refuse(self, actor: Actor, registration_id: int, reason: str) -> None:
        """Close a request without an account; the person is sent the reason.

        Raises:
            NotAllowed: the actor does not decide requests.
            ReasonMissing: the reason says nothing.
            RegistrationAlreadyDecided, NotFound: there is nothing to decide.
        """
        require(actor, Permission.APPROVE_REGISTRATIONS)
        said = readable_reason(reason)
        with self._database.write() as session:
            row = self._close(session, actor, registration_id, RegistrationStatus.REFUSED, said)
            now = self._clock.now()
            post_mail(session, "registration_refused", row.email, now, name=row.name, reason=said)
            append_event(session, now, actor, "refuse_registration", registration=row.id, reason=said)

    def _close(
        self,
        session: Session,
        actor: Actor,
        registration_id: int,
        status: RegistrationStatus,
        reason: str = "",
    ) -> RegistrationRow:
        now = self._clock.now()
        row = row_by_id(session, RegistrationRow, registration_id)
        if row is None:
            raise NotFound
        decision = Decision(status, actor.account_id, now, reason)
        if not close_registration(session, registration_id, self._waiting, decision):
            raise RegistrationAlreadyDecided
        retire_links(session, LinkPurpose.CONFIRM_REGISTRATION, now, registration_id=registration_id)
        session.refresh(row)
        return row

    def _open_account(self, session: Session, actor: Actor, row: RegistrationRow, username: str) -> int:
        now = self._clock.now()
        new = NewAccount(username, row.name, "", frozenset({Role.FILER}), row.rfc, row.email, row.phone)
        account_id = create_account(session, new, actor, now)
        row.account_id = account_id
        account = session.get_one(AccountRow, account_id)
        account.email_confirmed_at = row.email_confirmed_at
        accept_privacy(session, account_id, row)
        link = self._links.issue_for_mail(session, LinkPurpose.CHOOSE_PASSWORD, now, account_id=account_id)
        post_mail(
            session,
            "registration_approved",
            row.email,
            now,
            account_id=account_id,
            name=row.name,
            username=username,
            **link,
        )
        append_account_event(
            session, now, actor, "approve_registration", account_id, registration=row.id, username=username
        )
        return account_id


def _pending(row: RegistrationRow, rows: list[RegistrationRow], taken: Taken) -> PendingRegistration:
    rfc = Rfc(row.rfc)
    others = [other for other in rows if other.id != row.id]
    twice = any(other.rfc == row.rfc or other.username == row.username for other in others)
    found = {
        "check_digit": not rfc.check_digit_fits,
        "username_taken": row.username in taken.usernames,
        "rfc_has_account": row.rfc in taken.rfcs,
        "email_used": row.email.lower() in taken.emails,
        "asked_twice": twice,
    }
    return PendingRegistration(
        id=row.id,
        name=row.name,
        rfc=rfc,
        email=row.email,
        phone=row.phone,
        username=row.username,
        address=row.address,
        privacy_version=row.privacy_version,
        created_at=row.created_at,
        email_confirmed_at=row.email_confirmed_at,
        warnings=tuple(code for code, applies in found.items() if applies),
    )
