"""Receipts: frozen in the transaction of the act they prove, rendered and sealed right after it."""

import secrets
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.acuse import AcuseKind, MovedDay, ReplacedAcuse
from core.domain.evidence import StoredAcuse
from core.domain.identifiers import FOLIO_ALPHABET
from core.errors import NotFound
from core.receipts.rendering import preview_acuse, render_acuse
from core.receipts.seal import Seal, seal_pdf
from core.services.acuse_records import AcuseRecords, Proof, record_from_json, record_to_json
from core.services.current_catalogs import CurrentCatalogs
from core.storage.document_store import LocalDocumentStore
from core.storage.engine import Database
from core.storage.evidence import (
    acuses_of,
    insert_acuse,
    load_acuse,
    pending_acuses,
    replace_acuses,
    set_acuse_pdf,
)
from core.storage.preflights import preflight_of
from core.storage.refilings import revisions_of

_log = structlog.get_logger(__name__)
_CODE_LENGTH = 20
"""31 symbols: about 99 bits, so that a verification code cannot be guessed."""


class Acuses:
    """Issues receipts and finishes those that a crash interrupted."""

    def __init__(
        self,
        database: Database,
        store: LocalDocumentStore,
        clock: Clock,
        settings: Settings,
        records: AcuseRecords,
        catalogs: CurrentCatalogs,
        seal: Seal,
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._settings = settings
        self._records = records
        self._catalogs = catalogs
        self._seal = seal

    def freeze(self, session: Session, kind: AcuseKind, proof: Proof) -> int:
        """Write a receipt's content into the caller's transaction; return its id.

        The receipt of a decision takes the place of those of decisions that were reopened.
        """
        now = self._clock.now()
        code = "".join(secrets.choice(FOLIO_ALPHABET) for _ in range(_CODE_LENGTH))
        promocion_id = proof.promocion.id
        earlier = () if kind is AcuseKind.ENVIO else _of_decisions(acuses_of(session, promocion_id))
        record = replace(
            self._records.record(self._catalogs.within(session), kind, code, now, proof),
            rules_version=str(preflight_of(session, promocion_id).get("version", "")),
            replaces=_named(earlier[-1]) if earlier else None,
            moved=_moved(session, promocion_id),
        )
        stored = StoredAcuse(0, promocion_id, kind, code, now, record_to_json(record), "", len(earlier) + 1)
        acuse_id = insert_acuse(session, stored)
        replace_acuses(session, earlier, acuse_id)
        return acuse_id

    def preview(self, session: Session, kind: AcuseKind, proof: Proof) -> tuple[bytes, ...]:
        """Return the pages of the receipt that a decision would issue, PNG, marked as a preview on each page.

        The same record drawn by the same template. It has neither code nor seal, and nothing is stored.

        Args:
            session: to read the earlier receipts, which it would replace.
            kind: which paper.
            proof: with the decision as it is meant, within its promoción.
        """
        promocion_id = proof.promocion.id
        earlier = _of_decisions(acuses_of(session, promocion_id))
        decision = proof.promocion.decision
        issued_at = decision.decided_at if decision else self._clock.now()
        record = replace(
            self._records.record(self._catalogs.within(session), kind, "", issued_at, proof),
            rules_version=str(preflight_of(session, promocion_id).get("version", "")),
            replaces=_named(earlier[-1]) if earlier else None,
            moved=_moved(session, promocion_id),
        )
        institucion = self._catalogs.institucion_of(session, record.institucion_edition)
        return preview_acuse(record, institucion, self._templates(), seal=self._seal.identity)

    def finish(self, acuse_id: int) -> str:
        """Render, seal and store a receipt's PDF unless that was done; return its SHA-256.

        Raises:
            NotFound: there is no such receipt.
        """
        with self._database.read() as session:
            stored = load_acuse(session, acuse_id)
            if stored is None:
                raise NotFound
            if stored.pdf_sha256:
                return stored.pdf_sha256
            record = record_from_json(dict(stored.record))
            institucion = self._catalogs.institucion_of(session, record.institucion_edition)
        pdf = render_acuse(record, institucion, self._templates(), seal=self._seal.identity)
        sealed = seal_pdf(pdf, self._seal, self._clock.now())
        digest = self._store.put(sealed).sha256
        with self._database.write() as session:
            set_acuse_pdf(session, acuse_id, digest)
        with self._database.read() as session:
            final = load_acuse(session, acuse_id)
        # another replica may have been faster: its paper is the one that counts
        return final.pdf_sha256 if final else digest

    def try_finish(self, acuse_id: int) -> None:
        """Finish a receipt whose act is committed; a failure now must not make the act look undone.

        The receipt is then finished when somebody asks for it, or at the next start.
        """
        try:
            self.finish(acuse_id)
        except Exception:  # noqa: BLE001 - whatever failed, the act stands and the log says what is missing
            _log.exception("receipt waits to be sealed", acuse_id=acuse_id)

    def finish_pending(self) -> int:
        """Finish every receipt that was interrupted; return how many."""
        with self._database.read() as session:
            pending = pending_acuses(session)
        for acuse_id in pending:
            self.finish(acuse_id)
        return len(pending)

    def _templates(self) -> Path:
        return self._settings.data / "templates"


def _of_decisions(acuses: tuple[StoredAcuse, ...]) -> tuple[StoredAcuse, ...]:
    return tuple(acuse for acuse in acuses if acuse.kind != AcuseKind.ENVIO)


def _moved(session: Session, promocion_id: int) -> MovedDay | None:
    """Return the day that the acuse de envío prints, where another counts now; back where it was is not moved."""
    kept = revisions_of(session, promocion_id)
    if not kept or kept[0].filed_on == kept[-1].filed_on:
        return None
    return MovedDay(kept[0].filed_on, kept[-1].computed_at, kept[-1].cause)


def _named(acuse: StoredAcuse) -> ReplacedAcuse:
    kind, number = AcuseKind(acuse.kind), str(acuse.record["numero_oficialia"])
    return ReplacedAcuse(kind, acuse.code, acuse.issued_at, number)
