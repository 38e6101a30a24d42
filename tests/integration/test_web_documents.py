"""Uploading, reading and deleting documents over HTTP: limits, names, interruptions, other people's."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.types import ASGIApp, Message

from console.web.identity import CSRF_HEADER
from core.domain.workflow import Status
from tests.browsing import HOST, Browser
from tests.documents_samples import pdf
from tests.offices import House
from tests.pki import people

LIMIT = 50 * 1024 * 1024


@pytest.fixture
def ana(app: ASGIApp) -> Browser:
    """Return the filer's browser, signed in."""
    browser = Browser(app)
    browser.sign_in("ana")
    return browser


def _signed_in(app: ASGIApp, username: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(username)
    return browser


def _upload(
    browser: Browser, promocion_id: int, data: bytes, name: str = "a.txt", **more: str
) -> httpx.Response:
    query = {"nombre": name, **more}
    return browser.post(f"/api/promociones/{promocion_id}/documentos", params=query, content=data)


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


def _documents(house: House, promocion_id: int) -> list[str]:
    return [d.name for d in house.oficialia.filing.view(house.ana, promocion_id).documents]


def _stored(house: House) -> list[Path]:
    return [p for p in (house.oficialia.settings.home / "documents").rglob("*") if p.is_file()]


def test_a_document_arrives_and_can_be_read_back(house: House, ana: Browser) -> None:
    """The answer names what was stored; the original comes back byte for byte, always as a download."""
    promocion_id = house.draft()
    answer = _upload(ana, promocion_id, b"Escrito\n", "Año «1».txt")
    body = answer.json()
    assert (answer.status_code, body["name"], body["size_bytes"]) == (201, "Año «1».txt", 8)
    original = ana.get(f"/api/documentos/{body['id']}/original")
    assert original.content == b"Escrito\n"
    headers = original.headers
    assert headers["content-disposition"] == (
        "attachment; filename=\"A_o _1_.txt\"; filename*=UTF-8''A%C3%B1o%20%C2%AB1%C2%BB.txt"
    )
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "private, no-store")
    assert headers["content-length"] == "8"


def test_fifty_megabytes_are_inclusive(house: House, ana: Browser) -> None:
    """Exactly 50·1024² bytes pass; one more is refused whether it was announced or not, and leaves nothing."""
    promocion_id = house.draft()
    assert _upload(ana, promocion_id, bytes(LIMIT), "justo.bin").status_code == 201
    before = len(_stored(house))
    announced = _upload(ana, promocion_id, bytes(LIMIT + 1), "grande.bin")
    assert (announced.status_code, _code(announced)) == (413, "document_too_large")

    async def unannounced() -> Any:  # noqa: ANN401 - httpx takes any asynchronous iterator
        for _ in range(51):
            yield bytes(1024 * 1024)

    streamed = ana.post(
        f"/api/promociones/{promocion_id}/documentos", params={"nombre": "grande.bin"}, content=unannounced()
    )
    assert (streamed.status_code, _code(streamed)) == (413, "document_too_large")
    assert (_documents(house, promocion_id), len(_stored(house))) == (["justo.bin"], before)


def test_an_interrupted_upload_leaves_nothing(house: House, app: ASGIApp, ana: Browser) -> None:
    """The connection ends half-way: no row, no stored bytes, no part in the incoming folder."""
    promocion_id = house.draft()
    messages: Iterator[Message] = iter(
        [
            {"type": "http.request", "body": bytes(3 * 1024 * 1024), "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"host": HOST, "cookie": f"oficialia_sesion={ana.token}", CSRF_HEADER: ana.csrf[CSRF_HEADER]}
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/api/promociones/{promocion_id}/documentos",
        "query_string": b"nombre=a.txt",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "client": ("203.0.113.9", 1),
    }
    anyio.run(app, scope, receive, send)
    assert json.loads(sent[1]["body"])["error"]["code"] == "upload_interrupted"
    assert (_documents(house, promocion_id), _stored(house)) == ([], [])


def test_a_name_that_is_taken(house: House, ana: Browser) -> None:
    """It asks by default, keeps both or replaces when told, and understands nothing else."""
    promocion_id = house.draft()
    assert _upload(ana, promocion_id, b"1").status_code == 201
    asked = _upload(ana, promocion_id, b"2", "A.TXT")
    assert (asked.status_code, _code(asked)) == (409, "same_name")
    assert _upload(ana, promocion_id, b"2", si_existe="conservar").json()["name"] == "a (2).txt"
    assert _upload(ana, promocion_id, b"3", si_existe="reemplazar").json()["name"] == "a.txt"
    assert _documents(house, promocion_id) == ["a.txt", "a (2).txt"]
    assert _code(_upload(ana, promocion_id, b"4", si_existe="borrar")) == "request_not_understood"


@pytest.mark.parametrize("name", ["", "../a.txt", "a//b", "a\x00b", "a\u202egpj.exe", "CON.txt", "x" * 256])
def test_hostile_names_are_refused(house: House, ana: Browser, name: str) -> None:
    """With their own status, and without a byte kept."""
    promocion_id = house.draft()
    answer = _upload(ana, promocion_id, b"x", name)
    assert (answer.status_code, _code(answer)) == (422, "name_not_admitted")
    assert _stored(house) == []


def test_deleting(house: House, app: ASGIApp, ana: Browser) -> None:
    """The filer deletes their own; others, staff, and whoever asks twice get 404."""
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    address = f"/api/documentos/{document.id}"
    assert _signed_in(app, "juan").delete(address).status_code == 404
    assert _signed_in(app, "lucia").delete(address).status_code == 403
    assert _documents(house, promocion_id) == ["escrito.txt"]
    assert ana.delete(address).status_code == 204
    assert ana.delete(address).status_code == 404
    sent_id = house.sent()
    document = house.oficialia.filing.view(house.ana, sent_id).documents[0]
    refused = ana.delete(f"/api/documentos/{document.id}")
    assert (refused.status_code, _code(refused)) == (409, "status_forbids")
    assert _upload(ana, sent_id, b"x").status_code == 409


def test_others_documents_do_not_exist(house: House, app: ASGIApp) -> None:
    """Every route answers another filer as it answers for a number never given; staff read what was sent."""
    draft_id, sent_id = house.draft(), house.sent()
    draft = house.attach(draft_id)
    sent = house.oficialia.filing.view(house.ana, sent_id).documents[0]
    juan, lucia, elena = (_signed_in(app, who) for who in ("juan", "lucia", "elena"))
    for leaf in ("original", "vista", "paginas/1"):
        for number in (draft.id, sent.id, 999, 10**30):
            answer = juan.get(f"/api/documentos/{number}/{leaf}")
            assert (answer.status_code, answer.json()) == (404, juan.get("/api/documentos/999/vista").json())
        assert lucia.get(f"/api/documentos/{draft.id}/{leaf}").status_code == 404
    for staff in (lucia, elena):
        assert staff.get(f"/api/documentos/{sent.id}/original").content == b"Escrito inicial.\n"
        assert staff.get(f"/api/documentos/{sent.id}/vista").json()["text"] == "Escrito inicial.\n"


def test_pages_are_drawn_on_the_server(house: House, ana: Browser) -> None:
    """A PDF's pages come as pictures of a sane width, in a sandbox; odd widths and pages are refused."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "escrito.pdf", pdf(2))
    base = f"/api/documentos/{document.id}"
    shown = ana.get(f"{base}/vista")
    assert (shown.json()["kind"], shown.json()["pages"]) == ("pages", 2)
    assert shown.headers["content-security-policy"].startswith("sandbox")
    page = ana.get(f"{base}/paginas/2?ancho=300")
    assert (page.status_code, page.headers["content-type"]) == (200, "image/png")
    assert page.content.startswith(b"\x89PNG")
    assert page.headers["cache-control"] == "private, max-age=600"
    assert page.headers["content-security-policy"].startswith("sandbox")
    for wrong in ("x", "-1", "1e3", "100000", "\u0661", " 1"):
        answer = ana.get(f"{base}/paginas/1", params={"ancho": wrong})
        assert (answer.status_code, _code(answer)) == (422, "request_not_understood")
    for number in ("0", "3", "99999999999999999999"):
        assert ana.get(f"{base}/paginas/{number}").status_code in {404, 422}
    assert ana.get(f"{base}/paginas/-1").status_code == 404


def test_spoilt_bytes_are_not_delivered(house: House, ana: Browser) -> None:
    """Missing is a fault with a reference; changed is cut off before it is whole."""
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    path = house.document_path(promocion_id)
    path.write_bytes(b"Escrito  inicial\n")
    with pytest.raises(Exception, match=document.sha256):
        ana.get(f"/api/documentos/{document.id}/original")
    path.unlink()
    missing = ana.get(f"/api/documentos/{document.id}/original")
    assert (missing.status_code, _code(missing)) == (500, "bytes_are_missing")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_signing_over_http(house: House, ana: Browser) -> None:
    """The browser is told of its certificate and hands in a signature; no key, no password crosses."""
    promocion_id, who = house.draft(), people.person()
    house.attach(promocion_id)
    base = f"/api/promociones/{promocion_id}/firma"
    prepared = house.oficialia.sending.prepare_signature(house.ana, promocion_id, who.cer)
    told = ana.post(f"{base}/preparar", json={"certificate": _base64(who.cer)}).json()
    assert told["manifest_sha256"] == hashlib.sha256(prepared.manifest).hexdigest()
    signature = who.private_key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
    body = {
        "certificate": _base64(who.cer),
        "attributes": _base64(prepared.attributes),
        "signature": _base64(signature),
    }
    other = ana.post(f"{base}/preparar", json={"certificate": _base64(people.csd().cer)})
    assert (other.status_code, _code(other)) == (422, "certificate_is_csd")
    assert all(other.json()["error"][part] for part in ("what", "means", "do"))
    assert ana.post(base, json=body).json() == {"signed": True}
    assert house.load(promocion_id).status is Status.SIGNED


HOSTILE_BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'{"certificate": 1}',
    b'{"certificate": "\xff"}',
    b'{"certificate": "no es base64!"}',
    b'{"certificate": null}',
    b"[" * 100_000,
    b'{"certificate": "' + b"A" * 300_000 + b'"}',
)


def test_hostile_bodies_are_not_understood(house: House, ana: Browser) -> None:
    """No JSON, other types, no base64, nested or endless: 422 each, never a fault."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    for leaf in ("firma/preparar", "firma"):
        for body in HOSTILE_BODIES:
            answer = ana.post(f"/api/promociones/{promocion_id}/{leaf}", content=body)
            assert (answer.status_code, _code(answer)) == (422, "request_not_understood"), body[:30]
