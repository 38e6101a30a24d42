"""The filer's home: what is new, what is under way, the last receipts, and how it is done (manual §2)."""

import streamlit as st

from console import filer_home
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.FILE)
current = office()
zone = current.settings.zone
view = current.filer_home.view(actor)
st.title(escape(current.institucion.unit), anchor=False)
st.caption(f"Le damos la bienvenida: {escape(actor.name)}")

work, beside = st.columns([0.68, 0.32], gap="large")
with work:
    filer_home.news(view, zone)
    filer_home.under_way(view, zone)
with beside:
    filer_home.receipts(view, zone)
    filer_home.hours()
filer_home.help_cards(actor)
