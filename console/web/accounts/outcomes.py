"""How our own pages tell what came of a form: done, or refused and why, in HTML."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from console import texts
from console.web.answers import RequestNotUnderstood
from console.web.forms import page
from console.web.identity import FormExpired
from core.errors import Refusal

_MAX_FIELD = 1024
Way = tuple[str, str]
"""An address of ours, and the words that lead there."""


def result(request: Request, code: str, ways: Sequence[Way] = ()) -> Response:
    """Return a page that says what was done and what comes next, ``[outcomes.<code>]`` in ``data/texts``."""
    title, paragraphs = texts.outcome(code)
    return page(request, "resultado.html", title=title, paragraphs=paragraphs, error=None, ways=ways)


def refused(request: Request, refusal: Refusal, ways: Sequence[Way] = ()) -> Response:
    """Return a page that says what was refused, and the ways that are left."""
    text = texts.explain_refusal(refusal)
    status = 403 if isinstance(refusal, FormExpired) else 422
    return page(request, "resultado.html", status, title="", paragraphs=(), error=text, ways=ways)


async def kept_fields(
    request: Request, names: Sequence[str], refusal: Refusal, *, longest: int = _MAX_FIELD
) -> dict[str, str]:
    """Return what was typed into a form that was refused, to be shown again; nothing else is done with it."""
    if isinstance(refusal, RequestNotUnderstood):
        return {}
    form = await request.form()  # read before, and kept by the request
    return {name: str(form.get(name, ""))[:longest] for name in names}
