"""The antivirus: what a real clamd answers, and what comes of one that lies, hangs or hangs up."""

import gzip
import io
import socket
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import Settings
from core.documents.antivirus import MAX_THREAT_CHARACTERS, Antivirus, ScanResult, _result
from core.documents.clamd import NoAnswer, NotScanned
from core.documents.findings import Severity
from core.domain.promocion import Scan
from core.domain.visible_text import is_invisible
from tests.clamd import EICAR, THREAT, Behaviour, pretending, running_clamd, saying, take_all

MIB = 1 << 20
SOON = 0.3
"""Seconds given to one that will not answer."""


@pytest.fixture(scope="module")
def clamd() -> Iterator[Antivirus]:
    """Return a real clamd that takes 4 MiB and looks into 2 MiB of them."""
    with running_clamd(StreamMaxLength="4M", MaxFileSize="2M") as address:
        yield Antivirus(address, 30)


def not_scanned(reason: NotScanned) -> ScanResult:
    """Return the answer that is none, for this reason."""
    return ScanResult(Scan.NOT_SCANNED, reason=reason)


def ask(behave: Behaviour, *parts: bytes, seconds: float = 10) -> ScanResult:
    """Ask one that only pretends to be a clamd."""
    with pretending(behave) as address:
        return Antivirus(address, seconds).scan_parts(parts or (b"contenido",))


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"Escrito inicial.\n", ScanResult(Scan.CLEAN)),
        (b"", ScanResult(Scan.CLEAN)),
        (EICAR, ScanResult(Scan.INFECTED, THREAT)),
        (bytes(3 * MIB), not_scanned(NotScanned.BEYOND_LIMITS)),
        (bytes(5 * MIB), not_scanned(NotScanned.TOO_LARGE)),
    ],
)
def test_a_real_one_has_three_answers(
    clamd: Antivirus, tmp_path: Path, data: bytes, result: ScanResult
) -> None:
    """Clean, infected with its name, and not scanned where its limits end: never a virus that is none."""
    path = tmp_path / "documento"
    path.write_bytes(data)
    assert clamd.scan(path) == result


def test_a_real_one_looks_into_archives(clamd: Antivirus) -> None:
    """Found inside a ZIP; thirty layers deep it says that it did not look."""
    packed, nested = io.BytesIO(), EICAR
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eicar.com", EICAR)
    for _ in range(30):
        nested = gzip.compress(nested)
    assert clamd.scan_parts([packed.getvalue()]).threat == THREAT
    assert clamd.scan_parts([nested]) == not_scanned(NotScanned.BEYOND_LIMITS)


def test_a_real_one_says_what_it_is(clamd: Antivirus) -> None:
    """Its version is read; a database of our own has no date."""
    assert clamd.answers()
    assert clamd.version().program.startswith("ClamAV ")


def test_many_at_once_each_get_their_own_answer(clamd: Antivirus) -> None:
    """Twenty threads through a few turns: no answer lands with another file."""
    files = [EICAR if number % 2 else b"documento %d" % number for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda data: clamd.scan_parts([data]).scan, files))
    assert answers == [Scan.INFECTED if number % 2 else Scan.CLEAN for number in range(20)]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (b"stream: OK\0", ScanResult(Scan.CLEAN)),
        (b"stream: Win.Test FOUND\0", ScanResult(Scan.INFECTED, "Win.Test")),
        (b"stream: Win.Test(" + b"0a" * 16 + b":68) FOUND\0", ScanResult(Scan.INFECTED, "Win.Test")),
        (b"stream: A\x1b[2J\xe2\x80\xaeB FOUND\0", ScanResult(Scan.INFECTED, "A\ufffd[2J\ufffdB")),
        (b"stream: \xff\xfe FOUND\0", ScanResult(Scan.INFECTED, "\ufffd\ufffd")),
        (b"stream: (null) FOUND\0", not_scanned(NotScanned.BEYOND_LIMITS)),
        (b"stream: Heuristics.Limits.Exceeded.MaxFiles FOUND\0", not_scanned(NotScanned.BEYOND_LIMITS)),
        (b"stream: Heuristics.Encrypted.PDF FOUND\0", not_scanned(NotScanned.ENCRYPTED)),
        (b"stream: Can't allocate memory ERROR\0", not_scanned(NotScanned.FAILED)),
        (b"INSTREAM size limit exceeded. ERROR\0", not_scanned(NotScanned.TOO_LARGE)),
        (b"COMMAND READ TIMED OUT ERROR\0", not_scanned(NotScanned.FAILED)),
        (b"OK\0", not_scanned(NotScanned.UNCLEAR)),
        (b"stream: ok\0", not_scanned(NotScanned.UNCLEAR)),
        (b"stream:  FOUND\0", not_scanned(NotScanned.UNCLEAR)),
        (b"HTTP/1.1 200 OK\r\n\r\n\0", not_scanned(NotScanned.UNCLEAR)),
        (b"stream: OK", not_scanned(NotScanned.CLOSED)),
        (b"stream: OK\n", not_scanned(NotScanned.CLOSED)),
        (b"", not_scanned(NotScanned.CLOSED)),
        (b"a" * 10 * MIB, not_scanned(NotScanned.UNCLEAR)),
    ],
)
def test_only_a_whole_ok_is_clean(answer: bytes, result: ScanResult) -> None:
    """Each line has its meaning; what is none of the protocol's, or has no end, means nothing."""
    assert ask(saying(answer)) == result


@given(st.text(), st.booleans())
@settings(max_examples=300)
def test_no_line_breaks_its_reader(said: str, whole: bool) -> None:
    """Whatever it says, the answer is one of three, and a threat's name can be shown and stored."""
    result = _result(f"stream: {said} FOUND", whole)
    assert result.scan in {Scan.INFECTED, Scan.NOT_SCANNED}
    assert len(result.threat) <= MAX_THREAT_CHARACTERS
    assert not any(is_invisible(c) for c in result.threat)
    assert _result(said, whole).scan is not Scan.CLEAN


def test_an_ok_before_the_end_is_a_lie() -> None:
    """It has not seen the file yet, so it cannot know."""
    told = Event()

    def behave(line: socket.socket) -> None:
        line.sendall(b"stream: OK\0")
        told.set()
        take_all(line)

    def parts() -> Iterator[bytes]:
        yield b"a"
        assert told.wait(10)
        yield from [bytes(MIB)] * 3

    with pretending(behave) as address:
        assert Antivirus(address, 10).scan_parts(parts()) == not_scanned(NotScanned.UNCLEAR)


def test_what_it_says_before_it_hangs_up_is_read() -> None:
    """A clamd that has enough says why and closes, with most of the file still on its way."""

    def behave(line: socket.socket) -> None:
        line.recv(64)
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    # by TCP the line may be cut before the last word is read
    assert ask(behave, *[bytes(128 * 1024)] * 160).reason in {NotScanned.TOO_LARGE, NotScanned.CLOSED}


@pytest.mark.parametrize("hangs", ["before it reads", "before it answers", "in the middle of its answer"])
def test_one_that_hangs_costs_the_agreed_time(hangs: str) -> None:
    """Whether it does not read, does not answer or says one byte and no more."""
    over = Event()

    def behave(line: socket.socket) -> None:
        if hangs != "before it reads":
            take_all(line)
        if hangs == "in the middle of its answer":
            line.sendall(b"s")
        over.wait(10)

    begun = time.monotonic()
    result = ask(behave, *[bytes(MIB)] * 40, seconds=SOON)
    over.set()
    assert result == not_scanned(NotScanned.TIMED_OUT)
    assert SOON <= time.monotonic() - begun < SOON + 4


def test_one_byte_at_a_time_gains_nothing() -> None:
    """The time is for the whole answer, not for each piece of it."""
    over = Event()

    def behave(line: socket.socket) -> None:
        take_all(line)
        while not over.wait(0.01):
            line.sendall(b"a")

    assert ask(behave, seconds=SOON) == not_scanned(NotScanned.TIMED_OUT)
    over.set()


def test_whoever_gets_no_turn_is_told() -> None:
    """With each turn taken by one that hangs, the next waits its time and no longer."""
    over, taken = Event(), Event()
    seen: list[socket.socket] = []

    def behave(line: socket.socket) -> None:
        seen.append(line)
        if len(seen) == 4:
            taken.set()
        over.wait(20)

    with pretending(behave) as address, ThreadPoolExecutor(4) as pool:
        antivirus = Antivirus(address, 20)
        waiting = [pool.submit(antivirus.scan_parts, [b"a"]) for _ in range(4)]
        assert taken.wait(10)
        assert antivirus.scan_parts([b"a"], SOON) == not_scanned(NotScanned.BUSY)
        over.set()
        assert {w.result().reason for w in waiting} == {NotScanned.CLOSED}


@pytest.mark.parametrize("address", ["unix:/no/such/socket", "tcp:127.0.0.1:1", "tcp:no-such-host.invalid:1"])
def test_nobody_there_is_an_answer_too(address: str) -> None:
    """No socket, nobody listening, no such host: not scanned, and neither version nor sign of life."""
    antivirus = Antivirus(address, 10)
    assert antivirus.scan_parts([b"a"]) == not_scanned(NotScanned.UNREACHABLE)
    assert not antivirus.answers()
    with pytest.raises(NoAnswer):
        antivirus.version()


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        (b"ClamAV 1.4.6/27123/Sat Nov 21 08:30:00 2026\0", datetime(2026, 11, 21, 8, 30, tzinfo=UTC)),
        (b"ClamAV 1.4.6\0", None),
        (b"ClamAV 1.4.6/27123/ayer\0", None),
    ],
)
def test_the_age_of_the_signatures_is_read(answer: bytes, day: datetime | None) -> None:
    """Where it says so."""
    with pretending(saying(answer)) as address:
        assert Antivirus(address, 10).version().signatures_at == day


def test_another_program_is_not_taken_for_it() -> None:
    """A port that answers something is not yet an antivirus."""
    with pretending(saying(b"220 smtp\0")) as address:
        antivirus = Antivirus(address, 10)
        assert not antivirus.answers()
        with pytest.raises(NoAnswer, match="unclear"):
            antivirus.version()


def test_findings_say_what_a_reader_must_know() -> None:
    """Refused where infected, information where not scanned, nothing where clean or nobody is asked."""
    infected = ScanResult(Scan.INFECTED, "X").findings
    assert [(f.code, f.severity, f.facts) for f in infected] == [
        ("infected", Severity.REFUSED, {"threat": "X"})
    ]
    waiting = not_scanned(NotScanned.BUSY).findings
    assert [(f.code, f.severity, f.facts) for f in waiting] == [
        ("not_scanned", Severity.INFO, {"reason": "busy"})
    ]
    assert ScanResult(Scan.CLEAN).findings == ScanResult(None).findings == ()


def test_without_the_setting_there_is_none() -> None:
    """Nobody is asked, and nobody claims that anybody was."""
    assert Antivirus.of(Settings()) is None
    assert Antivirus.of(Settings(clamd="unix:/run/clamd.ctl")) is not None
