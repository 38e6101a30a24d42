"""Contacto: who helps, how they are reached and when, from the institution's data and calendar."""

import streamlit as st

from console import help_contact_screen as screen
from console.guards import require

require()
st.title("Contacto")
view = screen.view()
screen.today(view)
left, right = st.columns(2, gap="large")
with left:
    screen.who_helps(view)
with right:
    screen.the_office(view)
