"""Answers that are made while they are sent: bounded, and over when nobody takes them."""

import threading
from collections.abc import Callable
from functools import partial

import anyio
import pytest
from starlette.types import Message

from console.web.outflow import CHUNK_BYTES, Outflow, OutflowResponse, PackagesAreBusy, ReaderLeft, Slots


class Producer:
    """A thread's work that can be watched."""

    def __init__(self, work: Callable[[Outflow], object], outflow: Outflow) -> None:
        self.ended = threading.Event()
        self.outflow = outflow
        outflow.start(work, self.ended.set)

    def has_ended(self) -> bool:
        """Wait for its end, half a minute at most."""
        return self.ended.wait(30)


def _endless(outflow: Outflow) -> None:
    while True:
        outflow.write(bytes(CHUNK_BYTES))


async def _all(outflow: Outflow) -> bytes:
    return b"".join([chunk async for chunk in outflow.rest(await outflow.next())])


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, 3 * CHUNK_BYTES + 7])
def test_what_is_written_arrives(size: int) -> None:
    """Every byte in order, whether the end falls on a whole chunk or not."""
    data = (bytes(range(256)) * (size // 256 + 1))[:size]
    written = Producer(lambda out: [out.write(data[n : n + 999]) for n in range(0, size, 999)], Outflow())
    assert anyio.run(_all, written.outflow) == data
    assert written.has_ended()


def test_a_fault_arrives_too() -> None:
    """Before the first chunk as itself; later after what had been written whole."""

    def fails(out: Outflow, before: int) -> None:
        out.write(bytes(before))
        raise LookupError("disk")

    for before in (0, CHUNK_BYTES - 1):
        with pytest.raises(LookupError, match="disk"):
            anyio.run(Producer(partial(fails, before=before), Outflow()).outflow.next)
    late = Producer(partial(fails, before=CHUNK_BYTES), Outflow()).outflow
    assert len(anyio.run(late.next)) == CHUNK_BYTES
    with pytest.raises(LookupError, match="disk"):
        anyio.run(late.next)


def test_whoever_takes_nothing_ends_it() -> None:
    """A few chunks are kept, then the thread gives up; what comes afterwards is no whole answer."""
    written: list[int] = []

    def counted(out: Outflow) -> None:
        while True:
            written.append(out.write(bytes(CHUNK_BYTES)))

    stalled = Producer(counted, Outflow(stall_seconds=0.05))
    assert stalled.has_ended()
    assert len(written) == 2
    with pytest.raises(ReaderLeft):
        anyio.run(_all, stalled.outflow)


def test_a_client_that_leaves_stops_the_thread() -> None:
    """The browser's connection ends while it is not reading: nothing goes on being packed."""
    endless = Producer(_endless, Outflow())

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(_: Message) -> None:
        await anyio.sleep_forever()

    async def scene() -> None:
        response = OutflowResponse(endless.outflow, await endless.outflow.next(), {}, "application/zip")
        with anyio.fail_after(30):
            await response({"type": "http"}, receive, send)

    anyio.run(scene)
    assert endless.has_ended()


def test_slots_are_few_and_one_for_each() -> None:
    """Two accounts have theirs, a third or a second one is refused, and a failure gives its own back."""
    slots = Slots(2)
    slots.take(1)
    for account_id in (1, 2, 3):
        if account_id == 2:
            slots.take(2)
            continue
        with pytest.raises(PackagesAreBusy):
            slots.take(account_id)
    slots.give_back(1)
    with pytest.raises(LookupError), slots.given_back_on_failure(3):
        raise LookupError
    with slots.given_back_on_failure(3):
        pass
    with pytest.raises(PackagesAreBusy):
        slots.take(1)
