"""How routes answer refusals and faults: the catalogue's three sentences, in JSON or as a page for a person."""

import secrets
from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import quote

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from console.logs import log_if_unauthorised, remember_who
from console.texts import Explanation, explain, explain_refusal
from console.web.identity import ACTOR_SCOPE_KEY, FormExpired, HostNotOurs, SessionEnded
from console.web.outflow import PackagesAreBusy
from console.web.quotas import TooManyRequests, TooManyUploads, TooManyWindows
from core.documents.refusals import ReadersAreBusy
from core.domain.document_names import NameNotAdmitted, SameName, file_name
from core.domain.document_tree import FolderIsADocument, NameIsAFolder
from core.domain.people import Actor
from core.domain.workflow import StatusForbids
from core.errors import NotAllowed, NotFound, Refusal
from core.services.arranging import FolderNotEmpty, FolderNotThere, NoEarlierVersion
from core.services.room import DiskIsFull, DocumentTooLarge, FilingTooLarge
from core.storage.document_store import BytesAreMissing
from core.storage.promociones import ChangedMeanwhile

_log = structlog.get_logger(__name__)
_STATUS: dict[type[Refusal], int] = {
    SessionEnded: 403,
    FormExpired: 403,
    NotAllowed: 403,
    NotFound: 404,
    StatusForbids: 409,
    ChangedMeanwhile: 409,
    SameName: 409,
    NameIsAFolder: 409,
    FolderIsADocument: 409,
    FolderNotEmpty: 409,
    FolderNotThere: 409,
    NoEarlierVersion: 409,
    DocumentTooLarge: 413,
    FilingTooLarge: 413,
    HostNotOurs: 421,
    NameNotAdmitted: 422,
    TooManyRequests: 429,
    TooManyUploads: 429,
    TooManyWindows: 429,
    PackagesAreBusy: 503,
    ReadersAreBusy: 503,
    DiskIsFull: 507,
}


class RequestNotUnderstood(Refusal):
    """The request's body or parameters do not have the form that the route expects."""


class UploadInterrupted(Refusal):
    """The connection ended before every byte had arrived."""


def error_body(code: str, text: Explanation) -> dict[str, dict[str, str]]:
    """Return the JSON of a refusal."""
    return {"error": {"code": code, "what": text.what, "means": text.means, "do": text.do}}


def answer_refusal(refusal: Refusal) -> JSONResponse:
    """Answer a refusal with its status and sentences."""
    body = error_body(refusal.code, explain_refusal(refusal))
    return JSONResponse(body, status_code=status_of(refusal), headers=retry_headers(refusal))


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, status in _STATUS.items() if isinstance(refusal, kind)), 422)


def retry_headers(refusal: Refusal) -> dict[str, str]:
    """Return when to try again, for a refusal that knows (RFC 9110, 10.2.3)."""
    seconds = dict(refusal.facts).get("seconds")
    return {"Retry-After": str(seconds)} if seconds else {}


def _refused(request: Request, refusal: Refusal) -> Response:
    actor = request.scope.get(ACTOR_SCOPE_KEY)
    if isinstance(actor, Actor):
        remember_who(actor.account_id)
        log_if_unauthorised(refusal, str(request.scope["path"]))
    text, headers = explain_refusal(refusal), retry_headers(refusal)
    return _told(request, refusal.code, text, status_of(refusal), headers)


def _told(
    request: Request,
    code: str,
    text: Explanation,
    status: int,
    headers: dict[str, str] | None = None,
    reference: str = "",
) -> Response:
    """Answer with a page where a person followed a link, so that nobody ends at bare JSON.

    ``reference``: of a fault in the log; the page leads to reporting it.
    """
    from console.web.gate_answers import refusal_page, wants_page  # noqa: PLC0415 - it needs this module

    if wants_page(request):
        return refusal_page(request, text, status, headers or {}, back="/", reference=reference)
    return JSONResponse(error_body(code, text), status_code=status, headers=headers)


def answer_fault(fault: Exception, request: Request) -> Response:
    """Log a fault under a reference that the person can report, and answer with it."""
    reference = secrets.token_hex(4)
    missing = isinstance(fault, BytesAreMissing)
    _log.error("request failed", where=request.scope["path"], reference=reference, exc_info=fault)
    code = "bytes_are_missing" if missing else "unexpected"
    return _told(request, code, explain(code, {"reference": reference}), 500, reference=reference)


def answering(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Wrap a route that runs in the thread pool: refusals and faults become answers."""

    @wraps(endpoint)
    def wrapped(request: Request) -> Response:
        try:
            return endpoint(request)
        except Refusal as refusal:
            return _refused(request, refusal)
        except Exception as fault:  # noqa: BLE001 - the last door: whatever it was, the person gets an answer
            return answer_fault(fault, request)

    return wrapped


def answering_async(
    endpoint: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a route that runs in the event loop: refusals and faults become answers."""

    @wraps(endpoint)
    async def wrapped(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as refusal:
            return _refused(request, refusal)
        except (
            ClientDisconnect
        ):  # the page was left while it was still sending: nobody is there to be answered
            return Response(status_code=400)
        except Exception as fault:  # noqa: BLE001 - the last door: whatever it was, the person gets an answer
            return answer_fault(fault, request)

    return wrapped


def attachment(name: str) -> str:
    """Return a Content-Disposition for a download (RFC 6266, RFC 8187), without the folders before the name."""
    name = file_name(name)
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "._- ()" else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
