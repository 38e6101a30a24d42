"""One exchange with clamd over its socket: a command, what goes with it, and one line back.

The protocol (clamd(8), docs.clamav.net «ClamD Protocol») is so small that it is spoken here. The libraries
for it wait for each read anew and read without limit: none keeps a promise of ten seconds, and none tells
what was found from what was not looked at.
"""

import select
import socket
import threading
import time
from collections.abc import Iterable
from enum import StrEnum
from itertools import chain

_ANSWER_BYTES = 4096


class NotScanned(StrEnum):
    """Why a file was not examined: the closed list."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    BUSY = "busy"
    CLOSED = "closed"
    TOO_LARGE = "too_large"
    BEYOND_LIMITS = "beyond_limits"
    ENCRYPTED = "encrypted"
    FAILED = "failed"
    UNCLEAR = "unclear"


class NoAnswer(Exception):  # noqa: N818 - named as a sentence, as refusals are
    """The antivirus gave no answer that can be used; ``reason`` says why."""

    def __init__(self, reason: NotScanned) -> None:
        super().__init__(reason.value)
        self.reason = reason


def exchange(address: str, command: bytes, deadline: float, body: Iterable[bytes] = ()) -> tuple[str, bool]:
    """Send a command and what goes with it; return the answer, and whether it came to all of that.

    Args:
        address: ``unix:/path`` or ``tcp:host:port``.
        command: without its prefix.
        deadline: by ``time.monotonic``, for everything: name, connection, way there, answer.
        body: what follows the command, in parts.

    Raises:
        NoAnswer: with its reason, at the latest at the deadline.
    """
    try:
        with _connected(address, deadline) as line:
            whole = all(_sent(line, part, deadline) for part in chain((b"z" + command + b"\0",), body))
            return _answer(line, deadline), whole
    except TimeoutError:
        raise NoAnswer(NotScanned.TIMED_OUT) from None


def _connected(address: str, deadline: float) -> socket.socket:
    kind, _, place = address.partition(":")
    try:
        if kind == "unix":
            return _local(place, _left(deadline))
        host, _, port = place.rpartition(":")
        found = _resolved(host.strip("[]"), int(port), deadline)
        return socket.create_connection(found, _left(deadline))
    except TimeoutError:
        raise
    except (OSError, ValueError):  # ValueError: a name that IDNA does not admit, a NUL in a path
        raise NoAnswer(NotScanned.UNREACHABLE) from None


def _local(path: str, seconds: float) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(seconds)
        line.connect(path)
    except BaseException:
        line.close()
        raise
    return line


def _resolved(host: str, port: int, deadline: float) -> tuple[str, int]:
    """Return the address of a name: resolvers have no time limit of ours, so one is asked in a thread."""
    found: list[tuple[str, int]] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend((str(place[0]), port) for *_, place in answers)
        except (OSError, ValueError):
            return

    thread = threading.Thread(target=ask, name="antivirus-name", daemon=True)
    thread.start()
    thread.join(_left(deadline))
    if thread.is_alive():
        raise TimeoutError
    if not found:
        raise NoAnswer(NotScanned.UNREACHABLE)
    return found[0]


def _left(deadline: float) -> float:
    """Return the seconds left.

    Raises:
        TimeoutError: none are.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _sent(line: socket.socket, data: bytes, deadline: float) -> bool:
    """Send; False where the other side answered or hung up before it had everything."""
    spoken = select.poll()
    spoken.register(line, select.POLLIN)
    if spoken.poll(0):
        return False
    line.settimeout(_left(deadline))
    try:
        line.sendall(data)
    except TimeoutError:
        raise
    except OSError:  # its answer, that it wants no more, may be there to be read
        return False
    return True


def _answer(line: socket.socket, deadline: float) -> str:
    """Return the one line that ends the exchange.

    Raises:
        NoAnswer: it ended without one, or with more than one may hold.
        TimeoutError: the deadline passed first.
    """
    told = b""
    while b"\0" not in told:
        line.settimeout(_left(deadline))
        try:
            part = line.recv(_ANSWER_BYTES)
        except TimeoutError:
            raise
        except OSError:
            part = b""
        if not part:
            raise NoAnswer(NotScanned.CLOSED)
        told += part
        if len(told) > _ANSWER_BYTES:
            raise NoAnswer(NotScanned.UNCLEAR)
    return told.partition(b"\0")[0].decode("utf-8", "replace")
