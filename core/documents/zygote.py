"""The process that has every reader loaded and forks one confined child per task.

Standard input is a SOCK_SEQPACKET socket. Each message is a JSON request that carries three
descriptors: the file to open, where the child writes its frames, and where this process reports how
the child ended. The end of the socket ends this process and, by the kernel's hand, every child.
"""

import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.documents import sandbox
from core.documents.findings import Limit
from core.documents.frames import Frame, write_frame
from core.documents.opened import Opened

Task = Callable[[Opened, Mapping[str, str | int]], Iterator[Frame]]
Tasks = Mapping[str, Task]

_INPUT, _RESULT, _FIRST_UNUSED, _SPARE = 3, 4, 5, 16
_DESCRIPTORS = 32
_OUT_OF_MEMORY = 77
REQUEST_BYTES = 65536
"""Most bytes of a request: a longer one would arrive cut."""


@dataclass(slots=True)
class _Child:
    """A task under way. ``overdue``: it was killed for its time; ``unwanted``: nobody waits for it any more."""

    pid: int
    status: int
    deadline: float
    overdue: bool = False
    unwanted: bool = False

    @property
    def is_ending(self) -> bool:
        """Whether it was killed already."""
        return self.overdue or self.unwanted


def serve(project: str, tasks: str) -> None:
    """Give up what can be given up, load the readers, say hello, and serve until the socket ends.

    Args:
        project: the folder that holds ``core``.
        tasks: name of the module whose ``TASKS`` are run.
    """
    # Ctrl-C reaches the whole terminal, and the server ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=0)
    sandbox.be_killed_first()
    nothing = os.open(os.devnull, os.O_RDWR)  # no file can be opened any more when a child needs it
    facts: dict[str, object] = {"network_cut": sandbox.cut_network()}
    # numpy and lxml would only bring threads and address space; openpyxl does without them.
    sys.modules.update({"numpy": None, "lxml": None})  # type: ignore[dict-item]  # None forbids the import
    loaded: Tasks = importlib.import_module(tasks).TASKS  # after the network is gone

    facts["files_restricted"] = sandbox.restrict_files((f"{project}/core", *sandbox.interpreter_folders()))
    facts["calls_forbidden"] = _calls_can_be_forbidden()
    facts["tasks"] = sorted(loaded)
    gc.collect()
    gc.freeze()
    control.send(json.dumps(facts).encode())
    _Zygote(control, nothing, loaded).loop()


class _Zygote:
    """The loop: requests in, children out, their ends reported. It waits for none of them."""

    def __init__(self, control: socket.socket, nothing: int, tasks: Tasks) -> None:
        self._control = control
        self._nothing = nothing
        self._tasks = tasks
        self._children: dict[int, _Child] = {}  # by pidfd
        self._askers: dict[int, int] = {}  # status pipe → pidfd
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def loop(self) -> None:
        """Serve until the other side closes the socket."""
        while True:
            for descriptor, _event in self._poll.poll(self._patience()):
                if descriptor in self._children:
                    self._report(descriptor)
                elif descriptor in self._askers:
                    self._give_up(self._askers[descriptor])
                elif descriptor == self._control.fileno() and not self._accept():
                    return
            now = time.monotonic()
            for pidfd, child in self._children.items():
                if child.deadline <= now and not child.is_ending:
                    child.overdue = True
                    signal.pidfd_send_signal(pidfd, signal.SIGKILL)

    def _patience(self) -> int | None:
        """Return milliseconds until the next deadline of a child that still runs."""
        deadlines = [child.deadline for child in self._children.values() if not child.is_ending]
        if not deadlines:
            return None
        return max(0, int((min(deadlines) - time.monotonic()) * 1000) + 1)

    def _accept(self) -> bool:
        message, descriptors, _flags, _address = socket.recv_fds(self._control, REQUEST_BYTES, 3)
        if not message:
            return False
        request = json.loads(message)
        document, result, status = descriptors
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            os.write(status, json.dumps({"limit": Limit.BUSY}).encode())
            pid = -1
        if pid == 0:
            self._be_child(request, parent, document, result)
        os.close(document)
        os.close(result)
        if pid < 0:
            os.close(status)
            return True
        self._watch(os.pidfd_open(pid), _Child(pid, status, time.monotonic() + float(request["seconds"])))
        return True

    def _watch(self, pidfd: int, child: _Child) -> None:
        self._children[pidfd] = child
        self._askers[child.status] = pidfd
        self._poll.register(pidfd, select.POLLIN)
        self._poll.register(child.status, 0)  # told without asking: that nobody reads at the other end

    def _give_up(self, pidfd: int) -> None:
        """End a task that nobody waits for: its turn is another's already."""
        child = self._children[pidfd]
        child.unwanted = True
        self._poll.unregister(child.status)
        del self._askers[child.status]
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)

    def _report(self, pidfd: int) -> None:
        """Tell how a child ended. It has: a killed one that the kernel still holds is waited for by nobody."""
        child = self._children.pop(pidfd)
        self._poll.unregister(pidfd)
        if self._askers.pop(child.status, None) is not None:
            self._poll.unregister(child.status)
        _pid, status, usage = os.wait4(child.pid, 0)
        limit = Limit.TIME if child.overdue else _limit(os.waitstatus_to_exitcode(status))
        seconds = int((usage.ru_utime + usage.ru_stime) * 1000)
        answer = {"limit": limit, "cpu_milliseconds": seconds, "peak_kib": usage.ru_maxrss}
        try:
            os.write(child.status, json.dumps(answer).encode())
        except BrokenPipeError:
            pass  # nobody waits for this one any more
        finally:
            os.close(child.status)
            os.close(pidfd)

    def _be_child(self, request: Mapping[str, object], parent: int, document: int, result: int) -> None:
        """Confine this fork, run its task, write its frames and end; never returns."""
        try:
            sandbox.die_with_parent(parent)
            _keep_only(document, result, self._nothing)
            sandbox.limit_resources(
                memory_mib=int(str(request["memory_mib"])),
                seconds=int(float(str(request["seconds"]))) + 1,
                descriptors=_DESCRIPTORS,
            )
            sandbox.forbid_system_calls()
            _run(self._tasks[str(request["task"])], json.loads(str(request["arguments"])))
            os._exit(0)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        finally:
            os._exit(1)


def _calls_can_be_forbidden() -> bool:
    """Try it in a child: this process itself must go on forking and killing."""
    pid = os.fork()
    if pid == 0:
        os._exit(0 if sandbox.forbid_system_calls() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _limit(exit_code: int) -> Limit | None:
    """Return what an exit code says; a negative one is the signal that ended the child."""
    known = {
        0: None,
        _OUT_OF_MEMORY: Limit.MEMORY,
        -signal.SIGXCPU: Limit.TIME,
        -signal.SIGKILL: Limit.MEMORY,  # not our deadline, so the kernel's: out of memory or out of CPU time
    }
    return known.get(exit_code, Limit.CRASH)


def _keep_only(document: int, result: int, nothing: int) -> None:
    """Leave descriptor 3 (the file), 4 (the frames) and nothing at 0, 1 and 2."""
    # Copied above every place written to below, whatever numbers they came with.
    sources = [fcntl.fcntl(d, fcntl.F_DUPFD, _SPARE) for d in (nothing, nothing, nothing, document, result)]
    for target, source in enumerate(sources):
        os.dup2(source, target)
    os.closerange(_FIRST_UNUSED, os.sysconf("SC_OPEN_MAX"))


def _run(task: Task, arguments: Mapping[str, str | int]) -> None:
    """Write the task's frames as they come; an exception of a reader becomes a last frame."""
    with os.fdopen(_RESULT, "wb") as out:
        try:
            for frame in task(Opened(_INPUT), arguments):
                write_frame(out, frame)
                out.flush()
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - readers raise anything on hostile files; the name is kept
            write_frame(out, Frame({"failed": type(error).__name__}))
