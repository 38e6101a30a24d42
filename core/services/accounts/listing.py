"""The administration's list of accounts."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.accounts import AccountState, LinkPurpose
from core.domain.administration import AccountEntry, AccountQuery
from core.domain.people import Actor, Permission, Role, require
from core.errors import NotFound
from core.storage.account_lists import all_accounts, is_found, last_sign_ins, roles_by_account
from core.storage.account_tables import AccountRow
from core.storage.engine import Database
from core.storage.lookup import row_by_id
from core.storage.profiles import pending_links


class AccountListing:
    """The use cases of looking at accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def page(self, actor: Actor, query: AccountQuery) -> tuple[tuple[AccountEntry, ...], int]:
        """Return one page of accounts by user name, and how many there are in all.

        Raises:
            NotAllowed: the actor does not administer accounts.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        with self._database.read() as session:
            roles = roles_by_account(session)
            found = [row for row in all_accounts(session) if _meets(row, roles.get(row.id), query)]
            rows = found[query.offset : query.offset + query.limit]
            return self._entries(session, actor, rows, roles), len(found)

    def account(self, actor: Actor, account_id: int) -> AccountEntry:
        """Return one account.

        Raises:
            NotAllowed: the actor does not administer accounts.
            NotFound: there is none.
        """
        require(actor, Permission.MANAGE_ACCOUNTS)
        with self._database.read() as session:
            row = row_by_id(session, AccountRow, account_id)
            if row is None:
                raise NotFound
            return self._entries(session, actor, [row], roles_by_account(session))[0]

    def _entries(
        self, session: Session, actor: Actor, rows: list[AccountRow], roles: dict[int, frozenset[Role]]
    ) -> tuple[AccountEntry, ...]:
        ids = [row.id for row in rows]
        seen = last_sign_ins(session, ids)
        invited = pending_links(session, LinkPurpose.CHOOSE_PASSWORD, ids, self._clock.now())
        expiring = {account_id: link.expires_at for account_id, link in invited.items()}
        return tuple(
            _entry(row, roles.get(row.id, frozenset()), seen.get(row.id), expiring.get(row.id), actor)
            for row in rows
        )


def states_of(row: AccountRow) -> tuple[AccountState, ...]:
    """Return every state that an account is in; active where nothing keeps its owner out."""
    kept_out = {
        AccountState.SUSPENDED: row.suspended_at is not None,
        AccountState.BLOCKED: row.blocked_at is not None,
        AccountState.WITHOUT_PASSWORD: not row.password_hash and row.oidc_subject is None,
    }
    found = [state for state, is_so in kept_out.items() if is_so] or [AccountState.ACTIVE]
    if row.email and row.email_confirmed_at is None:
        found.append(AccountState.EMAIL_UNCONFIRMED)
    return tuple(found)


def _meets(row: AccountRow, roles: frozenset[Role] | None, query: AccountQuery) -> bool:
    of_role = query.role is None or query.role in (roles or ())
    in_state = query.state is None or query.state in states_of(row)
    return of_role and in_state and is_found(row, query.search[:200])


def _entry(
    row: AccountRow,
    roles: frozenset[Role],
    last_sign_in_at: datetime | None,
    invited_until: datetime | None,
    actor: Actor,
) -> AccountEntry:
    return AccountEntry(
        id=row.id,
        username=row.username,
        name=row.name,
        rfc=row.rfc,
        email=row.email,
        phone=row.phone,
        roles=roles,
        states=states_of(row),
        created_at=row.created_at,
        last_sign_in_at=last_sign_in_at,
        has_second_factor=row.totp_confirmed_at is not None,
        comes_by_directory=row.oidc_subject is not None,
        suspended_reason=row.suspended_reason,
        invited_until=invited_until,
        is_own=row.id == actor.account_id,
    )
