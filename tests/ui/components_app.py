"""The three components on a bare page, with routes in memory that keep the contract of the real ones.

Each test takes a filing of its own by the name in the address: ``/?parte=upload&id=<name>``.
"""

import asyncio
import base64
import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import streamlit as st
import uvicorn
from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.components.efirma import SignedDocument, ToSign
from console.filer_sending import SAID_BY_THE_CARD
from console.texts import refusal_sentences
from core.config import PROJECT
from core.domain.manifest import build_manifest
from core.errors import Refusal
from core.signatures.certificate import read_certificate
from core.signatures.signing import check_attributes, check_signature

TOKEN = "a-token-that-each-change-must-carry"
MAX_BYTES = 1000
SLOW_SECONDS = 1.0
HOSTILE = "<img src=x onerror=\"document.title='taken'\">"


@dataclass
class Filing:
    """What the fake server remembers of one filing, and how it should misbehave."""

    documents: dict[str, dict[str, object]] = field(default_factory=dict)
    refusal: tuple[int, dict[str, str]] | None = None
    gate: asyncio.Event | None = None
    manifest: str = "9f2c" * 16
    lies: str = ""
    signatures: int = 0


FILINGS: dict[str, Filing] = {}


def filing(name: str) -> Filing:
    """Return the filing of that name, new and empty the first time."""
    return FILINGS.setdefault(name, Filing())


def _refuse(status: int, code: str) -> JSONResponse:
    sentences = {"what": f"Qué pasó: {code}.", "means": "Qué significa.", "do": "Qué hacer."}
    return JSONResponse({"error": {"code": code, **sentences}}, status)


async def control(request: Request) -> Response:
    """Tell a filing how to behave: ``hold``, ``release``, ``refuse=<status>:<code>``, ``manifest``, ``lies``."""
    chosen = filing(request.path_params["id"])
    order = request.query_params
    if "hold" in order:
        chosen.gate = asyncio.Event()
    if "release" in order and chosen.gate:
        chosen.gate.set()
    if "refuse" in order:
        status, _, code = order["refuse"].partition(":")
        chosen.refusal = (int(status), {"code": code}) if code else None
    chosen.manifest = order.get("manifest", chosen.manifest)
    chosen.lies = order.get("lies", chosen.lies)
    return JSONResponse({"documents": list(chosen.documents), "signatures": chosen.signatures})


async def upload(request: Request) -> Response:
    """Take a document."""
    chosen = filing(request.path_params["id"])
    if request.headers.get("x-oficialia-csrf") != TOKEN:
        return _refuse(403, "no_token")
    body = await request.body()
    if chosen.gate:
        await chosen.gate.wait()
    if chosen.refusal:
        return _refuse(chosen.refusal[0], chosen.refusal[1]["code"])
    name, choice = request.query_params["nombre"], request.query_params["si_existe"]
    if any(row["name"] == name for row in chosen.documents.values()):
        if choice == "preguntar":
            return _refuse(409, "same_name")
        if choice == "conservar":
            name = f"{name} (2)"
        else:
            chosen.documents = {key: row for key, row in chosen.documents.items() if row["name"] != name}
    return JSONResponse(_store(request.path_params["id"], name, body), 201)


def _store(owner: str, name: str, body: bytes) -> dict[str, object]:
    documents = filing(owner).documents
    identifier = f"{owner}~{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    documents[identifier] = {
        "id": identifier,
        "name": name,
        "size_bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "added_at_text": "22/11/2026 13:58",
        "findings": [{"severity": "warning", "text": HOSTILE}],
        "media_label": "PDF",
    }
    return documents[identifier]


async def delete(request: Request) -> Response:
    """Delete a document."""
    if request.headers.get("x-oficialia-csrf") != TOKEN:
        return _refuse(403, "no_token")
    identifier = request.path_params["id"]
    filing(identifier.partition("~")[0]).documents.pop(identifier, None)
    return Response(status_code=204)


VIEWS: dict[str, dict[str, object]] = {
    "1": {
        "kind": "pages",
        "pages": 3,
        "sizes": [[612, 792]] * 3,
        "facts": [["Título", HOSTILE]],
        "signatures": [[["Nombre en la firma", HOSTILE], ["Validez", "No se verificó"]]],
    },
    "2": {
        "kind": "html",
        "html": "<h1>Contrato</h1><script>parent.document.title='taken'</script>"
        "<img src='http://127.0.0.1:9/spy.png'><a href='http://127.0.0.1:9/'>liga</a>",
    },
    "3": {
        "kind": "table",
        "sheets": [
            {"name": "Hoja", "rows": [[HOSTILE, "1.5", None]], "truncated": False},
            {
                "name": "Otra",
                "rows": [["", "nada"]] * 250 + [["=SUM(A1:A3) → 6", "Acción"]],
                "truncated": False,
                "hidden": True,
            },
        ],
    },
    "4": {"kind": "text", "text": f"{HOSTILE} Acción y acciones", "truncated": False},
    "5": {"kind": "image", "width": 640, "height": 880},
    "6": {"kind": "none", "reason": "Es un archivo comprimido."},
    "7": {
        "kind": "mail",
        "headers": [["De", HOSTILE], ["Asunto", "Oficio"]],
        "text": HOSTILE,
        "html": "",
        "truncated": False,
        "attachments": [{"name": HOSTILE, "media_type": "text/html", "size_bytes": 1536}],
    },
    "8": {
        "kind": "tree",
        "entries": [
            {"path": "actas/", "size_bytes": 0, "encrypted": False, "folder": True},
            {"path": f"actas/{HOSTILE}", "size_bytes": 2048, "encrypted": True, "folder": False},
            {"path": "../fuera.txt", "size_bytes": 1, "encrypted": False, "folder": False, "outside": True},
        ],
        "truncated": False,
        "facts": [],
    },
    "9": {"kind": "pages", "pages": 500, "sizes": [[612, 792]] * 500, "facts": [], "signatures": []},
}
WORDS = [["Acción", 60, 60, 60, 12], ["de", 125, 60, 15, 12], ["amparo.", 145, 60, 60, 12]]
"""What stands on each page of a document with pages, as the product's route tells it."""
SEEN: dict[str, list[int]] = {}
"""Pages that the viewer said were seen, by document, in the order in which it said so."""


async def view(request: Request) -> Response:
    """Say how a document is to be shown."""
    return JSONResponse(VIEWS[request.path_params["id"]])


async def words(_request: Request) -> Response:
    """Tell the words of a page."""
    texts = [[f"{word[0]}{end}", *word[1:]] for word, end in zip(WORDS, "  \n", strict=True)]
    return JSONResponse({"size": [612, 792], "words": texts, "truncated": False})


async def search(request: Request) -> Response:
    """Find a text on the first two pages of a document, whatever it is."""
    sought = request.query_params["texto"]
    hits = [[1, 1], [2, 1]] if sought.lower() in {"accion", "acción", "de amparo"} else []
    return JSONResponse({"pages": hits, "total": len(hits), "searched": 3, "complete": True})


async def seen(request: Request) -> Response:
    """Take a report of pages seen; a GET tells what was reported."""
    told = SEEN.setdefault(request.path_params["id"], [])
    if request.method == "POST":
        if request.headers.get("x-oficialia-csrf") != TOKEN:
            return _refuse(403, "form_expired")
        told.extend((await request.json())["pages"])
    return JSONResponse({"pages": told, "total": None})


async def page(request: Request) -> Response:
    """Draw a page; the third of the first document cannot be drawn."""
    if request.path_params["number"] == 3 and request.path_params["id"] == "1":
        return _refuse(422, "page_not_readable")
    width = int(request.query_params["ancho"])
    picture = io.BytesIO()
    Image.new("L", (width, width * 11 // 8), 255).save(picture, "PNG")
    return Response(picture.getvalue(), media_type="image/png")


async def prepare(request: Request) -> Response:
    """Say that nothing stands against a certificate, and what is to be signed now."""
    chosen = filing(request.path_params["id"])
    body = await request.json()
    if request.headers.get("x-oficialia-csrf") != TOKEN or set(body) != {"certificate"}:
        return _refuse(422, "wrong_question")
    if chosen.refusal:
        return _refuse(chosen.refusal[0], chosen.refusal[1]["code"])
    digest = hashlib.sha256(to_sign(request.path_params["id"]).manifest).hexdigest()
    return JSONResponse({"at": int(datetime.now(UTC).timestamp() * 1000), "manifest_sha256": digest})


def signed_document(number: int) -> SignedDocument:
    """Return a document that the card says it signs."""
    digest = hashlib.sha256(f"documento {number}".encode()).hexdigest()
    return {
        "id": str(number),
        "name": f"documento {number}.pdf",
        "sha256": digest,
        "size_text": "1.0 KB",
        "classification": "publica",
        "summary": "",
    }


def to_sign(name: str, rows: int = 2) -> ToSign:
    """Return what the card of a filing with so many documents signs, with the lies that were ordered."""
    chosen = filing(name)
    signed = [signed_document(number) for number in range(rows)]
    documents = {row["name"]: row["sha256"] for row in signed}
    if chosen.lies == "document":
        documents["documento 1.pdf"] = "00" * 32
    return ToSign(
        documents=signed,
        rows=(),
        manifest=build_manifest(_fields(chosen, rows), documents),
        fields=b"{}" if chosen.lies == "fields" else _fields(chosen, rows),
        at=datetime.now(UTC),
        window=timedelta(minutes=10),
        zone="America/Mexico_City",
        refusals=refusal_sentences(SAID_BY_THE_CARD),
    )


def _fields(chosen: Filing, rows: int) -> bytes:
    """Return the fields' bytes: what the page itself shows is not in them."""
    fields = {"procedimiento": f"Lo firmado {HOSTILE}", "tipo_promocion": "inicial", "otro": chosen.manifest}
    classification = "reservada" if chosen.lies == "class" else "publica"
    documents = [
        {"orden": number + 1, "nombre": signed_document(number)["name"], "clasificacion": classification}
        for number in range(rows)
    ]
    return json.dumps({**fields, "documentos": documents}).encode()


async def sign(request: Request) -> Response:
    """Take a signature that verifies with the certificate's key, and no other."""
    chosen = filing(request.path_params["id"])
    body = await request.json()
    if set(body) != {"certificate", "attributes", "signature"}:
        return _refuse(422, "wrong_question")
    sent = {name: base64.b64decode(value) for name, value in body.items()}
    certificate = read_certificate(sent["certificate"])
    try:
        check_attributes(sent["attributes"], to_sign(request.path_params["id"]).manifest, certificate)
        check_signature(certificate, sent["attributes"], sent["signature"])
    except Refusal as refusal:
        return _refuse(422, refusal.code)
    chosen.signatures += 1
    return JSONResponse({})


ROUTES = [
    Route("/control/{id}", control),
    Route("/api/promociones/{id}/documentos", upload, methods=["POST"]),
    Route("/api/promociones/{id}/firma/preparar", prepare, methods=["POST"]),
    Route("/api/promociones/{id}/firma", sign, methods=["POST"]),
    Route("/api/documentos/{id}", delete, methods=["DELETE"]),
    Route("/api/documentos/{id}/vista", view),
    Route("/api/documentos/{id}/paginas/{number:int}", page),
    Route("/api/documentos/{id}/paginas/{number:int}/texto", words),
    Route("/api/documentos/{id}/paginas-vistas", seen, methods=["GET", "POST"]),
    Route("/api/documentos/{id}/buscar", search),
]


def main(port: int, script: str = "components_script.py") -> None:
    """Serve until the process is ended."""
    app = st.App(PROJECT / "tests" / "ui" / script, routes=ROUTES)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
