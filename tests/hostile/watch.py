"""What the confined processes of a server do while hostile files are opened, as /proc tells it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.memory import descendants, figure

_ZYGOTE = b"core.documents.zygote"
_EVERY_SECONDS = 0.02
_TABLES = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")


@dataclass(slots=True)
class Seen:
    """What was seen of the confined processes.

    Attributes:
        children: how many different ones.
        peak_mib: most that one of them held (VmHWM), in MiB.
        sockets: connections and listening sockets in their network, if any.
        networks: network namespaces that they were in.
    """

    children: set[int] = field(default_factory=set)
    peak_mib: float = 0.0
    sockets: set[str] = field(default_factory=set)
    networks: set[str] = field(default_factory=set)


def zygote_of(server: int) -> int:
    """Return the process id of a server's warm process.

    Raises:
        LookupError: it has none now.
    """
    for pid in descendants(server):
        with suppress(OSError):
            if _ZYGOTE in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    raise LookupError("zygote")


@contextmanager
def watching(server: int) -> Iterator[Seen]:
    """Look at a server's confined processes all the while the block runs."""
    seen, done = Seen(), threading.Event()

    def look() -> None:
        zygote = 0
        while not done.wait(_EVERY_SECONDS):
            if not Path(f"/proc/{zygote}/cmdline").exists():
                zygote = _zygote_now(server)
            if zygote:
                _look(zygote, seen)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _zygote_now(server: int) -> int:
    try:
        return zygote_of(server)
    except LookupError:
        return 0


def _look(zygote: int, seen: Seen) -> None:
    seen.sockets |= set(_connections(zygote))  # its children are in the same network, as ``networks`` shows
    for pid in descendants(zygote):
        seen.children.add(pid)
        seen.peak_mib = max(seen.peak_mib, figure(Path(f"/proc/{pid}/status"), "VmHWM") / 1024)
        with suppress(OSError):
            seen.networks.add(str(Path(f"/proc/{pid}/ns/net").readlink()))


def _connections(pid: int) -> Iterator[str]:
    for name in _TABLES:
        with suppress(OSError):
            yield from Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]


class Canary:
    """A port of this machine that hostile files name; nobody may ever knock."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])

    def knocked(self) -> bool:
        """Return whether somebody connected: the kernel keeps them waiting until they are asked for."""
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()
