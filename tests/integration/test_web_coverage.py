"""The route that takes which pages were seen: hostile bodies, strangers, and who may ask."""

import json

import pytest
from starlette.types import ASGIApp

from tests.browsing import Browser
from tests.documents_samples import pdf
from tests.offices import House


@pytest.fixture
def lucia(app: ASGIApp) -> Browser:
    """Return a clerk's browser, signed in."""
    browser = Browser(app)
    browser.sign_in("lucia")
    return browser


@pytest.fixture
def address(house: House) -> str:
    """Return where to report on a sent document of three pages."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "Escrito.pdf", pdf(3))
    house.sign(promocion_id)
    house.send(promocion_id)
    return f"/api/documentos/{document.id}/paginas-vistas"


def test_reports_add_up(lucia: Browser, address: str) -> None:
    """Each answer says all that the person saw; the same report again changes nothing."""
    for pages, kept in (([1], [1]), ([3, 1], [1, 3]), ([3, 1], [1, 3]), ([], [1, 3])):
        answer = lucia.post(address, json={"pages": pages})
        assert (answer.status_code, answer.json()) == (200, {"pages": kept, "total": 3})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1]",
        b'"pages"',
        b"null",
        b'{"pages": 1}',
        b'{"pages": {"1": 1}}',
        b'{"pages": [1]',
        b"\xff\xfe",
        b'{"pages": ' + b"[" * 30_000,
        json.dumps({"pages": list(range(20_000))}).encode(),
    ],
)
def test_a_report_of_another_form_is_refused(lucia: Browser, address: str, body: bytes) -> None:
    """Not JSON, of another shape, nested without end, or larger than any report."""
    answer = lucia.post(address, content=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "request_not_understood"
    assert lucia.post(address, json={"pages": []}).json() == {"pages": [], "total": 3}


def test_numbers_that_are_no_pages_are_left_out(lucia: Browser, address: str) -> None:
    """Beyond the last page, not whole, enormous, texts and lists: only what can be true is kept."""
    hostile = [0, -1, 4, 2.0, True, "1", None, [1], 10**400, "\ud800\x00", 2]
    assert lucia.post(address, content=json.dumps({"pages": hostile}).encode()).json()["pages"] == [2]


def test_the_filer_reports_nothing(app: ASGIApp, lucia: Browser, address: str) -> None:
    """Nor does a request that our own pages did not send; nothing is written of either."""
    ana = Browser(app)
    ana.sign_in("ana")
    assert ana.post(address, json={"pages": [1]}).status_code == 403
    forged = lucia.request("POST", address, json={"pages": [1]}, headers={"x-oficialia-csrf": "x"})
    assert forged.status_code == 403
    assert lucia.post(address, json={"pages": []}).json()["pages"] == []
