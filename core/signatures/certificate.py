"""What a ``.cer`` says: whose it is, what it is for, until when (domain.md §4)."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import load_der_x509_certificate

from core.domain.identifiers import Person, Rfc
from core.signatures.asn1 import HOSTILE, Asn1, NameParts, comparable, der_of, keys, name_parts, pem, x509
from core.signatures.profile import UNDERSTOOD_EXTENSIONS, CertificateKind, Traits, kind_of
from core.signatures.refusals import KeyInPlaceOfCertificate, NotACertificate, PfxInPlaceOfCertificate

MAX_BYTES = 64 * 1024
"""A SAT certificate has some 1,500 bytes; nobody needs to parse megabytes."""
_RFC_TYPE = "2.5.4.45"
_CURP_TYPE = "2.5.4.5"
_UNIT_TYPE = "2.5.4.11"
_HOLDER_TYPES = ("2.5.4.41", "2.5.4.3", "2.5.4.10")
"""name, commonName, organizationName: the SAT writes the holder in the three; ``name`` is never cut at 64."""
_ISSUER_TYPES = ("2.5.4.3", "2.5.4.10")
_SAT_SERIAL_BYTES = 20


@dataclass(frozen=True, slots=True)
class Certificate:
    """An X.509 certificate as the Oficialía reads it.

    Attributes:
        der: the bytes of the file, exactly, once PEM or base64 is unwrapped.
        kind: e.firma, CSD, FIREL or other; authorities are other.
        person: told by the RFC; None where there is no RFC.
        rfc: of the holder, from 2.5.4.45; a company's stands before the slash.
        representative_rfc: of a company's legal representative, after the slash.
        curp: of the natural person: the holder, or a company's representative; may be empty.
        holder: full name, NFC.
        serial: 20 digits in the SAT's form; else lower-case hexadecimal.
        not_before: start of validity, aware UTC.
        not_after: end of validity, aware UTC, inclusive.
        issuer: common name and organisation of the issuer.
        public_key: the RSA key; None where the key is of another kind.
        digest: with which its issuer signed it: ``sha256``; empty where unknown.
        is_authority: whether it may sign certificates (basicConstraints, keyCertSign).
        subject_name: the subject's name in comparable form.
        issuer_name: the issuer's name in comparable form.
    """

    der: bytes = field(repr=False)
    kind: CertificateKind
    person: Person | None
    rfc: Rfc | None
    representative_rfc: Rfc | None
    curp: str
    holder: str
    serial: str
    not_before: datetime
    not_after: datetime
    issuer: str
    public_key: rsa.RSAPublicKey | None = field(compare=False, repr=False)
    digest: str
    is_authority: bool
    subject_name: NameParts = field(repr=False)
    issuer_name: NameParts = field(repr=False)


def read_certificate(data: bytes) -> Certificate:
    """Read a certificate from DER, PEM or bare base64.

    Raises:
        NotACertificate: or a subclass that says what the bytes are instead.
    """
    der = _unwrap(data)
    try:
        parsed = x509.Certificate.load(der, strict=True)
        return _read(der, parsed)
    except HOSTILE as error:
        raise _what_it_is_instead(der) from error


def _unwrap(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise NotACertificate
    stripped = data.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        if b"-----BEGIN" in stripped:
            kind, _, der = pem.unarmor(stripped)
            if "KEY" in kind:
                raise KeyInPlaceOfCertificate
            return bytes(der)
        return base64.b64decode(b"".join(stripped.split()), validate=True)
    except binascii.Error:
        return data
    except HOSTILE as error:
        raise NotACertificate from error


def _what_it_is_instead(der: bytes) -> NotACertificate:
    """Tell the two mistakes people make: the ``.key`` in the wrong box, and a FIREL's ``.pfx``."""
    try:
        keys.EncryptedPrivateKeyInfo.load(der, strict=True).native  # noqa: B018 - parsing is the test
    except HOSTILE:
        return PfxInPlaceOfCertificate() if _looks_like_pfx(der) else NotACertificate()
    return KeyInPlaceOfCertificate()


def _looks_like_pfx(der: bytes) -> bool:
    """PFX ::= SEQUENCE { INTEGER 3, ContentInfo … } (RFC 7292 §4)."""
    return der[:1] == b"\x30" and b"\x02\x01\x03\x30" in der[2:10]


def _read(der: bytes, parsed: Asn1) -> Certificate:
    _check_form(parsed)
    subject, issuer = name_parts(parsed.subject), name_parts(parsed.issuer)
    first, _, second = _first(subject, _RFC_TYPE).partition("/")
    rfc, validity = _rfc_or_none(first), parsed["tbs_certificate"]["validity"]
    return Certificate(
        der=der,
        kind=kind_of(_traits(parsed, subject, issuer, rfc)),
        person=rfc.person if rfc else None,
        rfc=rfc,
        representative_rfc=_rfc_or_none(second),
        curp=_first(subject, _CURP_TYPE).rpartition("/")[2].strip(),
        holder=next((text for text in (_first(subject, t) for t in _HOLDER_TYPES) if text), ""),
        serial=_serial(parsed.serial_number),
        not_before=_instant(validity["not_before"].native),
        not_after=_instant(validity["not_after"].native),
        issuer=", ".join(filter(None, (_first(issuer, t) for t in _ISSUER_TYPES))),
        public_key=_rsa_key(der),
        digest=_digest(parsed),
        is_authority=_is_authority(parsed),
        subject_name=comparable(subject),
        issuer_name=comparable(issuer),
    )


def _check_form(parsed: Asn1) -> None:
    """Refuse what RFC 5280 forbids and the libraries let pass, each in its own way."""
    if parsed.serial_number <= 0:
        raise ValueError("serial")  # §4.1.2.2
    if der_of(parsed["tbs_certificate"]["signature"]) != der_of(parsed["signature_algorithm"]):
        raise ValueError("signature")  # §4.1.1.2: the algorithm named outside is not the one signed


def _digest(parsed: Asn1) -> str:
    try:
        return str(parsed["signature_algorithm"].hash_algo)
    except ValueError:  # an algorithm without a digest of its own, or unknown
        return ""


def _rsa_key(der: bytes) -> rsa.RSAPublicKey | None:
    """Return the key, read by a second and stricter parser of the whole certificate."""
    found = load_der_x509_certificate(der)
    try:
        key = found.public_key()
    except UnsupportedAlgorithm:
        return None
    return key if isinstance(key, rsa.RSAPublicKey) else None


def _first(parts: NameParts, kind: str) -> str:
    return next((text.strip() for part, text in parts if part == kind), "")


def _rfc_or_none(text: str) -> Rfc | None:
    try:
        return Rfc.parse(text)
    except ValueError:
        return None


def _serial(number: int) -> str:
    """Return the SAT's form: each byte of the number is an ASCII digit (the oldest root has 21)."""
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(raw) >= _SAT_SERIAL_BYTES and raw.isdigit():
        return raw.decode("ascii")
    return f"{number:x}"


def _instant(value: object) -> datetime:
    """Refuse what is no instant of our calendar: asn1crypto has a class of its own for year 0."""
    if not isinstance(value, datetime):
        raise TypeError(value)
    return value.astimezone(UTC)


def _usage(parsed: Asn1) -> set[str]:
    value = parsed.key_usage_value
    return set(value.native) if value else set()


def _is_authority(parsed: Asn1) -> bool:
    usage = _usage(parsed)
    return bool(parsed.ca) and (not usage or "key_cert_sign" in usage)


def _traits(parsed: Asn1, subject: NameParts, issuer: NameParts, rfc: Rfc | None) -> Traits:
    purposes = parsed.extended_key_usage_value
    return Traits(
        authority=bool(parsed.ca),
        rfcs=sum(kind == _RFC_TYPE for kind, _ in subject) if rfc else 0,
        has_unit=any(kind == _UNIT_TYPE for kind, _ in subject),
        usage=frozenset(_usage(parsed)),
        purposes=frozenset(purposes.native) if purposes else frozenset(),
        serial=_serial(parsed.serial_number),
        issuer=" ".join(text for _, text in issuer).casefold(),
        understood=set(parsed.critical_extensions) <= UNDERSTOOD_EXTENSIONS,
    )
