"""The evidence package of a filing, for whoever wants to verify it without this product."""

import json
from base64 import encodebytes
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from core.config import Settings
from core.domain.evidence import Signature, StoredAcuse, StoredRevocation, StoredTimestamp
from core.domain.people import Actor
from core.domain.promocion import Document, Promocion
from core.domain.reading import Thing
from core.domain.verdict import Revocation
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.receipts.package import PackageContents, PackageDocument, Writable, write_package
from core.services.current_catalogs import CurrentCatalogs
from core.services.reading import Reading, readable_promocion
from core.signatures.certificate import read_certificate
from core.signatures.trust import TrustAnchors
from core.storage.document_rows import documents_of
from core.storage.document_store import DocumentStore
from core.storage.engine import Database
from core.storage.evidence import acuses_of, current_signature
from core.storage.revocations import revocations_of
from core.storage.timestamps import timestamp_of


class Packaging:
    """The use case of packing the evidence."""

    def __init__(
        self,
        database: Database,
        store: DocumentStore,
        settings: Settings,
        catalogs: CurrentCatalogs,
        reading: Reading,
        anchors: TrustAnchors,
    ) -> None:
        self._database = database
        self._store = store
        self._templates = settings.data / "templates"
        self._catalogs = catalogs
        self._reading = reading
        self._anchors = anchors

    def prepare(self, actor: Actor, promocion_id: int) -> PackageContents:
        """Return what goes into the package of a sent promoción; its documents are not opened yet.

        Raises:
            NotFound: there is none that the actor may read, or it was not sent.
        """
        with self._database.read() as session:
            promocion = readable_promocion(session, actor, promocion_id)
            signature = current_signature(session, promocion_id)
            documents = documents_of(session, promocion_id)
            acuses = acuses_of(session, promocion_id)
            answers = revocations_of(session, promocion_id)
            stamped = timestamp_of(session, promocion_id)
            number = acuses[-1].record.get("institucion_edition") if acuses else None
            organization = self._catalogs.institucion_of(session, number).name
        if promocion.status not in RECEIVED or signature is None:
            raise NotFound
        pdfs = {_paper(a): self._reading.acuse(actor, a.id, within=Thing.PACKAGE)[2] for a in acuses}
        contents = self._contents(promocion, signature, documents, acuses, pdfs, organization)
        return replace(contents, evidence=dict(_evidence(answers, stamped)))

    def write(self, contents: PackageContents, out: Writable) -> None:
        """Write a package to ``out``, which need not be seekable.

        Raises:
            Refusal: one of ``core.receipts.refusals``; what was written is then to be thrown away.
        """
        write_package(out, contents, self._templates)

    def _contents(
        self,
        promocion: Promocion,
        signature: Signature,
        documents: tuple[Document, ...],
        acuses: tuple[StoredAcuse, ...],
        pdfs: dict[str, bytes],
        organization: str,
    ) -> PackageContents:
        return PackageContents(
            folio=promocion.folio,
            organization=organization,
            manifest=signature.manifest,
            fields=signature.fields,
            documents=tuple(self._document(d) for d in documents),
            cms=signature.cms,
            certificate=signature.certificate,
            acuses=pdfs,
            authorities=self._issuer_pem(signature.certificate),
            packed_at=acuses[-1].issued_at,
        )

    def _document(self, document: Document) -> PackageDocument:
        path = self._store.local_path(document.sha256)
        return PackageDocument(document.name, document.size_bytes, lambda: path.open("rb"))

    def _issuer_pem(self, certificate: bytes) -> bytes:
        issuer = self._anchors.issuer_of(read_certificate(certificate))
        if issuer is None:  # an anchor that was withdrawn after the sending
            return b""
        return b"-----BEGIN CERTIFICATE-----\n" + encodebytes(issuer.der) + b"-----END CERTIFICATE-----\n"


def _paper(acuse: StoredAcuse) -> str:
    """Return a receipt's name in the package: every edition has its own."""
    edition = f"-{acuse.edition}" if acuse.edition > 1 else ""
    return f"acuse-{acuse.kind}{edition}.pdf"


def _evidence(
    answers: tuple[StoredRevocation, ...], stamped: StoredTimestamp | None
) -> Iterator[tuple[str, bytes]]:
    """Yield what was answered about the certificate, and the timestamp, by their paths in the package."""
    told = []
    for answer in answers:
        file = f"revocation/respuesta-ocsp-{answer.id}.der"
        believed = bool(answer.raw) and answer.value is not Revocation.NOT_CONSULTED
        if believed:
            yield file, answer.raw
        told.append(_told(answer, file if believed else ""))
    if told:
        yield "revocation/consultas.json", json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")
    if stamped and stamped.token:
        yield "timestamp.tsr", stamped.token


def _told(answer: StoredRevocation, file: str) -> dict[str, str]:
    """Return a question and its answer as people and programs read it; instants in UTC."""
    return {
        "asked_at": _iso(answer.asked_at),
        "occasion": answer.occasion.value,
        "value": answer.value.value,
        "reason": answer.reason,
        "kind": answer.kind,
        "source": answer.source,
        "this_update": _iso(answer.this_update),
        "next_update": _iso(answer.next_update),
        "produced_at": _iso(answer.produced_at),
        "revoked_at": _iso(answer.revoked_at),
        "sha256": answer.sha256,
        "file": file,
    }


def _iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""
