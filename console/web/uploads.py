"""The streaming route by which documents arrive: bytes go to the store while they are hashed."""

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from console.components.document_rows import finding_rows
from console.office import office
from console.web.answers import RequestNotUnderstood, UploadInterrupted, answering, answering_async
from console.web.identity import actor_of, require_csrf
from core.domain.people import Actor
from core.errors import Refusal
from core.storage.document_store import DocumentWriter, StoredBytes

IF_EXISTS = frozenset({"preguntar", "conservar", "reemplazar"})
_BATCH_BYTES = 1024 * 1024


@answering_async
async def add_document(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/documentos?nombre=…&si_existe=…`` with the bytes as body."""
    require_csrf(request)
    actor, promocion_id = actor_of(request), int(request.path_params["promocion_id"])
    name, if_exists = _parameters(request)
    try:
        _check_announced_size(request)
        writer = await to_thread.run_sync(
            office().attaching.begin_document, actor, promocion_id, name, if_exists
        )
    except Refusal:
        await _drain(request)
        raise
    stored = await _receive(request, writer)
    return await to_thread.run_sync(_add, actor, promocion_id, name, stored, if_exists)


def _parameters(request: Request) -> tuple[str, str]:
    name = request.query_params.get("nombre", "")
    if_exists = request.query_params.get("si_existe", "preguntar")
    if if_exists not in IF_EXISTS:
        raise RequestNotUnderstood
    return name, if_exists


def _check_announced_size(request: Request) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit():
        office().attaching.check_size(int(announced))


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
                await _write(writer, bytes(batch))
                batch.clear()
        await _write(writer, bytes(batch))
        return await to_thread.run_sync(writer.commit)
    except ClientDisconnect:
        raise UploadInterrupted from None
    finally:
        writer.discard()


async def _write(writer: DocumentWriter, batch: bytes) -> None:
    size_bytes = await to_thread.run_sync(writer.write, batch)
    office().attaching.check_size(size_bytes)


def _add(actor: Actor, promocion_id: int, name: str, stored: StoredBytes, if_exists: str) -> Response:
    document = office().attaching.add_document(actor, promocion_id, name, stored, if_exists=if_exists)
    return JSONResponse(
        {
            "id": document.id,
            "name": document.name,
            "size_bytes": document.size_bytes,
            "sha256": document.sha256,
            "findings": finding_rows(document),
        },
        status_code=201,
    )


@answering
def delete_document(request: Request) -> Response:
    """``DELETE /api/documentos/{document_id}``."""
    require_csrf(request)
    office().attaching.delete_document(actor_of(request), int(request.path_params["document_id"]))
    return Response(status_code=204)
