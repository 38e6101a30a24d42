"""The last look at a draft before it becomes the next edition: its differences in words, and why."""

import streamlit as st

from console import catalog_drafts, texts
from console.components.catalog_differences import differences_shown
from console.feedback import notify, refusals_shown
from console.guards import require
from console.office import office
from core.domain.editions import CatalogName
from core.domain.people import Permission

_MOST_REASON = 2000


@st.dialog("Revisar y guardar", width="large", dismissible=False)
def save_dialog(name: CatalogName) -> None:
    """Draw what the edition changes, ask why, save it."""
    actor = require(Permission.MANAGE_CATALOGS)
    draft = catalog_drafts.draft_of(name, office().catalog_keeping.edition(actor, name))
    differences_shown(name, draft.differences(), (draft.document, draft.before))
    reason = st.text_area(
        "Motivo de estos cambios *",
        "\n".join(draft.reasons),
        max_chars=_MOST_REASON,
        key="catalogo_motivo",
        help="Queda en la historia del catálogo y en el registro de actos.",
        height=90,
    )
    st.caption("Rige en cuanto se guarda, en todas las pantallas.")
    with st.container(horizontal=True):
        go = st.button("Guardar la edición", type="primary", key="catalogo_guardar_edicion")
        if st.button("Seguir editando", key="catalogo_seguir"):
            st.rerun()
    if go:
        with refusals_shown():
            saved = office().catalog_keeping.save(actor, name, draft.text(), draft.base, reason)
            catalog_drafts.discard(name)
            notify(f"Se guardó la edición {saved.number:d} de {texts.label('catalog', name)}")
            st.rerun()
