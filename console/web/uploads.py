"""The streaming route by which documents arrive: bytes go to the store while they are hashed."""

import re
from functools import partial

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from console.office import office
from console.web.answers import RequestNotUnderstood, UploadInterrupted, answering, answering_async
from console.web.document_answers import document_row
from console.web.identity import actor_of, require_csrf
from console.web.turns import Turns
from core.domain.people import Actor
from core.errors import Refusal
from core.services.room import Announced
from core.storage.document_store import DocumentWriter, StoredBytes

IF_EXISTS = frozenset({"preguntar", "conservar", "reemplazar"})
DIGEST_HEADER = "x-oficialia-sha256"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_SIZE = 15
"""Digits: more bytes than that are announced by nobody in earnest."""
_BATCH_BYTES = 1024 * 1024
# three readers work at once: one is always left to those who read, and whoever waits for a turn holds no thread
_EXAMINING = Turns("examining", most=2, most_of_one=1)


@answering_async
async def add_document(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/documentos?nombre=…&si_existe=…`` with the bytes as body.

    The browser's own digest of them, where it knows it: ``sha256=…`` or the header ``X-Oficialia-SHA256``.
    """
    require_csrf(request)
    actor, promocion_id = actor_of(request), int(request.path_params["promocion_id"])
    name, if_exists, announced = _parameters(request)
    try:
        writer = await to_thread.run_sync(
            office().attaching.begin_document, actor, promocion_id, name, if_exists, announced
        )
    except Refusal:
        await _drain(request)
        raise
    stored = await _receive(request, writer)
    add = partial(_add, actor, promocion_id, name, stored, if_exists)
    return await _EXAMINING.run(actor.account_id, add)


def _parameters(request: Request) -> tuple[str, str, Announced]:
    name = request.query_params.get("nombre", "")
    if_exists = request.query_params.get("si_existe", "preguntar")
    digest = (request.query_params.get("sha256") or request.headers.get(DIGEST_HEADER, "")).lower()
    if if_exists not in IF_EXISTS or (digest and not _DIGEST.fullmatch(digest)):
        raise RequestNotUnderstood
    return name, if_exists, Announced(_announced_bytes(request), digest)


def _announced_bytes(request: Request) -> int:
    announced = request.headers.get("content-length", "")
    return int(announced) if re.fullmatch(rf"[0-9]{{1,{_LONGEST_SIZE}}}", announced) else 0


async def _drain(request: Request) -> None:
    """Read what is still coming, within the limit: closing early would hide the answer from the browser."""
    seen = 0
    try:
        async for chunk in request.stream():
            seen += len(chunk)
            if seen > office().settings.max_document_bytes:
                return
    except ClientDisconnect:
        return


async def _receive(request: Request, writer: DocumentWriter) -> StoredBytes:
    try:
        batch = bytearray()
        async for chunk in request.stream():
            batch += chunk
            if len(batch) >= _BATCH_BYTES:
                await to_thread.run_sync(writer.write, bytes(batch))
                batch.clear()
        await to_thread.run_sync(writer.write, bytes(batch))
        return await to_thread.run_sync(writer.commit)
    except ClientDisconnect:
        raise UploadInterrupted from None
    finally:
        writer.discard()


def _add(actor: Actor, promocion_id: int, name: str, stored: StoredBytes, if_exists: str) -> Response:
    document = office().attaching.add_document(actor, promocion_id, name, stored, if_exists=if_exists)
    return JSONResponse(document_row(actor, document), status_code=201)


@answering
def delete_document(request: Request) -> Response:
    """``DELETE /api/documentos/{document_id}``."""
    require_csrf(request)
    office().attaching.delete_document(actor_of(request), int(request.path_params["document_id"]))
    return Response(status_code=204)
