"""A line between the browser and the server that can be cut: a SOCKS proxy (RFC 1928) on this machine."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

_CHUNK_BYTES = 65_536
_NO_AUTHENTICATION = b"\x05\x00"
_CONNECTED = b"\x05\x00\x00\x01" + bytes(6)
_IPV4, _NAME = 1, 3


class Line:
    """Carries connections until it is cut; then it drops them all, and every new one, until it is mended."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._is_cut = False

    @property
    def address(self) -> str:
        """Where browsers find it."""
        return f"socks5://127.0.0.1:{self._listening.getsockname()[1]}"

    def cut(self) -> None:
        """Drop everything, in the middle of whatever it is."""
        with self._lock:
            self._is_cut = True
            dropped, self._open = self._open, set()
        for end in dropped:
            _reset(end)

    def mend(self) -> None:
        """Carry again what comes from now on."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """Drop everything for good."""
        self.cut()
        self._listening.close()

    def carry(self) -> None:
        """Take connections until it is closed."""
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        with suppress(OSError, struct.error):
            server = socket.create_connection(_wanted(caller))
            if not self._keep(caller, server):
                return
            caller.sendall(_CONNECTED)
            back = Thread(target=self._relay, args=(server, caller), daemon=True)
            back.start()
            self._relay(caller, server)
            back.join()
        self._drop(caller)

    def _keep(self, *ends: socket.socket) -> bool:
        with self._lock:
            if not self._is_cut:
                self._open.update(ends)
                return True
        for end in ends:
            _reset(end)
        return False

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_CHUNK_BYTES):
                target.sendall(piece)
        self._drop(source)
        self._drop(target)

    def _drop(self, end: socket.socket) -> None:
        with self._lock:
            self._open.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _wanted(caller: socket.socket) -> tuple[str, int]:
    """Return the address that a caller asks for (RFC 1928, sections 3 and 4)."""
    _, methods = _exactly(caller, 2)
    _exactly(caller, methods)
    caller.sendall(_NO_AUTHENTICATION)
    _, _, _, kind = _exactly(caller, 4)
    if kind == _IPV4:
        host = socket.inet_ntoa(_exactly(caller, 4))
    elif kind == _NAME:
        host = _exactly(caller, _exactly(caller, 1)[0]).decode()
    else:
        raise OSError(kind)
    return host, struct.unpack(">H", _exactly(caller, 2))[0]


def _exactly(caller: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = caller.recv(size - len(data))
        if not piece:
            raise OSError(size)
        data += piece
    return data


def _reset(end: socket.socket) -> None:
    """Close with RST, as a line that is gone does, not with the politeness of an end."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line() -> Iterator[Line]:
    """Lay a line, and take it away after the block."""
    laid = Line()
    Thread(target=laid.carry, daemon=True).start()
    try:
        yield laid
    finally:
        laid.close()
