"""Threads for password hashes: each takes 64 MiB and a tenth of a second, whoever asks for it."""

from functools import cache

from anyio import CapacityLimiter

_HASHED_AT_ONCE = 2


@cache
def hashing_threads() -> CapacityLimiter:
    """Threads of their own: a flood of sign-ins must not take those that every other request needs.

    All pages that ask for a password share them, so that two hashes are the most that memory must hold.
    """
    return CapacityLimiter(_HASHED_AT_ONCE)
