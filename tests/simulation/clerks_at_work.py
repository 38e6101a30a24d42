"""Fifty clerks who pull, decide, let pass, let wait, take over, and die in the middle of it.

Run as a program: ``python -m tests.simulation.clerks_at_work HOME DATABASE_URL CLERKS FILINGS SEED`` prints one JSON
object, or the traceback of what did not hold. The clerks work in threads of several processes, as the windows
of several servers would; processes are killed (``kill -9``) at random instants and others take their place, and
clerks walk away from what they have under review. The clock is set: it moves on with their pulls, so that claims
run out. The database's own server, where there is one, stays alive.
"""

import json
import mmap
import os
import signal
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import NoReturn
from unittest.mock import patch

from sqlalchemy import select

from core.bootstrap import Oficialia
from core.documents.findings import Inspection
from core.documents.reader import DocumentReader
from core.domain.people import Actor, Role
from core.domain.workflow import Status
from core.errors import Refusal
from core.storage.accounts import insert_account
from core.storage.engine import Database
from core.storage.tables import PromocionRow
from tests.offices import REJECTION, House, SetClock, new_account, opened
from tests.pki.people import NOW
from tests.receipts_samples import seal
from tests.simulation.afterwards import Found, audit

PROCESSES = 5
_WHY = "Salió a una audiencia."
_A_PULL = timedelta(seconds=6)
"""Of the clock, for each pull of anybody: each clerk pulls three times while a claim of fifteen minutes runs out."""
_KILLED_EVERY = 15
"""Decisions between two killings, each up to half a second later."""
_IDLE_SECONDS = 1.0
_LONGEST_SECONDS = 500


class SharedClock:
    """An instant that moves on with the pulls of all processes, so that a slow machine changes nothing."""

    def __init__(self) -> None:
        self._pulls = mmap.mmap(-1, 8 * PROCESSES)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the instant it stands at."""
        pulls: int = sum(struct.unpack(f"{PROCESSES}q", self._pulls[:]))
        return NOW + pulls * _A_PULL

    def tick(self, process: int) -> None:
        """Count a pull of one of the processes: each writes its own number only."""
        with self._lock:
            place = slice(8 * process, 8 * process + 8)
            (before,) = struct.unpack("q", self._pulls[place])
            self._pulls[place] = struct.pack("q", before + 1)


# --- a clerk's day -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk, their dice, and the Oficialía that they work in."""

    house: House
    clerk: Actor
    dice: Random
    tick: Callable[[], None]

    @property
    def oficialia(self) -> Oficialia:
        """The services."""
        return self.house.oficialia

    def work(self) -> None:
        """Pull and act until the process ends; whoever is refused pulls again."""
        while True:
            self.tick()
            folio = self.oficialia.claims.take_next(self.clerk)
            if not folio:
                self._look_elsewhere()
                continue
            with suppress(Refusal):
                self._act(self.oficialia.review.find(self.clerk, folio))

    def _act(self, promocion_id: int) -> None:
        o, clerk, die = self.oficialia, self.clerk, self.dice.random()
        if die < 0.1:
            return  # dead, or gone for the day: the claim runs out
        if die < 0.2:
            o.claims.skip(clerk, promocion_id, _WHY)
        elif die < 0.25:
            o.claims.hold(clerk, promocion_id, self._soon(), _WHY)
        elif die < 0.3:
            o.claims.release(clerk, promocion_id, "ojo con el poder")
        else:
            o.claims.keep(clerk, promocion_id)
            self._decide(promocion_id)

    def _decide(self, promocion_id: int) -> None:
        if self.dice.random() < 0.6:
            self.oficialia.deciding.accept(self.clerk, promocion_id)
        else:
            self.oficialia.deciding.reject(self.clerk, promocion_id, REJECTION)

    def _look_elsewhere(self) -> None:
        """Take from a colleague what nobody pulls: it is skipped, held or under review."""
        time.sleep(_IDLE_SECONDS)  # as a person does who finds nothing
        left = undecided(self.oficialia.database)
        if left and self.dice.random() < 0.1:
            promocion_id = self.dice.choice(left)
            with suppress(Refusal):
                self.oficialia.claims.take_over(self.clerk, promocion_id, _WHY)
                self._decide(promocion_id)

    def _soon(self) -> datetime:
        return self.oficialia.clock.now() + timedelta(minutes=self.dice.randrange(2, 20))


def undecided(database: Database) -> list[int]:
    """Return what was sent and is not decided."""
    with database.read() as session:
        rows = select(PromocionRow.id).where(PromocionRow.status.in_([Status.SENT, Status.UNDER_REVIEW]))
        return list(session.scalars(rows.order_by(PromocionRow.id)))


def _live(home: Path, url: str, clock: SharedClock, process: int, names: list[str], seed: int) -> None:
    with _office(home, url, clock, migrated=False) as house:
        tick = partial(clock.tick, process)
        desks = [
            Desk(house, house.actor(name), Random(f"{seed} {name}"), tick)  # noqa: S311 - invented acts
            for name in names
        ]
        threads = [threading.Thread(target=_at, args=(desk,), daemon=True) for desk in desks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _at(desk: Desk) -> None:
    try:
        desk.work()
    except BaseException:  # noqa: BLE001 - a clerk's window that fails is what is looked for
        traceback.print_exc()
        os._exit(1)


# --- the office around them ----------------------------------------------------------------------------------


@contextmanager
def _office(home: Path, url: str, clock: SharedClock, *, migrated: bool) -> Iterator[House]:
    with (
        patch.object(SetClock, "now", lambda _: clock.now()),
        patch.object(DocumentReader, "inspect", lambda *_: Inspection("text/plain", None, ())),
        patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode()),
        opened(home, url, migrated=migrated) as house,
    ):
        yield house


def _prepare(home: Path, url: str, clock: SharedClock, clerks: int, filings: int) -> None:
    with _office(home, url, clock, migrated=True) as house:
        with house.oficialia.database.write() as session:
            for name in _names(clerks):
                insert_account(session, new_account(name, f"Persona {name}", Role.CLERK), NOW)
        for _ in range(filings):
            house.sent()


def _names(clerks: int) -> list[str]:
    return [f"revisa.{number:02d}" for number in range(clerks)]


def main(home: Path, url: str, clerks: int, filings: int, seed: int) -> Found:
    """Let everything be decided; return what was done.

    Raises:
        AssertionError: something did not hold, or a clerk's window failed.
    """
    seal()  # made once, for all forks
    clock, dice = SharedClock(), Random(seed)  # noqa: S311 - instants, not secrets
    _run(lambda: _prepare(home, url, clock, clerks, filings))
    names = _names(clerks)
    shifts = [names[number::PROCESSES] for number in range(PROCESSES)]

    def begin(process: int) -> int:
        seeded = dice.randrange(1 << 30)
        return _fork(lambda: _live(home, url, clock, process, shifts[process], seeded))

    began, found = time.monotonic(), Found(filings, clerks)
    running = {process: begin(process) for process in range(PROCESSES)}
    try:
        _until_decided(url, running, begin, dice, found)
    finally:
        failed = [pid for pid in running.values() if not _killed(pid)]
    assert not failed, "a clerk's window failed"
    found.seconds = round(time.monotonic() - began, 1)
    found.clock_minutes = round((clock.now() - NOW) / timedelta(minutes=1))
    with _office(home, url, clock, migrated=False) as house:
        audit(house, found)
    return found


def _left(url: str) -> list[int]:
    """Look through a connection of its own: SQLite's must not be open where a process forks."""
    with closing(Database(url)) as database:
        return undecided(database)


def _until_decided(
    url: str,
    running: dict[int, int],
    begin: Callable[[int], int],
    dice: Random,
    found: Found,
) -> None:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while left := _left(url):
        assert time.monotonic() < deadline, f"still undecided: {left}"
        time.sleep(dice.random() / 2)  # the instant of a killing is what is random here
        assert not any(os.waitpid(pid, os.WNOHANG)[0] for pid in running.values()), "a clerk's window failed"
        if found.filings - len(left) >= (found.kills + 1) * _KILLED_EVERY:
            process = dice.randrange(PROCESSES)
            assert _killed(running[process]), "a clerk's window failed"
            running[process] = begin(process)
            found.kills += 1


# --- processes -----------------------------------------------------------------------------------------------


def _fork(task: Callable[[], object]) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _end_after(task)
    return pid


def _run(task: Callable[[], object]) -> None:
    assert os.waitstatus_to_exitcode(os.waitpid(_fork(task), 0)[1]) == 0


def _killed(pid: int) -> bool:
    """Kill a process; return whether it was still alive."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def _end_after(task: Callable[[], object]) -> NoReturn:
    try:
        task()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told, and the fork must not run the rest of the program
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    counts = [int(argument) for argument in sys.argv[3:6]]
    sys.stdout.write(json.dumps(asdict(main(Path(sys.argv[1]), sys.argv[2], *counts))) + "\n")
