"""The licences of what others wrote and the front ends carry: told beside the bundles and inside them."""

import json
import re

import pytest

from console.components.bundles import DIST, require_bundle

_LOCK = json.loads((DIST.parent / "package-lock.json").read_text("utf-8"))
_BUNDLED = _LOCK["packages"][""]["dependencies"]


def test_every_dependency_is_listed_with_the_lock_files_digest() -> None:
    """Name, version, digest and the text of the licence of each package that is bundled."""
    listed = (DIST / "licencias.txt").read_text("utf-8")
    for name, version in _BUNDLED.items():
        assert f"{name} {version}\n" in listed
        assert _LOCK["packages"][f"node_modules/{name}"]["integrity"] in listed
    assert "Redistributions in binary form must reproduce the above copyright" in listed


_CARRIED = {
    "efirma": ["@noble/hashes", "node-forge"],
    "unblock": ["node-forge"],
    "upload": ["@noble/hashes"],
    "queue": ["@noble/hashes"],
    "viewer": [],
}


@pytest.mark.parametrize("bundle", _CARRIED)
def test_a_bundle_names_what_it_carries(bundle: str) -> None:
    """The notices travel with the script; a script of ours alone names nobody."""
    notices = re.match(r"(?:/\*!.*?\*/\s*)*", require_bundle(bundle).read_text("utf-8"), re.DOTALL)
    assert notices is not None
    assert re.findall(r"/\*! (\S+) [\d.]+; [^*]+; Copyright \(c\)", notices[0]) == _CARRIED[bundle]
