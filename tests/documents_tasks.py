"""Tasks that misbehave on purpose; a worker loads this module instead of the readers."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from core.documents.frames import Frame
from core.documents.opened import Opened

Arguments = Mapping[str, str | int]


def echo(opened: Opened, arguments: Arguments) -> Iterator[Frame]:
    """Give back the arguments and the file's bytes."""
    yield Frame({"arguments": dict(arguments)}, bytes(opened.map))


def spin(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Use the processor without end."""
    yield Frame({"started": True})
    while True:
        pass


def sleep(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Do nothing without end."""
    yield Frame({"started": True})
    time.sleep(3600)


def allocate(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Ask for more memory than any limit."""
    kept = bytearray(8 << 30)
    yield Frame({"size": len(kept)})


def abort(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Say something, then die as pdfium does."""
    yield Frame({"started": True})
    os.abort()


def fail(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Raise what no reader documents."""
    yield Frame({"started": True})
    raise LookupError("hostile text")


def flood(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Write without end."""
    while True:
        yield Frame({}, bytes(1 << 20))


def escape(_opened: Opened, arguments: Arguments) -> Iterator[Frame]:
    """Try everything that is forbidden; report what each attempt met."""
    attempts: dict[str, Callable[[], object]] = {
        "socket": lambda: socket.create_connection(("127.0.0.1", int(arguments["port"])), 1),
        "fork": os.fork,
        "execute": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - as an attacker would
        "kill": lambda: os.kill(os.getppid(), 9),
        "read": lambda: open(str(arguments["secret"]), "rb").read(),  # noqa: PTH123, SIM115 - as an attacker would
        "write": lambda: open(f"{arguments['secret']}.new", "wb").write(b"x"),  # noqa: PTH123, SIM115 - the same
        "inherited": lambda: [os.fstat(descriptor) for descriptor in range(5, 32)],
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError as error:
            yield Frame({name: error.errno})
        else:
            yield Frame({name: "done"})
    yield Frame({"environment": dict(os.environ), "modules": "core.config" in sys.modules})


TASKS = {f.__name__: f for f in (echo, spin, sleep, allocate, abort, fail, flood, escape)}
