"""How many requests of one kind hold a thread at once, so that every other kind is answered meanwhile."""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

T = TypeVar("T")
_ByAccount = WeakValueDictionary[int, CapacityLimiter]


class Turns:
    """A share of the threads; those who wait for a turn wait in the event loop and hold none.

    Args:
        name: of this kind of request.
        most: threads at once.
        most_of_one: threads at once for one account, so that nobody takes the turns of all.
    """

    def __init__(self, name: str, *, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        # a limiter belongs to the event loop that it was made in
        self._shared: RunVar[CapacityLimiter] = RunVar(f"{name}: shared")
        self._own: RunVar[_ByAccount] = RunVar(f"{name}: own")

    async def run(self, account_id: int, task: Callable[[], T]) -> T:
        """Run ``task`` in a thread once it is its turn; raise what it raises."""
        async with self._limiter_of(account_id):
            return await to_thread.run_sync(task, limiter=self._limiter())

    def _limiter(self) -> CapacityLimiter:
        limiter = self._shared.get(None)
        if limiter is None:
            limiter = CapacityLimiter(self._most)
            self._shared.set(limiter)
        return limiter

    def _limiter_of(self, account_id: int) -> CapacityLimiter:
        limiters = self._own.get(None)
        if limiters is None:
            limiters = _ByAccount()
            self._own.set(limiters)
        # whoever waits or runs holds a reference; the last one to leave takes the limiter along
        return limiters.setdefault(account_id, CapacityLimiter(self._most_of_one))
