"""What anybody may read or confirm: the privacy notice, and the link that proves an e-mail address."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.office import office
from console.web.answers import answering
from console.web.forms import page


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


ROUTES = (Route("/aviso-de-privacidad", privacy_notice, methods=["GET"]),)
