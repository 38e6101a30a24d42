"""The owner of a blocked account lifts the block: by a link in a message, or with the e.firma."""

import base64
import binascii
from functools import cache, partial
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from console import texts
from console.components.bundles import require_bundle
from console.office import office
from console.web.accounts.outcomes import kept_fields, refused, result
from console.web.answers import RequestNotUnderstood, answering, answering_async
from console.web.bodies import json_object
from console.web.forms import check_token, page, read_form
from console.web.identity import CSRF_HEADER, FormExpired, client_address
from core.errors import NotFound, Refusal
from core.services.accounts.efirma_unblocking import Answer

_MAX_BODY_BYTES = 64 * 1024
"""A certificate is about 2 KB; the rest of a request is smaller."""
_FIELD = "cuenta"
_WAYS_IN = (("/entrar", "Entrar"),)
_WAYS_AGAIN = (("/desbloquear", "Pedir otro enlace"),)


@answering
def show(request: Request) -> Response:
    """``GET /desbloquear``: the ways to lift a block; with ``?enviada=1`` what happens next."""
    if "enviada" in request.query_params:
        code = "unblock_asked" if office().settings.mails else "unblock_asked_no_mail"
        return result(request, code, (("/desbloquear/efirma", "Usar mi e.firma"), *_WAYS_IN))
    return _form(request)


def _form(request: Request, typed: str = "", refusal: Refusal | None = None) -> Response:
    status = 403 if isinstance(refusal, FormExpired) else 422
    error = texts.explain_refusal(refusal) if refusal else None
    return page(request, "desbloquear.html", status if refusal else 200, typed=typed, error=error)


@answering_async
async def ask(request: Request) -> Response:
    """``POST /desbloquear``: the same answer whether or not there is such an account."""
    try:
        values = await read_form(request, (_FIELD,))
        await to_thread.run_sync(office().unblocking.ask_link, values[_FIELD], client_address(request))
    except Refusal as refusal:
        values = await kept_fields(request, (_FIELD,), refusal)
        return await to_thread.run_sync(_form, request, values.get(_FIELD, ""), refusal)
    return RedirectResponse("/desbloquear?enviada=1", 303)


@answering
def show_link(request: Request) -> Response:
    """``GET /desbloquear/enlace?enlace=…``: the button; opening the link alone lifts nothing."""
    token = request.query_params.get("enlace", "")
    try:
        username = office().unblocking.look(token)
    except Refusal as refusal:
        return refused(request, refusal, _WAYS_AGAIN)
    return page(request, "desbloquear-enlace.html", token=token, username=username)


@answering_async
async def use_link(request: Request) -> Response:
    """``POST /desbloquear/enlace``."""
    try:
        values = await read_form(request, ("enlace",))
        act = partial(office().unblocking.by_link, values["enlace"], client_address(request))
        await to_thread.run_sync(act)
    except Refusal as refusal:
        return await to_thread.run_sync(refused, request, refusal, _WAYS_AGAIN)
    return await to_thread.run_sync(result, request, "unblocked", _WAYS_IN)


@answering
def show_efirma(request: Request) -> Response:
    """``GET /desbloquear/efirma``: the page that signs in the browser."""
    return page(request, "desbloquear-efirma.html", script=f"/publico/desbloqueo/{_script().name}")


@answering_async
async def challenge(request: Request) -> Response:
    """``POST /desbloquear/efirma/preparar`` with ``{username, certificate}`` (base64): what to sign."""
    username, values = await _body(request, ("certificate",))
    made = await to_thread.run_sync(
        office().efirma_unblocking.challenge, username, values["certificate"], client_address(request)
    )
    attributes = base64.b64encode(made.attributes).decode("ascii")
    return JSONResponse({"attributes": attributes, "text": made.text.decode("ascii"), "sealed": made.sealed})


@answering_async
async def answer(request: Request) -> Response:
    """``POST /desbloquear/efirma/firma`` with ``{username, sealed, certificate, attributes, signature}``."""
    username, values = await _body(request, ("certificate", "attributes", "signature"), ("sealed",))
    signed = Answer(
        values["sealed"].decode("utf-8"), values["certificate"], values["attributes"], values["signature"]
    )
    await to_thread.run_sync(office().efirma_unblocking.answer, username, signed, client_address(request))
    return JSONResponse({"unblocked": True})


async def _body(
    request: Request, encoded: tuple[str, ...], plain: tuple[str, ...] = ()
) -> tuple[str, dict[str, bytes]]:
    """Return the user name and the other values of a request, base64 or as they are."""
    await to_thread.run_sync(check_token, request, request.headers.get(CSRF_HEADER, ""))
    content = await json_object(request, _MAX_BODY_BYTES)
    try:
        values = {name: base64.b64decode(content[name], validate=True) for name in encoded}
        values |= {name: content[name].encode("utf-8", "replace") for name in plain}
        return str(content["username"]), values
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise RequestNotUnderstood from None


@cache
def _script() -> Path:
    return require_bundle("unblock")


@answering
def script(request: Request) -> Response:
    """``GET /publico/desbloqueo/{name}``: the page's script, whose name changes with its content."""
    if request.path_params["name"] != _script().name:
        raise NotFound
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(_script(), media_type="text/javascript", headers=headers)


ROUTES = (
    Route("/desbloquear", show, methods=["GET"]),
    Route("/desbloquear", ask, methods=["POST"]),
    Route("/desbloquear/enlace", show_link, methods=["GET"]),
    Route("/desbloquear/enlace", use_link, methods=["POST"]),
    Route("/desbloquear/efirma", show_efirma, methods=["GET"]),
    Route("/desbloquear/efirma/preparar", challenge, methods=["POST"]),
    Route("/desbloquear/efirma/firma", answer, methods=["POST"]),
    Route("/publico/desbloqueo/{name}", script, methods=["GET"]),
)
