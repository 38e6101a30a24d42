"""What ``oficialia doctor`` says of authorities, revocation and timestamps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.cli.diagnosis import CHECKS, anchors, revocation, timestamps
from core.config import Settings
from core.signatures.demo_authority import DemoAuthority
from tests.pki.people import authority

DAY = timedelta(days=1)


def _settings(home: Path, **changes: str) -> Settings:
    return replace(Settings(home=home), **changes)  # type: ignore[arg-type]  # the test names fields


def _place(folder: Path, data: bytes, name: str = "ac.cer") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def _ending() -> bytes:
    """Return the certificate of an authority whose last year has begun."""
    return DemoAuthority.create(
        datetime.now(UTC) - timedelta(days=3652 - 300), name="AC POR VENCER"
    ).certificate_der


def test_an_authority_in_its_last_year_is_named(tmp_path: Path) -> None:
    """The operator learns which one, and when, a year before."""
    settings = _settings(tmp_path)
    _place(settings.trust, authority().certificate_der)
    assert anchors(settings)[0] == "bien"
    _place(settings.trust, _ending(), "otra.cer")
    level, sentence = anchors(settings)
    assert level == "aviso"
    assert "AC POR VENCER" in sentence


def test_without_responder_and_list_nobody_tells_of_a_revocation(tmp_path: Path) -> None:
    """A warning; a fresh list or a responder ends it, a broken list is named."""
    settings = _settings(tmp_path)
    _place(settings.trust, authority().certificate_der)
    assert revocation(settings)[0] == "aviso"
    assert revocation(_settings(tmp_path, ocsp_url="http://127.0.0.1:1"))[0] == "bien"
    old = authority().crl({}, at=datetime.now(UTC) - 40 * DAY, days=30)
    _place(settings.trust, old, "lista.crl")
    assert revocation(settings)[0] == "aviso"
    _place(settings.trust, authority().crl({}, at=datetime.now(UTC) - DAY), "lista.crl")
    assert revocation(settings)[0] == "bien"
    _place(settings.trust, b"rubbish", "rota.crl")
    level, sentence = revocation(settings)
    assert (level, "rota.crl" in sentence) == ("aviso", True)


def test_a_timestamp_that_nobody_would_believe_is_a_fault(tmp_path: Path) -> None:
    """An address without a certificate to check its tokens by would stamp nothing."""
    off, on = _settings(tmp_path), _settings(tmp_path, tsa_url="http://127.0.0.1:1")
    assert timestamps(off)[0] == "bien"
    assert timestamps(on)[0] == "falla"
    _place(on.trust / "tsa", authority().certificate_der)
    assert timestamps(on)[0] == "bien"
    _place(on.trust / "tsa", _ending(), "b.cer")
    assert timestamps(on)[0] == "aviso"


def test_the_three_are_part_of_the_diagnosis() -> None:
    """A check that is not run finds nothing."""
    assert {anchors, revocation, timestamps} <= set(CHECKS)
