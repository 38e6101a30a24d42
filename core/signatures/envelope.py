"""Reading a detached CMS made by anybody: what it holds, and whether it has the one form we accept.

Nothing here judges a certificate or raises on hostile bytes but ``NotAnEnvelope``.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from core.signatures.asn1 import HOSTILE, Asn1, cms, core, der_of, x509
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.refusals import NotACertificate
from core.signatures.signing import encode_attributes, encode_cms

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
            certificate, four signed attributes and no unsigned one, no content, nothing after the end.
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
        NotAnEnvelope: with reason ``too_large``, ``malformed``, ``no_signer``, ``no_attributes`` or
            ``no_certificate``.
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
    signer = signers[0]
    if isinstance(signer["signed_attrs"], core.Void):
        raise NotAnEnvelope("no_attributes")
    certificate = _certificate(signed["certificates"], signer["sid"])
    attributes = _SET_OF + der_of(signer["signed_attrs"])[1:]
    signature = bytes(signer["signature"].native)
    read = _Read(_values(signer["signed_attrs"]))
    return Envelope(
        signers=len(signers),
        certificate=certificate,
        attributes=attributes,
        signature=signature,
        content_type=read.content_type,
        message_digest=read.message_digest,
        signed_at=read.signed_at,
        certificate_digest=read.certificate_digest,
        exact=encode_cms(certificate, attributes, signature) == data and read.makes(attributes),
    )


def _certificate(choices: Asn1, named: Asn1) -> Certificate:
    """Return the certificate that the signer is named by, else the first; ``exact`` refuses any other."""
    if len(choices) == 0:
        raise NotAnEnvelope("no_certificate")
    candidates = [choice.chosen for choice in choices]
    return read_certificate(der_of(next((c for c in candidates if _is_named(c, named)), candidates[0])))


def _is_named(candidate: Asn1, named: Asn1) -> bool:
    if named.name != "issuer_and_serial_number" or not isinstance(candidate, x509.Certificate):
        return False
    same_number = candidate.serial_number == named.chosen["serial_number"].native
    return same_number and der_of(candidate.issuer) == der_of(named.chosen["issuer"])


def _values(attributes: Asn1) -> dict[str, Asn1]:
    """Return the attributes that stand once and have one value (RFC 5652 §11), by type."""
    found: dict[str, list[Asn1]] = {}
    for attribute in attributes:
        found.setdefault(attribute["type"].native, []).extend(attribute["values"])
    return {kind: values[0] for kind, values in found.items() if len(values) == 1}


class _Read:
    """What the attributes say; nothing where one is absent, stands twice or is of another type."""

    def __init__(self, values: dict[str, Asn1]) -> None:
        self.content_type = _native(values, "content_type", str, "")
        self.message_digest = _native(values, "message_digest", bytes, b"")
        self.signed_at = _signed_at(values)
        self.certificate_digest = _certificate_digest(values)

    def makes(self, attributes: bytes) -> bool:
        """Tell whether these are, byte for byte, what this system makes of what they say.

        Where one is missing there is nothing to compare: that is for another check to tell.
        """
        if not (self.content_type and self.message_digest and self.signed_at and self.certificate_digest):
            return True
        made = encode_attributes(
            self.content_type, self.message_digest, self.signed_at, self.certificate_digest
        )
        return made == attributes


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
