"""Revisión: one promoción, everything needed to decide it on one screen (screens.md §2)."""

import streamlit as st

from console import links
from console.decision_bar import decision_bar
from console.decision_notices import decision_notices
from console.feedback import show_explanation
from console.guards import require
from console.office import office
from console.review_panel import panel, verdict_of
from console.review_reading import reader
from console.review_screen import header
from console.texts import explain_refusal
from core.domain.people import Permission
from core.errors import Refusal

actor = require(Permission.READ_QUEUE)
current = office()
try:
    view = current.review.open(actor, current.review.find(actor, st.query_params.get("folio", "")))
    current.queue.looked(actor, view.promocion.id)
except Refusal as refusal:
    show_explanation(explain_refusal(refusal))
    st.page_link(links.QUEUE, label="Volver a la bandeja", icon=":material/inbox:")
    st.stop()

verdict = verdict_of(actor, view)
with st.container(key="revision_cabecera", gap="xsmall"):  # documents and panel keep their place below it
    header(actor, view)
    decision_notices(actor, view)
documents, beside = st.columns([0.62, 0.38], gap="small")
with documents:
    reader(actor, view, verdict)
with beside:
    panel(view, verdict)
decision_bar(actor, view, verdict)
