"""The internal note of a decision: a field of its own, among the staff's notes, never part of what the filer reads."""

import streamlit as st

from console.feedback import refusals_shown
from console.office import office
from console.review_drafts import kept_below, restored
from core.domain.people import Actor
from core.domain.reviewing import DraftKind

NOTE_FIELD = "decision_nota_{:d}"
"""Streamlit's key of the field, with the promoción's id."""
_NAME = "note"


def note_field(actor: Actor, promocion_id: int, kind: DraftKind) -> None:
    """Draw the field, set apart from everything that the filer reads; its text is kept while it is typed."""
    field = NOTE_FIELD.format(promocion_id)
    with st.expander("Nota interna (no la lee el promovente)", icon=":material/lock:"):
        if field not in st.session_state:
            st.session_state[field] = restored(actor, promocion_id, kind, _NAME)
        text = str(st.session_state[field])
        st.text_area(
            "Nota para sus colegas", key=field, max_chars=4000, height=80, label_visibility="collapsed"
        )
        kept_below(promocion_id, kind, field, text, _NAME)


def add_note(actor: Actor, promocion_id: int, text: str) -> None:
    """Add the note once the decision stands; without a text there is none."""
    if text.strip():
        with refusals_shown():
            office().notes.add(actor, promocion_id, text)
