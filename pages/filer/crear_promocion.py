"""Crear promoción: the form of the manual, and the folio on saving (§4, §5)."""

import streamlit as st

from console import links
from console.components.promocion_form import EMPTY, FormContext, promocion_form
from console.feedback import notify, refusals_shown
from console.filer_privacy import ask_privacy
from console.form_attempt import forget_attempt, form_attempt
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.FILE)
PROBLEMS = "problemas_crear"


def begin_anew() -> None:
    """Leave the typed text and its problems behind."""
    st.session_state.pop(PROBLEMS, None)
    forget_attempt()


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
            key=f"crear_{form_attempt()}",
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
