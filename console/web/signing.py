"""Routes by which a filer's browser signs: it is told of its certificate, hands a signature in, and keeps its key."""

import base64
import binascii
import hashlib

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from console.office import office
from console.web.answers import RequestNotUnderstood, answering_async
from console.web.bodies import json_object
from console.web.identity import actor_of, require_csrf

_MAX_BODY_BYTES = 256 * 1024
"""A certificate is about 2 KB; the rest of a request to sign is smaller."""


@answering_async
async def prepare(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/firma/preparar`` with ``{certificate}`` (base64).

    Says what the card cannot find by itself: nothing stands against the certificate (else its refusal), the
    server's clock in milliseconds since 1970, and the digest of what is to be signed as it is now.
    """
    body = await _body(request, ("certificate",))
    promocion_id = int(request.path_params["promocion_id"])
    prepared = await to_thread.run_sync(
        office().sending.prepare_signature, actor_of(request), promocion_id, body["certificate"]
    )
    return JSONResponse(
        {
            "at": int(prepared.signed_at.timestamp() * 1000),
            "manifest_sha256": hashlib.sha256(prepared.manifest).hexdigest(),
        }
    )


@answering_async
async def sign(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/firma`` with ``{certificate, attributes, signature}`` (base64)."""
    body = await _body(request, ("certificate", "attributes", "signature"))
    await to_thread.run_sync(
        office().sending.sign,
        actor_of(request),
        int(request.path_params["promocion_id"]),
        body["certificate"],
        body["attributes"],
        body["signature"],
    )
    return JSONResponse({"signed": True})


async def _body(request: Request, names: tuple[str, ...]) -> dict[str, bytes]:
    require_csrf(request)
    content = await json_object(request, _MAX_BODY_BYTES)
    try:
        return {name: base64.b64decode(content[name], validate=True) for name in names}
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise RequestNotUnderstood from None
