"""What a signature covers of a promoción as it is now."""

from core.domain.classes import check_summaries
from core.domain.manifest import build_manifest
from core.domain.promocion import Document, Promocion
from core.domain.signed_fields import signed_fields
from core.errors import Refusal


class NoDocuments(Refusal):
    """There is nothing to sign: the promoción has no document."""


def manifest_of(promocion: Promocion, documents: tuple[Document, ...]) -> tuple[bytes, bytes]:
    """Return ``data/promocion.json`` and ``manifest-sha256.txt`` of a promoción as it is.

    Raises:
        NoDocuments: there is none.
        SummaryMissing: a confidential one has no summary.
    """
    if not documents:
        raise NoDocuments
    check_summaries(documents)
    fields = signed_fields(promocion, documents)
    return fields, build_manifest(fields, {d.name: d.sha256 for d in documents})
