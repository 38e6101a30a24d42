"""The real SAT files (``OFICIALIA_EFIRMA``): read, opened, signed with and verified, each of them."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.identifiers import Person
from core.domain.manifest import build_manifest
from core.domain.verdict import Conclusion, Outcome
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.private_key import check_pair, read_private_key
from core.signatures.profile import CertificateKind
from core.signatures.signing import sign_manifest
from core.signatures.trust import TrustAnchors
from core.signatures.verify import verify
from tests.pki.filings import FIELDS

PASSWORD = "12345678a"
HOLDERS = {
    "CACX7605101P8": ("XOCHILT CASAS CHAVEZ", "30001000000400002300"),
    "CAÑF770131PA3": ("FERNANDO CASTILLO ÑABARRO", "30001000000400002432"),
    "OÑO120726RX3": ("ORGANICOS ÑAVEZ OSORIO S.A DE C.V SA DE CV", "30001000000400002461"),
    "H&E951128469": ("HERRERIA & ELECTRICOS S DE CV", "30001000000400002460"),
    "EKU9003173C9": ("ESCUELA KEMPER URGATE SA DE CV", "30001000000500003415"),
}


def _pairs(folder: Path) -> list[Path]:
    found = sorted([*folder.glob("vigentes/*.cer"), *folder.glob("vencidas/*.cer")])
    assert len(found) == 21
    return found


def _rfc_of(path: Path) -> str:
    return path.stem.rpartition("_")[0].replace("_N_", "Ñ").replace("_AND_", "&")


def test_every_holders_certificate_is_read_right(efirma_folder: Path) -> None:
    """Kind, RFC, person and serial as the file's name promises, for all of them."""
    for path in _pairs(efirma_folder):
        found = read_certificate(path.read_bytes())
        expected = CertificateKind.EFIRMA if path.stem.endswith("_fiel") else CertificateKind.CSD
        assert found.kind is expected, path.name
        assert str(found.rfc) == _rfc_of(path)
        assert found.person is (Person.MORAL if len(_rfc_of(path)) == 12 else Person.FISICA)
        assert found.serial.startswith("30001000000")
        assert len(found.serial) == 20
        assert found.der == path.read_bytes()


def test_names_with_enye_and_ampersand_are_whole(efirma_folder: Path) -> None:
    """Five holders and serials, against what openssl shows."""
    read = [read_certificate(p.read_bytes()) for p in _pairs(efirma_folder) if p.stem.endswith("_fiel")]
    found = {str(c.rfc): (c.holder, c.serial) for c in read}
    assert {rfc: found[rfc] for rfc in HOLDERS} == HOLDERS


def test_every_authority_is_other(efirma_folder: Path) -> None:
    """Authorities and OCSP responders are kind «other», and none of them raises."""
    files = sorted(efirma_folder.glob("ca/*/*.cer"))
    assert len(files) == 16
    assert {read_certificate(path.read_bytes()).kind for path in files} == {CertificateKind.OTHER}


def test_every_key_opens_and_is_its_certificates(efirma_folder: Path) -> None:
    """All of them, with their public password."""
    for path in _pairs(efirma_folder):
        key = read_private_key(path.with_suffix(".key").read_bytes(), PASSWORD)
        check_pair(read_certificate(path.read_bytes()), key)


def test_every_certificate_finds_its_issuer_among_the_test_anchors(efirma_folder: Path) -> None:
    """Also those whose authority expired before them; and none where tests are not allowed."""
    anchors = TrustAnchors.load(efirma_folder / "ca", allow_tests=True)
    for path in _pairs(efirma_folder):
        found = read_certificate(path.read_bytes())
        issuer = anchors.issuer_of(found)
        assert issuer, path.name
        assert issuer.holder == "AC UAT"
        assert TrustAnchors.load(efirma_folder / "ca", allow_tests=False).issuer_of(found) is None


def _sign(path: Path, manifest: bytes, at: datetime) -> tuple[Certificate, bytes]:
    certificate = read_certificate(path.read_bytes())
    key = read_private_key(path.with_suffix(".key").read_bytes(), PASSWORD)
    return certificate, sign_manifest(manifest, certificate, key, at)


def test_every_efirma_signs_and_verifies_as_of_its_own_time(efirma_folder: Path, tmp_path: Path) -> None:
    """Signed while in force: firma is good but for revocation, which nobody was asked; openssl agrees."""
    manifest = build_manifest(FIELDS, {})
    anchors = TrustAnchors.load(efirma_folder / "ca", allow_tests=True)
    for path in (p for p in _pairs(efirma_folder) if p.stem.endswith("_fiel")):
        at = read_certificate(path.read_bytes()).not_before + timedelta(days=30)
        certificate, made = _sign(path, manifest, at)
        assert certificate.rfc
        verdict = verify(
            manifest=manifest,
            cms=made,
            fields=FIELDS,
            documents={},
            account_rfc=certificate.rfc,
            anchors=anchors,
            revocation=None,
            at=at,
        )
        assert verdict.failures() == (), path.name
        assert verdict.conclusion(Conclusion.IDENTIDAD) is Outcome.PASSED
        issuer = anchors.issuer_of(certificate)
        assert issuer
        assert _openssl_accepts(tmp_path, manifest, made, issuer.der, at)


def _openssl_accepts(folder: Path, manifest: bytes, made: bytes, issuer: bytes, at: datetime) -> bool:
    for name, data in (("m", manifest), ("m.p7s", made), ("ca.cer", issuer)):
        (folder / name).write_bytes(data)
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", "ca.cer", "-out", "ca.pem"], cwd=folder, check=True
    )
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "m.p7s", "-content", "m"]
    command += ["-CAfile", "ca.pem", "-partial_chain", "-attime", str(int(at.timestamp())), "-out", "out"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("name", ["EKU9003173C9_fiel"])
def test_the_efirma_in_force_is_in_force(efirma_folder: Path, name: str) -> None:
    """The one that the acceptance tests sign with."""
    certificate = read_certificate((efirma_folder / "vigentes" / f"{name}.cer").read_bytes())
    assert certificate.not_after == datetime(2027, 5, 17, 4, 37, 14, tzinfo=UTC)
    assert str(certificate.representative_rfc) == "VADA800927DJ3"
