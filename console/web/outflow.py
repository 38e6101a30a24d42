"""Large answers that are made while they are sent: a thread writes, the response passes on, no file between.

The thread stops when whoever asked has left, or takes nothing for a minute.
"""

import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from anyio import to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from core.errors import Refusal

CHUNK_BYTES = 1024 * 1024
_WAITING_CHUNKS = 2
_STALL_SECONDS = 60.0
_TRY_SECONDS = 0.5


class PackagesAreBusy(Refusal):
    """As many packages as may be are being sent, or one to this very account."""


class ReaderLeft(Exception):  # noqa: N818 - a fact told to the writing thread, not an error class
    """Nobody takes what is written."""


class Slots:
    """How many large answers are under way at once, one for each account; safe to use from many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._taken: set[int] = set()

    def take(self, account_id: int) -> None:
        """Take a slot for an account.

        Raises:
            PackagesAreBusy: there is none, or the account has one.
        """
        with self._lock:
            if len(self._taken) >= self._most or account_id in self._taken:
                raise PackagesAreBusy
            self._taken.add(account_id)

    def give_back(self, account_id: int) -> None:
        """Give it back; harmless where none was taken."""
        with self._lock:
            self._taken.discard(account_id)

    @contextmanager
    def given_back_on_failure(self, account_id: int) -> Iterator[None]:
        """Take a slot, and give it back only if the block fails."""
        self.take(account_id)
        try:
            yield
        except BaseException:
            self.give_back(account_id)
            raise


class Outflow:
    """What a thread writes and a response sends, a few chunks of 1 MiB at most between them."""

    def __init__(self, stall_seconds: float = _STALL_SECONDS) -> None:
        self._stall_seconds = stall_seconds
        self._chunks: queue.Queue[bytes | BaseException] = queue.Queue(_WAITING_CHUNKS)
        self._left = threading.Event()
        self._batch = bytearray()

    def start(self, produce: Callable[["Outflow"], object], at_end: Callable[[], object]) -> None:
        """Run ``produce(self)`` in a thread of its own, then ``at_end()``, whatever came of it."""
        threading.Thread(target=self._run, args=(produce, at_end), name="outflow", daemon=True).start()

    def _run(self, produce: Callable[["Outflow"], object], at_end: Callable[[], object]) -> None:
        last: bytes | BaseException = b""
        try:
            produce(self)
            if self._batch:
                self._put(bytes(self._batch))
        except BaseException as fault:  # noqa: BLE001 - raised again where the answer is sent
            last = fault
        at_end()  # first: whoever learns of the end may ask for the next one at once
        with suppress(ReaderLeft):
            self._put(last)

    def write(self, data: bytes, /) -> int:
        """Take bytes, a chunk at a time.

        Raises:
            ReaderLeft: there is nobody to take them.
        """
        self._batch += data
        if len(self._batch) >= CHUNK_BYTES:
            self._put(bytes(self._batch))
            self._batch.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: a chunk goes when it is full, and the last one at the end."""

    def _put(self, item: bytes | BaseException) -> None:
        deadline = time.monotonic() + self._stall_seconds
        while not self._left.is_set() and time.monotonic() < deadline:
            try:
                self._chunks.put(item, timeout=min(_TRY_SECONDS, self._stall_seconds))
            except queue.Full:
                continue
            return
        self.leave()
        raise ReaderLeft

    def leave(self) -> None:
        """Tell the thread to stop; harmless after its end."""
        self._left.set()

    async def next(self) -> bytes:
        """Return the next chunk; empty at the end.

        Raises:
            Exception: what the thread raised.
            ReaderLeft: the thread gave up waiting.
        """
        item = await to_thread.run_sync(self._take)
        if isinstance(item, BaseException):
            raise item
        return item

    def _take(self) -> bytes | BaseException:
        while True:
            try:
                return self._chunks.get(timeout=_TRY_SECONDS)
            except queue.Empty:
                if self._left.is_set():
                    return ReaderLeft()

    async def rest(self, first: bytes) -> AsyncIterator[bytes]:
        """Yield the first chunk and all that follow."""
        chunk = first
        while chunk:
            yield chunk
            chunk = await self.next()


class OutflowResponse(StreamingResponse):
    """Sends an outflow and stops its thread when that ends, however it ends.

    Args:
        outflow: under way.
        first: its first chunk: taken before, so that a refusal could still be answered as one.
    """

    def __init__(self, outflow: Outflow, first: bytes, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(outflow.rest(first), headers=headers, media_type=media_type)
        self._outflow = outflow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._outflow.leave()
