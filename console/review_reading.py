"""The reader's side of the review: the viewer, what was read before, and where the reader stands now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from console.components.document_rows import viewer_row
from console.components.viewer import Place, ViewerDocument, Workplace, viewer
from console.guards import require
from console.office import office
from console.session import csrf
from core.domain.coverage import DocumentCoverage
from core.domain.manifest import document_path
from core.domain.people import Actor, Permission
from core.domain.verdict import Verdict

if TYPE_CHECKING:
    from core.services.review import ReviewView

READER = "revision_lector"
"""Streamlit's key of the container with the viewer."""
KEYS = (
    ("J  K", "Siguiente, anterior de la lista"),
    ("N", "Tomar la que sigue"),
    ("A", "Aceptar"),
    ("Z", "Rechazar"),
    ("H", "Dejar en espera"),
    ("X", "Devolver a la bandeja"),
    ("S", "Saltar, con motivo"),
    ("L", "Tomar el relevo de quien la tiene, o terminar la espera"),
    ("V", "Informe completo del veredicto"),
    ("E", "Escribir una nota"),
    ("D", "Posibles duplicados"),
    ("M", "Plegar o mostrar el panel"),
    ("/", "Buscar otra promoción"),
    ("Ctrl + Mayús + Intro", "Confirmar lo que se pregunta"),
    ("Esc", "Cerrar; volver a la lista"),
)
"""What `?` shows of the page beside the viewer's own keys."""


def read_before(actor: Actor, view: "ReviewView") -> dict[int, DocumentCoverage]:
    """Return how much the actor has read of each document, by its id."""
    return {c.document_id: c for c in office().coverage.of(actor, view.promocion.id)}


def reader(actor: Actor, view: "ReviewView", verdict: Verdict) -> None:
    """Draw the documents, with a match mark for each and what the reader saw of it before."""
    matches = {m.name: m.matches for m in verdict.matches}
    read, changed = read_before(actor, view), office().duplicates.changed(actor, view.promocion.id)
    rows: list[ViewerDocument] = [
        {
            **viewer_row(d, matches=matches.get(_in_manifest(d.name, matches))),
            "pages": read[d.id].total if d.id in read else None,
            "changed": d.id in changed,
        }
        for d in view.documents
    ]
    seen = {str(c.document_id): list(c.pages) for c in read.values()}
    with st.container(key=READER):
        _viewer(view.promocion.id, rows, seen)


@st.fragment
def _viewer(promocion_id: int, rows: list[ViewerDocument], seen: dict[str, list[int]]) -> None:
    """Draw the viewer apart from the page: it tells each page at which the reader rests."""
    require(Permission.READ_QUEUE)
    at_work = Workplace(keys=KEYS, reports=True, focus=True)
    place = viewer(rows, None, csrf(), key=f"visor_{promocion_id:d}", seen=seen, workplace=at_work)
    if place:
        st.session_state[_place_key(promocion_id)] = dict(place)


def current_page(view: "ReviewView") -> tuple[str, int | None] | None:
    """Return name and page of the document before the reader's eyes; None until that was told.

    The page is from 1; None of what has no pages (a converted table, a text).
    """
    place: Place | None = st.session_state.get(_place_key(view.promocion.id))
    if place is None:
        return None
    name = next((d.name for d in view.documents if str(d.id) == place["document"]), "")
    return (name, place["page"]) if name else None


def _place_key(promocion_id: int) -> str:
    return f"lugar_{promocion_id:d}"


def _in_manifest(name: str, matches: Mapping[str, bool]) -> str:
    return name if name in matches else document_path(name)
