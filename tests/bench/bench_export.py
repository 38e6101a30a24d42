"""What it takes to let 100,000 promociones leave as a table, and receipts as a bundle: seconds, memory, bytes.

Each measurement runs in a process of its own, so that its memory is its own: the most that it ever held, less what
it held before it began.
"""

import multiprocessing
import os
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from time import perf_counter, process_time

import pytest

from console.export_words import table_words
from core.bootstrap import Oficialia
from core.domain.exporting import USUAL_COLUMNS, Column, Scope, Selection, SheetKind, TableStyle
from core.domain.people import Actor, Role
from core.domain.queue import Tab
from tests.bench.memory import MIB, figure, high_water
from tests.bench.received import CLERKS, FILERS, Volume, fill
from tests.bench.timing import say
from tests.bench.workplace import actor_of, person_with, workplace
from tests.offices import SetClock

ROWS = 100_000
_FORKING = multiprocessing.get_context("fork")


class _Counting:
    """Takes bytes and keeps their number."""

    def __init__(self) -> None:
        self.size_bytes = 0

    def write(self, data: bytes, /) -> int:
        self.size_bytes += len(data)
        return len(data)

    def flush(self) -> None:
        """Keep nothing back."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Return an Oficialía on SQLite with a hundred thousand received promociones, and a clerk of it."""
    now = datetime.now(UTC)
    with workplace(tmp_path_factory.mktemp("export"), "", SetClock(now)) as oficialia:
        person_with(oficialia, "clerk", Role.CLERK)
        begin = perf_counter()
        filer = fill(oficialia.database, now, Volume(ROWS, 1_000))
        say(f"\nSQLite: {ROWS} received promociones made in {perf_counter() - begin:.1f} s")
        oficialia.database.close()  # no connection may be shared with the processes that measure
        yield oficialia, actor_of(oficialia, filer + FILERS + CLERKS - 1)


@pytest.mark.parametrize("kind", list(SheetKind))
@pytest.mark.parametrize("columns", [USUAL_COLUMNS, tuple(Column)], ids=["usual", "every"])
def test_table(office: tuple[Oficialia, Actor], kind: SheetKind, columns: tuple[Column, ...]) -> None:
    """A whole list, in the columns of custom and in all of them."""
    oficialia, clerk = office

    def export() -> tuple[int, int]:
        everything = Selection(Scope.LIST, oficialia.queue.query(clerk, Tab.ALL))
        out = _Counting()
        style = TableStyle(kind, columns, table_words())
        return oficialia.exporting.table(clerk, everything, style, out), out.size_bytes

    rows, size_bytes, seconds, mib = _alone(export)
    assert rows == ROWS
    say(
        f"{kind.value:4} {rows:7,d} rows × {len(columns):2d} columns: {seconds:6.1f} s, "
        f"{mib:6.1f} MiB more at most, {size_bytes / MIB / MIB:6.1f} MiB written"
    )


def _alone(act: Callable[[], tuple[int, int]]) -> tuple[int, int, float, float]:
    """Run it in a process of its own; return what it returned, its seconds and the MiB that it took."""
    answers: SimpleQueue[tuple[int, int, float, float]] = _FORKING.SimpleQueue()

    def measured() -> None:
        before = figure(Path(f"/proc/{os.getpid()}/status"), "VmRSS") / MIB
        begin, worked = perf_counter(), process_time()
        rows, size_bytes = act()
        say(f"     processor time {process_time() - worked:.1f} s")
        answers.put((rows, size_bytes, perf_counter() - begin, high_water(os.getpid()) - before))

    process = _FORKING.Process(target=measured)
    process.start()
    process.join()
    assert process.exitcode == 0
    return answers.get()
