"""The institution's seal on an acuse: PAdES B-B (ETSI EN 319 142-1), made without any network."""

import asyncio
import hashlib
import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self, TypeAlias

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.domain.acuse import SealIdentity
from core.receipts.refusals import SealKeyDoesNotMatch, SealNotFound, SealNotValidNow, SealUnreadable

KEY_FILE = "sello.key.pem"
CERTIFICATE_FILE = "sello.cer.pem"
AUTHORITIES_FILE = "autoridades.pem"
DEMONSTRATION_NAME = "DEMOSTRACIÓN — sin validez"
"""Common name of a self-made seal. It travels in the certificate, so no setting can hide it."""

SealKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_FIELD = "SelloInstitucional"
_CMS_BYTES = 3072
"""Room for the CMS beside the certificates: signed attributes and a signature of up to RSA-8192."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Key and certificates of the institution's seal.

    Attributes:
        key: RSA or elliptic curve; never printed.
        identity: what the acuse prints about it.
        authorities_pem: the issuers' certificates, anchors for whoever checks by hand.
    """

    identity: SealIdentity
    authorities_pem: bytes = field(repr=False)
    certificate_der: bytes = field(repr=False)
    key: SealKey = field(repr=False)

    @classmethod
    def load(cls, folder: Path, password: bytes | None = None) -> Self:
        """Read ``sello.key.pem`` (PKCS#8), ``sello.cer.pem`` and ``autoridades.pem``.

        Raises:
            SealNotFound: one of the three is absent.
            SealUnreadable: one is no PEM of its kind, the key is neither RSA nor EC, or the password wrong.
            SealKeyDoesNotMatch: key and certificate are not a pair.
        """
        certificate = _read_certificate(folder)
        key = _read_key(folder, password)
        if _public_bytes(key.public_key()) != _public_bytes(certificate.public_key()):
            raise SealKeyDoesNotMatch
        return cls(
            identity=_identity(certificate),
            authorities_pem=_read_authorities(folder),
            certificate_der=certificate.public_bytes(serialization.Encoding.DER),
            key=key,
        )


class _SealSigner(Signer):
    """pyHanko's signer on a key at hand.

    Its own ``SimpleSigner`` parses and checks the key for each signature: 180 of 230 ms with RSA-3072.
    """

    def __init__(self, seal: Seal) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
        for issuer in x509.load_pem_x509_certificates(seal.authorities_pem):
            chain.register(asn1_x509.Certificate.load(issuer.public_bytes(serialization.Encoding.DER)))
        certificate = asn1_x509.Certificate.load(seal.certificate_der)
        super().__init__(signing_cert=certificate, cert_registry=chain)
        self._key = seal.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - pyHanko's signature
        """Sign ``data`` with SHA-256, the only digest that ``seal_pdf`` asks for."""
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def seal_pdf(pdf: bytes, seal: Seal, at: datetime) -> bytes:
    """Return ``pdf`` with the seal added as an incremental update; the original bytes stay in front.

    The seal certifies the paper and allows no change after it (ISO 32000-1 §12.8.2.2, P = 1). It is
    invisible: the paper already says whose seal it bears.

    Call it from a thread without a running event loop.

    Args:
        pdf: the acuse as rendered.
        seal: whose seal.
        at: instant of sealing, aware; the server's own claim, no time stamp of a third party.

    Raises:
        SealNotValidNow: the seal's certificate is not valid at that instant.
        pyhanko.pdf_utils.misc.PdfReadError: the bytes are no PDF.
    """
    identity = seal.identity
    if not identity.not_before <= at <= identity.not_after:
        raise SealNotValidNow(
            not_before=identity.not_before.isoformat(), not_after=identity.not_after.isoformat()
        )
    metadata = PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # Out of the page: only so is an invisible widget right in both PDF/A-2 and PDF/UA-1.
    place = SigFieldSpec(_FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    reserved = 2 * (len(seal.certificate_der) + len(seal.authorities_pem) + _CMS_BYTES)  # hexadecimal
    return _sign(pdf, PdfSigner(metadata, _SealSigner(seal), new_field_spec=place), at, reserved)


class _Update(IncrementalPdfFileWriter):
    """An incremental update that leaves the metadata alone.

    pyHanko would write the XMP anew, with itself as producer, the present hour and the PDF/A extension
    schemas in another form than Typst declared them.
    """

    def _update_meta(self) -> None:
        return


def _sign(pdf: bytes, pdf_signer: PdfSigner, at: datetime, reserved: int) -> bytes:
    session = pdf_signer.init_signing_session(_Update(io.BytesIO(pdf)))
    session.system_time = at
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    output = io.BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    attributes = PdfCMSSignedAttributes(signing_time=at)
    asyncio.run(prepared.perform_signature(digest.document_digest, attributes))
    return output.getvalue()


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise SealNotFound(file=name) from error
    except OSError as error:
        raise SealUnreadable(file=name) from error


def _read_certificate(folder: Path) -> x509.Certificate:
    data = _read(folder, CERTIFICATE_FILE)
    try:
        return x509.load_pem_x509_certificate(data)
    except ValueError as error:
        raise SealUnreadable(file=CERTIFICATE_FILE) from error


def _read_key(folder: Path, password: bytes | None) -> SealKey:
    data = _read(folder, KEY_FILE)
    try:
        key = serialization.load_pem_private_key(data, password)
    except (ValueError, TypeError) as error:  # TypeError: a password given and not needed, or the reverse
        raise SealUnreadable(file=KEY_FILE) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SealUnreadable(file=KEY_FILE)
    return key


def _read_authorities(folder: Path) -> bytes:
    data = _read(folder, AUTHORITIES_FILE)
    try:
        x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise SealUnreadable(file=AUTHORITIES_FILE) from error
    return data


def _public_bytes(key: object) -> bytes:
    """Return the SubjectPublicKeyInfo: the one form in which keys of any kind compare."""
    spki: bytes = key.public_bytes(  # type: ignore[attr-defined]  # every public key has it
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return spki


def _identity(certificate: x509.Certificate) -> SealIdentity:
    der = certificate.public_bytes(serialization.Encoding.DER)
    parsed = asn1_x509.Certificate.load(der)
    holder = _name(parsed.subject)
    return SealIdentity(
        holder=holder,
        issuer=_name(parsed.issuer),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        sha256=hashlib.sha256(der).hexdigest(),
        demonstration=DEMONSTRATION_NAME in holder,
    )


def _name(name: asn1_x509.Name) -> str:
    """Return common name, unit and organisation; not ``cryptography``'s, which fails on Latin-1 names."""
    wanted = ("common_name", "organizational_unit_name", "organization_name")
    parts = {item["type"].native: item for rdn in name.chosen for item in rdn}
    return ", ".join(str(parts[kind]["value"].native) for kind in wanted if kind in parts)
