"""The policy of the page in which Streamlit draws, made from the installed page."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes

from console.web.shell import HOST_CONFIG, content_policy, script_hashes
from tests.browsing import Browser


@pytest.fixture
def policy() -> dict[str, list[str]]:
    """Return directive → sources."""
    parts = (part.split() for part in content_policy("https://oficialia.example").split(";"))
    return {name: sources for name, *sources in parts}


def test_every_inline_script_of_the_installed_page_is_named_by_its_hash(policy: dict[str, list[str]]) -> None:
    """Found with another reading than the product's: the text between the tags, byte for byte."""
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in inline}
    assert len(hashes) >= 1
    assert set(policy["script-src"]) == {"'self'", "blob:"} | hashes


def test_nothing_unsafe_stands_in_the_policy_but_styles(policy: dict[str, list[str]]) -> None:
    """No inline script, no evaluated text, no other site, and no frame around or inside."""
    unsafe = {name for name, sources in policy.items() if any("unsafe" in s or s == "*" for s in sources)}
    assert unsafe == {"style-src"}
    for name in ("default-src", "object-src", "frame-src", "frame-ancestors", "base-uri"):
        assert policy[name] == ["'none'"]
    assert policy["connect-src"] == ["'self'", "wss://oficialia.example"]
    sites = {s for sources in policy.values() for s in sources if "." in s and not s.startswith("'sha256")}
    assert sites == {"wss://oficialia.example"}


def test_scripts_with_an_address_are_left_to_self() -> None:
    """Only the text of inline scripts is hashed, whatever their attributes."""
    page = '<script src="/a.js"></script><script type="module">x < 1</script><p>no</p><script></script>'
    expected = [base64.b64encode(hashlib.sha256(t).digest()).decode() for t in (b"x < 1", b"")]
    assert script_hashes(page) == tuple(f"'sha256-{digest}'" for digest in expected)


def test_the_host_configuration_has_streamlits_own_fields() -> None:
    """A version with another field would be noticed here; ours differs in the English dialogs only."""
    told = Browser(Starlette(routes=create_host_config_routes(""))).get("/_stcore/host-config").json()
    assert set(told) == set(HOST_CONFIG)
    assert {name for name, value in HOST_CONFIG.items() if told[name] != value} == {"blockErrorDialogs"}
