"""The filer's documents: adding, watching, downloading and deleting them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("upload")


class FindingRow(TypedDict):
    """What was found in a document. ``severity``: ``refused``, ``warning`` or ``info``; ``text``: Spanish."""

    severity: str
    text: str


class SentElsewhere(TypedDict):
    """Where the same bytes already stand: ``name`` in the filing ``folio``, sent by this very filer."""

    folio: str
    name: str


class ReplacedVersion(TypedDict):
    """The version that a document replaced, kept until the filing is signed. ``at_text``: when."""

    at_text: str


class DocumentRow(TypedDict):
    """A stored document as the list shows it.

    ``name``: its path, ``folder/file``; ``folder`` and ``file_name`` its two parts. ``sha256``: 64
    hexadecimal digits. ``position``: where it stands in the order that is filed. ``classification``:
    ``publica``, ``confidencial`` or ``reservada``. ``scan``: what the antivirus said, empty where none is.
    """

    id: str | int
    name: str
    folder: str
    file_name: str
    size_bytes: int
    sha256: str
    added_at_text: str
    findings: Sequence[FindingRow]
    media_label: str
    position: int
    classification: str
    summary: str
    pages: int | None
    scan: str
    replaced: ReplacedVersion | None
    same_as: Sequence[SentElsewhere]


@dataclass(frozen=True, slots=True)
class UploadResult:
    """What the filer did.

    Attributes:
        changed: set in the one run that follows a stored or deleted document, and different each time.
    """

    changed: str | None


def upload(
    promocion_id: str | int,
    csrf: str,
    documents: Sequence[DocumentRow],
    max_bytes: int,
    accept: Sequence[str],
    *,
    folders: Sequence[str] = (),
    disabled: bool = False,
    key: str,
) -> UploadResult:
    """Draw the drop zone and the list of stored documents.

    Bytes go straight to ``POST /api/promociones/{id}/documentos`` and never through Streamlit's memory.

    Args:
        promocion_id: whose documents they are.
        csrf: token that each change carries in ``X-Oficialia-CSRF``.
        documents: those already stored, in the order that is filed.
        max_bytes: largest file, inclusive; refused here before it travels, and by the server again.
        accept: endings offered by the file chooser, such as ``.pdf``. A hint only: the server looks inside.
        folders: every folder's path, those without documents too.
        disabled: show the list and nothing that changes it.
        key: the instance; the same key keeps unfinished uploads through reruns.
    """
    result = renderer("upload")(
        key=key,
        data={
            "promocion_id": str(promocion_id),
            "csrf": csrf,
            "documents": [dict(document) for document in documents],
            "folders": list(folders),
            "max_bytes": max_bytes,
            "accept": list(accept),
            "disabled": disabled,
        },
        on_changed_change=nothing,
    )
    return UploadResult(changed=str(result.changed) if result.changed else None)
