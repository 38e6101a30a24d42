"""Reporting a fault without an account (manual §11), and asking how a report stands."""

from collections.abc import Mapping
from dataclasses import fields

from anyio import to_thread
from cryptography.fernet import InvalidToken
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import formats, texts
from console.office import office
from console.web.accounts.outcomes import kept_fields
from console.web.answers import answering, answering_async
from console.web.forms import page, read_form
from console.web.identity import ACTOR_SCOPE_KEY, FormExpired, client_address
from core.domain.fault_reports import FaultForm, FaultReportNotAdmitted, FaultSystem
from core.domain.fault_views import PublicFault
from core.domain.people import Actor
from core.errors import NotFound, Refusal
from core.services.fault_reporting import FormWasUsed, Receipt, TooManyFaultReports, TooManyLooks
from core.services.human_check import AnswerIsWrong, Returned, Sheet

REPORT, LOOK = "/reportar-falla", "/consultar-reporte"
_INPUTS = {
    "system": "sistema",
    "title": "titulo",
    "problem": "problema",
    "promocion_folio": "promocion",
    "error_code": "clave_error",
    "username": "usuario",
    "given_names": "nombres",
    "first_surname": "apellido_paterno",
    "second_surname": "apellido_materno",
    "email": "correo",
    "email_again": "correo2",
    "answer": "respuesta",
}
"""The form's fields in core and on the page, in their order."""
_SEALED, _HONEYPOT, _ACT = "hoja", "sitio_web", "accion"
_FIELDS = (*_INPUTS.values(), _SEALED, _HONEYPOT, _ACT)
_ANOTHER_QUESTION = "otra"
_LONGEST = 20_000
"""Characters of a field that are kept to be shown again: far beyond the limits, so that nothing typed is lost."""
_RECEIPT, _RECEIPT_SECONDS = "fault-receipt", 24 * 3600
_STATUS: dict[type[Refusal], int] = {
    FormExpired: 403,
    TooManyFaultReports: 429,
    TooManyLooks: 429,
    NotFound: 404,
}
Values = Mapping[str, str]


def _actor(request: Request) -> Actor | None:
    actor = request.scope.get(ACTOR_SCOPE_KEY)
    return actor if isinstance(actor, Actor) else None


@answering
def show(request: Request) -> Response:
    """``GET /reportar-falla``: the form; ``clave``, ``promocion`` and ``sistema`` fill it in, ``recibo`` ends it."""
    if "recibo" in request.query_params:
        return _received(request, request.query_params["recibo"])
    actor = _actor(request)
    known = office().fault_reporting.known(actor) if actor else FaultForm(system=FaultSystem.OPE)
    values = {_INPUTS[field.name]: getattr(known, field.name) for field in fields(known)}
    asked = {"clave_error": "clave", "promocion": "promocion", "sistema": "sistema"}
    given = {name: request.query_params.get(parameter, "") for name, parameter in asked.items()}
    values |= {name: text[:_LONGEST] for name, text in given.items() if text}
    return _form(request, values, office().fault_reporting.draw(actor))


def _form(
    request: Request, values: Values, sheet: Sheet, refusal: Refusal | None = None, *, asked: bool = False
) -> Response:
    """Draw the form with what was typed; ``asked``: another question was asked for."""
    return page(
        request,
        "reportar-falla.html",
        _STATUS.get(type(refusal), 422) if refusal else 200,
        values=values,
        sheet=sheet,
        asked=asked,
        error=texts.explain_refusal(refusal) if refusal else None,
        problems=_problems(values, sheet, refusal),
        labels={_INPUTS[name]: text for name, text in texts.labels("fault_field").items()},
        systems=texts.labels("fault_system"),
        months=office().settings.fault_months,
    )


def _problems(values: Values, sheet: Sheet, refusal: Refusal | None) -> dict[str, str]:
    """Return what is wrong beside each input, in the page's order."""
    if isinstance(refusal, AnswerIsWrong):
        return {"respuesta": texts.explain_refusal(refusal).what}
    if not isinstance(refusal, FaultReportNotAdmitted):
        return {}
    codes = {_INPUTS[p.field]: p.code for p in refusal.problems}
    if sheet.ask and not values.get("respuesta", "").strip():
        codes["respuesta"] = "required"
    return {name: texts.field_problem(codes[name]) for name in _INPUTS.values() if name in codes}


@answering_async
async def send(request: Request) -> Response:
    """``POST /reportar-falla``."""
    try:
        values = await read_form(request, _FIELDS, longest=_LONGEST)
        return await to_thread.run_sync(_sent, request, values)
    except Refusal as refusal:
        values = await kept_fields(request, _FIELDS, refusal, longest=_LONGEST)
        return await to_thread.run_sync(_again, request, values, refusal)


def _sent(request: Request, values: Values) -> Response:
    actor = _actor(request)
    if values[_ACT] == _ANOTHER_QUESTION:
        sheet = office().fault_reporting.draw_again(values[_SEALED], actor, another=True)
        return _form(request, {**values, "respuesta": ""}, sheet, asked=True)
    form = FaultForm(**{field.name: values[_INPUTS[field.name]] for field in fields(FaultForm)})
    returned = Returned(values[_SEALED], values[_HONEYPOT], values["respuesta"])
    receipt = office().fault_reporting.report(form, returned, client_address(request), actor)
    return RedirectResponse(f"{REPORT}?recibo={_sealed(receipt)}", 303)


def _again(request: Request, values: Values, refusal: Refusal) -> Response:
    actor, reporting = _actor(request), office().fault_reporting
    if isinstance(refusal, FormWasUsed):
        return _form(request, {**values, "respuesta": ""}, reporting.draw(actor), refusal)
    wrong = isinstance(refusal, AnswerIsWrong)
    sheet = reporting.draw_again(values.get(_SEALED, ""), actor, another=wrong)
    if sheet.sealed != values.get(_SEALED):  # an answer to another question is none
        values = {**values, "respuesta": ""}
    return _form(request, values, sheet, refusal)


def _sealed(receipt: Receipt) -> str:
    """Return the receipt as it goes into an address: nobody else can make one that says a folio is ours."""
    content = f"{receipt.folio} {int(receipt.mailed)}"
    return office().server_key.box(_RECEIPT).encrypt(content.encode()).decode("ascii")


def _received(request: Request, sealed: str) -> Response:
    token = sealed.encode("ascii", "replace")
    try:
        content = office().server_key.box(_RECEIPT).decrypt(token, _RECEIPT_SECONDS).decode()
    except InvalidToken:
        return RedirectResponse(LOOK, 303)
    folio, _, mailed = content.partition(" ")
    return page(
        request,
        "falla-reportada.html",
        folio=folio,
        mailed=mailed == "1",
        signed_in=_actor(request) is not None,
    )


@answering
def show_look(request: Request) -> Response:
    """``GET /consultar-reporte``: asks for folio and e-mail."""
    return _looked(request, {"folio": request.query_params.get("folio", "")[:64]})


@answering_async
async def look(request: Request) -> Response:
    """``POST /consultar-reporte``: how a report stands, to whoever knows both."""
    names = ("folio", "correo")
    try:
        values = await read_form(request, names)
        state = office().fault_reporting.state
        found = await to_thread.run_sync(state, values["folio"], values["correo"], client_address(request))
    except Refusal as refusal:
        kept = await kept_fields(request, names, refusal)
        return await to_thread.run_sync(_looked, request, kept, None, refusal)
    return await to_thread.run_sync(_looked, request, values, found)


def _looked(
    request: Request, values: Values, found: PublicFault | None = None, refusal: Refusal | None = None
) -> Response:
    missing = isinstance(refusal, NotFound)
    return page(
        request,
        "consultar-reporte.html",
        _STATUS.get(type(refusal), 422) if refusal else 200,
        values=values,
        rows=_rows(found) if found else (),
        standing=texts.label("fault_standing", found.status) if found else "",
        missing=missing,
        error=texts.explain_refusal(refusal) if refusal and not missing else None,
    )


def _rows(found: PublicFault) -> tuple[tuple[str, str], ...]:
    zone = office().settings.zone
    return (
        ("Folio", found.folio),
        ("Sistema", texts.label("fault_system", found.system)),
        ("Estado", texts.label("fault_status", found.status)),
        ("Recibido", formats.instant(found.created_at, zone)),
        ("Último movimiento", formats.instant(found.updated_at, zone)),
    )


ROUTES = (
    Route(REPORT, show, methods=["GET"]),
    Route(REPORT, send, methods=["POST"]),
    Route(LOOK, show_look, methods=["GET"]),
    Route(LOOK, look, methods=["POST"]),
)
