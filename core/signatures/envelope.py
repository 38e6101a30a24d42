"""Reading a detached CMS made by anybody: what it holds, and whether it has the one form we accept.

Nothing here judges a certificate or raises on hostile bytes but ``NotAnEnvelope``.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from core.signatures.asn1 import HOSTILE, Asn1, cms, der_of
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.refusals import NotACertificate
from core.signatures.signing import encode_cms

MAX_BYTES = 256 * 1024
"""An envelope has some 2,500 bytes."""
_T = TypeVar("_T")
_SET_OF = b"\x31"


class NotAnEnvelope(ValueError):  # noqa: N818 - named as a sentence, as refusals are
    """The bytes are no CMS SignedData that can be looked into; ``reason`` is one of a closed list."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a CMS SignedData with one signer holds.

    Attributes:
        signers: how many signers it names; the other fields are of the first.
        certificate: the certificate that it carries for its signer.
        attributes: DER of the signed attributes, as they are signed (RFC 5652 §5.4).
        signature: the signature value.
        content_type: dotted type or name that the attribute content-type gives; empty where absent.
        message_digest: value of the attribute message-digest; empty where absent.
        signed_at: value of the attribute signing-time, aware UTC; None where absent.
        certificate_digest: SHA-256 in signing-certificate-v2; empty where absent.
        exact: whether the bytes are, one for one, what this system makes of these parts: DER, one
            certificate, no unsigned attribute, no content, nothing after the end.
    """

    signers: int
    certificate: Certificate
    attributes: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    content_type: str
    message_digest: bytes
    signed_at: datetime | None
    certificate_digest: bytes
    exact: bool


def open_envelope(data: bytes) -> Envelope:
    """Read a CMS.

    Raises:
        NotAnEnvelope: with reason ``too_large``, ``malformed``, ``no_signer`` or ``no_certificate``.
    """
    if len(data) > MAX_BYTES:
        raise NotAnEnvelope("too_large")
    try:
        return _open(data)
    except NotACertificate as error:
        raise NotAnEnvelope("no_certificate") from error
    except NotAnEnvelope:
        raise
    except HOSTILE as error:
        raise NotAnEnvelope("malformed") from error


def _open(data: bytes) -> Envelope:
    info = cms.ContentInfo.load(data)
    if info["content_type"].native != "signed_data":
        raise NotAnEnvelope("malformed")
    signed = info["content"]
    signers = signed["signer_infos"]
    if len(signers) == 0:
        raise NotAnEnvelope("no_signer")
    signer, certificate = signers[0], _certificate(signed["certificates"])
    attributes = _SET_OF + der_of(signer["signed_attrs"])[1:]
    signature = bytes(signer["signature"].native)
    values = _values(signer["signed_attrs"])
    return Envelope(
        signers=len(signers),
        certificate=certificate,
        attributes=attributes,
        signature=signature,
        content_type=_native(values, "content_type", str, ""),
        message_digest=_native(values, "message_digest", bytes, b""),
        signed_at=_signed_at(values),
        certificate_digest=_certificate_digest(values),
        exact=_is_exact(data, certificate, attributes, signature),
    )


def _certificate(choices: Asn1) -> Certificate:
    """Return the first certificate; ``exact`` later refuses a CMS that carries others."""
    if len(choices) == 0:
        raise NotAnEnvelope("no_certificate")
    return read_certificate(der_of(choices[0].chosen))


def _values(attributes: Asn1) -> dict[str, Asn1]:
    """Return the attributes that stand once and have one value (RFC 5652 §11), by type."""
    found: dict[str, list[Asn1]] = {}
    for attribute in attributes:
        found.setdefault(attribute["type"].native, []).extend(attribute["values"])
    return {kind: values[0] for kind, values in found.items() if len(values) == 1}


def _native(values: dict[str, Asn1], kind: str, expected: type[_T], absent: _T) -> _T:
    value = values[kind].native if kind in values else absent
    return value if isinstance(value, expected) else absent


def _signed_at(values: dict[str, Asn1]) -> datetime | None:
    value = values["signing_time"].native if "signing_time" in values else None
    return value.astimezone(UTC) if isinstance(value, datetime) else None


def _certificate_digest(values: dict[str, Asn1]) -> bytes:
    """Return the digest of the one certificate named, where it is SHA-256, the default of RFC 5035."""
    if "signing_certificate_v2" not in values:
        return b""
    named = values["signing_certificate_v2"]["certs"]
    if len(named) != 1 or named[0]["hash_algorithm"]["algorithm"].native != "sha256":
        return b""
    return bytes(named[0]["cert_hash"].native)


def _is_exact(data: bytes, certificate: Certificate, attributes: bytes, signature: bytes) -> bool:
    return encode_cms(certificate, attributes, signature) == data
