"""An Oficialía whose process is killed while its filer uploads, replaces and deletes; what must hold after it.

Run as a program it does so again and again, in forks of itself, so that a round takes tenths of a second:
``python -m tests.killed_offices HOME DATABASE_URL ROUNDS SEED`` prints one JSON object, or the traceback of
what did not hold. The database's own server, where there is one, stays alive.
"""

import hashlib
import json
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NoReturn
from unittest.mock import patch

from sqlalchemy import text

from core.bootstrap import Oficialia
from core.documents.findings import Inspection
from core.documents.reader import DocumentReader
from core.domain.people import Actor
from core.errors import NotFound
from core.storage.document_store import StoredBytes
from core.storage.named_bytes import named_digests
from tests.offices import House, opened
from tests.receipts_samples import seal

THREADS = 3
NAMES = tuple(f"anexo {number}.txt" for number in range(2 * THREADS))
"""Each belongs to one thread, so that what is done to it has an order."""
KEPT = "se queda.txt"
LARGEST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 0.3
"""A round's process is killed at any instant up to this after it began its first act, or has done it."""
_DAY_SECONDS = 24 * 3600
_CHUNK = 128 * 1024
_NO_PROMOCION = (
    "SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM promocion p WHERE p.id = d.promocion_id)"
)
_NO_EVENT = (
    "SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
    "e.promocion_id = d.promocion_id AND CAST(e.facts AS text) LIKE '%' || d.sha256 || '%')"
)


@dataclass(slots=True)
class Told:
    """What the filer was told: by name, the digest now there, nothing (deleted), or unknown (under way)."""

    now: dict[str, str] = field(default_factory=dict)
    acts: int = 0

    def hear(self, line: str) -> None:
        """Take ``begun NAME`` or ``done NAME SHA256``, where a deleted document has no digest."""
        word, name, digest = line.split("\t")
        self.now.pop(name, None)
        if word == "done":
            self.now[name] = digest
            self.acts += 1


@dataclass(slots=True)
class Rests:
    """What was found after the kills, in all."""

    kills: int = 0
    acts: int = 0
    parts: int = 0
    unnamed: int = 0
    under_way: int = 0


# --- the filer at work ---------------------------------------------------------------------------------------


def work(house: House, promocion_id: int, say: Callable[[str], object], seed: int) -> None:
    """Upload, replace and delete in several threads without end; ``say`` hears of each act before and after."""
    all_dice = [Random(seed * THREADS + number) for number in range(THREADS)]  # noqa: S311 - invented acts
    threads = [
        threading.Thread(target=_act_for_ever, args=(house, promocion_id, say, dice, number), daemon=True)
        for number, dice in enumerate(all_dice)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _act_for_ever(
    house: House, promocion_id: int, say: Callable[[str], object], dice: Random, number: int
) -> None:
    while True:
        name = NAMES[dice.randrange(2) * THREADS + number]
        say(f"begun\t{name}\t\n")
        if dice.random() < 0.3:
            delete(house.oficialia, house.ana, promocion_id, name)
            say(f"done\t{name}\t\n")
        else:
            stored = _arrive(house, dice)
            house.oficialia.attaching.add_document(
                house.ana, promocion_id, name, stored, if_exists="reemplazar"
            )
            say(f"done\t{name}\t{stored.sha256}\n")


def _arrive(house: House, dice: Random) -> StoredBytes:
    writer = house.oficialia.store.writer()
    try:
        for _ in range(dice.randrange(1, LARGEST_BYTES // _CHUNK)):
            writer.write(dice.randbytes(_CHUNK))
        return writer.commit()
    finally:
        writer.discard()


def delete(oficialia: Oficialia, filer: Actor, promocion_id: int, name: str) -> None:
    """Delete the document of that name, if there is one."""
    documents = oficialia.filing.view(filer, promocion_id).documents
    for document in documents:
        if document.name == name:
            with suppress(NotFound):
                oficialia.attaching.delete_document(filer, document.id)


# --- what must hold afterwards -------------------------------------------------------------------------------


def survey(oficialia: Oficialia, filer: Actor, promocion_id: int, told: Mapping[str, str]) -> Rests:
    """Look at everything after a kill, as the next start of the server finds it; return what was cleared away.

    Raises:
        AssertionError: something was lost, left, or does not match.
    """
    documents = oficialia.filing.view(filer, promocion_id).documents
    there = {document.name: document.sha256 for document in documents}
    assert {name: there.get(name, "") for name in told} == dict(told), (
        "what was answered is not what is there"
    )
    for document in documents:
        served = b"".join(oficialia.reading.stream(filer, document.id)[1])
        assert (hashlib.sha256(served).hexdigest(), len(served)) == (document.sha256, document.size_bytes)
    _assert_intact(oficialia)
    with oficialia.database.read() as session:
        named = named_digests(session)
    for sha256 in named:
        stored = oficialia.store.digest(sha256)
        assert stored is not None, f"no bytes for {sha256}"
        assert stored.sha256 == sha256
    return _sweep(oficialia, named)


def _assert_intact(oficialia: Oficialia) -> None:
    with oficialia.database.read() as session:
        if oficialia.database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).all() == [("ok",)]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert session.scalar(text(_NO_PROMOCION)) == 0
        assert session.scalar(text(_NO_EVENT)) == 0, "a document that no act tells of"


def _sweep(oficialia: Oficialia, named: frozenset[str]) -> Rests:
    folder = oficialia.settings.home / "documents"
    long_ago = time.time() - 2 * _DAY_SECONDS
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (long_ago, long_ago))
    swept = oficialia.housekeeping.sweep()
    assert not swept.of_another_database
    assert list((folder / "incoming").iterdir()) == []
    assert oficialia.store.stored() == named
    return Rests(parts=swept.parts, unnamed=swept.documents)


# --- rounds in forks -----------------------------------------------------------------------------------------


def main(home: Path, url: str, rounds: int, seed: int) -> Rests:
    """Kill as often as asked; return what was found.

    Raises:
        AssertionError: something did not hold; the fork's own traceback was printed.
    """
    seal()  # made once, for all forks
    dice = Random(seed)  # noqa: S311 - instants, not secrets
    rests, told = Rests(), Told()
    (promocion_id,) = _ask(partial(_prepare, home, url))
    for number in range(rounds):
        life = partial(_live, home, url, promocion_id, dice.randrange(1 << 30))
        _live_and_die(life, told, seconds=dice.random() * MOST_SECONDS, after=("begun", "done")[number % 2])
        expected = dict(told.now)
        there, parts, unnamed = _ask(partial(_look, home, url, promocion_id, expected))
        rests.parts, rests.unnamed = rests.parts + parts, rests.unnamed + unnamed
        rests.under_way += len(NAMES) - len(expected)
        told.now = {name: there.get(name, "") for name in NAMES}
        rests.kills = number + 1
    rests.acts = told.acts
    return rests


def _prepare(home: Path, url: str) -> Iterator[object]:
    with opened(home, url) as house, _without_readers():
        promocion_id = house.draft()
        house.attach(promocion_id, KEPT)
        yield promocion_id


def _live(home: Path, url: str, promocion_id: int, seed: int, out: int) -> None:
    with opened(home, url, migrated=False) as house, _without_readers():
        work(house, promocion_id, lambda line: os.write(out, line.encode()), seed)


def _look(home: Path, url: str, promocion_id: int, told: Mapping[str, str]) -> Iterator[object]:
    with opened(home, url, migrated=False) as house:
        rests = survey(house.oficialia, house.ana, promocion_id, told)
        documents = house.oficialia.filing.view(house.ana, promocion_id).documents
        yield {document.name: document.sha256 for document in documents}
        yield rests.parts
        yield rests.unnamed


def _without_readers() -> AbstractContextManager[object]:
    """Leave out the confined processes: a start of them takes longer than a round, and they write nothing."""
    return patch.object(DocumentReader, "inspect", lambda *_: Inspection("text/plain", None, ()))


def _live_and_die(life: Callable[[int], None], told: Told, *, seconds: float, after: str) -> None:
    """Fork, listen until so many seconds after the first act has begun or is done, kill, and hear the rest."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _end_after(partial(life, theirs))
    os.close(theirs)
    heard = b""
    while after.encode() not in heard:
        part = os.read(ours, _CHUNK)
        assert part, "it ended by itself"
        heard += part
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([ours], [], [], left)[0]:
            heard += os.read(ours, _CHUNK)
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL, "it ended by itself"
    while part := os.read(ours, _CHUNK):
        heard += part
    os.close(ours)
    for line in heard.decode().splitlines():
        told.hear(line)


def _ask(question: Callable[[], Iterator[object]]) -> Any:  # noqa: ANN401 - what the question yields
    """Run a generator in a fork to its end, and return what it yielded."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        _end_after(lambda: os.write(theirs, json.dumps(list(question())).encode()))
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        answer = stream.read()
    assert os.waitpid(pid, 0)[1] == 0
    return json.loads(answer)


def _end_after(task: Callable[[], object]) -> NoReturn:
    try:
        task()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told, and the fork must not run the rest of the program
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    found = main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    sys.stdout.write(json.dumps({name: getattr(found, name) for name in Rests.__slots__}) + "\n")
