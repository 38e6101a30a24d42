"""Notes of the staff, oldest first; text as it was written."""

from collections.abc import Sequence

import streamlit as st

from console import formats
from console.formats import escape, escape_lines
from core.domain.remarks import Note


def note_list(notes: Sequence[Note], zone: str) -> None:
    """Draw each note under its author and its instant."""
    for note in notes:
        st.markdown(
            f"**{escape(note.author_name)}** :gray[:small[{formats.short_instant(note.at, zone)}]]  \n"
            f"{escape_lines(note.text)}"
        )
