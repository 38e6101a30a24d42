"""Timestamps (RFC 3161): asking for one, and whether what came is one.

A constancia of NOM-151 is such a token from an accredited provider (PSC). Their certificates may lack the
purpose that RFC 3161 §2.3 asks for (domain.md §5): a setting takes them all the same.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from core.signatures.asn1 import HOSTILE, Asn1, algos, cms, core, der_of, tsp, x509
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.outgoing import NoAnswer, Outlet
from core.signatures.refusals import NotACertificate
from core.signatures.trust import CERTIFICATE_SUFFIXES, believable, signed_by, trust_files, verifies

AUTHORITIES_FOLDER = "tsa"
REQUEST_TYPE = "application/timestamp-query"
RESPONSE_TYPE = "application/timestamp-reply"
CLOCK_TOLERANCE = timedelta(minutes=5)
_NONCE_BITS = 64
_GRANTED = {"granted", "granted_with_mods"}
_DIGESTS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_SET_OF = b"\x31"


class TimestampReason(StrEnum):
    """Why there is no timestamp: the closed list."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    HTTP_ERROR = "http_error"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    NOT_GRANTED = "not_granted"
    MALFORMED = "malformed"
    OTHER_DIGEST = "other_digest"
    OTHER_NONCE = "other_nonce"
    OTHER_TIME = "other_time"
    WRONG_SIGNER = "wrong_signer"
    WEAK_SIGNATURE = "weak_signature"
    NOT_BELIEVED = "not_believed"
    NOT_IN_FORCE = "not_in_force"
    OTHER_PURPOSE = "other_purpose"


class NotStamped(Exception):  # noqa: N818 - named as a sentence, as refusals are
    """There is no timestamp; ``reason`` says why."""

    def __init__(self, reason: TimestampReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class _Reply(core.Sequence):  # type: ignore[misc]  # asn1crypto ships no types
    """TimeStampResp of RFC 3161 §2.4.2, whose token is absent where none was granted."""

    _fields: ClassVar[list[tuple[object, ...]]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp that was checked.

    Attributes:
        stamped_at: the authority's instant, aware UTC.
        authority: holder of its certificate.
        reply: the TimeStampResp, DER, as ``openssl ts -verify -in`` reads it.
    """

    stamped_at: datetime
    authority: str
    reply: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose timestamps are believed.

    Attributes:
        authorities: certificates of timestamping authorities, or of those that issue theirs.
        any_purpose: take a certificate without id-kp-timeStamping.
    """

    authorities: tuple[Certificate, ...]
    any_purpose: bool = False


def load_authorities(folder: Path) -> tuple[Certificate, ...]:
    """Return the certificates in the trust folder's ``tsa``; none of them is believed for anything else."""
    found = []
    for path in trust_files(folder / AUTHORITIES_FOLDER, CERTIFICATE_SUFFIXES, allow_tests=False):
        try:
            found.append(read_certificate(path.read_bytes()))
        except NotACertificate:
            continue
    return tuple(found)


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """The authority of a configured address.

    Attributes:
        seconds: for one question in all.
    """

    outlet: Outlet
    policy: Policy
    seconds: float = 10.0

    def stamp(self, sha256: bytes, at: datetime) -> Stamp:
        """Ask for a timestamp over a SHA-256 (32 bytes), now.

        Raises:
            NotStamped: with its reason.
        """
        nonce = secrets.randbits(_NONCE_BITS)
        request = request_for(sha256, nonce)
        try:
            reply = self.outlet.post(request, sends=REQUEST_TYPE, accepts=RESPONSE_TYPE, seconds=self.seconds)
        except NoAnswer as error:
            raise NotStamped(TimestampReason(error.failure.value)) from None
        return read_reply(reply, sha256, nonce, policy=self.policy, at=at)


def request_for(sha256: bytes, nonce: int) -> bytes:
    """Return a TimeStampReq, DER (RFC 3161 §2.4.1)."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256}
    request = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return der_of(tsp.TimeStampReq(request))


def read_reply(data: bytes, sha256: bytes, nonce: int, *, policy: Policy, at: datetime) -> Stamp:
    """Judge the bytes that an authority sent (RFC 3161 §2.4.2).

    Args:
        data: a TimeStampResp, DER.
        sha256: what was to be stamped.
        nonce: that of the request.
        policy: whose timestamps are believed.
        at: now, aware.

    Raises:
        NotStamped: with its reason.
    """
    try:
        signed = _signed_data(data)
        info = signed["encap_content_info"]["content"].parsed
        _check_says(info, sha256, nonce)
        stamped_at = _instant(info["gen_time"])
        if abs(stamped_at - at) > CLOCK_TOLERANCE:
            raise NotStamped(TimestampReason.OTHER_TIME)
        signer = _signer(signed, policy)
        _check_believed(signer, policy, stamped_at)
    except HOSTILE as error:
        raise NotStamped(TimestampReason.MALFORMED) from error
    return Stamp(stamped_at, signer.holder, data)


def _signed_data(data: bytes) -> Asn1:
    reply = _Reply.load(data, strict=True)
    if reply["status"]["status"].native not in _GRANTED:
        raise NotStamped(TimestampReason.NOT_GRANTED)
    token = reply["time_stamp_token"]
    signed = token["content"]
    kinds = (token["content_type"].native, signed["encap_content_info"]["content_type"].native)
    if kinds != ("signed_data", "tst_info") or len(signed["signer_infos"]) != 1:
        raise ValueError("token")
    return signed


def _check_says(info: Asn1, sha256: bytes, nonce: int) -> None:
    imprint = info["message_imprint"]
    named = (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native)
    if named != ("sha256", sha256):
        raise NotStamped(TimestampReason.OTHER_DIGEST)
    if info["nonce"].native != nonce:
        raise NotStamped(TimestampReason.OTHER_NONCE)
    if info["version"].native != "v1" or any(e["critical"].native for e in info["extensions"] or ()):
        raise ValueError("version or critical extension")


def _signer(signed: Asn1, policy: Policy) -> Certificate:
    """Return the certificate that the token names and whose key signed it (RFC 3161 §2.4.2, RFC 5035)."""
    signer_info = signed["signer_infos"][0]
    algorithm, digest = _algorithms(signer_info)
    attributes = signer_info["signed_attrs"]
    values = {a["type"].native: a["values"][0] for a in attributes if len(a["values"]) == 1}
    content = bytes(signed["encap_content_info"]["content"])
    if values["content_type"].native != "tst_info":
        raise ValueError("content type")
    made = _SET_OF + der_of(attributes)[1:]
    signature = bytes(signer_info["signature"].native)
    same = values["message_digest"].native == _DIGESTS[digest](content).digest()
    candidates = (*policy.authorities, *_sent_certificates(signed))
    for candidate in candidates if same else ():
        if _is_named(candidate, values) and verifies(candidate, algorithm, made, signature):
            return candidate
    raise NotStamped(TimestampReason.WRONG_SIGNER)


def _algorithms(signer_info: Asn1) -> tuple[Asn1, str]:
    """Return the signature's algorithm with its digest in its name, and the digest of the content."""
    digest = signer_info["digest_algorithm"]["algorithm"].native
    algorithm = signer_info["signature_algorithm"]
    if algorithm["algorithm"].native == "rsassa_pkcs1v15" and digest in _DIGESTS:
        algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
    if digest not in _DIGESTS or not believable(algorithm):
        raise NotStamped(TimestampReason.WEAK_SIGNATURE)
    return algorithm, digest


def _sent_certificates(signed: Asn1) -> tuple[Certificate, ...]:
    found = []
    for each in signed["certificates"] or ():
        try:
            found.append(read_certificate(der_of(each.chosen)))
        except NotACertificate:
            continue
    return tuple(found)


def _is_named(certificate: Certificate, values: dict[str, Asn1]) -> bool:
    """Tell whether signing-certificate (SHA-1) or its second version names a certificate."""
    if "signing_certificate_v2" in values:
        named = values["signing_certificate_v2"]["certs"][0]
        make = _DIGESTS[named["hash_algorithm"]["algorithm"].native]
        return bool(named["cert_hash"].native == make(certificate.der).digest())
    named = values["signing_certificate"]["certs"][0]
    # SHA-1 only names the certificate here; its key's signature is what proves
    return bool(named["cert_hash"].native == hashlib.sha1(certificate.der, usedforsecurity=False).digest())


def _check_believed(signer: Certificate, policy: Policy, stamped_at: datetime) -> None:
    if not any(_vouches(authority, signer) for authority in policy.authorities):
        raise NotStamped(TimestampReason.NOT_BELIEVED)
    if not signer.not_before <= stamped_at <= signer.not_after:
        raise NotStamped(TimestampReason.NOT_IN_FORCE)
    purposes = x509.Certificate.load(signer.der).extended_key_usage_value
    if not policy.any_purpose and (purposes is None or "time_stamping" not in purposes.native):
        raise NotStamped(TimestampReason.OTHER_PURPOSE)


def _vouches(authority: Certificate, signer: Certificate) -> bool:
    """Tell whether an authority is the signer itself, or issued its certificate while in force."""
    if authority.der == signer.der:
        return True
    issued_in_time = authority.not_before <= signer.not_before <= authority.not_after
    named = authority.is_authority and authority.subject_name == signer.issuer_name
    return named and issued_in_time and signed_by(authority, signer)


def _instant(value: Asn1) -> datetime:
    found = value.native
    if not isinstance(found, datetime):
        raise TypeError(found)
    return found.astimezone(UTC)
