"""Receipts of many promociones in one ZIP, with a list of what is in it and a digest of each paper."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.clock import Clock
from core.domain.exporting import (
    MOST_ROWS,
    BundleWords,
    NothingToExport,
    Paper,
    PaperStanding,
    Selection,
    TooMuchToExport,
)
from core.domain.people import Actor, Permission, require
from core.domain.reading import Thing
from core.services.acuses import Acuses
from core.services.exporting import named
from core.services.spreadsheets import Outlet, neutralise
from core.storage.document_store import DocumentStore
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.exporting import list_ids, not_read_since, papers
from core.storage.readings import insert_reading, wait_for_turn

INDEX, MANIFEST = "indice.csv", "manifest-sha256.txt"
_AT_ONCE = 50
_AGAIN_AFTER = timedelta(minutes=15)
_BOM = b"\xef\xbb\xbf"
_PREFIXES = {"envio": "acuse-envio", "recepcion": "acuse-recepcion", "rechazo": "constancia-rechazo"}
_REPLACED = {"envio": "sustituido", "recepcion": "sustituido", "rechazo": "sustituida"}


def acuse_file_name(kind: str, folio: str, edition: int = 1, *, replaced: bool = False) -> str:
    """Return the name under which a receipt is downloaded; no two receipts share one."""
    number = f"-{edition}" if edition > 1 else ""
    return f"{_PREFIXES[kind]}-{folio}{number}{f'-{_REPLACED[kind]}' if replaced else ''}.pdf"


class Bundling:
    """The use case of taking many receipts at once."""

    def __init__(self, database: Database, store: DocumentStore, clock: Clock, acuses: Acuses) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._acuses = acuses

    def receipts(
        self, actor: Actor, selection: Selection, words: BundleWords, out: Outlet, *, every: bool = False
    ) -> int:
        """Write the receipts of a selection to ``out`` as a ZIP; return how many promociones they are of.

        Of each promoción the receipts of its decisions, those that were replaced by a later one marked by their
        names; of one without any its acuse de envío. That they were asked for is written down first, and each
        reading before its bytes go out.

        Args:
            actor: who takes them.
            selection: of which promociones; a day is not one.
            words: for the list in the ZIP.
            out: need not be seekable; what fails half-way leaves a ZIP that no program opens.
            every: each acuse de envío as well.

        Raises:
            NotAllowed: the actor does not export.
            NothingToExport, TooMuchToExport, NotFound: what the selection holds.
            BytesAreMissing: a stored PDF is gone or changed.
        """
        require(actor, Permission.EXPORT)
        ids = self._ids(selection)
        self._record(actor, selection, len(ids))
        outlet = _UntilCut(out)
        archive = zipfile.ZipFile(outlet, "w")
        try:
            self._write(archive, actor, ids, words, every=every)
        except BaseException:
            outlet.cut = True  # ZipFile would still write its directory, and it would look whole
            raise
        finally:
            archive.close()
        return len(ids)

    def _ids(self, selection: Selection) -> tuple[int, ...]:
        with self._database.read() as session:
            ids = (
                list_ids(session, selection.query)
                if selection.query is not None
                else named(session, selection.ids)
            )
        if not ids:
            raise NothingToExport
        if len(ids) > MOST_ROWS:
            raise TooMuchToExport(most=MOST_ROWS, count=len(ids))
        return ids

    def _record(self, actor: Actor, selection: Selection, number: int) -> None:
        with self._database.write() as session:
            append_event(
                session,
                self._clock.now(),
                actor,
                "export_receipts",
                promocion_id=None,
                scope=selection.scope.value,
                rows=number,
                **({"filters": selection.filters[:500]} if selection.filters else {}),
            )

    def _write(
        self,
        archive: zipfile.ZipFile,
        actor: Actor,
        ids: Sequence[int],
        words: BundleWords,
        *,
        every: bool,
    ) -> None:
        packed_at = self._clock.now()
        digests: dict[str, str] = {}
        index = io.StringIO()
        listed = csv.writer(index)
        listed.writerow(words.headings)
        for paper in self._papers(actor, ids, every=every):
            name = acuse_file_name(
                paper.kind, paper.folio, paper.edition, replaced=paper.standing is PaperStanding.REPLACED
            )
            digests[name] = self._put(archive, paper, name, packed_at)
            listed.writerow([neutralise(cell) for cell in _told(paper, name, digests[name], words)])
        content = _BOM + index.getvalue().encode()
        digests[INDEX] = hashlib.sha256(content).hexdigest()
        archive.writestr(_entry(INDEX, packed_at), content)
        sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
        archive.writestr(_entry(MANIFEST, packed_at), sums.encode())

    def _papers(self, actor: Actor, ids: Sequence[int], *, every: bool) -> Iterator[Paper]:
        """Yield the papers in order, some promociones at a time; their reading is written down first."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            self._record_readings(actor, some)
            with self._database.read() as session:
                found = papers(session, some, every=every)
            yield from found

    def _record_readings(self, actor: Actor, ids: Sequence[int]) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            wait_for_turn(session, actor)
            for promocion_id in not_read_since(session, now - _AGAIN_AFTER, actor, Thing.ACUSE, ids):
                insert_reading(session, now, actor, Thing.ACUSE, promocion_id, None)

    def _put(self, archive: zipfile.ZipFile, paper: Paper, name: str, packed_at: datetime) -> str:
        """Put a receipt's PDF into the ZIP, finished first where a crash interrupted it; return its SHA-256."""
        digest = self._acuses.finish(paper.id)
        with archive.open(_entry(name, packed_at), "w") as entry:
            for chunk in self._store.stream(digest):
                entry.write(chunk)
        return digest


class _UntilCut:
    """Passes writes on until it is cut. Not seekable: ZipFile then writes strictly forward."""

    def __init__(self, out: Outlet) -> None:
        self._out = out
        self.cut = False

    def write(self, data: bytes) -> int:
        if not self.cut:
            self._out.write(data)
        return len(data)

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        """Leave it open: it is closed by whom it belongs to."""


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))


def _told(paper: Paper, name: str, digest: str, words: BundleWords) -> tuple[str, ...]:
    kind = words.kinds.get(paper.kind, paper.kind)
    standing = words.standings.get(paper.standing, paper.standing)
    return (name, paper.folio, kind, str(paper.edition), standing, digest)
