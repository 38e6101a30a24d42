"""The privacy notice as anybody reads it, before there is a session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.web.accounts.own_email import blocks
from tests.browsing import Browser, serving
from tests.notices import put_notice_in_force
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on SQLite."""
    with opened(tmp_path / "home") as built:
        yield built


def test_the_notice_is_public_and_plain_text(house: House) -> None:
    """Its version, headings and lists are shown; what looks like HTML in it is text."""
    privacy = house.oficialia.privacy
    put_notice_in_force(house.oficialia, text=privacy.notice.text + "\n\n<script>x</script>")
    with serving(house) as app:
        answer = Browser(app).get("/aviso-de-privacidad")
    assert answer.status_code == 200
    assert f"Versión {privacy.current_version}" in answer.text
    assert "<h2>Responsable</h2>" in answer.text
    assert "<li>De identificación y contacto" in answer.text
    assert "&lt;script&gt;x&lt;/script&gt;" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_every_page_of_ours_leads_to_the_notice(house: House) -> None:
    """Whoever signs in or verifies an acuse finds it below."""
    with serving(house) as app:
        answer = Browser(app).get("/entrar")
    assert 'href="/aviso-de-privacidad"' in answer.text


def test_a_notice_is_taken_apart_into_headings_lists_and_paragraphs() -> None:
    """Lists end at a blank line, at a heading and at the end; blank lines are nothing."""
    found = [(b.kind, b.lines) for b in blocks("Uno.\n\n- a\n- b\n\n- c\n## Dos\n\n\n- d")]
    assert found == [
        ("paragraph", ["Uno."]),
        ("list", ["a", "b"]),
        ("list", ["c"]),
        ("heading", ["Dos"]),
        ("list", ["d"]),
    ]
    assert list(blocks("")) == []
