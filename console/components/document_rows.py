"""Documents as the front-end components take them: plain rows of text and numbers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console import formats, texts
from core.domain.arrangement import Arrangement
from core.domain.classes import signed_summary
from core.domain.document_names import file_name, folder_of
from core.domain.promocion import Document

if TYPE_CHECKING:  # the components need their bundles at import; routes that only answer with rows do not
    from console.components.efirma import SignedDocument
    from console.components.upload import DocumentRow, FindingRow
    from console.components.viewer import ViewerDocument

_NOTHING = Arrangement()


def finding_rows(document: Document, reader: str = "filer") -> "list[FindingRow]":
    """Return what was found in a document, in words for its ``filer`` or for the ``clerk``."""
    return [
        {
            "severity": str(found["severity"]),
            "text": texts.finding(str(found["code"]), _facts(found), reader),
        }
        for found in document.findings
    ]


def _facts(found: Mapping[str, object]) -> Mapping[str, object]:
    facts = found.get("facts")
    return facts if isinstance(facts, Mapping) else {}


def upload_row(document: Document, zone: str, arrangement: Arrangement = _NOTHING) -> "DocumentRow":
    """Return a document for the filer's list."""
    version = arrangement.replaced.get(document.name)
    return {
        "id": document.id,
        "name": document.name,
        "folder": folder_of(document.name),
        "file_name": file_name(document.name),
        "size_bytes": document.size_bytes,
        "sha256": document.sha256,
        "added_at_text": formats.short_instant(document.added_at, zone),
        "findings": finding_rows(document),
        "media_label": texts.media_type(document.media_type),
        "position": document.position,
        "classification": document.classification,
        "summary": document.summary,
        "pages": document.pages,
        "scan": document.scan,
        "replaced": {"at_text": formats.short_instant(version.replaced_at, zone)} if version else None,
        "same_as": [{"folio": s.folio, "name": s.name} for s in arrangement.sent.get(document.sha256, ())],
    }


def signed_row(document: Document) -> "SignedDocument":
    """Return a document for the signing card."""
    return {
        "id": str(document.id),
        "name": document.name,
        "sha256": document.sha256,
        "size_text": formats.size(document.size_bytes),
        "classification": document.classification,
        "summary": signed_summary(document),
    }


def viewer_row(document: Document, *, matches: bool | None) -> "ViewerDocument":
    """Return a document for the reader, with its match mark against the signed manifest."""
    return {
        "id": document.id,
        "name": document.name,
        "media_label": texts.media_type(document.media_type),
        "size_text": formats.size(document.size_bytes),
        "sha256": document.sha256,
        "matches": matches,
        "pages": None,
        "kind": "",
        "classification": texts.label("classification", document.classification),
        "summary": signed_summary(document),
    }
