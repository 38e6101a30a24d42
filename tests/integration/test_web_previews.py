"""Previews, pages' words and searches over HTTP: in Spanish, in a sandbox, and only to whom they belong."""

import pytest
from starlette.types import ASGIApp

from core.documents.findings import Limit
from core.documents.worker import Answer
from tests import documents_samples as documents
from tests import preview_samples as samples
from tests.browsing import Browser
from tests.offices import House


@pytest.fixture
def ana(app: ASGIApp) -> Browser:
    """Return the filer's browser, signed in."""
    browser = Browser(app)
    browser.sign_in("ana")
    return browser


def test_a_signed_pdf_is_described_in_words(house: House, ana: Browser) -> None:
    """Labels are Spanish, and each signature says that nobody verified it."""
    document = house.attach(house.draft(), "firmado.pdf", samples.signed_pdf())
    shown = ana.get(f"/api/documentos/{document.id}/vista").json()
    assert (shown["kind"], shown["pages"], shown["facts"]) == ("pages", 1, [])
    assert shown["signatures"] == [
        [
            ["Campo", "Firma1"],
            ["Nombre en la firma", "Ana Núñez"],
            ["Motivo", "Aprobado"],
            ["Fecha según quien firmó", "2026-11-22 10:00:00 -06:00"],
            ["Formato", "ETSI.CAdES.detached"],
            ["Abarca todo el archivo", "Sí"],
            ["Validez", "No se verificó"],
        ]
    ]


def test_what_is_not_admitted_is_described_all_the_same(house: House, ana: Browser) -> None:
    """An archive, a message and a photograph as the viewer gets them."""
    promocion_id = house.draft()
    archive = house.attach(promocion_id, "a.zip", documents.package({"a.txt": "x" * 2000}))
    assert ana.get(f"/api/documentos/{archive.id}/vista").json() == {
        "kind": "tree",
        "entries": [
            {"path": "a.txt", "size_bytes": 2000, "encrypted": False, "folder": False, "outside": False}
        ],
        "truncated": False,
        "facts": [["Elementos", "1"], ["Tamaño al descomprimirse", "2.0 KB"], ["Compresión", "117.6 : 1"]],
    }
    message = house.attach(promocion_id, "a.eml", samples.message(attachments={"b.pdf": b"123"}))
    shown = ana.get(f"/api/documentos/{message.id}/vista").json()
    assert shown["headers"][0] == ["De", "Ana Núñez <ana@example.mx>"]
    assert shown["attachments"] == [{"name": "b.pdf", "media_type": "application/pdf", "size_bytes": 3}]
    picture = house.attach(promocion_id, "a.jpg", samples.photograph())
    shown = ana.get(f"/api/documentos/{picture.id}/vista").json()
    assert ["Datos de ubicación (GPS)", "Sí"] in shown["facts"]


def test_a_pages_words_and_a_search(house: House, ana: Browser) -> None:
    """Words with their boxes, pages with their counts; both in a sandbox."""
    document = house.attach(house.draft(), "escrito.pdf", documents.pdf(2))
    words = ana.get(f"/api/documentos/{document.id}/paginas/2/texto")
    assert words.json()["size"] == [612, 792]
    assert words.json()["words"][0][0] == "Promocion"
    assert len(words.json()["words"][0]) == 5
    assert words.headers["content-security-policy"].startswith("sandbox")
    found = ana.get(f"/api/documentos/{document.id}/buscar", params={"texto": "PROMOCIÓN"})
    assert found.json() == {"pages": [[1, 1], [2, 1]], "total": 2, "searched": 2, "complete": True}
    assert found.headers["cache-control"] == "private, no-store"
    assert ana.get(f"/api/documentos/{document.id}/paginas/3/texto").status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_a_search_for_nothing_or_for_too_much_is_not_understood(
    house: House, ana: Browser, text: str
) -> None:
    """The server does not look for what nobody means."""
    document = house.attach(house.draft(), "escrito.pdf", documents.pdf())
    answer = ana.get(f"/api/documentos/{document.id}/buscar", params={"texto": text})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "request_not_understood")


@pytest.mark.parametrize("text", ["\x00", "\u202e", "%00", "\u0301", "a" * 200, "[(", "\U0010ffff"])
def test_a_search_for_anything_is_answered(house: House, ana: Browser, text: str) -> None:
    """Text that is a pattern, a control or a mark elsewhere is only text here."""
    document = house.attach(house.draft(), "escrito.pdf", documents.pdf())
    answer = ana.get(f"/api/documentos/{document.id}/buscar", params={"texto": text})
    assert (answer.status_code, answer.json()["total"]) == (200, 0)


def test_a_search_that_failed_says_why_in_words(
    house: House, ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit that was met stands there in Spanish, not as a code."""
    document = house.attach(house.draft(), "escrito.pdf", documents.pdf(7))
    reader = house.oficialia.reading._reader
    monkeypatch.setattr(reader.worker, "run", lambda *_, **__: Answer((), Limit.TIME))
    answer = ana.get(f"/api/documentos/{document.id}/buscar", params={"texto": "a"})
    assert answer.json()["error"]["code"] == "document_cannot_be_searched"
    assert answer.json()["error"]["what"].endswith("tardó más de lo permitido.")


def test_only_its_filer_and_those_who_received_it_search_a_document(house: House, app: ASGIApp) -> None:
    """Another filer gets what a number never given gets."""
    draft = house.attach(house.draft(), "escrito.pdf", documents.pdf())
    for username in ("juan", "lucia"):
        browser = Browser(app)
        browser.sign_in(username)
        nothing = browser.get("/api/documentos/999999/buscar?texto=a")
        for leaf in ("buscar?texto=a", "paginas/1/texto"):
            answer = browser.get(f"/api/documentos/{draft.id}/{leaf}")
            assert (answer.status_code, answer.json()) == (404, nothing.json())
