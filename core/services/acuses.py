"""Receipts: frozen in the transaction of the act they prove, rendered and sealed right after it."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.acuse import AcuseDocument, AcuseGround, AcuseKind, AcuseRecord
from core.domain.catalogs import Catalogs
from core.domain.classes import signed_summary
from core.domain.evidence import Signature
from core.domain.identifiers import FOLIO_ALPHABET
from core.domain.institucion import Institucion
from core.domain.promocion import Document, Promocion
from core.domain.verdict import Signer, Verdict
from core.errors import NotFound
from core.receipts.rendering import render_acuse
from core.receipts.seal import Seal, seal_pdf
from core.signatures.envelope import open_envelope
from core.storage.document_store import LocalDocumentStore
from core.storage.engine import Database
from core.storage.evidence import insert_acuse, load_acuse, pending_acuses, set_acuse_pdf
from core.storage.preflights import preflight_of

_log = structlog.get_logger(__name__)
_CODE_LENGTH = 20
"""31 symbols: about 99 bits, so that a verification code cannot be guessed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a receipt is about."""

    promocion: Promocion
    documents: tuple[Document, ...]
    signature: Signature
    verdict: Verdict


class Acuses:
    """Issues receipts and finishes those that a crash interrupted."""

    def __init__(
        self,
        database: Database,
        store: LocalDocumentStore,
        clock: Clock,
        settings: Settings,
        catalogs: Catalogs,
        institucion: Institucion,
        seal: Seal,
        labels: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._settings = settings
        self._catalogs = catalogs
        self._institucion = institucion
        self._seal = seal
        self._labels = labels

    def freeze(self, session: Session, kind: AcuseKind, proof: Proof) -> int:
        """Write a receipt's content into the caller's transaction; return its id."""
        now = self._clock.now()
        code = "".join(secrets.choice(FOLIO_ALPHABET) for _ in range(_CODE_LENGTH))
        rules_version = str(preflight_of(session, proof.promocion.id).get("version", ""))
        record = replace(self._record(kind, code, now, proof), rules_version=rules_version)
        return insert_acuse(
            session, proof.promocion.id, kind=kind, code=code, at=now, record=record_to_json(record)
        )

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
        pdf = render_acuse(record, self._institucion, self._templates(), seal=self._seal.identity)
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

    def _record(self, kind: AcuseKind, code: str, issued_at: datetime, proof: Proof) -> AcuseRecord:
        promocion, signer, decision = proof.promocion, proof.verdict.signer, proof.promocion.decision
        if promocion.sent_at is None or promocion.filed_on is None or signer is None:
            raise ValueError("a receipt needs a sent promoción and its signer")
        value = promocion.fields
        procedure_type = self._catalogs.procedure_type(value.tipo_procedimiento)
        return AcuseRecord(
            kind=kind,
            code=code,
            folio=promocion.folio,
            numero_oficialia=decision.numero_oficialia if decision else "",
            issued_at=issued_at,
            signed_at=proof.signature.signed_at,
            sent_at=promocion.sent_at,
            decided_at=decision.decided_at if decision else None,
            filed_on=promocion.filed_on,
            filed_reason=promocion.filed_reason,
            filed_facts=dict(promocion.filed_facts),
            zone=self._settings.zone,
            usuario=promocion.owner_name,
            rfc=promocion.owner_rfc,
            caracter=self._labels["caracter"].get(value.caracter, ""),
            promovente=value.promovente,
            agente_economico=value.agente_economico,
            tipo_promocion=self._labels["tipo_promocion"][value.tipo_promocion],
            tipo_procedimiento=procedure_type.name if procedure_type else value.tipo_procedimiento,
            procedimiento=value.procedimiento,
            expediente=value.expediente,
            oficialia_previa=value.oficialia_previa,
            descripcion=value.descripcion,
            documents=self._documents(proof.documents),
            **_signer_fields(signer),
            revocation=proof.verdict.revocation,
            cadena_original=proof.signature.manifest.decode("utf-8"),
            signature_base64=base64.b64encode(open_envelope(proof.signature.cms).signature).decode("ascii"),
            manifest_sha256=proof.signature.manifest_sha256,
            verify_url=f"{self._settings.public_url}/verificar/{code}",
            decided_by=decision.decided_by if decision else "",
            ground=self._ground(promocion),
        )

    def _documents(self, documents: tuple[Document, ...]) -> tuple[AcuseDocument, ...]:
        classes = self._labels["classification"]
        return tuple(
            AcuseDocument(
                number,
                d.name,
                d.size_bytes,
                d.media_type,
                d.sha256,
                classes[d.classification],
                signed_summary(d),
            )
            for number, d in enumerate(documents, 1)
        )

    def _ground(self, promocion: Promocion) -> AcuseGround | None:
        decision = promocion.decision
        ground = self._catalogs.ground(decision.ground) if decision and decision.ground else None
        if decision is None or ground is None:
            return None
        return AcuseGround(ground.code, ground.title, ground.legal_basis, decision.text, decision.document)


def _signer_fields(signer: Signer) -> dict[str, Any]:
    return {
        "holder": signer.holder,
        "certificate_rfc": signer.rfc,
        "serial": signer.serial,
        "issuer": signer.issuer,
        "not_before": signer.not_before,
        "not_after": signer.not_after,
    }


def record_to_json(record: AcuseRecord) -> dict[str, Any]:
    """Return a record as JSON values; instants and days in ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(record).items()
    }


_INSTANTS = frozenset({"issued_at", "signed_at", "sent_at", "decided_at", "not_before", "not_after"})


def record_from_json(content: dict[str, Any]) -> AcuseRecord:
    """Return the record that :func:`record_to_json` wrote."""
    values = {f.name: content[f.name] for f in fields(AcuseRecord) if f.name in content}
    for name in _INSTANTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["filed_on"] = date.fromisoformat(values["filed_on"])
    values["kind"] = AcuseKind(values["kind"])
    values["documents"] = tuple(AcuseDocument(**d) for d in values["documents"])
    values["ground"] = AcuseGround(**values["ground"]) if values["ground"] else None
    return AcuseRecord(**values)
