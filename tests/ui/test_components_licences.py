"""The licences of what others wrote and the front ends carry: told beside the bundles and inside them."""

import json

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


@pytest.mark.parametrize(("bundle", "carries"), [("efirma", True), ("unblock", True), ("viewer", False)])
def test_a_bundle_names_what_it_carries(bundle: str, carries: bool) -> None:
    """The notice travels with the script; a script of ours alone names nobody."""
    head = require_bundle(bundle).read_text("utf-8")[:200]
    assert head.startswith("/*! node-forge ") is carries
    assert ("Copyright (c)" in head) is carries
