"""What the processes that open files give up: network, the file system, other processes, resources.

Each measure is the platform's: where one is not allowed (a container without user namespaces, an old
kernel) the others still stand, and ``confine`` says which ones do, so that ``oficialia doctor`` can.
Sources: unshare(2), landlock(7), seccomp(2), setrlimit(2), prctl(2); numbers from the kernel's headers.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Sequence

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_LANDLOCK_READ = 0b1100  # read a file, list a folder
_LANDLOCK_NETWORK_ABI, _LANDLOCK_SCOPE_ABI = 4, 6
_SIGKILL = 9

# Calls that nobody needs to read a document: talk, start or touch processes, load into the kernel.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # AUDIT_ARCH_…, column below
_FORBIDDEN = {
    "socket": (41, 198),
    "connect": (42, 203),
    "sendto": (44, 206),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "clone": (56, 220),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "tkill": (200, 130),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "clone3": (435, 435),
}

_libc = ctypes.CDLL(None, use_errno=True)


def cut_network() -> bool:
    """Move this process into an empty network namespace; False where that is not allowed.

    A user namespace without a mapping goes with it: even root becomes nobody towards the host.
    """
    return bool(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)


def restrict_files(readable: Sequence[str]) -> bool:
    """Leave this process and its children only reading below ``readable``; False without Landlock."""
    abi = _libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if abi < 1 or not forbid_new_privileges():
        return False
    rights = (1 << _LANDLOCK_RIGHTS_BY_ABI[min(abi, 5)]) - 1
    scope = 0b11 if abi >= _LANDLOCK_SCOPE_ABI else 0  # no abstract sockets, no signals to the outside
    attributes = struct.pack("QQQ", rights, 0b11 if abi >= _LANDLOCK_NETWORK_ABI else 0, scope)
    size = 24 if scope else 16 if abi >= _LANDLOCK_NETWORK_ABI else 8
    ruleset = _libc.syscall(_LANDLOCK_CREATE, attributes, size, 0)
    if ruleset < 0:
        return False
    for folder in filter(os.path.isdir, readable):
        descriptor = os.open(folder, os.O_PATH)
        _libc.syscall(_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", _LANDLOCK_READ, descriptor), 0)
        os.close(descriptor)
    restricted = bool(_libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0)
    os.close(ruleset)
    return restricted


def forbid_new_privileges() -> bool:
    """Make set-user-id programs powerless; needed before the filters of an ordinary user."""
    return bool(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)


def forbid_system_calls() -> bool:
    """Answer EPERM to sockets, new processes, signals and tracing; False where seccomp is missing."""
    machine, column = _MACHINES.get(platform.machine(), (0, 0))
    if not machine or not forbid_new_privileges():
        return False
    numbers = (pair[column] for pair in _FORBIDDEN.values())
    program = _filter(machine, [number for number in numbers if number is not None])
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)


def _filter(machine: int, calls: Sequence[int]) -> bytes:
    """Return classic BPF: wrong machine → kill; x32 or a forbidden call → EPERM; else allow."""
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, machine),
        (answer, 0, 0, 0x80000000),
        (load, 0, 0, 0),
        (at_least, len(calls) + 1, 0, 0x40000000),
    ]
    lines += [(equal, len(calls) - index, 0, call) for index, call in enumerate(calls)]
    lines += [(answer, 0, 0, 0x7FFF0000), (answer, 0, 0, 0x00050000 | errno.EPERM)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` ends, and end now if it already has."""
    _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit_resources(*, memory_mib: int, seconds: int, descriptors: int) -> None:
    """Set the limits of one task: address space, CPU seconds, no files written, no processes, no core."""
    memory = memory_mib * 1024 * 1024
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: descriptors,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))


def interpreter_folders() -> tuple[str, ...]:
    """Return the folders that late imports and font substitution read."""
    return (sys.prefix, sys.base_prefix, "/usr/share/fonts", "/usr/lib", "/lib")
