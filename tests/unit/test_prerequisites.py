"""What is missing is a skip with its reason at home, and a failure on CI."""

from pathlib import Path

import pytest

from tests import prerequisites


def test_at_home_what_is_missing_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer without the browser sees why a test did not run."""
    monkeypatch.setattr(prerequisites, "ON_CI", False)
    with pytest.raises(pytest.skip.Exception, match="no browser"):
        prerequisites.missing("no browser")


def test_on_ci_what_is_missing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """On CI the same is a failure: nobody reads the skips there."""
    monkeypatch.setattr(prerequisites, "ON_CI", True)
    with pytest.raises(pytest.fail.Exception, match="must not be missing: no browser"):
        prerequisites.missing("no browser")


def test_a_folder_from_outside_is_optional(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unset, empty or absent skips even on CI; present, it is returned."""
    monkeypatch.setattr(prerequisites, "ON_CI", True)
    for value in ("", str(tmp_path / "absent")):
        monkeypatch.setenv("OFICIALIA_EFIRMA", value)
        with pytest.raises(pytest.skip.Exception, match="OFICIALIA_EFIRMA"):
            prerequisites.shared_folder("OFICIALIA_EFIRMA")
    monkeypatch.setenv("OFICIALIA_EFIRMA", str(tmp_path))
    assert prerequisites.shared_folder("OFICIALIA_EFIRMA") == tmp_path
