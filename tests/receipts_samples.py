"""Records, seals and packages for the tests of receipts."""

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from core.domain.acuse import AcuseDocument, AcuseGround, AcuseKind, AcuseRecord
from core.domain.institucion import Institucion
from core.domain.manifest import build_manifest, canonical_json
from core.receipts.demo_seal import create_demo_seal
from core.receipts.institucion import load_institucion
from core.receipts.seal import Seal

DATA = Path(__file__).resolve().parent.parent / "data"
TEMPLATES = DATA / "templates"
SENT_AT = datetime(2026, 11, 20, 16, 7, 20, tzinfo=UTC)
SEALED_AT = SENT_AT + timedelta(hours=1)
FIELDS = canonical_json({"procedimiento": "Beneficio de dispensa"})


def institucion() -> Institucion:
    """Return the shipped institution."""
    return load_institucion(DATA / "institucion.toml")


@cache
def seal() -> Seal:
    """Return one demonstration seal: making its two RSA-3072 keys takes half a second."""
    with TemporaryDirectory() as folder:
        return create_demo_seal(Path(folder) / "sello", institucion(), SENT_AT - timedelta(days=30))


def document(number: int, name: str) -> AcuseDocument:
    """Return a row of the table; its digest is the SHA-256 of its number."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return AcuseDocument(number, name, 1_234_567 + number, "application/pdf", digest)


def record(kind: AcuseKind = AcuseKind.RECEPCION, names: tuple[str, ...] = ("Escrito.pdf",)) -> AcuseRecord:
    """Return a record of the given kind with a document for each name."""
    documents = tuple(document(number, name) for number, name in enumerate(names, 1))
    manifest = build_manifest(FIELDS, {each.name: each.sha256 for each in documents})
    envio = AcuseRecord(
        kind=AcuseKind.ENVIO,
        code="K7XM-P4QD-9TRB",
        folio="PRO-01228-P7X7",
        numero_oficialia="",
        issued_at=SENT_AT + timedelta(seconds=2),
        signed_at=SENT_AT - timedelta(minutes=3, seconds=11),
        sent_at=SENT_AT,
        decided_at=None,
        filed_on=date(2026, 11, 20),
        filed_reason="within_hours",
        zone="America/Mexico_City",
        usuario="Compañía Ejemplo, S.A. de C.V.",
        rfc="EKU9003173C9",
        caracter="Representante legal o Apoderado",
        promovente="Íñigo Núñez Ibáñez",
        agente_economico="Compañía Ejemplo, S.A. de C.V.",
        tipo_promocion="Complementaria",
        tipo_procedimiento="Beneficio de dispensa o reducción del importe de multas",
        procedimiento="Solicitud de beneficio",
        expediente="EXP-01-2020",
        oficialia_previa="",
        descripcion="Escrito inicial.\nCon anexos.",
        documents=documents,
        holder="COMPAÑÍA EJEMPLO SA DE CV",
        certificate_rfc="EKU9003173C9",
        serial="30001000000500003416",
        issuer="Autoridad de prueba",
        not_before=datetime(2023, 5, 18, 11, 43, 51, tzinfo=UTC),
        not_after=datetime(2027, 5, 18, 11, 43, 51, tzinfo=UTC),
        revocation="no_consultado",
        cadena_original=manifest.decode(),
        signature_base64=base64.b64encode(bytes(range(256))).decode(),
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        verify_url="https://oficialia.example/verificar/K7XM-P4QD-9TRB",
    )
    decided = replace(envio, kind=kind, decided_at=SENT_AT + timedelta(hours=2), decided_by="Lucía Ríos Peña")
    if kind is AcuseKind.RECEPCION:
        return replace(decided, numero_oficialia="OP-2026-000123")
    return replace(decided, ground=GROUND) if kind is AcuseKind.RECHAZO else envio


GROUND = AcuseGround(
    code="documento_danado",
    title="Documento dañado o ilegible",
    legal_basis="Fundamento por confirmar",
    text="La página 3 no se puede leer.",
    document="Escrito.pdf",
)
