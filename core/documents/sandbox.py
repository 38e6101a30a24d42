"""What the processes that open files give up: network, the file system, other processes, resources.

Each measure is the platform's: where one is not allowed (a container without user namespaces, an old
kernel) the others still stand, and ``confine`` says which ones do, so that ``oficialia doctor`` can.
Sources: unshare(2), landlock(7), seccomp(2), setrlimit(2), prctl(2); numbers from the kernel's headers.
"""

import contextlib
import ctypes
import os
import resource
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

from core.documents.system_calls import filter_program

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_LANDLOCK_READ = 0b1100  # read a file, list a folder
_LANDLOCK_NETWORK_ABI, _LANDLOCK_SCOPE_ABI = 4, 6
_SIGKILL = 9

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
    """Leave this process only the calls that reading a file needs; False where seccomp is missing."""
    program = filter_program(os.getpid())
    if not program or not forbid_new_privileges():
        return False
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)


def be_killed_first() -> None:
    """When memory runs out, have the kernel end this process and its children rather than the server."""
    with contextlib.suppress(OSError):  # no /proc here: the limits still stand
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


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
