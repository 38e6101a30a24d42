"""Runs tasks on hostile files in processes of their own, and never raises for what they do there.

A warm process (``zygote``) has the readers loaded; each task is a fork of it with limits of memory,
CPU and wall-clock time, without network, environment or other descriptors. A crash, an abort or a
limit is an answer. multiprocessing is not used: it would run the Streamlit script again.
"""

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from core.config import PROJECT
from core.documents.findings import Limit
from core.documents.frames import Frame, read_frames
from core.documents.zygote import REQUEST_BYTES

_START = """
import sys
sys.path.insert(0, sys.argv[1])
from core.documents.zygote import serve
serve(*sys.argv[1:])
"""
READERS = "core.documents.opening"
_START_SECONDS = 30.0
_GRACE_SECONDS = 5.0
_CHUNK = 1 << 20
MAX_OUTPUT_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """How a task went.

    Attributes:
        frames: what it wrote before its end, whole frames only.
        limit: what ended it early; None when it finished.
        cpu_milliseconds: CPU time that it used.
        peak_kib: largest resident memory, in KiB, its share of the warm process included.
    """

    frames: tuple[Frame, ...]
    limit: Limit | None
    cpu_milliseconds: int = 0
    peak_kib: int = 0

    @property
    def finished(self) -> bool:
        """Whether the task came to its own end."""
        return self.limit is None


class _ZygoteDied(Exception):  # noqa: N818 - a fact told to the caller below, not an error class
    """The warm process ended without reporting on a task."""


class _Connection:
    """One warm process and the socket to it."""

    def __init__(self, tasks: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, constant arguments
                [sys.executable, "-I", "-X", "utf8", "-c", _START, str(PROJECT), tasks],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            )
        self.socket = ours
        ours.settimeout(_START_SECONDS)
        try:
            hello = ours.recv(65536)
        except OSError:
            hello = b""
        if not hello:
            self.close()
            raise _ZygoteDied
        self.facts: Mapping[str, object] = json.loads(hello)

    def close(self) -> None:
        """End the process; its children die with it."""
        self.socket.close()
        self.process.kill()
        self.process.wait()


class Worker:
    """Runs tasks, a few at a time; safe to use from many threads.

    Args:
        memory_mib: address space of one task.
        seconds: wall-clock and CPU time of one task.
        parallel: tasks at once; the others wait their turn. One of the turns is kept for whoever says how
            long they wait: somebody looks at a screen while files that arrive are examined.
        tasks: name of the module whose ``TASKS`` the warm process loads.
    """

    def __init__(self, *, memory_mib: int, seconds: float, parallel: int = 3, tasks: str = READERS) -> None:
        self._memory_mib = memory_mib
        self._tasks = tasks
        self.seconds = seconds
        self._turns = threading.BoundedSemaphore(parallel)
        self._unhurried = threading.BoundedSemaphore(max(1, parallel - 1))
        self._lock = threading.Lock()
        self._connection: _Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(
        self,
        task: str,
        path: Path,
        seconds: float | None = None,
        patience: float | None = None,
        **arguments: str | int,
    ) -> Answer:
        """Run ``task`` on the file at ``path``.

        Args:
            task: its name.
            path: the file.
            seconds: may shorten the time of one task.
            patience: how many seconds to wait for a turn; by default twice the time of a task, and behind
                those who say it.
            arguments: passed on to the task.

        Raises:
            OSError: the file itself cannot be opened for reading.
        """
        time_allowed = min(seconds or self.seconds, self.seconds)
        request = {
            "task": task,
            "arguments": json.dumps(arguments),
            "seconds": time_allowed,
            "memory_mib": self._memory_mib,
        }
        message = json.dumps(request).encode()
        if len(message) > REQUEST_BYTES:
            return Answer((), Limit.FAILED)
        with path.open("rb") as document, self._turn(patience) as is_ours:
            if not is_ours:
                return Answer((), Limit.BUSY)
            return self._try_twice(message, document.fileno(), time_allowed)

    @contextmanager
    def _turn(self, patience: float | None) -> Iterator[bool]:
        """Wait for a turn, give it back at the end; yield whether there was one in time."""
        lanes = [self._turns] if patience is not None else [self._unhurried, self._turns]
        deadline = time.monotonic() + (2 * self.seconds if patience is None else patience)
        with ExitStack() as stack:
            for lane in lanes:
                if not lane.acquire(timeout=max(0.0, deadline - time.monotonic())):
                    yield False
                    return
                stack.callback(lane.release)
            yield True

    def facts(self) -> Mapping[str, object]:
        """Return what confinement this platform allowed, starting the warm process if need be.

        ``available``; and if so ``network_cut``, ``files_restricted``, ``calls_forbidden`` (true or false
        each), ``tasks`` (names) and ``pid``.
        """
        try:
            connection = self._connect()
        except (_ZygoteDied, OSError):
            return {"available": False}
        return {**connection.facts, "available": True, "pid": connection.process.pid}

    def close(self) -> None:
        """End the warm process; the next task would start another."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _try_twice(self, request: bytes, document: int, seconds: float) -> Answer:
        # Whoever ended the warm process, it was not necessarily this file: it gets one more chance.
        for _ in range(2):
            try:
                connection = self._connect()
            except (_ZygoteDied, OSError):
                break
            try:
                return self._exchange(connection, request, document, seconds)
            except (_ZygoteDied, OSError):
                connection.close()
        return Answer((), Limit.UNAVAILABLE)

    def _connect(self) -> _Connection:
        with self._lock:
            if self._connection is None or self._connection.process.poll() is not None:
                if self._connection is not None:
                    self._connection.close()
                self._connection = None
                self._connection = _Connection(self._tasks)
            return self._connection

    def _exchange(self, connection: _Connection, request: bytes, document: int, seconds: float) -> Answer:
        deadline = time.monotonic() + seconds + _GRACE_SECONDS
        result, result_end = os.pipe()
        status, status_end = os.pipe()
        try:
            try:
                socket.send_fds(connection.socket, [request], [document, result_end, status_end])
            finally:
                os.close(result_end)
                os.close(status_end)
            output = _read(result, deadline, MAX_OUTPUT_BYTES)
            if len(output) > MAX_OUTPUT_BYTES:
                return Answer((), Limit.OUTPUT)
            report = _read(status, deadline, _CHUNK)
        except TimeoutError:
            connection.close()  # it should have killed the child itself: it hangs
            return Answer((), Limit.TIME)
        finally:
            os.close(result)
            os.close(status)
        if not report:
            raise _ZygoteDied
        return _answer(output, json.loads(report))


def _read(descriptor: int, deadline: float, most: int) -> bytes:
    """Read to the end, or just past ``most`` bytes.

    Raises:
        TimeoutError: the deadline passed first.
    """
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    parts = bytearray()
    while len(parts) <= most:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
        part = os.read(descriptor, _CHUNK)
        if not part:
            break
        parts += part
    return bytes(parts)


def _answer(output: bytes, report: Mapping[str, object]) -> Answer:
    frames = tuple(read_frames(output))
    limit = Limit(str(report["limit"])) if report.get("limit") else None
    if limit is None and frames and "failed" in frames[-1].header:
        limit = Limit.FAILED
    cpu, peak = report.get("cpu_milliseconds", 0), report.get("peak_kib", 0)
    return Answer(frames, limit, int(str(cpu)), int(str(peak)))
