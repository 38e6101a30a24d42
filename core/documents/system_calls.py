"""The system calls that a process may make while it reads one hostile file, as a filter for the kernel.

Everything else is answered EPERM: sockets, processes, signals to others, tracing, writing, and whatever the
kernel learns next. Sources: seccomp(2), bpf in linux/filter.h, and the kernel's tables of numbers.
"""

import errno
import os
import platform
import struct
from collections.abc import Iterator

# AUDIT_ARCH_… of each machine, and which column of the table below is its
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_ALLOWED: dict[str, tuple[int, int | None]] = {
    # its own descriptors, and what may be read below the folders that Landlock leaves
    "read": (0, 63),
    "readv": (19, 65),
    "pread64": (17, 67),
    "preadv": (295, 69),
    "write": (1, 64),
    "writev": (20, 66),
    "lseek": (8, 62),
    "close": (3, 57),
    "close_range": (436, 436),
    "fstat": (5, 80),
    "stat": (4, None),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fadvise64": (221, 223),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    # memory
    "brk": (12, 214),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "madvise": (28, 233),
    # time, and waiting for itself
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    # signals to itself
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    # what it is and where it runs
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
    "getrlimit": (97, 163),
    "arch_prctl": (158, None),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
_OPENAT, _TGKILL, _PRLIMIT = (257, 56), (234, 131), (302, 261)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | (os.O_TMPFILE & ~os.O_DIRECTORY)
_X32 = 0x40000000  # numbers from here on are of another calling convention

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # of struct seccomp_data
_KILL, _ALLOW, _REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
_Line = tuple[int, int, str, str]
"""Operation, value, and where to go if it holds or not: a mark, or «» for the next line."""


def filter_program(pid: int) -> bytes:
    """Return the filter for the process ``pid`` on this machine, instructions of classic BPF.

    Empty where the machine is not one of those whose numbers we know.
    """
    machine, column = _MACHINES.get(platform.machine(), (0, 0))
    if not machine:
        return b""
    marks: dict[str, int] = {}
    lines: list[_Line] = []
    for mark, line in _lines(machine, column, pid):
        if mark:
            marks[mark] = len(lines)
        lines.append(line)
    return b"".join(_packed(at, line, marks) for at, line in enumerate(lines))


def _lines(machine: int, column: int, pid: int) -> Iterator[tuple[str, _Line]]:
    """Yield each line behind its mark, which most do not have."""
    yield "", (_LOAD, _MACHINE_AT, "", "")
    yield "", (_EQUAL, machine, "number", "kill")
    yield "kill", (_ANSWER, _KILL, "", "")
    yield "number", (_LOAD, _NUMBER_AT, "", "")
    yield "", (_AT_LEAST, _X32, "refuse", "")
    yield "", (_EQUAL, _OPENAT[column], "open", "")
    yield "", (_EQUAL, _TGKILL[column], "signal", "")
    yield "", (_EQUAL, _PRLIMIT[column], "limits", "")
    for numbers in _ALLOWED.values():
        if (number := numbers[column]) is not None:
            yield "", (_EQUAL, number, "allow", "")
    yield "refuse", (_ANSWER, _REFUSE, "", "")
    yield "allow", (_ANSWER, _ALLOW, "", "")
    yield from _conditions(pid)


def _conditions(pid: int) -> Iterator[tuple[str, _Line]]:
    """Yield what is allowed with certain arguments only: to read, to signal itself, to ask for its own limits."""
    first, third = _ARGUMENTS_AT, _ARGUMENTS_AT + 2 * 8
    yield "open", (_LOAD, third, "", "")
    yield "", (_ANY_BIT, _WRITING, "no", "yes")
    yield "signal", (_LOAD, first, "", "")
    yield "", (_EQUAL, pid, "yes", "no")
    yield "limits", (_LOAD, first, "", "")
    yield "", (_EQUAL, 0, "", "no")
    yield "", (_LOAD, third, "", "")  # new limits: an address, of which both halves must be nothing
    yield "", (_EQUAL, 0, "", "no")
    yield "", (_LOAD, third + 4, "", "")
    yield "", (_EQUAL, 0, "yes", "no")
    yield "no", (_ANSWER, _REFUSE, "", "")
    yield "yes", (_ANSWER, _ALLOW, "", "")


def _packed(at: int, line: _Line, marks: dict[str, int]) -> bytes:
    """Return one struct sock_filter; jumps count from the line after."""
    operation, value, holds, otherwise = line
    jumps = [marks[mark] - at - 1 if mark else 0 for mark in (holds, otherwise)]
    return struct.pack("HBBI", operation, *jumps, value)
