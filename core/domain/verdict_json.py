"""A verdict as JSON values and back: what the database keeps and the command line prints."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.domain.verdict import Check, Conclusion, DocumentMatch, Outcome, Revocation, Signer, Verdict


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Return text, integers, lists and objects; instants as ISO 8601 with their offset."""
    return {
        "made_at": verdict.made_at.isoformat(),
        "outcome": verdict.outcome.value,
        "checks": [_check_to_json(check) for check in verdict.checks],
        "matches": [_match_to_json(match) for match in verdict.matches],
        "signer": _signer_to_json(verdict.signer) if verdict.signer else None,
        "signed_at": verdict.signed_at.isoformat() if verdict.signed_at else None,
        "revocation": verdict.revocation.value,
    }


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """Return the verdict that ``verdict_to_json`` wrote; ``outcome`` is computed anew, never believed.

    Raises:
        KeyError, ValueError, TypeError: the data is not of that shape.
    """
    return Verdict(
        made_at=datetime.fromisoformat(data["made_at"]),
        checks=tuple(_check_from_json(item) for item in data["checks"]),
        matches=tuple(DocumentMatch(**item) for item in data["matches"]),
        signer=_signer_from_json(data["signer"]) if data["signer"] else None,
        signed_at=datetime.fromisoformat(data["signed_at"]) if data["signed_at"] else None,
        revocation=Revocation(data["revocation"]),
    )


def _check_to_json(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "conclusion": check.conclusion.value,
        "outcome": check.outcome.value,
        "facts": dict(check.facts),
    }


def _check_from_json(data: Mapping[str, Any]) -> Check:
    return Check(data["code"], Conclusion(data["conclusion"]), Outcome(data["outcome"]), dict(data["facts"]))


def _match_to_json(match: DocumentMatch) -> dict[str, Any]:
    return {
        "name": match.name,
        "expected": match.expected,
        "actual": match.actual,
        "size_bytes": match.size_bytes,
    }


def _signer_to_json(signer: Signer) -> dict[str, Any]:
    return {
        "holder": signer.holder,
        "rfc": signer.rfc,
        "curp": signer.curp,
        "serial": signer.serial,
        "issuer": signer.issuer,
        "not_before": signer.not_before.isoformat(),
        "not_after": signer.not_after.isoformat(),
    }


def _signer_from_json(data: Mapping[str, Any]) -> Signer:
    instants = {name: datetime.fromisoformat(data[name]) for name in ("not_before", "not_after")}
    return Signer(**{**data, **instants})
