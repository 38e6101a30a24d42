"""Certificates of the SAT's shape for tests, good ones and each kind of bad one. Keys are made once a run."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa

from core.domain.identifiers import Rfc
from core.signatures.asn1 import NameParts
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.demo_authority import DemoAuthority, IssuedCertificate
from core.signatures.demo_certificates import EFIRMA_USAGE, Profile
from core.signatures.private_key import read_private_key
from core.signatures.refusals import NotACertificate
from core.signatures.revocation import CrlFolder, read_revocation_list
from core.signatures.trust import TrustAnchors

NOW = datetime(2026, 11, 23, 18, 30, 15, tzinfo=UTC)
PASSWORD = "contraseña-1"
PERSON_RFC = "ÑAÑE800101AB1"
PERSON_CURP = "NANE800101MDFXXN09"
PERSON_NAME = "MARÍA JOSÉ ÑÁÑEZ NÚÑEZ"
COMPANY_RFC = "PÑU010203AB9"
COMPANY_NAME = "PEÑA & UGARTE, S.A. DE C.V."
_LONG = timedelta(days=500)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with an e.firma: the two files, and what is in them."""

    cer: bytes
    key: bytes = field(repr=False)
    certificate: Certificate
    private_key: rsa.RSAPrivateKey = field(repr=False)

    @property
    def rfc(self) -> Rfc:
        """The certificate's RFC; an AssertionError where it has none."""
        assert self.certificate.rfc
        return self.certificate.rfc


def holder(issued: IssuedCertificate) -> Holder:
    """Open both files."""
    return Holder(
        issued.cer, issued.key, read_certificate(issued.cer), read_private_key(issued.key, PASSWORD)
    )


@cache
def authority() -> DemoAuthority:
    """The authority believed in tests."""
    return DemoAuthority.create(NOW - timedelta(days=900))


@cache
def impostor() -> DemoAuthority:
    """Another authority of the same name and another key."""
    return DemoAuthority.create(NOW - timedelta(days=900))


def efirma(
    rfc: str = PERSON_RFC,
    *,
    name: str = PERSON_NAME,
    not_before: datetime = NOW - _LONG,
    not_after: datetime = NOW + _LONG,
    key_bits: int = 2048,
    by: DemoAuthority | None = None,
) -> Holder:
    """Issue an e.firma; a company's where the RFC is a company's."""
    issued = (by or authority()).issue_efirma(
        name,
        rfc,
        PERSON_CURP,
        representative_rfc=PERSON_RFC,
        not_before=not_before,
        not_after=not_after,
        password=PASSWORD,
        key_bits=key_bits,
    )
    return holder(issued)


@cache
def person() -> Holder:
    """A natural person with Ñ in name and RFC."""
    return efirma()


@cache
def company() -> Holder:
    """A company with Ñ and & in its name, represented by the person."""
    return efirma(COMPANY_RFC, name=COMPANY_NAME)


@cache
def stranger() -> Holder:
    """Another natural person."""
    return efirma("LOPJ750505QX2", name="JUAN LÓPEZ PÉREZ")


@cache
def expired() -> Holder:
    """The person's e.firma, expired a second ago."""
    return efirma(not_after=NOW - timedelta(seconds=1))


@cache
def future() -> Holder:
    """The person's e.firma, valid from a second ahead."""
    return efirma(not_before=NOW + timedelta(seconds=1))


@cache
def weak() -> Holder:
    """The person's e.firma with 1024 bits."""
    return efirma(key_bits=1024)


@cache
def forged() -> Holder:
    """The person's e.firma, issued by an authority that only bears the right name."""
    return efirma(by=impostor())


@cache
def csd() -> Holder:
    """The company's certificado de sello digital."""
    issued = authority().issue_csd(
        COMPANY_NAME,
        COMPANY_RFC,
        PERSON_CURP,
        representative_rfc=PERSON_RFC,
        not_before=NOW - _LONG,
        not_after=NOW + _LONG,
        password=PASSWORD,
    )
    return holder(issued)


@cache
def firel() -> Holder:
    """What a FIREL looks like from outside: the judiciary's name in the issuer."""
    name: NameParts = (
        ("2.5.4.3", "Unidad de Certificación"),
        ("2.5.4.10", "Consejo de la Judicatura Federal"),
    )
    judiciary = replace(authority(), name=name)
    subject: NameParts = (("2.5.4.3", PERSON_NAME), ("2.5.4.5", PERSON_CURP))
    return holder(judiciary.issue(profile(subject), PASSWORD))


def profile(
    subject: NameParts, usage: frozenset[str] = EFIRMA_USAGE, serial: str = "30001999900000000001"
) -> Profile:
    """Return a profile in force."""
    return Profile(subject, serial, NOW - _LONG, NOW + _LONG, usage)


@cache
def anchors() -> TrustAnchors:
    """Trust the authority, and nobody else."""
    trusted = read_certificate(authority().certificate_der)
    return TrustAnchors((trusted,), frozenset({trusted.der}))


def crl(*revoked: Holder, revoked_at: datetime = NOW, at: datetime = NOW, days: int = 30) -> CrlFolder:
    """Return the authority's CRL of these certificates, as a source to ask."""
    entries = {who.certificate.serial: revoked_at for who in revoked}
    data = authority().crl(entries, at=at, days=days)
    return CrlFolder(anchors(), (read_revocation_list(data, "demostracion.crl"),))


def is_certificate(data: bytes) -> bool:
    """Tell whether bytes read as a certificate."""
    try:
        read_certificate(data)
    except NotACertificate:
        return False
    return True
