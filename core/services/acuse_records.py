"""What a receipt says: its record, from the promoción, its documents, signature and verdict."""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from core.config import Settings
from core.domain.acuse import AcuseDocument, AcuseGround, AcuseKind, AcuseRecord, MovedDay, ReplacedAcuse
from core.domain.catalogs import Catalogs
from core.domain.classes import signed_summary
from core.domain.editions import CatalogName
from core.domain.evidence import Signature
from core.domain.promocion import Document, Promocion
from core.domain.verdict import Signer, Verdict
from core.signatures.envelope import open_envelope


@dataclass(frozen=True, slots=True)
class Proof:
    """What a receipt is about."""

    promocion: Promocion
    documents: tuple[Document, ...]
    signature: Signature
    verdict: Verdict


class AcuseRecords:
    """Makes records in the words of the catalogues that are in force when they are made."""

    def __init__(self, settings: Settings, labels: Mapping[str, Mapping[str, str]]) -> None:
        self._settings = settings
        self._labels = labels

    def record(
        self, catalogs: Catalogs, kind: AcuseKind, code: str, issued_at: datetime, proof: Proof
    ) -> AcuseRecord:
        """Return what a receipt says.

        Args:
            catalogs: whose words it takes.
            kind: which paper.
            code: for its public verification; empty on a preview, which nobody can verify.
            issued_at: when.
            proof: what it is about, the decision within its promoción.

        Raises:
            ValueError: the promoción was not sent, or nobody is known to have signed it.
        """
        promocion, signer, decision = proof.promocion, proof.verdict.signer, proof.promocion.decision
        if promocion.sent_at is None or promocion.filed_on is None or signer is None:
            raise ValueError("a receipt needs a sent promoción and its signer")
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
            **self._matter(catalogs, promocion),
            documents=self._documents(proof.documents),
            **_signer_fields(signer),
            revocation=proof.verdict.revocation,
            cadena_original=proof.signature.manifest.decode("utf-8"),
            signature_base64=base64.b64encode(open_envelope(proof.signature.cms).signature).decode("ascii"),
            manifest_sha256=proof.signature.manifest_sha256,
            verify_url=f"{self._settings.public_url}/verificar" + (f"/{code}" if code else ""),
            decided_by=decision.decided_by if decision else "",
            ground=_ground(catalogs, promocion),
            institucion_edition=catalogs.edition(CatalogName.INSTITUCION),
        )

    def _matter(self, catalogs: Catalogs, promocion: Promocion) -> dict[str, Any]:
        value = promocion.fields
        procedure_type = catalogs.procedure_type(value.tipo_procedimiento)
        return {
            "usuario": promocion.owner_name,
            "rfc": promocion.owner_rfc,
            "caracter": self._labels["caracter"].get(value.caracter, ""),
            "promovente": value.promovente,
            "agente_economico": value.agente_economico,
            "tipo_promocion": self._labels["tipo_promocion"][value.tipo_promocion],
            "tipo_procedimiento": procedure_type.name if procedure_type else value.tipo_procedimiento,
            "procedimiento": value.procedimiento,
            "expediente": value.expediente,
            "oficialia_previa": value.oficialia_previa,
            "descripcion": value.descripcion,
        }

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


def _ground(catalogs: Catalogs, promocion: Promocion) -> AcuseGround | None:
    decision = promocion.decision
    ground = catalogs.ground(decision.ground) if decision and decision.ground else None
    if decision is None or ground is None:
        return None
    return AcuseGround(
        ground.code, ground.title, ground.legal_basis, decision.text, decision.document, decision.page
    )


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
    return _dated(asdict(record))


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, date):
        return value.isoformat()
    return _dated(value) if isinstance(value, dict) else value


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
    values["replaces"] = _replaced(values.get("replaces"))
    values["moved"] = _moved(values.get("moved"))
    return AcuseRecord(**values)


def _moved(content: Mapping[str, str] | None) -> MovedDay | None:
    if content is None:
        return None
    before_on, computed_at = date.fromisoformat(content["before_on"]), content["computed_at"]
    return MovedDay(before_on, datetime.fromisoformat(computed_at), content["cause"])


def _replaced(content: Mapping[str, str] | None) -> ReplacedAcuse | None:
    if content is None:
        return None
    kind, issued_at = AcuseKind(content["kind"]), datetime.fromisoformat(content["issued_at"])
    return ReplacedAcuse(kind, content["code"], issued_at, content["numero_oficialia"])
