"""One refusal for each defect."""

from collections.abc import Callable

import pytest

from core.domain.identifiers import Rfc
from core.errors import Refusal
from core.signatures import refusals
from core.signatures.admission import check_admissible, check_files, defects, person_defect
from core.signatures.revocation import CrlFolder
from core.signatures.trust import TrustAnchors
from tests.pki import people
from tests.pki.people import NOW, Holder, anchors, crl

PERSON = Rfc(people.PERSON_RFC)
COMPANY = Rfc(people.COMPANY_RFC)


def _check(
    who: Holder, account: Rfc = PERSON, trusted: TrustAnchors | None = None, source: CrlFolder | None = None
) -> None:
    check_admissible(
        who.certificate,
        at=NOW,
        account_rfc=account,
        anchors=anchors() if trusted is None else trusted,
        revocation=source or crl(),
    )


def test_a_good_efirma_of_the_accounts_person_is_admitted() -> None:
    """A person's for a person's account, a company's for a company's."""
    _check(people.person(), PERSON)
    _check(people.company(), COMPANY)


@pytest.mark.parametrize(
    ("who", "account", "refusal"),
    [
        (people.csd, COMPANY, refusals.CertificateIsCsd),
        (people.firel, PERSON, refusals.CertificateIsFirel),
        (people.expired, PERSON, refusals.CertificateExpired),
        (people.future, PERSON, refusals.CertificateNotYetValid),
        (people.weak, PERSON, refusals.KeyTooWeak),
        (people.forged, PERSON, refusals.IssuerNotTrusted),
        (people.stranger, PERSON, refusals.CertificateOfAnotherPerson),
        (people.company, PERSON, refusals.CertificateOfAnotherPerson),
        (people.person, COMPANY, refusals.CompanySignedByRepresentative),
    ],
)
def test_each_defect_has_its_own_refusal(
    who: Callable[[], Holder], account: Rfc, refusal: type[Refusal]
) -> None:
    """Exactly that class, so that the person reads exactly that sentence."""
    with pytest.raises(refusal) as caught:
        _check(who(), account)
    assert type(caught.value) is refusal


def test_a_revoked_certificate_is_refused_with_its_instant() -> None:
    """The refusal says when and by which list."""
    with pytest.raises(refusals.CertificateRevoked) as caught:
        _check(people.person(), source=crl(people.person()))
    assert caught.value.facts["revoked_at"] == "2026-11-23T18:30:15Z"
    assert caught.value.facts["serial"] == people.person().certificate.serial


def test_revocation_that_could_not_be_consulted_refuses_nobody() -> None:
    """An authority out of order never costs the filer the day."""
    _check(people.person(), source=CrlFolder(anchors()))


def test_without_anchors_nobody_is_trusted() -> None:
    """An empty trust folder admits no certificate."""
    with pytest.raises(refusals.IssuerNotTrusted):
        _check(people.person(), trusted=TrustAnchors())


def test_validity_includes_its_first_and_last_second() -> None:
    """The bounds of the validity are inside it (RFC 5280 §4.1.2.5)."""
    certificate = people.person().certificate
    for at in (certificate.not_before, certificate.not_after):
        found = [
            d.code for d in defects(certificate, at=at, anchors=anchors(), revocation=CrlFolder(anchors()))
        ]
        assert found == []


def test_an_authoritys_certificate_is_no_efirma() -> None:
    """A certificate of another kind is refused as such."""
    authority = anchors().authorities[0]
    found = list(defects(authority, at=NOW, anchors=anchors(), revocation=crl()))
    assert [type(d) for d in found] == [refusals.CertificateIsNotEfirma]


def test_all_defects_are_listed_most_telling_first() -> None:
    """A forged and expired one shows both."""
    forged = people.efirma(not_after=NOW.replace(year=2025, month=12), by=people.impostor())
    codes = [d.code for d in defects(forged.certificate, at=NOW, anchors=anchors(), revocation=crl())]
    assert codes == ["certificate_expired", "issuer_not_trusted"]


def test_the_refusal_of_another_person_names_both_rfcs() -> None:
    """So that the filer sees which e.firma was taken by mistake."""
    defect = person_defect(people.stranger().certificate, PERSON)
    assert defect
    assert defect.facts == {"certificate_rfc": "LOPJ750505QX2", "account_rfc": people.PERSON_RFC}


@pytest.mark.parametrize(
    ("certificate", "key", "password", "refusal"),
    [
        ("", "a.key", "x", refusals.CertificateMissing),
        ("a.pfx", "a.key", "x", refusals.CertificateFileNotCer),
        ("a.cer.exe", "a.key", "x", refusals.CertificateFileNotCer),
        (".cer", "a.key", "x", refusals.CertificateFileNotCer),
        ("a.cer", "", "x", refusals.KeyMissing),
        ("a.cer", "a.cer", "x", refusals.KeyFileNotKey),
        ("a.cer", "a.key", "", refusals.KeyPasswordMissing),
        ("", "", "", refusals.CertificateMissing),
    ],
)
def test_the_form_is_refused_as_the_manual_words_it(
    certificate: str, key: str, password: str, refusal: type[Refusal]
) -> None:
    """By name only, before any byte is read."""
    with pytest.raises(refusal):
        check_files(certificate, key, password)


def test_a_complete_form_passes_whatever_the_case_of_its_names() -> None:
    """Windows writes .CER."""
    check_files("FIEL ÑAÑEZ.CER", "Claveprivada.Key", "x")
    assert refusals.KeyMissing.code == "key_missing"
