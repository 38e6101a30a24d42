"""The verdict on a signed promoción, as frozen data.

Three conclusions are kept apart because they have different remedies: *integridad* (are these the
bytes that were signed?), *firma* (is the signature and its certificate good?) and *identidad* (is the
signer the account's own person? art. 13 DRUMES).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """Answer of one check or of a conclusion."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"

    @classmethod
    def worst(cls, outcomes: Iterable["Outcome"]) -> "Outcome":
        """Any failed → failed; else any indeterminate → indeterminate; else passed."""
        seen = set(outcomes)
        return next((o for o in (cls.FAILED, cls.INDETERMINATE) if o in seen), cls.PASSED)


class Conclusion(StrEnum):
    """The three lines that a clerk reads."""

    INTEGRIDAD = "integridad"
    FIRMA = "firma"
    IDENTIDAD = "identidad"


class Revocation(StrEnum):
    """Three values, never two: an authority out of order is not an answer."""

    GOOD = "vigente"
    REVOKED = "revocado"
    NOT_CONSULTED = "no_consultado"


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered step of a verification.

    Attributes:
        code: entry of ``data/texts/signatures.toml`` with question, answers and what to do.
        conclusion: the line it counts for.
        outcome: what the step found.
        facts: what it looked at, JSON-serialisable, for the catalogue's sentence.
    """

    code: str
    conclusion: Conclusion
    outcome: Outcome
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as the certificate says. Instants are aware UTC."""

    holder: str
    rfc: str
    curp: str
    serial: str
    issuer: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class DocumentMatch:
    """One line of the manifest against the stored bytes.

    Attributes:
        name: path inside the manifest, ``data/…``.
        expected: SHA-256 signed, 64 lower-case hex digits; empty where the file was not signed.
        actual: SHA-256 of the stored bytes now; empty where they are missing.
        size_bytes: size now.
    """

    name: str
    expected: str
    actual: str
    size_bytes: int

    @property
    def matches(self) -> bool:
        """Whether the stored bytes are the signed ones."""
        return bool(self.expected) and self.expected == self.actual


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification concluded, when, and from what."""

    made_at: datetime
    checks: tuple[Check, ...]
    matches: tuple[DocumentMatch, ...]
    signer: Signer | None
    signed_at: datetime | None
    revocation: Revocation = Revocation.NOT_CONSULTED

    def conclusion(self, which: Conclusion) -> Outcome:
        """Return the worst outcome among the checks of one conclusion."""
        return Outcome.worst(c.outcome for c in self.checks if c.conclusion is which)

    @property
    def outcome(self) -> Outcome:
        """Bottom line: failed → no válida; indeterminate → no concluyente; else válida."""
        return Outcome.worst(c.outcome for c in self.checks)

    def failures(self) -> tuple[Check, ...]:
        """Return the checks that failed, in order."""
        return tuple(c for c in self.checks if c.outcome is Outcome.FAILED)
