"""Two pages, the second of them slow, and a fragment on the first."""

from threading import Event

import streamlit as st

from console.page_change import leave_page_before
from tests.ui.components_app import SLOW_SECONDS


@st.fragment
def _fragment() -> None:
    st.button("Fragmento")


def _first() -> None:
    st.title("Primera")
    _fragment()
    if st.button("Seguir"):
        st.switch_page(second)


def _second() -> None:
    Event().wait(SLOW_SECONDS)
    st.title("Segunda")


second = st.Page(_second, url_path="segunda")
page = st.navigation([st.Page(_first, default=True), second])
leave_page_before(page)
page.run()
