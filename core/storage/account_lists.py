"""Accounts as the administration lists them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from core.domain.people import Role
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.searching import fold
from core.storage.tables import EventRow


def all_accounts(session: Session) -> tuple[AccountRow, ...]:
    """Return every account by user name. An institution has thousands: searched here, not by the database."""
    return tuple(session.scalars(select(AccountRow).order_by(AccountRow.username)))


def is_found(row: AccountRow, search: str) -> bool:
    """Tell whether user name, name, RFC or e-mail hold a text, without case and accents."""
    return fold(search.strip()) in fold(f"{row.username}\n{row.name}\n{row.rfc}\n{row.email}")


def roles_by_account(session: Session) -> dict[int, frozenset[Role]]:
    """Return who holds which roles."""
    found: defaultdict[int, set[Role]] = defaultdict(set)
    for row in session.scalars(select(AccountRoleRow)):
        found[row.account_id].add(Role(row.role))
    return {account_id: frozenset(roles) for account_id, roles in found.items()}


def last_sign_ins(session: Session, account_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each account last signed in, by the audit log."""
    newest = (
        select(func.max(EventRow.id))
        .where(EventRow.actor_id.in_(account_ids), EventRow.action == "sign_in")
        .group_by(EventRow.actor_id)
    )
    rows = session.scalars(select(EventRow).where(EventRow.id.in_(newest)))
    return {row.actor_id: row.at for row in rows if row.actor_id is not None}


def lock_administrators(session: Session, also: int) -> None:
    """Keep every administrator, and one account more, from being changed until the transaction ends.

    Always in the order of ids, so that two administrators who act on each other wait instead of blocking.
    """
    administrators = select(AccountRoleRow.account_id).where(AccountRoleRow.role == Role.ADMINISTRATOR)
    session.execute(
        select(AccountRow.id)
        .where(or_(AccountRow.id.in_(administrators), AccountRow.id == also))
        .order_by(AccountRow.id)
        .with_for_update()
    ).all()


def replace_roles(session: Session, account_id: int, roles: frozenset[Role]) -> None:
    """Give an account these roles and no others."""
    session.execute(delete(AccountRoleRow).where(AccountRoleRow.account_id == account_id))
    session.add_all(AccountRoleRow(account_id=account_id, role=role) for role in sorted(roles))
    session.flush()
