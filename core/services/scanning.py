"""What the antivirus says of documents: asked when they arrive, again while it is silent, again to decide.

An antivirus that is out of order never costs the filer the day: a document that was not scanned is filed as
any other, with a finding that says so until there is an answer.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from core.clock import Clock
from core.config import Settings
from core.documents.antivirus import Antivirus, ScanResult
from core.documents.clamd import NotScanned
from core.documents.findings import Severity
from core.domain.promocion import Document, Scan
from core.errors import Refusal
from core.storage.document_store import BytesAreMissing, DocumentStore
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.scans import UNANSWERED, set_scan, unanswered_documents

_log = structlog.get_logger(__name__)
FIND_INFECTED = "find_infected"
"""Name of the audit event."""
_CODES = frozenset({Scan.INFECTED.value, Scan.NOT_SCANNED.value})
_SEVERITIES = tuple(severity.value for severity in Severity)
_LOOKED_THROUGH = 5000
_AT_ONCE = 50
_UNHURRIED_SECONDS = 120.0
"""Nobody waits for a recurring scan; as long as clamd itself gives one file by default (MaxScanTime)."""
_SHORTEST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_NOT_THE_FILES = frozenset({"", NotScanned.UNREACHABLE.value, NotScanned.BUSY.value})
"""Reasons that say nothing about the file: it is asked about again as soon as somebody answers."""


class FoundInfectedMeanwhile(Refusal):
    """The antivirus, silent until now, has found a document infected; facts: ``document``, ``threat``."""


class Scanning:
    """The use cases of the antivirus; where none is configured, nothing is asked and nothing claimed."""

    def __init__(
        self,
        database: Database,
        store: DocumentStore,
        clock: Clock,
        settings: Settings,
        antivirus: Antivirus | None,
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._seconds = settings.clamd_seconds
        self._antivirus = antivirus
        self._silent = False

    @property
    def is_on(self) -> bool:
        """Whether an antivirus is configured."""
        return self._antivirus is not None

    def answered(self, document: Document, before: Document) -> Document:
        """Return a document whose bytes are stored with what the antivirus says of it; changes no row.

        Args:
            document: as it was examined now.
            before: as it was: an answer that it had is kept, since its bytes never change.
        """
        if before.scan:
            return _with(document, _answer_of(before), before.scanned_at)
        if self._antivirus is None:
            return document
        return self._asked(self._antivirus, document, self._seconds)

    def ask_again(self, documents: Iterable[Document]) -> None:
        """Ask about those that there is no answer to yet, and keep what is answered.

        For whoever is about to accept them: altogether no longer than one upload waits.

        Raises:
            FoundInfectedMeanwhile: one of them is infected, which nobody could know until now.
        """
        deadline = time.monotonic() + self._seconds
        waiting = [document for document in documents if document.scan in UNANSWERED]
        found = [self._again(document, deadline - time.monotonic()) for document in waiting]
        for document in found:
            if document.scan == Scan.INFECTED:
                raise FoundInfectedMeanwhile(document=document.name, threat=document.threat)

    def _again(self, document: Document, seconds: float) -> Document:
        if self._antivirus is None or seconds <= 0:
            return document
        asked = self._asked(self._antivirus, document, seconds)
        if asked.scan in UNANSWERED:  # nothing new, and the next try keeps its hour
            return document
        self._keep(asked)
        return asked

    def scan_waiting(self) -> int:
        """Ask about documents of open promociones that are due; return how many answers came.

        Stops where nobody answers any more: the others would only wait as well.
        """
        if self._antivirus is None or not self._somebody_answers(self._antivirus):
            return 0
        with self._database.read() as session:
            waiting = unanswered_documents(session, limit=_LOOKED_THROUGH)
        answers = 0
        for document in [d for d in waiting if _is_due(d, self._clock.now())][:_AT_ONCE]:
            asked = self._asked(self._antivirus, document, _UNHURRIED_SECONDS)
            if _reason(asked) == NotScanned.UNREACHABLE:
                break
            self._keep(asked)
            answers += asked.scan not in UNANSWERED
        return answers

    def _somebody_answers(self, antivirus: Antivirus) -> bool:
        silent = not antivirus.answers()
        if silent != self._silent:  # once each time, not every half minute of an outage
            _log.warning("the antivirus does not answer" if silent else "the antivirus answers again")
        self._silent = silent
        return not silent

    def _asked(self, antivirus: Antivirus, document: Document, seconds: float) -> Document:
        try:
            result = antivirus.scan(self._store.local_path(document.sha256), seconds)
        except (OSError, BytesAreMissing):  # the verdict says so; here the others must get their turn
            _log.exception("no bytes to scan", document_id=document.id)
            result = ScanResult.not_scanned(NotScanned.FAILED)
        return _with(document, result, self._clock.now())

    def _keep(self, document: Document) -> None:
        with self._database.write() as session:
            if set_scan(session, document) and document.scan == Scan.INFECTED:
                append_event(
                    session,
                    self._clock.now(),
                    None,
                    FIND_INFECTED,
                    promocion_id=document.promocion_id,
                    name=document.name,
                    threat=document.threat,
                    sha256=document.sha256,
                )


def _with(document: Document, result: ScanResult, at: datetime | None) -> Document:
    """Return a document with an answer in the place of an earlier one, the most severe finding first."""
    rows = [finding.row() for finding in result.findings]
    rows += [row for row in document.findings if row["code"] not in _CODES]
    rows.sort(key=lambda row: _SEVERITIES.index(str(row["severity"])))
    scan = result.scan.value if result.scan else ""
    return replace(document, scan=scan, threat=result.threat, scanned_at=at, findings=tuple(rows))


def _answer_of(document: Document) -> ScanResult:
    """Return the answer that a document has."""
    reason = _reason(document)
    return ScanResult(Scan(document.scan), document.threat, NotScanned(reason) if reason else None)


def _reason(document: Document) -> str:
    """Return why a document was not scanned; empty where nobody was asked."""
    rows = (row.get("facts") for row in document.findings if row["code"] == Scan.NOT_SCANNED.value)
    return next((str(facts.get("reason", "")) for facts in rows if isinstance(facts, Mapping)), "")


def _is_due(document: Document, now: datetime) -> bool:
    """Whether to ask again: each wait is as long as the document was waiting by then, within limits."""
    asked = document.scanned_at
    if asked is None or _reason(document) in _NOT_THE_FILES:
        return True
    return now >= asked + min(max(asked - document.added_at, _SHORTEST_WAIT), _LONGEST_WAIT)
