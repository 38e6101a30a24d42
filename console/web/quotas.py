"""How much one account, or one address without a session, may ask for: in this process, in bounded memory.

Token buckets: a whole minute's allowance may be used at once, and comes back evenly. Counted in Chromium:
opening a filing from the Bandeja and reading it takes 3 requests and 3 messages, a page loaded afresh 6 and
some 130 files that cost an eighth each; ten filings in a minute, each page reloaded, are 270 of the 600.
"""

import ipaddress
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.errors import Refusal

MOST_KEYS = 20_000
"""Beyond these, the one unused longest is forgotten: it is full again, or nearly."""


class TooManyRequests(Refusal):
    """More was asked for than one account or address may in a minute. Facts: ``seconds`` to wait."""


class TooManyUploads(Refusal):
    """The account is sending as many documents at once as it may. Facts: ``most``."""


class TooManyWindows(Refusal):
    """The account has as many windows open as it may. Facts: ``most``."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Quota:
    """Token buckets by key.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_keys: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most_keys = most_keys
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._buckets)

    def take(self, key: Hashable, per_minute: int, cost: float = 1.0) -> int:
        """Take ``cost`` from a key's allowance; return 0, or in how many seconds there will be enough."""
        bucket = self._filled(key, per_minute)
        if bucket.left >= cost:
            bucket.left -= cost
            return 0
        return max(1, math.ceil((cost - bucket.left) * 60 / per_minute))

    def _filled(self, key: Hashable, per_minute: int) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(per_minute, now)
        bucket.left = min(float(per_minute), bucket.left + (now - bucket.at) * per_minute / 60)
        bucket.at = now
        self._buckets[key] = bucket  # last in line: the first is the one unused longest
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        return bucket


class AtOnce:
    """How many things of one kind an account does at the same time."""

    def __init__(self) -> None:
        self._running: Counter[int] = Counter()

    def running(self, account_id: int) -> int:
        """Return how many are going on."""
        return self._running[account_id]

    @contextmanager
    def one(self, account_id: int) -> Iterator[None]:
        """Count one while the block runs."""
        self._running[account_id] += 1
        try:
            yield
        finally:
            self._running[account_id] -= 1
            if self._running[account_id] <= 0:
                del self._running[account_id]


def neighbourhood(address: str) -> str:
    """Return what stands for an address: itself, or an IPv6 network of 64 bits, which one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # no address: a test's, or none
        return address[:64]
    if found.version == 4:  # noqa: PLR2004 - IPv4
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
