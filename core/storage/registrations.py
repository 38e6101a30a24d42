"""Requests for an account, and who is blocked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.domain.accounts import RegistrationStatus
from core.storage.account_tables import AccountRow, LinkRow, PrivacyAcceptanceRow, RegistrationRow
from core.storage.lookup import storable
from core.storage.tables import EventRow


@dataclass(frozen=True, slots=True)
class Decision:
    """How a request is closed, by whom (account id) and when (aware UTC)."""

    status: RegistrationStatus
    by: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What other accounts already have, in lower case."""

    usernames: frozenset[str]
    rfcs: frozenset[str]
    emails: frozenset[str]


def insert_registration(session: Session, row: RegistrationRow) -> int:
    """Store a request; return its id."""
    session.add(row)
    session.flush()
    return row.id


def open_registrations(
    session: Session, statuses: Sequence[RegistrationStatus], limit: int
) -> list[RegistrationRow]:
    """Return the oldest requests in one of these statuses."""
    query = select(RegistrationRow).where(RegistrationRow.status.in_(statuses))
    return list(session.scalars(query.order_by(RegistrationRow.created_at, RegistrationRow.id).limit(limit)))


def count_registrations(session: Session, statuses: Sequence[RegistrationStatus]) -> int:
    """Return how many requests are in one of these statuses."""
    query = select(func.count()).select_from(RegistrationRow)
    return session.scalar(query.where(RegistrationRow.status.in_(statuses))) or 0


def close_registration(
    session: Session, registration_id: int, statuses: Sequence[RegistrationStatus], decision: Decision
) -> bool:
    """Close a request if it still is in one of these statuses; of two who decide at once one does."""
    closed = (
        update(RegistrationRow)
        .where(RegistrationRow.id == registration_id, RegistrationRow.status.in_(statuses))
        .values(
            status=decision.status, decided_by=decision.by, decided_at=decision.at, reason=decision.reason
        )
        .returning(RegistrationRow.id)
    )
    return session.scalar(closed) is not None


def taken_among(session: Session, rows: Sequence[RegistrationRow]) -> Taken:
    """Return which of the user names, RFCs and addresses of some requests accounts already have."""
    usernames = select(AccountRow.username).where(AccountRow.username.in_([r.username for r in rows]))
    rfcs = select(AccountRow.rfc).where(AccountRow.rfc.in_([r.rfc for r in rows]))
    lower = func.lower(AccountRow.email)
    emails = select(lower).where(lower.in_([r.email.lower() for r in rows]))
    found = (frozenset(session.scalars(query)) for query in (usernames, rfcs, emails))
    return Taken(*found)


def accept_privacy(session: Session, account_id: int, registration: RegistrationRow) -> None:
    """Record for the new account what was accepted with the request, at that instant and from that place."""
    session.add(
        PrivacyAcceptanceRow(
            account_id=account_id,
            version=registration.privacy_version,
            accepted_at=registration.created_at,
            address=registration.address,
        )
    )


def sweep_registrations(session: Session, before: datetime) -> int:
    """Delete the requests never confirmed that are older than an instant, with their links; return how many."""
    old = select(RegistrationRow.id).where(
        RegistrationRow.status == RegistrationStatus.REQUESTED, RegistrationRow.created_at < before
    )
    ids = list(session.scalars(old))
    if ids:
        session.execute(delete(LinkRow).where(LinkRow.registration_id.in_(ids)))
        session.execute(delete(RegistrationRow).where(RegistrationRow.id.in_(ids)))
    return len(ids)


def accounts_named(session: Session, name_or_email: str, limit: int) -> list[AccountRow]:
    """Return the accounts with this user name or e-mail address, in either case of letters."""
    wanted = storable(name_or_email).strip().lower()
    named = or_(AccountRow.username == wanted, func.lower(AccountRow.email) == wanted)
    return list(session.scalars(select(AccountRow).where(named).order_by(AccountRow.id).limit(limit)))


def any_account_id(session: Session) -> int | None:
    """Return the id of some account."""
    return session.scalar(select(func.min(AccountRow.id)))


def blocked_accounts(session: Session, limit: int) -> list[AccountRow]:
    """Return the accounts blocked longest."""
    query = select(AccountRow).where(AccountRow.blocked_at.is_not(None))
    return list(session.scalars(query.order_by(AccountRow.blocked_at, AccountRow.id).limit(limit)))


def last_wrong_addresses(session: Session, blocked: Sequence[AccountRow]) -> dict[int, str]:
    """Return from where the last wrong password of each blocked account came, by account id.

    The try that blocked an account was logged at that very instant, so older events are not looked at.
    """
    account_ids = [row.id for row in blocked]
    since = min((row.blocked_at for row in blocked if row.blocked_at), default=None)
    if since is None:
        return {}
    whose = func.coalesce(EventRow.subject_id, EventRow.actor_id)
    last = (
        select(func.max(EventRow.id))
        .where(
            EventRow.at >= since,
            EventRow.action == "wrong_password",
            or_(EventRow.actor_id.in_(account_ids), EventRow.subject_id.in_(account_ids)),
        )
        .group_by(whose)
    )
    found = session.execute(select(whose, EventRow.address).where(EventRow.id.in_(last)))
    return {int(account_id): address for account_id, address in found}


def link_since(session: Session, account_id: int, purpose: str, since: datetime) -> bool:
    """Tell whether an account was sent a link of a purpose since an instant that it has not used."""
    query = select(LinkRow.id).where(
        LinkRow.account_id == account_id,
        LinkRow.purpose == purpose,
        LinkRow.created_at > since,
        LinkRow.used_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None
