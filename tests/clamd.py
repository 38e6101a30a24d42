"""A real clamd with a signature database of our own, and others that only say that they are one."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.documents.antivirus import Antivirus
from tests.prerequisites import missing

EICAR = (
    rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-"  # in two parts, so that no antivirus reports this very file
    rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)
"""The file that every antivirus reports although it is harmless (eicar.org)."""
THREAT = "Eicar-Test-Signature.UNOFFICIAL"
_START_SECONDS = 60.0


@contextmanager
def running_clamd(**options: str) -> Iterator[str]:
    """Run clamd on a socket in a folder of its own; yield its address. Missing where it is not installed.

    Args:
        options: lines of its configuration, over the usual ones.
    """
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        missing("clamd is not installed (Debian: clamav-daemon)")
    with TemporaryDirectory(prefix="clamd") as name:  # short: a socket's path has 107 bytes at most
        folder = Path(name)
        _write(folder, options)
        process = subprocess.Popen(
            [program, f"--config-file={folder / 'clamd.conf'}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, Antivirus(f"unix:{folder / 's'}", 5))
            yield f"unix:{folder / 's'}"
        finally:
            process.kill()
            process.wait()


def _write(folder: Path, options: dict[str, str]) -> None:
    database = folder / "database"
    database.mkdir()
    (database / "eicar.ndb").write_text(f"Eicar-Test-Signature:0:0:{EICAR.hex()}\n")
    usual = {
        "LocalSocket": str(folder / "s"),
        "DatabaseDirectory": str(database),
        "TemporaryDirectory": str(folder),
        "Foreground": "yes",
        "AlertExceedsMax": "yes",
        "StreamMaxLength": "60M",
        "MaxFileSize": "60M",
        "MaxScanSize": "200M",
    }
    lines = [f"{name} {value}" for name, value in (usual | options).items()]
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")


def _wait(process: subprocess.Popen[bytes], antivirus: Antivirus) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not antivirus.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("clamd did not start")
        time.sleep(0.02)


Behaviour = Callable[[socket.socket], None]


@contextmanager
def pretending(behave: Behaviour) -> Iterator[str]:
    """Listen where clamd would and give each connection to ``behave``; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, behave), daemon=True)
        thread.start()
        yield f"tcp:127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(server: socket.socket, behave: Behaviour) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:  # the test is over
            return
        threading.Thread(target=_behave, args=(line, behave), daemon=True).start()


def _behave(line: socket.socket, behave: Behaviour) -> None:
    with line:
        try:
            behave(line)
        except OSError:  # the other side had enough
            return


def take_all(line: socket.socket) -> bytes:
    """Read a command and its stream to the end, as clamd does; return the file's bytes."""
    with line.makefile("rb") as stream:
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command != b"zINSTREAM\0":
            return command
        taken = b""
        while length := int.from_bytes(stream.read(4), "big"):
            taken += stream.read(length)
        return taken


def saying(answer: bytes) -> Behaviour:
    """Return a behaviour: take everything, then say this and hang up."""

    def behave(line: socket.socket) -> None:
        take_all(line)
        line.sendall(answer)

    return behave
