"""The route that keeps half-written texts: it adds fields up, forgets what is empty, and refuses what is none."""

import json

import pytest
from starlette.types import ASGIApp

from core.domain.reviewing import LARGEST_DRAFT, DraftKind
from tests.browsing import Browser
from tests.offices import House


@pytest.fixture
def lucia(app: ASGIApp) -> Browser:
    """Return a clerk's browser, signed in."""
    browser = Browser(app)
    browser.sign_in("lucia")
    return browser


@pytest.fixture
def promocion_id(house: House) -> int:
    """Return the id of a sent promoción that nobody has taken."""
    return house.sent()


def _address(promocion_id: int, kind: str = "note") -> str:
    return f"/api/promociones/{promocion_id}/borradores/{kind}"


def _kept(house: House, promocion_id: int, kind: DraftKind = DraftKind.NOTE) -> dict[str, object] | None:
    draft = house.oficialia.drafts.load(house.lucia, promocion_id, kind)
    return dict(draft.content) if draft else None


def test_fields_are_put_beside_those_kept_before(lucia: Browser, house: House, promocion_id: int) -> None:
    """What a form keeps by itself stays when the browser tells of one of its fields."""
    house.oficialia.drafts.save(
        house.lucia, promocion_id, DraftKind.REJECTION, {"ground": "FALTA-ANEXO", "page": 3}
    )
    answer = lucia.post(_address(promocion_id, "rejection"), json={"content": {"text": "Falta el anexo  "}})
    assert (answer.status_code, answer.content) == (204, b"")
    assert _kept(house, promocion_id, DraftKind.REJECTION) == {
        "ground": "FALTA-ANEXO",
        "page": 3,
        "text": "Falta el anexo  ",
    }


def test_an_emptied_field_leaves_nothing(lucia: Browser, house: House, promocion_id: int) -> None:
    """A draft without a text is forgotten, and forgetting nothing is no fault."""
    for text, kept in (("Falta", {"text": "Falta"}), ("  ", None), ("", None)):
        assert lucia.post(_address(promocion_id), json={"content": {"text": text}}).status_code == 204
        assert _kept(house, promocion_id) == kept


def test_a_draft_is_its_writers_own(lucia: Browser, app: ASGIApp, house: House, promocion_id: int) -> None:
    """A colleague's draft of the same promoción is another one."""
    mario = Browser(app)
    mario.sign_in("mario")
    lucia.post(_address(promocion_id), json={"content": {"text": "De Lucía"}})
    mario.post(_address(promocion_id), json={"content": {"text": "De Mario"}})
    assert _kept(house, promocion_id) == {"text": "De Lucía"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1]",
        b'{"content": 1}',
        b'{"content": {"text": 1}}',
        b'{"content": {"text": null}}',
        b'{"content": {"text": "a"}',
        b"\xff\xfe",
        b'{"content": ' + b"[" * 30_000,
        b" " * (8 * LARGEST_DRAFT + 1),
    ],
)
def test_bodies_that_say_no_draft_are_refused(
    lucia: Browser, house: House, promocion_id: int, body: bytes
) -> None:
    """Whatever is no object of texts is refused, and nothing is kept."""
    answer = lucia.post(_address(promocion_id), content=body)
    assert answer.status_code == 422
    assert _kept(house, promocion_id) is None


def test_a_text_longer_than_a_draft_may_be_is_refused(
    lucia: Browser, house: House, promocion_id: int
) -> None:
    """What was kept before stays."""
    lucia.post(_address(promocion_id), json={"content": {"text": "Corto"}})
    long = json.dumps({"content": {"text": "a" * (LARGEST_DRAFT + 1)}}).encode()
    assert lucia.post(_address(promocion_id), content=long).status_code in {400, 409, 413, 422}
    assert _kept(house, promocion_id) == {"text": "Corto"}


def test_unknown_kinds_and_requests_from_elsewhere_are_refused(
    lucia: Browser, house: House, promocion_id: int
) -> None:
    """A kind that is none of ours, and a request without the session's own mark."""
    assert lucia.post(_address(promocion_id, "otra"), json={"content": {"text": "a"}}).status_code == 422
    forged = lucia.post(
        _address(promocion_id), json={"content": {"text": "a"}}, headers={"X-Oficialia-CSRF": "otro"}
    )
    assert forged.status_code == 403
    assert _kept(house, promocion_id) is None
