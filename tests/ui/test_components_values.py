"""What the components' wrappers accept from a browser, and how the front ends are found."""

import pickle
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from console.components.bundles import FrontEndNotBuilt, require_bundle


@pytest.mark.parametrize("names", [[], ["viewer-A.js", "viewer-B.js"]])
def test_a_front_end_that_is_not_built_says_what_to_run(tmp_path: Path, names: list[str]) -> None:
    """Without the one built file, importing a component names the command that builds it."""
    (tmp_path / "viewer").mkdir()
    for name in names:
        (tmp_path / "viewer" / name).touch()
    with pytest.raises(FrontEndNotBuilt, match="run «make»"):
        require_bundle("viewer", tmp_path)


def test_a_built_front_end_is_found(tmp_path: Path) -> None:
    """The one file with the component's name is the bundle."""
    built = tmp_path / "viewer" / "viewer-ABC.js"
    built.parent.mkdir()
    built.touch()
    assert require_bundle("viewer", tmp_path) == built


def _page() -> None:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - AppTest runs this function's body alone

    from console.components.efirma import ToSign, efirma  # noqa: PLC0415 - the same
    from console.components.upload import upload  # noqa: PLC0415 - the same

    to_sign = ToSign([], [], b"", b"", datetime.now(UTC), timedelta(minutes=10), "America/Mexico_City", {})
    upload("1", "token", [], 10, [".pdf"], key="upload")
    efirma("1", "token", "EKU9003173C9", "X", to_sign, key="efirma")


def test_every_runtime_finds_the_components_and_can_keep_their_state() -> None:
    """Each server (each AppTest is one) mounts them, and their values in the session can be pickled."""
    for _ in range(2):
        app = AppTest.from_function(_page).run(timeout=60)
        assert not app.exception
        for key in ("upload", "efirma"):
            assert pickle.loads(pickle.dumps(app.session_state[key])) == app.session_state[key]  # noqa: S301 - our own
