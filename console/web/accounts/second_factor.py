"""The second factor: its step at sign-in, and the page where one sets it up, replaces it or turns it off.

Both are open at the gate, which knows complete sessions only: each asks core whose session it is and how far
it has come.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import segno
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import formats, texts
from console.office import office
from console.web.answers import answering, answering_async
from console.web.cookies import device_tokens, keep_session, keep_sign_in
from console.web.forms import page, read_form
from console.web.hashing import hashing_threads
from console.web.identity import (
    FormExpired,
    client_address,
    csrf_token,
    origin_of,
    safe_next,
    session_token,
)
from core.domain.accounts import SessionStage
from core.domain.second_factor import grouped
from core.errors import Refusal
from core.services.accounts.code_checking import TooManyWrongCodes
from core.services.accounts.enrolment import Enrolment
from core.services.accounts.second_factor import CodeDoesNotConfirm, Confirmed, Proof, Standing
from core.services.accounts.second_step import SecondStepExpired

STEP_PATH, ACCOUNT_PATH = "/entrar/segundo-factor", "/cuenta/segundo-factor"
_STEP_FIELDS = ("codigo", "siguiente")
_ACCOUNT_FIELDS = ("accion", "contrasena", "codigo", "comprobante", "siguiente")
Values = dict[str, str]


@answering
def show_step(request: Request) -> Response:
    """``GET /entrar/segundo-factor``: ask for the code, or lead to where the session belongs."""
    following = safe_next(request.query_params.get("siguiente", "/"))
    standing = _standing(request)
    if standing is None:
        return RedirectResponse(f"/entrar?{urlencode({'siguiente': following})}", 303)
    if standing.stage is SessionStage.ENROLMENT:
        return RedirectResponse(f"{ACCOUNT_PATH}?{urlencode({'siguiente': following})}", 303)
    if standing.stage is SessionStage.OPEN:
        return RedirectResponse(following, 303)
    return _step(request, following)


@answering_async
async def take_step(request: Request) -> Response:
    """``POST /entrar/segundo-factor``: check the code, and go where the person wanted to go."""
    return await _read(request, _STEP_FIELDS, _take_step, _step)


def _take_step(request: Request, values: Values) -> Response:
    following = safe_next(values["siguiente"] or "/")
    try:
        finished = office().second_step.finish(
            session_token(request), values["codigo"], origin_of(request), device_tokens(request)
        )
    except Refusal as refusal:
        return _step(request, following, refusal)
    if finished.codes_left is None:
        return keep_sign_in(RedirectResponse(following, 303), request, finished.opened)
    shown = page(request, "segundo-factor.html", following=following, codes_left=finished.codes_left)
    return keep_sign_in(shown, request, finished.opened)


def _step(request: Request, following: str, refusal: Refusal | None = None) -> Response:
    return page(
        request,
        "segundo-factor.html",
        _status(refusal),
        following=following,
        error=texts.explain_refusal(refusal) if refusal else None,
        ended=isinstance(refusal, TooManyWrongCodes | SecondStepExpired),
        way_out=f"/salir?clave={csrf_token(session_token(request))}",
    )


@answering
def show_account(request: Request) -> Response:
    """``GET /cuenta/segundo-factor``: what the account has; at sign-in, the secret to set up at once."""
    following = safe_next(request.query_params.get("siguiente", "/"))
    standing = _standing(request)
    if standing is None:
        return RedirectResponse(f"/entrar?{urlencode({'siguiente': ACCOUNT_PATH})}", 303)
    if standing.stage is SessionStage.SECOND_FACTOR:
        return RedirectResponse(f"{STEP_PATH}?{urlencode({'siguiente': ACCOUNT_PATH})}", 303)
    return _account(request, standing, following)


@answering_async
async def change_account(request: Request) -> Response:
    """``POST /cuenta/segundo-factor``: one of the acts, each with what proves the person."""
    return await _read(request, _ACCOUNT_FIELDS, _change, _refused)


def _change(request: Request, values: Values) -> Response:
    following = safe_next(values["siguiente"] or "/")
    act = _ACTS.get(values["accion"], _begin)
    try:
        return act(request, values, following)
    except CodeDoesNotConfirm as refusal:
        return _try_again(request, values, following, refusal)
    except Refusal as refusal:
        return _refused(request, following, refusal)


def _refused(request: Request, following: str, refusal: Refusal) -> Response:
    standing = _standing(request)
    if standing is None:
        return _step(request, following, refusal)
    return _account(request, standing, following, refusal)


def _begin(request: Request, values: Values, following: str) -> Response:
    enrolment = office().second_factors.begin(session_token(request), _proof(values), origin_of(request))
    return _secret(request, enrolment, following)


def _confirm(request: Request, values: Values, following: str) -> Response:
    done = office().second_factors.confirm(
        session_token(request),
        values["comprobante"],
        values["codigo"],
        origin_of(request),
        device_tokens(request),
    )
    return _codes(request, done, following, is_new=True)


def _renew(request: Request, values: Values, following: str) -> Response:
    done = office().second_factors.renew_codes(session_token(request), _proof(values), origin_of(request))
    return _codes(request, done, following, is_new=False)


def _turn_off(request: Request, values: Values, _following: str) -> Response:
    done = office().second_factors.turn_off(session_token(request), _proof(values), origin_of(request))
    return keep_session(RedirectResponse(f"{ACCOUNT_PATH}?listo=desactivado", 303), done.opened.token)


_ACTS: dict[str, Callable[[Request, Values, str], Response]] = {
    "activar": _begin,
    "confirmar": _confirm,
    "codigos": _renew,
    "desactivar": _turn_off,
}


def _account(
    request: Request, standing: Standing, following: str, refusal: Refusal | None = None
) -> Response:
    if standing.stage is SessionStage.ENROLMENT:
        return _secret(
            request, office().second_factors.begin_at_sign_in(session_token(request)), following, refusal
        )
    return page(
        request,
        "cuenta-segundo-factor.html",
        _status(refusal),
        standing=standing,
        since=_instant(standing.since),
        following=following,
        turned_off=request.query_params.get("listo") == "desactivado" and standing.since is None,
        error=texts.explain_refusal(refusal) if refusal else None,
    )


def _try_again(request: Request, values: Values, following: str, refusal: Refusal) -> Response:
    enrolment = office().second_factors.again(session_token(request), values["comprobante"])
    return _secret(request, enrolment, following, refusal)


def _secret(
    request: Request, enrolment: Enrolment, following: str, refusal: Refusal | None = None
) -> Response:
    standing = _standing(request)
    return page(
        request,
        "cuenta-segundo-factor.html",
        _status(refusal),
        standing=standing,
        enrolment=enrolment,
        secret=grouped(enrolment.secret).replace("-", " "),
        qr=segno.make(enrolment.address, error="m", micro=False).svg_data_uri(border=3, light="#fff"),
        following=following,
        way_out=f"/salir?clave={csrf_token(session_token(request))}",
        error=texts.explain_refusal(refusal) if refusal else None,
    )


def _codes(request: Request, done: Confirmed, following: str, *, is_new: bool) -> Response:
    codes = [grouped(code) for code in done.codes]
    standing = office().second_factors.standing(done.opened.token, client_address(request))
    owner = standing.actor.username if standing else ""
    made = _instant(office().clock.now())
    lines = (office().institucion.unit, f"Códigos de recuperación de {owner}", made, "", *codes, "")
    shown = page(
        request,
        "codigos.html",
        codes=codes,
        download="data:text/plain;charset=utf-8," + quote("\r\n".join(lines)),
        file_name=f"codigos-de-recuperacion-{owner}.txt",
        owner=owner,
        made=made,
        is_new=is_new,
        following=following,
    )
    return keep_sign_in(shown, request, done.opened)


async def _read(
    request: Request,
    names: tuple[str, ...],
    act: Callable[[Request, Values], Response],
    refuse: Callable[[Request, str, Refusal], Response],
) -> Response:
    """Read the form and act in a thread; a page that was open too long is drawn anew, and says so."""
    try:
        values = await read_form(request, names)
    except FormExpired as refusal:
        return await to_thread.run_sync(refuse, request, "/", refusal)
    return await to_thread.run_sync(act, request, values, limiter=hashing_threads())


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 403 if isinstance(refusal, FormExpired) else 422


def _standing(request: Request) -> Standing | None:
    return office().second_factors.standing(session_token(request), client_address(request))


def _proof(values: Values) -> Proof:
    return Proof(values["contrasena"], values["codigo"])


def _instant(at: datetime | None) -> str:
    return formats.instant(at.astimezone(UTC), office().settings.zone) if at else ""


ROUTES = (
    Route(STEP_PATH, show_step, methods=["GET"]),
    Route(STEP_PATH, take_step, methods=["POST"]),
    Route(ACCOUNT_PATH, show_account, methods=["GET"]),
    Route(ACCOUNT_PATH, change_account, methods=["POST"]),
)
