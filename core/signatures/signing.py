"""Making the signature: a detached CMS over the manifest (RFC 5652, RFC 5035, RFC 5754).

Signing has two halves so that the private key may stay in the filer's browser. The server hands out
``signed_attributes``; whoever holds the key signs those bytes with RSASSA-PKCS1-v1_5 and SHA-256; the
server checks both with ``check_attributes`` and ``check_signature`` and puts ``assemble_cms`` on file.
"""

import hashlib
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from core.signatures.asn1 import HOSTILE, SEQUENCE, SET, algos, cms, constructed, core, der_of, x509
from core.signatures.certificate import Certificate
from core.signatures.private_key import check_pair
from core.signatures.refusals import SignatureDoesNotVerify, SignedAttributesDiffer


def signed_attributes(manifest: bytes, certificate: Certificate, signed_at: datetime) -> bytes:
    """Return what the key signs: DER of ``SET OF Attribute``, universal tag (RFC 5652 §5.4).

    Four attributes: content-type, message-digest (SHA-256 of the manifest), signing-time (whole
    seconds) and signing-certificate-v2 (SHA-256 of the certificate, RFC 5035 §3).

    Raises:
        ValueError: ``signed_at`` is not aware.
    """
    if signed_at.tzinfo is None:
        raise ValueError("signed_at")
    digest, named = hashlib.sha256(manifest).digest(), hashlib.sha256(certificate.der).digest()
    return encode_attributes("data", digest, signed_at, named)


def encode_attributes(content_type: str, digest: bytes, signed_at: datetime, named: bytes) -> bytes:
    """Return the encoding alone: verification makes it again to compare.

    Args:
        content_type: dotted type, or asn1crypto's name of it.
        digest: value of message-digest.
        signed_at: aware; whole seconds are kept.
        named: SHA-256 of the certificate.
    """
    instant = signed_at.astimezone(UTC).replace(microsecond=0)
    # an ESSCertIDv2, of which SHA-256 is the default
    identified = constructed(SEQUENCE, der_of(core.OctetString(named)))
    values = {
        "content_type": der_of(cms.ContentType(content_type)),
        "message_digest": der_of(core.OctetString(digest)),
        "signing_time": der_of(core.UTCTime(instant)),
        "signing_certificate_v2": constructed(SEQUENCE, constructed(SEQUENCE, identified)),
    }
    # written here, not by asn1crypto's structures: those took two thirds of a whole verification
    attributes = (
        constructed(SEQUENCE, der_of(cms.CMSAttributeType(kind)), constructed(SET, value))
        for kind, value in values.items()
    )
    return constructed(SET, *sorted(attributes))


def check_attributes(attributes: bytes, manifest: bytes, certificate: Certificate) -> datetime:
    """Return the signing time of attributes that are exactly those this module makes.

    They are made again from their own signing time and compared byte for byte, so that no other
    encoding, no further attribute and no trailing byte passes.

    Raises:
        SignedAttributesDiffer: they are not.
    """
    try:
        found = cms.CMSAttributes.load(attributes, strict=True)
        times = [a["values"][0].native for a in found if a["type"].native == "signing_time"]
        if len(times) == 1 and signed_attributes(manifest, certificate, times[0]) == attributes:
            signed_at: datetime = times[0]
            return signed_at.astimezone(UTC)
    except HOSTILE as error:
        raise SignedAttributesDiffer from error
    raise SignedAttributesDiffer


def check_signature(certificate: Certificate, attributes: bytes, signature: bytes) -> None:
    """Check the RSASSA-PKCS1-v1_5 SHA-256 signature over the attributes.

    Raises:
        SignatureDoesNotVerify: it is not the certificate's key's.
    """
    if certificate.public_key is None:
        raise SignatureDoesNotVerify
    try:
        certificate.public_key.verify(signature, attributes, padding.PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise SignatureDoesNotVerify from error


def assemble_cms(certificate: Certificate, attributes: bytes, signature: bytes) -> bytes:
    """Return the detached CMS SignedData, DER, with the certificate's own bytes inside.

    Raises:
        SignatureDoesNotVerify: nothing is assembled around a signature that is not good.
        ValueError: the certificate's bytes did not survive, which would void it (domain.md §4).
    """
    check_signature(certificate, attributes, signature)
    data = encode_cms(certificate, attributes, signature)
    if certificate.der not in data:
        raise ValueError("certificate re-encoded")
    return data


def encode_cms(certificate: Certificate, attributes: bytes, signature: bytes) -> bytes:
    """Return the encoding alone, unchecked: verification makes it again to compare."""
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    parsed = x509.Certificate.load(certificate.der)
    issuer_and_serial = {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(issuer_and_serial)),
        "digest_algorithm": digest,
        "signed_attrs": cms.CMSAttributes.load(attributes),
        "signature_algorithm": {"algorithm": "sha256_rsa", "parameters": core.Null()},
        "signature": signature,
    }
    signed_data = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", parsed)],
        "signer_infos": [signer],
    }
    return der_of(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)}))


def sign_manifest(
    manifest: bytes, certificate: Certificate, key: rsa.RSAPrivateKey, signed_at: datetime
) -> bytes:
    """Return the detached CMS of a manifest signed with a key at hand.

    Raises:
        KeyDoesNotMatch: the key is not the certificate's.
        ValueError: ``signed_at`` is not aware.
    """
    check_pair(certificate, key)
    attributes = signed_attributes(manifest, certificate, signed_at)
    signature = key.sign(attributes, padding.PKCS1v15(), SHA256())
    return assemble_cms(certificate, attributes, signature)
