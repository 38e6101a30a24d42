"""Administering accounts: invitations, roles, suspensions, and ways back in. Each act has its reason.

Nobody administers an account of their own, and every act looks again, under lock, whether whoever acts still
administers. So there is always an administrator left: of two who suspend each other at once, the second is
refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.accounts import LinkPurpose
from core.domain.administration import Invitation
from core.domain.people import Actor, Permission, Role, RolesDoNotMix, check_roles, require
from core.domain.promocion import FieldProblem, FieldsNotAdmitted
from core.domain.registration import name_problem, read_email, read_phone, read_rfc, read_username, tidy
from core.errors import NotAllowed, NotFound, Refusal
from core.server_key import ServerKey
from core.services.accounts.creation import UsernameTaken, create_account
from core.services.accounts.links import Links
from core.services.accounts.profile import change_email, set_field
from core.services.accounts.reasons import readable_reason
from core.services.accounts.second_factor import NoSecondFactor
from core.storage.account_lists import lock_administrators, replace_roles
from core.storage.account_tables import AccountRow
from core.storage.accounts import NewAccount, to_actor
from core.storage.duty import end_duty
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.links import retire_links
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail
from core.storage.second_factors import remove_second_factor
from core.storage.sessions import end_sessions_of


class InvitationNotAdmitted(FieldsNotAdmitted):
    """One or more of the fields of an account to be made or corrected do not meet their rules."""


class OwnAccount(Refusal):
    """Nobody administers the account they are signed in to."""


class AccountIsAlreadySo(Refusal):
    """The account is in the state that was asked for: somebody else was faster."""


class AccountHasNoAddress(Refusal):
    """There is no e-mail address that a link could be sent to."""


class Administration:
    """The use cases of administering other people's accounts."""

    def __init__(self, database: Database, clock: Clock, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._links = Links(key)

    def invite(self, actor: Actor, invitation: Invitation, reason: str) -> int:
        """Make an account without a password and send the link to choose one (7 days); return its id.

        Raises:
            NotAllowed, ReasonMissing: as they say.
            InvitationNotAdmitted: with every problem.
            RolesDoNotMix, UsernameTaken: as they say.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        said, new, now = readable_reason(reason), _admitted(invitation), self._clock.now()
        try:
            with self._database.write() as session:
                self._require_still(session, actor)
                account_id = create_account(session, new, actor, now)
                account = session.get_one(AccountRow, account_id)
                append_account_event(session, now, actor, "invite_account", account_id, reason=said)
                self._invite(session, account, now)
        except IntegrityError:  # an account of that name was made at the same moment
            raise UsernameTaken(username=new.username) from None
        return account_id

    def invite_again(self, actor: Actor, account_id: int, reason: str) -> None:
        """Send another link to choose the first password; the earlier one ends.

        Raises:
            AccountIsAlreadySo: the account has a password.
            AccountHasNoAddress: there is nowhere to send it to.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            if account.password_hash:
                raise AccountIsAlreadySo
            append_account_event(session, now, actor, "invite_account", account.id, reason=said)
            self._invite(session, account, now)

    def send_reset(self, actor: Actor, account_id: int, reason: str) -> None:
        """Send a link to choose another password (30 minutes); the present one works until it is used.

        Raises:
            AccountIsAlreadySo: the account has no password yet; invite again.
            AccountHasNoAddress: there is nowhere to send it to.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            if not account.password_hash:
                raise AccountIsAlreadySo
            append_account_event(session, now, actor, "send_reset_link", account.id, reason=said)
            self._send_link(session, account, LinkPurpose.RESET_PASSWORD, now, address=actor.address)

    def suspend(self, actor: Actor, account_id: int, reason: str) -> None:
        """Keep a person out until somebody restores the account; their sessions, links and duty end now.

        Raises:
            AccountIsAlreadySo: it is suspended.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            if account.suspended_at:
                raise AccountIsAlreadySo
            account.suspended_at, account.suspended_reason = now, said
            end_sessions_of(session, account.id, now)
            end_duty(session, account.id)
            for purpose in LinkPurpose:
                retire_links(session, purpose, now, account_id=account.id)
            append_account_event(session, now, actor, "suspend_account", account.id, reason=said)
            _tell(session, account, "account_suspended", now, reason=said)

    def restore(self, actor: Actor, account_id: int, reason: str) -> None:
        """Let a suspended person in again, with the password they had.

        Raises:
            AccountIsAlreadySo: it is not suspended.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            if not account.suspended_at:
                raise AccountIsAlreadySo
            account.suspended_at, account.suspended_reason = None, ""
            append_account_event(session, now, actor, "restore_account", account.id, reason=said)
            _tell(session, account, "account_restored", now)

    def change_roles(self, actor: Actor, account_id: int, roles: frozenset[Role], reason: str) -> None:
        """Give a person other roles; their sessions and duty end, so that no open screen acts with the old ones.

        Raises:
            RolesDoNotMix: none, filer beside others, or from filer to staff or back: that is another account.
            AccountIsAlreadySo: the account holds just these.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            old = to_actor(session, account, "").roles
            check_roles(roles)
            if (Role.FILER in old) is not (Role.FILER in roles):
                raise RolesDoNotMix
            if old == roles:
                raise AccountIsAlreadySo
            replace_roles(session, account.id, roles)
            end_sessions_of(session, account.id, now)
            end_duty(session, account.id)
            listed = "+".join(sorted(roles))
            facts = {"old": "+".join(sorted(old)), "new": listed, "reason": said}
            append_account_event(session, now, actor, "change_roles", account.id, **facts)
            _tell(session, account, "roles_changed", now, roles=listed)

    def end_sessions(self, actor: Actor, account_id: int, reason: str) -> None:
        """Sign a person out everywhere (ASVS 7.4.5); they may sign in again.

        Raises:
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            ended = end_sessions_of(session, account.id, now)
            append_account_event(
                session, now, actor, "sign_out_account", account.id, ended=ended, reason=said
            )

    def reset_second_factor(self, actor: Actor, account_id: int, reason: str) -> None:
        """Take away the second factor of a person who lost it; their sessions end.

        Raises:
            NoSecondFactor: the account has none.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            if account.totp_confirmed_at is None:
                raise NoSecondFactor
            remove_second_factor(session, account)
            end_sessions_of(session, account.id, now)
            append_account_event(session, now, actor, "reset_second_factor", account.id, reason=said)
            _tell(session, account, "second_factor_removed", now, at=now.isoformat())

    def correct(self, actor: Actor, account_id: int, name: str, email: str, reason: str) -> None:
        """Correct a name, or an address that its owner cannot confirm; the old address is told.

        Raises:
            InvitationNotAdmitted: with every problem.
            AccountIsAlreadySo: nothing differs.
            NotAllowed, NotFound, ReasonMissing, OwnAccount: as they say.
        """
        new_name, new_email = tidy(name), read_email(email)
        with self._acting(actor, account_id, reason) as (session, account, said, now):
            _refuse_problems(
                ("name", name_problem(new_name)),
                ("email", "email_form" if email.strip() and not new_email else ""),
            )
            renamed = set_field(session, account, "name", new_name, actor, now, reason=said)
            moved = change_email(session, account, new_email, actor, now, reason=said)
            if not (renamed or moved):
                raise AccountIsAlreadySo

    @contextmanager
    def _acting(
        self, actor: Actor, account_id: int, reason: str
    ) -> Iterator[tuple[Session, AccountRow, str, datetime]]:
        """Open an act on another person's account: permission, reason, lock, permission as it is now."""
        require(actor, Permission.MANAGE_ACCOUNTS)
        said = readable_reason(reason)
        if account_id == actor.account_id:
            raise OwnAccount
        with self._database.write() as session:
            account = row_by_id(session, AccountRow, account_id)
            if account is None:
                raise NotFound
            lock_administrators(session, account.id)
            session.expire_all()
            self._require_still(session, actor)
            yield session, account, said, self._clock.now()

    def _require_still(self, session: Session, actor: Actor) -> None:
        own = row_by_id(session, AccountRow, actor.account_id)
        if own is None or own.suspended_at is not None:
            raise NotAllowed
        require(to_actor(session, own, actor.address), Permission.MANAGE_ACCOUNTS)

    def _invite(self, session: Session, account: AccountRow, now: datetime) -> None:
        purpose = LinkPurpose.CHOOSE_PASSWORD
        self._send_link(session, account, purpose, now, username=account.username)

    def _send_link(
        self, session: Session, account: AccountRow, purpose: LinkPurpose, now: datetime, **facts: str
    ) -> None:
        if not account.email:
            raise AccountHasNoAddress
        link = self._links.issue_for_mail(session, purpose, now, account_id=account.id)
        kind = "invitation" if purpose is LinkPurpose.CHOOSE_PASSWORD else "reset_password"
        _tell(session, account, kind, now, **link, **facts)


def _tell(session: Session, account: AccountRow, kind: str, now: datetime, /, **facts: str) -> None:
    post_mail(session, kind, account.email, now, account_id=account.id, name=account.name, **facts)


def _admitted(invitation: Invitation) -> NewAccount:
    check_roles(invitation.roles)
    username, name = read_username(invitation.username), tidy(invitation.name)
    email, phone, rfc = read_email(invitation.email), read_phone(invitation.phone), read_rfc(invitation.rfc)
    _refuse_problems(
        ("username", "" if username else "username_form"),
        ("name", name_problem(name)),
        ("email", _problem(invitation.email, email, "email_form", required=True)),
        ("rfc", _problem(invitation.rfc, rfc, "rfc_form", required=Role.FILER in invitation.roles)),
        ("phone", _problem(invitation.phone, phone, "phone_form", required=False)),
    )
    return NewAccount(username, name, "", invitation.roles, str(rfc or ""), email, phone)


def _problem(typed: str, read: object, code: str, *, required: bool) -> str:
    if not typed.strip():
        return "required" if required else ""
    return "" if read else code


def _refuse_problems(*found: tuple[str, str]) -> None:
    problems = tuple(FieldProblem(field, code) for field, code in found if code)
    if problems:
        raise InvitationNotAdmitted(problems)
