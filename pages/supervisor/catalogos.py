"""Catálogos: the lists and data that the institution keeps, edited as editions."""

import streamlit as st

from console import links, texts
from console.catalog_screen import SHOWN, catalog_screen
from console.guards import require
from core.domain.editions import CatalogName
from core.domain.people import Permission

actor = require(Permission.MANAGE_CATALOGS)
st.title("Catálogos")
chosen = st.segmented_control(
    "Catálogo",
    [name.value for name in SHOWN],
    default=SHOWN[0].value,
    required=True,
    format_func=lambda code: texts.label("catalog", code),
    key="catalogo",
    bind="query-params",
    label_visibility="collapsed",
)
st.page_link(links.CALENDAR, label="El calendario tiene su propia página", icon=":material/calendar_month:")
catalog_screen(actor, CatalogName(chosen))
