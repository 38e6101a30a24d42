"""Delivering messages: by the mail server where there is one, by an administrator's hand where there is none."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.mail import (
    CARRIES_LINK,
    Letter,
    MailBox,
    MailEntry,
    MailKind,
    expired,
    usable_address,
    wait_after,
)
from core.domain.people import Actor, Permission, require
from core.errors import NotFound, Refusal
from core.mailing.message import Attachment, Envelope, compose
from core.mailing.smtp import MailNotTaken, SmtpTransport
from core.mailing.stationery import CurrentStationery
from core.server_key import ServerKey
from core.storage.account_tables import MailRow
from core.storage.engine import Database
from core.storage.events import append_account_event, append_event
from core.storage.lookup import row_by_id
from core.storage.outbox import (
    Claim,
    claim_mail,
    count_mail,
    drop_outdated,
    due_mail,
    list_mail,
    record_problem,
    record_sent,
)

_log = structlog.get_logger(__name__)
Attaching = Callable[[str, Mapping[str, object], int | None], tuple[Attachment, ...]]
"""Makes what a message carries, from its kind, its facts and whose it is."""
CLAIM = timedelta(minutes=15)
"""How long a message is one process's own: longer than any delivery, since each answer has its time limit."""
_STALE = timedelta(days=7)
"""Due for longer than this, a message tells old news: it waited for a server that was not configured."""
_SWEEP_EVERY = timedelta(minutes=5)


class MessagesAreMailed(Refusal):
    """There is a mail server, so nobody but the person reads a message."""


class MessageIsGone(Refusal):
    """What the message said was forgotten: it was delivered, or its link expired."""


class OwnMessageIsNotShown(Refusal):
    """A link to one's own account comes by another person, or an open session would be enough to keep it."""


class MessageCannotBeRetried(Refusal):
    """The message was delivered, still waits, or cannot be mailed."""


class Mailing:
    """The use cases of mail."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        stationery: CurrentStationery,
        transport: SmtpTransport,
        key: ServerKey,
        attachments: Attaching = lambda *_: (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._stationery = stationery
        self._transport = transport
        self._key = key
        self._attachments = attachments
        self._swept_at = clock.now() - _SWEEP_EVERY

    @property
    def configured(self) -> bool:
        """Whether there is a mail server; otherwise an administrator hands links over."""
        return self._settings.mails

    def deliver_due(self) -> int:
        """Send what is due, oldest first; return how many messages the mail server took.

        Called again and again by one thread of each process. Stops for now when the server is out of
        reach. Where none is configured, only links that expired are forgotten.
        """
        self._sweep()
        sent = 0
        while self.configured and (claim := self._claim()):
            refused = self._deliver(claim)
            if refused and refused.of_the_server:
                break
            sent += refused is None
        return sent

    def _sweep(self) -> None:
        now = self._clock.now()
        if now - self._swept_at < _SWEEP_EVERY:
            return
        self._swept_at = now
        with self._database.write() as session:
            drop_outdated(session, now, now - _STALE if self.configured else None)

    def _claim(self) -> Claim | None:
        """Return a message that is ours to deliver; another process may take the one that we saw."""
        while True:
            now = self._clock.now()
            with self._database.read() as session:
                due = due_mail(session, now)
            if due is None:
                return None
            with self._database.write() as session:
                claim = claim_mail(session, *due, now + CLAIM)
            if claim:
                return claim

    def _deliver(self, claim: Claim) -> MailNotTaken | None:
        """Deliver one message and note how that went; return what was in the way, None when it was taken."""
        try:
            self._hand_over(claim)
        except MailNotTaken as refused:
            self._note(claim, refused)
            return refused
        with self._database.write() as session:
            record_sent(session, claim.id, self._clock.now())
        _log.info("mail sent", mail=claim.id, kind=claim.kind)
        return None

    def _hand_over(self, claim: Claim) -> None:
        if expired(claim.facts, self._clock.now()):
            raise MailNotTaken("expired", final=True)
        if not usable_address(claim.to_address):
            raise MailNotTaken("address", final=True)
        if not usable_address(self._settings.mail_from):
            raise MailNotTaken("no_sender")
        letter = self._write(claim.kind, claim.facts, claim.to_address)
        name = self._key.digest("message-id", f"{claim.id} {claim.created_at.isoformat()}")
        envelope = Envelope(
            self._settings.mail_from,
            self._stationery.now().constants["unit"],
            claim.to_address,
            claim.created_at,
            name,
        )
        self._transport.deliver(compose(letter, envelope, self._attached(claim)), claim.to_address)

    def _attached(self, claim: Claim) -> tuple[Attachment, ...]:
        """Make what a message carries; one that can never be made must not keep the others from being sent."""
        try:
            return self._attachments(claim.kind, claim.facts, claim.account_id)
        except (LookupError, ValueError, Refusal):
            raise MailNotTaken("unwritable", final=True) from None

    def _write(self, kind: str, facts: object, to_address: str) -> Letter:
        """Write a message; one that cannot be written must not keep the others from being sent."""
        try:
            return self._stationery.now().write(MailKind(kind), dict(facts), to_address)  # type: ignore[call-overload]  # JSON object
        except (LookupError, ValueError, TypeError):
            raise MailNotTaken("unwritable", final=True) from None

    def _note(self, claim: Claim, refused: MailNotTaken) -> None:
        wait = None if refused.final else wait_after(claim.tries)
        now = self._clock.now()
        with self._database.write() as session:
            record_problem(session, claim, refused.problem, now + wait if wait else None)
        _log.warning(
            "mail not sent", mail=claim.id, kind=claim.kind, problem=refused.problem, again=wait is not None
        )

    def counts(self, actor: Actor) -> dict[MailBox, int]:
        """Return how many messages stand where.

        Raises:
            NotAllowed: the actor does not manage accounts.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        return self.counts_for_operator()

    def counts_for_operator(self) -> dict[MailBox, int]:
        """Return how many messages stand where, for the command line."""
        with self._database.read() as session:
            return count_mail(session)

    def listing(self, actor: Actor, boxes: Collection[MailBox], *, limit: int = 200) -> tuple[MailEntry, ...]:
        """Return the newest messages of some boxes, newest first, without what they say.

        Raises:
            NotAllowed: the actor does not manage accounts.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        with self._database.read() as session:
            return list_mail(session, boxes, limit=limit)

    def reveal(self, actor: Actor, mail_id: int) -> Letter:
        """Show a message to the administrator who hands it over; audited each time.

        Raises:
            NotAllowed: the actor does not manage accounts.
            MessagesAreMailed: there is a mail server.
            NotFound, MessageIsGone: there is nothing to show.
            OwnMessageIsNotShown: it holds a link to the actor's own account.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        if self.configured:
            raise MessagesAreMailed
        with self._database.write() as session:
            row = _found(session, mail_id)
            if row.account_id == actor.account_id and row.kind in CARRIES_LINK:
                raise OwnMessageIsNotShown
            return self._reveal(session, actor, row)

    def reveal_to_operator(self, mail_id: int) -> Letter:
        """Show a message at the command line, to whoever holds the server's files anyway; audited.

        Raises:
            MessagesAreMailed, NotFound, MessageIsGone: as for :meth:`reveal`.
        """
        if self.configured:
            raise MessagesAreMailed
        with self._database.write() as session:
            return self._reveal(session, None, _found(session, mail_id))

    def _reveal(self, session: Session, actor: Actor | None, row: MailRow) -> Letter:
        now = self._clock.now()
        if row.sent_at or not _tellable(row) or expired(row.facts, now):
            raise MessageIsGone
        try:
            letter = self._write(row.kind, row.facts, row.to_address)
        except MailNotTaken:
            raise MessageIsGone from None
        row.handed_over_at, row.next_try_at = row.handed_over_at or now, None
        self._record(session, actor, "reveal_mail", row)
        return letter

    def retry(self, actor: Actor, mail_id: int) -> None:
        """Put a message that was given up back in the queue, as if it were new.

        Raises:
            NotAllowed: the actor does not manage accounts.
            NotFound: there is no such message.
            MessageCannotBeRetried: nothing to be sent, or nothing to send it with.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        now = self._clock.now()
        with self._database.write() as session:
            row = _found(session, mail_id)
            open_yet = row.sent_at is None and row.handed_over_at is None and row.next_try_at is None
            if not (self.configured and open_yet and _tellable(row)) or expired(row.facts, now):
                raise MessageCannotBeRetried
            row.next_try_at, row.tries = now, 0
            self._record(session, actor, "retry_mail", row)

    def _record(self, session: Session, actor: Actor | None, action: str, row: MailRow) -> None:
        now = self._clock.now()
        if row.account_id is None:
            append_event(session, now, actor, action, kind=row.kind, mail=row.id)
        else:
            append_account_event(session, now, actor, action, row.account_id, kind=row.kind, mail=row.id)

    def send_test(self, to_address: str) -> None:
        """Send a message that says that mail works, past the outbox.

        Raises:
            MailNotTaken: why it does not.
        """
        now = self._clock.now()
        self._hand_over(Claim(0, MailKind.TEST, None, to_address, {}, now, 0, now))


def _tellable(row: MailRow) -> bool:
    return bool(row.facts) or row.kind == MailKind.TEST


def _found(session: Session, mail_id: int) -> MailRow:
    row = row_by_id(session, MailRow, mail_id, lock=True)
    if row is None:
        raise NotFound
    return row
