"""Who may do what: one table from roles to permissions."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.identifiers import Rfc
from core.errors import NotAllowed, Refusal


class Role(StrEnum):
    """What a person is here for. Nobody is staff and filer at once."""

    FILER = "filer"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR})


class Permission(StrEnum):
    """One thing that a person may ask of the Oficialía."""

    FILE = "file"
    READ_QUEUE = "read_queue"
    REVIEW = "review"
    ASSIGN = "assign"
    REOPEN = "reopen"
    EXPORT = "export"
    READ_AUDIT = "read_audit"
    APPROVE_REGISTRATIONS = "approve_registrations"
    UNBLOCK = "unblock"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_CATALOGS = "manage_catalogs"
    READ_BOARD = "read_board"
    READ_FAULTS = "read_faults"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FILER: frozenset({Permission.FILE}),
    Role.CLERK: frozenset({Permission.READ_QUEUE, Permission.REVIEW, Permission.EXPORT}),
    Role.SUPERVISOR: frozenset(
        {
            Permission.READ_QUEUE,
            Permission.ASSIGN,
            Permission.REOPEN,
            Permission.EXPORT,
            Permission.READ_AUDIT,
            Permission.APPROVE_REGISTRATIONS,
            Permission.UNBLOCK,
            Permission.MANAGE_CATALOGS,
            Permission.READ_BOARD,
            Permission.READ_FAULTS,
        }
    ),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_ACCOUNTS, Permission.UNBLOCK, Permission.READ_FAULTS}),
}


class RolesDoNotMix(Refusal):
    """An account files or works at the Oficialía, never both; and it does one of them."""


def check_roles(roles: frozenset[Role]) -> None:
    """Check that one account may hold these roles together.

    Raises:
        RolesDoNotMix: none at all, or filer beside a role of the staff.
    """
    if not roles or (Role.FILER in roles and roles & STAFF):
        raise RolesDoNotMix


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, as their session says, and the address it came from."""

    account_id: int
    username: str
    name: str
    rfc: Rfc | None
    roles: frozenset[Role]
    address: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether one of the actor's roles includes the permission."""
        return any(permission in PERMISSIONS[role] for role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether the actor works at the Oficialía."""
        return bool(self.roles & STAFF)

    @property
    def role_label(self) -> str:
        """The roles as one text for the audit log, ``clerk+supervisor``."""
        return "+".join(sorted(self.roles))


def require(actor: Actor, permission: Permission) -> None:
    """Refuse an actor without the permission.

    Raises:
        NotAllowed: none of the actor's roles includes it.
    """
    if not actor.may(permission):
        raise NotAllowed
