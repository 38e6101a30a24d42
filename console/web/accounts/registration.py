"""A filer asks for an account: the form, and the link that confirms the e-mail address."""

from collections.abc import Mapping
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import texts
from console.office import office
from console.web.accounts.outcomes import kept_fields, refused, result
from console.web.answers import answering, answering_async
from console.web.forms import page, read_form
from console.web.identity import FormExpired, client_address
from core.domain.identifiers import Person
from core.domain.registration import RegistrationForm, RegistrationNotAdmitted
from core.errors import Refusal
from core.services.accounts.registration import RegistrationFormTooOld, Sent

_TYPED = ("nombre", "rfc", "persona", "correo", "correo2", "telefono", "usuario", "acepta")
_DRAWN, _HONEYPOT = "dibujada", "sitio_web"
_FIELDS = (*_TYPED, _DRAWN, _HONEYPOT)
_INPUTS = {
    "name": "nombre",
    "rfc": "rfc",
    "person": "persona",
    "email": "correo",
    "email_again": "correo2",
    "phone": "telefono",
    "username": "usuario",
    "accepts_privacy": "acepta",
}
"""The form's fields in core and on the page, in their order."""


@answering
def show(request: Request) -> Response:
    """``GET /solicitar-cuenta``: the form; with ``?enviada=1`` what happens next."""
    if "enviada" in request.query_params:
        code = "registration_sent" if office().settings.mails else "registration_sent_no_mail"
        return result(request, code, (("/entrar", "Volver a la entrada"),))
    return _form(request, {})


def _form(request: Request, values: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    """Draw the form with what was typed; one that is too old is given a new instant, others keep theirs."""
    drawn = "" if isinstance(refusal, RegistrationFormTooOld) else values.get(_DRAWN, "")
    problems = refusal.problems if isinstance(refusal, RegistrationNotAdmitted) else ()
    return page(
        request,
        "solicitar-cuenta.html",
        _status(refusal),
        values=values,
        drawn=drawn or office().registration.drawn(),
        error=texts.explain_refusal(refusal) if refusal else None,
        problems={_INPUTS[p.field]: texts.field_problem(p.code) for p in problems},
        labels={_INPUTS[name]: texts.label("field", name) for name in _INPUTS},
        persons=[(person.value, texts.label("person", person)) for person in Person],
        privacy_version=office().privacy.current_version,
    )


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 403 if isinstance(refusal, FormExpired) else 422


@answering_async
async def send(request: Request) -> Response:
    """``POST /solicitar-cuenta``."""
    try:
        values = await read_form(request, _FIELDS)
        await to_thread.run_sync(_request, values, client_address(request))
    except Refusal as refusal:
        values = await kept_fields(request, _FIELDS, refusal)
        return await to_thread.run_sync(_form, request, values, refusal)
    return RedirectResponse("/solicitar-cuenta?enviada=1", 303)


def _request(values: Mapping[str, str], address: str) -> None:
    version = office().privacy.current_version
    form = RegistrationForm(
        name=values["nombre"],
        rfc=values["rfc"],
        person=values["persona"],
        email=values["correo"],
        email_again=values["correo2"],
        phone=values["telefono"],
        username=values["usuario"],
        # the version that was shown: one that changed meanwhile must be read and accepted again
        accepts_privacy=values["acepta"] == version,
    )
    office().registration.request(form, Sent(address, values[_DRAWN], values[_HONEYPOT]), version)


@answering
def show_confirmation(request: Request) -> Response:
    """``GET /solicitar-cuenta/confirmar?enlace=…``: the button; opening the link alone confirms nothing."""
    token = request.query_params.get("enlace", "")
    try:
        email = office().registration.look(token)
    except Refusal as refusal:
        return _not_confirmed(request, refusal)
    return page(request, "solicitud-confirmar.html", token=token, email=email)


@answering_async
async def confirm(request: Request) -> Response:
    """``POST /solicitar-cuenta/confirmar``."""
    try:
        values = await read_form(request, ("enlace",))
        act = partial(office().registration.confirm, values["enlace"], client_address(request))
        await to_thread.run_sync(act)
    except Refusal as refusal:
        return await to_thread.run_sync(_not_confirmed, request, refusal)
    return result(request, "registration_confirmed")


def _not_confirmed(request: Request, refusal: Refusal) -> Response:
    return refused(request, refusal, (("/solicitar-cuenta", "Hacer otra solicitud"),))


ROUTES = (
    Route("/solicitar-cuenta", show, methods=["GET"]),
    Route("/solicitar-cuenta", send, methods=["POST"]),
    Route("/solicitar-cuenta/confirmar", show_confirmation, methods=["GET"]),
    Route("/solicitar-cuenta/confirmar", confirm, methods=["POST"]),
)
