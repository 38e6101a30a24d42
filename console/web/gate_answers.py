"""How the gate says no: a page in words to people, the same three sentences in JSON to everything else."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from console.office import office
from console.texts import explain_refusal
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
    return templates.TemplateResponse(
        Request(connection.scope),
        "negativa.html",
        {"institucion": office().institucion, "text": explain_refusal(refusal)},
        status_code=status_of(refusal),
        headers={**PAGE_HEADERS, **retry_headers(refusal)},
    )
