"""A filer asks for an account and confirms the e-mail address (the manual's SITEC registration)."""

from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import LinkPurpose, RegistrationStatus
from core.domain.registration import Applicant, RegistrationForm, admit
from core.errors import NotFound, Refusal
from core.server_key import ServerKey
from core.services.accounts.allowances import Allowance
from core.services.accounts.links import Links
from core.services.accounts.tries import address_key
from core.storage.account_tables import RegistrationRow
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail
from core.storage.registrations import insert_registration, sweep_registrations

PER_ADDRESS = Allowance("registration", 10, timedelta(days=1))
PER_EMAIL = Allowance("registration-mail", 3, timedelta(days=1))
"""Nobody's mailbox is filled through our form."""
FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=2)
KEPT_UNCONFIRMED = timedelta(days=30)
_DRAWN = "registration-form"


class FilledInTooFast(Refusal):
    """The form came back sooner than a person can fill it in, or with what no person sees filled in."""


class RegistrationFormTooOld(Refusal):
    """The form was drawn too long ago, or not by us."""


class TooManyRegistrations(Refusal):
    """From this address, or for this e-mail address, an account was asked for too often today."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a form came back: from where, when it was drawn (sealed), and what no person sees."""

    address: str
    drawn: str
    honeypot: str = ""


class Registration:
    """The use cases of asking for an account."""

    def __init__(self, database: Database, clock: Clock, settings: Settings, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._key = key
        self._links = Links(key)
        self._box = key.box(_DRAWN)
        self._mails = settings.mails

    def drawn(self) -> str:
        """Return the sealed instant at which a form is drawn."""
        return self._box.encrypt_at_time(b"", int(self._clock.now().timestamp())).decode("ascii")

    def request(self, form: RegistrationForm, sent: Sent, privacy_version: str) -> None:
        """Keep a request and send the link that confirms its address.

        Whether the user name, the RFC or the address are known already changes nothing here: the
        supervisor sees it.

        Raises:
            RegistrationNotAdmitted: with every problem of the fields.
            FilledInTooFast, RegistrationFormTooOld, TooManyRegistrations: as they say.
        """
        applicant = admit(form)
        self._check_drawn(sent)
        now = self._clock.now()
        with self._database.write() as session:
            allowed = PER_ADDRESS.spend(session, self._key, address_key(self._key, sent.address), now)
            allowed = PER_EMAIL.spend(session, self._key, applicant.email, now) and allowed
            if allowed:
                self._keep(session, applicant, sent.address, privacy_version)
        if not allowed:
            raise TooManyRegistrations

    def _check_drawn(self, sent: Sent) -> None:
        if sent.honeypot:
            raise FilledInTooFast
        try:
            drawn_at = self._box.extract_timestamp(sent.drawn.encode("ascii", "replace"))
        except InvalidToken:
            raise RegistrationFormTooOld from None
        age = timedelta(seconds=int(self._clock.now().timestamp()) - drawn_at)
        if age < FASTEST:
            raise FilledInTooFast
        if age > SLOWEST:
            raise RegistrationFormTooOld

    def _keep(self, session: Session, applicant: Applicant, address: str, privacy_version: str) -> None:
        now = self._clock.now()
        row = RegistrationRow(
            status=RegistrationStatus.REQUESTED,
            username=applicant.username,
            name=applicant.name,
            rfc=str(applicant.rfc),
            email=applicant.email,
            phone=applicant.phone,
            privacy_version=privacy_version,
            address=address[:64],
            created_at=now,
        )
        registration_id = insert_registration(session, row)
        link = self._links.issue_for_mail(
            session, LinkPurpose.CONFIRM_REGISTRATION, now, registration_id=registration_id
        )
        post_mail(session, "confirm_registration", row.email, now, account_id=None, name=row.name, **link)
        append_event(
            session, now, None, "request_registration", registration=registration_id, address=row.address
        )

    def look(self, token: str) -> str:
        """Return the e-mail address that a link would confirm, without using the link.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        with self._database.read() as session:
            link = self._links.look(session, LinkPurpose.CONFIRM_REGISTRATION, token, self._clock.now())
            return _of_link(session, link.registration_id).email

    def confirm(self, token: str, address: str) -> None:
        """Confirm the address of a request: from now on a supervisor sees it.

        Raises:
            LinkNotValid: whatever is wrong with the link.
        """
        now = self._clock.now()
        with self._database.write() as session:
            link = self._links.look(session, LinkPurpose.CONFIRM_REGISTRATION, token, now)
            # the request is locked before its link, in the order of whoever decides it
            row = _of_link(session, link.registration_id, lock=True)
            self._links.use(session, LinkPurpose.CONFIRM_REGISTRATION, token, now)
            row.status, row.email_confirmed_at = RegistrationStatus.CONFIRMED, now
            append_event(
                session, now, None, "confirm_registration", registration=row.id, address=address[:64]
            )

    def sweep(self) -> int:
        """Delete the requests that nobody confirmed in thirty days; return how many.

        Where nothing is mailed they wait for a supervisor instead, and stay.
        """
        if not self._mails:
            return 0
        with self._database.write() as session:
            return sweep_registrations(session, self._clock.now() - KEPT_UNCONFIRMED)


def _of_link(session: Session, registration_id: int | None, *, lock: bool = False) -> RegistrationRow:
    row = row_by_id(session, RegistrationRow, registration_id or 0, lock=lock)
    if row is None:  # a link outlives no request: both are deleted together
        raise NotFound
    return row
