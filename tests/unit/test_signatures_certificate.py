"""What a ``.cer`` is read as."""

import base64
import unicodedata
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from core.domain.identifiers import Person
from core.signatures.asn1 import NameParts
from core.signatures.certificate import MAX_BYTES, read_certificate
from core.signatures.demo_certificates import CSD_USAGE, EFIRMA_USAGE
from core.signatures.profile import CertificateKind
from core.signatures.refusals import KeyInPlaceOfCertificate, NotACertificate, PfxInPlaceOfCertificate
from tests.pki import people


def _pem(der: bytes, label: str = "CERTIFICATE") -> bytes:
    body = base64.encodebytes(der)
    return b"-----BEGIN " + label.encode() + b"-----\n" + body + b"-----END " + label.encode() + b"-----\n"


def test_a_persons_efirma_says_who_holds_it() -> None:
    """A natural person's e.firma gives RFC, CURP and full name, Ñ and accents right."""
    certificate = people.person().certificate
    assert certificate.kind is CertificateKind.EFIRMA
    assert certificate.person is Person.FISICA
    assert str(certificate.rfc) == people.PERSON_RFC
    assert certificate.curp == people.PERSON_CURP
    assert certificate.holder == people.PERSON_NAME
    assert certificate.representative_rfc is None


def test_a_companys_efirma_is_the_companys_and_names_its_representative() -> None:
    """Of «COMPANY / REPRESENTATIVE» the first is the holder's RFC, the second the representative's."""
    certificate = people.company().certificate
    assert certificate.kind is CertificateKind.EFIRMA
    assert certificate.person is Person.MORAL
    assert str(certificate.rfc) == people.COMPANY_RFC
    assert str(certificate.representative_rfc) == people.PERSON_RFC
    assert certificate.curp == people.PERSON_CURP
    assert certificate.holder == people.COMPANY_NAME


def test_serial_validity_and_issuer_are_read_as_the_sat_writes_them() -> None:
    """The serial is 20 digits, validity is aware UTC to the second, the issuer is told by name."""
    certificate = people.person().certificate
    assert len(certificate.serial) == 20
    assert certificate.serial.isdigit()
    assert certificate.not_before == people.NOW - timedelta(days=500)
    assert certificate.not_after.utcoffset() == timedelta(0)
    assert certificate.issuer.startswith("AC DE DEMOSTRACIÓN SIN VALIDEZ OFICIAL")


def test_a_csd_is_told_from_an_efirma() -> None:
    """An organisational unit and the two bare usages make it a CSD."""
    assert people.csd().certificate.kind is CertificateKind.CSD


def test_a_firel_is_told_from_an_efirma() -> None:
    """A certificate of the judiciary is a FIREL whatever its usages."""
    certificate = people.firel().certificate
    assert certificate.kind is CertificateKind.FIREL
    assert certificate.person is None


@pytest.mark.parametrize(
    ("extra", "usage"),
    [
        ((("2.5.4.11", "Sucursal"),), EFIRMA_USAGE),
        ((), CSD_USAGE),
        ((), frozenset({"digital_signature"})),
    ],
)
def test_a_mixture_of_both_shapes_is_neither(extra: NameParts, usage: frozenset[str]) -> None:
    """What has the unit of a CSD with the usages of an e.firma, or the reverse, is some other certificate."""
    subject: NameParts = (("2.5.4.3", "X"), ("2.5.4.45", people.PERSON_RFC), *extra)
    issued = people.authority().issue(people.profile(subject, usage), people.PASSWORD)
    assert read_certificate(issued.cer).kind is CertificateKind.OTHER


def test_an_authority_is_no_efirma() -> None:
    """An authority's own certificate is «other» and known as an authority."""
    certificate = read_certificate(people.authority().certificate_der)
    assert certificate.kind is CertificateKind.OTHER
    assert certificate.is_authority
    assert not people.person().certificate.is_authority


@pytest.mark.parametrize(
    "wrap",
    [
        lambda der: der,
        _pem,
        lambda der: b"Bag Attributes\n    friendlyName: x\n" + _pem(der),
        lambda der: _pem(der).replace(b"\n", b"\r\n"),
        base64.b64encode,
        base64.encodebytes,
        lambda der: b"\xef\xbb\xbf" + base64.b64encode(der),
    ],
    ids=["der", "pem", "pem-with-bag", "pem-crlf", "base64", "base64-lines", "base64-bom"],
)
def test_every_wrapping_gives_the_same_bytes(wrap: object) -> None:
    """DER, PEM and base64 of a certificate read as one and the same, byte for byte."""
    assert callable(wrap)
    assert read_certificate(wrap(people.person().cer)) == people.person().certificate


def test_a_decomposed_letter_is_composed() -> None:
    """An Ñ that arrives as N and a combining tilde, in UTF-8, is one letter in holder and RFC."""
    name, rfc = (unicodedata.normalize("NFD", text) for text in (people.PERSON_NAME, people.PERSON_RFC))
    assert name != people.PERSON_NAME
    # the demonstration writes Latin-1: UTF-8 bytes get into the certificate by spelling them in Latin-1
    subject: NameParts = tuple(
        (kind, text.encode().decode("latin-1")) for kind, text in (("2.5.4.3", name), ("2.5.4.45", rfc))
    )
    certificate = read_certificate(people.authority().issue(people.profile(subject), people.PASSWORD).cer)
    assert certificate.holder == people.PERSON_NAME
    assert str(certificate.rfc) == people.PERSON_RFC


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hola",
        b"\x30\x82",
        b"-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----",
        b"0" * (MAX_BYTES + 1),
        b"%PDF-1.7\n",
    ],
)
def test_other_files_are_no_certificate(data: bytes) -> None:
    """Anything else is refused by name."""
    with pytest.raises(NotACertificate):
        read_certificate(data)


def test_a_damaged_certificate_is_refused() -> None:
    """Truncated, or with something after its end, it is not the file that the SAT gave."""
    der = people.person().cer
    for data in (der[:-1], der[: len(der) // 2], der + b"\x00"):
        with pytest.raises(NotACertificate):
            read_certificate(data)


def test_the_key_in_the_wrong_box_is_named() -> None:
    """The ``.key`` offered as certificate gets a refusal of its own, in DER and PEM."""
    for data in (people.person().key, _pem(people.person().key, "ENCRYPTED PRIVATE KEY")):
        with pytest.raises(KeyInPlaceOfCertificate):
            read_certificate(data)


def test_a_pfx_is_named() -> None:
    """A FIREL's ``.pfx`` offered as certificate gets a refusal of its own."""
    data = pkcs12.serialize_key_and_certificates(
        b"firel", people.person().private_key, None, None, NoEncryption()
    )
    with pytest.raises(PfxInPlaceOfCertificate):
        read_certificate(data)


def test_a_serial_of_another_form_is_hexadecimal() -> None:
    """A certificate that is not the SAT's has its serial in lower-case hexadecimal."""
    subject: NameParts = (("2.5.4.3", "X"),)
    issued = people.authority().issue(people.profile(subject, serial="7Z"), people.PASSWORD)
    assert read_certificate(issued.cer).serial == "375a"


def test_a_key_of_an_unknown_kind_is_no_key() -> None:
    """A certificate over a key that nobody here can use is read, and has no RSA key."""
    rsa_type = bytes.fromhex("06092a864886f70d010101")
    der = people.person().cer
    changed = der.replace(rsa_type, rsa_type[:-1] + b"\x31", 1)
    assert changed != der
    assert read_certificate(changed).public_key is None


def test_a_version_that_does_not_exist_is_refused() -> None:
    """X.509 version 6 is no certificate, and no exception of a library either."""
    der = people.person().cer
    with pytest.raises(NotACertificate):
        read_certificate(der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x05", 1))


def test_a_serial_that_is_not_positive_is_refused() -> None:
    """RFC 5280 §4.1.2.2 forbids it, and the libraries disagree on what to do."""
    der = people.person().cer
    start = der.index(b"\x02\x14") + 2
    with pytest.raises(NotACertificate):
        read_certificate(der[:start] + b"\xb3" + der[start + 1 :])
