"""How the gate, and routes that a person opened, say no: a page in words to people, JSON to everything else."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from console.office import office
from console.texts import Explanation, explain_refusal
from console.web.answers import answer_refusal, retry_headers, status_of
from console.web.forms import PAGE_HEADERS, templates
from core.errors import Refusal


def wants_page(connection: HTTPConnection) -> bool:
    """Whether a person's browser asks for a page to be shown."""
    return connection.scope["method"] == "GET" and "text/html" in connection.headers.get("accept", "")


def answer_at_the_gate(connection: HTTPConnection, refusal: Refusal, *, machine: bool) -> Response:
    """Answer a refusal in the form that whoever asked can read."""
    if machine or not wants_page(connection):
        return answer_refusal(refusal)
    request = Request(connection.scope)
    return refusal_page(request, explain_refusal(refusal), status_of(refusal), retry_headers(refusal))


def refusal_page(
    request: Request,
    text: Explanation,
    status_code: int,
    headers: dict[str, str],
    back: str = "",
    reference: str = "",
) -> Response:
    """Return the page that says what was refused.

    Args:
        request: of a person's browser.
        text: the three sentences.
        status_code: HTTP status.
        headers: beside those of every page of ours.
        back: address of ours that leads on; empty where none would answer.
        reference: of a fault in the log, which the person can report; empty where there is none.
    """
    return templates.TemplateResponse(
        request,
        "negativa.html",
        {"institucion": office().institucion, "text": text, "back": back, "reference": reference},
        status_code=status_code,
        headers={**PAGE_HEADERS, **headers},
    )
