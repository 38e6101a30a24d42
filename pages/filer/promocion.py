"""A promoción as its filer works on it: data, documents, signature and sending, receipts."""

import streamlit as st

from console import links
from console.components.badges import status_badge
from console.feedback import show_explanation
from console.filer_correction import correction_card
from console.filer_steps import STEPS, draw_step, first_step, forget_asked, step_key
from console.formats import escape, short_instant
from console.guards import require
from console.office import office
from console.texts import explain_refusal
from core.domain.people import Permission
from core.domain.workflow import RECEIVED
from core.errors import Refusal

actor = require(Permission.FILE)
try:
    view = office().filing.find(actor, st.query_params.get("folio", ""))
except Refusal as refusal:
    show_explanation(explain_refusal(refusal))
    st.page_link(links.MINE, label="Volver a mis promociones", icon=":material/folder_open:")
    st.stop()

promocion, zone = view.promocion, office().settings.zone
st.caption(f"Mis promociones › {escape(promocion.folio)}")
st.title(escape(promocion.fields.procedimiento))
sent = "Sí" if promocion.status in RECEIVED else "No"
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    status_badge(promocion.status)
    st.caption(
        f"Folio {escape(promocion.folio)} · creada {short_instant(promocion.created_at, zone)} · "
        f"modificada {short_instant(promocion.updated_at, zone)} · "
        f"¿La documentación fue enviada? **{escape(sent)}**"
    )
correction_card(actor, promocion)
# not as the control's default: whoever moves it writes the same key, and Streamlit warns of both
st.session_state.setdefault(step_key(promocion), first_step(promocion, st.query_params.get("paso", "")))
step = st.segmented_control(
    "Paso",
    list(STEPS),
    required=True,
    format_func=lambda code: STEPS[code],
    key=step_key(promocion),
    on_change=forget_asked,
    label_visibility="collapsed",
)
draw_step(str(step), actor, view)
