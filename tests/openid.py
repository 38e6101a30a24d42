"""OpenID providers for tests: a real one (panva's, in Node), and one that can be made to lie."""

import base64
import hmac
import json
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from core.config import PROJECT
from tests.prerequisites import missing

CLIENT_ID, CLIENT_SECRET = "oficialia", "un secreto de prueba"
_FOLDER = PROJECT / "tests" / "provider"
_FORM = re.compile(r'action="([^"]+)"')


def settings_for(issuer: str, folder: Path) -> dict[str, Any]:
    """Return the settings by which an Oficialía uses a provider; the secret lies in ``folder``."""
    secret = folder / "secreto"
    secret.write_text(f"{CLIENT_SECRET}\n", encoding="utf-8")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret_file": str(secret),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def real_provider(return_address: str, people: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Run panva's provider; yield its issuer.

    Args:
        return_address: where it may send browsers back to.
        people: who signs in → e-mail and whether it is verified.
    """
    node = shutil.which("node") or missing("Node.js is not installed")
    if not (_FOLDER / "node_modules").is_dir():
        missing("the provider of the tests is not installed (npm --prefix tests/provider ci)")
    port = _free_port()
    command = [str(node), "provider.mjs", str(port), return_address, CLIENT_SECRET, json.dumps(people)]
    with subprocess.Popen(command, cwd=_FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            if process.stdout is None or process.stdout.readline().strip() != b"ready":
                raise RuntimeError("the provider does not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def identify(address: str, person: str) -> httpx.URL:
    """Walk through the provider's own pages as a person; return where it sends the browser back to."""
    host = httpx.URL(address).host
    with httpx.Client(timeout=20) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                target = answer.url.join(answer.headers["location"])
                if target.host != host:
                    return target
                answer = browser.get(target)
            else:
                answer = _fill_in(browser, answer, person)
    raise AssertionError(answer.text)


def _fill_in(browser: httpx.Client, answer: httpx.Response, person: str) -> httpx.Response:
    form = _FORM.search(answer.text)
    assert form, answer.text
    prompt = "login" if 'name="login"' in answer.text else "consent"
    data = {"prompt": prompt, "login": person, "password": "x"}
    return browser.post(answer.url.join(form[1]), data=data)


@dataclass(slots=True)
class LyingProvider:
    """What the provider answers; a test changes what it likes.

    ``discovery`` and ``claims`` are merged over what is right; ``raw`` replaces answers by their path.
    """

    issuer: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "uno", "use": "sig"}))
    published: list[dict[str, Any]] = field(default_factory=list)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "uno"})
    signing_key: RSAKey | None = None
    shared_secret: bytes = b""
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    id_token: str | None = None
    raw: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str) -> dict[str, Any]:
        """Return the JSON of one of its paths."""
        if path == "/jwks":
            return {"keys": self.published or [self.key.as_dict(private=False)]}
        if path == "/me":
            return self.userinfo
        if path == "/token":
            token = self.id_token or self._signed()
            return {"access_token": "x", "token_type": "Bearer", "id_token": token}
        base = {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/auth"}
        base |= {"token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks"}
        return base | {"userinfo_endpoint": f"{self.issuer}/me"} | self.discovery

    def _signed(self) -> str:
        if self.shared_secret:
            parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "HS256"}, self.claims)]
            digest = hmac.digest(self.shared_secret, ".".join(parts).encode(), "sha256")
            return ".".join([*parts, _base64(digest)])
        return jwt.encode(self.header, dict(self.claims), self.signing_key or self.key)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    """Serve a provider that says whatever the test wants."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    liar = LyingProvider(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            liar.asked.append(self.path)
            default = (200, {"Content-Type": "application/json"}, b"")
            status, headers, body = liar.raw.get(self.path, default)
            body = body if self.path in liar.raw else json.dumps(liar.answer(self.path)).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            liar.forms.append(dict(httpx.QueryParams(content)))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
