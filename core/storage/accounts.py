"""Accounts and their roles."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.identifiers import Rfc
from core.domain.people import Actor, Role
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.lookup import storable


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


def lock_account(session: Session, account_id: int | None) -> None:
    """Keep other writers away from an account, if any, until the transaction ends; no object is read anew."""
    if account_id is not None:
        session.execute(select(AccountRow.id).where(AccountRow.id == account_id).with_for_update())
