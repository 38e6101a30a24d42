"""A certification authority for demonstrations and tests; its name says it is worth nothing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from core.domain.identifiers import Person, Rfc
from core.signatures.asn1 import NameParts, crl, der_of
from core.signatures.certificate import read_certificate
from core.signatures.demo_certificates import (
    AUTHORITY_USAGE,
    CSD_USAGE,
    EFIRMA_USAGE,
    SIGNATURE_ALGORITHM,
    Profile,
    encrypt_key,
    make_certificate,
    serial_number,
    x509_time,
)
from core.signatures.demo_names import sat_name

DEMO_NAME = "AC DE DEMOSTRACIÓN SIN VALIDEZ OFICIAL"
CERTIFICATE_FILE = "demostracion.cer"
KEY_FILE = "demostracion.pem"
_AUTHORITY_DAYS = 3652
_CRL_DAYS = 30


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """What a holder receives: the bytes of the ``.cer`` (DER) and of the encrypted ``.key`` (DER)."""

    cer: bytes
    key: bytes = field(repr=False)


def _authority_name(name: str) -> NameParts:
    return (("2.5.4.3", name), ("2.5.4.10", "DEMOSTRACIÓN"), ("2.5.4.11", "SOLO PRUEBAS"), ("2.5.4.6", "MX"))


def _new_serial() -> str:
    return f"300019999{secrets.randbelow(10**11):011d}"


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """The authority: its name, certificate and private key.

    Attributes:
        name: attributes of its subject, which are its certificates' issuer.
        certificate_der: its self-signed certificate, to be placed in the trust folder's ``pruebas``.
        private_key: never anything but a demonstration's.
    """

    name: NameParts
    certificate_der: bytes
    private_key: rsa.RSAPrivateKey = field(repr=False, compare=False)

    @classmethod
    def create(cls, at: datetime, *, name: str = DEMO_NAME) -> Self:
        """Make a new authority, valid for ten years from ``at`` (aware)."""
        key = rsa.generate_private_key(65537, 2048)
        parts = _authority_name(name)
        profile = Profile(
            subject=parts,
            serial=_new_serial(),
            not_before=at,
            not_after=at + timedelta(days=_AUTHORITY_DAYS),
            usage=AUTHORITY_USAGE,
            authority=True,
        )
        return cls(parts, make_certificate(profile, key.public_key(), parts, key), key)

    def save(self, folder: Path) -> None:
        """Write certificate and key into a folder, the key readable by its owner only."""
        folder.mkdir(parents=True, exist_ok=True)
        pem = self.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        key_file = folder / KEY_FILE
        key_file.touch(mode=0o600)
        key_file.write_bytes(pem)
        (folder / CERTIFICATE_FILE).write_bytes(self.certificate_der)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote.

        Raises:
            FileNotFoundError: nothing was saved there.
            ValueError: the key is not one of ours.
        """
        der = (folder / CERTIFICATE_FILE).read_bytes()
        key = load_pem_private_key((folder / KEY_FILE).read_bytes(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError(KEY_FILE)  # noqa: TRY004 - a wrong file, not a wrong argument
        name = read_certificate(der).holder
        return cls(_authority_name(name), der, key)

    def issue_efirma(  # noqa: PLR0913 - each is a field of the certificate
        self,
        holder: str,
        rfc: str,
        curp: str,
        *,
        not_before: datetime,
        not_after: datetime,
        password: str,
        representative_rfc: str = "",
        email: str = "pruebas@example.mx",
        key_bits: int = 2048,
    ) -> IssuedCertificate:
        """Issue an e.firma. A company's bears its representative's RFC and CURP."""
        subject = (
            *_holder_parts(holder),
            ("2.5.4.6", "MX"),
            ("1.2.840.113549.1.9.1", email),
            *_identity_parts(rfc, curp, representative_rfc),
        )
        profile = Profile(subject, _new_serial(), not_before, not_after, EFIRMA_USAGE, for_people=True)
        return self.issue(profile, password, key_bits=key_bits)

    def issue_csd(
        self,
        holder: str,
        rfc: str,
        curp: str,
        *,
        not_before: datetime,
        not_after: datetime,
        password: str,
        representative_rfc: str = "",
        unit: str = "Sucursal 1",
    ) -> IssuedCertificate:
        """Issue a certificado de sello digital, which no filing may be signed with."""
        identity = _identity_parts(rfc, curp, representative_rfc)
        subject = (*_holder_parts(holder), *identity, ("2.5.4.11", unit))
        return self.issue(Profile(subject, _new_serial(), not_before, not_after, CSD_USAGE), password)

    def issue(self, profile: Profile, password: str, *, key_bits: int = 2048) -> IssuedCertificate:
        """Issue a certificate of any profile over a new key."""
        key = rsa.generate_private_key(65537, key_bits)
        cer = make_certificate(profile, key.public_key(), self.name, self.private_key)
        return IssuedCertificate(cer, encrypt_key(key, password.encode()))

    def crl(self, revoked: Mapping[str, datetime], *, at: datetime, days: int = _CRL_DAYS) -> bytes:
        """Return a CRL (RFC 5280 §5), DER.

        Args:
            revoked: serial in 20 digits → instant of revocation, aware.
            at: its thisUpdate.
            days: until its nextUpdate.
        """
        entries = [
            {"user_certificate": serial_number(serial), "revocation_date": x509_time(instant)}
            for serial, instant in revoked.items()
        ]
        part = crl.TbsCertList(
            {
                "version": "v2",
                "signature": SIGNATURE_ALGORITHM,
                "issuer": sat_name(self.name),
                "this_update": x509_time(at),
                "next_update": x509_time(at + timedelta(days=days)),
                **({"revoked_certificates": entries} if entries else {}),
            }
        )
        signature = self.private_key.sign(der_of(part), padding.PKCS1v15(), SHA256())
        signed = {"tbs_cert_list": part, "signature_algorithm": SIGNATURE_ALGORITHM, "signature": signature}
        return der_of(crl.CertificateList(signed))


def _holder_parts(holder: str) -> NameParts:
    return (("2.5.4.3", holder), ("2.5.4.41", holder), ("2.5.4.10", holder))


def _identity_parts(rfc: str, curp: str, representative_rfc: str) -> NameParts:
    """Write RFC and CURP as the SAT does: a company's stand before a slash, its representative's after."""
    if Rfc.parse(rfc).person is Person.FISICA:
        return (("2.5.4.45", rfc), ("2.5.4.5", curp))
    return (("2.5.4.45", f"{rfc} / {representative_rfc}"), ("2.5.4.5", f" / {curp}"))
