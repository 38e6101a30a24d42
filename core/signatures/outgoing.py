"""One question by HTTP to somebody outside, who may be slow, broken or hostile.

Whatever the other side does, the caller has an answer or a reason after the agreed time: redirects are not
followed, proxies of the environment are not used, answers are limited in size, and the limit of time is for
the whole exchange, so that one byte a second gains nothing.
"""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

MAX_ANSWER_BYTES = 64 * 1024
"""An OCSP answer has some 2,000 bytes, a timestamp with its chain some 6,000."""
_CONNECT_SECONDS = 3.0
_READ_SECONDS = 4.0
_PORTS = {"http": 80, "https": 443}


class Failure(StrEnum):
    """Why no answer came: the closed list."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    HTTP_ERROR = "http_error"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"


class NoAnswer(Exception):  # noqa: N818 - named as a sentence, as refusals are
    """The other side gave no answer that can be looked at; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where questions go, and how.

    Attributes:
        url: ``http`` or ``https`` address.
        weak_tls: also accept what OpenSSL calls security level 1: the SAT has a Diffie-Hellman group of
            1024 bits. The certificate is verified all the same.
        proxy: ``http://host:port`` of a proxy; empty means that there is none.
    """

    url: str
    weak_tls: bool = False
    proxy: str = ""

    @property
    def host(self) -> str:
        """Return the host's name, to be printed."""
        return urlsplit(self.url).hostname or ""

    def post(self, body: bytes, *, sends: str, accepts: str, seconds: float) -> bytes:
        """Ask once.

        Args:
            body: the question.
            sends: its media type.
            accepts: the media type that the answer must have.
            seconds: for the whole exchange, name resolution and handshake included.

        Raises:
            NoAnswer: with its reason, at the latest after ``seconds``.
        """
        headers = {"Content-Type": sends, "Accept": accepts, "Connection": "close"}
        exchange = _Exchange(self, body, headers)
        worker = threading.Thread(target=exchange.run, name="outgoing-question", daemon=True)
        worker.start()
        worker.join(max(seconds, 0))
        if worker.is_alive():
            exchange.cut()
            raise NoAnswer(Failure.TIMED_OUT)
        if exchange.failure:
            raise NoAnswer(exchange.failure)
        return exchange.answer


@dataclass(slots=True)
class _Exchange:
    """One exchange in a thread of its own, which another thread can cut."""

    outlet: Outlet
    body: bytes
    headers: Mapping[str, str]
    answer: bytes = b""
    failure: Failure | None = None
    _line: socket.socket | None = field(default=None)
    _is_cut: bool = False

    def run(self) -> None:
        try:
            self.answer = self._ask()
        except NoAnswer as error:
            self.failure = error.failure
        except TimeoutError:
            self.failure = Failure.TIMED_OUT
        except ssl.SSLError:
            self.failure = Failure.TLS_FAILED
        except (OSError, HTTPException, ValueError):  # ValueError: a host's name that IDNA does not admit
            self.failure = Failure.UNREACHABLE
        finally:
            if self._line:
                self._line.close()

    def cut(self) -> None:
        """End the exchange from outside: its thread then fails at once instead of waiting on."""
        self._is_cut = True
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _ask(self) -> bytes:
        url = urlsplit(self.outlet.url)
        connection = _Prepared(url.hostname or "", url.port or _PORTS[url.scheme])
        connection.sock = self._connected(url)
        target = self.outlet.url if self.outlet.proxy and url.scheme == "http" else url.path or "/"
        try:
            connection.request("POST", target, self.body, dict(self.headers))
            return _body(connection.getresponse(), self.headers["Accept"])
        finally:
            connection.close()

    def _connected(self, url: SplitResult) -> socket.socket:
        via = urlsplit(self.outlet.proxy) if self.outlet.proxy else url
        # before the line is open: reading this machine's authorities takes a while, in which it could be cut
        tls = _context(weak=self.outlet.weak_tls) if url.scheme == "https" else None
        line = socket.create_connection(
            (via.hostname or "", via.port or _PORTS[via.scheme]), _CONNECT_SECONDS
        )
        try:
            return self._ready(line, url, tls)
        except BaseException:
            line.close()
            raise

    def _ready(self, line: socket.socket, url: SplitResult, tls: ssl.SSLContext | None) -> socket.socket:
        self._line = line.dup()  # wrapping the socket in TLS takes the first handle away from us
        if self._is_cut:
            raise TimeoutError
        line.settimeout(_READ_SECONDS)
        if tls is None:
            return line
        if self.outlet.proxy:
            _tunnel(line, url)
        return tls.wrap_socket(line, server_hostname=url.hostname)


class _Prepared(HTTPConnection):
    """A connection over a socket that is open already; it must never open another one."""

    auto_open = 0


def _tunnel(line: socket.socket, url: SplitResult) -> None:
    """Ask the proxy for a way to the host (RFC 9110 §9.3.6)."""
    host = f"{url.hostname}:{url.port or _PORTS[url.scheme]}"
    line.sendall(f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("ascii"))
    response = HTTPResponse(line, method="CONNECT")
    response.begin()
    if response.status != 200:  # noqa: PLR2004 - HTTP's own number for «OK»
        raise NoAnswer(Failure.HTTP_ERROR)


def _context(*, weak: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if weak:
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context


def _body(response: HTTPResponse, accepts: str) -> bytes:
    if response.status != 200:  # noqa: PLR2004 - HTTP's own number for «OK»; a redirect is not followed
        raise NoAnswer(Failure.HTTP_ERROR)
    if response.headers.get_content_type() != accepts:
        raise NoAnswer(Failure.WRONG_TYPE)
    data = response.read(MAX_ANSWER_BYTES + 1)
    if len(data) > MAX_ANSWER_BYTES:
        raise NoAnswer(Failure.TOO_LARGE)
    return data
