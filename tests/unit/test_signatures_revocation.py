"""Three values of revocation."""

import base64
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain.verdict import Revocation
from core.signatures.asn1 import crl as crl_structures
from core.signatures.revocation import CrlFolder, RevocationReason, read_revocation_list
from core.signatures.trust import TrustAnchors
from tests.pki import people
from tests.pki.people import NOW, authority, crl, person, stranger

HOUR = timedelta(hours=1)


def test_a_certificate_on_the_list_is_revoked() -> None:
    """Its serial stands in the CRL, with the instant."""
    answer = crl(person(), revoked_at=NOW - HOUR).ask(person().certificate, NOW)
    assert answer.value is Revocation.REVOKED
    assert answer.revoked_at == NOW - HOUR
    assert answer.source == "demostracion.crl"
    assert answer.asked_at == NOW


def test_a_certificate_not_on_the_list_is_good() -> None:
    """A fresh CRL that does not name it says vigente."""
    answer = crl(person()).ask(stranger().certificate, NOW)
    assert answer.value is Revocation.GOOD
    assert answer.reason is RevocationReason.ANSWERED
    assert answer.revoked_at is None


def test_an_empty_list_speaks_too() -> None:
    """A CRL without entries is an answer."""
    assert crl().ask(person().certificate, NOW).value is Revocation.GOOD


@pytest.mark.parametrize(
    ("issued", "days", "reason"),
    [
        (NOW - timedelta(days=8), 7, RevocationReason.STALE),
        (NOW + HOUR, 7, RevocationReason.NOT_YET),
    ],
)
def test_a_list_of_another_time_was_not_consulted(
    issued: datetime, days: int, reason: RevocationReason
) -> None:
    """Past its nextUpdate, or before its thisUpdate, it says nothing, even of a certificate it names."""
    answer = crl(person(), at=issued, days=days).ask(person().certificate, NOW)
    assert answer.value is Revocation.NOT_CONSULTED
    assert answer.reason is reason


def test_a_list_speaks_until_the_second_of_its_next_update() -> None:
    """The bound is inclusive; a second later it is stale."""
    source = crl(at=NOW - timedelta(days=7), days=7)
    assert source.ask(person().certificate, NOW).value is Revocation.GOOD
    late = source.ask(person().certificate, NOW + timedelta(seconds=1))
    assert late.reason is RevocationReason.STALE


def test_the_fresher_of_two_lists_answers() -> None:
    """A new list beside an old one decides."""
    lists = (*crl(at=NOW - HOUR).lists, *crl(person(), at=NOW).lists, *crl(at=NOW - 2 * HOUR).lists)
    assert CrlFolder(people.anchors(), lists).ask(person().certificate, NOW).value is Revocation.REVOKED


def test_an_authority_without_list_was_not_consulted() -> None:
    """No CRL is not «vigente»."""
    answer = CrlFolder(people.anchors()).ask(person().certificate, NOW)
    assert answer.value is Revocation.NOT_CONSULTED
    assert answer.reason is RevocationReason.NO_SOURCE


def test_a_list_signed_by_another_key_is_not_believed() -> None:
    """The impostor of the same name cannot clear or revoke anybody."""
    forged = read_revocation_list(people.impostor().crl({}, at=NOW), "falsa.crl")
    answer = CrlFolder(people.anchors(), (forged,)).ask(person().certificate, NOW)
    assert answer.reason is RevocationReason.NO_SOURCE


def test_a_certificate_of_an_unknown_authority_was_not_consulted() -> None:
    """Whose list would one ask for?"""
    answer = CrlFolder(TrustAnchors(), crl().lists).ask(person().certificate, NOW)
    assert answer.reason is RevocationReason.ISSUER_UNKNOWN


def test_a_folder_gives_its_lists_and_names_the_broken_ones(tmp_path: Path) -> None:
    """DER and PEM are read; those of «pruebas» only where allowed; rubbish is named."""
    tests = tmp_path / "pruebas"
    tests.mkdir()
    der = authority().crl({person().certificate.serial: NOW}, at=NOW)
    pem = b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(der) + b"-----END X509 CRL-----\n"
    (tests / "a.crl").write_bytes(pem)
    (tmp_path / "b.crl").write_bytes(b"rubbish")
    allowed = CrlFolder.load(tmp_path, people.anchors(), allow_tests=True)
    production = CrlFolder.load(tmp_path, people.anchors(), allow_tests=False)
    assert allowed.ask(person().certificate, NOW).value is Revocation.REVOKED
    assert production.ask(person().certificate, NOW).reason is RevocationReason.NO_SOURCE
    assert [path.name for path in production.unusable] == ["b.crl"]


def test_a_list_with_a_critical_extension_is_not_used() -> None:
    """Indirect and delta lists must not be read as whole ones (RFC 5280 §5.2)."""
    parsed = crl_structures.CertificateList.load(authority().crl({}, at=NOW))
    extension = {"extn_id": "delta_crl_indicator", "critical": True, "extn_value": crl_structures.Integer(1)}
    parsed["tbs_cert_list"]["crl_extensions"] = crl_structures.TBSCertListExtensions([extension])
    with pytest.raises(ValueError, match=r"delta\.crl") as caught:
        read_revocation_list(parsed.dump(), "delta.crl")
    assert "critical" in str(caught.value.__cause__)
