"""The states of registrations, links and sessions, and how long a session lives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
class SessionLimits:
    """How long a session lives: without a sign of life, at all, and half-way through signing in."""

    idle: timedelta
    lifetime: timedelta
    half_way: timedelta

    def at(self, now: datetime) -> "SessionBounds":
        """Return what lives at this instant."""
        return SessionBounds(now - self.idle, now - self.lifetime, now - self.half_way)


@dataclass(frozen=True, slots=True)
class SessionBounds:
    """A session that lives was last seen and begun no earlier than this; half-way, begun no earlier than that."""

    seen_since: datetime
    begun_since: datetime
    half_way_since: datetime


@dataclass(frozen=True, slots=True)
class BlockedAccount:
    """An account blocked by wrong passwords; ``wrong_from`` is the address of the last one."""

    id: int
    name: str
    username: str
    blocked_at: datetime
    wrong_from: str
