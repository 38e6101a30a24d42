"""Evidence as stored: the signature of a promoción and its receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
    """A receipt as stored. ``pdf_sha256`` is empty until the PDF is rendered and sealed."""

    id: int
    promocion_id: int
    kind: str
    code: str
    issued_at: datetime
    record: Mapping[str, Any]
    pdf_sha256: str
