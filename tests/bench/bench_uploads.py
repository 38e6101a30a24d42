"""Twenty uploads of 50 MiB at once into the real server on its embedded database: memory, pace, other people.

Every limit is in force: five accounts send four documents each, as many as one account may at once. The
senders are processes of their own that hand the kernel whole files (sendfile), so that the two sides share
the processors as little as they can on one machine.
"""

import hashlib
import http.client
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from time import perf_counter
from urllib.parse import quote, urlsplit

import pytest

from console.web.gate import UPLOADS_AT_ONCE
from console.web.identity import COOKIE, CSRF_HEADER, csrf_token
from core.bootstrap import Oficialia
from core.domain.people import Actor, Role
from core.domain.promocion import PromocionFields
from core.services.accounts.sessions import SessionOrigin
from core.storage.engine import Database
from core.storage.named_bytes import named_digests
from tests.acceptance.running_app import RunningApp, serve
from tests.bench.memory import Course, Held, cpu_seconds, held, high_water, watched
from tests.bench.received import Volume, fill
from tests.bench.screen import open_screen
from tests.bench.timing import Sample, say, show
from tests.bench.workplace import PASSWORD, person_with, workplace
from tests.hostile.pdfs import stream, with_objects
from tests.offices import SetClock

SIZE_BYTES = 50 * 1024 * 1024
ACCOUNTS = 5
UPLOADS = ACCOUNTS * UPLOADS_AT_ONCE
_MIB = 1024 * 1024
_WIDTH = 4096
_FEW = Volume(received=500, of_one_filer=20)


@dataclass(frozen=True, slots=True)
class Sender:
    """A signed-in filer with a draft, and the files to be sent to it."""

    address: str
    token: str
    promocion_id: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """How one upload went: the server's status and digest, ours, and its beginning and end on one clock."""

    status: int
    theirs: str
    ours: str
    begun: float
    ended: float


def _random_file(path: Path) -> Path:
    path.write_bytes(secrets.token_bytes(SIZE_BYTES))
    return path


def _paper(pixels: bytes) -> bytes:
    height = len(pixels) // (3 * _WIDTH)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>"
    )
    picture = (
        f"/Type /XObject /Subtype /Image /Width {_WIDTH} /Height {height}"
        " /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    )
    return with_objects({3: page, 4: stream(b"612 0 0 792 0 0 cm /I Do"), 5: stream(pixels, picture)})


def _scanned_paper(path: Path) -> Path:
    """Write a PDF of exactly that size: a page that is one picture, not compressed."""
    noise = secrets.token_bytes(SIZE_BYTES)
    most = SIZE_BYTES - 2_000
    path.write_bytes(_paper(noise[: most + SIZE_BYTES - len(_paper(noise[:most]))]))
    assert path.stat().st_size == SIZE_BYTES
    return path


def _send(sender: Sender, path: Path) -> Sent:
    """Send one file with a connection of its own, as the browser's component does."""
    with path.open("rb") as file:
        ours = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        connection = http.client.HTTPConnection(urlsplit(sender.address).netloc, timeout=300)
        begun = perf_counter()
        query = f"nombre={quote(path.name)}"
        connection.putrequest("POST", f"/api/promociones/{sender.promocion_id}/documentos?{query}")
        connection.putheader("Cookie", f"{COOKIE}={sender.token}")
        connection.putheader(CSRF_HEADER, csrf_token(sender.token))
        connection.putheader("Content-Length", str(SIZE_BYTES))
        connection.endheaders()
        connection.sock.sendfile(file)
        answer = connection.getresponse()
        body = answer.read()
        ended = perf_counter()
        connection.close()
    theirs = body[-80:].decode() if answer.status != http.client.CREATED else _digest(body)
    return Sent(answer.status, theirs, ours, begun, ended)


def _digest(body: bytes) -> str:
    _, _, rest = body.partition(b'"sha256":"')
    return rest[:64].decode()


def _send_all(sender: Sender) -> list[Sent]:
    with ThreadPoolExecutor(len(sender.files)) as threads:
        return list(threads.map(partial(_send, sender), sender.files))


def _write_locally(files: list[Path], folder: Path) -> float:
    """Read, hash, write and fsync the same bytes with nothing else; return bytes per second."""
    begin = perf_counter()
    for path in files:
        with path.open("rb") as source, (folder / "copia").open("wb") as target:
            seen = hashlib.sha256()
            while chunk := source.read(_MIB):
                seen.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        (folder / "copia").unlink()
    return len(files) * SIZE_BYTES / (perf_counter() - begin)


@contextmanager
def _somebody_at_the_queue(address: str, token: str) -> Iterator[list[float]]:
    """Draw the Bandeja once a second meanwhile; yield how long each drawing took, in milliseconds."""
    taken: list[float] = []
    done = threading.Event()

    def look() -> None:
        with open_screen(address, token) as screen:
            while not taken or not done.wait(1):
                begin = perf_counter()
                assert "\ndataframe\n" in screen.rerun()
                taken.append((perf_counter() - begin) * 1000)

    with ThreadPoolExecutor(1) as threads:
        looking = threads.submit(look)
        try:
            yield taken
        finally:
            done.set()
            looking.result()


def _senders(oficialia: Oficialia, files: list[Path], address: str) -> list[Sender]:
    senders = []
    for number in range(ACCOUNTS):
        filer = person_with(oficialia, f"filer{number}", Role.FILER, rfc=f"XAXX01010{number}AB1")
        promocion_id = oficialia.filing.create(filer, PromocionFields("Muchos anexos", "inicial", "DEN"))
        mine = tuple(files[number * UPLOADS_AT_ONCE : (number + 1) * UPLOADS_AT_ONCE])
        senders.append(Sender(address, _token(oficialia, filer), promocion_id, mine))
    return senders


def _token(oficialia: Oficialia, who: Actor) -> str:
    return oficialia.sign_in.with_password(who.username, PASSWORD, SessionOrigin("127.0.0.1", "bench")).token


@dataclass(frozen=True, slots=True)
class Run:
    """What was seen of one run. ``calm`` and ``meanwhile``: drawings of the Bandeja, in milliseconds."""

    sent: list[Sent]
    before: Held
    course: Course
    most: float
    after: Held
    calm: list[float]
    meanwhile: list[float]
    cpu_seconds: float

    @property
    def pace(self) -> float:
        """Bytes per second, from the first byte sent to the last answer."""
        seconds = max(one.ended for one in self.sent) - min(one.begun for one in self.sent)
        return UPLOADS * SIZE_BYTES / seconds


def _upload_all(app: RunningApp, senders: list[Sender], clerk: str) -> Run:
    """Let everybody send at once, with somebody at the queue before and meanwhile."""
    server = app.process.pid
    with ProcessPoolExecutor(ACCOUNTS, get_context("spawn")) as processes:
        list(processes.map(abs, range(ACCOUNTS)))  # they are there before the clock runs
        with _somebody_at_the_queue(app.url, clerk) as calm:
            threading.Event().wait(10)
        before, used = held(server), cpu_seconds(server)
        with watched(server) as course, _somebody_at_the_queue(app.url, clerk) as meanwhile:
            sent = [one for sender in processes.map(_send_all, senders) for one in sender]
    used = cpu_seconds(server) - used
    return Run(sent, before, course, high_water(server), held(server), calm, meanwhile, used)


@pytest.mark.parametrize(("make", "suffix"), [(_scanned_paper, "pdf"), (_random_file, "bin")])
def test_twenty_uploads_at_once(tmp_path: Path, make: Callable[[Path], Path], suffix: str) -> None:
    """All arrive with their digests; what it cost in memory, beside writing the same bytes locally."""
    (folder := tmp_path / "files").mkdir()
    files = [make(folder / f"anexo {number}.{suffix}") for number in range(UPLOADS)]
    with workplace(tmp_path / "home", "", SetClock(datetime.now(UTC))) as oficialia:
        clerk = person_with(oficialia, "clerk", Role.CLERK)
        fill(oficialia.database, datetime.now(UTC), _FEW)
        with serve(oficialia.settings.home) as app:
            senders = _senders(oficialia, files, app.url)
            local = [_write_locally(files, folder)]
            run = _upload_all(app, senders, _token(oficialia, clerk))
            local.append(_write_locally(files, folder))
        assert [one.status for one in run.sent] == [201] * UPLOADS, [one.theirs for one in run.sent]
        assert [one.theirs for one in run.sent] == [one.ours for one in run.sent]
        _assert_stored(oficialia, {one.ours for one in run.sent})
        assert "Traceback" not in app.log.read_text()
    say(f"\n{UPLOADS} uploads of 50 MiB at once ({suffix}), {ACCOUNTS} accounts")
    _report(run, local)


def _report(run: Run, local: list[float]) -> None:
    before, course, after = run.before, run.course, run.after
    say(f"pace {run.pace / _MIB:.0f} MiB/s; locally {', '.join(f'{one / _MIB:.0f}' for one in local)} MiB/s")
    say(f"ratio {run.pace / mean(local):.2f} (aim: 0.5 or more); {run.cpu_seconds:.1f} s of processor in all")
    say(
        f"serving process: {before.server:.0f} MiB before, {course.server:.0f} at most (VmHWM {run.most:.0f}), "
        f"{after.server:.0f} after: grew by {run.most - before.server:.0f} (aim: less than 64)"
    )
    say(
        f"with its readers ({before.processes} processes, PSS without files): {before.tree:.0f} MiB before, "
        f"{course.tree:.0f} at most, {after.tree:.0f} after: grew by {course.tree - before.tree:.0f}"
    )
    drawings = {"before": Sample(tuple(run.calm)), "meanwhile": Sample(tuple(run.meanwhile))}
    show("One drawing of the Bandeja", drawings)
    say(f"longest drawing meanwhile: {max(run.meanwhile):.0f} ms, of {len(run.meanwhile)}")
    each = Sample(tuple((one.ended - one.begun) * 1000 for one in run.sent))
    show("One upload", {"from its first byte to the answer": each})


def _assert_stored(oficialia: Oficialia, digests: set[str]) -> None:
    """Read every file back from the disk."""
    database = Database(oficialia.settings.database_url)
    with database.read() as session:
        assert digests <= named_digests(session)
    database.close()
    for sha256 in digests:
        stored = oficialia.store.digest(sha256)
        assert stored is not None
        assert (stored.sha256, stored.size_bytes) == (sha256, SIZE_BYTES)
