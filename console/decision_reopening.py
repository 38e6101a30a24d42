"""Reopening a decided promoción: a supervisor says why; its receipts stay."""

from typing import Protocol

import streamlit as st

from console import texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_acts import CONFIRM
from core.domain.people import Permission
from core.services.rejections import MAX_GROUND_TEXT
from core.services.reopening import LEAST_REOPENING_REASON


class Decided(Protocol):
    """A promoción, or its row in a list."""

    @property
    def id(self) -> int:
        """Of the promoción."""

    @property
    def folio(self) -> str:
        """Of the promoción."""


@st.dialog("Reabrir la promoción", width="medium", dismissible=False)
def reopen_dialog(decided: Decided) -> None:
    """Ask why, and put the promoción back into the queue."""
    actor = require(Permission.REOPEN)
    st.markdown(f"**{escape(decided.folio)}** vuelve a la bandeja para resolverse otra vez.")
    st.caption(texts.label("reopening", "means"))
    reason = st.text_area(
        "Motivo de la reapertura * (queda en el registro; no lo lee el promovente)",
        key=f"reabrir_motivo_{decided.id:d}",
        max_chars=MAX_GROUND_TEXT,
        height=110,
        placeholder=f"Al menos {LEAST_REOPENING_REASON:d} caracteres: qué se resolvió mal y por qué.",
    )
    with st.container(horizontal=True):
        go = st.button("Reabrir", type="primary", key="reabrir_confirmar", shortcut=CONFIRM)
        if st.button("Cancelar", key="reabrir_cancelar"):
            st.rerun()
    if go:
        with refusals_shown():
            office().reopening.reopen(actor, decided.id, reason)
            notify(f"{decided.folio} se reabrió y está en la bandeja")
            st.rerun()
