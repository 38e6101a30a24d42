"""Registro: the acts of everybody, and what the staff read."""

from dataclasses import replace

import streamlit as st

from console.components.audit_tables import (
    acts_table,
    readers_list,
    reading_filters,
    readings_table,
)
from console.office import office
from core.domain.people import Actor
from core.domain.reading import ReadingQuery

_LIMIT = 200
_OF_ONE = 50


def acts(actor: Actor) -> None:
    """Draw the audit log, page by page."""
    st.caption(
        "Cada acto queda escrito en la misma transacción que lo produce; no se puede modificar ni borrar."
    )
    before = st.session_state.get("registro_antes")
    events = office().auditing.latest(actor, limit=_LIMIT, before_id=before)
    acts_table(events, office().settings.zone)
    _turn_pages("registro_antes", events[-1].id if len(events) == _LIMIT else None)


def readings(actor: Actor) -> None:
    """Draw the record of readings, filtered, page by page."""
    st.caption(
        "Qué abrió el personal: promociones, documentos, acuses, paquetes y listas. Se escribe antes de mostrarlo, "
        "una vez por persona y cosa cada 15 minutos."
    )
    zone = office().settings.zone
    query = reading_filters(office().readings.people(actor), zone)
    key = f"lecturas_antes_{query}"
    found = office().readings.latest(actor, replace(query, before_id=st.session_state.get(key), limit=_LIMIT))
    if found:
        readings_table(found, zone)
    else:
        st.info("No hay lecturas que coincidan.", icon=":material/visibility_off:")
    _turn_pages(key, found[-1].id if len(found) == _LIMIT else None)


def _turn_pages(key: str, older: int | None) -> None:
    """Offer older lines where there may be some, and the newest where they are not shown.

    Args:
        key: keeps the line before which the shown ones stand.
        older: the last line shown; None where it is the last of all.
    """
    with st.container(horizontal=True):
        if st.session_state.get(key) and st.button("Los más recientes", icon=":material/first_page:"):
            st.session_state[key] = None
            st.rerun()
        if older and st.button("Anteriores", icon=":material/navigate_next:"):
            st.session_state[key] = older
            st.rerun()


def readers_of(actor: Actor, folio: str) -> None:
    """Draw who of the staff read a promoción."""
    found = office().readings.latest(actor, ReadingQuery(folio=folio, limit=_OF_ONE))
    with st.expander("Quién la ha leído"):
        readers_list(found, office().settings.zone)
