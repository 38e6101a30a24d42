"""Every hostile file there is through the real server, and how long each took: made here, or found in packages.

``OFICIALIA_CORPORA`` adds a folder of any files. What is asserted is what must never be, however busy the
machine: a fault, a death, a connection, other bytes, more than a gibibyte in one reader. Times are printed.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from core.bootstrap import Oficialia
from core.domain.people import Role
from tests.acceptance.running_app import RunningApp, serve
from tests.bench.received import Volume, fill
from tests.bench.screen import open_screen
from tests.bench.timing import Sample, say, show
from tests.bench.workplace import person_with, workplace
from tests.hostile.everything import clamav_files, packaged_files, samples
from tests.hostile.office import SECRET
from tests.hostile.sample import Hostile
from tests.hostile.trial import Outcome, Trial, begin, token_of
from tests.hostile.watch import Canary, Seen, watching, zygote_of
from tests.offices import SetClock

_PLENTY = "1000000"
"""Requests a minute: the files come faster than any person's would. Every other limit is in force."""
_IN_ONE_FILING = 150
_FEW = Volume(received=200, of_one_filer=20)
_MOST_SECONDS = 10.0
_SLOWEST = 12
_MARKS = ("Traceback", "request failed", "page failed", "level=error", "Exception")
Batch = list[Hostile]


def _corpora() -> Iterator[Hostile]:
    """Yield the files of ``OFICIALIA_CORPORA``, if it names a folder, under names that differ."""
    folder = Path(os.environ.get("OFICIALIA_CORPORA") or os.devnull)
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for number, path in enumerate(files):
        yield Hostile(f"{number:05d}{path.suffix[:16]}", path.read_bytes())


def _batches(every: Iterable[Hostile]) -> Iterator[Batch]:
    batch: Batch = []
    for sample in every:
        batch.append(sample)
        if len(batch) == _IN_ONE_FILING or sum(len(s.data) for s in batch) > 500 * 1024 * 1024:
            yield batch
            batch = []
    yield batch


@contextmanager
def _somebody_at_the_queue(address: str, token: str) -> Iterator[list[float]]:
    """Draw the Bandeja once a second meanwhile; yield how long each drawing took, in milliseconds."""
    taken: list[float] = []
    done = threading.Event()

    def look() -> None:
        with open_screen(address, token) as screen:
            while not done.wait(1):
                begun = perf_counter()
                screen.rerun()
                taken.append((perf_counter() - begun) * 1000)

    with ThreadPoolExecutor(1) as threads:
        looking = threads.submit(look)
        try:
            yield taken
        finally:
            done.set()
            looking.result()


def _send_everything(trial: Trial, every: Iterable[Hostile]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    fields = trial.oficialia.filing.view(trial.filer, trial.promocion_id).promocion.fields
    for batch in _batches(every):
        draft = trial.oficialia.filing.create(trial.filer, fields)
        outcomes += replace(trial, promocion_id=draft).run(batch)
    return outcomes


@pytest.mark.parametrize("which", ["made", "clamav", "packaged", "corpora"])
def test_everything_hostile(tmp_path: Path, which: str) -> None:
    """Upload, examination, preview, three pages, their text, a search and the original of every file."""
    secret, canary = tmp_path / "secreto.txt", Canary()
    secret.write_text(SECRET)
    every = {
        "made": lambda: samples(canary.port, secret, slow=True),
        "clamav": clamav_files,
        "packaged": packaged_files,
        "corpora": _corpora,
    }[which]
    with workplace(tmp_path / "home", "", SetClock(datetime.now(UTC))) as oficialia:
        clerk = person_with(oficialia, "clerk", Role.CLERK)
        fill(oficialia.database, datetime.now(UTC), _FEW)
        with serve(oficialia.settings.home, OFICIALIA_REQUESTS_PER_MINUTE=_PLENTY) as app:
            trial = begin(oficialia, app.url)
            _send_everything(trial, [Hostile("escrito.txt", b"Escrito")])
            with (
                watching(app.process.pid) as seen,
                _somebody_at_the_queue(app.url, token_of(oficialia, clerk)) as meanwhile,
            ):
                outcomes = _send_everything(trial, every())
            _report(which, outcomes, seen, meanwhile)
            _assert_unharmed(app, outcomes, seen, oficialia)
    assert not canary.knocked()
    canary.close()


def _report(which: str, outcomes: list[Outcome], seen: Seen, meanwhile: list[float]) -> None:
    say(f"\n{which}: {len(outcomes)} files, {len(seen.children)} readers seen")
    say(f"the largest of them held {seen.peak_mib:.0f} MiB (limit: 1024)")
    previews = sorted(((o.seconds.get("vista", 0.0), o.name) for o in outcomes), reverse=True)
    over = [name for seconds, name in previews if seconds > _MOST_SECONDS]
    say(f"previews over {_MOST_SECONDS:.0f} s: {len(over)} {over}")
    every = sorted(((s, what, o.name) for o in outcomes for what, s in o.seconds.items()), reverse=True)
    for seconds, what, name in every[:_SLOWEST]:
        say(f"  {seconds:6.1f} s  {what:20} {name}")
    if meanwhile:
        show("Somebody else's Bandeja meanwhile", {"one drawing": Sample(tuple(meanwhile))})
        say(f"longest {max(meanwhile):.0f} ms, of {len(meanwhile)} (aim: less than 1000)")
    for outcome in outcomes:
        for problem in outcome.problems:
            say(f"PROBLEM {outcome.name}: {problem}")


def _assert_unharmed(app: RunningApp, outcomes: list[Outcome], seen: Seen, oficialia: Oficialia) -> None:
    assert app.process.poll() is None
    assert zygote_of(app.process.pid)
    log = app.log.read_text().splitlines()
    assert [line for line in log if any(mark in line for mark in _MARKS)] == []
    assert seen.sockets == set() or not oficialia.reader.confinement()["network_cut"]
    assert seen.peak_mib <= oficialia.settings.worker_memory_mib
    assert [outcome.name for outcome in outcomes if outcome.problems or outcome.tells_secret] == []
