"""What the processes of a server hold in memory, as the kernel counts it (proc_pid_smaps_rollup(5))."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1024  # KiB


@dataclass(frozen=True, slots=True)
class Held:
    """Memory in MiB.

    Attributes:
        server: resident in the serving process itself.
        tree: of it and all its children, each page counted once however many of them share it (PSS), without
            the pages of files, which the kernel takes back when it needs them.
        processes: how many they are.
    """

    server: float
    tree: float
    processes: int


@dataclass(slots=True)
class Course:
    """What was held over a while: the largest of everything seen."""

    seen: list[Held] = field(default_factory=list)

    @property
    def server(self) -> float:
        """Most that the serving process held, in MiB."""
        return max(held.server for held in self.seen)

    @property
    def tree(self) -> float:
        """Most that all held at once, in MiB."""
        return max(held.tree for held in self.seen)


def held(pid: int) -> Held:
    """Return what a process and those it started hold now."""
    tree = [_anonymous(each) for each in (pid, *descendants(pid))]
    return Held(figure(Path(f"/proc/{pid}/status"), "VmRSS") / MIB, sum(tree) / MIB, len(tree))


def high_water(pid: int) -> float:
    """Return the most that one process ever held (VmHWM), in MiB."""
    return figure(Path(f"/proc/{pid}/status"), "VmHWM") / MIB


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and of those of its children that still run or were waited for."""
    ticks = 0
    for each in (pid, *descendants(pid)):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(figure) for figure in fields[11:15])  # utime, stime, cutime, cstime
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def watched(pid: int, every_seconds: float = 0.05) -> Iterator[Course]:
    """Look again and again while the block runs."""
    course, done = Course(), threading.Event()

    def look() -> None:
        while True:
            course.seen.append(held(pid))
            if done.wait(every_seconds):
                return

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield course
    finally:
        done.set()
        thread.join()


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they started."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in listed.read_text().split():
                yield int(child)
                yield from descendants(int(child))


def _anonymous(pid: int) -> int:
    """Return KiB of its own and its share of what is shared; nothing of a process that has just ended."""
    return figure(Path(f"/proc/{pid}/smaps_rollup"), "Pss_Anon")


def figure(path: Path, name: str) -> int:
    """Return a line's number from a file of /proc; 0 where the process has ended."""
    with suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0
