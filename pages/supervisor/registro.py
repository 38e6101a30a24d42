"""Registro de actos: the audit log, newest first."""

import streamlit as st

from console import formats, texts
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.READ_AUDIT)
LIMIT = 200
st.title("Registro de actos")
st.caption("Cada acto queda escrito en la misma transacción que lo produce; no se puede modificar ni borrar.")
before = st.session_state.get("registro_antes")
events = office().auditing.latest(actor, limit=LIMIT, before_id=before)
st.dataframe(
    [
        {
            "Fecha y hora": formats.instant(e.at, office().settings.zone),
            "Quién": formats.cell(e.actor_name) or "Sistema",
            "Función": " y ".join(texts.label("role", role) for role in e.role.split("+")),
            "Acto": texts.label("action", e.action),
            "Folio": e.folio,
            "De": texts.label("status", e.from_status) if e.from_status else "",
            "A": texts.label("status", e.to_status) if e.to_status else "",
            "Datos": formats.cell(" · ".join(str(value) for value in e.facts.values())),
            "Dirección": e.address,
        }
        for e in events
    ],
    hide_index=True,
    height=640,
    alt="Actos, del más reciente al más antiguo",
)
with st.container(horizontal=True):
    if before and st.button("Los más recientes", icon=":material/first_page:"):
        st.session_state["registro_antes"] = None
        st.rerun()
    if len(events) == LIMIT and st.button("Anteriores", icon=":material/navigate_next:"):
        st.session_state["registro_antes"] = events[-1].id
        st.rerun()
