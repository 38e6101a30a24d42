"""The detached CMS, and that others accept it."""

import asyncio
import hashlib
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from core.signatures.asn1 import cms, x509
from core.signatures.refusals import KeyDoesNotMatch, SignatureDoesNotVerify, SignedAttributesDiffer
from core.signatures.signing import (
    assemble_cms,
    check_attributes,
    check_signature,
    sign_manifest,
    signed_attributes,
)
from tests.pki.people import NOW, Holder, authority, company, person, stranger

MANIFEST = hashlib.sha256(b"x").hexdigest().encode() + b"  data/promocion.json\n"


def _attributes(who: Holder, manifest: bytes = MANIFEST) -> bytes:
    return signed_attributes(manifest, who.certificate, NOW)


def _sign(who: Holder, attributes: bytes) -> bytes:
    return who.private_key.sign(attributes, padding.PKCS1v15(), SHA256())


def _openssl(folder: Path, signature: bytes, manifest: bytes = MANIFEST) -> subprocess.CompletedProcess[str]:
    (folder / "manifest-sha256.txt").write_bytes(manifest)
    (folder / "firma.p7s").write_bytes(signature)
    (folder / "ca.cer").write_bytes(authority().certificate_der)
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", "ca.cer", "-out", "ca.pem"], cwd=folder, check=True
    )
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "firma.p7s"]
    command += ["-content", "manifest-sha256.txt", "-CAfile", "ca.pem", "-out", "out.txt"]
    command += ["-attime", str(int(NOW.timestamp()))]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("signer", [person, company])
def test_openssl_accepts_the_signature(signer: object, tmp_path: Path) -> None:
    """«openssl cms -verify» accepts it with no help from us, Ñ in the names or not."""
    assert callable(signer)
    who: Holder = signer()
    made = sign_manifest(MANIFEST, who.certificate, who.private_key, NOW)
    result = _openssl(tmp_path, made)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out.txt").read_bytes() == MANIFEST


def test_openssl_refuses_another_manifest(tmp_path: Path) -> None:
    """One byte more in the manifest and openssl says no."""
    made = sign_manifest(MANIFEST, person().certificate, person().private_key, NOW)
    assert _openssl(tmp_path, made, MANIFEST + b"\n").returncode != 0


async def _pyhanko_says(made: bytes) -> bool:
    parsed = cms.ContentInfo.load(made)
    root = x509.Certificate.load(authority().certificate_der)
    context = ValidationContext(trust_roots=[root], moment=NOW, allow_fetching=False)
    status = await async_validate_detached_cms(MANIFEST, parsed["content"], signer_validation_context=context)
    return bool(status.intact and status.valid and status.trusted)


def test_pyhanko_finds_it_intact_valid_and_trusted() -> None:
    """A second implementation agrees about digest, signature and chain."""
    made = sign_manifest(MANIFEST, person().certificate, person().private_key, NOW)
    assert asyncio.run(_pyhanko_says(made))


def test_the_certificate_inside_is_the_file_byte_for_byte() -> None:
    """Names with Ñ in T61String are not re-encoded."""
    made = sign_manifest(MANIFEST, person().certificate, person().private_key, NOW)
    assert person().cer in made
    assert b"\x14" in person().cer


def test_signing_in_two_halves_gives_the_same_as_in_one() -> None:
    """Attributes out, signature back: the CMS is that of a key at hand."""
    attributes = _attributes(person())
    made = assemble_cms(person().certificate, attributes, _sign(person(), attributes))
    assert made == sign_manifest(MANIFEST, person().certificate, person().private_key, NOW)


def test_the_attributes_are_four_and_say_what_they_must() -> None:
    """Content type, digest, time and certificate, in DER order."""
    parsed = cms.CMSAttributes.load(_attributes(person()), strict=True)
    values = {attribute["type"].native: attribute["values"][0].native for attribute in parsed}
    named = values["signing_certificate_v2"]["certs"][0]["cert_hash"]
    assert values["content_type"] == "data"
    assert values["message_digest"] == hashlib.sha256(MANIFEST).digest()
    assert values["signing_time"] == NOW
    assert named == hashlib.sha256(person().cer).digest()
    assert len(parsed) == 4
    encodings = [attribute.dump() for attribute in parsed]
    assert encodings == sorted(encodings)


def test_the_signing_time_is_utc_in_whole_seconds() -> None:
    """Zone and microseconds do not change the bytes; a naive instant is a fault."""
    here = NOW.astimezone(timezone(timedelta(hours=-6))) + timedelta(microseconds=7)
    assert signed_attributes(MANIFEST, person().certificate, here) == _attributes(person())
    with pytest.raises(ValueError, match="signed_at"):
        signed_attributes(MANIFEST, person().certificate, datetime(2026, 1, 1))  # noqa: DTZ001 - the fault itself


def test_our_own_attributes_are_recognised() -> None:
    """They come back with the time that stands in them."""
    found = check_attributes(_attributes(person()), MANIFEST, person().certificate)
    assert found == NOW
    assert found.tzinfo == UTC


def _with_extra_attribute() -> bytes:
    parsed = cms.CMSAttributes.load(_attributes(person()))
    parsed.append(cms.CMSAttribute({"type": "1.2.3.4", "values": [cms.ContentType("data")]}))
    return bytes(parsed.dump(force=True))


def _with_long_length() -> bytes:
    data = _attributes(person())
    assert data[1] == 0x81
    return data[:1] + b"\x82\x00" + data[2:]


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param(lambda: _attributes(person(), MANIFEST + b"x"), id="another manifest"),
        pytest.param(lambda: _attributes(company()), id="another certificate"),
        pytest.param(lambda: _attributes(person()) + b"\x00", id="trailing byte"),
        pytest.param(lambda: b"\xa0" + _attributes(person())[1:], id="implicit tag"),
        pytest.param(_with_extra_attribute, id="one more attribute"),
        pytest.param(_with_long_length, id="BER length"),
        pytest.param(lambda: b"", id="nothing"),
        pytest.param(lambda: b"\x31\x00", id="empty set"),
        pytest.param(lambda: b"\x31\x02\x30\x00", id="empty attribute"),
    ],
)
def test_attributes_that_are_not_ours_are_refused(attributes: object) -> None:
    """Not one byte may differ from what this system hands out."""
    assert callable(attributes)
    with pytest.raises(SignedAttributesDiffer):
        check_attributes(attributes(), MANIFEST, person().certificate)


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(lambda a: _sign(stranger(), a), id="another key"),
        pytest.param(lambda a: _sign(person(), a + b"x"), id="other bytes"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda a: b"\x00" + _sign(person(), a), id="longer"),
        pytest.param(
            lambda a: person().private_key.sign(a, padding.PSS(padding.MGF1(SHA256()), 32), SHA256()),
            id="PSS",
        ),
    ],
)
def test_a_signature_that_does_not_verify_is_not_assembled(signature: object) -> None:
    """Nothing goes on file around a signature that is not good."""
    assert callable(signature)
    attributes = _attributes(person())
    with pytest.raises(SignatureDoesNotVerify):
        assemble_cms(person().certificate, attributes, signature(attributes))


def test_a_key_that_is_not_the_certificates_signs_nothing() -> None:
    """The pair is checked before anything is signed."""
    with pytest.raises(KeyDoesNotMatch):
        sign_manifest(MANIFEST, person().certificate, stranger().private_key, NOW)


def test_a_certificate_without_rsa_key_verifies_nothing() -> None:
    """A certificate of another kind of key is a refusal, not a crash."""
    bare = replace(person().certificate, public_key=None)
    with pytest.raises(SignatureDoesNotVerify):
        check_signature(bare, b"", b"")
