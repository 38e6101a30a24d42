"""What the administration asks about accounts, and what it is told."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.accounts import AccountState
from core.domain.people import Role


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """Which accounts: those that meet everything given.

    ``search``: a part of user name, name, RFC or e-mail, without case and accents.
    """

    search: str = ""
    role: Role | None = None
    state: AccountState | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account as the administration sees it. ``is_own``: of whoever asks.

    ``invited_until``: until when the link to choose a password works; None where there is none.
    """

    id: int
    username: str
    name: str
    rfc: str
    email: str
    phone: str
    roles: frozenset[Role]
    states: tuple[AccountState, ...]
    created_at: datetime
    last_sign_in_at: datetime | None
    has_second_factor: bool
    comes_by_directory: bool
    suspended_reason: str
    invited_until: datetime | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account to be made, as it was filled in."""

    username: str
    name: str
    email: str
    roles: frozenset[Role]
    rfc: str = ""
    phone: str = ""
