"""What each kind of certificate looks like, and which keys and digests are strong enough: the policy.

The shapes are those of the SAT's real certificates (domain.md §4). Admission, before signing, and
verification, after it, judge by the same objects; a new kind or a stricter rule is a change of data here.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_SAT_SERIAL = re.compile(r"[0-9]{20}")
STRONG_DIGESTS = frozenset({"sha256", "sha384", "sha512"})
"""With which an authority may have signed: MD5 and SHA-1 are forgeable (NIST SP 800-131A §9)."""
UNDERSTOOD_EXTENSIONS = frozenset({"basic_constraints", "key_usage", "extended_key_usage"})
"""Any other that is critical makes a certificate unusable for who does not know it (RFC 5280 §4.2)."""


class CertificateKind(StrEnum):
    """What a certificate is for, told by its own fields; whether to believe them is ``trust``'s."""

    EFIRMA = "efirma"
    CSD = "csd"
    FIREL = "firel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a certificate shows of itself that tells its kind.

    Attributes:
        authority: whether basicConstraints calls it an authority.
        rfcs: how many 2.5.4.45 its subject has with a well-formed RFC first.
        has_unit: whether its subject has an organizationalUnitName.
        usage: names of the keyUsage bits; empty where the extension is absent.
        purposes: extKeyUsage; empty where absent.
        serial: as ``Certificate.serial``.
        issuer: every text of the issuer's name, casefolded, in one line.
        understood: whether each critical extension is one of ``UNDERSTOOD_EXTENSIONS``.
    """

    authority: bool
    rfcs: int
    has_unit: bool
    usage: frozenset[str]
    purposes: frozenset[str]
    serial: str
    issuer: str
    understood: bool


@dataclass(frozen=True, slots=True)
class CertificateProfile:
    """How certificates of one kind look.

    Attributes:
        kind: what fits is this.
        usage: keyUsage bits that it has; ``only`` tells whether it may have others.
        only: whether ``usage`` is everything.
        unit: whether it has an organizationalUnitName.
        purposes: where it has extKeyUsage, one of these is in it; empty asks nothing.
        serial: form of its serial number.
    """

    kind: CertificateKind
    usage: frozenset[str]
    only: bool
    unit: bool
    purposes: frozenset[str]
    serial: re.Pattern[str]

    def fits(self, traits: Traits) -> bool:
        """Tell whether a certificate looks like this kind in every respect."""
        return (
            traits.rfcs == 1
            and traits.has_unit == self.unit
            and (traits.usage == self.usage if self.only else traits.usage >= self.usage)
            and (not self.purposes or not traits.purposes or bool(traits.purposes & self.purposes))
            and bool(self.serial.fullmatch(traits.serial))
        )


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """A kind told by who issues it: enough to name a mistake, never to accept a certificate."""

    kind: CertificateKind
    words: tuple[str, ...]

    def fits(self, traits: Traits) -> bool:
        """Tell whether one of the words stands in the issuer's name."""
        return any(word in traits.issuer for word in self.words)


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """The least that a key must be.

    Attributes:
        bits: length of an RSA modulus (NIST SP 800-131A §3).
        exponent: RSA public exponent: a small one invites forged paddings (FIPS 186-5 §5.1).
        digests: with which the certificate may be signed.
    """

    bits: int
    exponent: int
    digests: frozenset[str]

    def admits(self, bits: int, exponent: int) -> bool:
        """Tell whether a key is strong enough."""
        return bits >= self.bits and exponent >= self.exponent


EFIRMA = CertificateProfile(
    CertificateKind.EFIRMA,
    frozenset({"digital_signature", "non_repudiation", "data_encipherment", "key_agreement"}),
    only=False,
    unit=False,
    purposes=frozenset({"email_protection", "client_auth"}),
    serial=_SAT_SERIAL,
)
CSD = CertificateProfile(
    CertificateKind.CSD,
    frozenset({"digital_signature", "non_repudiation"}),
    only=True,
    unit=True,
    purposes=frozenset(),
    serial=_SAT_SERIAL,
)
FIREL = IssuerProfile(CertificateKind.FIREL, ("judicatura", "poder judicial", "suprema corte"))
SIGNING_KEY = KeyPolicy(bits=2048, exponent=65537, digests=STRONG_DIGESTS)
_PROFILES: tuple[CertificateProfile | IssuerProfile, ...] = (FIREL, EFIRMA, CSD)


def kind_of(traits: Traits) -> CertificateKind:
    """Return the first kind whose profile fits; an authority, and what nobody understands, is other."""
    if traits.authority or not traits.understood:
        return CertificateKind.OTHER
    return next((profile.kind for profile in _PROFILES if profile.fits(traits)), CertificateKind.OTHER)
