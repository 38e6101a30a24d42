"""Choosing a password: by a link that was mailed or handed over, or signed in, knowing today's."""

from collections.abc import Callable

from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console.office import office
from console.texts import Explanation
from console.web.accounts.outcomes import kept_fields
from console.web.answers import answering, answering_async
from console.web.cookies import device_tokens, keep_session
from console.web.forms import page, read_form
from console.web.hashing import hashing_threads
from console.web.identity import FormExpired, actor_of, client_address, origin_of, session_token
from console.web.waiting import explained, retry_after
from core.domain.passwords import PasswordNotAdmitted
from core.errors import Refusal
from core.services.accounts.links import LinkNotValid
from core.services.accounts.passwords import CurrentPasswordIsWrong, TooManyWrongPasswords
from core.services.accounts.tries import SignInMustWait

_ASK, _CHOOSE, _CHANGE = "/recuperar", "/contrasena", "/cuenta/contrasena"
_FIELDS = ("enlace", "actual", "nueva", "repetida")
_STATUS: dict[type[Refusal], int] = {FormExpired: 403, SignInMustWait: 429}
Values = dict[str, str]


class PasswordsDiffer(Refusal):
    """What was typed the second time is not what was typed the first time."""


@answering
def show_asking(request: Request) -> Response:
    """``GET /recuperar``: ask for a link, or read whom to ask where nothing is mailed."""
    return _asking(request)


@answering_async
async def ask(request: Request) -> Response:
    """``POST /recuperar``: the same answer for everybody; who it is, is looked up once it was sent."""
    try:
        values = await read_form(request, ("cuenta",))
    except Refusal as refusal:
        kept = await kept_fields(request, ("cuenta",), refusal)
        return await to_thread.run_sync(_asking, request, kept.get("cuenta", ""), refusal)
    answer = await to_thread.run_sync(_asked, request, values["cuenta"])
    if office().settings.mails and values["cuenta"].strip():
        answer.background = BackgroundTask(
            office().passwords.ask_link, values["cuenta"], client_address(request)
        )
    return answer


def _asking(request: Request, account: str = "", refusal: Refusal | None = None) -> Response:
    return _page(request, "recuperar.html", refusal, account=account, asked=False)


def _asked(request: Request, account: str) -> Response:
    return _page(request, "recuperar.html", None, account=account, asked=bool(account.strip()))


@answering
def show_choosing(request: Request) -> Response:
    """``GET /contrasena?enlace=…``: the form, where the link is good. Opening it does not use it up."""
    return _choosing(request, {"enlace": request.query_params.get("enlace", "")})


@answering_async
async def choose(request: Request) -> Response:
    """``POST /contrasena``: choose the password, then sign in with it."""
    return await _act(request, _choose, _choosing)


def _choose(request: Request, values: Values) -> Response:
    _require_same(values)
    office().passwords.choose(values["enlace"], values["nueva"], client_address(request))
    return RedirectResponse("/entrar?contrasena=1", 303)


def _choosing(request: Request, values: Values, refusal: Refusal | None = None) -> Response:
    owner, link = None, values.get("enlace", "")
    try:
        owner = office().passwords.owner_by_link(link)
    except LinkNotValid as found:
        refusal = refusal or found
    return _page(request, "contrasena.html", refusal, owner=owner, link=link)


@answering
def show_changing(request: Request) -> Response:
    """``GET /cuenta/contrasena``: the form of who is signed in."""
    return _changing(request, {})


@answering_async
async def change(request: Request) -> Response:
    """``POST /cuenta/contrasena``: this browser stays signed in, under a new token; no other does."""
    return await _act(request, _change, _changing)


def _change(request: Request, values: Values) -> Response:
    _require_same(values)
    token = session_token(request)
    typed = (values["actual"], values["nueva"])
    opened = office().passwords.change(
        actor_of(request), token, typed, origin_of(request), device_tokens(request)
    )
    return keep_session(RedirectResponse(f"{_CHANGE}?listo=1", 303), opened.token)


def _changing(request: Request, _values: Values, refusal: Refusal | None = None) -> Response:
    owner = office().passwords.owner(actor_of(request))
    done = "listo" in request.query_params and refusal is None
    ended = isinstance(refusal, TooManyWrongPasswords)
    return _page(request, "cuenta-contrasena.html", refusal, owner=owner, done=done, ended=ended)


async def _act(
    request: Request,
    act: Callable[[Request, Values], Response],
    draw: Callable[[Request, Values, Refusal], Response],
) -> Response:
    """Read the form and act in a hashing thread; a refusal draws the form anew, without what was secret."""
    values: Values = {}
    try:
        values = await read_form(request, _FIELDS)
        return await to_thread.run_sync(act, request, values, limiter=hashing_threads())
    except Refusal as refusal:
        kept = values or await kept_fields(request, ("enlace",), refusal)
        return await to_thread.run_sync(draw, request, kept, refusal)


def _require_same(values: Values) -> None:
    if values["nueva"] != values["repetida"]:
        raise PasswordsDiffer


def _page(request: Request, template: str, refusal: Refusal | None, **context: object) -> Response:
    error = explained(refusal) if refusal else None
    status = _STATUS.get(type(refusal), 422) if refusal else 200
    shown = page(request, template, status, **context, **_beside(refusal, error))
    # the address of a link must not travel on, not even to our own files; "no-referrer" would take the Origin
    # away from the form, too (Fetch §3.1)
    shown.headers["Referrer-Policy"] = "strict-origin"
    if refusal:
        shown.headers.update(retry_after(refusal))
    return shown


def _beside(refusal: Refusal | None, error: Explanation | None) -> dict[str, Explanation | None]:
    """Return the error under the name of the field that it belongs beside; ``error`` where there is none."""
    places: dict[str, type[Refusal] | tuple[type[Refusal], ...]] = {
        "error_current": CurrentPasswordIsWrong,
        "error_new": PasswordNotAdmitted,
        "error_repeated": PasswordsDiffer,
    }
    beside = {name: error if isinstance(refusal, kind) else None for name, kind in places.items()}
    return {**beside, "error": None if any(beside.values()) else error}


PUBLIC_ROUTES = (
    Route(_ASK, show_asking, methods=["GET"]),
    Route(_ASK, ask, methods=["POST"]),
    Route(_CHOOSE, show_choosing, methods=["GET"]),
    Route(_CHOOSE, choose, methods=["POST"]),
)
GUARDED_ROUTES = (
    Route(_CHANGE, show_changing, methods=["GET"]),
    Route(_CHANGE, change, methods=["POST"]),
)
