"""Tasks of a hostile program: what it would try if a reader were in its power. A worker loads this module."""

import ctypes
import os
import platform
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from core.documents.frames import Frame
from core.documents.opened import Opened

Arguments = Mapping[str, str | int]
_libc = ctypes.CDLL(None, use_errno=True)
_ARM = platform.machine() == "aarch64"
_NUMBERS: dict[str, tuple[int, int, tuple[int, ...]]] = {
    # name: (x86_64, aarch64, arguments but for a first one that is the parent's number)
    "pidfd_open": (434, 434, (0,)),
    "ptrace": (101, 117, ()),
    "process_vm_readv": (310, 270, (0, 0, 0, 0, 0)),
    "tgkill": (234, 131, (0,)),
    "rt_sigqueueinfo": (129, 138, (0, 0)),
    "prlimit64": (302, 261, (0, 0, 0)),
    "setpriority": (141, 140, (0, 19)),
    "sched_setaffinity": (203, 122, (0, 0)),
    "kcmp": (312, 272, (0, 0, 0, 0)),
}
_OTHERS: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "socketpair": (53, 199, (1, 1, 0, 0)),
    "clone3": (435, 435, (0, 0)),
    "unshare": (272, 97, (0x10000000,)),
    "setns": (308, 268, (3, 0)),
    "mount": (165, 40, (0, 0, 0, 0, 0)),
    "chroot": (161, 51, (0,)),
    "bpf": (321, 280, (0, 0, 0)),
    "keyctl": (250, 219, (0, 0)),
    "io_uring_setup": (425, 425, (1, 0)),
    "userfaultfd": (323, 282, (0,)),
    "perf_event_open": (298, 241, (0, 0, 0, 0, 0)),
    "memfd_create": (319, 279, (0, 0)),
    "execveat": (322, 281, (0, 0, 0, 0, 0)),
    "openat2": (437, 437, (0, 0, 0, 0)),
    "setuid": (105, 146, (0,)),
    "capset": (126, 91, (0, 0)),
    "init_module": (175, 105, (0, 0, 0)),
    "of_another_convention": (0x40000000 + 41, 0x40000000 + 41, (2, 1, 0)),
    "not_invented_yet": (600, 600, ()),
}


def _called(number: int, *arguments: int) -> int:
    """Make a system call by its number; return the error it met, 0 for none."""
    ctypes.set_errno(0)
    answer = _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) for a in arguments))
    return ctypes.get_errno() if answer == -1 else 0


def call(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Make each call that could reach anything else; report what each met."""
    for name, (number, on_arm, rest) in _NUMBERS.items():
        yield Frame({name: _called(on_arm if _ARM else number, os.getppid(), *rest)})
    for name, (number, on_arm, rest) in _OTHERS.items():
        yield Frame({name: _called(on_arm if _ARM else number, *rest)})


def touch(_opened: Opened, arguments: Arguments) -> Iterator[Frame]:
    """Try to read and change files outside; report what each attempt met."""
    path, folder = str(arguments["secret"]), Path(str(arguments["secret"])).parent
    target = Path(path)
    flags = {
        "append": os.O_WRONLY | os.O_APPEND,
        "change": os.O_RDWR,
        "cut": os.O_RDONLY | os.O_TRUNC,
        "make": os.O_RDONLY | os.O_CREAT,
        "nameless": os.O_TMPFILE | os.O_WRONLY,
    }
    attempts: dict[str, Callable[[], object]] = {
        name: lambda flag=flag: os.open(path, flag)  # type: ignore[misc]  # the flag of its turn
        for name, flag in flags.items()
    }
    attempts |= {
        "read": lambda: os.open(path, os.O_RDONLY),
        "delete": target.unlink,
        "rename": lambda: target.rename(f"{path}.otro"),
        "link": lambda: Path(f"{path}.otro").hardlink_to(path),
        "chmod": lambda: target.chmod(0o777),
        "truncate": lambda: os.truncate(path, 0),
        "mkdir": lambda: Path(f"{path}.carpeta").mkdir(),
        "symlink": lambda: Path(f"{path}.otro").symlink_to(path),
        "list": lambda: list(folder.iterdir()),
        "server_environment": lambda: os.open(f"/proc/{arguments['server']}/environ", os.O_RDONLY),
        "parent_memory": lambda: os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY),
        "passwords": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "device": lambda: os.open("/dev/tty", os.O_RDONLY),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError as error:
            yield Frame({name: error.errno})
        else:
            yield Frame({name: 0})


def see(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Tell what is to be seen from inside: descriptors, environment, and how soon it is killed."""
    open_ones = []
    for descriptor in range(64):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        open_ones.append(descriptor)
    yield Frame({"descriptors": open_ones, "environment": sorted(os.environ), "folder": str(Path.cwd())})


def stop(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Stand still as a debugger would have it: no processor time, no end."""
    yield Frame({"started": True})
    signal.raise_signal(signal.SIGSTOP)
    time.sleep(3600)


def spin(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Burn the processor without end."""
    yield Frame({"started": True})
    while True:
        pass


def linger(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Write more than anybody reads, and go on when nobody does."""
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    yield Frame({"pid": os.getpid()})
    while True:
        try:
            os.write(4, bytes(1 << 20))
        except OSError:
            continue


def eat(_opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Take memory little by little, until there is none."""
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
        yield Frame({})


def echo(opened: Opened, _arguments: Arguments) -> Iterator[Frame]:
    """Behave."""
    yield Frame({}, bytes(opened.map))


TASKS = {f.__name__: f for f in (call, touch, see, stop, spin, linger, eat, echo)}
