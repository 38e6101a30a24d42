"""OCSP (RFC 6960): the question about one certificate, and whether an answer is to be believed.

Written with asn1crypto, since ``cryptography`` raises on names with Ñ as the SAT encodes them (domain.md §4).
Nothing here speaks to anybody: ``responder`` does.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.domain.verdict import Revocation
from core.signatures.asn1 import HOSTILE, Asn1, comparable, core, der_of, name_parts, ocsp, x509
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.refusals import NotACertificate
from core.signatures.revocation import RevocationAnswer, RevocationReason, SourceKind
from core.signatures.trust import believable, signed_by, verifies

REQUEST_TYPE = "application/ocsp-request"
RESPONSE_TYPE = "application/ocsp-response"
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Two honest servers' clocks differ; the SAT's answers hold for one minute."""
_NONCE_BYTES = 32
"""RFC 9654 §2.1."""
_LATER = {"try_later", "internal_error"}


class NotBelieved(Exception):  # noqa: N818 - named as a sentence, as refusals are
    """The answer does not say anything about this certificate; ``reason`` says why."""

    def __init__(self, reason: RevocationReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """An OCSP request about one certificate.

    Attributes:
        issuer: who issued the certificate.
        certificate_id: CertID of RFC 6960 §4.1.1, DER.
        nonce: what an answer must repeat, if it has any nonce.
        der: the request to send.
    """

    issuer: Certificate
    certificate_id: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    der: bytes = field(repr=False)


def ask_about(certificate: Certificate, issuer: Certificate) -> Question:
    """Return the request about a certificate.

    The hash that names the issuer is SHA-1, the only one that responders of RFC 5019 must know; it proves
    nothing, the answer's signature does.
    """
    parsed = x509.Certificate.load(certificate.der)
    issuer_key = x509.Certificate.load(issuer.der)["tbs_certificate"]["subject_public_key_info"]["public_key"]
    named = {
        "hash_algorithm": {"algorithm": "sha1"},
        "issuer_name_hash": _sha1(der_of(parsed.issuer)),
        "issuer_key_hash": _sha1(_bits(issuer_key)),
        "serial_number": parsed.serial_number,
    }
    certificate_id = ocsp.CertId(named)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    extension = {"extn_id": "nonce", "critical": False, "extn_value": core.OctetString(nonce)}
    asked = {"request_list": [{"req_cert": certificate_id}], "request_extensions": [extension]}
    request = ocsp.OCSPRequest({"tbs_request": asked})
    return Question(issuer, der_of(certificate_id), nonce, der_of(request))


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _bits(value: Asn1) -> bytes:
    """Return a BIT STRING's bytes, without the octet that counts the unused bits."""
    return bytes(value.contents)[1:]


def read_answer(
    data: bytes,
    question: Question,
    *,
    source: str,
    at: datetime,
    responders: tuple[Certificate, ...] = (),
) -> RevocationAnswer:
    """Judge the bytes that a responder sent (RFC 6960 §3.2).

    Args:
        data: an OCSPResponse, DER.
        question: what was asked.
        source: what to call the responder.
        at: now, aware.
        responders: certificates of responders that the operator believes though the issuer did not
            appoint them (RFC 6960 §4.2.2.2, first criterion).

    Raises:
        NotBelieved: with its reason.
    """
    try:
        basic = _basic(data)
        single = _single(basic, question)
        _check_nonce(basic, question.nonce)
        _check_signature(basic, question.issuer, at, responders)
        return _answer(data, basic, single, source, at.astimezone(UTC))
    except HOSTILE as error:
        raise NotBelieved(RevocationReason.MALFORMED) from error


def _basic(data: bytes) -> Asn1:
    response = ocsp.OCSPResponse.load(data, strict=True)
    status = response["response_status"].native
    if status != "successful":
        later = status in _LATER
        raise NotBelieved(RevocationReason.TRY_LATER if later else RevocationReason.NOT_ANSWERED)
    held = response["response_bytes"]
    if held["response_type"].native != "basic_ocsp_response":
        raise ValueError("response type")
    basic = ocsp.BasicOCSPResponse.load(bytes(held["response"].contents), strict=True)
    part = basic["tbs_response_data"]
    if part["version"].native != "v1" or _has_critical(part["response_extensions"]):
        raise ValueError("version or critical extension")
    return basic


def _has_critical(extensions: Asn1) -> bool:
    return any(extension["critical"].native for extension in extensions or ())


def _single(basic: Asn1, question: Question) -> Asn1:
    """Return the one statement about the certificate that was asked about."""
    wanted = _identity(ocsp.CertId.load(question.certificate_id))
    found = [s for s in basic["tbs_response_data"]["responses"] if _identity(s["cert_id"]) == wanted]
    if not found:
        raise NotBelieved(RevocationReason.OTHER_CERTIFICATE)
    if len(found) > 1 or _has_critical(found[0]["single_extensions"]):
        raise ValueError("more than one statement, or a critical extension")
    return found[0]


def _identity(certificate_id: Asn1) -> tuple[object, ...]:
    """Return what names a certificate; the parameters of the hash may be NULL or absent."""
    names = ("issuer_name_hash", "issuer_key_hash", "serial_number")
    algorithm = certificate_id["hash_algorithm"]["algorithm"].native
    return (algorithm, *(certificate_id[name].native for name in names))


def _check_nonce(basic: Asn1, nonce: bytes) -> None:
    """A responder may leave the nonce out, as the SAT's does; another one is an answer to somebody else."""
    for extension in basic["tbs_response_data"]["response_extensions"] or ():
        if extension["extn_id"].native == "nonce" and extension["extn_value"].parsed.native != nonce:
            raise NotBelieved(RevocationReason.OTHER_NONCE)


def _check_signature(
    basic: Asn1, issuer: Certificate, at: datetime, responders: tuple[Certificate, ...]
) -> None:
    """Is it signed by the issuer, by whom the issuer appointed, or by whom the operator believes?"""
    if not believable(basic["signature_algorithm"]):
        raise NotBelieved(RevocationReason.WEAK_SIGNATURE)
    part = basic["tbs_response_data"]
    sent = _sent_certificates(basic)
    signed, signature = der_of(part), bytes(basic["signature"].native)
    named = [c for c in (issuer, *responders, *sent) if _is_named(part["responder_id"], c)]
    signers = [c for c in named if verifies(c, basic["signature_algorithm"], signed, signature)]
    if not signers:
        raise NotBelieved(RevocationReason.WRONG_SIGNER)
    if any(signer.der == issuer.der for signer in signers):
        return
    if all(signer.der != believed.der for signer in signers for believed in responders):
        _check_appointed(signers[0], issuer)
    if not signers[0].not_before <= at <= signers[0].not_after:
        raise NotBelieved(RevocationReason.RESPONDER_NOT_IN_FORCE)


def _is_named(responder_id: Asn1, certificate: Certificate) -> bool:
    if responder_id.name == "by_name":
        return comparable(name_parts(responder_id.chosen)) == certificate.subject_name
    key = x509.Certificate.load(certificate.der)["tbs_certificate"]["subject_public_key_info"]["public_key"]
    return bool(responder_id.native == _sha1(_bits(key)))


def _check_appointed(signer: Certificate, issuer: Certificate) -> None:
    """RFC 6960 §4.2.2.2: issued directly by the authority, with id-kp-OCSPSigning."""
    purposes = x509.Certificate.load(signer.der).extended_key_usage_value
    may = purposes is not None and "ocsp_signing" in purposes.native
    if not may or signer.issuer_name != issuer.subject_name or not signed_by(issuer, signer):
        raise NotBelieved(RevocationReason.RESPONDER_NOT_AUTHORISED)


def _answer(data: bytes, basic: Asn1, single: Asn1, source: str, at: datetime) -> RevocationAnswer:
    this_update, next_update = _instant(single["this_update"]), _instant(single["next_update"])
    produced_at = _instant(basic["tbs_response_data"]["produced_at"])
    if this_update is None or produced_at is None or (next_update and next_update < this_update):
        raise ValueError("instants")
    if at + CLOCK_TOLERANCE < max(this_update, produced_at):
        raise NotBelieved(RevocationReason.NOT_YET)
    if (next_update or this_update) < at - CLOCK_TOLERANCE:
        raise NotBelieved(RevocationReason.STALE)
    status = single["cert_status"]
    if status.name == "unknown":
        raise NotBelieved(RevocationReason.UNKNOWN_THERE)
    revoked = status.name == "revoked"
    return RevocationAnswer(
        Revocation.REVOKED if revoked else Revocation.GOOD,
        RevocationReason.ANSWERED,
        source,
        at,
        revoked_at=_instant(status.chosen["revocation_time"]) if revoked else None,
        kind=SourceKind.OCSP,
        this_update=this_update,
        next_update=next_update,
        produced_at=produced_at,
        sha256=hashlib.sha256(data).hexdigest(),
        raw=data,
    )


def _instant(value: Asn1) -> datetime | None:
    """Return an instant, None where the field is absent; asn1crypto has a class of its own for year 0."""
    found = value.native
    if found is None:
        return None
    if not isinstance(found, datetime):
        raise TypeError(found)
    return found.astimezone(UTC)


def _sent_certificates(basic: Asn1) -> tuple[Certificate, ...]:
    """Return the certificates that an answer carries and that can be read."""
    found = []
    for each in basic["certs"] or ():
        try:
            found.append(read_certificate(der_of(each)))
        except NotACertificate:
            continue
    return tuple(found)
