"""The states of registrations, links and sessions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RegistrationStatus(StrEnum):
    """Where a filer's request for an account stands."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    REFUSED = "refused"


class LinkPurpose(StrEnum):
    """What a link sent to somebody does when it is used."""

    CONFIRM_REGISTRATION = "confirm_registration"
    CONFIRM_EMAIL = "confirm_email"
    CHOOSE_PASSWORD = "choose_password"  # noqa: S105 - a purpose, no password
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the same
    UNBLOCK = "unblock"


class AccountState(StrEnum):
    """What the administration sees of an account; one account may be in several."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    SUSPENDED = "suspended"
    WITHOUT_PASSWORD = "without_password"  # noqa: S105 - a state, no password
    EMAIL_UNCONFIRMED = "email_unconfirmed"


class SessionStage(StrEnum):
    """How far a sign-in has come."""

    OPEN = "open"
    SECOND_FACTOR = "second_factor"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class BlockedAccount:
    """An account blocked by wrong passwords; ``wrong_from`` is the address of the last one."""

    id: int
    name: str
    username: str
    blocked_at: datetime
    wrong_from: str
