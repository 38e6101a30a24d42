"""Timestamps for tests, made field by field: what ``openssl ts`` refuses to make."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from core.signatures.asn1 import Asn1, cms, core, der_of, tsp, x509
from tests.pki.ocsp_answers import Signer, signer_issued
from tests.pki.people import NOW, authority

_SET_OF = b"\x31"


@cache
def stamping_signer() -> Signer:
    """A timestamping authority's certificate of the demonstration's."""
    return signer_issued(authority(), "time_stamping", NOW.replace(year=2030))


@dataclass(frozen=True, slots=True)
class Token:
    """How a timestamp is made; the defaults are honest."""

    signer: Signer | None = None
    signed_with: Signer | None = None
    names: Signer | None = None
    at: datetime = NOW
    other_digest: bool = False
    nonce_plus: int = 0
    without_nonce: bool = False
    sha1: bool = False
    status: str = "granted"
    twice: bool = False

    def reply(self, request: bytes) -> bytes:
        """Return the TimeStampResp to a request, DER."""
        if self.status not in {"granted", "granted_with_mods"}:
            return der_of(_Refused({"status": {"status": self.status}}))
        asked = tsp.TimeStampReq.load(request)
        reply = tsp.TimeStampResp({"status": {"status": self.status}, "time_stamp_token": self._token(asked)})
        return der_of(reply)

    def _token(self, asked: Asn1) -> Asn1:
        info = self._info(asked)
        content = der_of(info)
        signer = self.signer or stamping_signer()
        made = self._signer_info(content, signer)
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {"content_type": "tst_info", "content": info},
                "certificates": [cms.CertificateChoices("certificate", x509.Certificate.load(signer.der))],
                "signer_infos": [made, made] if self.twice else [made],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})

    def _info(self, asked: Asn1) -> Asn1:
        digest = asked["message_imprint"]["hashed_message"].native
        made: dict[str, Any] = {
            "version": "v1",
            "policy": "1.2.3.4.1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(digest).digest() if self.other_digest else digest,
            },
            "serial_number": 7,
            "gen_time": core.GeneralizedTime(self.at.astimezone(UTC).replace(microsecond=0)),
        }
        if not self.without_nonce:
            made["nonce"] = asked["nonce"].native + self.nonce_plus
        return tsp.TSTInfo(made)

    def _signer_info(self, content: bytes, signer: Signer) -> Asn1:
        named = hashlib.sha256((self.names or signer).der).digest()
        certificates = tsp.SigningCertificateV2({"certs": [{"cert_hash": named}]})
        name, digest = ("sha1", SHA1()) if self.sha1 else ("sha256", SHA256())  # noqa: S303 - a weak one is wanted
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.new(name, content).digest()]},
                {"type": "signing_certificate_v2", "values": [certificates]},
            ]
        )
        made = _SET_OF + der_of(attributes)[1:]
        parsed = x509.Certificate.load(signer.der)
        identifier = {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier("issuer_and_serial_number", identifier),
                "digest_algorithm": {"algorithm": name},
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
                "signature": (self.signed_with or signer).key.sign(made, padding.PKCS1v15(), digest),
            }
        )


class _Refused(core.Sequence):  # type: ignore[misc]  # asn1crypto ships no types
    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012 - asn1crypto's own form


HONEST_TOKEN = Token()


def token(**changes: Any) -> Token:  # noqa: ANN401 - names of Token's fields
    """Return the honest one with something changed."""
    return replace(HONEST_TOKEN, **changes)
