"""The corpus, first half: certificates with one defect each, signed with as if nothing were wrong."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from unicodedata import normalize

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.domain.identifiers import Rfc
from core.signatures.asn1 import Asn1, cms, core, der_of, keys, x509
from core.signatures.certificate import read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.demo_certificates import AUTHORITY_USAGE, CSD_USAGE, Profile, make_certificate, x509_time
from core.signatures.signing import encode_cms, signed_attributes
from tests.pki import people
from tests.pki.cases import Make, Situation, revoking
from tests.pki.filings import Filing, filing
from tests.pki.forging import (
    Edit,
    bent,
    disguised,
    extension,
    nothing,
    reissued,
    rsa_signature,
    subject,
    with_rfc,
    without_extension,
)
from tests.pki.people import COMPANY_RFC, NOW, PERSON_RFC, authority, impostor, person

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def signed(cer: bytes, key: rsa.RSAPrivateKey | None = None, account: str = PERSON_RFC) -> Filing:
    """Return a filing signed with a certificate that may be anything."""
    good, certificate = filing(person()), disguised(cer, key)
    attributes = signed_attributes(good.manifest, certificate, NOW)
    made = encode_cms(certificate, attributes, rsa_signature(attributes, key))
    return replace(good, cms=made, account_rfc=Rfc(account))


def edited(
    *edits: Edit, account: str = PERSON_RFC, algorithm: str = "sha256_rsa", outer: str = ""
) -> Situation:
    """Return the situation in which the person's certificate was issued with these edits."""

    def every(part: Asn1) -> None:
        for edit in edits:
            edit(part)

    return Situation(signed(reissued(every, algorithm=algorithm, outer=outer), account=account))


def held(who: people.Holder, account: str = "") -> Situation:
    """Return the situation in which somebody signs for an account, by default their own."""
    return Situation(filing(who, account=Rfc(account) if account else None))


def usage(*names: str) -> Edit:
    """Return an edit of keyUsage."""
    return extension("key_usage", x509.KeyUsage(set(names)))


def _serial(number: int) -> Edit:
    return lambda part: part.__setitem__("serial_number", number)


def _validity(begin: datetime, end: datetime) -> Edit:
    made = {"not_before": x509_time(begin), "not_after": x509_time(end)}
    return lambda part: part.__setitem__("validity", made)


def self_signed() -> Situation:
    """The person's own key over the person's own subject."""
    me = replace(authority(), private_key=person().private_key)
    return Situation(signed(reissued(lambda part: part.__setitem__("issuer", part["subject"].copy()), by=me)))


def forged_issuer() -> Situation:
    """The authority's name, and the person's own key under it."""
    return Situation(signed(reissued(nothing, by=replace(authority(), private_key=person().private_key))))


def issued_by_a_person() -> Situation:
    """An e.firma used as if it were an authority."""
    issuer = people.stranger()
    name = x509.Certificate.load(issuer.cer).subject
    return Situation(
        signed(
            reissued(
                lambda part: part.__setitem__("issuer", name),
                by=replace(authority(), private_key=issuer.private_key),
            )
        )
    )


def _authority_in(begin: datetime, end: datetime) -> tuple[bytes, ...]:
    """Return the authority's certificate with another validity."""
    key, name = authority().private_key, authority().name
    profile = Profile(name, "30001999900000000009", begin, end, AUTHORITY_USAGE, authority=True)
    return (make_certificate(profile, key.public_key(), name, key),)


@cache
def _issuing() -> tuple[DemoAuthority, bytes]:
    """Return an authority below the root, and its certificate by the root."""
    below = DemoAuthority.create(NOW - 900 * DAY, name="AC INTERMEDIA DE DEMOSTRACIÓN")
    profile = Profile(
        below.name, "30001999900000000008", NOW - 900 * DAY, NOW + 900 * DAY, AUTHORITY_USAGE, authority=True
    )
    return below, make_certificate(
        profile, below.private_key.public_key(), authority().name, authority().private_key
    )


def chain_of_three(*, trust_issuing: bool) -> Situation:
    """Return a signature of an e.firma whose issuer was issued by a root; one of the two is believed."""
    below, der = _issuing()
    trusted = der if trust_issuing else authority().certificate_der
    crls = (revoking(by=below), revoking())
    return Situation(filing(people.efirma(by=below)), (trusted,), crls)


@cache
def small_exponent() -> people.Holder:
    """The person's e.firma with e=3."""
    key = rsa.generate_private_key(3, 2048)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    cer = reissued(lambda part: part.__setitem__("subject_public_key_info", keys.PublicKeyInfo.load(public)))
    return people.Holder(cer, b"", read_certificate(cer), key)


def elliptic() -> Situation:
    """An e.firma over a P-256 key, and its ECDSA signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    cer = reissued(lambda part: part.__setitem__("subject_public_key_info", keys.PublicKeyInfo.load(public)))
    good, certificate = filing(person()), disguised(cer)
    attributes = signed_attributes(good.manifest, certificate, NOW)
    made = encode_cms(certificate, attributes, key.sign(attributes, ec.ECDSA(SHA256())))
    algorithm = cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    return Situation(
        good.resigned(
            bent(made, lambda data: data["signer_infos"][0].__setitem__("signature_algorithm", algorithm))
        )
    )


def _version_one(part: Asn1) -> None:
    part["version"] = "v1"
    del part["extensions"]


def _renamed(cer: bytes) -> bytes:
    """Return a certificate with its names in UTF-8 and the signature as it was."""
    parsed = x509.Certificate.load(cer)
    subject(lambda parts: parts, utf8=True)(parsed["tbs_certificate"])
    return der_of(parsed)


def revoked(revoked_at: datetime, at: datetime = NOW) -> Situation:
    """The person's e.firma revoked at an instant, and looked at in another."""
    serial = person().certificate.serial
    crl = revoking(serial, revoked_at=revoked_at, at=at)
    return Situation(replace(filing(person()), at=at), crls=(crl,), moment=at)


def with_lists(*crls: bytes) -> Situation:
    """A good signature, and whatever lists."""
    return Situation(filing(person()), crls=crls)


_UNKNOWN_EXTENSION = partial(extension, "1.2.3.4", core.ParsableOctetString(b"\x05\x00"), critical=True)
CERTIFICATES: Mapping[str, Make] = {
    "a person's e.firma": lambda: held(person()),
    "a company's e.firma": lambda: held(people.company()),
    "self-signed with a real subject": self_signed,
    "same name, other key": lambda: held(people.forged()),
    "forged issuer name": forged_issuer,
    "issued by an e.firma": issued_by_a_person,
    "expired": lambda: held(people.expired()),
    "future": lambda: held(people.future()),
    "validity ends before it begins": lambda: edited(_validity(NOW + DAY, NOW - DAY)),
    "CSD": lambda: held(people.csd()),
    "FIREL-like": lambda: held(people.firel(), PERSON_RFC),
    "1024-bit key": lambda: held(people.weak()),
    "public exponent 3": lambda: held(small_exponent()),
    "SHA-1 certificate signature": lambda: edited(algorithm="sha1_rsa"),
    "elliptic curve key": elliptic,
    "algorithm outside other than inside": lambda: edited(outer="sha512_rsa"),
    "keyUsage without nonRepudiation": lambda: edited(
        usage("digital_signature", "data_encipherment", "key_agreement")
    ),
    "keyUsage of a CSD without its unit": lambda: edited(usage(*CSD_USAGE)),
    "no keyUsage": lambda: edited(without_extension("key_usage")),
    "organizational unit present": lambda: edited(
        subject(lambda parts: (*parts, ("2.5.4.11", "Sucursal 1")))
    ),
    "another purpose only": lambda: edited(
        extension("extended_key_usage", x509.ExtKeyUsageSyntax(["time_stamping"]))
    ),
    "unknown critical extension": lambda: edited(_UNKNOWN_EXTENSION()),
    "an authority's certificate": lambda: edited(
        extension("basic_constraints", x509.BasicConstraints({"ca": True}), critical=True)
    ),
    "version 1, no extensions": lambda: edited(_version_one),
    "serial of another form": lambda: edited(_serial(78187493520)),
    "negative serial": lambda: edited(_serial(-5)),
    "no RFC": lambda: edited(with_rfc()),
    "two RFCs": lambda: edited(with_rfc(PERSON_RFC, "LOPJ750505QX2")),
    "RFC of letters that only look alike": lambda: edited(with_rfc(PERSON_RFC.replace("E", "Е"), utf8=True)),
    "RFC in lower case": lambda: edited(with_rfc(PERSON_RFC.lower())),
    "RFC with blanks and dashes": lambda: edited(with_rfc("ÑAÑE-800101-AB1 ")),
    "RFC with decomposed Ñ": lambda: edited(with_rfc(normalize("NFD", PERSON_RFC), utf8=True)),
    "e.firma of another person": lambda: held(people.stranger(), PERSON_RFC),
    "company signed by its representative": lambda: held(person(), COMPANY_RFC),
    "person signed with their company's": lambda: held(people.company(), PERSON_RFC),
    "representative before the slash": lambda: edited(
        with_rfc(f"{PERSON_RFC} / {COMPANY_RFC}"), account=COMPANY_RFC
    ),
    "authority expired before issuing": lambda: replace(
        held(person()), trusted=_authority_in(NOW - 900 * DAY, NOW - 501 * DAY)
    ),
    "authority began after issuing": lambda: replace(
        held(person()), trusted=_authority_in(NOW - 499 * DAY, NOW + 900 * DAY)
    ),
    "authority expired since": lambda: replace(
        held(person()), trusted=_authority_in(NOW - 900 * DAY, NOW - 499 * DAY)
    ),
    "chain of three, root believed": lambda: chain_of_three(trust_issuing=False),
    "chain of three, issuing authority believed": lambda: chain_of_three(trust_issuing=True),
    "test anchor in production": lambda: replace(held(person()), trusted=()),
    "names written anew in UTF-8": lambda: Situation(signed(_renamed(person().cer))),
    "revoked before signing": lambda: revoked(NOW - SECOND),
    "revoked in the second of signing": lambda: revoked(NOW),
    "revoked after signing": lambda: revoked(NOW + SECOND, NOW + 2 * SECOND),
    "nobody to ask": with_lists,
    "list of another authority of that name": lambda: with_lists(
        revoking(person().certificate.serial, by=impostor())
    ),
    "stale list": lambda: with_lists(revoking(at=NOW - 40 * DAY)),
}
