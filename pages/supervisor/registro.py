"""Registro: the audit log, and who of the staff read what, newest first."""

import streamlit as st

from console import audit_screens
from console.guards import require
from core.domain.people import Permission

actor = require(Permission.READ_AUDIT)
st.title("Registro de actos")
shown = st.segmented_control(
    "Registro",
    ["actos", "lecturas"],
    default="actos",
    required=True,
    format_func=lambda code: "Actos" if code == "actos" else "Lecturas",
    key="ver",
    bind="query-params",
    label_visibility="collapsed",
)
if shown == "lecturas":
    audit_screens.readings(actor)
else:
    audit_screens.acts(actor)
