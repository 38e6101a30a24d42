"""How a certificate stood when it signed, and how it stands at a later instant: two dates, two answers.

That it expired or was revoked since does not void what was signed before (CFF 17-D, NOM-151): it is a
fact that a reader would otherwise stumble over.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.verdict import Check, Outcome, Revocation, Verdict


class State(StrEnum):
    """How a certificate stands at one instant."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a certificate stands.

    Attributes:
        state: which.
        at: the instant it is told for, aware UTC.
        since: when it began to be so; None where nothing begins.
    """

    state: State
    at: datetime
    since: datetime | None = None


def at_signing(verdict: Verdict) -> Standing | None:
    """Return how the certificate stood when it signed; None where nobody knows who or when."""
    if verdict.signer is None or verdict.signed_at is None:
        return None
    return _standing(verdict, verdict.signed_at)


def at_looking(verdict: Verdict) -> Standing | None:
    """Return how it stood when the verdict was made; None where nobody knows who signed."""
    return _standing(verdict, verdict.made_at) if verdict.signer else None


def _standing(verdict: Verdict, at: datetime) -> Standing | None:
    signer = verdict.signer
    if signer is None:
        return None
    revoked_at = revoked_since(verdict)
    if revoked_at and revoked_at <= at:
        return Standing(State.REVOKED, at, revoked_at)
    if at > signer.not_after:
        return Standing(State.EXPIRED, at, signer.not_after)
    if at < signer.not_before:
        return Standing(State.NOT_YET, at, signer.not_before)
    unknown = verdict.revocation is Revocation.NOT_CONSULTED
    return Standing(State.UNKNOWN if unknown else State.IN_FORCE, at)


def revoked_since(verdict: Verdict) -> datetime | None:
    """Return when the authority revoked the certificate, before or after it signed; None if it did not."""
    check = _check(verdict, "not_revoked")
    written = str(check.facts.get("revoked_at", "")) if check else ""
    return datetime.fromisoformat(written) if written else None


def _check(verdict: Verdict, code: str) -> Check | None:
    found = (c for c in verdict.checks if c.code == code and c.outcome is not Outcome.INDETERMINATE)
    return next(found, None)
