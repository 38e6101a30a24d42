"""Half-written texts of the review: a field begins with what was kept, and is kept while somebody types."""

import streamlit as st

from console import links
from console.components.draft_keeper import draft_keeper
from console.feedback import refusals_shown
from console.guards import require
from console.office import office
from console.session import csrf
from core.domain.people import Actor, Permission
from core.domain.reviewing import DraftKind

TEXT = "text"
"""What the one text of a draft is called."""


def restored(actor: Actor, promocion_id: int, kind: DraftKind, name: str = TEXT) -> str:
    """Return what the actor had written; empty where they had not begun."""
    draft = office().drafts.load(actor, promocion_id, kind)
    text = draft.content.get(name, "") if draft else ""
    return text if isinstance(text, str) else ""


def begin(actor: Actor, promocion_id: int, kind: DraftKind, field: str) -> str:
    """Let a field that is not on the screen yet begin with what was kept; return what it holds.

    Args:
        actor: whose text it is.
        promocion_id: about which promoción.
        kind: of which form.
        field: Streamlit's key of the field.
    """
    if field not in st.session_state:
        st.session_state[field] = restored(actor, promocion_id, kind)
    return str(st.session_state[field])


def kept_below(promocion_id: int, kind: DraftKind, field: str, text: str, name: str = TEXT) -> None:
    """Draw below a field the line that says when its text was kept."""
    draft_keeper(
        field,
        links.draft(promocion_id, kind),
        csrf(),
        office().settings.zone,
        text=text,
        round_=int(st.session_state.get(_round(field), 0)),
        name=name,
        key=f"borrador_{field}",
    )


def settle(actor: Actor, promocion_id: int, kind: DraftKind, field: str) -> None:
    """Forget a text that was published or thrown away. Whoever draws the field empties it."""
    office().drafts.discard(actor, promocion_id, kind)
    st.session_state[_round(field)] = int(st.session_state.get(_round(field), 0)) + 1


def _round(field: str) -> str:
    return f"{field}_ronda"


def note_field(promocion_id: int) -> str:
    """Return Streamlit's key of the field for a new note."""
    return f"nota_{promocion_id:d}"


def save_note(promocion_id: int) -> None:
    """Save what the field holds; a refusal is told in the run that follows, with the text still there."""
    actor, field = require(Permission.READ_QUEUE), note_field(promocion_id)
    with refusals_shown():
        office().notes.add(actor, promocion_id, str(st.session_state.get(field, "")))
        settle(actor, promocion_id, DraftKind.NOTE, field)
        st.session_state[field] = ""
