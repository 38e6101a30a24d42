"""Crear promoción: the form of the manual, and the folio on saving (§4, §5)."""

import streamlit as st

from console import links
from console.components.promocion_form import EMPTY, FormContext, promocion_form
from console.feedback import notify, refusals_shown
from console.filer_privacy import ask_privacy
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.FILE)
PROBLEMS, ATTEMPT = "problemas_crear", "crear_intento"


def begin_anew() -> None:
    """Leave the typed text behind: the next form has other keys."""
    st.session_state.pop(PROBLEMS, None)
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1


st.caption("Mis promociones › Abrir una promoción nueva")
st.title("Crear promoción")
st.caption("Los datos con asterisco (*) son obligatorios.")
form, _ = st.columns([0.7, 0.3])
with form:
    ask_privacy(actor)
    if st.session_state.get(PROBLEMS):
        st.error(
            "**Faltan datos o hay datos que corregir.** Están señalados en el formulario; no se guardó nada.",
            icon=":material/error:",
        )
    fields = promocion_form(
        EMPTY,
        FormContext(
            usuario=actor.name,
            procedure_types=office().filing.procedure_types(),
            problems=st.session_state.get(PROBLEMS, {}),
            fixed_procedimiento=False,
            key=f"crear_{st.session_state.get(ATTEMPT, 0)}",
        ),
    )
    with st.container(horizontal=True):
        save = st.button("Guardar", type="primary", icon=":material/save:")
        cancel = st.button("Cancelar")
    if cancel:
        begin_anew()
        st.switch_page(links.MINE)
    if save:
        problems = {p.field: p.code for p in office().filing.check(fields)}
        st.session_state[PROBLEMS] = problems
        if problems:
            st.rerun()
        with refusals_shown():
            promocion = office().filing.view(actor, office().filing.create(actor, fields)).promocion
            begin_anew()
            notify(f"Promoción {promocion.folio} guardada")
            st.switch_page(links.PROMOCION, query_params={"folio": promocion.folio, "paso": "documentos"})
