"""The pieces of a promoción's evidence, one by one: certificate, signature, what was signed, what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.domain.evidence import Signature, StoredRevocation, StoredTimestamp
from core.domain.people import Actor
from core.domain.promocion import Promocion
from core.domain.reading import Thing
from core.domain.verdict import Revocation
from core.errors import NotFound
from core.services.reading import readable_promocion
from core.services.readings import Readings
from core.storage.engine import Database
from core.storage.evidence import current_signature
from core.storage.revocations import revocations_of
from core.storage.timestamps import timestamp_of


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One piece.

    Attributes:
        name: as it is downloaded, unique within the promoción; those of the package keep their names there.
        kind: what it is: ``certificate``, ``cms``, ``manifest``, ``fields``, ``ocsp`` or ``timestamp``.
        media_type: IANA name.
        data: its bytes.
    """

    name: str
    kind: str
    media_type: str
    data: bytes = field(repr=False)


class EvidenceFiles:
    """The use case of taking one piece of evidence home."""

    def __init__(self, database: Database, readings: Readings) -> None:
        self._database = database
        self._readings = readings

    def listing(self, actor: Actor, promocion_id: int) -> tuple[EvidenceFile, ...]:
        """Return every piece there is of a signed promoción.

        Raises:
            NotFound: there is none that the actor may read, or it was not signed.
        """
        with self._database.read() as session:
            readable_promocion(session, actor, promocion_id)
            signature = current_signature(session, promocion_id)
            answers = revocations_of(session, promocion_id)
            stamped = timestamp_of(session, promocion_id)
        if signature is None:
            raise NotFound
        return (*_signed(signature), *_answered(answers), *_stamped(stamped))

    def signed(self, actor: Actor, promocion_id: int) -> tuple[Promocion, Signature]:
        """Return a signed promoción and its signature; the record of readings tells that staff read it.

        Raises:
            NotFound: as for :meth:`listing`.
        """
        with self._database.read() as session:
            promocion = readable_promocion(session, actor, promocion_id)
            signature = current_signature(session, promocion_id)
        if signature is None:
            raise NotFound
        self._readings.record(actor, Thing.FILING, promocion_id)
        return promocion, signature

    def file(self, actor: Actor, promocion_id: int, name: str) -> EvidenceFile:
        """Return one piece by its name; the record of readings tells that staff took it.

        Raises:
            NotFound: there is none of that name, or none that the actor may read.
        """
        found = next((f for f in self.listing(actor, promocion_id) if f.name == name), None)
        if found is None:
            raise NotFound
        self._readings.record(actor, Thing.PACKAGE, promocion_id)
        return found


def _signed(signature: Signature) -> Iterator[EvidenceFile]:
    yield EvidenceFile("certificado.cer", "certificate", "application/pkix-cert", signature.certificate)
    yield EvidenceFile("firma.p7s", "cms", "application/pkcs7-signature", signature.cms)
    yield EvidenceFile("manifest-sha256.txt", "manifest", "text/plain; charset=utf-8", signature.manifest)
    yield EvidenceFile("promocion.json", "fields", "application/json", signature.fields)


def _answered(answers: tuple[StoredRevocation, ...]) -> Iterator[EvidenceFile]:
    """Yield the raw OCSP answers (RFC 6960) that were believed: another proves nothing, and may be a stranger's.

    A CRL is the operator's file and is told by its digest.
    """
    for answer in answers:
        if answer.raw and answer.value is not Revocation.NOT_CONSULTED:
            yield EvidenceFile(
                f"respuesta-ocsp-{answer.id}.der", "ocsp", "application/ocsp-response", answer.raw
            )


def _stamped(stamped: StoredTimestamp | None) -> Iterator[EvidenceFile]:
    """Yield the timestamp once there is one: a TimeStampResp (RFC 3161 §2.4.2) over the CMS."""
    if stamped and stamped.token:
        yield EvidenceFile("sello-de-tiempo.tsr", "timestamp", "application/timestamp-reply", stamped.token)
