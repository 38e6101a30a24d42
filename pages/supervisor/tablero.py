"""Tablero: what to do today, the team, and the figures of a range."""

import streamlit as st

from console import links
from console.board_dialogs import wanted_dialog
from console.board_screen import board
from console.guards import require
from core.domain.people import Permission

require(Permission.READ_BOARD)
if "lista" in st.query_params:  # the start page was the Bandeja's: a list's address still leads to the list
    st.switch_page(links.QUEUE, query_params=st.query_params.to_dict())
st.title("Tablero")
wanted_dialog()
board()
