"""Certificates and signatures bent in one place: everything else of them stays good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from core.signatures.asn1 import Asn1, NameParts, algos, cms, core, der_of, x509
from core.signatures.certificate import Certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.demo_names import sat_name
from core.signatures.signing import encode_cms, signed_attributes
from tests.pki.people import NOW, Holder, authority, person

Edit = Callable[[Asn1], object]
_LONG_FORM, _ONE_BYTE = 0x80, 0xFF
_DIGESTS = {"sha256_rsa": SHA256, "sha1_rsa": SHA1}


def nothing(_: Asn1) -> None:
    """Leave it as it is."""


def reissued(
    edit: Edit,
    who: Holder | None = None,
    *,
    by: DemoAuthority | None = None,
    algorithm: str = "sha256_rsa",
    outer: str = "",
) -> bytes:
    """Return somebody's certificate with ``edit`` done to its TBSCertificate, signed anew; DER.

    ``outer`` names the algorithm outside the signed part where it shall differ from the one inside.
    """
    part = x509.Certificate.load((who or person()).cer)["tbs_certificate"]
    part["signature"] = {"algorithm": algorithm, "parameters": core.Null()}
    edit(part)
    signature = (by or authority()).private_key.sign(der_of(part), padding.PKCS1v15(), _DIGESTS[algorithm]())
    outside = {"algorithm": outer or algorithm, "parameters": core.Null()}
    made = {"tbs_certificate": part, "signature_algorithm": outside, "signature_value": signature}
    return der_of(x509.Certificate(made))


def subject(change: Callable[[NameParts], NameParts], *, utf8: bool = False) -> Edit:
    """Return an edit that changes the subject's attributes, in the SAT's string types or in UTF-8."""

    def edit(part: Asn1) -> None:
        parts = change(
            tuple((p["type"].dotted, p["value"].native) for r in part["subject"].chosen for p in r)
        )
        part["subject"] = _utf8_name(parts) if utf8 else sat_name(parts)

    return edit


def _utf8_name(parts: NameParts) -> Asn1:
    pairs = [
        x509.NameTypeAndValue(
            {"type": kind, "value": x509.DirectoryString("utf8_string", core.UTF8String(text))}
        )
        for kind, text in parts
        if kind != "1.2.840.113549.1.9.1"
    ]
    return x509.Name(name="", value=x509.RDNSequence([x509.RelativeDistinguishedName([p]) for p in pairs]))


def with_rfc(*values: str, utf8: bool = False) -> Edit:
    """Return an edit that writes these into 2.5.4.45, once each."""
    written: NameParts = tuple(("2.5.4.45", value) for value in values)
    return subject(lambda parts: (*(p for p in parts if p[0] != "2.5.4.45"), *written), utf8=utf8)


def extension(name: str, value: Asn1, *, critical: bool = False) -> Edit:
    """Return an edit that puts an extension into the certificate, in the place of its like."""

    def edit(part: Asn1) -> None:
        kept = [e for e in part["extensions"] if e["extn_id"].native != name]
        added = x509.Extension({"extn_id": name, "critical": critical, "extn_value": value})
        part["extensions"] = x509.Extensions([*kept, added])

    return edit


def without_extension(name: str) -> Edit:
    """Return an edit that takes an extension out."""

    def edit(part: Asn1) -> None:
        part["extensions"] = x509.Extensions([e for e in part["extensions"] if e["extn_id"].native != name])

    return edit


def disguised(cer: bytes, key: rsa.RSAPrivateKey | None = None) -> Certificate:
    """Return any bytes in the place of the person's certificate, to be signed with whatever they are."""
    public = (key or person().private_key).public_key()
    return replace(person().certificate, der=cer, public_key=public)


def rsa_signature(attributes: bytes, key: rsa.RSAPrivateKey | None = None) -> bytes:
    """Return the signature that this system makes, by default the person's."""
    return (key or person().private_key).sign(attributes, padding.PKCS1v15(), SHA256())


def attributes_of(manifest: bytes, signed_at: datetime = NOW, cer: bytes = b"") -> Asn1:
    """Return the four signed attributes, to be bent."""
    certificate = disguised(cer) if cer else person().certificate
    return cms.CMSAttributes.load(signed_attributes(manifest, certificate, signed_at))


def signed_over(attributes: bytes) -> bytes:
    """Return a CMS whose signature over these attributes is the person's and good."""
    return encode_cms(person().certificate, attributes, rsa_signature(attributes))


def sorted_set(attributes: list[Asn1]) -> bytes:
    """Return the DER of a SET OF these: sorted by encoding (X.690 §11.6)."""
    return unsorted_set(sorted(attributes, key=der_of))


def unsorted_set(attributes: list[Asn1]) -> bytes:
    """Return the BER of a SET OF these in the order given."""
    contents = b"".join(der_of(a) for a in attributes)
    size = len(contents)
    length = bytes([size]) if size < _LONG_FORM else bytes([0x82]) + size.to_bytes(2, "big")
    if _LONG_FORM <= size <= _ONE_BYTE:
        length = bytes([0x81, size])
    return b"\x31" + length + contents


def assembled(
    attributes: bytes, signature: bytes, *, digest: str = "sha256", algorithm: str = "sha256_rsa"
) -> bytes:
    """Return a CMS of the person's certificate with other algorithms, or, without attributes, with none."""
    parsed = x509.Certificate.load(person().cer)
    named = {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(named)),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
        **({"signed_attrs": cms.CMSAttributes.load(attributes)} if attributes else {}),
        "signature_algorithm": {"algorithm": algorithm, "parameters": core.Null()},
        "signature": signature,
    }
    signed_data = {
        "version": "v1",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", parsed)],
        "signer_infos": [signer],
    }
    return der_of(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)}))


def bent(good: bytes, edit: Edit) -> bytes:
    """Return a CMS with ``edit`` done to its SignedData."""
    info = cms.ContentInfo.load(good)
    edit(info["content"])
    return bytes(info.dump())


def indefinite(der: bytes) -> bytes:
    """Return a SEQUENCE with the indefinite length of BER (X.690 §8.1.3.6)."""
    return b"\x30\x80" + der[4:] + b"\x00\x00"


def long_length(der: bytes) -> bytes:
    """Return a SEQUENCE whose length is written with one byte more than needed (X.690 §10.1)."""
    return b"\x30\x83\x00" + der[2:]


def cube_root(number: int) -> int:
    """Return the integer part of a cube root."""
    low, high = 0, 1 << (number.bit_length() // 3 + 2)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle - 1)
    return low
