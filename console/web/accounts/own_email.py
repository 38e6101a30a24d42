"""The privacy notice, the link that proves an e-mail address, and the page where one asks for another.

The page asks for the password, which is never typed into a screen of Streamlit's: it would live in its session.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console import texts
from console.office import office
from console.web.accounts.outcomes import refused, result
from console.web.answers import answering, answering_async
from console.web.forms import page, read_form
from console.web.hashing import hashing_threads
from console.web.identity import actor_of, client_address, session_token
from core.errors import Refusal
from core.services.accounts.code_checking import TooManyWrongCodes
from core.services.accounts.links import LinkNotValid

_PROFILE = ("/perfil", "Volver a su perfil")


@dataclass(slots=True)
class Block:
    """A part of a notice: ``heading``, ``paragraph`` or ``list``, with its lines."""

    kind: str
    lines: list[str] = field(default_factory=list)


@answering
def privacy_notice(request: Request) -> Response:
    """``GET /aviso-de-privacidad``: the notice in force."""
    notice = office().privacy.notice
    return page(request, "aviso-de-privacidad.html", notice=notice, blocks=list(blocks(notice.text)))


def blocks(text: str) -> Iterator[Block]:
    """Take a notice apart: ``## `` begins a heading, ``- `` an item of a list, all else a paragraph."""
    current: Block | None = None
    for line in (line.strip() for line in text.splitlines()):
        item = line.startswith("- ")
        if current and not (item and current.kind == "list"):
            yield current
            current = None
        if line.startswith("## "):
            yield Block("heading", [line.removeprefix("## ")])
        elif item:
            current = current or Block("list")
            current.lines.append(line.removeprefix("- "))
        elif line:
            yield Block("paragraph", [line])
    if current:
        yield current


@answering
def look_at_link(request: Request) -> Response:
    """``GET /correo/confirmar?enlace=…``: show the address; mail scanners open links too, so nothing is done."""
    link = request.query_params.get("enlace", "")
    try:
        email = office().profile.look(link)
    except LinkNotValid as refusal:
        return refused(request, refusal, [_PROFILE])
    return page(request, "correo-confirmar.html", email=email, link=link)


@answering_async
async def use_link(request: Request) -> Response:
    """``POST /correo/confirmar``: the address counts from now on."""
    try:
        values = await read_form(request, ("enlace",))
    except Refusal as refusal:
        return await to_thread.run_sync(refused, request, refusal, [_PROFILE])
    return await to_thread.run_sync(_use_link, request, values["enlace"])


def _use_link(request: Request, link: str) -> Response:
    try:
        office().profile.confirm_email(link, client_address(request))
    except LinkNotValid as refusal:
        return refused(request, refusal, [_PROFILE])
    return result(request, "email_confirmed", [_PROFILE])


@answering
def show_email(request: Request) -> Response:
    """``GET /cuenta/correo``: the form by which another address is asked for."""
    return _email_form(request)


def _email_form(request: Request, refusal: Refusal | None = None, typed: str = "") -> Response:
    view = office().profile.view(actor_of(request))
    return page(
        request,
        "cuenta-correo.html",
        422 if refusal else 200,
        email=view.email,
        confirmed=view.email_confirmed_at is not None,
        has_password=view.has_password,
        typed=typed,
        error=texts.explain_refusal(refusal) if refusal else None,
    )


@answering_async
async def ask_email(request: Request) -> Response:
    """``POST /cuenta/correo``: send a link to the new address, for whoever shows the password."""
    try:
        values = await read_form(request, ("correo", "contrasena"))
    except Refusal as refusal:
        return await to_thread.run_sync(_email_form, request, refusal)
    return await to_thread.run_sync(_ask_email, request, values, limiter=hashing_threads())


def _ask_email(request: Request, values: dict[str, str]) -> Response:
    token = session_token(request)
    try:
        office().profile.ask_email(actor_of(request), token, values["correo"], values["contrasena"])
    except TooManyWrongCodes as refusal:
        return refused(request, refusal, [("/entrar", "Entrar")])
    except Refusal as refusal:
        return _email_form(request, refusal, values["correo"][:254])
    return result(request, "email_asked" if office().settings.mails else "email_asked_no_mail", [_PROFILE])


ROUTES = (
    Route("/aviso-de-privacidad", privacy_notice, methods=["GET"]),
    Route("/correo/confirmar", look_at_link, methods=["GET"]),
    Route("/correo/confirmar", use_link, methods=["POST"]),
)
GUARDED_ROUTES = (
    Route("/cuenta/correo", show_email, methods=["GET"]),
    Route("/cuenta/correo", ask_email, methods=["POST"]),
)
