"""The numbered steps, each seen to fail."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from core.domain.identifiers import Rfc
from core.domain.manifest import FIELDS_PATH, build_manifest
from core.domain.verdict import Conclusion, Outcome, Revocation
from core.signatures.asn1 import Asn1, cms, core
from core.signatures.revocation import CrlFolder
from core.signatures.signing import encode_cms, sign_manifest, signed_attributes
from core.signatures.trust import TrustAnchors
from core.signatures.verify import STEPS
from tests.pki import people
from tests.pki.filings import DOCUMENTS, FIELDS, Filing, digest, failed, filing, undecided
from tests.pki.people import NOW, anchors, crl, person

MINUTE = timedelta(minutes=1)


def test_a_good_filing_passes_every_step() -> None:
    """Each step answers yes, in order, and the verdict names the signer."""
    verdict = filing(person()).verdict()
    assert verdict.outcome is Outcome.PASSED
    assert [check.code for check in verdict.checks] == [step.__name__ for step in STEPS]
    assert {check.outcome for check in verdict.checks} == {Outcome.PASSED}
    assert verdict.signer
    assert verdict.signer.holder == people.PERSON_NAME
    assert verdict.signed_at == NOW
    assert verdict.revocation is Revocation.GOOD
    assert all(match.matches for match in verdict.matches)


def test_a_companys_filing_passes() -> None:
    """A company's e.firma for the company's account."""
    assert filing(people.company()).verdict().outcome is Outcome.PASSED


def test_a_changed_field_is_found() -> None:
    """Whatever the record says now must be what was signed."""
    verdict = replace(filing(person()), fields=FIELDS + b" ").verdict()
    assert failed(verdict) == {"fields_unchanged"}
    assert verdict.conclusion(Conclusion.INTEGRIDAD) is Outcome.FAILED
    assert verdict.conclusion(Conclusion.FIRMA) is Outcome.PASSED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Escrito inicial.pdf": b"otro"}, "documents_unchanged"),
        ({"Escrito inicial.pdf": b""}, "documents_complete"),
        ({"nuevo.pdf": b"x"}, "documents_all_signed"),
    ],
)
def test_a_document_changed_missing_or_added_is_found(change: dict[str, bytes], code: str) -> None:
    """Each has its step, which names the document."""
    verdict = replace(filing(person()), documents=DOCUMENTS | change).verdict()
    assert failed(verdict) == {code}
    (check,) = verdict.failures()
    assert check.facts["names"] == next(iter(change))
    assert check.facts["count"] == 1


def test_a_document_gone_from_the_store_is_found() -> None:
    """Not listed at all is missing, too."""
    verdict = replace(filing(person()), documents={}).verdict()
    assert failed(verdict) == {"documents_complete"}
    assert [m.actual for m in verdict.matches if m.name != FIELDS_PATH] == ["", ""]


def test_a_manifest_rebuilt_after_the_change_does_not_help() -> None:
    """Changing field and manifest together leaves the signed digest behind."""
    other = build_manifest(b"{}", {name: digest(data) for name, data in DOCUMENTS.items()})
    assert failed(replace(filing(person()), fields=b"{}", manifest=other).verdict()) == {"manifest_signed"}


def test_a_manifest_that_cannot_be_read_fails_and_the_rest_is_not_guessed() -> None:
    """The steps that needed it say so."""
    verdict = replace(filing(person()), manifest=b"\xff\xfe").verdict()
    assert failed(verdict) == {"manifest_readable", "manifest_signed"}
    assert {"fields_unchanged", "documents_unchanged"} <= undecided(verdict)


def test_a_manifest_without_the_fields_is_no_manifest() -> None:
    """A signed list of documents alone says nothing of the promoción."""
    bare = f"{digest(b'x')}  data/documentos/a.pdf\n".encode()
    signed = sign_manifest(bare, person().certificate, person().private_key, NOW)
    assert "manifest_readable" in failed(Filing(bare, signed, person().rfc).verdict())


@pytest.mark.parametrize(
    "data",
    [b"", b"hola", b"\x30\x80", b"0" * 300_000, b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"],
)
def test_what_is_no_cms_fails_once_and_says_why(data: bytes) -> None:
    """One step fails, the others were not reached, nobody is identified."""
    verdict = filing(person()).resigned(data).verdict()
    assert failed(verdict) == {"envelope_readable"}
    assert verdict.signer is None
    assert verdict.conclusion(Conclusion.IDENTIDAD) is Outcome.INDETERMINATE


def _signed_data(good: Filing) -> tuple[Asn1, Asn1]:
    info = cms.ContentInfo.load(good.cms)
    return info, info["content"]


def _with_two_signers(good: Filing) -> bytes:
    info, signed = _signed_data(good)
    signed["signer_infos"].append(signed["signer_infos"][0].copy())
    return bytes(info.dump())


def _with_unsigned_attribute(good: Filing) -> bytes:
    info, signed = _signed_data(good)
    extra = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Integer(1)]})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([extra])
    return bytes(info.dump())


def _with_content(good: Filing) -> bytes:
    info, signed = _signed_data(good)
    signed["encap_content_info"] = {"content_type": "data", "content": b"otra cosa"}
    return bytes(info.dump())


def _with_another_certificate_too(good: Filing) -> bytes:
    info, signed = _signed_data(good)
    signed["certificates"].append(cms.CertificateChoices.load(people.stranger().cer))
    return bytes(info.dump())


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_with_two_signers, "single_signer"),
        (_with_unsigned_attribute, "envelope_exact"),
        (_with_content, "envelope_exact"),
        (_with_another_certificate_too, "envelope_exact"),
        (lambda good: good.cms + b"\x00", "envelope_exact"),
    ],
)
def test_anything_added_to_the_signature_file_is_found(tamper: Callable[[Filing], bytes], code: str) -> None:
    """What the key did not sign may not ride along."""
    good = filing(person())
    verdict = good.resigned(tamper(good)).verdict()
    assert code in failed(verdict)
    assert verdict.conclusion(Conclusion.FIRMA) is Outcome.FAILED


def test_a_signature_of_another_key_fails_and_identifies_nobody() -> None:
    """Someone else's certificate around a signature of one's own proves no identity."""
    good = filing(person())
    attributes = signed_attributes(good.manifest, person().certificate, NOW)
    forged = people.stranger().private_key.sign(attributes, padding.PKCS1v15(), SHA256())
    verdict = good.resigned(encode_cms(person().certificate, attributes, forged)).verdict()
    assert failed(verdict) == {"signature_value"}
    identity = {"rfc_is_the_accounts", "company_signs_itself", "caracter_fits_person"}
    assert undecided(verdict) == {"manifest_signed", *identity}


def test_a_certificate_put_in_anothers_place_is_found() -> None:
    """Same key, other certificate: the signed digest names the first."""
    good = filing(person())
    attributes = signed_attributes(good.manifest, people.company().certificate, NOW)
    signature = person().private_key.sign(attributes, padding.PKCS1v15(), SHA256())
    verdict = good.resigned(encode_cms(person().certificate, attributes, signature)).verdict()
    assert failed(verdict) == {"certificate_bound"}


def test_missing_attributes_are_named() -> None:
    """A signature that does not say when and with what is not accepted."""
    good = filing(person())
    whole = cms.CMSAttributes.load(signed_attributes(good.manifest, person().certificate, NOW))
    kept = [a for a in whole if a["type"].native in {"content_type", "message_digest"}]
    attributes = cms.CMSAttributes(kept).dump()
    signature = person().private_key.sign(attributes, padding.PKCS1v15(), SHA256())
    verdict = good.resigned(encode_cms(person().certificate, attributes, signature)).verdict()
    assert failed(verdict) == {"attributes_complete", "certificate_bound"}
    (check,) = [c for c in verdict.checks if c.code == "attributes_complete"]
    assert check.facts["missing"] == "signing-time, signing-certificate-v2"
    assert {"signing_time_plausible", "certificate_in_force"} <= undecided(verdict)


def test_a_signature_from_the_future_is_found() -> None:
    """Five minutes of clock difference are forgiven, six are not."""
    assert filing(person(), signed_at=NOW + 5 * MINUTE).verdict().outcome is Outcome.PASSED
    assert failed(filing(person(), signed_at=NOW + 6 * MINUTE).verdict()) == {"signing_time_plausible"}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (people.expired, "certificate_in_force"),
        (people.future, "certificate_in_force"),
        (people.weak, "key_strong"),
        (people.forged, "issuer_trusted"),
    ],
)
def test_a_bad_certificate_is_found(who: Callable[[], people.Holder], code: str) -> None:
    """Each defect of the certificate has its step."""
    assert failed(filing(who()).verdict()) == {code}


def test_a_csd_is_found() -> None:
    """A filing signed with the certificate for invoices is not valid."""
    verdict = filing(people.csd()).verdict()
    assert failed(verdict) == {"certificate_is_efirma"}
    (check,) = verdict.failures()
    assert check.facts["kind"] == "csd"


def test_a_certificate_that_expired_since_is_a_fact_and_no_defect() -> None:
    """Signed in force, looked at years later."""
    later = people.person().certificate.not_after + timedelta(days=1)
    verdict = replace(filing(person()), at=later).verdict(revocation=crl(at=later))
    (check,) = [c for c in verdict.checks if c.code == "certificate_in_force"]
    assert verdict.outcome is Outcome.PASSED
    assert check.facts["expired_since"] == 1


def test_revoked_before_signing_fails() -> None:
    """The instant of revocation itself counts as revoked."""
    for revoked_at in (NOW - MINUTE, NOW):
        verdict = filing(person()).verdict(revocation=crl(person(), revoked_at=revoked_at))
        assert failed(verdict) == {"not_revoked"}
        assert verdict.revocation is Revocation.REVOKED


def test_revoked_after_signing_does_not_reach_back() -> None:
    """The signature was good when made; the fact is kept."""
    later = replace(filing(person()), at=NOW + 2 * MINUTE)
    source = crl(person(), revoked_at=NOW + MINUTE, at=NOW + MINUTE)
    verdict = later.verdict(revocation=source)
    (check,) = [c for c in verdict.checks if c.code == "not_revoked"]
    assert verdict.outcome is Outcome.PASSED
    assert check.facts["revoked_at"] == "2026-11-23T18:31:15Z"


def test_revocation_not_consulted_is_indeterminate() -> None:
    """No answer is neither yes nor no."""
    verdict = filing(person()).verdict(revocation=CrlFolder(anchors()))
    assert verdict.outcome is Outcome.INDETERMINATE
    assert undecided(verdict) == {"not_revoked"}
    assert verdict.revocation is Revocation.NOT_CONSULTED


def test_a_name_nobody_vouches_for_identifies_nobody() -> None:
    """A home-made certificate with the right RFC does not pass identidad."""
    verdict = filing(person()).verdict(trusted=TrustAnchors())
    assert failed(verdict) == {"issuer_trusted"}
    assert {"rfc_is_the_accounts", "company_signs_itself"} <= undecided(verdict)


def test_another_persons_signature_fails_identidad_only() -> None:
    """Art. 13: the signature is good and it is not the user's."""
    verdict = filing(people.stranger(), account=person().rfc).verdict()
    assert failed(verdict) == {"rfc_is_the_accounts"}
    assert verdict.conclusion(Conclusion.FIRMA) is Outcome.PASSED


def test_a_company_signed_by_its_representative_is_told_apart() -> None:
    """The commonest case of art. 13 has its own step."""
    verdict = filing(person(), account=Rfc(people.COMPANY_RFC)).verdict()
    assert failed(verdict) == {"rfc_is_the_accounts", "company_signs_itself"}


def test_names_with_strange_separators_survive() -> None:
    """A document may be named with line separators of Unicode and with %."""
    names = {
        "a\u2028b.pdf": b"1",
        "c\x85d.pdf": b"2",
        "100%0A.pdf": b"3",
        "\x0b\x1c.pdf": b"5",
    }
    manifest = build_manifest(
        FIELDS, {name: hashlib.sha256(data).hexdigest() for name, data in names.items()}
    )
    signed = sign_manifest(manifest, person().certificate, person().private_key, NOW)
    verdict = Filing(manifest, signed, person().rfc, documents=names).verdict()
    assert verdict.outcome is Outcome.PASSED
    assert len(verdict.matches) == 5
