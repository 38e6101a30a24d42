"""Revisión: one promoción, everything needed to decide it on one screen (screens.md §2)."""

import streamlit as st

from console import links, review_screen
from console.decision_bar import decision_bar
from console.feedback import show_explanation
from console.guards import require
from console.office import office
from console.texts import explain_refusal
from core.domain.people import Permission
from core.errors import Refusal

actor = require(Permission.READ_QUEUE)
current = office()
try:
    view = current.review.open(actor, current.review.find(actor, st.query_params.get("folio", "")))
except Refusal as refusal:
    show_explanation(explain_refusal(refusal))
    st.page_link(links.QUEUE, label="Volver a la bandeja", icon=":material/inbox:")
    st.stop()

verdict = review_screen.verdict_of(actor, view)
review_screen.header(view)
reader, panel = st.columns([0.62, 0.38], gap="medium")
with reader:
    review_screen.documents(view, verdict)
with panel:
    review_screen.panel(actor, view, verdict)
decision_bar(actor, view, verdict)

if view.held:

    @st.fragment(run_every=60)
    def heartbeat() -> None:
        """Keep the claim while the screen is open and its session lives."""
        if not current.review.keep(require(Permission.REVIEW), view.promocion.id):
            st.rerun()

    heartbeat()
