"""Arranging documents over HTTP: what the routes take, answer and refuse."""

import hashlib

import httpx
import pytest
from starlette.types import ASGIApp

from tests.browsing import Browser
from tests.offices import House


@pytest.fixture
def ana(app: ASGIApp) -> Browser:
    """Return the filer's browser, signed in."""
    browser = Browser(app)
    browser.sign_in("ana")
    return browser


def _upload(browser: Browser, promocion_id: int, data: bytes, name: str, **more: str) -> httpx.Response:
    query = {"nombre": name, **more}
    return browser.post(f"/api/promociones/{promocion_id}/documentos", params=query, content=data)


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


def _ask(browser: Browser, method: str, path: str, body: object) -> httpx.Response:
    return browser.request(method, path, headers=browser.csrf, json=body)


def test_each_act_answers_with_what_is_shown_next(house: House, ana: Browser) -> None:
    """A row for a document, the whole list for order and folders, as the page is drawn from them."""
    promocion_id = house.draft()
    own, folders = f"/api/promociones/{promocion_id}", f"/api/promociones/{promocion_id}/carpetas"
    first = _upload(ana, promocion_id, b"1", "Anexos/uno.txt").json()
    second = _upload(ana, promocion_id, b"2", "dos.txt").json()
    assert (first["folder"], first["file_name"], first["replaced"]) == ("Anexos", "uno.txt", None)
    changes = {"name": "anexos/Dos.txt", "classification": "confidencial", "summary": "Qué dice"}
    row = _ask(ana, "PATCH", f"/api/documentos/{second['id']}", changes).json()
    assert (row["name"], row["classification"], row["summary"]) == (
        "Anexos/Dos.txt",
        "confidencial",
        "Qué dice",
    )
    listed = _ask(ana, "POST", f"{own}/orden", {"ids": [second["id"], first["id"]]}).json()
    assert [d["name"] for d in listed["documents"]] == ["Anexos/Dos.txt", "Anexos/uno.txt"]
    assert _ask(ana, "POST", folders, {"path": "Vacía"}).json()["folders"] == ["Anexos", "Vacía"]
    moved = _ask(ana, "PATCH", folders, {"path": "Anexos", "to": "Pruebas"}).json()
    assert [d["folder"] for d in moved["documents"]] == ["Pruebas", "Pruebas"]
    assert _ask(ana, "DELETE", folders, {"path": "Vacía"}).json()["folders"] == ["Pruebas"]
    again = _upload(ana, promocion_id, b"3", "Pruebas/uno.txt", si_existe="reemplazar").json()
    assert set(again["replaced"]) == {"at_text"}
    back = _ask(ana, "POST", f"/api/documentos/{again['id']}/anterior", {}).json()
    assert (back["sha256"], back["id"] == again["id"]) == (hashlib.sha256(b"1").hexdigest(), False)


def test_what_was_sent_before_is_in_the_answer(house: House, ana: Browser) -> None:
    """As soon as the bytes have arrived, their filer learns where they stand already."""
    sent = house.sent()
    answer = _upload(ana, house.draft(), b"Escrito inicial.\n", "otra vez.txt").json()
    assert answer["same_as"] == [{"folio": house.load(sent).folio, "name": "escrito.txt"}]


def test_bytes_of_another_digest_are_refused(house: House, ana: Browser) -> None:
    """In the address or in a header; what is no digest is not understood, and the right one passes."""
    promocion_id, right = house.draft(), hashlib.sha256(b"uno").hexdigest()
    wrong = _upload(ana, promocion_id, b"uno", "a.txt", sha256="0" * 64)
    assert (wrong.status_code, _code(wrong)) == (422, "digest_differs")
    headers = {"X-Oficialia-SHA256": "f" * 64}
    path = f"/api/promociones/{promocion_id}/documentos"
    told = ana.post(path, params={"nombre": "a.txt"}, content=b"uno", headers={**ana.csrf, **headers})
    assert _code(told) == "digest_differs"
    assert _code(_upload(ana, promocion_id, b"uno", "a.txt", sha256="zz")) == "request_not_understood"
    assert house.oficialia.filing.view(house.ana, promocion_id).documents == ()
    assert _upload(ana, promocion_id, b"uno", "a.txt", sha256=right.upper()).status_code == 201


BODIES: list[object] = [
    None,
    [],
    {},
    {"name": 1},
    {"name": "a", "otro": "b"},
    {"name": "x" * 70_000},
    "nombre",
]


def test_bodies_that_are_none_are_not_understood(house: House, ana: Browser) -> None:
    """Of another shape, too long, of other types: a refusal with its sentences, and no change."""
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    for body in BODIES:
        assert _code(_ask(ana, "PATCH", f"/api/documentos/{document.id}", body)) == "request_not_understood"
    wrong: tuple[object, ...] = (None, "1", ["1"], [True], [1.0], {})
    for ids in wrong:
        answer = _ask(ana, "POST", f"/api/promociones/{promocion_id}/orden", {"ids": ids})
        assert _code(answer) == "request_not_understood"
    huge = _ask(ana, "POST", f"/api/promociones/{promocion_id}/orden", {"ids": [2**80]})
    assert (huge.status_code, _code(huge)) == (409, "changed_meanwhile")
    lone = ana.request(
        "PATCH", f"/api/documentos/{document.id}", headers=ana.csrf, content=b'{"name":"\\ud800.txt"}'
    )
    assert _code(lone) == "name_not_admitted"
    assert len(house.events(promocion_id)) == 2
