"""What an antivirus says of a file, with three possible answers: clean, infected, not scanned.

Whatever the other side does, there is an answer after the agreed time, and only a whole «OK» to the whole
file is one of clean.
"""

import re
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from core.config import Settings
from core.documents.clamd import NoAnswer, NotScanned, exchange
from core.documents.findings import Finding, Severity
from core.domain.promocion import Scan
from core.domain.visible_text import is_invisible

MAX_THREAT_CHARACTERS = 128
_CHUNK = 128 * 1024
_AT_ONCE = 4
_DETAILS = re.compile(r"\([0-9a-f]{32,64}:\d+\)$")  # ExtendedDetectionInfo adds digest and size
_NOT_A_VIRUS = ("Heuristics.Limits.Exceeded", "(null)")  # the second is how some versions print the first
_ENCRYPTED = "Heuristics.Encrypted."


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What was answered about one file.

    Attributes:
        scan: the answer; None where no antivirus is configured.
        threat: the antivirus's name of what it found, at most 128 printable characters.
        reason: why there is no answer.
    """

    scan: Scan | None
    threat: str = ""
    reason: NotScanned | None = None

    @classmethod
    def not_scanned(cls, reason: NotScanned) -> Self:
        """Return that there is no answer, and why."""
        return cls(Scan.NOT_SCANNED, reason=reason)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader must know: nothing of a clean file."""
        if self.scan is Scan.INFECTED:
            return (Finding(self.scan.value, Severity.REFUSED, {"threat": self.threat}),)
        if self.scan is Scan.NOT_SCANNED and self.reason:
            return (Finding(self.scan.value, Severity.INFO, {"reason": self.reason.value}),)
        return ()


@dataclass(frozen=True, slots=True)
class Version:
    """What the antivirus says it is. ``signatures_at``: how old its signatures are; None if it did not say."""

    program: str
    signatures_at: datetime | None


class Antivirus:
    """Asks one clamd; safe to use from many threads.

    Args:
        address: ``unix:/path`` or ``tcp:host:port``.
        seconds: for one whole answer: waiting for a turn, connection, the file's way there, and the scan.
    """

    def __init__(self, address: str, seconds: float) -> None:
        self._address = address
        self._seconds = seconds
        # Twenty files at once would each get a twentieth of the scanner and none its answer in time.
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the configured one; None where there is none."""
        return cls(settings.clamd, settings.clamd_seconds) if settings.clamd else None

    def scan(self, path: Path, seconds: float | None = None) -> ScanResult:
        """Ask about the file at ``path``; never raises for what the other side does.

        Args:
            path: the file.
            seconds: another time than the usual one.

        Raises:
            OSError: the file itself cannot be read.
        """
        with path.open("rb") as file:
            return self.scan_parts(iter(lambda: file.read(_CHUNK), b""), seconds)

    def scan_parts(self, parts: Iterable[bytes], seconds: float | None = None) -> ScanResult:
        """Ask about bytes that come in parts, as ``scan`` does; none of the parts may be empty."""
        deadline = time.monotonic() + (self._seconds if seconds is None else seconds)
        if not self._turns.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return ScanResult.not_scanned(NotScanned.BUSY)
        try:
            return _result(*exchange(self._address, b"INSTREAM", deadline, _framed(parts)))
        except NoAnswer as error:
            return ScanResult.not_scanned(error.reason)
        finally:
            self._turns.release()

    def answers(self) -> bool:
        """Whether it answers at all, within its time."""
        try:
            return exchange(self._address, b"PING", time.monotonic() + self._seconds)[0] == "PONG"
        except NoAnswer:
            return False

    def version(self) -> Version:
        """Return what it says it is.

        Raises:
            NoAnswer: it does not say.
        """
        answer, _ = exchange(self._address, b"VERSION", time.monotonic() + self._seconds)
        program, _, rest = answer.partition("/")
        if not program.startswith("ClamAV"):
            raise NoAnswer(NotScanned.UNCLEAR)
        return Version(_printable(program), _signatures_at(rest.partition("/")[2]))


def _framed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each part behind its length, four bytes in network order; a length of zero ends the stream."""
    for part in parts:
        yield struct.pack("!I", len(part)) + part
    yield struct.pack("!I", 0)


def _result(answer: str, whole: bool) -> ScanResult:  # noqa: FBT001 - the pair that an exchange gives
    """Return what a line means. ``whole``: whether it came to the whole file."""
    if answer == "INSTREAM size limit exceeded. ERROR":
        return ScanResult.not_scanned(NotScanned.TOO_LARGE)
    said = answer.removeprefix("stream: ")
    if said == "OK" and said != answer and whole:
        return ScanResult(Scan.CLEAN)
    if said.endswith(" FOUND") and said != answer:
        return _found(said.removesuffix(" FOUND"))
    return ScanResult.not_scanned(NotScanned.FAILED if said.endswith("ERROR") else NotScanned.UNCLEAR)


def _found(name: str) -> ScanResult:
    """Return what a name means: clamd reports what it did not look into as if it were a virus."""
    if name.startswith(_NOT_A_VIRUS):
        return ScanResult.not_scanned(NotScanned.BEYOND_LIMITS)
    if name.startswith(_ENCRYPTED):
        return ScanResult.not_scanned(NotScanned.ENCRYPTED)
    threat = _printable(_DETAILS.sub("", name))
    if not threat:
        return ScanResult.not_scanned(NotScanned.UNCLEAR)
    return ScanResult(Scan.INFECTED, threat)


def _printable(text: str) -> str:
    """Return what can be shown and stored of a text from outside."""
    return "".join("\ufffd" if is_invisible(c) else c for c in text[:MAX_THREAT_CHARACTERS]).strip()


def _signatures_at(told: str) -> datetime | None:
    """Read ``Sun Nov 22 08:00:00 2026``: the day on which the signatures were made, taken as UTC."""
    try:
        return datetime.strptime(told.strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
