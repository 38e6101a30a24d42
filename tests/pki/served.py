"""A real HTTP server on loopback that answers as a test says, honestly or not."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

OCSP_TYPE = "application/ocsp-response"
Answering = Callable[[bytes], bytes]


@dataclass(slots=True)
class Reply:
    """What is sent back, and how.

    Attributes:
        body: the bytes, or what makes them from the request.
        drip: after the body, send one byte after the other until ``release`` is set or the client leaves.
    """

    body: bytes | Answering = b""
    status: int = 200
    content_type: str = OCSP_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    drip: bool = False


@dataclass(slots=True)
class Served:
    """A running server: its address and what it was asked."""

    url: str
    questions: list[bytes] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)


@contextmanager
def served(*replies: Reply, tls: SSLContext | None = None) -> Iterator[Served]:
    """Serve these replies in turn, the last one for ever."""
    state = Served("")
    left = list(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            state.questions.append(asked)
            _send(self, left.pop(0) if len(left) > 1 else left[0], asked, state.release)

        def log_message(self, *_args: object) -> None:
            """Say nothing: the tests' own words are enough."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: object) -> None:
            """A client that leaves in the middle is what some tests want."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    state.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply, asked: bytes, release: threading.Event) -> None:
    body = reply.body if isinstance(reply.body, bytes) else reply.body(asked)
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.content_type)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if not reply.drip:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    with suppress(OSError):
        handler.wfile.write(body)
        while reply.drip and not release.wait(0.02):
            handler.wfile.write(b"0")
