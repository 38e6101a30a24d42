"""Response headers that everything of ours carries (OWASP ASVS 5, 3.4)."""

from functools import partial

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from console.web.shell import content_policy
from core.config import Settings

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"
NO_PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For what is no page: it should never be shown as one, and if it is, nothing in it acts."""


def hardened(send: Send, settings: Settings) -> Send:
    """Return a ``send`` that adds the headers to every response; a route's own values stay."""
    return partial(_send, send, settings)


async def _send(send: Send, settings: Settings, message: Message) -> None:
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if settings.secure_cookies:
            headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
        _add_policy(headers, settings)
    await send(message)


def _add_policy(headers: MutableHeaders, settings: Settings) -> None:
    kind = headers.get("content-type", "")
    if kind.startswith("text/html"):
        headers.setdefault("Content-Security-Policy", content_policy(settings.public_url))
        # going back after signing out asks anew, and the gate shows the sign-in instead of an empty frame
        headers["Cache-Control"] = "no-store"
    elif "javascript" not in kind:  # a worker's script obeys the policy that it came with
        headers.setdefault("Content-Security-Policy", NO_PAGE_POLICY)
