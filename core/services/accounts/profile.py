"""A person's own data: name, e-mail and telephone, changed with their history kept (manual §3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.accounts import LinkPurpose
from core.domain.people import Actor, Permission, Role
from core.domain.promocion import FieldProblem, FieldsNotAdmitted
from core.domain.registration import name_problem, read_email, read_phone, tidy
from core.errors import NotFound, Refusal
from core.server_key import ServerKey
from core.services.accounts.allowances import Allowance
from core.services.accounts.code_checking import count_wrong_code, forget_wrong_codes, require_no_wait
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.links import LinkNotValid, Links
from core.services.accounts.sessions import digest
from core.storage.account_tables import AccountRow
from core.storage.accounts import to_actor
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.links import retire_links
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail
from core.storage.profiles import CHANGE, ProfileChange, pending_links, profile_changes

_LINKS = Allowance("email-links", 10, timedelta(hours=1))


class ProfileNotAdmitted(FieldsNotAdmitted):
    """One or more of the person's data do not meet their rules."""


class EmailIsTheSame(Refusal):
    """It is the account's address already, and was confirmed."""


class EmailIsManaged(Refusal):
    """The account has no password to show, so that its address is changed by the administration."""


class NothingToConfirm(Refusal):
    """The account has no address, or the one it has was confirmed."""


class TooManyEmailLinks(Refusal):
    """Too many links to confirm an address were asked for in an hour."""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A person's own data. ``pending_email``: asked for, and in force once its link is used."""

    username: str
    name: str
    rfc: str
    email: str
    email_confirmed_at: datetime | None
    phone: str
    roles: frozenset[Role]
    pending_email: str
    pending_until: datetime | None
    has_password: bool
    password_changed_at: datetime | None
    second_factor_since: datetime | None
    may_rename: bool
    changes: tuple[ProfileChange, ...]


class Profile:
    """The use cases of a person's own data; each concerns the actor's account and no other."""

    def __init__(self, database: Database, clock: Clock, hashing: PasswordHashing, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._hashing = hashing
        self._key = key
        self._links = Links(key)

    def view(self, actor: Actor) -> ProfileView:
        """Return the actor's data and their history.

        Raises:
            NotFound: there is no such account.
        """
        now = self._clock.now()
        with self._database.read() as session:
            account = _own(session, actor)
            pending = pending_links(session, LinkPurpose.CONFIRM_EMAIL, [account.id], now).get(account.id)
            return ProfileView(
                username=account.username,
                name=account.name,
                rfc=account.rfc,
                email=account.email,
                email_confirmed_at=account.email_confirmed_at,
                phone=account.phone,
                roles=actor.roles,
                pending_email=str(pending.facts["email"]) if pending else "",
                pending_until=pending.expires_at if pending else None,
                has_password=bool(account.password_hash),
                password_changed_at=account.password_changed_at,
                second_factor_since=account.totp_confirmed_at,
                may_rename=actor.may(Permission.FILE),
                changes=profile_changes(session, account.id),
            )

    def change(self, actor: Actor, name: str, phone: str) -> None:
        """Change name and telephone; what stays as it is leaves no trace.

        The name of staff stands in the audit log and on receipts, so that the administration changes it.
        Promociones that exist keep the name they were created under: it may be signed.

        Raises:
            ProfileNotAdmitted: with every problem.
            NotFound: there is no such account.
        """
        new_name, new_phone = tidy(name), read_phone(phone)
        with self._database.write() as session:
            account = _own(session, actor, lock=True)
            problems = self._problems(actor, account, new_name, phone, new_phone)
            if problems:
                raise ProfileNotAdmitted(problems)
            for field, value in (("name", new_name), ("phone", new_phone)):
                set_field(session, account, field, value, actor, self._clock.now())

    def _problems(
        self, actor: Actor, account: AccountRow, name: str, typed_phone: str, phone: str
    ) -> tuple[FieldProblem, ...]:
        found = {"name": name_problem(name), "phone": ""}
        if name != account.name and not actor.may(Permission.FILE):
            found["name"] = "name_is_managed"
        if typed_phone.strip() and not phone:
            found["phone"] = "phone_form"
        if not typed_phone.strip() and actor.may(Permission.FILE):
            found["phone"] = "required"
        return tuple(FieldProblem(field, code) for field, code in found.items() if code)

    def ask_email(self, actor: Actor, token: str, email: str, password: str) -> str:
        """Send a link to a new address, which counts once the link is used; return the address.

        Whoever can change the address can ask for a new password, so the present one is asked for
        (ASVS 7.5.1); wrong ones are counted like wrong codes, and end the session after five in a row.

        Args:
            actor: whose address.
            token: of the session that asks.
            email: the new address.
            password: the account's present one.

        Raises:
            ProfileNotAdmitted: it is no address.
            WrongCode, TooManyWrongCodes, CodesMustWait: it is not the password.
            EmailIsTheSame, EmailIsManaged, TooManyEmailLinks: as they say.
        """
        address, now = read_email(email), self._clock.now()
        if not address:
            raise ProfileNotAdmitted((FieldProblem("email", "email_form" if email.strip() else "required"),))
        with self._database.read() as session:
            stored = _own(session, actor).password_hash
        if not stored:
            raise EmailIsManaged
        # hashing takes long on purpose: never inside a transaction
        matches = self._hashing.matches(stored, password)
        with self._database.write() as session:
            account = _own(session, actor, lock=True)
            require_no_wait(session, account.id, now)
            if matches and account.password_hash == stored:
                forget_wrong_codes(session, account.id)
                refusal = self._send(session, account, actor, address)
            else:
                refusal = count_wrong_code(session, actor, digest(token), now)
        if refusal:
            raise refusal
        return address

    def confirm_own(self, actor: Actor) -> None:
        """Send a link to the address that the account has and nobody confirmed yet.

        Raises:
            NothingToConfirm, TooManyEmailLinks: as they say.
        """
        with self._database.write() as session:
            account = _own(session, actor, lock=True)
            if not account.email or account.email_confirmed_at:
                raise NothingToConfirm
            refusal = self._send(session, account, actor, account.email)
        if refusal:
            raise refusal

    def _send(self, session: Session, account: AccountRow, actor: Actor, address: str) -> Refusal | None:
        """Send the link; what is refused is returned, so that its counting is committed."""
        now = self._clock.now()
        if address == account.email and account.email_confirmed_at:
            return EmailIsTheSame()
        if not _LINKS.spend(session, self._key, str(account.id), now):
            return TooManyEmailLinks()
        purpose = LinkPurpose.CONFIRM_EMAIL
        link = self._links.issue_for_mail(session, purpose, now, account_id=account.id, email=address)
        append_account_event(session, now, actor, "ask_email", account.id, email=address)
        post_mail(
            session,
            "confirm_email",
            address,
            now,
            account_id=account.id,
            name=account.name,
            **link,
        )
        return None

    def cancel_email(self, actor: Actor) -> None:
        """Give up an address that was asked for; where none was, nothing changes."""
        now = self._clock.now()
        with self._database.write() as session:
            account = _own(session, actor, lock=True)
            if pending_links(session, LinkPurpose.CONFIRM_EMAIL, [account.id], now):
                retire_links(session, LinkPurpose.CONFIRM_EMAIL, now, account_id=account.id)
                append_account_event(session, now, actor, "cancel_email", account.id)

    def look(self, token: str) -> str:
        """Return the address that a link confirms, without using the link.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        with self._database.read() as session:
            link = self._links.look(session, LinkPurpose.CONFIRM_EMAIL, token, self._clock.now())
            return str(link.facts["email"])

    def confirm_email(self, token: str, address: str) -> str:
        """Put the address that a link was sent to in force, and tell the old one; return it.

        Links to choose a password or lift a block that went to the old address end.

        Args:
            token: the link's.
            address: where the request comes from.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        now = self._clock.now()
        with self._database.write() as session:
            link = self._links.use(session, LinkPurpose.CONFIRM_EMAIL, token, now)
            account = row_by_id(session, AccountRow, link.account_id or 0, lock=True)
            if account is None:  # accounts are never deleted
                raise LinkNotValid
            email = str(link.facts["email"])
            change_email(session, account, email, to_actor(session, account, address), now)
            account.email_confirmed_at = now
            append_account_event(
                session, now, to_actor(session, account, address), "confirm_email", account.id
            )
            return email


def set_field(
    session: Session, account: AccountRow, field: str, value: str, actor: Actor, at: datetime, **facts: str
) -> bool:
    """Change one of an account's data in the caller's transaction; return whether it differed."""
    old = str(getattr(account, field))
    if old == value:
        return False
    setattr(account, field, value)
    append_account_event(session, at, actor, CHANGE, account.id, field=field, old=old, new=value, **facts)
    return True


def change_email(
    session: Session, account: AccountRow, email: str, actor: Actor, at: datetime, **facts: str
) -> bool:
    """Change an account's address, tell the old one, and end the links it was sent; likewise."""
    old = account.email
    if not set_field(session, account, "email", email, actor, at, **facts):
        return False
    account.email_confirmed_at = None
    for purpose in (LinkPurpose.RESET_PASSWORD, LinkPurpose.CHOOSE_PASSWORD, LinkPurpose.UNBLOCK):
        retire_links(session, purpose, at, account_id=account.id)
    post_mail(session, "email_changed", old, at, account_id=account.id, name=account.name, at=at.isoformat())
    return True


def _own(session: Session, actor: Actor, *, lock: bool = False) -> AccountRow:
    account = row_by_id(session, AccountRow, actor.account_id, lock=lock)
    if account is None:
        raise NotFound
    return account
