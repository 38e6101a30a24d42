"""The mends of asn1crypto, each seen to be needed."""

from core.signatures.asn1 import NameParts, core, der_of, x509
from core.signatures.certificate import read_certificate
from core.signatures.signing import sign_manifest
from tests.pki.forging import reissued, subject
from tests.pki.people import NOW, person

MANIFEST = b"0" * 64 + b"  data/promocion.json\n"


def _named(letters: int) -> bytes:
    """Return the person's certificate with so many letters more in the name."""

    def longer(parts: NameParts) -> NameParts:
        return tuple((kind, text + "Ñ" * letters if kind == "2.5.4.3" else text) for kind, text in parts)

    return reissued(subject(longer))


def test_a_certificate_of_any_length_keeps_its_bytes() -> None:
    """A length that ends in 0x80 is no indefinite length: names with Ñ are not encoded anew."""
    met = 0
    for letters in range(256):
        der = _named(letters)
        parsed = x509.Certificate.load(der)
        assert der_of(parsed) == der
        assert der_of(parsed["tbs_certificate"]) in der
        made = sign_manifest(MANIFEST, read_certificate(der), person().private_key, NOW)
        assert der in made
        met += b"\x80" in {der[3:4], made[3:4], made[18:19]}
    assert met >= 2


def test_an_indefinite_length_is_still_made_definite() -> None:
    """The mend is for lengths that only look indefinite: real ones have an end mark."""
    numbers = core.SequenceOf.load(b"\x30\x80\x02\x01\x05\x00\x00", spec=core.Integer)
    assert der_of(numbers) == b"\x30\x03\x02\x01\x05"
