"""OCSP answers for tests: honest ones and each kind of lie, made field by field."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.signatures.asn1 import Asn1, NameParts, core, der_of, keys, ocsp, x509
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.demo_certificates import SIGNATURE_ALGORITHM, serial_number, x509_time
from core.signatures.demo_names import sat_name
from tests.pki.people import NOW, authority

RESPONDER_NAME: NameParts = (("2.5.4.3", "OCSP DE DEMOSTRACIÓN"), ("2.5.4.10", "AÑO"))


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs answers: key and certificate."""

    key: rsa.RSAPrivateKey = field(repr=False)
    der: bytes = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        """Return the certificate as the product reads it."""
        return read_certificate(self.der)


@dataclass(frozen=True, slots=True)
class Lie:
    """How an answer is made; the defaults are an honest «good» of now."""

    status: str = "good"
    revoked_at: datetime = NOW - timedelta(hours=1)
    this_update: datetime = NOW
    next_update: datetime | None = NOW + timedelta(minutes=1)
    produced_at: datetime = NOW
    signer: Signer | None = None
    signed_with: Signer | None = None
    by_key: bool = False
    certificates: tuple[Signer, ...] | None = None
    nonce: bytes | None = None
    without_nonce: bool = False
    serial_plus: int = 0
    key_hash: bytes | None = None
    twice: bool = False
    sha1: bool = False
    critical: bool = False

    def answer(self, request: bytes) -> bytes:
        """Return the OCSPResponse to a request, DER."""
        asked = ocsp.OCSPRequest.load(request)["tbs_request"]
        signer = self.signer or issuer_signer()
        part = self._part(asked, signer)
        key = (self.signed_with or signer).key
        digest = SHA1() if self.sha1 else SHA256()  # noqa: S303 - a weak answer is what the test wants
        algorithm = {"algorithm": "sha1_rsa"} if self.sha1 else SIGNATURE_ALGORITHM
        carried = self.certificates if self.certificates is not None else (signer,)
        basic = ocsp.BasicOCSPResponse(
            {
                "tbs_response_data": part,
                "signature_algorithm": algorithm,
                "signature": key.sign(der_of(part), padding.PKCS1v15(), digest),
                "certs": [x509.Certificate.load(each.der) for each in carried],
            }
        )
        held = {"response_type": "basic_ocsp_response", "response": core.ParsableOctetString(der_of(basic))}
        return der_of(ocsp.OCSPResponse({"response_status": "successful", "response_bytes": held}))

    def _part(self, asked: Asn1, signer: Signer) -> Asn1:
        single = self._single(asked["request_list"][0]["req_cert"])
        made: dict[str, Any] = {
            "responder_id": _responder_id(signer, by_key=self.by_key),
            "produced_at": _time(self.produced_at),
            "responses": [single, single] if self.twice else [single],
        }
        nonce = self.nonce or bytes(asked["request_extensions"][0]["extn_value"].parsed.native)
        if not self.without_nonce:
            made["response_extensions"] = [
                {"extn_id": "nonce", "critical": self.critical, "extn_value": core.OctetString(nonce)}
            ]
        return ocsp.ResponseData(made)

    def _single(self, named: Asn1) -> dict[str, Any]:
        revoked = {"revocation_time": _time(self.revoked_at)}
        statuses = {
            "good": ocsp.CertStatus("good", ocsp.StatusGood()),
            "unknown": ocsp.CertStatus("unknown", ocsp.StatusUnknown()),
            "revoked": ocsp.CertStatus("revoked", revoked),
        }
        made: dict[str, Any] = {
            "cert_id": {
                "hash_algorithm": {"algorithm": "sha1"},
                "issuer_name_hash": named["issuer_name_hash"].native,
                "issuer_key_hash": self.key_hash or named["issuer_key_hash"].native,
                "serial_number": named["serial_number"].native + self.serial_plus,
            },
            "cert_status": statuses[self.status],
            "this_update": _time(self.this_update),
        }
        return made | ({"next_update": _time(self.next_update)} if self.next_update else {})


def _time(at: datetime) -> Asn1:
    return core.GeneralizedTime(at.astimezone(UTC).replace(microsecond=0))


def _responder_id(signer: Signer, *, by_key: bool) -> Asn1:
    parsed = x509.Certificate.load(signer.der)
    if by_key:
        return ocsp.ResponderId("by_key", core.OctetString(parsed.public_key.sha1))
    return ocsp.ResponderId("by_name", parsed.subject)


def status_only(status: str) -> bytes:
    """Return an answer that is an error of RFC 6960 §2.3."""
    return der_of(ocsp.OCSPResponse({"response_status": status}))


@cache
def issuer_signer() -> Signer:
    """The authority itself."""
    return Signer(authority().private_key, authority().certificate_der)


@cache
def appointed(
    *,
    by: DemoAuthority | None = None,
    purpose: str = "ocsp_signing",
    not_after: datetime = NOW + timedelta(days=30),
) -> Signer:
    """A responder with a certificate of its own."""
    return signer_issued(by or authority(), purpose, not_after)


def signer_issued(
    by: DemoAuthority,
    purpose: str,
    not_after: datetime,
    *,
    name: NameParts = RESPONDER_NAME,
    not_before: datetime = NOW - timedelta(days=30),
) -> Signer:
    """Issue a certificate for a responder or a timestamping authority; no purpose where it is empty."""
    key = rsa.generate_private_key(65537, 2048)
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    usage = {"extn_id": "key_usage", "extn_value": x509.KeyUsage({"digital_signature"})}
    purposes = {
        "extn_id": "extended_key_usage",
        "critical": True,
        "extn_value": x509.ExtKeyUsageSyntax([purpose]) if purpose else None,
    }
    part = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial_number("30001999900000099999"),
            "signature": SIGNATURE_ALGORITHM,
            "issuer": sat_name(by.name),
            "validity": {"not_before": x509_time(not_before), "not_after": x509_time(not_after)},
            "subject": sat_name(name),
            "subject_public_key_info": keys.PublicKeyInfo.load(spki),
            "extensions": [usage, purposes] if purpose else [usage],
        }
    )
    signed = {
        "tbs_certificate": part,
        "signature_algorithm": SIGNATURE_ALGORITHM,
        "signature_value": by.private_key.sign(der_of(part), padding.PKCS1v15(), SHA256()),
    }
    return Signer(key, der_of(x509.Certificate(signed)))


HONEST = Lie()


def lying(**changes: Any) -> Lie:  # noqa: ANN401 - names of Lie's fields
    """Return the honest answer with one thing changed."""
    return replace(HONEST, **changes)
