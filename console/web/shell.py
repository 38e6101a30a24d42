"""The page in which Streamlit draws: what its browser may load and run (CSP level 3).

Measured in Chromium on every screen of ours (tests/acceptance/test_content_policy.py). What each opening is for:

- ``script-src`` hashes: the one inline script in Streamlit's ``index.html``, read from the installed file at
  the start, so that another version brings its own. Nothing needs ``unsafe-inline`` or ``unsafe-eval``:
  the charts interpret their expressions (Vega's ``ast``), the table draws on a canvas. Nor ``wasm-unsafe-eval``:
  Streamlit's number library tries WebAssembly at each page's start, is refused (the console notes it), and
  computes without it.
- ``script-src blob:``: Streamlit loads the script of a component declared inline from a blob
  (``BidiComponent``); a blob can only be made by a script that already runs.
- ``style-src 'unsafe-inline'``: Streamlit writes its styles at run time (Emotion), without a nonce.
- ``img-src data: blob:``: icons in its style sheets, cells of the table.
- ``worker-src blob:``: the table's and the charts' helpers, and the upload's, which computes digests.
"""

import base64
import hashlib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.file_util import get_static_dir

HOST_CONFIG: dict[str, object] = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}
"""What Streamlit's front end asks of its host. Its own «Connection error» stays closed: the session's watch
says in Spanish what happened (console/components/session_watch.py)."""


class _InlineScripts(HTMLParser):
    """Collects the text of scripts that have no ``src``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and not any(name == "src" for name, _ in attrs)
        if self._inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False


def script_hashes(page: str) -> tuple[str, ...]:
    """Return a CSP source for each inline script of a page: ``'sha256-…'`` of its exact text."""
    parser = _InlineScripts()
    parser.feed(page)
    digests = (hashlib.sha256(text.encode()).digest() for text in parser.found)
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


@cache
def content_policy(public_url: str) -> str:
    """Return the policy of every HTML page that Streamlit serves.

    Args:
        public_url: where people reach the console: older browsers do not count its WebSocket as ``'self'``.
    """
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    scripts = " ".join(("'self'", "blob:", *script_hashes(page)))
    address = urlsplit(public_url)
    socket = f"{'wss' if address.scheme == 'https' else 'ws'}://{address.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {socket}",
            "worker-src 'self' blob:",
            "media-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )
