"""The fields of the dialog of rejection: their keys, what they begin with, what they hold."""

from dataclasses import dataclass

import streamlit as st

from console.office import office
from core.domain.coverage import MOST_PAGES
from core.domain.people import Actor
from core.domain.promocion import Rejection
from core.domain.proposal import Proposal, beginning
from core.domain.reviewing import DraftKind

PAGE = MOST_PAGES
"""Greatest number of a page where nobody counted them."""


@dataclass(frozen=True, slots=True)
class RejectionForm:
    """Streamlit's keys of the fields about one promoción."""

    promocion_id: int

    @property
    def ground(self) -> str:
        """Of the code of the catalogue."""
        return f"rechazo_causa_{self.promocion_id:d}"

    @property
    def document(self) -> str:
        """Of the name of the document concerned; empty for all of the promoción."""
        return f"rechazo_documento_{self.promocion_id:d}"

    @property
    def page(self) -> str:
        """Of the page concerned."""
        return f"rechazo_pagina_{self.promocion_id:d}"

    @property
    def text(self) -> str:
        """Of the text for the filer."""
        return f"rechazo_texto_{self.promocion_id:d}"

    def put_place(self, document: str, page: int | None) -> None:
        """Let document and page be these."""
        st.session_state[self.document] = document
        st.session_state[self.page] = page


def seed_form(actor: Actor, promocion_id: int, proposal: Proposal | None) -> None:
    """Let fields that are not on the screen yet begin with the clerk's own draft, or with what was proposed."""
    form = RejectionForm(promocion_id)
    draft = office().drafts.load(actor, promocion_id, DraftKind.REJECTION)
    begun = beginning(draft, proposal)
    offered = {g.code for g in office().deciding.grounds()}
    st.session_state[form.ground] = begun.ground if begun.ground in offered else None
    st.session_state[form.document] = begun.document
    st.session_state[form.page] = begun.page
    st.session_state[form.text] = begun.text


def current_form(form: RejectionForm) -> Rejection:
    """Return what the fields hold."""
    held = st.session_state
    page = held.get(form.page)
    return Rejection(
        held.get(form.ground) or "",
        str(held.get(form.text) or ""),
        held.get(form.document) or "",
        int(page) if page else None,
    )
