"""Listening to what leaves a page, for tests that show what never does."""

import base64
from dataclasses import dataclass, field

from playwright.sync_api import Page, Request, WebSocket

from core.signatures.private_key import read_private_key


@dataclass
class Overheard:
    """Everything that left a page: bodies and addresses of requests, and frames of websockets."""

    sent: list[bytes] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Begin to listen."""
        page.on("request", self._request)
        page.on("websocket", self._websocket)

    def _request(self, request: Request) -> None:
        self.sent += [request.url.encode(), request.post_data_buffer or b""]

    def _websocket(self, socket: WebSocket) -> None:
        socket.on(
            "framesent", lambda frame: self.sent.append(frame if isinstance(frame, bytes) else frame.encode())
        )

    def holds(self, secret: bytes) -> bool:
        """Whether a secret left as it is, in hexadecimal or in base64, beginning anywhere."""
        shapes = [secret, secret.hex().encode()]
        shapes += [base64.b64encode(bytes(n) + secret)[4:-4] for n in range(3)]
        return any(shape in sent for sent in self.sent for shape in shapes)


def secrets_of(key: bytes, password: str) -> dict[str, bytes]:
    """Return what must not leave: the password, parts of the key's file, and of the numbers inside it."""
    numbers = read_private_key(key, password).private_numbers()
    parts = {"d": numbers.d, "p": numbers.p, "q": numbers.q}
    inside = {name: value.to_bytes(256, "big").lstrip(b"\0")[:48] for name, value in parts.items()}
    return {
        "password": password.encode(),
        "key file": key[200:260],
        "key file's end": key[-60:],
        **inside,
    }
