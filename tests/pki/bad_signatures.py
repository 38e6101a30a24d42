"""The corpus, second half: signature files and stored bytes with one defect each."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from core.domain.manifest import build_manifest
from core.signatures.asn1 import Asn1, algos, cms, core, crl, der_of, pem, tsp, x509
from core.signatures.signing import encode_cms, sign_manifest, signed_attributes
from tests.pki import people
from tests.pki.bad_certificates import small_exponent
from tests.pki.cases import Make, Situation, revoking
from tests.pki.filings import DOCUMENTS, FIELDS, Filing, digest, filing
from tests.pki.forging import (
    Edit,
    assembled,
    attributes_of,
    bent,
    cube_root,
    indefinite,
    long_length,
    rsa_signature,
    signed_over,
    sorted_set,
    subject,
    unsorted_set,
)
from tests.pki.people import NOW, person

NAMES = ("content_type", "message_digest", "signing_time", "signing_certificate_v2")


def manifest() -> bytes:
    """Return the manifest that every signature here should be over."""
    return filing(person()).manifest


def untouched() -> bytes:
    """Return the good signature file."""
    return filing(person()).cms


def file(cms_bytes: bytes) -> Situation:
    """Return the good filing with another signature file."""
    return Situation(filing(person()).resigned(cms_bytes))


def with_attributes(change: Callable[[list[Asn1]], list[Asn1]]) -> Situation:
    """Return a good signature over attributes that are not the four, sorted as DER wants."""
    return file(signed_over(sorted_set(change(list(attributes_of(manifest()))))))


def without(name: str) -> Situation:
    """One attribute missing."""
    return with_attributes(lambda four: [a for a in four if a["type"].native != name])


def twice(name: str) -> Situation:
    """One attribute standing twice."""
    return with_attributes(lambda four: four + [a for a in four if a["type"].native == name])


def changed(name: str, *values: Asn1) -> Situation:
    """One attribute with other values."""
    other = cms.CMSAttribute({"type": name, "values": list(values)})
    return with_attributes(lambda four: [other if a["type"].native == name else a for a in four])


def two_values(name: str) -> Situation:
    """One value twice in one attribute."""
    (value,) = (a["values"][0] for a in attributes_of(manifest()) if a["type"].native == name)
    return changed(name, value, value.copy())


def generalized_time() -> Situation:
    """A year before 2050 written with four digits."""
    return changed("signing_time", cms.Time(name="generalized_time", value=core.GeneralizedTime(NOW)))


def naming(cer: bytes) -> Situation:
    """Another certificate in signing-certificate-v2."""
    named = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(cer).digest()})
    return changed("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]}))


def extra() -> Asn1:
    """Return an attribute that nobody asked for."""
    return cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Integer(1)]})


def unsorted() -> Situation:
    """The four attributes, the last first."""
    return file(signed_over(unsorted_set(list(reversed(attributes_of(manifest()))))))


def signed_later() -> Situation:
    """Signed six minutes from now."""
    return replace(
        Situation(filing(person(), signed_at=NOW + timedelta(minutes=6))), moment=NOW + timedelta(minutes=6)
    )


def data(edit: Edit) -> Situation:
    """Return the good signature file with its SignedData bent."""
    return file(bent(untouched(), edit))


def signer(**fields: object) -> Situation:
    """Return the good signature file with fields of its SignerInfo replaced."""

    def edit(signed: Asn1) -> None:
        for name, value in fields.items():
            signed["signer_infos"][0][name] = value

    return data(edit)


def two_signers() -> Situation:
    """The same SignerInfo twice."""
    return data(lambda signed: signed["signer_infos"].append(signed["signer_infos"][0].copy()))


def sha1_throughout() -> Situation:
    """Digest and signature with SHA-1, as until 2015."""
    manifest_digest = core.OctetString(hashlib.sha1(manifest(), usedforsecurity=False).digest())
    attribute = cms.CMSAttribute({"type": "message_digest", "values": [manifest_digest]})
    four = [attribute if a["type"].native == "message_digest" else a for a in attributes_of(manifest())]
    attributes = sorted_set(four)
    signature = person().private_key.sign(attributes, padding.PKCS1v15(), SHA1())  # noqa: S303 - the defect
    return file(assembled(attributes, signature, digest="sha1", algorithm="sha1_rsa"))


def no_attributes() -> Situation:
    """The signature over the manifest itself."""
    return file(assembled(b"", rsa_signature(manifest())))


def attributes_as_content() -> Situation:
    """The signed attributes' own bytes put forward as what was signed, without attributes."""
    good = filing(person())
    attributes = der_of(attributes_of(good.manifest))
    stripped = assembled(b"", rsa_signature(attributes))
    return Situation(replace(good, manifest=attributes, cms=stripped))


def pss() -> Situation:
    """The same key, the other padding."""
    attributes = signed_attributes(manifest(), person().certificate, NOW)
    signature = person().private_key.sign(attributes, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
    made = encode_cms(person().certificate, attributes, signature)
    hashing = {"algorithm": "sha256"}
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": hashing,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": hashing},
            "salt_length": 32,
        }
    )
    algorithm = cms.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    return file(
        bent(made, lambda signed: signed["signer_infos"][0].__setitem__("signature_algorithm", algorithm))
    )


def of_another_key() -> Situation:
    """The person's certificate, a stranger's signature."""
    attributes = signed_attributes(manifest(), person().certificate, NOW)
    signature = rsa_signature(attributes, people.stranger().private_key)
    return file(encode_cms(person().certificate, attributes, signature))


def forged_with_small_exponent() -> Situation:
    """Bleichenbacher's forgery of 2006: a perfect cube whose top bits look like PKCS #1 padding."""
    who = small_exponent()
    attributes = signed_attributes(manifest(), who.certificate, NOW)
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(attributes).digest()
    length = who.private_key.key_size // 8
    front = b"\x00\x01" + b"\xff" * 8 + b"\x00" + info
    target = int.from_bytes(front + b"\xff" * (length - len(front)), "big")
    cube = cube_root(target).to_bytes(length, "big")
    return file(encode_cms(who.certificate, attributes, cube))


def renamed_inside() -> Situation:
    """The certificate re-encoded after signing, as libraries do that write names anew."""
    parsed = x509.Certificate.load(person().cer)
    subject(lambda parts: parts, utf8=True)(parsed["tbs_certificate"])
    return data(
        lambda signed: signed.__setitem__("certificates", [cms.CertificateChoices("certificate", parsed)])
    )


def certificates(*ders: bytes) -> Edit:
    """Return an edit of the certificates carried."""
    choices = [cms.CertificateChoices("certificate", x509.Certificate.load(der)) for der in ders]
    return lambda signed: signed.__setitem__("certificates", choices)


def with_list() -> Situation:
    """A CRL carried along."""
    choice = cms.RevocationInfoChoice("crl", crl.CertificateList.load(revoking()))
    return data(lambda signed: signed.__setitem__("crls", [choice]))


def by_key_identifier() -> Situation:
    """The signer named by subjectKeyIdentifier."""
    digest_of_key = hashlib.sha1(b"", usedforsecurity=False).digest()
    sid = cms.SignerIdentifier("subject_key_identifier", core.OctetString(digest_of_key))
    return signer(version="v3", sid=sid)


def naming_another_serial() -> Situation:
    """The signer named by a stranger's certificate."""
    parsed = x509.Certificate.load(people.stranger().cer)
    both = {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
    return signer(sid=cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(both)))


def stored(
    documents: dict[str, bytes] = DOCUMENTS, fields: bytes = FIELDS, manifest: bytes = b""
) -> Situation:
    """Return the good filing over which something stored changed."""
    good = filing(person())
    return Situation(replace(good, documents=documents, fields=fields, manifest=manifest or good.manifest))


def another_manifest() -> Filing:
    """Return the filing signed over other documents."""
    other = build_manifest(FIELDS, {name: digest(b"otro") for name in DOCUMENTS})
    return filing(person()).resigned(sign_manifest(other, person().certificate, person().private_key, NOW))


SIGNATURES: Mapping[str, Make] = {
    "signature over another manifest": lambda: Situation(another_manifest()),
    "content-type missing": lambda: without("content_type"),
    "message-digest missing": lambda: without("message_digest"),
    "signing-time missing": lambda: without("signing_time"),
    "signing-certificate-v2 missing": lambda: without("signing_certificate_v2"),
    "content-type twice": lambda: twice("content_type"),
    "message-digest twice": lambda: twice("message_digest"),
    "signing-time twice": lambda: twice("signing_time"),
    "signing-certificate-v2 twice": lambda: twice("signing_certificate_v2"),
    "message-digest with two values": lambda: two_values("message_digest"),
    "content-type of something else": lambda: changed("content_type", cms.ContentType("signed_data")),
    "signing-time in the future": signed_later,
    "signing-time in another form": generalized_time,
    "another certificate named": lambda: naming(people.stranger().cer),
    "a fifth signed attribute": lambda: with_attributes(lambda four: [*four, extra()]),
    "attributes not sorted": unsorted,
    "two signers": two_signers,
    "no signer": lambda: data(lambda signed: signed.__setitem__("signer_infos", [])),
    "digest algorithm swapped": lambda: signer(digest_algorithm={"algorithm": "sha512"}),
    "SHA-1 throughout": sha1_throughout,
    "no signed attributes": no_attributes,
    "signed attributes as content": attributes_as_content,
    "content attached": lambda: data(
        lambda signed: signed.__setitem__(
            "encap_content_info", {"content_type": "data", "content": b"otra cosa"}
        )
    ),
    "certificate missing": lambda: data(lambda signed: signed.__setitem__("certificates", [])),
    "another certificate inside": lambda: data(certificates(people.stranger().cer)),
    "another certificate beside": lambda: data(certificates(person().cer, people.stranger().cer)),
    "another certificate before": lambda: data(certificates(people.stranger().cer, person().cer)),
    "certificate written anew after signing": renamed_inside,
    "indefinite length": lambda: file(indefinite(untouched())),
    "length not minimal": lambda: file(long_length(untouched())),
    "unsigned attribute added": lambda: signer(unsigned_attrs=cms.CMSAttributes([extra()])),
    "revocation list added": with_list,
    "RSA-PSS": pss,
    "signature of another key": of_another_key,
    "one bit of the signature": lambda: file(untouched()[:-1] + bytes([untouched()[-1] ^ 1])),
    "forged with exponent 3": forged_with_small_exponent,
    "signer named by key identifier": by_key_identifier,
    "signer named by another serial": naming_another_serial,
    "truncated": lambda: file(untouched()[:-40]),
    "bytes after the end": lambda: file(untouched() + b"\x00"),
    "PEM in place of DER": lambda: file(pem.armor("CMS", untouched())),
    "other content inside": lambda: data(
        lambda signed: signed.__setitem__("encap_content_info", {"content_type": "1.2.840.113549.1.7.6"})
    ),
    "enveloped, not signed": lambda: file(
        untouched().replace(
            bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010703"), 1
        )
    ),
    "empty file": lambda: file(b""),
    "a field changed": lambda: stored(fields=FIELDS + b" "),
    "a document changed": lambda: stored(documents=DOCUMENTS | {"Escrito inicial.pdf": b"otro"}),
    "a document lost": lambda: stored(documents={}),
    "a document added": lambda: stored(documents=DOCUMENTS | {"nuevo.pdf": b"x"}),
    "manifest changed after signing": lambda: stored(
        manifest=filing(person()).manifest + b"0" * 64 + b"  data/x\n"
    ),
}
