"""Accounts and their sessions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.domain.identifiers import Rfc
from core.domain.people import Actor, Role
from core.storage.lookup import storable
from core.storage.tables import AccountRoleRow, AccountRow, SessionRow


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to make an account. The password arrives hashed."""

    username: str
    name: str
    password_hash: str
    roles: frozenset[Role]
    rfc: str = ""
    email: str = ""
    phone: str = ""


def insert_account(session: Session, account: NewAccount, at: datetime) -> int:
    """Store an account and its roles; return its id."""
    row = AccountRow(
        username=account.username,
        name=account.name,
        rfc=account.rfc,
        email=account.email,
        phone=account.phone,
        password_hash=account.password_hash,
        created_at=at,
    )
    session.add(row)
    session.flush()
    session.add_all(AccountRoleRow(account_id=row.id, role=role) for role in account.roles)
    session.flush()
    return row.id


def account_by_username(session: Session, username: str) -> AccountRow | None:
    """Return the account with this user name (case-insensitive by convention: stored in lower case)."""
    return session.scalar(select(AccountRow).where(AccountRow.username == storable(username).strip().lower()))


def to_actor(session: Session, row: AccountRow, address: str) -> Actor:
    """Return the account as the person behind a request from ``address``."""
    roles = session.scalars(select(AccountRoleRow.role).where(AccountRoleRow.account_id == row.id))
    return Actor(
        account_id=row.id,
        username=row.username,
        name=row.name,
        rfc=Rfc(row.rfc) if row.rfc else None,
        roles=frozenset(Role(r) for r in roles),
        address=address,
    )


def insert_session(
    session: Session, account_id: int, token_sha256: str, at: datetime, *, address: str, user_agent: str
) -> None:
    """Store a signed-in browser under the digest of its token."""
    session.add(
        SessionRow(
            token_sha256=token_sha256,
            account_id=account_id,
            created_at=at,
            last_seen_at=at,
            address=address[:64],
            user_agent=storable(user_agent)[:300],
        )
    )


def live_session(
    session: Session, token_sha256: str, *, idle_since: datetime, created_since: datetime
) -> tuple[SessionRow, AccountRow] | None:
    """Return a session that has not ended, idled out or grown too old, with its account.

    A block stops signing in, not who is in already: or six wrong passwords would throw a clerk out.
    """
    found = session.execute(
        select(SessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == SessionRow.account_id)
        .where(
            SessionRow.token_sha256 == token_sha256,
            SessionRow.ended_at.is_(None),
            SessionRow.last_seen_at >= idle_since,
            SessionRow.created_at >= created_since,
        )
    ).first()
    return (found[0], found[1]) if found else None


def touch_session(session: Session, token_sha256: str, at: datetime) -> None:
    """Record a sign of life."""
    session.execute(update(SessionRow).where(SessionRow.token_sha256 == token_sha256).values(last_seen_at=at))


def end_session(session: Session, token_sha256: str, at: datetime) -> None:
    """End a session; ending it again changes nothing."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.token_sha256 == token_sha256, SessionRow.ended_at.is_(None))
        .values(ended_at=at)
    )
