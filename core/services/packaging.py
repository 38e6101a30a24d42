"""The evidence package of a filing, for whoever wants to verify it without this product."""

from base64 import encodebytes

from core.config import Settings
from core.domain.evidence import Signature, StoredAcuse
from core.domain.institucion import Institucion
from core.domain.people import Actor
from core.domain.promocion import Document, Promocion
from core.domain.reading import Thing
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.receipts.package import PackageContents, PackageDocument, Writable, write_package
from core.services.reading import Reading, readable_promocion
from core.signatures.certificate import read_certificate
from core.signatures.trust import TrustAnchors
from core.storage.document_store import DocumentStore
from core.storage.engine import Database
from core.storage.evidence import acuses_of, current_signature
from core.storage.promociones import documents_of


class Packaging:
    """The use case of packing the evidence."""

    def __init__(
        self,
        database: Database,
        store: DocumentStore,
        settings: Settings,
        institucion: Institucion,
        reading: Reading,
        anchors: TrustAnchors,
    ) -> None:
        self._database = database
        self._store = store
        self._templates = settings.data / "templates"
        self._institucion = institucion
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
        if promocion.status not in RECEIVED or signature is None:
            raise NotFound
        pdfs = {
            f"acuse-{a.kind}.pdf": self._reading.acuse(actor, a.id, within=Thing.PACKAGE)[2] for a in acuses
        }
        return self._contents(promocion, signature, documents, acuses, pdfs)

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
    ) -> PackageContents:
        return PackageContents(
            folio=promocion.folio,
            organization=self._institucion.name,
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
