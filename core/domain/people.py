"""Who may do what: one table from roles to permissions."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.identifiers import Rfc
from core.errors import NotAllowed


class Role(StrEnum):
    """What a person is here for. Nobody is staff and filer at once."""

    FILER = "filer"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"


STAFF = frozenset({Role.CLERK, Role.SUPERVISOR})


class Permission(StrEnum):
    """One thing that a person may ask of the Oficialía."""

    FILE = "file"
    READ_QUEUE = "read_queue"
    REVIEW = "review"
    EXPORT = "export"
    READ_AUDIT = "read_audit"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FILER: frozenset({Permission.FILE}),
    Role.CLERK: frozenset({Permission.READ_QUEUE, Permission.REVIEW, Permission.EXPORT}),
    Role.SUPERVISOR: frozenset({Permission.READ_QUEUE, Permission.EXPORT, Permission.READ_AUDIT}),
}


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
