"""Whom we believe."""

import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from core.signatures.certificate import read_certificate
from core.signatures.trust import TrustAnchors
from tests.pki import people


def _folder(place: Path, name: str = "ca.cer", data: bytes | None = None) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(people.authority().certificate_der if data is None else data)
    return place


def test_the_issuer_is_found_by_name_and_signature() -> None:
    """The authority that signed the certificate is returned."""
    issuer = people.anchors().issuer_of(people.person().certificate)
    assert issuer
    assert issuer.der == people.authority().certificate_der


def test_an_authority_of_the_same_name_is_not_the_issuer() -> None:
    """The name alone proves nothing: the signature must be the authority's."""
    assert people.forged().certificate.issuer_name == people.person().certificate.issuer_name
    assert people.anchors().issuer_of(people.forged().certificate) is None


def test_among_authorities_of_one_name_the_right_one_is_found() -> None:
    """Two with one name stand side by side, as AC4 and its forerunners do: each finds its own."""
    other = read_certificate(people.impostor().certificate_der)
    both = TrustAnchors((other, *people.anchors().authorities))
    assert both.issuer_of(people.forged().certificate) == other
    assert both.issuer_of(people.person().certificate) == people.anchors().authorities[0]


def test_an_authority_expired_since_is_still_the_issuer() -> None:
    """It is judged at the instant of issuance: AC4's certificates outlive it."""
    authority = people.anchors().authorities[0]
    issued_at = people.person().certificate.not_before
    expired = replace(authority, not_after=issued_at)
    assert TrustAnchors((expired,)).issuer_of(people.person().certificate) == expired


def test_an_authority_out_of_force_at_issuance_issued_nothing() -> None:
    """A certificate dated a second before or after its authority's validity has no issuer."""
    authority, issued_at = people.anchors().authorities[0], people.person().certificate.not_before
    second = timedelta(seconds=1)
    for moved in (
        replace(authority, not_after=issued_at - second),
        replace(authority, not_before=issued_at + second),
    ):
        assert TrustAnchors((moved,)).issuer_of(people.person().certificate) is None


def test_every_wrapping_of_an_anchor_is_read(tmp_path: Path) -> None:
    """DER, PEM and base64 all name the same authority."""
    der = people.authority().certificate_der
    pem = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"
    for name, data in (("a.cer", der), ("b.pem", pem), ("c.CRT", base64.b64encode(der))):
        _folder(tmp_path, name, data)
    anchors = TrustAnchors.load(tmp_path, allow_tests=False)
    assert [anchor.der for anchor in anchors.authorities] == [der, der, der]


def test_test_anchors_are_read_only_where_allowed(tmp_path: Path) -> None:
    """What lies in «pruebas» is nobody in production, and known as a test where it is somebody."""
    _folder(tmp_path / "pruebas")
    allowed = TrustAnchors.load(tmp_path, allow_tests=True)
    assert TrustAnchors.load(tmp_path, allow_tests=False).authorities == ()
    assert allowed.is_test(allowed.authorities[0])


def test_an_anchor_of_production_is_no_test(tmp_path: Path) -> None:
    """What lies in the folder itself is the operator's choice for production."""
    anchors = TrustAnchors.load(_folder(tmp_path), allow_tests=True)
    assert not anchors.is_test(anchors.authorities[0])


def test_what_is_no_authority_is_set_aside_and_named(tmp_path: Path) -> None:
    """A person's certificate, or rubbish, is no anchor; the operator is told which files."""
    _folder(tmp_path, "persona.cer", people.person().cer)
    _folder(tmp_path, "roto.cer", b"rubbish")
    _folder(tmp_path, "leame.txt", b"notes")
    anchors = TrustAnchors.load(tmp_path, allow_tests=False)
    assert anchors.authorities == ()
    assert [path.name for path in anchors.unusable] == ["persona.cer", "roto.cer"]


def test_a_folder_that_does_not_exist_holds_nobody(tmp_path: Path) -> None:
    """No folder, no trust, no exception."""
    assert TrustAnchors.load(tmp_path / "nowhere", allow_tests=True) == TrustAnchors()


def test_a_changed_certificate_has_no_issuer() -> None:
    """One letter changed in the holder's name and the authority's signature is void."""
    der = people.stranger().cer
    changed = read_certificate(der.replace(b"JUAN", b"IVAN"))
    assert changed.holder.startswith("IVAN")
    assert people.anchors().issuer_of(changed) is None
