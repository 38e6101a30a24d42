"""Routes by which a filer arranges documents: names, folders, order, classes, versions that were replaced.

Each takes a JSON object and answers with what is shown next: one document, or the whole list.
"""

from collections.abc import Callable, Mapping
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.office import office
from console.web.answers import RequestNotUnderstood, answering, answering_async
from console.web.bodies import json_object
from console.web.document_answers import document_list, document_row
from console.web.identity import actor_of, require_csrf
from console.web.turns import Turns
from core.domain.people import Actor
from core.domain.promocion import Document

_MAX_BODY_BYTES = 64 * 1024
"""A name fills 1000 bytes, a summary 4000, and the ids of every document of a promoción about 2000."""
_CHANGES = frozenset({"name", "classification", "summary"})
_MOST_IDS = 10_000
# another ending has a document examined again: one account takes one reader, and waiting takes no thread
_RENAMING = Turns("renaming", most=2, most_of_one=1)


@answering_async
async def change_document(request: Request) -> Response:
    """``PATCH /api/documentos/{document_id}`` with ``{name?, classification?, summary?}``: the name first.

    ``name`` is the whole path: other folders before it move the document.
    """
    body = await _body(request)
    if not body or not set(body) <= _CHANGES or not all(isinstance(v, str) for v in body.values()):
        raise RequestNotUnderstood
    changes = {name: str(value) for name, value in body.items()}
    actor, document_id = actor_of(request), int(request.path_params["document_id"])
    return await _RENAMING.run(actor.account_id, partial(_change, actor, document_id, changes))


def _change(actor: Actor, document_id: int, changes: Mapping[str, str]) -> Response:
    arranging, document = office().arranging, None
    if "name" in changes:
        document = arranging.move(actor, document_id, changes["name"])
    if "classification" in changes or "summary" in changes:
        document = arranging.classify(
            actor, document_id, changes.get("classification"), changes.get("summary")
        )
    return JSONResponse(document_row(actor, _there(document)))


def _there(document: Document | None) -> Document:
    if document is None:  # no change was asked for
        raise RequestNotUnderstood
    return document


@answering
def restore_document(request: Request) -> Response:
    """``POST /api/documentos/{document_id}/anterior``: the version that it replaced takes its place.

    The document answered has another id: what browsers keep of an id is of the same bytes for ever.
    """
    require_csrf(request)
    actor = actor_of(request)
    document = office().arranging.restore(actor, int(request.path_params["document_id"]))
    return JSONResponse(document_row(actor, document))


@answering_async
async def order(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/orden`` with ``{ids}``: those of all documents, each once."""
    ids = (await _body(request)).get("ids")
    if not isinstance(ids, list) or len(ids) > _MOST_IDS or not all(type(i) is int for i in ids):
        raise RequestNotUnderstood
    return await _done(request, partial(office().arranging.order, ids=ids))


@answering_async
async def make_folder(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/carpetas`` with ``{path}``."""
    (path,) = _texts(await _body(request), "path")
    return await _done(request, partial(office().arranging.make_folder, path=path))


@answering_async
async def move_folder(request: Request) -> Response:
    """``PATCH /api/promociones/{promocion_id}/carpetas`` with ``{path, to}``: everything in it goes with it."""
    path, to = _texts(await _body(request), "path", "to")
    return await _done(request, partial(office().arranging.move_folder, path=path, to=to))


@answering_async
async def delete_folder(request: Request) -> Response:
    """``DELETE /api/promociones/{promocion_id}/carpetas`` with ``{path}``, an empty one."""
    (path,) = _texts(await _body(request), "path")
    return await _done(request, partial(office().arranging.delete_folder, path=path))


async def _done(request: Request, act: Callable[[Actor, int], object]) -> Response:
    """Do it, and answer with the whole list as it is then."""
    actor, promocion_id = actor_of(request), int(request.path_params["promocion_id"])

    def _act() -> Response:
        act(actor, promocion_id)
        return JSONResponse(document_list(actor, promocion_id))

    return await to_thread.run_sync(_act)


def _texts(body: Mapping[str, object], *names: str) -> tuple[str, ...]:
    values = [body.get(name) for name in names]
    if not all(isinstance(value, str) for value in values):
        raise RequestNotUnderstood
    return tuple(map(str, values))


async def _body(request: Request) -> Mapping[str, object]:
    """Return the request's JSON object; who asks is known before a byte of it is read."""
    actor_of(request)
    require_csrf(request)
    return await json_object(request, _MAX_BODY_BYTES)


_FOLDERS = "/api/promociones/{promocion_id:int}/carpetas"
ROUTES = (
    Route("/api/documentos/{document_id:int}", change_document, methods=["PATCH"]),
    Route("/api/documentos/{document_id:int}/anterior", restore_document, methods=["POST"]),
    Route("/api/promociones/{promocion_id:int}/orden", order, methods=["POST"]),
    Route(_FOLDERS, make_folder, methods=["POST"]),
    Route(_FOLDERS, move_folder, methods=["PATCH"]),
    Route(_FOLDERS, delete_folder, methods=["DELETE"]),
)
