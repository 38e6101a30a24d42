"""Perfil: who the person is here, how they come in, and from where they are in now (manual §3)."""

import streamlit as st

from console import own_data
from console.guards import require
from console.office import office

actor = require()
view = office().profile.view(actor)
st.title("Perfil")
left, right = st.columns([0.5, 0.5], gap="large")
with left:
    own_data.data(actor, view)
    own_data.email(actor, view)
with right:
    own_data.ways_in(view)
    own_data.sessions(actor)
own_data.history(view)
