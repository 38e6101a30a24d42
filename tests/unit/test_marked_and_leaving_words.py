"""How many are marked or leave, in whole sentences, and what was prepared before."""

import streamlit as st

from console.closed_exporting import Leaving, forget_prepared, leaving_words
from console.list_address import list_address
from console.queue_acts import marked_words


def test_one_and_many_agree_with_their_verbs() -> None:
    """One that left the list is told in the singular, two in the plural; a list leaves, the marked ones leave."""
    assert marked_words(1, 0) == "1 marcada"
    assert marked_words(2, 1) == "2 marcadas · 1 ya no está en esta lista"
    assert marked_words(0, 2) == "0 marcadas · 2 ya no están en esta lista"
    address = list_address({})
    assert leaving_words(Leaving(17, address)).startswith("Se exporta toda la lista filtrada: 17.")
    assert leaving_words(Leaving(2, address, (1, 2))).startswith("Se exportan las marcadas: 2.")


def test_a_table_prepared_before_is_not_offered_again() -> None:
    """Its list may have changed meanwhile, and it is kept for an hour only."""
    st.session_state["exportar_preparada"] = {"asked": "", "label": "", "url": ""}
    forget_prepared()
    assert "exportar_preparada" not in st.session_state
