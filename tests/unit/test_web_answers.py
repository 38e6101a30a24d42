"""What a route answers when it could not do its work: faults are logged, people who have left are not."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message
from structlog.testing import capture_logs

from console.web.answers import answering_async


@answering_async
async def _read(request: Request) -> Response:
    return Response(await request.body())


@answering_async
async def _fail(_request: Request) -> Response:
    raise RuntimeError("broken on purpose")


async def _gone() -> Message:
    return {"type": "http.disconnect"}


def _request() -> Request:
    scope = {"type": "http", "method": "PUT", "path": "/api/x", "query_string": b"", "headers": []}
    return Request(scope, _gone)


@pytest.mark.parametrize(("route", "faults"), [(_read, 0), (_fail, 1)])
def test_leaving_is_no_fault(route: Callable[[Request], Awaitable[Response]], faults: int) -> None:
    """A browser that goes away in the middle of sending leaves no fault in the log; a fault of ours does."""

    async def ask() -> Response:
        return await route(_request())

    with capture_logs() as logged:
        answer = asyncio.run(ask())
    assert len([each for each in logged if each["log_level"] == "error"]) == faults
    assert answer.status_code == (500 if faults else 400)
