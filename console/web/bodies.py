"""The JSON bodies that our routes take."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from console.web.answers import RequestNotUnderstood


async def json_object(request: Request, most_bytes: int) -> Mapping[str, Any]:
    """Return a request's JSON object. Who asks is for the caller to know before.

    Args:
        request: whose body nobody has read yet.
        most_bytes: what the largest honest body fills; of a larger one no more is read.

    Raises:
        RequestNotUnderstood: it is larger, no JSON, or no object.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most_bytes:
            raise RequestNotUnderstood
    try:
        content = json.loads(bytes(data))
    except (ValueError, RecursionError):
        raise RequestNotUnderstood from None
    if not isinstance(content, dict):
        raise RequestNotUnderstood
    return content
