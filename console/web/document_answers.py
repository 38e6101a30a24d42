"""A filer's documents as the routes answer with them: the same rows that the list on the page is drawn from."""

from typing import TYPE_CHECKING

from console.components.document_rows import upload_row
from console.office import office
from core.domain.people import Actor
from core.domain.promocion import Document

if TYPE_CHECKING:  # the component needs its bundle at import
    from console.components.upload import DocumentRow


def document_row(actor: Actor, document: Document) -> "DocumentRow":
    """Return one document of the actor's own."""
    arrangement = office().arranging.view(actor, document.promocion_id)
    return upload_row(document, office().settings.zone, arrangement)


def document_list(actor: Actor, promocion_id: int) -> dict[str, object]:
    """Return all documents of the actor's own promoción, in the filer's order, and every folder."""
    view = office().filing.view(actor, promocion_id)
    arrangement, zone = office().arranging.view(actor, promocion_id), office().settings.zone
    return {
        "documents": [upload_row(document, zone, arrangement) for document in view.documents],
        "folders": list(arrangement.folders),
    }
