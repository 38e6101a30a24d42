"""What the filer's browser is told for signing, and what it hands in without having asked."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from console.filer_sending import to_sign
from core.domain.manifest import FIELDS_PATH
from core.domain.workflow import Status
from core.signatures.signing import signed_attributes
from tests.browsing import Browser, serving
from tests.offices import House, opened
from tests.pki import people


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía of the test's own."""
    with opened(tmp_path / "home", database_url) as house:
        yield house


@pytest.fixture
def ana(house: House) -> Iterator[Browser]:
    """Return the filer's browser, signed in."""
    with serving(house) as app:
        browser = Browser(app)
        browser.sign_in("ana")
        yield browser


def _signed(house: House, promocion_id: int) -> dict[str, str]:
    """Sign as the card does: over what it was given when it was drawn, asking nobody."""
    given, who = to_sign(house.oficialia.filing.view(house.ana, promocion_id)), people.person()
    attributes = signed_attributes(given.manifest, who.certificate, given.at)
    signature = who.private_key.sign(attributes, padding.PKCS1v15(), SHA256())
    parts = {"certificate": who.cer, "attributes": attributes, "signature": signature}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def _draft(house: House) -> int:
    promocion_id = house.draft(procedimiento="Denuncia «Ñ»")
    house.attach(promocion_id)
    return promocion_id


def test_the_card_is_drawn_with_the_very_bytes_that_are_signed(house: House, ana: Browser) -> None:
    """The fields that the manifest names; asking about a certificate tells the digest of that same manifest."""
    promocion_id = _draft(house)
    given = to_sign(house.oficialia.filing.view(house.ana, promocion_id))
    assert (
        f"{hashlib.sha256(given.fields).hexdigest()}  {FIELDS_PATH}" in given.manifest.decode().splitlines()
    )
    assert json.loads(given.fields)["procedimiento"] == "Denuncia «Ñ»"
    certificate = base64.b64encode(people.person().cer).decode()
    answer = ana.post(f"/api/promociones/{promocion_id}/firma/preparar", json={"certificate": certificate})
    assert answer.json() == {
        "at": house.clock.now().timestamp() * 1000,
        "manifest_sha256": hashlib.sha256(given.manifest).hexdigest(),
    }


def test_a_signature_that_was_handed_in_twice_is_kept_once(house: House, ana: Browser) -> None:
    """A browser that heard no answer tries again, even after the window, and is told that it is registered."""
    promocion_id = _draft(house)
    body = _signed(house, promocion_id)
    for minutes in (9, 9):
        house.clock.advance(minutes=minutes)
        answer = ana.post(f"/api/promociones/{promocion_id}/firma", json=body)
        assert (answer.status_code, answer.json()) == (200, {"signed": True})
    actions = [str(event.action) for event in house.events(promocion_id)]
    assert actions.count("sign") == 1
    assert house.load(promocion_id).status is Status.SIGNED


def test_a_signature_that_an_edit_voided_does_not_come_back(house: House, ana: Browser) -> None:
    """Handed in again after the promoción changed, it is refused like any other over what is no longer so."""
    promocion_id = _draft(house)
    body = _signed(house, promocion_id)
    assert ana.post(f"/api/promociones/{promocion_id}/firma", json=body).status_code == 200
    house.attach(promocion_id, "anexo.txt", b"Anexo.\n")
    answer = ana.post(f"/api/promociones/{promocion_id}/firma", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "signed_attributes_differ")
    assert house.load(promocion_id).status is Status.DRAFT


def test_a_signature_that_came_too_late_is_refused_in_words(house: House, ana: Browser) -> None:
    """Eleven minutes after it was made, with what to do about it."""
    promocion_id = _draft(house)
    body = _signed(house, promocion_id)
    house.clock.advance(minutes=11)
    error = ana.post(f"/api/promociones/{promocion_id}/firma", json=body).json()["error"]
    assert error["code"] == "signing_took_too_long"
    assert "Firme de nuevo" in error["do"]
