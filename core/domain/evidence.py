"""Evidence as stored: the signature of a promoción and its receipts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.domain.acuse import AcuseKind, AcuseStanding
from core.domain.verdict import Revocation, Verdict


class Occasion(StrEnum):
    """When a verdict was given, and revocation asked."""

    SENDING = "sending"
    DECISION = "decision"
    REVALIDATION = "revalidation"


@dataclass(frozen=True, slots=True)
class Signature:
    """What proves one signing: the certificate (DER), the CMS (DER), and the very bytes signed."""

    signed_at: datetime
    certificate: bytes
    cms: bytes
    fields: bytes
    manifest: bytes
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class StoredAcuse:
    """A receipt as stored.

    Attributes:
        pdf_sha256: empty until the PDF is rendered and sealed.
        edition: from 1; each decision after a reopening issues the next.
        replaced_by: id of the receipt of the later decision; None while there is none.
    """

    id: int
    promocion_id: int
    kind: str
    code: str
    issued_at: datetime
    record: Mapping[str, Any]
    pdf_sha256: str
    edition: int = 1
    replaced_by: int | None = None

    def standing(self, reopened_at: datetime | None) -> AcuseStanding:
        """Return whether it still tells the decision of a promoción that was last reopened then.

        The receipt of the sending always does: nothing undoes a sending.
        """
        if self.replaced_by is not None:
            return AcuseStanding.REPLACED
        undone = self.kind != AcuseKind.ENVIO and reopened_at is not None and self.issued_at < reopened_at
        return AcuseStanding.REOPENED if undone else AcuseStanding.IN_FORCE


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict as it was given.

    Attributes:
        by: name of whoever sent, decided or asked to look again.
    """

    id: int
    occasion: Occasion
    by: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StoredRevocation:
    """What one source answered about a filing's certificate.

    Attributes:
        id: 0 before it is stored.
        reason: code of ``[revocation_reasons]`` in the texts.
        source: what was consulted: a host or a CRL's file; may be empty.
        kind: ``ocsp``, ``crl``, or empty where nobody was reached.
        this_update: since when the source knew it so; None where it did not say.
        next_update: until when it is to be believed.
        produced_at: when it signed its answer.
        revoked_at: None unless revoked.
        sha256: of the answer or the CRL, 64 hex digits; may be empty.
        raw: the OCSP answer, DER; also one that was not believed. Empty for a CRL.
    """

    id: int
    occasion: Occasion
    asked_at: datetime
    value: Revocation
    reason: str
    source: str
    kind: str
    this_update: datetime | None
    next_update: datetime | None
    produced_at: datetime | None
    revoked_at: datetime | None
    sha256: str
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class StoredTimestamp:
    """The timestamp of a sending (RFC 3161), or that one is still wanted.

    Attributes:
        sha256: of the CMS that is stamped, 64 hex digits.
        wanted_since: when it was sent.
        tries: how often a timestamping authority was asked.
        reason: why the last try gave nothing; empty where it was not tried or succeeded.
        stamped_at: the authority's instant; None until there is one.
        authority: name of who stamped; empty until then.
        token: the TimeStampResp, DER; empty until then.
    """

    id: int
    promocion_id: int
    sha256: str
    wanted_since: datetime
    tries: int
    reason: str
    stamped_at: datetime | None
    authority: str
    token: bytes = field(default=b"", repr=False)
