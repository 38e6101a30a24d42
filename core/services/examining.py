"""What a document is and what was found in it, when it arrives and when its name changes."""

from dataclasses import replace

from core.documents.reader import DocumentReader
from core.domain.promocion import Document
from core.services.scanning import Scanning
from core.storage.document_store import DocumentStore


class Examining:
    """Has stored documents examined; never changes a row."""

    def __init__(self, store: DocumentStore, reader: DocumentReader, scanning: Scanning) -> None:
        self._store = store
        self._reader = reader
        self._scanning = scanning

    def examined(self, document: Document) -> Document:
        """Return a document with what its stored bytes and its name say.

        Raises:
            BytesAreMissing: the store does not hold them.
        """
        inspection = self._reader.inspect(self._store.local_path(document.sha256), document.name)
        examined = replace(
            document,
            media_type=inspection.media_type,
            pages=inspection.pages,
            rules_version=inspection.rules_version,
            findings=tuple(finding.row() for finding in inspection.findings),
        )
        return self._scanning.answered(examined, document)
