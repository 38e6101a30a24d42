"""How likely a promoción needs more than a look: among those of one day the riskier come first."""

from enum import IntEnum

from core.domain.checklist import Checklist, RuleOutcome
from core.domain.verdict import Outcome, Revocation, Verdict

_REVOCATION = "not_revoked"


class Risk(IntEnum):
    """Stored beside each promoción; higher is riskier."""

    NONE = 0
    NOTICE = 1
    """The rule book warns of something, or nobody could say whether the certificate was revoked."""
    DOUBT = 2
    """A check of the signature is not conclusive, or the rule book found what filings are rejected for."""
    FAILED = 3
    """A check of the signature fails, as revocation learnt afterwards does."""


def risk_of(verdict: Verdict, checklist: Checklist | None) -> Risk:
    """Return the risk of a promoción.

    Args:
        verdict: the latest.
        checklist: what the rule book said when it was sent; None where there was no book yet.
    """
    if verdict.outcome is Outcome.FAILED:
        return Risk.FAILED
    if _doubtful(verdict) or (checklist and checklist.of(RuleOutcome.PROBLEM)):
        return Risk.DOUBT
    warned = checklist is not None and bool(checklist.of(RuleOutcome.WARNING))
    return Risk.NOTICE if warned or verdict.revocation is Revocation.NOT_CONSULTED else Risk.NONE


def _doubtful(verdict: Verdict) -> bool:
    """Whether a check is not conclusive for another reason than a source of revocation that is silent."""
    unsure = [c for c in verdict.checks if c.outcome is Outcome.INDETERMINATE]
    return any(c.code != _REVOCATION for c in unsure)
