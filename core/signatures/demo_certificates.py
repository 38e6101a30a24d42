"""Certificates, keys and CRLs of the SAT's exact shape, made here for demonstration and tests.

The shapes are those of the 22 real test certificates: see domain.md §4.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from core.signatures.asn1 import Asn1, NameParts, core, der_of, keys, x509
from core.signatures.demo_names import sat_name

EFIRMA_USAGE = frozenset({"digital_signature", "non_repudiation", "data_encipherment", "key_agreement"})
CSD_USAGE = frozenset({"digital_signature", "non_repudiation"})
AUTHORITY_USAGE = frozenset({"digital_signature", "non_repudiation", "key_cert_sign", "crl_sign"})
SIGNATURE_ALGORITHM = {"algorithm": "sha256_rsa", "parameters": core.Null()}
_ROUNDS = 2048


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate shall say.

    Attributes:
        subject: attributes in order.
        serial: ASCII digits, written byte for byte.
        not_before: aware.
        not_after: aware.
        usage: names of keyUsage bits.
        authority: whether it may issue certificates.
        for_people: add what an e.firma has and a CSD has not: nsCertType and extKeyUsage.
    """

    subject: NameParts
    serial: str
    not_before: datetime
    not_after: datetime
    usage: frozenset[str]
    authority: bool = False
    for_people: bool = False


def serial_number(serial: str) -> int:
    """Return the number whose bytes are these ASCII digits."""
    return int.from_bytes(serial.encode("ascii"), "big")


def x509_time(at: datetime) -> Asn1:
    """Return an X.509 ``Time`` in whole seconds (UTCTime: the years 1950 to 2049)."""
    return x509.Time(name="utc_time", value=core.UTCTime(at.astimezone(UTC).replace(microsecond=0)))


def make_certificate(
    profile: Profile, public: rsa.RSAPublicKey, issuer: NameParts, issuer_key: rsa.RSAPrivateKey
) -> bytes:
    """Return the DER of a certificate signed with SHA-256/RSA."""
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    validity = {"not_before": x509_time(profile.not_before), "not_after": x509_time(profile.not_after)}
    part = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial_number(profile.serial),
            "signature": SIGNATURE_ALGORITHM,
            "issuer": sat_name(issuer),
            "validity": validity,
            "subject": sat_name(profile.subject),
            "subject_public_key_info": keys.PublicKeyInfo.load(spki),
            "extensions": _extensions(profile),
        }
    )
    signed = {
        "tbs_certificate": part,
        "signature_algorithm": SIGNATURE_ALGORITHM,
        "signature_value": issuer_key.sign(der_of(part), padding.PKCS1v15(), SHA256()),
    }
    return der_of(x509.Certificate(signed))


def _extensions(profile: Profile) -> list[dict[str, object]]:
    made: list[dict[str, object]] = [
        {
            "extn_id": "basic_constraints",
            "critical": True,
            "extn_value": x509.BasicConstraints({"ca": profile.authority}),
        },
        {"extn_id": "key_usage", "extn_value": x509.KeyUsage(set(profile.usage))},
    ]
    if profile.for_people:
        purposes = x509.ExtKeyUsageSyntax(["email_protection", "client_auth"])
        netscape = x509.NetscapeCertificateType({"ssl_client", "email"})
        made.append({"extn_id": "netscape_certificate_type", "extn_value": netscape})
        made.append({"extn_id": "extended_key_usage", "extn_value": purposes})
    return made


def encrypt_key(key: rsa.RSAPrivateKey, password: bytes) -> bytes:
    """Return a ``.key`` as the SAT makes it: PKCS#8, PBES2, PBKDF2-HMAC-SHA1 2048 rounds, 3DES-CBC, DER."""
    salt, vector = os.urandom(8), os.urandom(8)
    derived = PBKDF2HMAC(SHA1(), 24, salt, _ROUNDS).derive(password)  # noqa: S303 - the SAT's own choice
    padder = PKCS7(64).padder()
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    encryptor = Cipher(TripleDES(derived), modes.CBC(vector)).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    derivation = {"salt": core.OctetString(salt), "iteration_count": _ROUNDS}
    parameters = {
        "key_derivation_func": {"algorithm": "pbkdf2", "parameters": derivation},
        "encryption_scheme": {"algorithm": "tripledes_3key", "parameters": core.OctetString(vector)},
    }
    algorithm = {"algorithm": "pbes2", "parameters": parameters}
    return der_of(keys.EncryptedPrivateKeyInfo({"encryption_algorithm": algorithm, "encrypted_data": sealed}))
