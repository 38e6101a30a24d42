"""Moving through the list that the clerk came from: back to it, to its previous and its next promoción, to another."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from console import links, texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.list_address import ListAddress, asked, list_address
from console.office import office
from console.review_drafts import note_field, save_note
from core.domain.people import Actor, Permission
from core.errors import NotFound

if TYPE_CHECKING:
    from core.services.review import ReviewView

BACK, SEARCH = "revision_volver", "revision_buscar"
"""Streamlit's keys of the button that leads back and of the field for another promoción."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where somebody wants to go: a promoción by its folio, or a list where there is none."""

    address: ListAddress
    folio: str = ""


def own_address() -> ListAddress:
    """Return the list that the clerk came from, as the address of this screen tells it."""
    return list_address(st.query_params.to_dict())


def go(to: Destination) -> None:
    """Go there now."""
    params = to.address.params()
    if to.folio:
        st.switch_page(links.REVIEW, query_params={**params, "folio": to.folio})
    st.switch_page(links.QUEUE, query_params=params)


def leave(view: "ReviewView", to: Destination) -> None:
    """Go there, unless a note is half-written: then whoever wrote it is asked first."""
    if str(st.session_state.get(note_field(view.promocion.id), "")).strip():
        _unsaved_note(view.promocion.id, to)
    else:
        go(to)


@st.dialog("Tiene una nota sin guardar", dismissible=False)
def _unsaved_note(promocion_id: int, to: Destination) -> None:
    require(Permission.READ_QUEUE)
    st.text(str(st.session_state.get(note_field(promocion_id), "")))
    st.caption(
        "Si sigue sin guardarla, queda como borrador y la encontrará aquí; nadie más la lee hasta entonces."
    )
    with st.container(horizontal=True):
        saved = st.button(
            "Guardarla y seguir",
            type="primary",
            key="nota_y_seguir",
            on_click=save_note,
            args=(promocion_id,),
        )
        left = st.button("Seguir sin guardarla", key="nota_sin_guardar")
        if st.button("Quedarse", key="nota_quedarse"):
            st.rerun()
    if saved or left:
        go(to)


def moves(actor: Actor, view: "ReviewView") -> None:
    """Draw the way back, the neighbours in the list, and the field for another promoción."""
    address = own_address()
    queue = office().queue
    query = asked(address, queue.query(actor, address.tab), ZoneInfo(office().settings.zone))
    around = queue.neighbours(actor, query, view.promocion.id)
    back = st.button(
        "Lista", icon=":material/arrow_back:", type="tertiary", key=BACK, help="Volver a la lista (Esc)"
    )
    previous = st.button(
        "Anterior",
        icon=":material/chevron_left:",
        shortcut="k",
        disabled=not around.previous,
        key="revision_anterior",
    )
    st.markdown(
        f"{around.position:,d} de {around.total:,d} · {escape(texts.label('queue_tab', address.tab))}"
    )
    following = st.button(
        "Posterior",
        icon=":material/chevron_right:",
        icon_position="right",
        shortcut="j",
        disabled=not around.next,
        key="revision_posterior",
    )
    if back:
        leave(view, Destination(address))
    elif previous:
        leave(view, Destination(address, around.previous))
    elif following:
        leave(view, Destination(address, around.next))


def search(actor: Actor, view: "ReviewView") -> None:
    """Draw the field for another promoción: a folio opens it, anything else is looked for in all of them."""
    wanted = str(
        st.text_input(
            "Buscar otra promoción",
            placeholder="Buscar otra  ( / )",
            icon=":material/search:",
            label_visibility="collapsed",
            key=SEARCH,
            width=210,
        )
        or ""
    ).strip()
    if not wanted or wanted == st.session_state.get("revision_buscado"):
        return
    st.session_state["revision_buscado"] = wanted
    with refusals_shown():
        try:
            office().review.find(actor, wanted)
            leave(view, Destination(own_address(), wanted.upper()))
        except NotFound:
            notify(f"Ninguna promoción tiene el folio «{wanted}»: se buscó en todas")
            leave(view, Destination(ListAddress(lista="todas", buscar=wanted)))
